import Analysis
import GRDB

/// Figures to and from the rows of their table; quantities stay fractions of integers.
enum FigureTable {
  private static let columns = [
    "run", "period", "scope_kind", "scope_id", "kpi", "segment", "objective", "unit", "value",
    "value_over", "n", "absent_reason", "approximate", "target_unit", "target", "target_over",
    "expected_unit", "expected", "expected_over", "\"index\"", "position",
  ]

  static func insert(
    _ figures: [PublishedFigure], run: Int64, in database: Database
  ) throws {
    let marks = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    let statement = try database.makeStatement(
      sql: "INSERT INTO figure (\(columns.joined(separator: ", "))) VALUES (\(marks))")
    for figure in figures {
      let key: [(any DatabaseValueConvertible)?] = [
        run, figure.period, figure.scope.kind.rawValue, figure.scope.id, figure.kpi,
        figure.segment, figure.objective,
      ]
      let facts: [(any DatabaseValueConvertible)?] = [
        figure.count, figure.absentReason?.rawValue, figure.isApproximate,
      ]
      let verdict: [(any DatabaseValueConvertible)?] = [
        figure.index, figure.position?.rawValue,
      ]
      try statement.execute(
        arguments: StatementArguments(
          key + values(figure.value) + facts + values(figure.target)
            + values(figure.expectedToDate) + verdict))
    }
  }

  /// Nothing when the row was written with words this version does not know.
  static func figure(_ row: Row) -> PublishedFigure? {
    guard let kind = ScopeID.Kind(rawValue: row["scope_kind"]) else { return nil }
    var figure = PublishedFigure(
      period: row["period"], scope: ScopeID(kind, row["scope_id"]), kpi: row["kpi"],
      segment: row["segment"], objective: row["objective"], isApproximate: row["approximate"])
    figure.value = quantity(row, "unit", "value", "value_over")
    figure.count = row["n"]
    figure.absentReason = (row["absent_reason"] as String?).flatMap(AbsentReason.init)
    figure.target = quantity(row, "target_unit", "target", "target_over")
    figure.expectedToDate = quantity(row, "expected_unit", "expected", "expected_over")
    figure.index = row["index"]
    figure.position = (row["position"] as String?).flatMap(ObjectiveResult.Position.init)
    return figure
  }

  private static func values(_ quantity: Quantity?) -> [(any DatabaseValueConvertible)?] {
    [quantity?.unit.rawValue, quantity?.numerator, quantity?.denominator]
  }

  private static func quantity(
    _ row: Row, _ unit: String, _ value: String, _ over: String
  ) -> Quantity? {
    guard let unit = (row[unit] as String?).flatMap(Unit.init(rawValue:)),
      let numerator = row[value] as Int64?, let denominator = row[over] as Int64?,
      denominator > 0
    else { return nil }
    return Quantity(unit, numerator, over: denominator)
  }
}
