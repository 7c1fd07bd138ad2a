/// A KPI narrowed to part of its records, for an objective with filters.
extension KPI {
  /// Whether part of its records, or a reading of its own, can stand for it; what is derived from
  /// other KPIs, or made with targets, has no records.
  package var canBeNarrowed: Bool {
    switch formula {
    case .derived: false
    case .algorithm(let name, _, _): !KPIAlgorithm.needingTarget.contains(name)
    case .simple, .ratio, .statistic, .cumulative, .conversion, .unavailable: true
    }
  }

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
      case .conversion(let measure, let to, let filter, let days):
        .conversion(measure: renamed(measure), to: to, filter: filter, days: days)
      // Its parts are KPIs of their own, which an objective cannot narrow: the figure stays whole.
      case .derived, .unavailable: formula
      case .algorithm(let name, let measures, let parameters):
        .algorithm(
          name: name, measures: measures.mapValues(renamed), parameters: parameters)
      }
    return kpi
  }
}

extension Catalogue {
  /// Leaves out the KPIs that are neither wanted, nor followed by an objective, nor needed for one of
  /// those; nothing wanted means all of them.
  package mutating func keep(_ wanted: [String], for objectives: [Objective]) {
    guard !wanted.isEmpty else { return }
    kpis = kpis(neededFor: Set(wanted).union(objectives.map(\.kpi)))
  }

  /// The entries of some KPIs, and of those that they are derived from; in catalogue order.
  package func kpis(neededFor ids: Set<String>) -> [KPI] {
    var needed = ids
    var count = 0
    while needed.count > count {
      count = needed.count
      for kpi in kpis where needed.contains(kpi.id) {
        if case .derived(let expression) = kpi.formula { needed.formUnion(expression.kpis) }
      }
    }
    return kpis.filter { needed.contains($0.id) }
  }
}

extension AnalysisPlan {
  /// Every measure of the run: those of the catalogue, those that conversions imply, and the
  /// narrowed twins for objectives.
  package var measures: [Measure] {
    var measures: [Measure] = []
    var seen: Set<String> = []
    func add(_ kpi: KPI, _ twin: (Measure) -> Measure) {
      for id in kpi.formula.catalogueMeasureIDs {
        guard let plain = catalogue.measures[id] else { continue }
        let measure = twin(plain)
        if seen.insert(measure.id).inserted { measures.append(measure) }
        if case .conversion(_, let to, let filter, let days) = kpi.formula {
          let success = measure.converted(to: to, filter: filter, days: days)
          if seen.insert(success.id).inserted { measures.append(success) }
        }
      }
    }
    for kpi in catalogue.kpis { add(kpi) { $0 } }
    measures.sort { $0.id < $1.id }
    for objective in objectives where !objective.filters.isEmpty {
      guard let kpi = catalogue.kpi(objective.kpi) else { continue }
      add(kpi) { plain in
        var measure = plain
        measure.id += objective.filterSuffix
        measure.filter.merge(objective.filters, uniquingKeysWith: Measure.narrowed)
        return measure
      }
    }
    return measures
  }
}

extension Measure {
  /// The values of a measure's own condition that an objective's filter accepts too; a text that no
  /// export has where there is none.
  static func narrowed(_ own: [String], by filter: [String]) -> [String] {
    let match = FilterMatch(filter)
    let both = own.filter { !$0.isEmpty && match.accepts($0) }
    return both.isEmpty ? ["\u{0}"] : both
  }
}

extension Objective {
  /// Two objectives with the same filters share their narrowed measures.
  fileprivate var filterSuffix: String {
    filters.sorted { $0.key < $1.key }
      .map { "#\($0.key)=\($0.value.sorted().joined(separator: "|"))" }.joined()
  }
}
