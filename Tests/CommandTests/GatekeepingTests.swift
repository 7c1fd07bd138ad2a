import Foundation
import Testing

/// A night that must not be believed, and what becomes of it.
@Suite struct `A held run` {
  @Test func `is not published, says why, and marks the last good report`() throws {
    let folder = try Workdir.pipeline("held")
    try folder.night("2026-08-30").expect(status: 0, errors: "")
    let before = try folder.text("output/latest/company/index.html")
    try folder.keep(rows: 30)
    let outcome = try folder.night("2026-08-31")
    outcome.expect(
      status: 79, output: "",
      errors: """
        jalon: error: the report as of 2026-08-31 is held: 'deals' has 30 rows, 200 in the run \
        before; 'jalon release 2026-08-31.1' publishes it all the same [run-held]

        """)
    #expect(!folder.exists("output/2026-08-31"))
    let page = try folder.text("output/latest/company/index.html")
    #expect(page.contains("<p class=\"stale\""))
    #expect(page.contains("31 août 2026 n’a pas été publié"), "\(page.prefix(9000))")
    #expect(page.contains("des enregistrements manquent"))
    try folder.jalon("verify").expect(status: 0, output: "", errors: "")
    try folder.jalon("verify", "output/held/2026-08-31.1").expect(status: 0, errors: "")
    #expect(try folder.text("output/jalon.prom").contains("\njalon_held 1\n"))
    #expect(
      try folder.text("output/jalon.prom").contains(
        "jalon_check_failed{check=\"rows_fell\"} 1\n"))
    // Again: nothing is added.
    try folder.night("2026-08-31").expect(status: 79)
    #expect(try folder.names("output/runs") == ["2026-08-30.1", "2026-08-30.2"])
    // The export is mended: the date is published, and the banner goes.
    try folder.keep(rows: 210)
    try folder.night("2026-08-31").expect(status: 0, errors: "")
    #expect(try folder.names("output/held") == [])
    #expect(try folder.text("output/2026-08-30/company/index.html") == before)
    #expect(try !folder.text("output/latest/company/index.html").contains("class=\"stale\""))
    #expect(try folder.text("output/jalon.prom").contains("\njalon_held 0\n"))
  }

  @Test func `is announced by a check, which writes nothing`() throws {
    let folder = try Workdir.pipeline("held-check")
    try folder.night("2026-08-30").expect(status: 0, errors: "")
    try folder.keep(rows: 30)
    let outcome = try folder.jalon("check", "--as-of", "2026-08-31")
    outcome.expect(status: 79)
    #expect(
      outcome.errors.hasSuffix(
        """
        jalon: error: a run would hold the report as of 2026-08-31: 'deals' has 30 rows, 200 in the \
        run before; 'jalon run --release' publishes it all the same [run-held]

        """), "\(outcome.errors)")
    #expect(try folder.names("output/runs") == ["2026-08-30.1"])
  }

  @Test func `is one of two in a row: the banner names the later, and both go together`() throws {
    let folder = try Workdir.pipeline("held-twice")
    try folder.night("2026-08-30").expect(status: 0, errors: "")
    let before = try folder.text("output/latest/company/index.html")
    try folder.keep(rows: 30)
    try folder.night("2026-08-31").expect(status: 79)
    try folder.night("2026-09-01").expect(status: 79)
    let page = try folder.text("output/latest/company/index.html")
    #expect(page.contains("1er septembre 2026 n’a pas été publié"), "\(page.prefix(9000))")
    #expect(try folder.names("output/runs") == ["2026-08-30.1", "2026-08-30.3"])
    try folder.keep(rows: 210)
    try folder.night("2026-09-01").expect(status: 0, errors: "")
    #expect(try folder.names("output/runs") == ["2026-08-30.1", "2026-09-01.1"])
    #expect(try folder.text("output/2026-08-30/company/index.html") == before)
    // The older one may still be released, and is then no longer the newest.
    try folder.jalon("release", "2026-08-31").expect(status: 0, errors: "")
    try folder.shell("readlink output/latest").expect(status: 0, output: "2026-09-01\n")
    #expect(try !folder.text("output/latest/company/index.html").contains("class=\"stale\""))
  }

  @Test func `leaves no banner when a release that was killed is done again`()
    throws
  {
    let folder = try Workdir.pipeline("held-killed")
    try folder.night("2026-08-30").expect(status: 0, errors: "")
    let before = try folder.text("output/latest/company/index.html")
    try folder.keep(rows: 30)
    try folder.night("2026-08-31").expect(status: 79)
    try folder.shell("cp -a output/runs/2026-08-30.2 . && cp output/held/banner .")
      .expect(status: 0)
    try folder.jalon("release").expect(status: 0, errors: "")
    // What is there when the last step is missing.
    try folder.shell("mv 2026-08-30.2 output/runs/ && mv banner output/held/").expect(status: 0)
    try folder.jalon("release").expect(
      status: 66, errors: "jalon: error: no run is held [run-missing]\n")
    #expect(try folder.names("output/runs") == ["2026-08-30.1", "2026-08-31.1"])
    #expect(try folder.names("output/held") == [])
    #expect(try folder.text("output/2026-08-30/company/index.html") == before)
  }

  @Test func `is not one with credits, shared or beside, whose reps add up to more`() throws {
    let folder = try Workdir.pipeline("credits")
    // Deals 1 and 5 were won.
    try folder.write(
      "credits.csv",
      "opportunity_id,owner,share,type\n1,alice,0.5,revenue\n1,bob,0.5,revenue\n"
        + "5,alice,0.25,overlay\n")
    let configuration = try folder.text("jalon.yaml")
    try folder.write(
      "jalon.yaml",
      configuration.replacingOccurrences(
        of: "people:",
        with: "  credits: {entity: credits, files: credits.csv}\npeople:"))
    try folder.night("2026-08-30").expect(status: 0, errors: "")
  }

  @Test func `keeps its banner when the last good date is run again`() throws {
    let folder = try Workdir.pipeline("held-again")
    try folder.night("2026-08-30").expect(status: 0, errors: "")
    try folder.keep(rows: 30)
    try folder.night("2026-08-31").expect(status: 79)
    try folder.keep(rows: 201)
    try folder.night("2026-08-30", "--exports", "live").expect(status: 0, errors: "")
    #expect(try folder.text("output/latest/company/index.html").contains("class=\"stale\""))
    #expect(
      try folder.names("output/runs") == ["2026-08-30.1", "2026-08-30.3", "2026-08-30.4"])
    try folder.night("2026-08-31", "--exports", "live").expect(status: 0, errors: "")
    #expect(
      try folder.names("output/runs") == ["2026-08-30.1", "2026-08-30.3", "2026-08-31.1"])
    try folder.shell("readlink output/2026-08-30")
      .expect(status: 0, output: "runs/2026-08-30.3\n")
  }

  @Test func `is the first ever: nothing is shown, and it can be released`() throws {
    let folder = try Workdir.pipeline("held-first")
    try folder.append("jalon.yaml", "gate: {record_age_days: 1}\n")
    try folder.night("2026-08-31").expect(status: 79, output: "")
    #expect(!folder.exists("output/latest"))
    #expect(try folder.names("output/runs") == [])
    try folder.jalon("release").expect(status: 0, output: "", errors: "")
    try folder.jalon("verify").expect(status: 0)
    try folder.jalon("compare", "2026-08-31", "2026-08-31").expect(status: 0, output: "")
  }

  @Test func `is one of a day to come, which would stay the newest`() throws {
    let folder = try Workdir.pipeline("held-ahead")
    try folder.append("jalon.yaml", "gate: {record_age_days: 3650}\n")
    try folder.night("2026-08-30").expect(status: 0, errors: "")
    let outcome = try folder.night("2030-08-31")
    outcome.expect(status: 79, output: "")
    #expect(outcome.errors.contains("2030-08-31 is still to come"), "\(outcome)")
    #expect(try folder.names("output/runs") == ["2026-08-30.1"], "nobody misses it: no banner")
    try folder.shell("readlink output/latest").expect(status: 0, output: "2026-08-30\n")
  }

  @Test func `is told in the language of each page`() throws {
    let folder = try Workdir.pipeline("held-language")
    try folder.append("jalon.yaml", "languages: [fr, en]\n")
    try folder.night("2026-08-30").expect(status: 0, errors: "")
    try folder.keep(rows: 30)
    try folder.night("2026-08-31").expect(status: 79)
    #expect(
      try folder.text("output/latest/company/index.html").contains("n’a pas été publié"))
    let english = try folder.text("output/latest/company/en/index.html")
    #expect(english.contains("August 31, 2026") || english.contains("31 August 2026"))
    #expect(english.contains("was not published"), "\(english.prefix(9000))")
  }

  @Test func `is released as it was held, with its mails and its place in the archive`() throws {
    let folder = try Workdir.pipeline("release")
    try folder.night("2026-08-30").expect(status: 0)
    try folder.keep(rows: 30)
    try folder.night("2026-08-31").expect(status: 79)
    try folder.shell("cp -r output/held/2026-08-31.1 kept; rm deals.csv").expect(status: 0)
    try folder.jalon("release", "2026-08-31").expect(status: 0, output: "", errors: "")
    try folder.shell("diff -r kept output/latest/").expect(status: 0, output: "")
    try folder.jalon("verify").expect(status: 0)
    #expect(try folder.names("output/runs") == ["2026-08-30.1", "2026-08-31.1"])
    let waterfall = try folder.jalon(
      "waterfall", "2026-08-30", "2026-08-31", "--scope", "company", "--format", "csv")
    waterfall.expect(status: 0, errors: "")
    #expect(!waterfall.output.contains(",deleted,0.00,0\n"), "the deals are gone: \(waterfall)")
    try folder.jalon("release").expect(
      status: 66, output: "", errors: "jalon: error: no run is held [run-missing]\n")
  }

  @Test func `can be asked for with an option`() throws {
    let folder = try Workdir.pipeline("option")
    try folder.night("2026-08-30").expect(status: 0)
    try folder.keep(rows: 30)
    try folder.night("2026-08-31", "--release").expect(status: 0, errors: "")
    #expect(try folder.text("output/latest/run.json").contains("\"isPassed\":false"))
  }

  @Test func `bounds are configuration`() throws {
    let folder = try Workdir.pipeline("bounds")
    try folder.append("jalon.yaml", "gate: {row_fall_percent: 90, owner_fall_percent: 90}\n")
    try folder.night("2026-08-30").expect(status: 0)
    try folder.keep(rows: 30)
    try folder.night("2026-08-31").expect(status: 0, errors: "")
  }

  /// What is wrong with the second night, what it is called, and in which words each reader is told.
  struct Provocation: Sendable, CustomTestStringConvertible {
    var check: String
    var gate = "{}"
    var change: @Sendable (inout [String], Int) -> Void = { _, _ in }
    var arguments = ["--as-of", "2026-08-31"]
    /// In the one message on standard error.
    var message: String
    /// In the banner of the report before.
    var banner: String

    var testDescription: String { check + ": " + message }
  }

  static let provocations = [
    Provocation(
      check: "export_stale", arguments: [], message: "the exports are of 2026-08-31, ",
      banner: "l’export est trop ancien"),
    Provocation(
      check: "records_stale", gate: "{record_age_days: 2}",
      message: "the newest record of 'deals' is of 2026-08-24, 7 days before the as-of date; 2 are "
        + "allowed", banner: "aucun enregistrement récent"),
    Provocation(
      check: "owners_fell", change: { fields, _ in fields[2] = "alice" },
      message: "'deals' has 1 owner, 41 in the run before", banner: "des responsables manquent"),
    Provocation(
      check: "range_shrank",
      change: { fields, _ in if fields[8] > "2026-08-20" { fields[8] = "2026-08-20" } },
      message: "'deals' ends with 2026-08-20, with 2026-08-24 in the run before",
      banner: "l’export couvre moins de jours"),
    Provocation(
      check: "range_shrank",
      change: { fields, _ in if fields[6] < "2026-04" { fields[6] = "2026-04-01" } },
      message: "'deals' begins with 2026-04-01, with 2026-01-10 in the run before",
      banner: "l’export couvre moins de jours"),
  ]

  @Test(arguments: provocations)
  func `says why to whoever reads the log and to whoever reads the report`(
    provocation: Provocation
  ) throws {
    let folder = try Workdir.pipeline("provoked")
    try folder.shell("sed -i 's/files: deals.csv/files: deals*.csv/' jalon.yaml").expect(status: 0)
    let manyOwners = { (fields: inout [String], row: Int) in
      if row % 3 == 0 { fields[2] = "owner\(row % 40)" }
    }
    try folder.keep(rows: 200, changing: manyOwners)
    try folder.night("2026-08-30", "--release").expect(status: 0, errors: "")
    try folder.append("jalon.yaml", "gate: \(provocation.gate)\n")
    try folder.keep(rows: 200) { fields, row in
      manyOwners(&fields, row)
      provocation.change(&fields, row)
    }
    if provocation.arguments.isEmpty {
      try folder.shell("mv deals.csv deals-2026-08-31.csv").expect(status: 0)
    }
    let outcome = try folder.jalon(["run"] + provocation.arguments)
    outcome.expect(status: 79, output: "")
    #expect(outcome.errors.contains(provocation.message), "\(outcome)")
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome)")
    #expect(
      try folder.text("output/jalon.prom").contains(
        "jalon_check_failed{check=\"\(provocation.check)\"} 1\n"))
    let page = try folder.text("output/latest/company/index.html")
    let banner = page.firstRange(of: "<p class=\"stale\"").map {
      page[$0.lowerBound...].prefix(600)
    }
    #expect(banner?.contains(provocation.banner) == true, "\(banner ?? "no banner")")
  }

  @Test func `a KPI that is defined otherwise is held once`() throws {
    let folder = try Workdir.pipeline("definition")
    let kpi = """
      measures:
        big: {entity: opportunities, aggregate: count, date: created_at, filter: {stage: [A]}}
      kpis:
        - {id: big_deals, label: {fr: X, en: X}, question: {fr: X, en: X}, why: {fr: X, en: X},
           definition: {fr: X, en: X}, formula: {measure: big}, unit: count, direction: up,
           timing: leading, 
           test: {actionable: true, anticipates: true, impacts_results: true}}

      """
    try folder.write("kpis.yaml", kpi)
    try folder.append("jalon.yaml", "kpis: [kpis.yaml]\n")
    let first = try folder.night("2026-08-30")
    try #require(first.status == 0, "\(first)")
    try folder.write("kpis.yaml", kpi.replacingOccurrences(of: "[A]", with: "[B]"))
    let outcome = try folder.night("2026-08-31")
    outcome.expect(status: 79)
    #expect(outcome.errors.contains("1 KPI is defined otherwise"), "\(outcome)")
    #expect(outcome.errors.contains("big_deals"), "\(outcome)")
    try folder.jalon("release").expect(status: 0, errors: "")
    try folder.night("2026-09-01").expect(status: 0, errors: "")
  }
}

