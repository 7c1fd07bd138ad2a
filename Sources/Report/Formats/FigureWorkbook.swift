import Analysis
import Calendar

/// `figures.xlsx`: the figures of the main period for people who work in a spreadsheet, one sheet a
/// subject, one row a team or rep, one column a KPI.
///
/// Numbers are numbers with a format; where there is none the cell says why. `figures.csv` holds the
/// same in full and is what programs should read.
struct FigureWorkbook {
  /// More scopes than this, and the sheet of the months is about the company and its teams alone.
  private static let historyLimit = 500

  let index: ResultIndex
  let language: Language

  private typealias Column = Workbook.Column
  private typealias Cell = Workbook.Cell

  private var result: RunResult { index.result }
  private var text: PageText {
    PageText(language: language, medium: .text, currency: result.currency)
  }

  func document() throws(Workbook.Failure) -> Document {
    var book = try Workbook(
      title: "\(result.companyName), \(language.period(result.mainPeriod))",
      company: result.companyName, created: result.asOf)
    let scopes = orderedScopes
    try addFacts(to: &book)
    try addObjectives(to: &book)
    try addFigures(.lagging, scopes, to: &book)
    try addFigures(.leading, scopes, to: &book)
    try addSegments(scopes, to: &book)
    try addHistory(scopes, to: &book)
    try addFindings(to: &book)
    try addDictionary(to: &book)
    return try book.finish().document(path: "figures.xlsx")
  }

  /// The company, then teams and reps by name, then what nobody owns.
  private var orderedScopes: [Scope] {
    result.scopes.filter { $0.id.kind == .company } + Standings.alphabetical(index.teams)
      + Standings.alphabetical(index.reps) + index.unassigned
  }

  // MARK: Sheets

  private func addFacts(to book: inout Workbook) throws(Workbook.Failure) {
    let facts = Colophon(index: index, text: text)
      .factTexts(of: result.scopes.first { $0.id == .company })
    try book.addSheet(
      text["workbook.about"],
      [
        Column(title: text["workbook.fact"], style: .text, width: 32),
        Column(title: text["table.value"], style: .text, width: 72),
      ]
    ) { row in
      for fact in facts { row([.text(fact.label), .text(fact.value)]) }
      row([.text(text["workbook.empty_label"]), .text(text["workbook.empty"])])
    }
  }

  private func addObjectives(to book: inout Workbook) throws(Workbook.Failure) {
    guard !result.objectives.isEmpty else { return }
    func valueColumn(_ key: String) -> Column {
      Column(title: text[key], style: .decimal(2), width: 15)
    }
    let columns =
      scopeColumns + [
        Column(title: text["table.objective"], style: .text, width: 34),
        Column(title: text["table.kpi"], style: .text, width: 24),
        Column(title: text["workbook.unit"], style: .text, width: 12),
        Column(title: text["table.period"], style: .text, width: 18),
        Column(title: text["workbook.first_day"], style: .date, width: 12),
        Column(title: text["workbook.last_day"], style: .date, width: 12),
        Column(title: text["table.status"], style: .text, width: 16),
        Column(title: text["table.solidity"], style: .text, width: 16),
        Column(title: text["table.index"], style: .percent, width: 10),
        valueColumn("table.actual"), valueColumn("table.expected"), valueColumn("table.target"),
        valueColumn("table.gap_to_date"), valueColumn("table.gap_to_objective"),
        valueColumn("workbook.low"),
        valueColumn("workbook.middle"), valueColumn("workbook.high"),
        Column(title: text["table.chances"], style: .percent, width: 10),
        Column(title: text["workbook.objective_id"], style: .text, width: 34),
      ]
    let kpis = Dictionary(result.kpis.map { ($0.id, $0) }) { first, _ in first }
    try book.addSheet(text["section.objectives"], columns, frozenColumns: 2) { row in
      for objective in result.objectives {
        guard let scope = index.scopes[objective.scope] else { continue }
        let label = kpis[objective.kpi].flatMap { text.written($0.label) } ?? objective.kpi
        let unit = objective.actual?.unit ?? objective.target?.unit ?? kpis[objective.kpi]?.unit
        let projection = objective.projection
        row(
          scopeCells(scope) + [
            .text(text.written(objective.label) ?? label), .text(label),
            .text(unit.map { unitText($0) } ?? ""),
            .text(language.period(objective.period)), .date(objective.period.start),
            .date(objective.period.lastDay),
            .text(PositionWords(position: objective.position).word(text)),
            .text(text["solidity.\(objective.solidity.rawValue)"]),
            objective.index.map { .number(Double($0) / 100) } ?? .empty,
            objective.actual == nil
              ? reason(objective.absentReason) : number(objective.actual),
            number(objective.expectedToDate), number(objective.target),
            number(objective.gapToDate), number(objective.gapToTarget), number(projection?.p10),
            number(projection?.p50), number(projection?.p90), number(projection?.probability),
            .text(objective.objective),
          ])
      }
    }
  }

