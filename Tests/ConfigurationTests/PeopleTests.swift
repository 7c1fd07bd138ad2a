import Analysis
import Calendar
import Ingest
import Testing

@testable import Configuration

struct PeopleTests {
  static let cases = [
    FaultCase(
      "no name column", "people: people.csv\n", files: ["people.csv": "⟦foo,bar\n1,2\n"],
      "people-without-name"),
    FaultCase(
      "nobody in a row", "people: p.csv\n", files: ["p.csv": "name,team\n⟦,nord\n"],
      "people-without-name"),
    FaultCase(
      "name without Latin letters", "people: p.csv\n", files: ["p.csv": "name\n⟦山田\n"],
      "people-without-id"),
    FaultCase(
      "one identifier, two names", "people: p.csv\n",
      files: ["p.csv": "id,name\n7,Ann\n7,⟦Bob\n"], "people-contradiction"),
    FaultCase(
      "team nobody knows", "people: p.csv\n", files: ["p.csv": "nom;équipe\nAnn;⟦Ouest\n"],
      "people-team-unknown"),
    FaultCase(
      "values", "people: p.csv\n",
      files: [
        "p.csv": """
        nom,etp,embauché le,langue,personne,rampe
        Ann,⟦120 %,⟦31/12/2025,⟦xx,⟦peut-être,⟦vite
        """
      ], "people-value-invalid", "people-value-invalid", "people-value-invalid",
      "people-value-invalid", "people-value-invalid"),
    FaultCase(
      "two teams on one day", "people: p.csv\n",
      files: [
        "p.csv": """
        name,team,from,to
        Ann,nord,,2026-05-31
        Ann,⟦sud,2026-05-31,
        Bob,nord,2026-01-01,2026-03-31
        Bob,sud,2026-04-01,
        """
      ], "people-membership-overlap"),
    FaultCase(
      "end before start", "people: p.csv\n",
      files: ["p.csv": "name,team,from,to\nAnn,nord,2026-05-31,⟦2026-05-30\n"],
      "people-span-reversed"),
    FaultCase(
      "left before hired", "people: p.csv\n",
      files: ["p.csv": "name,hired,left\nAnn,2026-02-01,⟦2026-01-31\n"], "people-span-reversed"),
    FaultCase(
      "a name that means two", "people: p.csv\n",
      files: ["p.csv": "name,aliases\nAnn,A. L.|4711\n⟦Bob,4711\n"], "people-alias-shared"),
    FaultCase(
      "an alias that means two, decimal and in another form", "people: p.csv\n",
      files: [
        "p.csv": """
        name,aliases
        Ann,4711|00560000001AbCd
        ⟦⟦Bob,4711.0|00560000001AbCdAAK
        """
      ], "people-alias-shared", "people-alias-shared"),
    FaultCase(
      "one name, two e-mails, no identifier", "people: p.csv\n",
      files: [
        "p.csv": """
        name,email
        Jean Martin,j1@x.fr
        Jean MARTIN,⟦j2@x.fr
        """
      ], "people-name-shared"),
    FaultCase(
      "two e-mails in two teams, one after the other", "people: p.csv\n",
      files: [
        "p.csv": """
        name,email,team,from,to
        Jean Martin,j1@x.fr,nord,,2026-06-30
        Jean Martin,⟦j2@x.fr,sud,2026-07-01,
        """
      ], "people-name-shared"),
    FaultCase(
      "two e-mails in two teams, always", "people: p.csv\n",
      files: [
        "p.csv": """
        name,email,team
        Jean Martin,j1@x.fr,nord
        Jean Martin,⟦j2@x.fr,sud
        """
      ], "people-name-shared"),
    FaultCase(
      "two e-mails, of which one has an identifier that the other's name makes", "people: p.csv\n",
      files: [
        "p.csv": """
        id,name,email
        jean-martin,Jean Martin,j1@x.fr
        ,Jean Martin,⟦j2@x.fr
        """
      ], "people-name-shared"),
    FaultCase(
      "two e-mails of people written here",
      """
      people:
        - {name: Jean Martin, email: j1@x.fr}
        - {name: Jean Martin, email: ⟦j2@x.fr}

      """, "people-name-shared"),
    FaultCase(
      "teams",
      """
      people: [{name: Ann}]
      teams:
        - {id: a, name: A, parent: ⟦b}
        - {id: c, parent: c}
        - {id: d, manager: ⟦Zoe}
        - ⟦{id: a}
        - {id: ⟦Ä b}
      """.replacing("parent: c", with: "parent: ⟦c"),
      "team-parent-unknown", "team-parent-cycle", "team-manager-unknown", "team-duplicate",
      "configuration-value-invalid"),
    FaultCase(
      "more cells than headings", "people: p.csv\n",
      files: ["p.csv": "name,team\nAnn,nord,⟦x\n"], "sheet-row-too-long"),
    FaultCase(
      "two columns for one field", "people: p.csv\n",
      files: ["p.csv": "name,nom\n".replacing(",nom", with: ",⟦nom") + "Ann,Lee\n"],
      "sheet-column-duplicate"),
  ]

  @Test(arguments: cases) func `every fault is found, and its place`(
    _ fault: FaultCase
  ) { fault.check() }

  private func load(_ csv: String, _ lines: String = "people: p.csv\n") throws -> Configuration {
    let files = MemoryFiles([
      "jalon.yaml": "company: A\nexports: {a: {entity: orders, files: a}}\n" + lines, "p.csv": csv,
    ])
    let (configuration, diagnostics) = Configuration.load(path: "jalon.yaml", files: files)
    #expect(diagnostics == [])
    return try #require(configuration)
  }

