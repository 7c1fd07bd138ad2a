package import Ingest

extension Catalogue {
  /// A KPI and those that it is derived from, and so on.
  package func parts(of kpi: String) -> Set<String> {
    var found: Set<String> = []
    var open = [kpi]
    while let id = open.popLast() {
      guard found.insert(id).inserted,
        case .derived(let expression) = kpis.first(where: { $0.id == id })?.formula
      else { continue }
      open += expression.parts.map(\.kpi)
    }
    return found
  }

  /// The tables that a KPI is made of, those of its parts included; empty where it is unknown.
  package func entities(of kpi: String) -> Set<Entity> {
    let parts = parts(of: kpi)
    let measureIDs = kpis.filter { parts.contains($0.id) }.flatMap(\.formula.measureIDs)
    return Set(measureIDs.compactMap { measures[$0]?.entity })
  }
}
