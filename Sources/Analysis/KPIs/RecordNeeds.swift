import Calendar
import Ingest

extension RecordWitness {
  /// What has to be kept while rows pass, so that the formulas find the rows that they ask for.
  struct Needs: Sendable {
    private(set) var questions: [TableLedgers.Key: Question] = [:]
    /// Tables all of whose rows are kept: what is made of them is not a measure of rows.
    private(set) var tables: Set<Entity> = [.readings]
    private let plan: AnalysisPlan
    private let measures: [String: Measure]

    init(_ plan: AnalysisPlan) {
      self.plan = plan
      measures = Dictionary(
        plan.measures.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Adds what a KPI counts; of one that is derived from others, what they do.
    mutating func add(_ kpi: KPI, _ period: Period) {
      switch kpi.formula {
      case .derived(let expression):
        for part in expression.parts {
          guard let other = plan.catalogue.kpi(part.kpi) else { continue }
          switch part.over {
          case .period: add(other, period)
          case .trailingYear: add(other, plan.trailingYear)
          case .instant: add(other, Period.day(plan.asOf))
          }
        }
      case .algorithm(let name, let roles, let parameters):
        add(algorithm: name, roles, parameters, period)
      case .cumulative: add(kpi.formula.measureIDs, [period.sinceJanuary])
      default: add(kpi.formula.measureIDs, [period])
      }
    }

    private mutating func add(
      algorithm name: String, _ roles: [String: String], _ parameters: [String: Int64],
      _ period: Period
    ) {
      add(roles.values.sorted(), KPIAlgorithm.windows(of: name, period, asOf: plan.asOf))
      tables.formUnion(KPIAlgorithm.tables[name] ?? [])
      let request = LedgerRequest(
        name: name, roles: roles, parameters: parameters, measures: measures, plan: plan)
      if let key = request.share, let rule = key.rule { add(key, .share(rule), [period]) }
      if let key = request.response, let clock = key.clock, let measure = measures[key.measure] {
        let reading = Reading.response(from: measure.from ?? "", to: measure.to ?? "", clock: clock)
        add(key, reading, [period])
      }
      guard KPIAlgorithm.needingTarget.contains(name) else { return }
      // What is set against a target is what its objective counts.
      for objective in plan.objectives where objective.kind == .cumul {
        guard case .simple(let measure)? = plan.catalogue.kpi(objective.kpi)?.formula else {
          continue
        }
        add([measure], [period, objective.period])
      }
    }

    private mutating func add(_ ids: [String], _ periods: [Period]) {
      for id in ids { add(TableLedgers.Key(measure: id), .measure, periods) }
    }

    private mutating func add(_ key: TableLedgers.Key, _ reading: Reading, _ periods: [Period]) {
      guard let measure = measures[key.measure] else { return }
      questions[
        key, default: Question(measure: measure, reading: reading, windows: [])
      ].windows += periods.map(\.dayNumbers)
    }
  }
}

extension KPIAlgorithm {
  /// The tables whose rows an algorithm reads one by one.
  static let tables: [String: Set<Entity>] = {
    let customers: Set<Entity> = [.customers]
    var tables: [String: Set<Entity>] = [:]
    for name in LedgerRequest.ofBase { tables[name] = customers }
    for name in [
      "monthly_recurring_revenue", "new_recurring_revenue", "gross_revenue_retention",
      "net_revenue_retention", "recurring_share",
    ] { tables[name] = [.customers, .subscriptions] }
    for name in ["repurchase_rate", "inactive_customers", "expansion_rate"] {
      tables[name] = [.customers, .orders]
    }
    tables["new_customers"] = [.opportunities]
    tables["acquisition_cost"] = [.opportunities, .costs, .spend]
    tables["cost_per"] = [.spend, .costs]
    tables["net_promoter_score"] = [.surveys]
    tables["mean_score"] = [.surveys]
    tables["overdue_amount"] = [.opportunities]
    tables["push_rate"] = [.opportunities]
    tables["pipeline_needed"] = [.opportunities]
    return tables
  }()

  /// The periods whose events an algorithm reads for a figure.
  static func windows(of name: String, _ period: Period, asOf: CalendarDate) -> [Period] {
    switch name {
    case "signal", "rhythm", "rhythm_variation": FigureMaker.weeks(asOf: asOf)
    case "own_progress":
      [FigureMaker.progressWindows(asOf: asOf).now, FigureMaker.progressWindows(asOf: asOf).before]
    default: [period]
    }
  }
}

extension KPI {
  /// Whether it speaks of how things stand on the as-of day.
  package func isInstant(_ measures: [String: Measure]) -> Bool {
    if case .derived(let expression) = formula { return expression.isOfInstant }
    if case .algorithm(let name, _, _) = formula, KPIAlgorithm.ofInstant.contains(name) {
      return true
    }
    return formula.measureIDs.contains { measures[$0]?.time == .instant }
  }
}
