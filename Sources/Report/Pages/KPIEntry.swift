import Analysis

/// A KPI as pages use it: its definition, its number, and what would be made anew for every figure.
///
/// A class, because a definition is dozens of texts and a report for thousands of reps asks for each
/// KPI thousands of times.
final class KPIEntry: Sendable {
  let kpi: KPI
  /// Its place in the dictionary of the result.
  let number: Int
  /// The identifier of its entry in the dictionary of a page.
  let anchor: String
  /// The identifier of its row on the page of the indicators.
  let rowAnchor: String
  /// The identifier without its parameters: `stage_conversion`.
  let base: String

  init(_ kpi: KPI, number: Int) {
    self.kpi = kpi
    self.number = number
    anchor = KPIWords.anchor(kpi.id)
    rowAnchor = "row-" + PageAnchor.text(kpi.id)
    base = kpi.id.split(separator: "[").first.map(String.init) ?? kpi.id
  }

  var id: String { kpi.id }
  var label: LocalizedText { kpi.label }
  var unit: Unit { kpi.unit }
  var timing: KPI.Timing { kpi.timing }
}
