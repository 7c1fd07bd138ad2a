import Analysis
import GRDB

/// Figures from the rows of the table that archives of the first version have.
enum FigureTable {
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
