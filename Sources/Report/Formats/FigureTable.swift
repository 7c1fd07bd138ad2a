package import Analysis
import Calendar

/// The tidy figures (product.md): one row per figure, and one more per objective on it (ruling 35).
///
/// The order of `RunResult.figures` is kept; the rows of objectives follow the figure of the same
/// period, scope and KPI, and those without such a figure come last.
package struct FigureTable {
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
    /// An exact decimal text.
    case decimal(String)
    case integer(Int)
    case flag(Bool)
  }

  let result: RunResult
  private let periods: [String: Period]
  private let names: [ScopeID: String]
  private let units: [String: Unit]

  package init(_ result: RunResult) {
    self.result = result
    var periods: [String: Period] = [:]
    for period in [result.mainPeriod] + result.periods { periods[period.id] = period }
    for objective in result.objectives { periods[objective.period.id] = objective.period }
    self.periods = periods
    names = Dictionary(result.scopes.map { ($0.id, $0.name) }) { first, _ in first }
    units = Dictionary(result.kpis.map { ($0.id, $0.unit) }) { first, _ in first }
  }

  /// What a figure and the objectives on it have in common.
  struct Key: Hashable {
    let period: String
    let scope: ScopeID
    let kpi: String

    init(_ figure: Figure) { (period, scope, kpi) = (figure.period, figure.scope, figure.kpi) }

    init(_ objective: ObjectiveResult) {
      (period, scope, kpi) = (objective.period.id, objective.scope, objective.kpi)
    }
  }

  /// Calls `body` with the cells of each row, in the order of `columns`.
  func forEachRow(_ body: ([Cell]) -> Void) {
    var waiting = Dictionary(grouping: result.objectives) { Key($0) }
    for figure in result.figures {
      body(row(figure))
      guard figure.segment.isEmpty, !waiting.isEmpty else { continue }
      for objective in waiting.removeValue(forKey: Key(figure)) ?? [] { body(row(objective)) }
    }
    guard !waiting.isEmpty else { return }
    for objective in result.objectives {
      for left in waiting.removeValue(forKey: Key(objective)) ?? [] { body(row(left)) }
    }
  }

  private func row(_ figure: Figure) -> [Cell] {
    var cells = heading(figure.period, figure.scope, figure.kpi, figure.segment)
    let unit = figure.value?.unit ?? units[figure.kpi]
    cells += [
      decimal(figure.value), decimal(figure.numerator), decimal(figure.denominator),
      figure.count.map { .integer($0) } ?? .empty, unit.map { .token($0.rawValue) } ?? .empty,
      decimal(figure.interval?.low), decimal(figure.interval?.high),
    ]
    cells += repeatElement(.empty, count: 6)
    cells += [.token("none"), .token("none"), .empty, .empty, .empty, .empty]
    cells.append(figure.absentReason.map { .token($0.rawValue) } ?? .empty)
    cells.append(.flag(figure.isApproximate))
    return cells
  }

  func row(_ objective: ObjectiveResult) -> [Cell] {
    var cells = heading(objective.period.id, objective.scope, objective.kpi, "")
    let unit = objective.actual?.unit ?? objective.target?.unit ?? units[objective.kpi]
    let projection = objective.projection
    cells += [
      decimal(objective.actual), .empty, .empty,
      objective.actualCount.map { .integer($0) } ?? .empty,
      unit.map { .token($0.rawValue) } ?? .empty, .empty, .empty,
      .text(objective.objective), decimal(objective.target), decimal(objective.expectedToDate),
      decimal(objective.gapToDate), decimal(objective.gapToTarget),
      objective.index.map {
        .decimal(DecimalText.digits(Int64($0), decimals: 2, trimmed: true))
      } ?? .empty,
      .token(objective.position.rawValue), .token(objective.solidity.rawValue),
      decimal(projection?.p10), decimal(projection?.p50), decimal(projection?.p90),
      decimal(projection?.probability),
      objective.absentReason.map { .token($0.rawValue) } ?? .empty, .flag(false),
    ]
    return cells
  }

  private func heading(
    _ period: String, _ scope: ScopeID, _ kpi: String, _ segment: String
  ) -> [Cell] {
    heading(period, scope) + [.token(kpi), segment.isEmpty ? .empty : .text(segment)]
  }

  /// The cells that all figures of a period and a scope begin with.
  func heading(_ period: String, _ scope: ScopeID) -> [Cell] {
    // An instant figure is of a day, which need not be among the periods.
    let span = periods[period]
    let day = CalendarDate(iso: period)
    return [
      .token(result.asOf.description), .token(period),
      (span?.start ?? day).map { .token($0.description) } ?? .empty,
      (span?.lastDay ?? day).map { .token($0.description) } ?? .empty,
      .token(scope.kind.rawValue), .text(scope.id), .text(names[scope] ?? ""),
    ]
  }

  private func decimal(_ quantity: Quantity?) -> Cell {
    quantity.map { .decimal(DecimalText.text($0, minorDigits: result.currency.minorDigits)) }
      ?? .empty
  }
}