  private func addFigures(
    _ timing: KPI.Timing, _ scopes: [Scope], to book: inout Workbook
  ) throws(Workbook.Failure) {
    let kpis = result.kpis.filter { kpi in
      kpi.timing == timing && index.hasCurrentFigure(of: kpi.id)
    }
    guard !kpis.isEmpty else { return }
    let columns =
      scopeColumns
      + kpis.map { Column(title: title($0), style: style($0.unit), width: 15) }
    let entries = kpis.map { index.kpi($0.id) }
    try book.addSheet(text["tiles.\(timing.rawValue)"], columns, frozenColumns: 2) { row in
      for scope in scopes {
        let view = index.view(of: scope)
        row(scopeCells(scope) + entries.map { cell($0.flatMap { view.current($0) }) })
      }
    }
  }

  /// What the current figures are made of, where a KPI is told by stage or otherwise narrowed.
  private func addSegments(
    _ scopes: [Scope], to book: inout Workbook
  ) throws(Workbook.Failure) {
    guard index.hasSegments else { return }
    let kpis = Dictionary(result.kpis.map { ($0.id, $0) }) { first, _ in first }
    let columns =
      scopeColumns + [
        Column(title: text["table.kpi"], style: .text, width: 30),
        Column(title: text["workbook.segment"], style: .text, width: 30),
        Column(title: text["workbook.unit"], style: .text, width: 12),
        Column(title: text["table.value"], style: .decimal(2), width: 16),
        Column(title: text["table.records"], style: .integer, width: 16),
      ]
    try book.addSheet(text["workbook.segments"], columns, frozenColumns: 2) { row in
      for scope in scopes {
        let heading = scopeCells(scope)
        for figure in index.view(of: scope).segmented {
          row(
            heading + [
              .text(kpis[figure.kpi].flatMap { text.written($0.label) } ?? figure.kpi),
              .text(SegmentWords.text(figure.segment, text)),
              .text((figure.value?.unit ?? kpis[figure.kpi]?.unit).map { unitText($0) } ?? ""),
              cell(figure), figure.count.map { .number(Double($0)) } ?? .empty,
            ])
        }
      }
    }
  }

  private func addHistory(
    _ scopes: [Scope], to book: inout Workbook
  ) throws(Workbook.Failure) {
    guard !index.history.isEmpty else { return }
    let shown = scopes.count > Self.historyLimit ? scopes.filter { $0.id.kind != .rep } : scopes
    let columns =
      scopeColumns + [
        Column(title: text["table.kpi"], style: .text, width: 30),
        Column(title: text["workbook.unit"], style: .text, width: 12),
      ]
      + index.history.map {
        Column(title: language.period($0), style: .decimal(2), width: 14)
      }
    let kpis = result.kpis.map { kpi in
      (
        entry: index.kpi(kpi.id),
        cells: [
          Cell.text(text.written(kpi.label) ?? kpi.id), .text(unitText(kpi.unit)),
        ]
      )
    }
    try book.addSheet(text["workbook.history"], columns, frozenColumns: 3) { row in
      for scope in shown {
        let view = index.view(of: scope)
        let heading = scopeCells(scope)
        for kpi in kpis {
          let values = kpi.entry.map { view.history($0) } ?? []
          guard values.contains(where: { $0 != nil }) else { continue }
          row(heading + kpi.cells + values.map { number($0) })
        }
      }
    }
  }

