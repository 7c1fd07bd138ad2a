import Analysis
import Calendar
import Ingest
import Testing

/// A small company in May 2026 (17 working days, 4 of them by the 10th), built in a few words.
struct Workbench {
  var plan: AnalysisPlan

  init(asOf: String = "2026-05-10", period: Period = .may) throws {
    plan = AnalysisPlan(
      companyName: "Exemple", asOf: try date(asOf), mainPeriod: period, periods: [period],
      currency: Currency(code: "EUR", minorDigits: 2), zone: .utc,
      calendar: WorkingCalendar(), fiscal: .calendarYear, catalogue: Catalogue(), people: [],
      teams: [], objectives: [], stages: [], thresholds: Thresholds(), amounts: "excluding_tax",
      version: "0")
  }

  var context: ObjectiveContext { ObjectiveContext(plan) }

  func context(
    baselines: [String: Quantity] = [:], seasonal: [String: [SeasonalShares]] = [:]
  ) -> ObjectiveContext {
    ObjectiveContext(plan, baselines: baselines, seasonal: seasonal)
  }

  mutating func addPerson(_ id: String) {
    plan.people.append(Person(id: id, name: id, place: .anywhere))
  }

  mutating func addPerson(
    _ id: String, change: (inout Person) throws -> Void
  ) rethrows {
    var person = Person(id: id, name: id, place: .anywhere)
    try change(&person)
    plan.people.append(person)
  }

  /// Adds an objective and gives it back.
  @discardableResult
  mutating func add(
    _ id: String, _ owner: ScopeID, _ target: Quantity?, kpi: String = "revenue_won",
    kind: Objective.Kind = .cumul, period: Period = .may,
    change: (inout Objective) -> Void = { _ in }
  ) -> Objective {
    var objective = Objective(
      id: id, owner: owner, kpi: kpi, kind: kind, target: target, period: period,
      place: .anywhere)
    change(&objective)
    plan.objectives.append(objective)
    return objective
  }
}

extension Place {
  static var anywhere: Place { Place(file: "objectives.yaml") }
}

extension Period {
  static var may: Period { .numberedMonth(5) }

  static func numberedMonth(_ month: Int) -> Period {
    .containing(CalendarDate(firstOfMonth: month, of: 2026), kind: .month)
  }
}

func date(_ text: String) throws -> CalendarDate { try #require(CalendarDate(iso: text)) }

func span(_ first: String?, _ last: String?) throws -> DaySpan {
  DaySpan(first: try first.map(date), last: try last.map(date))
}

/// Euros as money in cents.
func euros(_ amount: Int64) -> Quantity { Quantity(.money, amount * 100) }

func percent(_ number: Int64) -> Quantity { Quantity(.rate, number, over: 100) }

func rep(_ id: String) -> ScopeID { ScopeID(.rep, id) }

func team(_ id: String) -> ScopeID { ScopeID(.team, id) }

func figure(_ value: Quantity?, of scope: ScopeID = .company, count: Int? = nil) -> Figure {
  Figure(period: "2026-05", scope: scope, kpi: "revenue_won", value: value, count: count)
}

func rateFigure(_ successes: Int64, of trials: Int64) -> Figure {
  Figure(
    period: "2026-05", scope: .company, kpi: "win_rate",
    value: Quantity(.rate, successes, dividedBy: trials),
    numerator: Quantity(.count, successes), denominator: Quantity(.count, trials),
    count: Int(trials))
}
