import Analysis
import Calendar
import Ingest
import Testing

@testable import Configuration

struct PlanTests {
  @Test(arguments: [
    ("a.csv", "a.csv", true), ("a.csv", "b.csv", false), ("deals-2026.csv", "deals-*.csv", true),
    ("deals-.csv", "deals-*.csv", true), ("deals.csv", "deals-*.csv", false),
    ("abcabc", "*b*c", true),
    ("abab", "a*b*b", true), ("ab", "a*b*b", false), ("x", "*", true), ("aa", "a*a*a", false),
    ("[a]", "[a]*", true),
  ])
  func `a star stands for any text`(name: String, pattern: String, expected: Bool) {
    #expect(FilePattern.matches(name, pattern) == expected)
  }

  @Test(arguments: [
    ("hubspot-crm-exports-deals-2026-08-14.csv", "2026-08-14"),
    ("2026-08-13_2026-08-14.csv", "2026-08-14"),
    ("report1700000000000.csv", "2023-11-14"), ("deals-2026-02-30.csv", nil),
    ("12026-08-14.csv", nil),
    ("report170000000000.csv", nil), ("deals.csv", nil),
    ("deals_2026_08_14.csv", "2026-08-14"), ("2026.08.14 deals.csv", "2026-08-14"),
    ("deals20260814.csv", "2026-08-14"), ("20260814T020000-deals.csv", "2026-08-14"),
    ("deals_202608140200.csv", "2026-08-14"), ("deals-2026-08-14-02-00-12 (3).csv", "2026-08-14"),
    // Numbers of accounts and exports.
    ("deals-29684860-7.csv", nil), ("deals-20261332.csv", nil), ("deals-19991231.csv", nil),
    ("deals-2026_08-14.csv", nil), ("deals-08-2026.csv", nil),
  ])
  func `the date of an export stands in its name`(name: String, expected: String?) throws {
    let zone = try #require(TimeZoneRules.named("Europe/Paris"))
    #expect(FilePattern.date(in: name, zone: zone)?.description == expected)
  }

  @Test(arguments: [
    (["31-08-2026.csv", "01-09-2026.csv"], "", "2026-09-01"),
    (["08-31-2026.csv", "09-01-2026.csv"], "", "2026-09-01"),
    (["31.08.2026.csv", "01_09_2026.csv"], "", "2026-09-01"),
    (["05-06-2026.csv"], "language: fr\n", "2026-06-05"),
    (["05-06-2026.csv", "07-13-2026.csv"], "language: fr\n", "2026-07-13"),
    (["05-06-2026.csv"], "language: en\n", nil),
    (["13-06-2026.csv", "06-14-2026.csv"], "language: en\n", nil),
  ])
  func `names with the year last tell the order of day and month together`(
    names: [String], language: String, newest: String?
  ) throws {
    let (configuration, memory) = try load(
      language + "exports: {d: {entity: orders, files: '*.csv'}}\n", names)
    let (plan, diagnostics) = configuration.readPlan(asOf: day("2026-12-31"), files: memory)
    #expect(diagnostics.map(\.id) == (newest == nil ? ["export-date-undecidable"] : []))
    #expect(plan.sources.flatMap(\.files).count == (newest == nil ? 0 : 1))
    let asOf = configuration.defaultAsOf(now: 1_787_178_600, files: memory)
    #expect(asOf.isFromFileNames == (newest != nil))
    if let newest { #expect(asOf.date.description == newest) }
  }

  /// Later files win over earlier ones where both have a record.
  @Test(arguments: [
    (["a.csv", "a-1.csv", "a-2.csv", "a-10.csv"], ["a.csv", "a-1.csv", "a-2.csv", "a-10.csv"], 0),
    (["a (2).csv", "a (10).csv", "a.csv"], ["a (10).csv"], 1),
    (["a (2).csv", "b.csv"], ["a (2).csv", "b.csv"], 0),
    (["a 31-12-2025.csv", "a 01-02-2026.csv"], ["a 31-12-2025.csv", "a 01-02-2026.csv"], 0),
    (["a (x).csv", "a ().csv", "a.csv"], ["a.csv", "a ().csv", "a (x).csv"], 0),
  ])
  func `files are in the order in which they were made`(
    names: [String], expected: [String], superseded: Int
  ) throws {
    let (configuration, memory) = try load(
      "exports: {d: {entity: orders, files: '*.csv', all: true}}\n", names)
    let (plan, diagnostics) = configuration.readPlan(asOf: day("2026-12-31"), files: memory)
    #expect(plan.sources.flatMap(\.files).map(\.name) == expected)
    #expect(diagnostics.map(\.id) == Array(repeating: "export-superseded", count: superseded))
  }

  /// 31 December 2025 at 23:30 UTC is already the next year in Paris.
  @Test func `a moment in a name is a local day`() throws {
    let zone = try #require(TimeZoneRules.named("Europe/Paris"))
    #expect(
      FilePattern.date(in: "report1767223800000.csv", zone: zone)?.description == "2026-01-01")
  }

