import Analysis
import Calendar
import Foundation
import Markup
import Report
import Testing

@Suite struct PageTests {
  /// The documents of the fixture, made once for all tests.
  private static let fixture = Result { try documents(Fixture.result()) }
  static func documents() throws -> [Document] { try fixture.get() }

  static func documents(_ result: RunResult, threads: Int = 1) throws -> [Document] {
    var options = Fixture.options
    options.threadCount = threads
    return try Reporter(templates: Files.templates, options: options).documents(for: result)
  }

  static func text(_ document: Document) -> String {
    String(decoding: document.bytes, as: UTF8.self)
  }

  @Test(arguments: [2, 3, 8]) func `bytes do not depend on the number of threads`(
    _ threads: Int
  ) throws {
    let (several, one) = (
      try Self.documents(Fixture.result(), threads: threads), try Self.documents()
    )
    #expect(several.map(\.path) == one.map(\.path))
    for (left, right) in zip(several, one) {
      #expect(left.bytes == right.bytes, "\(left.path)")
    }
  }

  @Test func `each scope has its folder, each language its own below it`() throws {
    let paths = Set(try Self.documents().map(\.path))
    for path in [
      "index.html", "en/index.xhtml", "company/index.html", "company/en/index.html",
      "teams/nord/index.xhtml", "reps/zoe/en/index.html", "figures.csv", "figures.json",
      "rejects.csv", "run.json", "mail/elodie-at-example.fr.eml",
    ] {
      #expect(paths.contains(path), "\(path)")
    }
    #expect(!paths.contains { $0.contains("unassigned") }, "nobody has no page")
  }

  @Test func `only mails are private`() throws {
    for document in try Self.documents() {
      #expect(document.isPrivate == document.path.hasPrefix("mail/"), "\(document.path)")
    }
  }

  /// Whose data a document may hold: everybody's, that of some reps, or nobody's.
  private static func readers(of path: String) throws -> Set<String>? {
    let everybody = Set(Fixture.people.map(\.id))
    let parts = path.split(separator: "/").map(String.init)
    switch parts[0] {
    // For the company: the tables hold every figure there is.
    case "company", "figures.csv", "figures.json", "figures.xlsx", "rejects.csv", "run.json":
      return everybody
    case "teams": return Set(Fixture.people.filter { $0.team == parts[1] }.map(\.id))
    case "reps": return [parts[1]]
    case "mail":
      let owner = try #require(parts[1].split(separator: "-").first.map(String.init))
      if owner == "dg" { return everybody }
      let team = Fixture.people.filter { $0.team == owner }.map(\.id)
      return team.isEmpty ? [owner] : Set(team)
    // Names, as links, and what a KPI means: no figure.
    case "index.html", "index.xhtml", "dictionary.html", "dictionary.xhtml", "en": return nil
    default:
      Issue.record("\(path): say here who may read it")
      return []
    }
  }