  @Test func `several rows of a person are several memberships and absences`() throws {
    let loaded = try load(
      """
      nom;équipe;du;au;absent du;absent au
      José Saraiva;Nord;;2026-05-31;;
      Jose Saraiva;Sud;2026-06-01;;2026-07-01;2026-07-14
      José Saraiva;;;;2026-08-03;
      """)
    let person = try #require(loaded.people.first)
    #expect(loaded.people.count == 1)
    #expect(person.id == "jose-saraiva")
    #expect(person.aliases == ["Jose Saraiva"])
    #expect(person.memberships.map(\.team) == ["nord", "sud"])
    #expect(person.memberships[0].span.last == CalendarDate(iso: "2026-05-31"))
    #expect(
      person.absences == [
        DaySpan(first: CalendarDate(iso: "2026-07-01"), last: CalendarDate(iso: "2026-07-14")),
        DaySpan(first: CalendarDate(iso: "2026-08-03")),
      ])
  }

  @Test(arguments: [
    (
      "one e-mail", "name,email,team,from,to",
      [
        "Jean Martin,j@x.fr,nord,,2026-06-30",
        "Jean Martin,J@X.fr,sud,2026-07-01,",
      ]
    ),
    (
      "an e-mail on one line", "name,email,team,from,to",
      [
        "Jean Martin,,nord,,2026-06-30",
        "Jean Martin,j@x.fr,sud,2026-07-01,",
      ]
    ),
    (
      "two e-mails under one identifier", "id,name,email",
      [
        "7,Jean Martin,j@x.fr",
        "7,Jean Martin,j2@x.fr",
      ]
    ),
    (
      "the second e-mail as an alias", "name,email,aliases",
      [
        "Jean Martin,j@x.fr,j2@x.fr",
        "Jean Martin,,",
      ]
    ),
  ])
  func `lines of one person stay one person`(
    _ name: String, headings: String, lines: [String]
  ) throws {
    let people = try load("\(headings)\n\(lines.joined(separator: "\n"))\n").people
    #expect(people.count == 1, "\(name)")
    #expect(people.first?.email?.lowercased() == "j@x.fr", "\(name)")
  }

  @Test func `aliases of one cell are parted by bars or semicolons, not by commas`() throws {
    let people = try load("name,aliases\nAnn,\"A;B | Lee, Ann;;4711\"\n").people
    #expect(people.first?.aliases == ["A", "B", "Lee, Ann", "4711"])
  }

  @Test func `a draft has a user who was deactivated once`() {
    let owners = ["Zoé Martin (Deactivated User)", "Zoé Martin", "Paul Roy (désactivé)"]
    let drafted = DraftPeople(owners: owners).people
    #expect(drafted.map(\.name) == ["Paul Roy", "Zoé Martin"])
    #expect(drafted.allSatisfy { $0.aliases.isEmpty })
  }

  @Test func `people who are named by identifiers that differ by case alone are two`() throws {
    let people = try load("name\n00560000001AbCd\n00560000001abcd\n").people
    #expect(people.map(\.id) == ["00560000001AbCdAAK", "00560000001abcdAAA"])
    #expect(
      DraftPeople(owners: people.map(\.name)).people.map(\.aliases) == [[], []], "as in a draft")
  }

  @Test(arguments: [
    ("rep:00560000001AbCd", "ann"), ("00560000001AbCdAAK", "ann"), ("REP: 00560000001abcd", "bob"),
    ("person:4711.0", "ann"), ("ANN", "ann"),
  ])
  func `an objective names people by their identifiers, whose case matters`(
    text: String, id: String
  ) throws {
    let people = try load(
      "id,name,aliases\nann,Ann,00560000001AbCd|4711\nbob,Bob,00560000001abcd\n"
    )
    .people
    let names = ScopeNames(companyName: "A", people: people, teams: [])
    #expect(names.scope(text) == ScopeID(.rep, id))
  }

  @Test func `a manager column can stand for the team`() throws {
    let loaded = try load(
      "sales_agent,manager,regional_office\nAnna Snelling,Dustin Brinkmann,Central\n",
      "people: {file: p.csv, headers: {sales_agent: name, manager: team}}\n")
    #expect(loaded.people.map(\.name) == ["Anna Snelling"])
    #expect(loaded.teams == [Team(id: "dustin-brinkmann", name: "Dustin Brinkmann")])
  }

  @Test func `who leads a team is said once, on either side`() throws {
    let loaded = try load(
      "name,manager_of\nAnn,nord\nBob,\n",
      "people: p.csv\nteams: [Nord, {id: sud, manager: Bob}]\n")
    #expect(loaded.teams.map(\.manager) == ["ann", "bob"])
    #expect(loaded.people.map(\.managerOf) == [ScopeID(.team, "nord"), ScopeID(.team, "sud")])
  }

  @Test func `shares and flags are read`() throws {
    let person = try #require(
      try load("name,fte,ramp,is_person\nAnn,80 %,0 % | 0.5 | 100 %,non\n").people.first)
    #expect(person.fte == Quantity(.rate, 80, over: 100))
    #expect(
      person.ramp == [
        Quantity(.rate, 0, over: 100), Quantity(.rate, 5, over: 10),
        Quantity(.rate, 100, over: 100),
      ])
    #expect(!person.isPerson)
  }
}