  private func load(_ lines: String, _ names: [String]) throws -> (Configuration, MemoryFiles) {
    var files = Dictionary(uniqueKeysWithValues: names.map { ("data/" + $0, "") })
    files["data/jalon.yaml"] = "company: A\n" + lines
    let memory = MemoryFiles(files)
    let (configuration, diagnostics) = Configuration.load(path: "data/jalon.yaml", files: memory)
    #expect(diagnostics == [])
    return (try #require(configuration), memory)
  }

  private static let names = [
    "d-2026-08-12.csv", "d-2026-08-13.csv", "d-2026-08-14.csv", "orders.csv",
  ]

  @Test(arguments: [
    ("files: d-*.csv", "2026-08-13", ["d-2026-08-13.csv"]),
    ("files: d-*.csv", "2026-12-31", ["d-2026-08-14.csv"]),
    ("files: d-*.csv, all: true", "2026-08-13", ["d-2026-08-12.csv", "d-2026-08-13.csv"]),
    (
      "files: [orders.csv, d-*12.csv, d-2026*]", "2026-08-13",
      ["d-2026-08-12.csv", "d-2026-08-13.csv", "orders.csv"]
    ), ("files: '*.csv'", "2026-08-13", ["d-2026-08-13.csv"]),
    ("files: orders.csv", "2020-01-01", ["orders.csv"]),
  ])
  func `the newest dated file that was known is read`(
    files: String, asOf: String, expected: [String]
  ) throws {
    let (configuration, memory) = try load(
      "exports: {a: {entity: orders, \(files)}}\n", Self.names)
    let (plan, diagnostics) = configuration.readPlan(asOf: day(asOf), files: memory)
    #expect(diagnostics == [])
    #expect(plan.sources.flatMap { $0.files.map(\.name) } == expected)
    #expect(plan.sources.flatMap { $0.files.map(\.path) } == expected.map { "data/" + $0 })
  }

  /// Of exports of one day that differ in the time of day alone, the latest stands for all; parts of
  /// an export are not times.
  @Test(
    arguments: [
      (["d-2026-08-31-08-00-00.csv", "d-2026-08-31-18-00-00.csv"], ["d-2026-08-31-18-00-00.csv"]),
      (["d_20260831T0800.csv", "d_20260831T1800.csv"], ["d_20260831T1800.csv"]),
      (
        ["d 2026-08-31 9h05.csv", "d 2026-08-31 08h00.csv", "d 2026-08-31 18h00.csv"],
        ["d 2026-08-31 9h05.csv", "d 2026-08-31 18h00.csv"]
      ),
      (["202608310800 d.csv", "202608311800 d.csv"], ["202608311800 d.csv"]),
      (["d-2026-08-30-18-00-00.csv", "d-2026-08-31-08-00-00.csv"], ["d-2026-08-31-08-00-00.csv"]),
      (
        ["d-fr-2026-08-31-08-00-00.csv", "d-be-2026-08-31-09-00-00.csv"],
        ["d-be-2026-08-31-09-00-00.csv", "d-fr-2026-08-31-08-00-00.csv"]
      ),
      (
        ["d-2026-08-31-1.csv", "d-2026-08-31-2.csv"], ["d-2026-08-31-1.csv", "d-2026-08-31-2.csv"]
      ),
      (
        ["d-2026-08-31_2024.csv", "d-2026-08-31_2025.csv"],
        ["d-2026-08-31_2024.csv", "d-2026-08-31_2025.csv"]
      ),
      (
        ["d-2026-08-31-01-02.csv", "d-2026-08-31-02-02.csv"],
        ["d-2026-08-31-01-02.csv", "d-2026-08-31-02-02.csv"]
      ),
      (
        ["d-2026-08-31-99-00-00.csv", "d-2026-08-31-98-00-00.csv"],
        ["d-2026-08-31-98-00-00.csv", "d-2026-08-31-99-00-00.csv"]
      ),
      (["report1788156000000.csv", "report1788163200000.csv"], ["report1788163200000.csv"]),
    ] as [([String], [String])])
  func `of exports of one day the latest is read`(names: [String], expected: [String]) throws {
    let (configuration, memory) = try load(
      "exports: {d: {entity: orders, files: '*.csv'}}\n", names)
    let (plan, diagnostics) = configuration.readPlan(asOf: day("2026-12-31"), files: memory)
    #expect(plan.sources.flatMap(\.files).map(\.name) == expected)
    let isReplaced =
      expected.count < names.count && Set(names.map { $0.contains("08-30") }).count < 2
    #expect(diagnostics.map(\.id) == (isReplaced ? ["export-superseded"] : []))
  }

  /// A folder for each day, or for each region.
  @Test(arguments: [
    (
      ["2026-08-30/d.csv", "2026-08-31/d.csv", "2026-09-01/d.csv"], "*/d.csv", ["2026-08-31/d.csv"]
    ),
    (["x/20260830/d.csv", "x/20260831/d.csv"], "x/*/d.csv", ["x/20260831/d.csv"]),
    (["x/20260830/e/d.csv", "x/20260831/e/f.csv"], "x/*/e/d.csv", ["x/20260830/e/d.csv"]),
    (["nord/d.csv", "sud/d.csv"], "*/d.csv", ["nord/d.csv", "sud/d.csv"]),
    (
      ["nord/d-2026-08-30.csv", "nord/d-2026-08-31.csv", "sud/d-2026-08-31.csv"], "*/d-*.csv",
      ["nord/d-2026-08-31.csv", "sud/d-2026-08-31.csv"]
    ),
    (["2026-08-31/d.csv", "2026-08-30/d.csv"], "2026-08-30/d.csv", ["2026-08-30/d.csv"]),
  ])
  func `a folder may carry the date`(names: [String], pattern: String, expected: [String]) throws {
    let (configuration, memory) = try load(
      "exports: {d: {entity: orders, files: '\(pattern)'}}\n", names)
    let (plan, diagnostics) = configuration.readPlan(asOf: day("2026-08-31"), files: memory)
    #expect(plan.sources.flatMap(\.files).map(\.name) == expected)
    #expect(diagnostics == [])
  }

  @Test func `a source without file is reported where it is written`() throws {
    let (configuration, memory) = try load(
      "exports:\n  a: {entity: orders, files: d-*.csv}\n  b: {entity: orders, files: x.csv}\n",
      Self.names)
    let (plan, diagnostics) = configuration.readPlan(asOf: day("2026-08-01"), files: memory)
    #expect(plan.sources.isEmpty)
    #expect(
      diagnostics.map(brief) == [
        "jalon.yaml:3:30 error export-file-missing", "jalon.yaml:4:30 error export-file-missing",
      ])
  }

