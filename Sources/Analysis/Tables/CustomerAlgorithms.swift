import Calendar
import Ingest

/// Who stays and who leaves (kpis.md 3.9).
extension KPIAlgorithm {
  static let customers: [String: Body] = [
    "customers_active": active,
    "retention": { kept($0) { kept, _ in kept } },
    "logo_churn": { kept($0) { kept, cohort in cohort - kept } },
    "churn_net": netChurn,
    "lifetime": lifetime,
    "cohort_retention": cohorts,
    "at_risk_contacted": atRiskContacted,
    "feature_adoption": featureAdoption,
    "upsell_per_account": upsellPerAccount,
    "new_customers": newCustomers,
  ]

  /// The customers of a KPI's scope who were active at the end of a day, for the owners of that day.
  private static func active(_ input: AlgorithmInput, on day: CalendarDate) -> [Int] {
    let figures = input.tables.customers
    return figures.members(input.scope, on: day, measure: input.measures["customers"]).filter {
      figures.customers[$0].isActive(on: day.dayNumber)
    }
  }

  private static func active(_ input: AlgorithmInput) -> [Figure] {
    guard let day = input.lastKnownDay else { return [] }
    guard input.tables.knowsCustomers else { return input.unavailable }
    let count = active(input, on: day).count
    return count == 0 && input.scope.id != .company ? [] : [input.count(count)]
  }

  // MARK: From the start of a period to its end

  /// The customers at the start of the period, and who of them is one at its end.
  private static func startCohort(_ input: AlgorithmInput) -> (start: [Int], kept: Int)? {
    guard let last = input.lastKnownDay else { return nil }
    let customers = input.tables.customers.customers
    let start = active(input, on: input.period.start.adding(days: -1))
    return (start, start.count { customers[$0].isActive(on: last.dayNumber) })
  }

  private static func kept(
    _ input: AlgorithmInput, _ share: (_ kept: Int, _ cohort: Int) -> Int
  ) -> [Figure] {
    guard input.lastKnownDay != nil else { return [] }
    guard input.tables.knowsEnds else { return input.unavailable }
    guard let (start, kept) = startCohort(input) else { return [] }
    if start.isEmpty, input.scope.id != .company { return [] }
    var figure = input.share(Int64(share(kept, start.count)), of: Int64(start.count))
    if input.parameters["annual"] == 1 {
      guard let perYear = periodsPerYear(input.period) else { return [] }
      figure.value = figure.value.map { annualised(Fraction($0), perYear).quantity(.rate) }
      // The bounds are those of the period, not of the year.
      figure.interval = nil
    }
    return [figure]
  }

  /// How often a period fits into a year; nothing for periods of no fixed share of it.
  private static func periodsPerYear(_ period: Period) -> Int? {
    switch period.kind {
    case .month: 12
    case .quarter: 4
    case .half: 2
    case .year: 1
    default: nil
    }
  }

  /// 1 - (1 - q)^k: what is lost is lost from what is left, so that it is not k q.
  private static func annualised(_ rate: Fraction, _ count: Int) -> Fraction {
    let kept = (0..<count).reduce(Fraction.one) { product, _ in product * (Fraction.one - rate) }
    return Fraction.one - kept
  }

  /// Lost, less those who came back in the period after having been lost before it.
  private static func netChurn(_ input: AlgorithmInput) -> [Figure] {
    guard let last = input.lastKnownDay else { return [] }
    guard input.tables.knowsEnds, input.tables.ledgers.base.has(.customers, "won_back_at") else {
      return input.unavailable
    }
    guard let (start, kept) = startCohort(input) else { return [] }
    if start.isEmpty, input.scope.id != .company { return [] }
    let figures = input.tables.customers
    let before = input.period.start.dayNumber - 1
    let wonBack = figures.members(input.scope, on: last, measure: input.measures["customers"])
      .count { index in
        let customer = figures.customers[index]
        return customer.since != Column.missingDay && customer.since <= before
          && !customer.isActive(on: before) && customer.isActive(on: last.dayNumber)
      }
    return [input.share(Int64(start.count - kept - wonBack), of: Int64(start.count))]
  }

  // MARK: Over a lifetime

  /// The Kaplan-Meier median, or with `months` the mean within so many months; a median that is not
  /// reached is told as the time that more than half have lasted (segment `at_least`).
  private static func lifetime(_ input: AlgorithmInput) -> [Figure] {
    guard input.isToday else { return [] }
    guard input.tables.knowsEnds else { return input.unavailableToday }
    let today = input.maker.asOf
    let figures = input.tables.customers
    let members = figures.members(input.scope, on: today, measure: input.measures["customers"])
    let observations = members.compactMap { index -> KaplanMeier.Observation? in
      let customer = figures.customers[index]
      guard customer.since != Column.missingDay else { return nil }
      let isEnded = customer.endedAt != Column.missingDay
      let end = isEnded ? customer.endedAt : today.dayNumber
      guard end >= customer.since else { return nil }
      return KaplanMeier.Observation(time: Int64(end - customer.since), isEnded: isEnded)
    }
    if observations.isEmpty, input.scope.id != .company { return [] }
    let survival = KaplanMeier(observations)
    var figure = input.figure
    figure.count = observations.count
    guard let longest = survival.longest else {
      figure.absentReason = .noEvent
      return [figure]
    }
    if let months = input.parameters["months"] {
      let start = CalendarDate(firstOfMonth: 1, of: 2001)
      let limit = Int64(start.adding(months: Int(months)).days(since: start))
      figure.value = Fraction(survival.restrictedMean(limit: limit), over: 1_000_000)
        .quantity(.days)
      return [figure]
    }
    if let median = survival.median {
      figure.value = Quantity(.days, median)
      return [figure]
    }
    figure.absentReason = .immature
    var bound = input.figure
    bound.segment = "at_least"
    bound.value = Quantity(.days, longest)
    bound.count = observations.count
    return [figure, bound]
  }

