import Calendar
import Ingest
import Testing

@testable import Analysis

/// Whose a record is, by what the export calls its owner.
@Suite struct OwnerTests {
  @Test(arguments: [
    ("a name, however it is written", "José SARAIVA", "jose saraiva", true),
    ("an e-mail, however it is written", "Alice@x.fr", "alice@X.FR", true),
    ("15 characters of Salesforce for 18", "00560000001AbCdAAK", "00560000001AbCd", true),
    ("18 characters of Salesforce for 15", "00560000001AbCd", "00560000001AbCdAAK", true),
    ("another user by case alone", "00560000001abcd", "00560000001AbCd", false),
    ("another user by case alone, 18 for 15", "00560000001abcd", "00560000001AbCdAAK", false),
    (
      "18 characters whose last three are another's", "00560000001AbCd", "00560000001AbCdAAA", false
    ),
    ("a queue of Salesforce", "00G60000001AbCd", "00G60000001AbCdEAG", false),
    ("15 characters of something else", "Administrateurs", "ADMINISTRATEURS", true),
    ("a number that a spreadsheet made decimal", "4711", "4711.0", true),
    ("an alias that a spreadsheet made decimal", "4711.0", "4711", true),
    ("a number with real decimals", "4711", "4711.5", false),
    ("a user who was deactivated", "Zoé Martin", "Zoé Martin (Deactivated User)", true),
    ("the same in French", "Zoé Martin", "zoe martin (utilisateur désactivé)", true),
    ("an address of one", "zoe@x.fr", "zoe@x.fr [inactive]", true),
    ("a team in brackets", "Zoé Martin", "Zoé Martin (Sud)", false),
    ("nothing before the brackets", "", "(Deactivated User)", false),
  ])
  func `a person is known by`(_ name: String, alias: String, owner: String, isKnown: Bool) {
    let people = [
      person("alice", team: "nord", aliases: [alias]), person("bob", team: "sud"),
    ]
    let deals = table(
      .opportunities,
      """
      id | owner    | status | amount_net | created_at | closed_at
      1  | \(owner) | won    | 100        | 2026-07-01 | 2026-08-01
      """)
    let result = analyse(testPlan(people: people), deals)
    #expect(
      result.value("revenue_won", isKnown ? "rep:alice" : "rep:unassigned") == "100", "\(name)")
    #expect(result.findings.map(\.id) == (isKnown ? [] : ["owner-unknown"]), "\(name)")
  }

  @Test func `two users whose identifiers differ by case alone are two people`() {
    let people = [
      person("alice", team: "nord", aliases: ["00560000001AbCdAAK"]),
      person("bob", team: "sud", aliases: ["00560000001abcd"]),
    ]
    let deals = table(
      .opportunities,
      """
      id | owner              | status | amount_net | created_at | closed_at
      1  | 00560000001AbCd    | won    | 100        | 2026-07-01 | 2026-08-01
      2  | 00560000001abcdAAA | won    | 10         | 2026-07-01 | 2026-08-01
      """)
    let result = analyse(testPlan(people: people), deals)
    #expect(result.value("revenue_won", "rep:alice") == "100")
    #expect(result.value("revenue_won", "rep:bob") == "10")
  }

  @Test func `a record that counts nowhere is told as deleted or a test, not for its owner`() {
    let deals = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | closed_at  | is_deleted | is_test
      1  | zoe   | won    | 100        | 2026-07-01 | 2026-08-01 | true       |
      2  | zoe   | won    | 100        | 2026-07-01 | 2026-08-01 |            | true
      3  |       | won    | 100        | 2026-07-01 | 2026-08-01 | true       |
      4  | zoe   | open   | 100        | 2026-09-01 |            |            |
      """)
    let leads = table(
      .leads, "id | owner | created_at | is_deleted\n1 | zoe | 2026-07-01 09:00 | true")
    let activities = table(
      .activities, "id | type | owner | done_at | is_deleted\n1 | call | zoe | 2026-07-01 | true")
    let found = analyse(testPlan(), deals, leads, activities).findings.map(\.id)
    #expect(found == ["created-after-as-of", "record-deleted", "record-is-a-test"])
  }

  @Test func `unknown owners are all named, each once in whichever table and however written`() {
    let owners = (1...150).map { "\($0) | Owner \($0) | won | 1 | 2026-07-01 | 2026-08-01" }
    var analyzer = Analyzer(plan: testPlan())
    analyzer.consume(
      table(
        .opportunities,
        "id | owner | status | amount_net | created_at | closed_at\n"
          + owners.joined(separator: "\n")))
    analyzer.consume(
      table(.activities, "id | type | owner | done_at\n1 | call | OWNER 7 | 2026-07-01"))
    #expect(analyzer.unknownOwners.count == 150)
    #expect(analyzer.unknownOwners.first == "Owner 1")
  }
}