extension Workdir {
  /// A company with 200 deals of two reps.
  static func pipeline(_ name: String) throws -> Workdir {
    let folder = try Workdir(name)
    try folder.write(
      "jalon.yaml",
      """
      company: Essai
      exports:
        deals:
          entity: opportunities
          files: deals.csv
      people:
        - {id: alice, name: Alice Dupont, team: nord}
        - {id: bob, name: Bob, team: nord}
      teams:
        - {id: nord, name: Nord}

      """)
    try folder.keep(rows: 200)
    return folder
  }

  /// Writes an export with so many deals.
  @discardableResult
  func keep(rows: Int, changing change: (inout [String], Int) -> Void = { _, _ in }) throws
    -> Workdir
  {
    var text = "id,name,owner,amount_net,status,stage,created_at,expected_close,closed_at\n"
    for row in 0..<rows {
      let status = ["open", "won", "lost", "open"][row % 4]
      var fields = [
        "\(row)", "Deal \(row)", row % 3 == 0 ? "alice" : "Bob", "\(row * 37 % 900 + 100).50",
        status, "A", "2026-0\(row % 8 + 1)-10", "2026-09-\(10 + row % 20)",
        status == "open" ? "" : "2026-08-\(10 + row % 15)",
      ]
      change(&fields, row)
      text += fields.joined(separator: ",") + "\n"
    }
    try write("deals.csv", text)
    return self
  }

  func night(_ asOf: String, _ options: String...) throws -> Outcome {
    try jalon(["run", "--as-of", asOf] + options)
  }
}