  /// For a month its new customers, and as segments `month:1`, `month:2` … the share of them who
  /// are still customers at the end of so many months later; months to come have no row.
  private static func cohorts(_ input: AlgorithmInput) -> [Figure] {
    guard input.period.kind == .month, input.lastKnownDay != nil else { return [] }
    guard input.tables.knowsEnds else { return input.unavailable }
    let figures = input.tables.customers
    let acquired = figures.members(
      input.scope, on: input.period.start, measure: input.measures["customers"]
    ).filter { index in
      let since = figures.customers[index].since
      return since != Column.missingDay
        && input.period.contains(CalendarDate(dayNumber: since))
    }
    guard !acquired.isEmpty else { return [] }
    let total = Int64(acquired.count)
    var result = [input.share(total, of: total)]
    for month in 1...Self.cohortMonths {
      let end = input.period.start.adding(months: month + 1).adding(days: -1)
      guard end <= input.maker.asOf else { break }
      let left = acquired.count { figures.customers[$0].isActive(on: end.dayNumber) }
      var figure = input.share(Int64(left), of: total)
      figure.segment = "month:\(month)"
      result.append(figure)
    }
    return result
  }

  private static let cohortMonths = 36

  // MARK: As of today

  /// Customers at risk whom somebody reached on the day they were flagged or later.
  private static func atRiskContacted(_ input: AlgorithmInput) -> [Figure] {
    guard input.isToday else { return [] }
    let base = input.tables.ledgers.base
    guard input.tables.knowsCustomers, base.has(.customers, "at_risk_since"),
      base.has(.activities, "account_id")
    else { return input.unavailableToday }
    let figures = input.tables.customers
    let atRisk = active(input, on: input.maker.asOf).map { figures.customers[$0] }
      .filter { $0.atRiskSince != Column.missingDay }
    if atRisk.isEmpty, input.scope.id != .company { return [] }
    let contacted = atRisk.count { $0.lastContactAt >= $0.atRiskSince }
    return [input.share(Int64(contacted), of: Int64(atRisk.count))]
  }

  /// Customers who use at least `least` key features.
  private static func featureAdoption(_ input: AlgorithmInput) -> [Figure] {
    guard input.isToday else { return [] }
    guard input.tables.knowsCustomers, input.tables.ledgers.base.has(.features, "feature") else {
      return input.unavailableToday
    }
    let members = active(input, on: input.maker.asOf)
    if members.isEmpty, input.scope.id != .company { return [] }
    let least = Int(input.parameters["least"] ?? 3)
    let adopted = members.count { (input.tables.keyFeatures[$0]?.count ?? 0) >= least }
    return [input.share(Int64(adopted), of: Int64(members.count))]
  }

  /// Strategic customers with at least `least` additional sales in the year so far.
  private static func upsellPerAccount(_ input: AlgorithmInput) -> [Figure] {
    guard let last = input.lastKnownDay else { return [] }
    let base = input.tables.ledgers.base
    guard input.tables.knowsCustomers, base.has(.customers, "strategic"),
      base.has(.opportunities, "account_id"), base.has(.opportunities, "type")
    else { return input.unavailable }
    let figures = input.tables.customers
    let strategic = active(input, on: last).filter { figures.customers[$0].isStrategic }
    if strategic.isEmpty, input.scope.id != .company { return [] }
    let year = Period.containing(last, kind: .year)
    let least = Int(input.parameters["least"] ?? 2)
    let reached = strategic.count { index in
      (input.tables.upsellDays[index] ?? []).count {
        $0 >= year.start.dayNumber && $0 <= last.dayNumber
      } >= least
    }
    return [input.share(Int64(reached), of: Int64(strategic.count))]
  }

  // MARK: New ones

  private static func newCustomers(_ input: AlgorithmInput) -> [Figure] {
    guard input.lastKnownDay != nil else { return [] }
    guard input.tables.hasAccounts else { return input.unavailable }
    if let first = input.maker.store.firstDay[.opportunities],
      input.period.end.dayNumber <= first
    {
      return input.absent(.insufficientHistory)
    }
    let customers = input.tables.customers
    let new = customers.newCustomers(input.scope, in: input.period, deals: input.measures["deals"])
    return [input.count(new.count)]
  }
}

extension CustomerFigures {
  /// Those whose first deal won lies in a period, for the owner of that deal.
  ///
  /// That deal has to meet the conditions of `deals`, where an objective narrows it: whoever bought
  /// something else before is no new customer.
  func newCustomers(
    _ scope: FigureMaker.ScopeStays, in period: Period, deals: String? = nil
  ) -> [Int] {
    let condition = deals.flatMap { base.indexOfWin[$0] }
    let days = period.start.dayNumber..<period.end.dayNumber
    return Set(scope.stays).flatMap { stay in
      firstWins(ofStay: stay, in: days).lazy.map(Int.init).filter { index in
        condition.map(base.firstWonAccepted[index].contains) ?? true
      }
    }.sorted()
  }
}
