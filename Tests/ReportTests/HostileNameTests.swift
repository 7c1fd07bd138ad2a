import Analysis
import Calendar
import Foundation
import Ingest
import Markup
import Report
import Testing

/// Writes pages whose names come from lists of hostile texts, for `.ci/hostile.py` to open in a
/// browser: `JALON_HOSTILE=folder swift test --filter HostileNameTests`.
@Suite struct HostileNameTests {
  private static let output = ProcessInfo.processInfo.environment["JALON_HOSTILE"]
  private static let corpora = Files.package.deletingLastPathComponent()
    .appending(path: "shared/corpora")
  private static let batchLength = 200

  /// Each text once: two stages of one name would be one row.
  private static func lines() throws -> [String] {
    var lines: [String] = []
    var seen: Set<String> = []
    for folder in ["blns", "xss-lists"] {
      let path = corpora.appending(path: folder)
      let names = try FileManager.default.contentsOfDirectory(
        atPath: path.path(percentEncoded: false))
      for name in names.sorted() where name.hasSuffix(".txt") {
        let text = String(decoding: try Data(contentsOf: path.appending(path: name)), as: UTF8.self)
        lines += text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
      }
    }
    return lines.filter { seen.insert($0).inserted }
  }

  /// A result in which each text is the name of a rep, a team, a deal, a stage and an input, a role,
  /// the label of an objective, and a finding's example; the first is also the company's name.
  private static func result(_ texts: [String]) -> RunResult {
    var result = Fixture.result()
    let money = Quantity(.money, 100_000)
    result.companyName = texts[0]
    result.scopes = [Scope(id: .company, name: texts[0], slug: "company")]
    result.figures = []
    result.objectives = []
    result.worklists = []
    result.attributions = []
    result.stages = texts
    for (number, text) in texts.enumerated() {
      let team = ScopeID(.team, "t\(number)")
      let rep = ScopeID(.rep, "r\(number)")
      result.scopes.append(
        Scope(id: team, name: text, slug: "t\(number)", parent: .company))
      result.scopes.append(
        Scope(
          id: rep, name: text, slug: "r\(number)", parent: team, role: text, seniority: text))
      for scope in [ScopeID.company, rep] {
        result.figures.append(
          Figure(
            period: Fixture.today.id, scope: scope, kpi: "open_pipeline",
            segment: "stage:\(text)", value: money, count: 1))
      }
      var written = Objective(
        id: "o\(number)", owner: rep, kpi: "revenue_won", kind: .cumul, target: money,
        period: Fixture.quarter, place: .init(file: "o", line: 1))
      written.label = LocalizedText(["fr": text])
      written.why = LocalizedText(["fr": text])
      var objective = ObjectiveResult(objective: written, scope: rep)
      objective.target = money
      objective.actual = money
      objective.expectedToDate = money
      objective.index = 100
      objective.position = .onTime
      objective.isHeadline = true
      result.objectives.append(objective)
      result.worklists.append(
        RunResult.Worklist(
          scope: rep, kind: .overdueOpportunities,
          items: [
            .init(id: text, name: text, amount: money, stage: text, date: Fixture.asOf)
          ], total: 1))
    }
    result.findings = texts.map {
      RunResult.Finding(id: $0, count: 1, examples: [.init(file: $0, line: 1)], kpis: [$0])
    }
    result.inputs = texts.map {
      RunResult.InputFile(
        source: $0, name: $0, entity: "opportunities", byteCount: 1, rowCount: 1, rejectCount: 0,
        encoding: "utf-8", delimiter: ",", dialect: $0)
    }
    return result
  }

  /// Each text as a name in each syntax and in a mail; of what differs in nothing else, a few.
  private static func isOpened(_ path: String) -> Bool {
    if path.hasPrefix("teams/") { return path.hasSuffix("/index.html") }
    if path.hasPrefix("reps/"), path.contains("/indicators.") { return path.hasPrefix("reps/r1/") }
    return path.hasSuffix("html") || path.hasPrefix("mail/")
  }

  @Test(.enabled(if: output != nil && FileManager.default.fileExists(atPath: corpora.path)))
  func `pages of hostile names are written`() throws {
    let folder = URL(filePath: try #require(Self.output))
    var options = Fixture.options
    options.languages = ["fr"]
    options.recipients = (0..<Self.batchLength).map { number in
      .init(
        name: "x", email: "r\(number)@example.fr", scope: ScopeID(.rep, "r\(number)"),
        language: "fr")
    }
    let reporter = try Reporter(templates: Files.templates, options: options)
    var texts = try Self.lines()
    while !texts.count.isMultiple(of: Self.batchLength) { texts.append("x\(texts.count)") }
    var batches = ["harmless": (0..<Self.batchLength).map { "x\($0)" }]
    for start in stride(from: 0, to: texts.count, by: Self.batchLength) {
      batches["\(start)"] = Array(texts[start..<start + Self.batchLength])
    }
    for (name, batch) in batches {
      try reporter.forEachDocument(of: Self.result(batch)) { document in
        guard Self.isOpened(document.path) else { return }
        let file = folder.appending(path: name + "/" + document.path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(document.bytes).write(to: file)
      }
    }
    #expect(batches.count > 1)
  }
}
