import Calendar
import Ingest

/// What customers pay and order (kpis.md 3.3, 3.9).
extension KPIAlgorithm {
  static let customerRevenue: [String: Body] = [
    "monthly_recurring_revenue": monthlyRevenue,
    "new_recurring_revenue": newRevenue,
    "recurring_share": recurringShare,
    "gross_revenue_retention": { retention($0) { min($0, $1) } },
    "net_revenue_retention": { retention($0) { $1 } },
    "repurchase_rate": repurchaseRate,
    "inactive_customers": inactive,
    "expansion_rate": expansionRate,
  ]

  // MARK: Monthly recurring revenue

  /// The month that the end of the period lies in, or the last one that is known.
  private static func lastMonth(
    _ input: AlgorithmInput, _ known: ClosedRange<Int32>
  ) -> Int32? {
    input.lastKnownDay.map { min(MonthNumber.of($0), known.upperBound) }
  }

  private static func monthlyRevenue(_ input: AlgorithmInput) -> [Figure] {
    guard let last = input.lastKnownDay else { return [] }
    let figures = input.tables.customers
    guard let known = figures.knownMonths, let month = lastMonth(input, known) else {
      return input.unavailable
    }
    guard month >= known.lowerBound else {
      return input.scope.id == .company ? input.absent(.insufficientHistory) : []
    }
    let members = input.members(on: last)
    let paying = members.map { figures.revenue(of: $0, month: month) }.filter { $0 != 0 }
    for index in members where input.trace != nil {
      let rows = input.sources.months(of: index, in: month)
      if rows.isEmpty { input.leaveOut([index]) { _ in .fieldMissing(field: "mrr") } }
      input.note(rows, as: .counted)
    }
    if paying.isEmpty, input.scope.id != .company { return [] }
    var figure = input.money(paying.reduce(0) { $0 + Int128($1) }, count: paying.count)
    // The month of the as-of day may not be invoiced yet.
    figure.isApproximate = month < MonthNumber.of(last)
    return [figure]
  }

  /// Twelve times the first month of customers who paid nothing before.
  ///
  /// Nobody is new in the first month of the table, for what was before it is not known.
  private static func newRevenue(_ input: AlgorithmInput) -> [Figure] {
    guard let last = input.lastKnownDay else { return [] }
    let figures = input.tables.customers
    guard let known = figures.knownMonths else { return input.unavailable }
    let first = MonthNumber.of(input.period.start)
    guard input.period.start.day == 1, input.period.end.day == 1 else { return [] }
    guard first > known.lowerBound else {
      return input.scope.id == .company ? input.absent(.insufficientHistory) : []
    }
    let new = input.members(on: last).compactMap { index -> Int64? in
      guard let start = figures.months(of: index).first(where: { $0.amount > 0 }) else {
        return nil
      }
      guard start.month >= first, start.month <= MonthNumber.of(last) else { return nil }
      if input.trace != nil {
        input.note(
          input.sources.months(of: index, in: start.month), as: .counted, times: 12, note: "x12")
      }
      return start.amount
    }
    if new.isEmpty, input.scope.id != .company { return [] }
    return [input.money(new.reduce(0) { $0 + Int128($1) } * 12, count: new.count)]
  }

  /// Both ends of a window in monthly revenue, over the customers who paid at its start.
  private static func retention(
    _ input: AlgorithmInput, _ kept: (Int64, Int64) -> Int64
  ) -> [Figure] {
    // Revenue is known by month, so the window must begin and end with one.
    guard input.lastKnownDay != nil, input.period.start.day == 1, input.period.end.day == 1 else {
      return []
    }
    let figures = input.tables.customers
    guard let known = figures.knownMonths, let end = lastMonth(input, known) else {
      return input.unavailable
    }
    let start = MonthNumber.of(input.period.start) - 1
    guard start >= known.lowerBound, end > start else {
      return input.scope.id == .company ? input.absent(.insufficientHistory) : []
    }
    var (before, after, count) = (Int64(0), Int64(0), 0)
    for index in input.members(on: input.period.start) {
      let paid = figures.revenue(of: index, month: start)
      guard paid > 0 else { continue }
      let now = figures.revenue(of: index, month: end)
      before += paid
      after += kept(paid, now)
      if input.trace != nil {
        input.note(input.sources.months(of: index, in: start), as: .denominator)
        noteKept(input, kept(paid, now), now, input.sources.months(of: index, in: end))
      }
      count += 1
    }
    if count == 0, input.scope.id != .company { return [] }
    var figure = input.share(after, of: before, unit: .money)
    figure.count = count
    if count == 0 { figure.absentReason = .noEvent }
    return [figure]
  }

