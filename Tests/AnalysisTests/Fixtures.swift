import Calendar
import Ingest

@testable import Analysis

/// A batch from a table in a test, in the form of the catalogue's worked examples.
///
/// The first line names the fields, cells are separated by a bar, an empty cell is missing; money is
/// in whole units. Codes go on from those of an earlier batch of the same reading.
func table(
  _ entity: Entity, _ text: String, after earlier: ExportTable? = nil
) -> ExportTable {
  var reading = ExampleReading(entity, dictionaries: earlier?.dictionaries ?? [:])
  return reading.table(entity, text)
}

func day(_ iso: String) -> CalendarDate { CalendarDate(iso: iso) ?? CalendarDate(dayNumber: 0) }

func period(_ id: String) -> Period {
  Period.parse(id) ?? Period(id: id, kind: .day, start: day("1970-01-01"), end: day("1970-01-02"))
}

private let nowhere = Place(file: "test")

func person(
  _ id: String, team: String, from: String? = nil, to: String? = nil, aliases: [String] = []
) -> Person {
  var person = Person(id: id, name: id.uppercased(), place: nowhere)
  person.aliases = aliases
  person.memberships = [
    Scope.Membership(
      team: team,
      span: DaySpan(
        first: from.flatMap(CalendarDate.init(iso:)), last: to.flatMap(CalendarDate.init(iso:))))
  ]
  return person
}

/// The measures and KPIs of these tests, small and independent of the shipped catalogue.
func testCatalogue() -> Catalogue {
  func measure(
    _ id: String, _ aggregate: Measure.Aggregate, _ status: [String], field: String? = nil,
    date: String = "closed_on", time: Measure.Time = .event
  ) -> Measure {
    Measure(
      id: id, entity: .opportunities, aggregate: aggregate, field: field, from: "created_at",
      to: "closed_on", date: date, time: time, filter: ["status": status])
  }
  let measures = [
    measure("won", .count, ["won"]), measure("closed", .count, ["won", "lost"]),
    measure("won_amount", .sum, ["won"], field: "amount_net"),
    measure("won_days", .days, ["won"]),
    measure(
      "open_amount", .sum, ["open"], field: "amount_net", date: "expected_close_on", time: .instant),
    Measure(
      id: "held", entity: .activities, aggregate: .count, date: "scheduled_on",
      filter: ["type": ["meeting"], "outcome": ["done"]]),
    Measure(
      id: "open_tasks", entity: .activities, aggregate: .count, date: "due_on", time: .instant,
      filter: ["type": ["task"], "is_done": ["false"]]),
  ]
  func kpi(_ id: String, _ formula: KPI.Formula, _ unit: Unit) -> KPI {
    KPI(id: id, formula: formula, unit: unit, place: nowhere)
  }
  return Catalogue(
    measures: Dictionary(uniqueKeysWithValues: measures.map { ($0.id, $0) }),
    kpis: [
      kpi("revenue_won", .simple(measure: "won_amount"), .money),
      kpi("n_won", .simple(measure: "won"), .count),
      kpi("win_rate_closed_n", .ratio(numerator: "won", denominator: "closed"), .rate),
      kpi("avg_deal", .ratio(numerator: "won_amount", denominator: "won"), .money),
      kpi("cycle_won", .statistic(measure: "won_days", statistic: "mean"), .days),
      kpi("cycle_won[median]", .statistic(measure: "won_days", statistic: "median"), .days),
      kpi("open_pipeline", .simple(measure: "open_amount"), .money),
      kpi(
        "weighted_pipeline",
        .algorithm(name: "weighted_pipeline", measures: ["open": "open_amount"]), .money),
      kpi("meetings_held", .simple(measure: "held"), .count),
      kpi(
        "overdue_actions", .algorithm(name: "overdue_actions", measures: ["open": "open_tasks"]),
        .count),
      kpi(
        "overdue_open_share",
        .algorithm(name: "overdue_open_share", measures: ["open": "open_amount"]),
        .rate),
      kpi("coverage", .algorithm(name: "coverage", measures: ["open": "open_amount"]), .ratio),
      kpi(
        "quota_attainment",
        .algorithm(name: "quota_attainment", measures: ["actual": "won_amount"]),
        .rate),
    ])
}

func testPlan(
  asOf: String = "2026-08-14", main: String = "2026-Q3",
  periods: [String] = ["2026-08", "2026-07"],
  people: [Person] = [person("alice", team: "nord"), person("bob", team: "sud")],
  objectives: [Objective] = [], stages: [AnalysisPlan.Stage] = []
) -> AnalysisPlan {
  AnalysisPlan(
    companyName: "Exemple", asOf: day(asOf), mainPeriod: period(main), periods: periods.map(period),
    currency: Currency(code: "EUR", minorDigits: 2), zone: .utc, calendar: WorkingCalendar(),
    fiscal: .calendarYear, catalogue: testCatalogue(), people: people,
    teams: [Team(id: "nord", name: "Nord"), Team(id: "sud", name: "Sud")], objectives: objectives,
    stages: stages, thresholds: Thresholds(), amounts: "excluding_tax", version: "test")
}

func analyse(_ plan: AnalysisPlan, _ tables: ExportTable...) -> RunResult {
  var analyzer = Analyzer(plan: plan)
  for table in tables { analyzer.consume(table) }
  return analyzer.finish(IngestReport())
}

extension RunResult {
  /// A figure's value as text, its reason where it has none, or `-` where there is no such figure.
  func value(
    _ kpi: String, _ scope: String = "company", _ period: String = "2026-Q3", segment: String = ""
  ) -> String {
    let figure = figures.first {
      $0.kpi == kpi && $0.scope.description == scope && $0.period == period && $0.segment == segment
    }
    guard let figure else { return "-" }
    guard let value = figure.value else { return figure.absentReason?.rawValue ?? "?" }
    let factor: Int64 = value.unit == .money ? 100 : 1
    return value.denominator * factor == 1 || value.numerator % (value.denominator * factor) == 0
      ? "\(value.numerator / (value.denominator * factor))"
      : "\(value.numerator)/\(value.denominator * factor)"
  }
}
