package import Calendar
package import Ingest

/// A worked example of a KPI: a few records, and the value that they give.
///
/// The examples of the catalogue are its tests; `jalon catalog --check` works out a customer's own.
package struct KPIExample: Sendable, Codable, Hashable {
  package struct Table: Sendable, Codable, Hashable {
    package var entity: Entity
    /// The first line names the fields; cells are parted by bars, an empty one is missing.
    package var rows: String

    package init(entity: Entity, rows: String) {
      self.entity = entity
      self.rows = rows
    }
  }

  /// The KPI meant, where the entry stands for one for each stage.
  package var kpi: String?
  package var asOf: CalendarDate
  /// Identifier of the period the value is of; the as-of day where the KPI is of an instant.
  package var period: String
  package var scope: ScopeID
  package var segment: String
  /// In the order in which they are read: histories before what they tell of.
  package var tables: [Table]
  /// Stages in order, where the KPI needs to know which comes first.
  package var stages: [String]
  /// A number, a fraction `2/3`, a percentage, or the reason for which there is no value.
  package var gives: String
  package var place: Place

  package init(
    kpi: String? = nil, asOf: CalendarDate, period: String, scope: ScopeID, segment: String,
    tables: [Table],
    stages: [String], gives: String, place: Place
  ) {
    self.kpi = kpi
    self.asOf = asOf
    self.period = period
    self.scope = scope
    self.segment = segment
    self.tables = tables
    self.stages = stages
    self.gives = gives
    self.place = place
  }

  /// What the engine makes of the records, in the form of `gives`; `gives` itself where both are the
  /// same number.
  package func outcome(of kpi: KPI, in catalogue: Catalogue) -> String {
    guard let (plan, batches) = plan(kpi, catalogue) else { return "'\(period)' is no period" }
    let id = self.kpi ?? kpi.id
    var analyzer = Analyzer(plan: plan)
    for batch in batches { analyzer.consume(batch) }
    let found = analyzer.finish(IngestReport()).figures.filter {
      $0.kpi == id && $0.scope == scope && $0.segment == segment
    }
    let figure = found.first { $0.period == period } ?? found.first
    guard let figure else { return "no figure" }
    guard let value = figure.value else { return figure.absentReason?.rawValue ?? "nothing" }
    let exact = Fraction(value) / Fraction(value.unit == .money ? 100 : 1)
    return Self.number(gives) == exact ? gives : Self.text(exact)
  }

  /// The records behind what the engine makes of it, of the period or of the as-of day.
  package func explanations(of kpi: KPI, in catalogue: Catalogue) -> [Explanation] {
    guard let (plan, batches) = plan(kpi, catalogue),
      let own = plan.catalogue.kpi(self.kpi ?? kpi.id)
    else { return [] }
    let requests = [plan.mainPeriod, .day(asOf)].map {
      ExplanationRequest(kpi: own, scope: scope, period: $0)
    }
    var analyzer = Analyzer(plan: plan, explaining: requests)
    for batch in batches { analyzer.consume(batch) }
    return analyzer.explained(IngestReport()).explanations.filter { $0.figure != nil }
  }

  private func plan(_ kpi: KPI, _ catalogue: Catalogue) -> (AnalysisPlan, [ExportTable])? {
    guard let main = Period.parse(period) else { return nil }
    var reading = ExampleReading()
    let batches = tables.map { reading.table($0.entity, $0.rows) }
    var plan = AnalysisPlan(
      companyName: "", asOf: asOf, mainPeriod: main, periods: [main],
      currency: Currency(code: "EUR", minorDigits: 2), zone: .utc, calendar: WorkingCalendar(),
      fiscal: .calendarYear, catalogue: catalogue, people: reading.people(place: place), teams: [],
      objectives: [], stages: stages.map { AnalysisPlan.Stage(name: $0) },
      thresholds: Thresholds(), amounts: "excluding_tax", version: "")
    plan.catalogue = catalogue.expanded(stages: plan.stages)
    plan.catalogue.kpis = plan.catalogue.kpis(neededFor: [self.kpi ?? kpi.id])
    return (plan, batches)
  }

  private static func text(_ value: Fraction) -> String {
    value.denominator == 1 ? "\(value.numerator)" : "\(value.numerator)/\(value.denominator)"
  }

  /// `12`, `-0.5`, `2/3` or `25 %`.
  package static func number(_ text: String) -> Fraction? {
    let compact = text.filter { $0 != " " }
    if compact.hasSuffix("%") {
      return number(String(compact.dropLast())).map { $0 / Fraction(100) }
    }
    let parts = compact.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let top = Int64(parts[0]), let bottom = Int64(parts[1]), bottom != 0 {
      return Fraction(top, over: bottom)
    }
    return decimal(compact).map { Fraction($0.digits, over: $0.scale) }
  }

  static func decimal(_ text: String) -> (digits: Int64, scale: Int64)? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let digits = Int64(parts.joined()) else { return nil }
    let places = parts.count == 2 ? parts[1].utf8.count : 0
    guard places <= 9 else { return nil }
    return (digits, (0..<places).reduce(Int64(1)) { scale, _ in scale * 10 })
  }
}
