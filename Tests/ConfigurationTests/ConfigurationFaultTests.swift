import Ingest
import Testing

@testable import Configuration

struct ConfigurationFaultTests {
  static let cases = [
    FaultCase("unknown key", "⟦curency: EUR\n", "configuration-key-unknown"),
    FaultCase("unknown key inside", "report: {⟦perriod: month}\n", "configuration-key-unknown"),
    FaultCase(
      "key given twice, and more after it",
      "currency: EUR\n⟦currency: USD\nreport:\n  ⟦histroy_months: 3\n",
      "configuration-key-duplicate", "configuration-key-unknown"),
    FaultCase(
      "key given twice in one line", "rejects: {maximum: 1, ⟦maximum: 2}\n",
      "configuration-key-duplicate"),
    FaultCase(
      whole: "⟦⟦currency: EUR\n", "required keys", "configuration-key-missing",
      "configuration-key-missing"),
    FaultCase("text where a mapping belongs", "report: ⟦month\n", "configuration-value-type"),
    FaultCase("list where a text belongs", "currency: ⟦[EUR]\n", "configuration-value-type"),
    FaultCase("language without locale", "language: ⟦de\n", "configuration-value-invalid"),
    FaultCase(
      "a status that there is not",
      "exports:\n  a:\n    entity: opportunities\n    files: x\n"
        + "    values: {status: {signé: ⟦wonn}}\n", "configuration-value-invalid"),
    FaultCase("currency", "currency: ⟦EURO\n", "configuration-value-invalid"),
    FaultCase("time zone", "time_zone: ⟦Europe/Pariss\n", "configuration-value-invalid"),
    FaultCase("amounts", "amounts: ⟦net\n", "configuration-value-invalid"),
    FaultCase(
      "calendar",
      """
      calendar:
        working_days: [mon, ⟦lun]
        holidays: ⟦alsace
        solidarity_day: ⟦pentecost
        closures: [2026-08-10..2026-08-21, ⟦2026-08-21..2026-08-10, ⟦2026-02-30]
        fiscal_year: {start_month: ⟦13}
      """,
      "configuration-value-invalid", "configuration-value-invalid", "configuration-value-invalid",
      "configuration-value-invalid", "configuration-value-invalid", "configuration-value-invalid"),
    FaultCase(
      "report", "report: {period: ⟦decade, history_months: ⟦0, also: [⟦day]}\n",
      "configuration-value-invalid", "configuration-value-invalid", "configuration-value-invalid"),
    FaultCase(
      "exports",
      """
      exports:
        a: ⟦{entity: opportunities}
        b: {entity: ⟦deals, files: x.csv}
        c: {entity: ⟦people, files: x.csv}
        d: {entity: orders, files: x.csv, headers: {"CA": ⟦montant}, constants: {⟦typ: call}}
        e: {entity: orders, files: x.csv, values: {⟦statut: {a: b}}, delimiter: ⟦"::"}
        f: {entity: orders, files: exports/*/x.csv, crm: ⟦hubspott}
      """,
      "configuration-key-missing", "configuration-value-invalid", "configuration-value-invalid",
      "configuration-field-unknown", "configuration-field-unknown", "configuration-field-unknown",
      "configuration-value-invalid", "configuration-value-invalid"),
    FaultCase(
      "stages",
      "stages: [A, {name: B, probability: ⟦120 %}, ⟦a]\n",
      "configuration-value-invalid", "stage-duplicate"),
    FaultCase(
      "thresholds", "thresholds: ⟦{on_time_from: 70}\n", "thresholds-disordered"),
    FaultCase(
      "recipients",
      """
      recipients:
        - {email: ⟦nobody, scope: company}
        - {email: a@b.fr, scope: team:⟦x}
        - {email: "a@b.fr\\nBcc: c@d.fr", scope: company}
      """.replacing("team:⟦x", with: "⟦team:x").replacing("\"a@b", with: "⟦\"a@b"),
      "configuration-value-invalid", "recipient-scope-unknown", "configuration-value-invalid"),
    FaultCase(
      "mail and pages",
      """
      mail: {from: jalon@example.com, send_at: ⟦25:00}
      pages: {base_url: ⟦javascript:alert(1), mode: ⟦999}
      """,
      "configuration-value-invalid", "configuration-value-invalid", "configuration-value-invalid"),
    FaultCase(
      "missing files", "objectives: [⟦none.csv]\nkpis: ⟦no.yaml\n", "file-missing", "file-missing"),
    FaultCase("no YAML", "report: {period: month\n⟦", "yaml-invalid"),
    FaultCase(whole: "⟦- a\n", "a list", "configuration-value-type"),
    FaultCase(
      "own KPIs", "kpis: own.yaml\n",
      files: [
        "own.yaml": """
        measures:
          a: {entity: orders, aggregate: sum, field: ⟦montant, date: date}
          ⟦won_count: {entity: orders, aggregate: count, date: date}
        kpis:
          - ⟦{id: revenue_won, label: x, unit: money, formula: {measure: a}}
          - {id: b, label: x, unit: money, formula: {measure: ⟦won_cont}}
          - {id: c, label: x, unit: ⟦euros, formula: {measure: a}}
          - {id: d, label: x, unit: money, formula: {algorithm: ⟦magic}}
          - {id: ⟦E e, label: x, unit: money, formula: {measure: a}}
          - {id: f, label: x, unit: money, formula: {measure: a}, test: ⟦{actionable: true}}
        """
      ],
      "configuration-field-unknown", "kpi-duplicate", "kpi-duplicate", "kpi-measure-unknown",
      "configuration-value-invalid", "kpi-algorithm-unknown", "configuration-value-invalid",
      "kpi-noise"),
  ]

