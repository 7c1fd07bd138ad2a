import Analysis
import Calendar

/// The text part of a mail: complete, at most 78 columns wide, the same figures as the HTML part.
struct MailText {
  private static let width = 78

  let view: ScopeView
  private let words: PageText
  let link: String?
  let standings: Standings
  let tiles: [KPIEntry]

  init(
    view: ScopeView, text: PageText, link: String?, standings: Standings, tiles: [KPIEntry]
  ) {
    self.view = view
    words = text
    self.link = link
    self.standings = standings
    self.tiles = tiles
  }

  var text: String {
    let result = view.index.result
    var lines = wrapped(
      "\(view.scope.name), \(words.language.period(result.mainPeriod))".uppercased())
    lines += wrapped(
      words.language.dateRange(result.mainPeriod.start, result.mainPeriod.lastDay) + ", "
        + words.phrase("as_of", ["date": words.date(result.asOf)]))
    lines.append("")
    lines += verdictLines
    lines += tileLines
    lines += view.scope.id.kind == .rep ? objectiveLines : standingLines
    lines += actionLines
    if view.scope.id.kind == .rep { lines += worklistLines }
    if let link { lines += ["", words["mail.full_report_text"], link] }
    lines += ["", "-- "]
    lines += wrapped(words["mail.automatic"])
    return lines.map { $0 == "-- " ? $0 : Self.withoutTrailingBlanks($0) }
      .joined(separator: "\n") + "\n"
  }

  private var verdictLines: [String] {
    let verdict = Verdict(objective: view.headline, causes: view.causes, text: words)
    var lines: [String] = []
    let counters =
      view.scope.id.kind == .rep ? Counters(view.objectives) : standings.counters
    if let sentence = counters.sentence(words) { lines += wrapped(sentence + ".") }
    lines += wrapped(verdict.spoken)
    for sentence in [verdict.outlook, verdict.cause, verdict.effort, verdict.caution].compactMap({
      $0
    }) {
      lines += wrapped(sentence)
    }
    return lines
  }

  private var tileLines: [String] {
    guard !tiles.isEmpty else { return [] }
    return [""]
      + tiles.flatMap { kpi -> [String] in
        let said = KPIWords(kpi: kpi, view: view, text: words)
        let figure = view.current(kpi)
        let value = said.label + words["verdict.colon"] + said.value(figure, .tile)
        return wrapped(
          [value, said.comparison(figure), said.caution(figure)].compactMap { $0 }
            .joined(separator: ", "))
      }
  }

  // MARK: Tables

  private var standingLines: [String] {
    guard !standings.rows.isEmpty else { return [] }
    let rows = standings.rows.prefix(Standings.mailLimit).map { row -> [String] in
      guard let objective = row.objective else {
        return [
          row.scope.name, words["table.no_objective"], "", "",
          standings.actual(of: row.scope) ?? "",
        ]
      }
      return cells(name: row.scope.name, objective)
    }
    let extras = standings.rows.prefix(Standings.mailLimit).map { row in
      let details = details(row.objective)
      guard standings.showsObjective, let objective = row.objective else { return details }
      let kpi = view.index.kpi(objective.kpi).flatMap { words.written($0.label) }
      return [(kpi ?? objective.kpi) + ".", details].joined(separator: " ")
    }
    var lines = ["", standings.title("reps").uppercased()] + legend(standings.hasBars)
    lines += table(rows, extras)
    if standings.rows.count > Standings.mailLimit {
      lines += wrapped(
        words.plural("mail.more", standings.rows.count - Standings.mailLimit))
    }
    return lines
  }

  private var objectiveLines: [String] {
    guard !view.objectives.isEmpty else { return [] }
    let ordered = view.objectives.filter(\.isHeadline) + view.objectives.filter { !$0.isHeadline }
    let rows = ordered.map { objective in
      let kpi = view.index.kpi(objective.kpi)
      let label =
        words.written(objective.label) ?? kpi.flatMap { words.written($0.label) } ?? objective.kpi
      return cells(name: label, objective)
    }
    return ["", words["section.my_objectives"].uppercased()]
      + legend(view.objectives.contains { ObjectiveWords($0, words).asciiBar != nil })
      + table(rows, ordered.map { details($0) })
  }

  private func legend(_ hasBars: Bool) -> [String] {
    hasBars ? wrapped(words["legend.mail_text"]) : []
  }

  /// The line under a row: the gap and the target.
  private func details(_ objective: ObjectiveResult?) -> String {
    guard let objective else { return "" }
    let gap = objective.gapToDate.map { words["table.gap_to_date"] + " " + words.gap($0) }
    let target = ObjectiveWords(objective, words).target.map {
      words.phrase("comparison.target", ["value": $0])
    }
    return [gap, target].compactMap { $0 }.joined(separator: ", ")
  }

  private func cells(name: String, _ objective: ObjectiveResult) -> [String] {
    let said = ObjectiveWords(objective, words)
    return [
      name, PositionWords(position: objective.position).word(words), said.asciiBar ?? "",
      said.index ?? "",
      objective.actual == nil ? words["absent.mark"] : said.actual,
    ]
  }

  private var actionLines: [String] {
    let actions = GuidanceSection(view: view, text: words).briefTexts(limit: MailPage.actionLimit)
    guard !actions.isEmpty else { return [] }
    return ["", words["section.guidance"].uppercased()]
      + actions.flatMap {
        wrapped("- " + HeaderText.cleaned($0.joined(separator: ", ")))
      }
  }

  private var worklistLines: [String] {
    view.worklists(besideActions: MailPage.actionLimit).flatMap { list -> [String] in
      let key = "worklist.\(list.kind.rawValue)"
      return ["", words[key].uppercased()]
        + list.items.flatMap { item -> [String] in
          let parts = [
            item.name.isEmpty ? item.id : item.name, item.amount.map { words.value($0) },
            item.date.map { words.date($0, style: .short) },
          ]
          return wrapped(
            "- " + HeaderText.cleaned(parts.compactMap { $0 }.joined(separator: ", ")))
        }
    }
  }

  /// Columns as wide as they need; the first gives way, and the last is set to the right.
  private func table(_ rows: [[String]], _ details: [String]) -> [String] {
    let clean = rows.map { $0.map { HeaderText.cleaned($0) } }
    let count = clean.map(\.count).max() ?? 0
    var widths = (0..<count).map { column in clean.map { $0[column].count }.max() ?? 0 }
    let others = widths.dropFirst().reduce(0, +) + 2 * (count - 1)
    widths[0] = min(widths[0], max(8, Self.width - others))
    return zip(clean, details).flatMap { cells, details -> [String] in
      var line = ""
      for (column, cell) in cells.enumerated() {
        let shown = column == 0 ? MailPage.cut(cell, widths[0]) : cell
        let blanks = String(repeating: " ", count: max(0, widths[column] - shown.count))
        if column > 0 { line += "  " }
        line += column >= 3 ? blanks + shown : shown + blanks
      }
      let shown = line.count > Self.width ? String(line.prefix(Self.width)) : line
      return [shown] + (details.isEmpty ? [] : wrapped(details).map { "  " + $0 })
    }
  }

  /// Lines of at most 78 characters, broken at blanks only.
  private func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in HeaderText.cleaned(text).split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > Self.width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
      while line.count > Self.width {
        lines.append(String(line.prefix(Self.width)))
        line = String(line.dropFirst(Self.width))
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  private static func withoutTrailingBlanks(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