  /// What is kept of a customer's revenue: the rows of the month, or less where it grew and growth
  /// does not count.
  private static func noteKept(
    _ input: AlgorithmInput, _ kept: Int64, _ now: Int64, _ rows: [CustomerSources.Row]
  ) {
    guard kept != now, let first = rows.first else {
      return input.note(rows, as: .numerator)
    }
    input.trace?.note(
      first.place, as: .numerator, day: first.day, value: Quantity(.money, kept), note: "capped")
  }

  /// Invoices marked as recurring over all invoices; without such a mark the monthly revenue of the
  /// period's months.
  private static func recurringShare(_ input: AlgorithmInput) -> [Figure] {
    guard let last = input.lastKnownDay else { return [] }
    let store = input.maker.store
    guard store.isAvailable(input.measure("total")) else { return input.unavailable }
    let total = input.total("total", as: .denominator)
    if store.isAvailable(input.measure("recurring")) {
      if total.rowCount == 0, input.scope.id != .company { return [] }
      return [ratio(input, input.total("recurring", as: .numerator).sum, over: total)]
    }
    let figures = input.tables.customers
    guard figures.knownMonths != nil else { return input.unavailable }
    guard input.period.start.day == 1, input.period.end.day == 1 else { return [] }
    let months = MonthNumber.of(input.period.start)...MonthNumber.of(last)
    var recurring: Int128 = 0
    for index in input.members(on: last) {
      for row in figures.months(of: index) where months.contains(row.month) {
        recurring += Int128(row.amount)
        if input.trace != nil {
          input.note(input.sources.months(of: index, in: row.month), as: .numerator)
        }
      }
    }
    if total.rowCount == 0, recurring == 0, input.scope.id != .company { return [] }
    return [ratio(input, recurring, over: total)]
  }

  private static func ratio(
    _ input: AlgorithmInput, _ amount: Int128, over total: MeasureStore.Cell
  ) -> Figure {
    var figure = input.share(
      Int64(clamping: amount), of: Int64(clamping: total.sum), unit: .money)
    figure.count = Int(total.rowCount)
    if total.rowCount == 0 { figure.absentReason = .noEvent }
    return figure
  }

  // MARK: Orders

  /// Customers with a second order within `months` of the first, of those whose first order is as
  /// old as that.
  private static func repurchaseRate(_ input: AlgorithmInput) -> [Figure] {
    guard let last = input.lastKnownDay else { return [] }
    guard input.tables.ledgers.base.has(.orders, "customer_id") else { return input.unavailable }
    let figures = input.tables.customers
    let months = Int(input.parameters["months"] ?? 12)
    var (again, mature, young) = (0, 0, 0)
    for index in input.members(on: last) {
      let orders = figures.orders(of: index).filter { $0.amount >= 0 }
      guard let first = orders.first else { continue }
      let day = CalendarDate(dayNumber: first.day)
      guard input.period.contains(day) else { continue }
      let limit = day.adding(months: months)
      guard limit <= input.maker.asOf else {
        young += 1
        noteOrders(input, index, first.day, nil, isAgain: false)
        continue
      }
      mature += 1
      let isAgain = orders.count > 1 && orders[1].day <= limit.dayNumber
      if isAgain { again += 1 }
      noteOrders(input, index, first.day, isAgain ? orders[1].day : nil, isAgain: isAgain)
    }
    if mature + young == 0, input.scope.id != .company { return [] }
    var figure = input.share(Int64(again), of: Int64(mature))
    if mature == 0, young > 0 { figure.absentReason = .immature }
    return [figure]
  }

  /// The first order of a customer, and the one that shows that it bought again.
  private static func noteOrders(
    _ input: AlgorithmInput, _ index: Int, _ first: Int32, _ second: Int32?, isAgain: Bool
  ) {
    guard let trace = input.trace else { return }
    let orders = (input.sources.orders[Int32(index)] ?? []).filter { $0.amount >= 0 }
    let opening = orders.first { $0.day == first }
    let limit = CalendarDate(dayNumber: first)
      .adding(months: Int(input.parameters["months"] ?? 12))
    guard limit <= input.maker.asOf else {
      return trace.leaveOut(opening?.place, day: first, .immature)
    }
    trace.note(opening?.place, as: .denominator, day: first, value: Quantity(.count, 1))
    guard isAgain, let second else { return }
    let next = orders.last { $0.day == second }
    trace.note(next?.place, as: .numerator, day: second, value: Quantity(.count, 1))
  }

