import Analysis
import Calendar
import Ingest
import Testing

@testable import Configuration

struct CatalogueTests {
  private func builtIn() -> (catalogue: Catalogue, diagnostics: [Diagnostic]) {
    (CatalogueSource.builtIn.catalogue, CatalogueSource.builtIn.diagnostics)
  }

  @Test func `the built-in catalogue loads without a finding`() {
    let (catalogue, diagnostics) = builtIn()
    #expect(diagnostics == [])
    #expect(catalogue.kpis.count >= 28)
  }

  @Test func `every KPI has all its texts in French and English`() {
    for kpi in builtIn().catalogue.kpis {
      for text in [kpi.label, kpi.question, kpi.why, kpi.definition] {
        #expect(text.texts.keys.sorted() == ["en", "fr"], "\(kpi.id)")
        #expect(text.texts.values.allSatisfy { !$0.isEmpty }, "\(kpi.id)")
      }
      #expect(!kpi.roles.isEmpty && !kpi.sources.isEmpty, "\(kpi.id)")
    }
  }

  @Test func `every row of the list of KPIs is covered, or says what it lacks`() {
    let rows = Set((1...73).map { $0 < 10 ? "K0\($0)" : "K\($0)" })
    let covered = Set(builtIn().catalogue.kpis.flatMap(\.sources))
    #expect(rows.subtracting(covered) == [])
    for kpi in builtIn().catalogue.kpis where kpi.formula == .unavailable {
      #expect(kpi.lacks.texts.count == 2, "\(kpi.id) has neither a formula nor a reason")
    }
  }

  /// The shared tables of the examples, all in one company.
  private func result(rowsAtOnce: Int) throws -> RunResult {
    let catalogue = builtIn().catalogue
    let examples = catalogue.examples.sorted { $0.key < $1.key }.flatMap(\.value).flatMap(\.tables)
    func table(_ entity: Entity, with text: String) throws -> KPIExample.Table {
      try #require(examples.first { $0.entity == entity && $0.rows.contains(text) })
    }
    let tables = [
      try table(.stageHistory, with: "Négociation"), try table(.opportunities, with: "upsell"),
      try table(.activities, with: "linkedin"),
    ]
    var reading = ExampleReading()
    var batches: [ExportTable] = []
    for table in tables {
      let lines = table.rows.split(separator: "\n").map(String.init)
      var rest = lines.dropFirst()
      while !rest.isEmpty {
        let some = rest.prefix(rowsAtOnce)
        rest = rest.dropFirst(rowsAtOnce)
        batches.append(
          reading.table(table.entity, ([lines[0]] + some).joined(separator: "\n")))
      }
    }
    let stages = ["Qualification", "Proposition", "Négociation"].map {
      AnalysisPlan.Stage(name: $0)
    }
    let asOf = try #require(CalendarDate(iso: "2026-08-14"))
    let main = try #require(Period.parse("2026-Q3"))
    let plan = AnalysisPlan(
      companyName: "", asOf: asOf, mainPeriod: main, periods: Period.all(.month, over: main.range),
      currency: Currency(code: "EUR", minorDigits: 2), zone: .utc, calendar: WorkingCalendar(),
      fiscal: .calendarYear, catalogue: catalogue.expanded(stages: stages),
      people: reading.people(place: Place(file: "")), teams: [], objectives: [],
      stages: stages, thresholds: Thresholds(),
      amounts: "excluding_tax", version: "")
    var analyzer = Analyzer(plan: plan)
    for batch in batches { analyzer.consume(batch) }
    return analyzer.finish(IngestReport())
  }

  @Test(arguments: [1, 2, 3, 5])
  func `figures do not depend on how many rows come at once`(rowsAtOnce: Int) throws {
    let whole = try result(rowsAtOnce: 1000)
    #expect(whole.figures.count > 100)
    let parts = try result(rowsAtOnce: rowsAtOnce)
    #expect(parts.figures.count == whole.figures.count)
    for (part, figure) in zip(parts.figures, whole.figures) where part != figure {
      Issue.record("\(part) for \(figure)")
    }
  }

  @Test func `every worked example gives what it says`() {
    let catalogue = builtIn().catalogue
    for (id, examples) in catalogue.examples {
      guard let kpi = catalogue.kpi(id) else { continue }
      for example in examples {
        #expect(
          example.outcome(of: kpi, in: catalogue) == example.gives, "\(id) at \(example.place)")
      }
    }
  }
}
