/// The period and the KPI that the figures of many scopes have in common.
package final class FigureHead: Sendable {
  /// Identifier of the period; an instant KPI is of the as-of day.
  package let period: String
  /// Identifier of kpis.md with its parameters in brackets.
  package let kpi: String
  /// The place of the KPI in the catalogue, from 0.
  package let number: Int

  init(period: String, kpi: String, number: Int) {
    self.period = period
    self.kpi = kpi
    self.number = number
  }
}
