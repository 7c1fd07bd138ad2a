import Calendar

/// What is left to do per working week, from the target down to the calls (objectives.md 1.9), with
/// the rates of the twelve months before the period.
struct LeftToDoMaker {
  private let plan: AnalysisPlan
  private let roster: Roster
  private let store: MeasureStore
  private let context: ObjectiveContext
  private let measures: (revenue: String, won: String, closed: String, discount: String?)
  private let created: String?
  private let meetings: String?
  private let calls: String?

  /// Nothing where the catalogue or the exports lack what revenue is made of.
  init?(plan: AnalysisPlan, roster: Roster, store: MeasureStore, context: ObjectiveContext) {
    func simple(_ kpi: String) -> String? {
      guard case .simple(let measure)? = plan.catalogue.kpi(kpi)?.formula,
        store.isAvailable(measure)
      else { return nil }
      return measure
    }
    guard let revenue = simple("revenue_won"),
      case .ratio(let won, let closed)? = plan.catalogue.kpi("win_rate_closed_n")?.formula,
      store.isAvailable(won), store.isAvailable(closed)
    else { return nil }
    var discount: String?
    if case .ratio(let given, _)? = plan.catalogue.kpi("discount_rate")?.formula,
      store.isAvailable(given)
    {
      discount = given
    }
    self.plan = plan
    self.roster = roster
    self.store = store
    self.context = context
    measures = (revenue, won, closed, discount)
    created = simple("n_created")
    meetings = simple("meetings_held")
    calls = simple("calls")
  }

  /// For a scope's revenue headline while something is left of target and time.
  func work(for result: ObjectiveResult, _ objective: Objective) -> RunResult.LeftToDo? {
    guard result.isHeadline, result.kpi == "revenue_won", result.kind == .cumul,
      objective.filters.isEmpty, objective.period.contains(plan.asOf),
      let target = result.target, let actual = result.actual
    else { return nil }
    let days = result.workingDaysTotal - result.workingDaysElapsed
    let missing = Fraction(target) - Fraction(actual)
    guard days > 0, missing > .zero else { return nil }
    guard let rates = rates(of: result.scope, objective.period) else {
      return RunResult.LeftToDo(
        scope: result.scope, objective: result.objective, revenue: missing.quantity(.money),
        workingDays: days, absentReason: .insufficientHistory)
    }
    let discounts = missing * rates.discountRate / (.one - rates.discountRate)
    guard
      let work = ReverseDecomposition(
        revenue: missing, discounts: discounts, winRate: rates.winRate, grossDeal: rates.deal,
        opportunitiesPerMeeting: rates.opportunitiesPerMeeting,
        meetingsPerCall: rates.meetingsPerCall)
    else { return nil }
    // Five working days make a week, whatever the company's week is.
    let weeks = Fraction(days, over: max(plan.calendar.weekdays.count, 1))
    func step(_ kind: RunResult.LeftToDo.Step.Kind, _ amount: Fraction?) -> RunResult.LeftToDo.Step?
    {
      amount.map { amount in
        RunResult.LeftToDo.Step(
          kind: kind, total: amount.quantity(.count),
          perWeek: (amount / (weeks < .one ? .one : weeks)).quantity(.count))
      }
    }
    var left = RunResult.LeftToDo(
      scope: result.scope, objective: result.objective, revenue: missing.quantity(.money),
      workingDays: days, absentReason: nil)
    left.steps = [
      step(.wins, work.wins), step(.opportunities, work.opportunities),
      step(.meetings, work.meetings), step(.calls, work.calls),
    ].compactMap { $0 }
    left.winRate = rates.winRate.quantity(.rate)
    left.averageDeal = rates.deal.quantity(.money)
    left.opportunitiesPerMeeting = rates.opportunitiesPerMeeting?.quantity(.ratio)
    left.meetingsPerCall = rates.meetingsPerCall?.quantity(.ratio)
    return left
  }

  private struct Rates {
    var winRate: Fraction
    /// Gross.
    var deal: Fraction
    var discountRate: Fraction
    var opportunitiesPerMeeting: Fraction?
    var meetingsPerCall: Fraction?
  }

  /// Of the scope, else of the company: a rep who won nothing yet works with the company's rates.
  private func rates(of scope: ScopeID, _ period: Period) -> Rates? {
    let spans = store.timeline.spans(
      from: period.start.adding(months: -12), to: period.start)
    for stays in [roster.stays(of: scope), roster.stays(of: .company)] {
      func cell(_ measure: String) -> MeasureStore.Cell {
        store.total(measure, stays: stays, spans: spans)
      }
      let won = cell(measures.won).rowCount
      let closed = cell(measures.closed).rowCount
      let net = cell(measures.revenue).sum
      let discount = measures.discount.map { cell($0).sum } ?? 0
      guard won > 0, net > 0 else { continue }
      func share(_ top: String?, _ bottom: String?) -> Fraction? {
        guard let top, let bottom else { return nil }
        let (above, below) = (cell(top).rowCount, cell(bottom).rowCount)
        return above > 0 && below > 0 ? Fraction(above, over: below) : nil
      }
      return Rates(
        winRate: Fraction(won, over: closed), deal: Fraction(net + discount, over: Int128(won)),
        discountRate: Fraction(discount, over: net + discount),
        opportunitiesPerMeeting: share(created ?? measures.closed, meetings),
        meetingsPerCall: share(meetings, calls))
    }
    return nil
  }
}