  @Test(arguments: [("d-2026-??-??.csv", 3), ("d-[0-9].csv", 3), ("{d,o}.csv", 3), ("x-*.csv", 2)])
  func `who writes another sign than the star is told of it`(pattern: String, count: Int) throws {
    let (configuration, memory) = try load(
      "exports:\n  a: {entity: orders, files: '\(pattern)'}\n", Self.names)
    let (_, diagnostics) = configuration.readPlan(asOf: day("2026-08-01"), files: memory)
    #expect(diagnostics.first?.fixes.count == count)
    #expect(diagnostics.first?.fixes.first?.contains("'*'") == (count == 3))
  }

  @Test(arguments: [
    (["d-2026-08-13.csv", "d-2026-08-14.csv", "o-2026-08-14.csv"], "2026-08-14", true),
    (["d-2026-08-14.csv", "o.csv"], "2026-08-14", true),
    (["d-2026-08-14.csv", "o-2026-08-13.csv"], "2026-08-19", false),
    (["d.csv", "o.csv"], "2026-08-19", false),
  ])
  func `the as-of date is that of the exports when they agree`(
    names: [String], expected: String, isFromNames: Bool
  ) throws {
    let (configuration, memory) = try load(
      "exports: {d: {entity: orders, files: d*.csv}, o: {entity: orders, files: o*.csv}}\n", names)
    // 19 August 2026 at 22:30 UTC: the 20th in Paris, whose day before is the 19th.
    let found = configuration.defaultAsOf(now: 1_787_178_600, files: memory)
    #expect(found.date.description == expected)
    #expect(found.isFromFileNames == isFromNames)
  }

