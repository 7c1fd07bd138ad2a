package import Analysis
import Calendar

/// The tidy figures (product.md): one row per figure, and one more per objective on it (ruling 35).
///
/// The order of `RunResult.figures` is kept; the rows of objectives follow the figure of the same
/// period, scope and KPI, and those without such a figure come last.
package struct FigureTable: Sendable {
  /// Stable names: people build on them.
  package static let columns = [
    "as_of", "period", "period_start", "period_end", "scope_kind", "scope_id", "scope_name", "kpi",
    "segment", "value", "numerator", "denominator", "n", "unit", "interval_low", "interval_high",
    "objective_id", "target", "expected_to_date", "gap_to_date", "gap_to_target", "index",
    "position", "solidity", "projection_p10", "projection_p50", "projection_p90", "probability",
    "absent_reason", "approximate",
  ]

  /// A cell with its kind, so that each writer can do what its format needs.
  enum Cell: Hashable {
    case empty
    /// Words of people and files, which a spreadsheet must not take for a formula.
    case text(String)
    /// A fixed token, an identifier of a period or a date.
    case token(String)
    /// An exact decimal.
    case decimal(DecimalText)
    case integer(Int)
    case flag(Bool)
  }

  /// How many figures a part of a document holds.
  private static let partLength = 4096

  private let result: RunResult
  private let asOf: String
  /// The first and the last included day by the identifier of a period.
  private let days: [String: (first: String, last: String)]
  private let names: [ScopeID: String]
  /// The cells of a scope as comma-separated text.
  private let scopeCells: [ScopeID: [UInt8]]
  /// The unit of each KPI.
  let units: [String: Unit]
  /// The objectives whose rows follow a figure, by the place of the figure.
  private let followers: [Int: [Int]]
  /// The objectives on no figure.
  private let orphans: [Int]

  package init(_ result: RunResult) {
    self.result = result
    asOf = result.asOf.description
    var days: [String: (first: String, last: String)] = [:]
    for period in [result.mainPeriod] + result.periods + result.objectives.map(\.period) {
      days[period.id] = (period.start.description, period.lastDay.description)
    }
    self.days = days
    names = Dictionary(result.scopes.map { ($0.id, $0.name) }) { first, _ in first }
    let cells = result.scopes.map { ($0.id, Self.record(of: $0.id, name: $0.name)) }
    scopeCells = Dictionary(cells) { first, _ in first }
    units = Dictionary(result.kpis.map { ($0.id, $0.unit) }) { first, _ in first }
    (followers, orphans) = Self.places(of: result)
  }

  private static func places(of result: RunResult) -> (followers: [Int: [Int]], orphans: [Int]) {
    struct Key: Hashable {
      var period: String
      var scope: ScopeID
      var kpi: String
    }
    guard !result.objectives.isEmpty else { return ([:], []) }
    var waiting: [Key: [Int]] = [:]
    for (place, objective) in result.objectives.enumerated() {
      let key = Key(period: objective.period.id, scope: objective.scope, kpi: objective.kpi)
      waiting[key, default: []].append(place)
    }
    // Most figures are of a period and a KPI that nobody has an objective on.
    let periods = Set(waiting.keys.map(\.period))
    let kpis = Set(waiting.keys.map(\.kpi))
    var followers: [Int: [Int]] = [:]
    result.figures.forEachRun { part, scope, own, start in
      guard periods.contains(part.period) else { return }
      for place in own {
        let (number, segment) = part.names(at: place)
        let kpi = part.kpis[number]
        guard segment == 0, kpis.contains(kpi) else { continue }
        let key = Key(period: part.period, scope: scope, kpi: kpi)
        if let found = waiting.removeValue(forKey: key) { followers[start + place] = found }
      }
    }
    return (followers, waiting.values.flatMap { $0 }.sorted())
  }

  /// The objectives whose rows follow a figure.
  package var objectivesOnFigures: [ObjectiveResult] {
    followers.values.flatMap { $0 }.map { result.objectives[$0] }
  }

  /// How many parts `forEachRow` has; at least one.
  var partCount: Int {
    (result.figures.count + Self.partLength - 1) / Self.partLength + 1
  }

  /// How many figures a part has.
  func rowCount(ofPart part: Int) -> Int { places(ofPart: part).count }

  private func places(ofPart part: Int) -> Range<Int> {
    let start = part * Self.partLength
    return start..<max(start, min(start + Self.partLength, result.figures.count))
  }

  /// Calls `body` with the cells of each row of a part, in the order of `columns`; the last part is
  /// that of the objectives on no figure.
  func forEachRow(ofPart part: Int, _ body: ([Cell]) -> Void) {
    var cells: [Cell] = []
    cells.reserveCapacity(Self.columns.count)
    let start = part * Self.partLength
    guard start < result.figures.count else {
      guard part == partCount - 1 else { return }
      for place in orphans {
        fill(&cells, result.objectives[place])
        body(cells)
      }
      return
    }
    for place in places(ofPart: part) {
      fill(&cells, result.figures[place])
      body(cells)
      for objective in followers[place] ?? [] {
        fill(&cells, result.objectives[objective])
        body(cells)
      }
    }
  }

  /// Appends the lines of a part as comma-separated text, the same as the cells of `forEachRow`.
  func appendCSV(ofPart part: Int, to bytes: inout [UInt8]) {
    let start = part * Self.partLength
    guard start < result.figures.count else {
      return forEachRow(ofPart: part) { CSVWriter.append($0, to: &bytes) }
    }
    var lines = FigureLines(self)
    var cells: [Cell] = []
    result.figures.forEach(in: places(ofPart: part)) {
      lines.begin($0, $1)
    } _: { place, kpi, segment, outcome in
      lines.append(kpi, segment, outcome, to: &bytes)
      for objective in followers[place] ?? [] {
        fill(&cells, result.objectives[objective])
        CSVWriter.append(cells, to: &bytes)
      }
    }
  }

  /// Appends the lines of a stream of a period's figures on which there is no objective, the same as
  /// those of `csvRows` of a result with them; the stream gives places in `kpis` and `scopes`.
  package func appendCSV(
    to bytes: inout [UInt8], period: String, kpis: [String], scopes: [ScopeID],
    _ forEachOutcome: (FigureSeries.Body) -> Void
  ) {
    // Room that is not used is never given: growing would copy, and need twice as much.
    bytes.reserveCapacity(min(kpis.count * scopes.count * 160, 1 << 24))
    var lines = FigureLines(self)
    var last: Int?
    forEachOutcome { kpi, scope, segment, outcome in
      if last != scope {
        last = scope
        lines.begin(period, scopes[scope])
      }
      lines.append(kpis[kpi], kpi, segment, outcome, to: &bytes)
    }
  }

  /// Appends the objects of a part of `figures.json`, the same rows as those of `forEachRow`.
  func appendJSON(ofPart part: Int, to bytes: inout [UInt8]) {
    var objects = FigureObjects(self, isFirst: part == 0)
    var cells: [Cell] = []
    func append(_ objective: ObjectiveResult) {
      fill(&cells, objective)
      objects.append(cells, objective.period.id, objective.scope, to: &bytes)
    }
    let start = part * Self.partLength
    if start >= result.figures.count, part == partCount - 1 {
      for place in orphans { append(result.objectives[place]) }
    }
    result.figures.forEach(in: places(ofPart: part)) {
      objects.begin($0, $1)
    } _: { place, kpi, segment, outcome in
      objects.append(kpi, segment, outcome, to: &bytes)
      for objective in followers[place] ?? [] { append(result.objectives[objective]) }
    }
    objects.close(&bytes)
  }

  /// The cells that say whose figure it is, and of when.
  func heading(_ period: String, _ scope: ScopeID) -> [Cell] {
    var cells: [Cell] = []
    begin(&cells, period, scope)
    return cells
  }

  var minorDigits: Int { result.currency.minorDigits }

  private func fill(_ cells: inout [Cell], _ figure: Figure) {
    begin(&cells, figure.period, figure.scope, figure.kpi, figure.segment)
    let unit = figure.value?.unit ?? units[figure.kpi]
    cells.append(decimal(figure.value))
    cells.append(decimal(figure.numerator))
    cells.append(decimal(figure.denominator))
    cells.append(figure.count.map { .integer($0) } ?? .empty)
    cells.append(unit.map { .token($0.rawValue) } ?? .empty)
    cells.append(decimal(figure.interval?.low))
    cells.append(decimal(figure.interval?.high))
    for _ in 0..<6 { cells.append(.empty) }
    cells.append(.token("none"))
    cells.append(.token("none"))
    for _ in 0..<4 { cells.append(.empty) }
    cells.append(figure.absentReason.map { .token($0.rawValue) } ?? .empty)
    cells.append(.flag(figure.isApproximate))
  }

  private func fill(_ cells: inout [Cell], _ objective: ObjectiveResult) {
    begin(&cells, objective.period.id, objective.scope, objective.kpi, "")
    let unit = objective.actual?.unit ?? objective.target?.unit ?? units[objective.kpi]
    let projection = objective.projection
    cells += [
      decimal(objective.actual), .empty, .empty,
      objective.actualCount.map { .integer($0) } ?? .empty,
      unit.map { .token($0.rawValue) } ?? .empty, .empty, .empty,
      .text(objective.objective), decimal(objective.target), decimal(objective.expectedToDate),
      decimal(objective.gapToDate), decimal(objective.gapToTarget),
      objective.index.map {
        .decimal(DecimalText(Int64($0), decimals: 2, isTrimmed: true))
      } ?? .empty,
      .token(objective.position.rawValue), .token(objective.solidity.rawValue),
      decimal(projection?.p10), decimal(projection?.p50), decimal(projection?.p90),
      decimal(projection?.probability),
      objective.absentReason.map { .token($0.rawValue) } ?? .empty, .flag(false),
    ]
  }

  private func begin(
    _ cells: inout [Cell], _ period: String, _ scope: ScopeID, _ kpi: String, _ segment: String
  ) {
    begin(&cells, period, scope)
    cells.append(.token(kpi))
    cells.append(segment.isEmpty ? .empty : .text(segment))
  }

  private func begin(_ cells: inout [Cell], _ period: String, _ scope: ScopeID) {
    cells.removeAll(keepingCapacity: true)
    cells += periodCells(period)
    cells += Self.cells(of: scope, name: names[scope] ?? "")
  }

  private func periodCells(_ period: String) -> [Cell] {
    if let span = days[period] {
      return [.token(asOf), .token(period), .token(span.first), .token(span.last)]
    }
    // An instant figure is of a day, which need not be among the periods.
    let day: Cell = CalendarDate(iso: period) == nil ? .empty : .token(period)
    return [.token(asOf), .token(period), day, day]
  }

  private static func cells(of scope: ScopeID, name: String) -> [Cell] {
    [.token(scope.kind.rawValue), .text(scope.id), .text(name)]
  }

  /// The cells that say of when a figure is, and a comma.
  func record(ofPeriod period: String) -> [UInt8] {
    CSVWriter.record(periodCells(period)) + [UInt8(ascii: ",")]
  }

  /// The cells that say whose figure it is.
  func record(of scope: ScopeID) -> [UInt8] {
    scopeCells[scope] ?? Self.record(of: scope, name: "")
  }

  private static func record(of scope: ScopeID, name: String) -> [UInt8] {
    CSVWriter.record(cells(of: scope, name: name))
  }

  private func decimal(_ quantity: Quantity?) -> Cell {
    quantity.map { .decimal(DecimalText($0, minorDigits: result.currency.minorDigits)) } ?? .empty
  }
}
