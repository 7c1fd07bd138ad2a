import Foundation
import Testing

/// The sample company: what `make report` shows.
@Suite struct SampleTests {
  private static let options = ["--config", "sample/jalon.yaml", "--as-of", "2026-11-20"]

  private static func sample(_ name: String) throws -> Workdir {
    try Workdir(name).copy("sample-data/hubspot-fr", as: "sample").copy(
      "templates", as: "templates")
  }

  @Test func `its exports are what the generator writes`() throws {
    let work = try Workdir("generator")
    let generator = Package.binary.deletingLastPathComponent()
      .appending(path: "sample-data-generator")
    let process = Process()
    process.executableURL = generator
    process.arguments = [work.path + "/exports"]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    for name in try work.names("exports") {
      let written = try Data(contentsOf: URL(filePath: work.path + "/exports/" + name))
      let committed = try Data(
        contentsOf: Package.root.appending(path: "sample-data/hubspot-fr/exports/" + name))
      #expect(written == committed, "\(name): run sample-data-generator again")
    }
  }

  @Test(arguments: [
    ("company", "company", "revenue_won", "500950.00"),
    ("company", "company", "win_rate_closed_n", "0.303704"),
    ("company", "company", "cycle_won", "48.804878"),
    ("team", "nord", "revenue_won", "212950.00"), ("team", "sud", "revenue_won", "288000.00"),
    ("team", "nord", "no_show_rate", "0.107914"), ("team", "sud", "meetings_held", "78"),
    ("company", "company", "open_pipeline", "1014000.00"),
  ])
  func `its figures are those of an independent count`(
    kind: String, id: String, kpi: String, expected: String
  ) throws {
    let work = try Self.sample("figures")
    let outcome = try work.jalon(["figures"] + Self.options)
    outcome.expect(status: 0)
    #expect(FigureRows(outcome.output).value("2026-Q4", kind, id, kpi) == expected)
  }

  @Test func `a figure does not depend on what else is asked for`() throws {
    let work = try Self.sample("selection")
    let history = Self.options + ["--periods", "month", "--from", "2024-06", "--to", "2026-11"]
    let all = try work.jalon(["figures"] + history)
    all.expect(status: 0)
    for kpi in ["revenue_won", "n_won", "meetings_held", "cycle_won"] {
      let one = try work.jalon(["figures"] + history + ["--kpi", kpi])
      one.expect(status: 0)
      let lines = all.output.split(separator: "\n").filter { $0.contains(",\(kpi),") }
      #expect(one.output.split(separator: "\n").dropFirst().elementsEqual(lines), "\(kpi)")
      #expect(!lines.isEmpty, "\(kpi)")
    }
  }

  @Test func `the order of rows changes no figure`() throws {
    let work = try Self.sample("order")
    let inOrder = try work.jalon(["figures"] + Self.options)
    for name in try work.names("sample/exports") {
      let file = "sample/exports/" + name
      var records: [String] = []
      var record = ""
      for line in try work.text(file).split(separator: "\n") {
        record += line + "\n"
        // A line end within quotes does not end the record.
        guard record.count(where: { $0 == "\"" }).isMultiple(of: 2) else { continue }
        records.append(record)
        record = ""
      }
      try work.write(file, ([records[0]] + records.dropFirst().reversed()).joined())
    }
    let reversed = try work.jalon(["figures"] + Self.options)
    reversed.expect(status: 0)
    #expect(reversed.output == inOrder.output)
  }

  @Test func `every file has the same bytes under other zones, languages and thread counts`() throws
  {
    let work = try Self.sample("bytes")
    let plain = "$JALON run " + Self.options.joined(separator: " ") + " --output "
    let lines = [
      plain + "a --threads 1", "TZ=Pacific/Auckland LANG=tr_TR.UTF-8 " + plain + "b --threads 2",
      "TZ=America/St_Johns LC_ALL=C LANG=fr_FR " + plain + "c --threads 4",
    ]
    for line in lines { try work.shell(line).expect(status: 0, output: "", errors: "") }
    for other in ["b", "c"] {
      let difference = try work.shell("diff -r a/runs/2026-11-20.1 \(other)/runs/2026-11-20.1")
      difference.expect(status: 0, output: "", errors: "")
    }
  }

