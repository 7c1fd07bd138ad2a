import Calendar
import Ingest

/// Who stays and who leaves (kpis.md 3.9).
extension KPIAlgorithm {
  static let customers: [String: Body] = [
    "customers_active": active,
    "retention": { kept($0, \.kept) },
    "logo_churn": { kept($0, \.lost) },
    "churn_net": netChurn,
    "lifetime": lifetime,
    "cohort_retention": cohorts,
    "at_risk_contacted": atRiskContacted,
    "feature_adoption": featureAdoption,
    "upsell_per_account": upsellPerAccount,
  ]

  /// The customers of a KPI's scope who were active at the end of a day, for the owners of that day.
  private static func active(_ input: AlgorithmInput, on day: CalendarDate) -> [Int] {
    let figures = input.tables.customers
    let members = figures.members(input.scope, on: day, measure: input.measures["customers"])
    let active = members.filter { figures.customers[$0].isActive(on: day.dayNumber) }
    if input.trace != nil {
      let isIn = Set(active)
      input.leaveOut(members.lazy.filter { !isIn.contains($0) }) { customer in
        customer.since == Column.missingDay
          ? .dateMissing(field: "since") : .notCustomer(on: day)
      }
    }
    return active
  }

  private static func active(_ input: AlgorithmInput) -> [Figure] {
    guard let day = input.lastKnownDay else { return [] }
    guard input.tables.knowsCustomers else { return input.unavailable }
    let active = active(input, on: day)
    input.note(active, as: .counted)
    return active.isEmpty && input.scope.id != .company ? [] : [input.count(active.count)]
  }

  // MARK: From the start of a period to its end

  /// The customers at the start of a period: those who are customers at its end too, and the others.
  private struct Cohort {
    var kept: [Int] = []
    var lost: [Int] = []

    var count: Int { kept.count + lost.count }
  }

  private static func startCohort(_ input: AlgorithmInput) -> Cohort? {
    guard let last = input.lastKnownDay else { return nil }
    let customers = input.tables.customers.customers
    var cohort = Cohort()
    for index in active(input, on: input.period.start.adding(days: -1)) {
      if customers[index].isActive(on: last.dayNumber) {
        cohort.kept.append(index)
      } else {
        cohort.lost.append(index)
      }
    }
    input.note(cohort.kept, as: .denominator, note: "kept")
    input.note(cohort.lost, as: .denominator, note: "lost")
    return cohort
  }

