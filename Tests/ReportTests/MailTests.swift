import Analysis
import Foundation
import Report
import Testing

@Suite struct MailTests {
  static func mail(
    name: String = "Élodie", email: String = "elodie@example.fr",
    scope: ScopeID = ScopeID(.rep, "elodie"), result: RunResult = Fixture.result()
  ) throws -> [String] {
    var options = Fixture.options
    options.recipients = [.init(name: name, email: email, scope: scope, language: "fr")]
    return try Reporter(templates: Files.templates, options: options).documents(for: result)
      .filter { $0.path.hasPrefix("mail/") }
      .map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// Header fields, unfolded, in order.
  static func fields(_ mail: String) -> [(name: String, value: String)] {
    let head = mail.components(separatedBy: "\r\n\r\n")[0]
      .replacingOccurrences(of: "\r\n ", with: " ")
    return head.components(separatedBy: "\r\n").map { line in
      let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
      return (parts[0], parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
    }
  }

  static let planned = [
    "Date", "From", "To", "Reply-To", "Message-ID", "Subject", "Auto-Submitted",
    "X-Auto-Response-Suppress", "List-Id", "List-Unsubscribe", "Content-Language",
    "MIME-Version", "Content-Type",
  ]

  @Test(arguments: [
    "Élodie\r\nBcc: everybody@example.fr", "x\nSubject: y", "a\u{0}b", "a\u{2028}b", "a\u{85}b",
    "\u{202E}gro.elpmaxe", String(repeating: "é", count: 1000), "=?utf-8?q?x?=", "\"a\" <b@c.fr>",
    "a, b; c", "", "\u{1F469}\u{200D}\u{1F4BB}",
  ])
  func `no name adds a header or a long line`(_ name: String) throws {
    var result = Fixture.result()
    for place in result.scopes.indices where result.scopes[place].id == ScopeID(.rep, "elodie") {
      result.scopes[place].name = name
    }
    let mail = try #require(Self.mail(name: name, result: result).first)
    #expect(Self.fields(mail).map(\.name) == Self.planned)
    let head = mail.components(separatedBy: "\r\n\r\n")[0]
    #expect(head.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 78 })
    #expect(head.utf8.allSatisfy { $0 == 13 || $0 == 10 || (32...126).contains($0) })
  }

  @Test(arguments: [
    "", "nobody", "a@b@c.fr", "a b@c.fr", "a@c.fr\r\nBcc: x@y.fr", "a@-c.fr", "a@c..fr", ".a@c.fr",
    "é@c.fr", "<a@c.fr>",
  ])
  func `an address that no header can hold gets no mail`(_ email: String) throws {
    #expect(try Self.mail(email: email).isEmpty)
  }

  @Test func `lines end in CRLF, are ASCII and at most 76 long in the body`() throws {
    let mail = try #require(Self.mail().first)
    #expect(!mail.replacingOccurrences(of: "\r\n", with: "").contains { $0 == "\r" || $0 == "\n" })
    #expect(mail.utf8.allSatisfy { $0 < 128 })
    #expect(mail.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 78 })
  }

  @Test func `the same run sends the same message on the as-of day at the configured time`()
    throws
  {
    let first = try #require(Self.mail().first)
    #expect(try Self.mail() == [first])
    let fields = Dictionary(Self.fields(first).map { ($0.name, $0.value) }) { first, _ in first }
    #expect(fields["Date"] == "Fri, 14 Aug 2026 07:00:00 +0200")
    #expect(fields["Message-ID"]?.hasPrefix("<2026-08-14.rep.elodie.") == true)
    #expect(fields["Content-Language"] == "fr")
    #expect(fields["Auto-Submitted"] == "auto-generated")
  }

  @Test func `a large company gets 25 rows and a mail that Gmail does not cut`() throws {
    var result = Fixture.result()
    let model = try #require(result.objectives.first { $0.scope == ScopeID(.rep, "chloe") })
    for number in 0..<300 {
      let id = ScopeID(.rep, "r\(number)")
      result.scopes.append(Scope(id: id, name: "Prénom Nom-Composé \(number)", slug: "r\(number)"))
      var objective = model
      objective.scope = id
      result.objectives.append(objective)
    }
    var options = Fixture.options
    options.recipients = [
      .init(name: "", email: "dg@example.fr", scope: .company, language: "fr")
    ]
    let documents = try Reporter(templates: Files.templates, options: options)
      .documents(for: result)
    let mail = try #require(documents.first { $0.path == "mail/dg-at-example.fr.eml" })
    #expect(mail.bytes.count < 100_000)
    let text = String(decoding: mail.bytes, as: UTF8.self)
    #expect(text.contains("284 autres sont dans le rapport complet."))
  }

  @Test func `two mails to one address have two files`() throws {
    var options = Fixture.options
    options.recipients = [
      .init(name: "", email: "a@example.fr", scope: .company, language: "fr"),
      .init(name: "", email: "a@example.fr", scope: ScopeID(.team, "nord"), language: "fr"),
      .init(name: "", email: "A@example.fr", scope: ScopeID(.team, "nord"), language: "fr"),
    ]
    let paths = try Reporter(templates: Files.templates, options: options)
      .documents(for: Fixture.result()).map(\.path).filter { $0.hasPrefix("mail/") }
    #expect(
      paths == [
        "mail/a-at-example.fr.eml", "mail/a-at-example.fr.nord.eml",
        "mail/a-at-example.fr.nord.2.eml",
      ])
  }

  @Test func `the text part fits 78 columns`() throws {
    let mail = try #require(Self.mail(scope: .company).first)
    let sections = mail.components(separatedBy: "--=_jalon_")
    let section = try #require(sections.dropFirst().first)
    let part = section.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n")
    let bytes = part.replacingOccurrences(of: "=\r\n", with: "")
      .replacingOccurrences(of: "%", with: "%25")
      .replacingOccurrences(of: "=", with: "%").removingPercentEncoding
    let text = try #require(bytes)
    #expect(text.contains("Élodie Rousseau"))
    #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.count <= 78 })
  }
}