  @Test func `the plan says what figures are made for`() throws {
    let (configuration, _) = try load(
      "exports: {a: {entity: orders, files: x}}\nreport: {history_months: 3, also: [year]}\n", [])
    let plan = configuration.analysisPlan(asOf: day("2026-08-14"), version: "1.2")
    #expect(plan.mainPeriod.id == "2026-Q3")
    #expect(
      plan.periods.map(\.id)
        == [
          "2025-Q3", "2026", "2026-Q2", "2026-06", "2026-07", "2026-Q3", "2026-08",
        ].sorted { left, right in
          let periods = [left, right].compactMap { Period.parse($0) }
          return (periods[0].start, periods[0].end) < (periods[1].start, periods[1].end)
        })
    #expect(plan.version == "1.2")
    #expect(
      configuration.analysisPlan(asOf: day("2026-08-14"), period: .week, version: "").mainPeriod.id
        == "2026-W33")
  }

  @Test func `minor units follow the currency`() throws {
    let (configuration, memory) = try load(
      "currency: JPY\nexports: {a: {entity: orders, files: orders.csv}}\n", Self.names)
    let plan = configuration.readPlan(asOf: day("2026-08-14"), files: memory).plan
    #expect(plan.minorUnitsPerUnit == 1)
    #expect(plan.currency == "JPY")
  }

  @Test(arguments: ["", "stages: [{name: Qualification}, {name: Offer}]"])
  func `the rules of diagnosis reach the analysis, with stages or without`(stages: String) throws {
    let (configuration, _) = Configuration.load(
      path: "jalon.yaml",
      files: MemoryFiles([
        "jalon.yaml": """
        company: Exemple
        exports: {deals: {entity: opportunities, files: deals.csv}}
        \(stages)
        """
      ]))
    let plan = try #require(configuration).analysisPlan(asOf: day("2026-08-14"), version: "")
    let ids = plan.catalogue.diagnoses.map(\.id)
    #expect(Set(ids.filter { !$0.contains(".") }) == Set((1...12).map { "D\($0)" }))
    #expect(
      ids.filter { $0.contains(".") } == [
        "D7.stage", "D4.volume", "D9.resources", "D9.assumptions", "D9.market",
      ])
  }
}
