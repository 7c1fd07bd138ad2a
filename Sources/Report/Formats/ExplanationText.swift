package import Analysis
import Calendar

/// The records behind a figure for people at a terminal.
///
/// Numbers are exact decimals, as in `figures.csv`. Text of the exports is printed as it is: the
/// caller neutralises what a terminal would obey.
package struct ExplanationText {
  private let explanation: Explanation
  private let result: RunResult
  private let language: Language
  /// How many records of each list are shown.
  private let limit: Int

  package init(_ explanation: Explanation, result: RunResult, language: Language, limit: Int) {
    self.explanation = explanation
    self.result = result
    self.language = language
    self.limit = limit
  }

  /// Without line ends.
  package func lines(objective: String? = nil) -> [String] {
    let request = explanation.request
    let name = result.scopes.first { $0.id == request.scope }?.name ?? ""
    var lines = ["\(request.kpi.id): \(request.kpi.label[language.code] ?? "")"]
    lines += [request.kpi.definition[language.code]].compactMap { $0.map { "  " + $0 } }
    lines.append("  \(request.scope)" + (name.isEmpty ? "" : " (\(name))"))
    lines.append(
      "  \(request.period.id): \(request.period.start) to \(request.period.lastDay), "
        + "known by the end of \(result.asOf)")
    if objective == nil { lines.append("  " + figureLine()) }
    for account in ObjectiveAccount.all(of: request, objective: objective, in: result) {
      lines += [""] + self.lines(account)
    }
    for role in explanation.roles { lines += [""] + self.lines(role) }
    if !explanation.leftOut.isEmpty { lines += [""] + leftOutLines() }
    return lines + [""] + fileLines()
  }

  // MARK: The figure

  private func figureLine() -> String {
    guard let figure = explanation.figure else {
      return "no figure of this KPI is made for this scope and period"
    }
    guard let value = figure.value else {
      return "no value: \(figure.absentReason?.rawValue ?? "")"
    }
    var line = "value \(text(value)) \(value.unit.rawValue)"
    if let numerator = figure.numerator, let denominator = figure.denominator {
      line += " = \(text(numerator)) / \(text(denominator))"
    }
    if let count = figure.count { line += ", n = \(count)" }
    if let interval = figure.interval {
      line += ", 95 % interval \(text(interval.low)) to \(text(interval.high))"
    }
    return line + (figure.isApproximate ? ", approximate" : "")
  }

  /// How an objective's judgement came about, under one heading a subject.
  private func lines(_ account: ObjectiveAccount) -> [String] {
    var lines = ["objective \(account.objective)"]
    var width = 0
    func value(_ line: ObjectiveAccount.Line) -> String {
      line.value.map { "\(text($0)) \($0.unit.rawValue)" } ?? ""
    }
    for line in account.lines { width = max(width, value(line).count) }
    var subject: ObjectiveAccount.Subject?
    for line in account.lines {
      if line.subject != subject {
        subject = line.subject
        lines.append("  \(line.subject.rawValue)")
      }
      let number = value(line)
      let gap = String(repeating: " ", count: width - number.count)
      lines.append("    \(gap)\(number)  \(line.label)")
    }
    return lines
  }

  // MARK: Records

  private func lines(_ role: Explanation.Role) -> [String] {
    let heading = role.name + (role.measure.isEmpty ? "" : ", \(role.measure)")
    if !role.missingFields.isEmpty {
      let fields = role.missingFields.joined(separator: ", ")
      return ["\(heading): no export has \(fields) of \(role.entity)"]
    }
    let without = role.records.count { $0.value == nil }
    return [
      "\(heading): \(records(role.records.count)), total \(text(role.total))"
        + (without > 0 ? ", \(without) without a value" : "")
    ]
      + (role.rank.map { ["  " + $0.words(language, of: role.records.count)] } ?? [])
      + table(role.records.prefix(limit).map(cells)) + more(role.records.count)
  }

  private func leftOutLines() -> [String] {
    ["left out: \(records(explanation.leftOut.count)) of this scope and period"]
      + table(
        explanation.leftOut.prefix(limit).map { cells($0.record) + [$0.reason.words(language)] })
      + more(explanation.leftOut.count)
  }

  private func cells(_ record: Explanation.Record) -> [String] {
    [
      record.id, record.owner, record.date?.description ?? "-", record.value.map(text) ?? "-",
      record.line > 0 ? "\(record.file):\(record.line)" : "-", record.note, record.name,
    ]
  }

  /// Columns of one width, two spaces apart.
  private func table(_ rows: [[String]]) -> [String] {
    var widths: [Int] = []
    for row in rows {
      for (index, cell) in row.enumerated() {
        if index == widths.count { widths.append(0) }
        widths[index] = max(widths[index], cell.count)
      }
    }
    return rows.map { row in
      var line = " "
      for (cell, width) in zip(row, widths) {
        line += " " + cell + String(repeating: " ", count: width - cell.count + 1)
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }

  private func more(_ count: Int) -> [String] {
    count > limit ? ["  and \(count - limit) more: --limit \(count), or --format csv"] : []
  }

  private func records(_ count: Int) -> String { count == 1 ? "1 record" : "\(count) records" }

  // MARK: Files

  /// The files that the records stand in, by content, so that a citation stays true.
  private func fileLines() -> [String] {
    let entities = Set(explanation.roles.map(\.entity))
    return result.inputs.filter { entities.contains($0.entity) }.map { file in
      "\(file.name): \(file.rowCount) rows read, \(file.rejectCount) rejected, "
        + "SHA-256 \(file.sha256)"
    }
  }

  private func text(_ quantity: Quantity) -> String {
    DecimalText(quantity, minorDigits: result.currency.minorDigits).text
  }
}