  /// Customers who are silent for longer than nine in ten of the gaps between their own orders; for
  /// want of orders, for longer than `days`.
  ///
  /// With `value` what they ordered in the last year.
  private static func inactive(_ input: AlgorithmInput) -> [Figure] {
    guard input.isToday else { return [] }
    let base = input.tables.ledgers.base
    guard input.tables.knowsCustomers,
      base.has(.orders, "customer_id") || base.has(.customers, "last_order_at")
    else { return input.unavailableToday }
    let figures = input.tables.customers
    let today = input.maker.asOf.dayNumber
    let all = input.members(on: input.maker.asOf)
    let members = all.filter { figures.customers[$0].isActive(on: today) }
    if input.trace != nil {
      input.leaveOut(all.filter { !figures.customers[$0].isActive(on: today) }) { _ in
        .notCustomer(on: input.maker.asOf)
      }
    }
    if members.isEmpty, input.scope.id != .company { return [] }
    let usual = input.parameters["days"] ?? CustomerFigures.usualSilence
    let silent = members.filter { figures.isSilent($0, usual: usual) }
    for index in members where input.trace != nil && !figures.isSilent(index, usual: usual) {
      guard let last = figures.lastHeard(from: index) else { continue }
      input.leaveOut([index]) { _ in
        .recent(
          last: CalendarDate(dayNumber: last),
          days: figures.normalSilence(of: index, usual: usual))
      }
    }
    guard input.parameters["value"] == 1 else {
      input.note(silent, as: .counted)
      return [input.count(silent.count)]
    }
    guard base.has(.orders, "customer_id") else { return input.unavailableToday }
    let year = input.maker.trailingYear
    let amounts = silent.map { figures.ordered(by: $0, in: year.dayNumbers) }
    for index in silent where input.trace != nil {
      input.note(input.sources.orders(of: index, in: year.dayNumbers), as: .counted)
    }
    return [input.money(amounts.reduce(0) { $0 + Int128($1) }, count: silent.count)]
  }

  /// What the customers of the start of the period ordered in it, against what they ordered in the
  /// period before, less one; a period that goes on is set against as many working days (rule C18).
  private static func expansionRate(_ input: AlgorithmInput) -> [Figure] {
    guard let last = input.lastKnownDay else { return [] }
    let base = input.tables.ledgers.base
    guard input.tables.knowsCustomers, base.has(.orders, "customer_id") else {
      return input.unavailable
    }
    let figures = input.tables.customers
    let plan = input.tables.plan
    let before = input.period.previous(fiscal: plan.fiscal)
    guard let first = figures.firstOrderDay, before.start.dayNumber >= first else {
      return input.scope.id == .company ? input.absent(.insufficientHistory) : []
    }
    let elapsed = plan.calendar.workingDays(in: input.period.start..<last.adding(days: 1))
    let isOver = last == input.period.lastDay
    let end = isOver ? before.end : plan.calendar.end(of: elapsed, from: before)
    let list = input.members(on: input.period.start.adding(days: -1)).filter {
      figures.customers[$0].isActive(on: input.period.start.dayNumber - 1)
    }
    if list.isEmpty, input.scope.id != .company { return [] }
    func ordered(_ range: Range<Int32>) -> Int64 {
      list.reduce(0) { $0 + figures.ordered(by: $1, in: range) }
    }
    let new = input.period.start.dayNumber..<(last.dayNumber + 1)
    let old = before.start.dayNumber..<end.dayNumber
    let (now, then) = (ordered(new), ordered(old))
    for index in list where input.trace != nil {
      input.note(input.sources.orders(of: index, in: new), as: .numerator)
      let base = input.sources.orders(of: index, in: old)
      input.note(base, as: .numerator, times: -1, note: "before")
      input.note(base, as: .denominator)
    }
    var figure = input.share(now - then, of: then, unit: .money)
    figure.count = list.count
    return [figure]
  }
}

extension WorkingCalendar {
  /// The day after the last of so many working days of a period, or its end.
  fileprivate func end(of count: Int, from period: Period) -> CalendarDate {
    var day = period.start
    while day < period.end, workingDays(in: period.start..<day.adding(days: 1)) <= count {
      day = day.adding(days: 1)
    }
    return day
  }
}