  private static func kept(
    _ input: AlgorithmInput, _ share: (Cohort) -> [Int]
  ) -> [Figure] {
    guard input.lastKnownDay != nil else { return [] }
    guard input.tables.knowsEnds else { return input.unavailable }
    guard let cohort = startCohort(input) else { return [] }
    if cohort.count == 0, input.scope.id != .company { return [] }
    let part = share(cohort)
    input.note(part, as: .numerator)
    var figure = input.share(Int64(part.count), of: Int64(cohort.count))
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
    guard let cohort = startCohort(input) else { return [] }
    if cohort.count == 0, input.scope.id != .company { return [] }
    let figures = input.tables.customers
    let before = input.period.start.dayNumber - 1
    let wonBack = figures.members(input.scope, on: last, measure: input.measures["customers"])
      .filter { index in
        let customer = figures.customers[index]
        return customer.since != Column.missingDay && customer.since <= before
          && !customer.isActive(on: before) && customer.isActive(on: last.dayNumber)
      }
    input.note(cohort.lost, as: .numerator, note: "lost")
    input.note(wonBack, as: .numerator, -1, note: "won_back")
    return [input.share(Int64(cohort.lost.count - wonBack.count), of: Int64(cohort.count))]
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
      guard customer.since != Column.missingDay else {
        if input.trace != nil { input.leaveOut([index]) { _ in .dateMissing(field: "since") } }
        return nil
      }
      let isEnded = customer.endedAt != Column.missingDay
      let end = isEnded ? customer.endedAt : today.dayNumber
      guard end >= customer.since else {
        if input.trace != nil { input.leaveOut([index]) { _ in .negativeDuration } }
        return nil
      }
      input.trace?.note(
        input.sources.place(of: index), as: .sample, day: customer.since,
        value: Quantity(.days, Int64(end - customer.since)), note: isEnded ? "ended" : "open")
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
    for part in [Explanation.Part.numerator, .denominator] { input.note(acquired, as: part) }
    let total = Int64(acquired.count)
    var result = [input.share(total, of: total)]
    for month in 1...Self.cohortMonths {
      let end = input.period.start.adding(months: month + 1).adding(days: -1)
      guard end <= input.maker.asOf else { break }
      let left = acquired.count { figures.customers[$0].isActive(on: end.dayNumber) }
      var figure = input.share(Int64(left), of: total)
      figure.segment = "month:\(month)"
      input.trace?.note(
        line: figure.segment, as: .sample, date: end, value: Quantity(.count, Int64(left)))
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
    let active = active(input, on: input.maker.asOf)
    let atRisk = active.filter { figures.customers[$0].atRiskSince != Column.missingDay }
    if atRisk.isEmpty, input.scope.id != .company { return [] }
    let contacted = atRisk.filter {
      figures.customers[$0].lastContactAt >= figures.customers[$0].atRiskSince
    }
    input.note(contacted, as: .numerator)
    input.note(atRisk, as: .denominator)
    input.leaveOut(active.filter { figures.customers[$0].atRiskSince == Column.missingDay }) { _ in
      .dateMissing(field: "at_risk_since")
    }
    return [input.share(Int64(contacted.count), of: Int64(atRisk.count))]
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
    let adopted = members.filter { (input.tables.keyFeatures[$0]?.count ?? 0) >= least }
    input.note(adopted, as: .numerator)
    input.note(members, as: .denominator)
    return [input.share(Int64(adopted.count), of: Int64(members.count))]
  }

  /// Strategic customers with at least `least` additional sales in the year so far.
  private static func upsellPerAccount(_ input: AlgorithmInput) -> [Figure] {
    guard let last = input.lastKnownDay else { return [] }
    let base = input.tables.ledgers.base
    guard input.tables.knowsCustomers, base.has(.customers, "strategic"),
      base.has(.opportunities, "account_id"), base.has(.opportunities, "type")
    else { return input.unavailable }
    let figures = input.tables.customers
    let active = active(input, on: last)
    let strategic = active.filter { figures.customers[$0].isStrategic }
    input.leaveOut(active.filter { !figures.customers[$0].isStrategic }) { _ in
      .filtered(field: "strategic", value: "false")
    }
    if strategic.isEmpty, input.scope.id != .company { return [] }
    let year = Period.containing(last, kind: .year)
    let least = Int(input.parameters["least"] ?? 2)
    let reached = strategic.filter { index in
      (input.tables.upsellDays[index] ?? []).count {
        $0 >= year.start.dayNumber && $0 <= last.dayNumber
      } >= least
    }
    input.note(reached, as: .numerator)
    input.note(strategic, as: .denominator)
    return [input.share(Int64(reached.count), of: Int64(strategic.count))]
  }

  // MARK: New ones

  static func newCustomers(_ input: AlgorithmInput) -> Figure.Outcome? {
    guard input.lastKnownDay != nil else { return nil }
    guard input.tables.hasAccounts else { return input.unavailable.first?.outcome }
    var outcome = Figure.Outcome()
    if let first = input.maker.store.firstDay[.opportunities],
      input.period.end.dayNumber <= first
    {
      outcome.absentReason = .insufficientHistory
      return outcome
    }
    let count = newCustomers(input, as: .counted).count
    outcome.value = Quantity(.count, Int64(count))
    outcome.count = count
    return outcome
  }

  /// The new customers of a figure, whose first deals are the records of one of its parts.
  static func newCustomers(_ input: AlgorithmInput, as part: Explanation.Part) -> [Int] {
    let figures = input.tables.customers
    let deals = input.measures["deals"]
    let new = figures.newCustomers(input.scope, in: input.period, deals: deals)
    guard let trace = input.trace else { return new }
    let condition = deals.flatMap { figures.base.indexOfWin[$0] }
    let stays = Set(input.scope.stays.map(Int32.init))
    let isNew = Set(new)
    for (index, wins) in input.sources.wins.sorted(by: { $0.key < $1.key }) {
      let customer = figures.customers[Int(index)]
      // The deal that made it a customer; of several of that day one that meets the conditions.
      let firsts = wins.filter { $0.day == customer.firstWonOn && $0.stay == customer.firstWonStay }
      guard
        let first = firsts.first(where: { win in condition.map(win.met.contains) ?? true })
          ?? firsts.first
      else { continue }
      if isNew.contains(Int(index)) {
        trace.note(first.place, as: part, day: first.day, value: Quantity(.count, 1))
      }
      let id = trace.rows.row(at: first.place).map { trace.rows.kept[$0].id } ?? ""
      let day = CalendarDate(dayNumber: first.day)
      for win in wins where stays.contains(win.stay) {
        guard input.period.contains(CalendarDate(dayNumber: win.day)) else { continue }
        trace.leaveOut(
          win.place, day: win.day,
          .notFirst(first: id, date: day, isInPeriod: input.period.contains(day)))
      }
    }
    if let deals {
      trace.note(
        TableLedgers.Key(measure: deals), as: part, stays: input.scope.stays,
        .within(input.period.dayNumbers)
      ) { _, _ in .leftOut(.fieldMissing(field: "account_id")) }
    }
    return new
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
    let isMet = deals.flatMap { base.indexOfWin[$0] }.map { base.firstWonMeets[$0] }
    let days = period.dayNumbers
    var new: [Int] = []
    for stay in scope.stays {
      for index in firstWins(ofStay: stay, in: days)
      where isMet?[Int(index)] ?? true {
        new.append(Int(index))
      }
    }
    return new.sorted()
  }
}