  /// The text of a mail, without what its encoding does to it.
  private static func readable(_ document: Document) -> String {
    let text = text(document)
    guard document.path.hasSuffix(".eml") else { return text }
    var bytes: [UInt8] = []
    var rest = Array(text.replacingOccurrences(of: "=\r\n", with: "").utf8)[...]
    while let byte = rest.popFirst() {
      let code = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "="), let decoded = UInt8(code, radix: 16) {
        bytes.append(decoded)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `no document holds the name or a figure of somebody it is not about`() throws {
    for document in try Self.documents() {
      let readers = try Self.readers(of: document.path)
      let text = Self.readable(document)
      for other in Fixture.people where readers?.contains(other.id) != true {
        #expect(!text.contains(FixtureInsights.deal(of: other.id)), "\(document.path)")
        if let euros = FixtureFigures.won[other.id] ?? nil {
          let digits = String(euros)
          for space in ["\u{202F}", "\u{A0}", "&nbsp;", ","] {
            let figure = digits.dropLast(3) + space + digits.suffix(3)
            #expect(!text.contains(figure), "\(document.path) holds \(figure)")
          }
        }
        guard readers != nil else { continue }
        let name = other.id == "zoe" ? "O'Neil" : other.name
        #expect(!text.contains(name), "\(document.path) names \(other.name)")
        #expect(!text.contains("reps/\(other.id)"), "\(document.path) links to \(other.id)")
      }
    }
  }

  @Test func `whoever a document is about is named in it`() throws {
    let documents = try Self.documents()
    for person in Fixture.people where person.id != "zoe" {
      let own = documents.filter {
        $0.path.hasPrefix("reps/\(person.id)/") || $0.path == "mail/\(person.id)-at-example.fr.eml"
      }
      #expect(own.count >= 8)
      #expect(own.allSatisfy { Self.readable($0).contains(person.name) }, "\(person.name)")
    }
  }

  @Test func `a team's page holds its own reps only`() throws {
    let page = try #require(Self.documents().first { $0.path == "teams/sud/index.html" })
    let text = Self.text(page)
    for person in Fixture.people where person.id != "zoe" {
      #expect(text.contains(person.name) == (person.team == "sud"), "\(person.name)")
    }
  }

  @Test func `the page at the root holds no figure`() throws {
    let page = try #require(Self.documents().first { $0.path == "index.html" })
    let text = Self.text(page)
    let body = text.split(separator: "<main").last.map(String.init) ?? ""
    #expect(!body.prefix { $0 != "§" }.contains("€"))
    #expect(!body.contains(" %"))
  }

  @Test func `names that look like markup are text`() throws {
    for document in try Self.documents() where document.path.hasSuffix("html") {
      let text = Self.text(document)
      #expect(!text.contains("<B>Zo"), "\(document.path)")
      #expect(!text.contains("l’atelier <SCRIPT>"), "\(document.path)")
      #expect(!text.contains("\u{202E}"), "\(document.path) turns its text around")
    }
  }

  @Test func `a stage that begins with a combining mark has its row`() throws {
    var result = Fixture.result()
    let stage = "\u{301}bauche"
    result.stages.append(stage)
    result.figures.append(
      Figure(
        period: Fixture.today.id, scope: .company, kpi: "open_pipeline",
        segment: "stage:" + stage, value: Quantity(.money, 100), count: 1))
    let page = try #require(
      Self.documents(result).first { $0.path == "company/pipeline.html" })
    #expect(Self.text(page).contains("bauche"))
  }

  @Test func `an absent value is said with its reason, never as zero`() throws {
    let page = try #require(Self.documents().first { $0.path == "reps/hugo/index.html" })
    let text = Self.text(page)
    #expect(text.contains("s.&nbsp;o. (champ absent)"))
    #expect(!text.contains("verdict late"))
  }

  @Test(arguments: [
    ("reps/elodie/index.html", "3 sur 4", "75,0"), ("reps/bruno/index.html", "36,8", "7 sur 19"),
  ])
  func `few cases are counted, not turned into a percentage`(
    _ path: String, _ said: String, _ unsaid: String
  ) throws {
    let page = try #require(Self.documents().first { $0.path == path })
    let text = Self.text(page)
    #expect(text.contains(said))
    #expect(!text.contains(unsaid))
  }

  @Test func `a company without objectives has figures without judgement`() throws {
    var result = Fixture.result()
    result.objectives = []
    let page = try #require(Self.documents(result).first { $0.path == "company/index.html" })
    let text = Self.text(page)
    #expect(text.contains("Aucun objectif n’est fixé"))
    #expect(text.contains("1\u{202F}169\u{202F}028&nbsp;€"))
    #expect(!text.contains("class=\"counters\""))
    #expect(!text.contains("class=\"st late\""))
  }

  @Test func `results without owner stand on the company's page, and nowhere else`() throws {
    for document in try Self.documents() where document.path.hasSuffix("index.html") {
      let isShown = Self.text(document).contains(
        document.path.contains("/en/") ? "No known owner" : "Sans responsable connu")
      #expect(isShown == document.path.hasPrefix("company/"), "\(document.path)")
    }
  }

  @Test func `a result without owners is one company page`() throws {
    var result = Fixture.result()
    result.scopes = result.scopes.filter { $0.id == .company }
    result.figures = FigureList(result.figures.figures(of: .company))
    result.objectives = []
    result.worklists = []
    let paths = try Self.documents(result).map(\.path)
    #expect(
      paths.filter { $0.hasSuffix("index.html") } == [
        "index.html", "en/index.html", "company/index.html", "company/en/index.html",
      ])
    #expect(paths.allSatisfy { !$0.contains("teams/") && !$0.contains("reps/") })
  }

  @Test func `an address that may run script is neutralised, and told`() throws {
    var options = Fixture.options
    options.baseURL = "javascript:alert(1)//"
    options.recipients.append(
      .init(name: "", email: "x@example.fr", scope: ScopeID(.team, "west"), language: "fr"))
    let reporter = try Reporter(templates: Files.templates, options: options)
    var mails: [String] = []
    let outcome = try reporter.forEachDocument(of: Fixture.result()) { document in
      if document.isPrivate { mails.append(Self.text(document)) }
    }
    #expect(mails.count == 3)
    #expect(!mails.contains { $0.contains("href=3D\"javascript") })
    #expect(Set(outcome.issues.map(\.file)) == ["mail.xhtml"])
    #expect(outcome.undelivered.map(\.email) == ["x@example.fr"])
  }

  @Test(arguments: ["index.xhtml", "scope.xhtml", "mail.xhtml"])
  func `a wrong key of a template is found before any page is made`(_ file: String) throws {
    let page = """
      <html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>
      <body><p>{{ verdit.sentence }}</p></body></html>
      """
    var files = ["index.xhtml", "scope.xhtml", "mail.xhtml"]
      .reduce(into: [String: [UInt8]]()) { files, name in
        files[name] = Array(page.utf8.filter { $0 != 0 })
      }
    for name in files.keys where name != file {
      files[name] = Array(
        "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>x</title></head><body/></html>"
          .utf8)
    }
    let error = #expect(throws: TemplateFailure.self) {
      try Reporter(templates: TemplateFolder(files: files), options: Fixture.options)
    }
    #expect(error?.issues.map(\.file) == [file])
    #expect(error?.issues.first?.line == 2)
  }
}
