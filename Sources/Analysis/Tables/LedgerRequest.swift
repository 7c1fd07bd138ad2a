import Calendar

/// Which ledgers an algorithm of the catalogue needs, by its name, measures and parameters.
struct LedgerRequest {
  let name: String
  let roles: [String: String]
  let parameters: [String: Int64]
  let measures: [String: Measure]
  private let openingHours: OpeningHours
  private let zone: TimeZoneRules

  init(
    name: String, roles: [String: String], parameters: [String: Int64],
    measures: [String: Measure], plan: AnalysisPlan
  ) {
    self.name = name
    self.roles = roles
    self.parameters = parameters
    self.measures = measures
    openingHours = plan.openingHours
    zone = plan.zone
  }

  /// Algorithms that look at the customer base.
  static let ofBase: Set<String> = [
    "customers_active", "retention", "logo_churn", "churn_net", "gross_revenue_retention",
    "net_revenue_retention", "monthly_recurring_revenue", "new_recurring_revenue",
    "recurring_share", "repurchase_rate", "lifetime", "expansion_rate", "feature_adoption",
    "inactive_customers", "at_risk_contacted", "cohort_retention", "upsell_per_account",
    "new_customers", "acquisition_cost",
  ]

  var needsBase: Bool { Self.ofBase.contains(name) }

  /// The measure that the first deal of a new customer has to meet.
  static func firstDeals(of kpi: KPI) -> String? {
    guard case .algorithm("new_customers", let roles, _) = kpi.formula else { return nil }
    return roles["deals"]
  }

  private var clock: ResponseClock {
    parameters["business"] == 1 ? .business(openingHours) : .calendar(zone)
  }

  var share: TableLedgers.Key? {
    switch name {
    case "answered_within", "answered_of_aged":
      guard let id = roles["answered"], let measure = measures[id], let from = measure.from,
        let to = measure.to, let hours = parameters["hours"]
      else { return nil }
      return TableLedgers.Key(
        measure: id,
        rule: .answered(
          ShareRule.Response(
            from: from, to: to, clock: clock, limit: hours * 3600,
            isStrict: parameters["strict"] == 1, countsAgedOnly: name == "answered_of_aged")))
    case "renewed":
      guard let id = roles["due"], let measure = measures[id] else { return nil }
      return TableLedgers.Key(
        measure: id,
        rule: .renewed(grace: Int32(clamping: parameters["grace"] ?? 0), value: measure.field))
    case "resolved_at_once":
      guard let id = roles["resolved"] else { return nil }
      return TableLedgers.Key(
        measure: id, rule: .resolvedAtOnce(days: Int32(clamping: parameters["days"] ?? 7)))
    default:
      return nil
    }
  }

  var response: TableLedgers.Key? {
    guard name == "response_time", let id = roles["answered"] else { return nil }
    return TableLedgers.Key(measure: id, clock: clock)
  }

  var answers: String? {
    name == "net_promoter_score" || name == "mean_score" ? roles["answers"] : nil
  }

  var amounts: [String] {
    name == "cost_per" || name == "acquisition_cost"
      ? ["cost", "spend"].compactMap { roles[$0] } : []
  }
}