  @Test func `what is no text is said of the file itself`() {
    var files = MemoryFiles(["jalon.yaml": ""])
    func found() -> [String] {
      Configuration.load(path: "jalon.yaml", files: files).diagnostics.map(brief)
    }
    #expect(found() == ["jalon.yaml error configuration-empty"])
    files.files["jalon.yaml"] = [0x63, 0xE9]
    #expect(found() == ["jalon.yaml error file-encoding"])
    files.files["jalon.yaml"] = nil
    #expect(found() == ["jalon.yaml error file-missing"])
    files = MemoryFiles([
      "jalon.yaml": "company: A\nexports: {a: {entity: orders, files: a}}\npeople: p.csv\n",
      "p.csv": " \n",
    ])
    #expect(found() == ["p.csv error sheet-empty"])
  }

  @Test func `aliases cannot blow a file up`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...6 {
      let references = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(references)]\n"
    }
    let diagnostics = Configuration.load(
      path: "jalon.yaml", files: MemoryFiles(["jalon.yaml": text])
    ).diagnostics
    #expect(diagnostics.map(brief) == ["jalon.yaml error yaml-too-large"])
  }

  @Test(arguments: cases) func `every fault is found, and its place`(_ fault: FaultCase) {
    fault.check()
  }

  @Test(arguments: [
    ("curency: EUR\n", "did you mean 'currency'?"),
    ("time_zone: Europe/Pari\n", "did you mean 'Europe/Paris'?"),
    ("report: {perido: month}\n", "did you mean 'period'?"),
  ])
  func `the nearest known name is proposed`(line: String, fix: String) {
    let files = MemoryFiles([
      "jalon.yaml": "company: A\nexports: {a: {entity: orders, files: a}}\n" + line
    ])
    #expect(
      Configuration.load(path: "jalon.yaml", files: files).diagnostics.map(\.fixes) == [[fix]])
  }

  @Test func `the line at fault is shown`() {
    let files = MemoryFiles(["jalon.yaml": "company: É\nfoo: bar # baz\nexports: {}\n"])
    let diagnostics = Configuration.load(path: "jalon.yaml", files: files).diagnostics
    #expect(diagnostics.map(\.excerpt) == ["foo: bar # baz"])
  }

  @Test func `columns are counted in characters, not in code points`() {
    let files = MemoryFiles(["jalon.yaml": "company: A\nreport: {\"e\u{301}\": 1}\nexports: {}\n"])
    let place = Configuration.load(path: "jalon.yaml", files: files).diagnostics.first?.place
    #expect(place == Place(file: "jalon.yaml", line: 2, column: 10))
    let after = MemoryFiles([
      "jalon.yaml": "company: A\nreport: {\"e\u{301}\": 1, zz: 2}\nexports: {}\n"
    ])
    let places = Configuration.load(path: "jalon.yaml", files: after).diagnostics.map(\.place)
    #expect(places.last == Place(file: "jalon.yaml", line: 2, column: 18))
  }
}