  @Test func `the whole report is there, and latest leads to it`() throws {
    let work = try Self.sample("whole")
    try work.jalon(["run"] + Self.options + ["--output", "out"]).expect(
      status: 0, output: "", errors: "")
    let expected = [
      "index.html", "index.xhtml", "company/index.html", "company/index.xhtml",
      "company/en/index.html", "teams/nord/index.html", "teams/sud/index.xhtml",
      "reps/bruno-lefevre/index.html", "reps/chloe-martin/en/index.xhtml", "figures.csv",
      "figures.json", "rejects.csv", "run.json", "manifest.json",
    ]
    for name in expected { #expect(work.exists("out/latest/" + name), "\(name) is missing") }
    #expect(try work.names("out/latest/mail").count == 4)
    #expect(try work.names("out/latest/reps").count == 9)
    try work.jalon("verify", "out/latest").expect(status: 0)
  }

  /// Beside the names: what `people.csv` has of others in this spelling would be theirs.
  private static let reps = [
    "amelie-durand": "Durand", "bruno-lefevre": "Lefèvre", "chloe-martin": "Martin",
    "david-nguyen": "N'Guyen", "elodie-rousseau": "Rousseau", "farid-benali": "Benali",
    "gaelle-petit": "Petit", "hugo-bernard": "Bernard", "ines-garnier": "Garnier",
  ]

  @Test func `no rep's documents hold another rep`() throws {
    let work = try Self.sample("alone")
    try work.jalon(["run"] + Self.options + ["--output", "out"]).expect(status: 0)
    for (slug, own) in Self.reps {
      let folder = "out/latest/reps/\(slug)"
      let files =
        try work.names(folder).filter { $0.contains("html") }.map { "\(folder)/\($0)" }
        + work.names(folder + "/en").map { "\(folder)/en/\($0)" }
      #expect(files.count >= 8, "\(slug)")
      for file in files {
        let page = try work.text(file)
        for (other, name) in Self.reps where other != slug {
          #expect(!page.contains(name) && !page.contains(other), "\(name) is in \(file)")
        }
        #expect(!file.hasSuffix("/index.html") || page.contains(own), "\(own) is not in \(file)")
      }
    }
  }

  @Test func `a third language is one file`() throws {
    let work = try Self.sample("spanish")
    try work.write(
      "sample/es.yaml",
      """
      code: es
      name: español
      numbers: {grouping: ".", decimal: ",", percent_space: true, currency_first: false}
      dates:
        months: [enero, febrero, marzo, abril, mayo, junio, julio, agosto, septiembre, octubre,
                 noviembre, diciembre]
        long: "{day} de {month} de {year}"
      ordinal: "{n}.º"
      kpis: {revenue_won: Ingresos firmados}
      texts:
        table.actual: Realizado
        position.late: Con retraso
        period.quarter: "{ordinal} trimestre de {year}"
      """)
    let text = try work.text("sample/jalon.yaml")
    try work.write(
      "sample/jalon.yaml",
      text.replacing("language: fr\n", with: "language: es\nlanguage_files: [es.yaml]\n"))
    try work.jalon(["run"] + Self.options + ["--output", "out"]).expect(status: 0)
    let page = try work.text("out/latest/company/index.html")
    for said in [
      "<html lang=\"es\"", "4.º trimestre de 2026", "20 de noviembre de 2026", "500.950&nbsp;€",
      "Ingresos firmados", "Con retraso", ">Realizado<",
    ] {
      #expect(page.contains(said), "\(said)")
    }
    // French is still there, in a folder of its own.
    #expect(try work.text("out/latest/company/fr/index.html").contains("En retard"))
  }

  @Test func `a language of one's own is chosen on the command line and by a recipient`() throws {
    let work = try Self.sample("chosen")
    try work.write(
      "sample/es.yaml",
      """
      code: es
      name: español
      kpis: {revenue_won: {label: Ingresos firmados}}
      texts:
        position.late: Con retraso
        mail.full_report: Abrir el informe completo
      """)
    let text = try work.text("sample/jalon.yaml")
    let spanish = text.replacing(
      "language: fr\n", with: "language: fr\nlanguage_files: [es.yaml]\n")
    try work.write("sample/jalon.yaml", spanish)
    try work.jalon(["run"] + Self.options + ["--output", "one", "--lang", "es"]).expect(status: 0)
    let page = try work.text("one/latest/company/index.html")
    #expect(page.contains("<html lang=\"es\"") && page.contains("Con retraso"))
    #expect(!(try work.names("one/latest/company").contains("fr")))
    let unknown = try work.jalon(["run"] + Self.options + ["--output", "two", "--lang", "de"])
    unknown.expect(status: 64, output: "")
    #expect(unknown.errors.contains("--lang must be fr, en or es."), "\(unknown)")
    let catalogue = try work.jalon(
      "catalog", "revenue_won", "--config", "sample/jalon.yaml", "--lang", "es")
    catalogue.expect(status: 0)
    #expect(catalogue.output.contains("Ingresos firmados"), "\(catalogue)")

    try work.write(
      "sample/jalon.yaml",
      spanish.replacing("languages: [fr, en]", with: "languages: [fr, en, es]")
        .replacing(
          "scope: rep:david-nguyen, language: en", with: "scope: rep:david-nguyen, language: es")
    )
    try work.jalon(["run"] + Self.options + ["--output", "three"]).expect(status: 0)
    let mail = try #require(
      try work.names("three/latest/mail").first { $0.hasPrefix("david.nguyen") })
    let message = try work.text("three/latest/mail/" + mail)
    #expect(
      message.contains("Content-Language: es") && message.contains("Abrir el informe completo"))
    #expect(try work.names("three/latest/reps/david-nguyen").contains("es"))
  }
}
