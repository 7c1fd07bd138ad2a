/// A KPI narrowed to part of its records, for an objective with filters.
extension KPI {
  /// The same KPI over measures that also apply the objective's filters.
  func narrowed(to objective: Objective) -> KPI {
    guard !objective.filters.isEmpty else { return self }
    func renamed(_ measure: String) -> String { measure + objective.filterSuffix }
    var kpi = self
    kpi.formula =
      switch formula {
      case .simple(let measure): .simple(measure: renamed(measure))
      case .ratio(let numerator, let denominator):
        .ratio(numerator: renamed(numerator), denominator: renamed(denominator))
      case .statistic(let measure, let statistic):
        .statistic(measure: renamed(measure), statistic: statistic)
      case .cumulative(let measure): .cumulative(measure: renamed(measure))
      case .algorithm(let name, let measures):
        .algorithm(name: name, measures: measures.mapValues(renamed))
      }
    return kpi
  }
}

extension Catalogue {
  /// Leaves out the KPIs that are neither wanted nor followed by an objective; nothing wanted means
  /// all of them.
  package mutating func keep(_ wanted: [String], for objectives: [Objective]) {
    guard !wanted.isEmpty else { return }
    let needed = Set(wanted).union(objectives.map(\.kpi))
    kpis.removeAll { !needed.contains($0.id) }
  }
}

extension AnalysisPlan {
  /// Every measure of the run: those of the catalogue, and their narrowed twins for objectives.
  package var measures: [Measure] {
    var measures: [Measure] = []
    for id in Set(catalogue.kpis.flatMap(\.formula.measureIDs)).sorted() {
      if let measure = catalogue.measures[id] { measures.append(measure) }
    }
    var seen: Set<String> = []
    for objective in objectives where !objective.filters.isEmpty {
      for id in Set(catalogue.kpi(objective.kpi)?.formula.measureIDs ?? []).sorted() {
        guard var measure = catalogue.measures[id] else { continue }
        measure.id += objective.filterSuffix
        guard seen.insert(measure.id).inserted else { continue }
        measure.filter.merge(objective.filters) { own, _ in own }
        measures.append(measure)
      }
    }
    return measures
  }
}

extension Objective {
  /// Two objectives with the same filters share their narrowed measures.
  fileprivate var filterSuffix: String {
    filters.sorted { $0.key < $1.key }
      .map { "#\($0.key)=\($0.value.sorted().joined(separator: "|"))" }.joined()
  }
}