  private func addFindings(to book: inout Workbook) throws(Workbook.Failure) {
    guard !result.findings.isEmpty else { return }
    let columns = [
      Column(title: text["table.finding"], style: .text, width: 44),
      Column(title: text["table.records"], style: .integer, width: 16),
      Column(
        title: text["table.amount"] + " (\(result.currency.code))", style: style(.money),
        width: 18),
      Column(title: text["table.damages"], style: .text, width: 50),
      Column(title: text["table.examples"], style: .text, width: 50),
      Column(title: text["workbook.identifier"], style: .text, width: 28),
    ]
    let names = Dictionary(
      result.kpis.map { ($0.id, text.written($0.label) ?? $0.id) }
    ) { first, _ in first }
    try book.addSheet(text["section.data_quality"], columns) { row in
      for finding in result.findings {
        row([
          .text(Colophon.label(of: finding, text)), .number(Double(finding.count)),
          number(finding.amount),
          .text(finding.kpis.map { names[$0] ?? $0 }.joined(separator: ", ")),
          .text(finding.examples.map { String(describing: $0) }.joined(separator: ", ")),
          .text(finding.id),
        ])
      }
    }
  }

  private func addDictionary(to book: inout Workbook) throws(Workbook.Failure) {
    let columns = [
      Column(title: text["table.kpi"], style: .text, width: 30),
      Column(title: text["workbook.identifier"], style: .text, width: 28),
      Column(title: text["workbook.unit"], style: .text, width: 12),
      Column(title: text["kpi.question"], style: .text, width: 50),
      Column(title: text["kpi.definition"], style: .text, width: 70),
      Column(title: text["kpi.why"], style: .text, width: 70),
    ]
    try book.addSheet(text["workbook.dictionary"], columns) { row in
      for kpi in result.kpis {
        row([
          .text(text.written(kpi.label) ?? kpi.id), .text(kpi.id), .text(unitText(kpi.unit)),
          .text(text.written(kpi.question) ?? ""), .text(text.written(kpi.definition) ?? ""),
          .text(text.written(kpi.why) ?? ""),
        ])
      }
    }
  }

  // MARK: Cells

  private var scopeColumns: [Column] {
    [
      Column(title: text["workbook.level"], style: .text, width: 12),
      Column(title: text["workbook.name"], style: .text, width: 28),
      Column(title: text["workbook.identifier"], style: .text, width: 18),
      Column(title: text["scope.team"], style: .text, width: 20),
    ]
  }

  private func scopeCells(_ scope: Scope) -> [Cell] {
    [
      .text(text["scope.\(scope.id.kind.rawValue)"]),
      .text(scope.id == .unassigned ? text["scope.unassigned"] : scope.name), .text(scope.id.id),
      scope.parent.flatMap { index.scopes[$0] }.flatMap {
        $0.id.kind == .team ? .text($0.name) : nil
      } ?? .empty,
    ]
  }

  private func title(_ kpi: KPI) -> String {
    let label = text.written(kpi.label) ?? kpi.id
    return kpi.unit == .rate || kpi.unit == .count ? label : "\(label) (\(unitText(kpi.unit)))"
  }

  private func unitText(_ unit: Unit) -> String {
    unit == .money ? result.currency.code : text["unit_name.\(unit.rawValue)"]
  }

  private func style(_ unit: Unit) -> Workbook.Style {
    switch unit {
    case .money: .decimal(result.currency.minorDigits)
    case .count: .decimal(0)
    case .rate: .percent
    case .points, .days, .hours, .score: .decimal(1)
    case .ratio: .decimal(2)
    }
  }

  private func cell(_ figure: Figure?) -> Cell {
    guard let figure else { return .empty }
    return figure.value == nil ? reason(figure.absentReason) : number(figure.value)
  }

  private func reason(_ reason: AbsentReason?) -> Cell { .reason(text.absent(reason)) }

  /// In units of the currency, and points as points.
  private func number(_ quantity: Quantity?) -> Cell {
    guard let quantity else { return .empty }
    let value = Double(quantity.numerator) / Double(quantity.denominator)
    let scaled =
      switch quantity.unit {
      case .money: value / Double(result.currency.minorUnits)
      case .points: Double(quantity.scaled(by: 10_000)) / 100
      case .count, .rate, .days, .hours, .score, .ratio: value
      }
    return .styled(scaled, style(quantity.unit))
  }
}
