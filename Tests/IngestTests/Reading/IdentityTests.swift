import Ingest
import Testing

/// Each record is delivered once (exports.md B4).
struct IdentityTests {
  /// Reads files of one source, each with the same header.
  private func readFiles(
    _ files: [String], of entity: Entity = .opportunities, headers: [String: String] = [:],
    key: [String] = [], projection: Set<String>? = nil, threadCount: Int = 1,
    maximumRejects: Int = 0
  ) throws -> Readout {
    let folder = try Workfolder()
    var source = ReadPlan.Source(
      name: "deals", entity: entity, files: [], headers: headers, key: key, projection: projection,
      place: Place(file: "jalon.yaml", line: 3))
    for (index, text) in files.enumerated() {
      let name = "\(index + 1).csv"
      source.files.append((path: try folder.write(name, Array(text.utf8)), name: name))
    }
    return read(
      plan([source], maximumRejects: maximumRejects, threadCount: threadCount))
  }

  static let header = "id,stage,amount_net,close_date,owner,product,updated_at\n"

  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var files: [String]
    /// Identifier, amount and product of the rows that are delivered.
    var rows: [String]
    /// Identifier and place of the findings, with the count in their summary where it is above 1.
    var findings: [String]
  }

  static let cases: [Case] = [
    Case(
      testDescription: "each once, sorted",
      files: ["1,a,10,2026-01-01,A,x,\n2,a,20,2026-01-01,A,x,\n"],
      rows: ["1 1000 x", "2 2000 x"], findings: []),
    Case(
      testDescription: "each once, in no order",
      files: ["2,a,10,2026-01-01,A,x,\n3,a,20,2026-01-01,A,x,\n1,a,30,2026-01-01,A,x,\n"],
      rows: ["2 1000 x", "3 2000 x", "1 3000 x"], findings: []),
    Case(
      testDescription: "the whole row again",
      files: ["1,a,10,2026-01-01,A,x,\n2,a,20,2026-01-01,A,x,\n1,a,10,2026-01-01,A,x,\n"],
      rows: ["2 2000 x", "1 1000 x"], findings: ["row-duplicate 1.csv:2"]),
    Case(
      testDescription: "the later change wins, wherever it stands",
      files: [
        "1,a,10,2026-01-01,A,x,2026-03-02\n1,a,11,2026-01-01,A,x,2026-03-01\n"
          + "1,a,12,2026-01-01,A,x,\n"
      ], rows: ["1 1000 x"], findings: ["identifier-duplicate 1.csv:3, and 1 more row like it"]),
    Case(
      testDescription: "changed at the same moment: the later row",
      files: ["1,a,10,2026-01-01,A,x,2026-03-02\n1,a,11,2026-01-01,A,x,2026-03-02\n"],
      rows: ["1 1100 x"], findings: ["identifier-duplicate 1.csv:2"]),
    Case(
      testDescription: "a row for each product: the amount once",
      files: [
        "1,a,10,2026-01-01,A,x,\n1,a,10,2026-01-01,A,y,\n2,a,20,2026-01-01,A,x,\n"
          + "1,a,10,2026-01-01,A,z,\n"
      ], rows: ["2 2000 x", "1 1000 z"],
      findings: ["row-for-each-product 1.csv:2, and 1 more row like it"]),
    Case(
      testDescription: "a row for each product with the amount of each: their sum",
      files: [
        "1,a,10,2026-01-01,A,x,\n1,a,20,2026-01-01,A,y,\n2,a,20,2026-01-01,A,x,\n"
          + "1,a,,2026-01-01,A,v,\n1,a,12,2026-01-01,A,z,\n3,a,5,2026-01-01,A,x,\n"
          + "3,a,5,2026-01-01,A,y,\n"
      ], rows: ["2 2000 x", "1 4200 z", "3 1000 y"],
      findings: [
        "row-for-each-product 1.csv:7",
        "row-for-each-product 1.csv:2, and 2 more rows like it",
      ]),
    Case(
      testDescription: "the row of a product that stands twice: once",
      files: [
        "1,a,10,2026-01-01,A,x,\n1,a,20,2026-01-01,A,y,\n1,a,20,2026-01-01,A,y,\n"
          + "1,a,30,2026-01-01,A,z,\n2,a,5,2026-01-01,A,x,\n"
      ], rows: ["1 6000 z", "2 500 x"],
      findings: [
        "row-duplicate 1.csv:3", "row-for-each-product 1.csv:2, and 1 more row like it",
      ]),
    Case(
      testDescription: "amounts that hardly ever differ are not those of products",
      files: [
        "1,a,10,2026-01-01,A,x,\n1,a,20,2026-01-01,A,y,\n2,a,5,2026-01-01,A,x,\n"
          + "2,a,5,2026-01-01,A,y,\n2,a,5,2026-01-01,A,z,\n"
      ], rows: ["1 2000 y", "2 500 z"],
      findings: [
        "row-for-each-product 1.csv:4, and 1 more row like it", "identifier-duplicate 1.csv:2",
      ]),
    Case(
      testDescription: "another stage beside another amount: the later row",
      files: ["1,a,10,2026-01-01,A,x,\n1,b,20,2026-01-01,A,y,\n"], rows: ["1 2000 y"],
      findings: ["identifier-duplicate 1.csv:2"]),
    Case(
      testDescription: "products in two files: those of the later one",
      files: [
        "1,a,10,2026-01-01,A,x,\n1,a,20,2026-01-01,A,y,\n",
        "1,a,10,2026-01-01,A,x,\n1,a,21,2026-01-01,A,y,\n",
      ], rows: ["1 3100 y"],
      findings: [
        "row-for-each-product 1.csv:2, and 1 more row like it", "identifier-duplicate 1.csv:3",
      ]),
    Case(
      testDescription: "a later file wins over an earlier",
      files: ["1,a,10,2026-01-01,A,x,\n2,a,20,2026-01-01,A,x,\n", "1,a,11,2026-01-01,A,x,\n"],
      rows: ["2 2000 x", "1 1100 x"], findings: ["identifier-duplicate 1.csv:2"]),
    Case(
      testDescription: "unless its row was changed earlier",
      files: ["1,a,10,2026-01-01,A,x,2026-03-02\n", "1,a,11,2026-01-01,A,x,2026-03-01\n"],
      rows: ["1 1000 x"], findings: ["identifier-duplicate 2.csv:2"]),
    Case(
      testDescription: "a file that another repeats whole says nothing else",
      files: ["1,a,10,2026-01-01,A,x,\n", "1,a,10,2026-01-01,A,x,\n"], rows: ["1 1000 x"],
      findings: ["row-duplicate 1.csv:2"]),
    Case(
      testDescription: "an identifier written in two ways is no other value",
      files: ["12,a,10,2026-01-01,A,x,\n12.0,a,10,2026-01-01,A,x,\n"], rows: ["12 1000 x"],
      findings: ["row-duplicate 1.csv:2"]),
    Case(
      testDescription: "damaged by a spreadsheet, but the same",
      files: ["12,a,10,2026-01-01,A,x,\n12.0,a,11,2026-01-01,A,x,\n"], rows: ["12 1100 x"],
      findings: ["identifier-duplicate 1.csv:2"]),
    Case(
      testDescription: "capital letters tell records apart",
      files: ["ab,a,10,2026-01-01,A,x,\naB,a,20,2026-01-01,A,x,\n"],
      rows: ["ab 1000 x", "aB 2000 x"],
      findings: []),
    Case(
      testDescription: "quotes do not",
      files: ["b,a,10,2026-01-01,A,x,\na,a,5,2026-01-01,A,x,\n\" b\",a,20,2026-01-01,A,x,\n"],
      rows: ["a 500 x", "b 2000 x"], findings: ["identifier-duplicate 1.csv:2"]),
  ]

  @Test(arguments: cases)
  func `one row for each record`(example: Case) throws {
    let readout = try readFiles(example.files.map { Self.header + $0 })
    let texts = zip(readout.texts("id"), readout.texts("product"))
    let rows = zip(texts, readout.numbers("amount_net")).map { texts, amount in
      "\(texts.0 ?? "-") \(amount ?? 0) \(texts.1 ?? "-")"
    }
    #expect(rows == example.rows)
    let findings = readout.report.diagnostics.filter { $0.severity == .warning }.map { finding in
      finding.id + " " + (finding.place?.description ?? "")
        + (finding.summary.firstRange(of: ", and ").map {
          finding.summary[$0.lowerBound...]
        } ?? "")
    }
    #expect(findings == example.findings)
    #expect(readout.report.files.map(\.rowCount).reduce(0, +) == example.rows.count)
  }

  /// An older row is not what the record is now: that is told, and no finding says otherwise.
  @Test(arguments: [
    [
      "1,a,10,2026-01-01,A,x,2026-03-01\n1,a,ten,2026-01-01,A,x,2026-03-02\n2,a,5,2026-01-01,A,x,\n"
    ],
    ["1,a,10,2026-01-01,A,x,\n2,a,5,2026-01-01,A,x,\n", "1,a,ten,2026-01-01,A,x,\n"],
  ])
  func `a record whose latest row is rejected is left out`(files: [String]) throws {
    let readout = try readFiles(files.map { Self.header + $0 }, maximumRejects: 1)
    #expect(readout.texts("id") == ["2"])
    let findings = readout.report.diagnostics.filter { $0.severity == .warning }
    #expect(findings.map(\.id).sorted() == ["amount-not-a-number", "latest-row-rejected"])
    #expect(findings.first { $0.id == "latest-row-rejected" }?.amount == 1_000)
  }

  @Test func `one id in two sources of a table is told`() throws {
    let folder = try Workfolder()
    var sources: [ReadPlan.Source] = []
    for (name, ids) in [("hubspot", [1001, 1002]), ("salesforce", [1001, 2001])] {
      let text = Self.header + ids.map { "\($0),a,10,2026-01-01,A,x,\n" }.joined()
      sources.append(
        ReadPlan.Source(
          name: name, entity: .opportunities,
          files: [
            (path: try folder.write("\(name).csv", Array(text.utf8)), name: "\(name).csv")
          ], place: Place(file: "jalon.yaml", line: 3)))
    }
    let readout = read(plan(sources))
    #expect(readout.texts("id") == ["1001", "1002", "1001", "2001"])
    let finding = try #require(readout.report.diagnostics.first { $0.id == "identifier-shared" })
    #expect(finding.place?.description == "salesforce.csv:2")
    #expect(finding.summary == "id '1001' stands in source 'hubspot' too")
    #expect(finding.count == 1 && finding.amount == 1_000)
  }

  @Test func `the identifier and the change decide though the run needs neither`() throws {
    let readout = try readFiles(
      [Self.header + "1,a,10,2026-01-01,A,x,02/03/2026\n1,a,11,2026-01-01,A,x,28/02/2026\n"],
      projection: ["amount_net", "close_date"])
    #expect(readout.numbers("amount_net") == [1100])
    let ordered = try readFiles(
      [Self.header + "1,a,10,31/01/2026,A,x,02/03/2026\n1,a,11,31/01/2026,A,x,28/02/2026\n"],
      projection: ["amount_net", "close_date"])
    #expect(ordered.numbers("amount_net") == [1000], "the order of the other dates is taken")
  }

  @Test func `lines of an order are no duplicates, unless their own number repeats`() throws {
    let header = "order_id,date,amount,line_id\n"
    let lines = try readFiles(
      ["order_id,date,amount\n7,2026-01-01,1\n7,2026-01-01,1\n"], of: .orders)
    #expect(lines.numbers("amount", of: .orders) == [100, 100])
    let numbered = try readFiles(
      [header + "7,2026-01-01,1,a\n7,2026-01-01,2,b\n7,2026-01-01,3,a\n"], of: .orders)
    #expect(numbered.numbers("amount", of: .orders) == [200, 300])
    for rows in [
      "7,2026-01-01,1,1\n7,2026-01-01,2,2\n8,2026-01-01,3,1\n8,2026-01-01,4,2\n",
      "8,2026-01-01,1,2\n7,2026-01-01,2,2\n8,2026-01-01,3,1\n7,2026-01-01,4,1\n",
    ] {
      let counted = try readFiles([header + rows], of: .orders)
      #expect(counted.numbers("amount", of: .orders) == [100, 200, 300, 400], "\(rows)")
    }
  }

  /// Rows of which nothing but the whole tells them apart: 3 in one file and 2 in another are 3.
  @Test(arguments: [
    (["7,2026-01-01,1\n7,2026-01-01,1\n"], [100, 100], [String]()),
    (["7,2026-01-01,1\n", "7,2026-01-01,1\n"], [100], ["row-duplicate 2.csv:2"]),
    (
      ["7,2026-01-01,1\n7,2026-01-01,1\n", "8,2026-01-01,2\n7,2026-01-01,1\n"], [100, 100, 200],
      ["row-duplicate 2.csv:3"]
    ),
    (
      ["7,2026-01-01,1\n", "7,2026-01-01,1\n7,2026-01-01,1\n7,2026-01-01,1\n"], [100, 100, 100],
      ["row-duplicate 2.csv:2"]
    ),
    (["7,2026-01-01,1\n", "7,2026-01-01,1.0\n"], [100, 100], []),
  ])
  func `a row without identifier counts as often as the file that has it most`(
    files: [String], amounts: [Int64], findings: [String]
  ) throws {
    for threadCount in [1, 2] {
      let readout = try readFiles(
        files.map { "order_id,date,amount\n" + $0 }, of: .orders, threadCount: threadCount)
      #expect(readout.numbers("amount", of: .orders) == amounts)
      #expect(
        readout.report.diagnostics.filter { $0.severity == .warning }.map {
          $0.id + " " + ($0.place?.description ?? "")
        } == findings)
    }
  }

  /// Chunks end anywhere among the rows of a record; a plain loop over the lines knows the sums.
  @Test(arguments: [1, 2])
  func `amounts of products are added up across chunks`(threadCount: Int) throws {
    var text = Self.header
    var sums: [Int64] = []
    for record in 0..<60_000 {
      let count = 1 + record % 4
      let amounts = (0..<count).map { Int64((record * 7 + $0 * 13) % 1_000 + $0) }
      for (product, amount) in amounts.enumerated() {
        text += "\(record),a,\(amount),2026-01-01,A,p\(product),\n"
      }
      sums.append(amounts.reduce(0, +) * 100)
    }
    let readout = try readFiles([text], threadCount: threadCount)
    #expect(readout.numbers("amount_net") == sums)
  }

  @Test func `columns that name a record together do so, and hold their own fields`() throws {
    let text = """
      Deal,Account,stage,amount_net,close_date,owner
      Renewal,Lemaire,A,1,2026-01-01,x
      Renewal,Dubois,A,2,2026-01-01,x
      Renewal,,A,3,2026-01-01,x
      Renewal,Dubois,B,4,2026-01-01,x
      ,-,B,5,2026-01-01,x

      """
    let readout = try readFiles(
      [text], headers: ["Deal": "name"], key: ["Deal", "account"])
    #expect(readout.texts("id") == ["Renewal/Lemaire", "Renewal/", "Renewal/Dubois"])
    #expect(readout.texts("name") == ["Renewal", "Renewal", "Renewal"])
    #expect(readout.numbers("amount_net") == [100, 300, 400])
    #expect(readout.report.rejects.map(\.place.line) == [6])
    let unknown = try readFiles([text], headers: ["Deal": "name"], key: ["Deal", "Acount"])
    #expect(unknown.diagnostic("header-missing-column")?.summary.contains("'Acount'") == true)
  }

  @Test func `activities without identifier stay`() throws {
    let readout = try readFiles(
      ["id,type,owner\n1,call,A\n,call,A\n,call,A\n1,call,A\n"], of: .activities)
    #expect(readout.texts("id", of: .activities) == [nil, nil, "1"])
  }

  @Test func `two sources may use the same numbers`() throws {
    let folder = try Workfolder()
    let path = try folder.write("a.csv", Array((Self.header + "1,a,10,2026-01-01,A,x,\n").utf8))
    let sources = ["north", "south"].map { name in
      ReadPlan.Source(
        name: name, entity: .opportunities, files: [(path: path, name: "a.csv")],
        place: Place(file: "jalon.yaml"))
    }
    #expect(read(plan(sources)).rowCount == 2)
  }

  // MARK: Merged records

  @Test func `a merged deal is left out and its activities are its survivor's`() throws {
    let folder = try Workfolder()
    let deals = """
      Record ID,Deal Name,Deal Stage,Amount,Close Date,Deal owner,Merged Deal IDs
      11,A,Appointment,10,2026-01-01,Zoé,
      12,B,Appointment,20,2026-01-01,Zoé,11;10
      13,C,Appointment,30,2026-01-01,Zoé,12
      14,D,Appointment,40,2026-01-01,Zoé,

      """
    let calls = "id,type,opportunity_id\n1,call,10\n2,call,11\n3,call,13\n4,call,14\n5,call,\n"
    let history =
      "opportunity_id,stage,entered_at\n12,a,2026-01-01 10:00:00\n14,a,2026-01-01 10:00:00\n"
    func source(_ name: String, _ entity: Entity, _ text: String) throws -> ReadPlan.Source {
      ReadPlan.Source(
        name: name, entity: entity,
        files: [(path: try folder.write("\(name).csv", Array(text.utf8)), name: "\(name).csv")],
        place: Place(file: "jalon.yaml"))
    }
    let readout = read(
      plan([
        try source("calls", .activities, calls), try source("deals", .opportunities, deals),
        try source("history", .stageHistory, history),
      ]))
    #expect(readout.texts("id") == ["13", "14"])
    #expect(
      readout.texts("opportunity_id", of: .activities) == ["13", "13", "13", "14", nil])
    #expect(readout.texts("opportunity_id", of: .stageHistory) == ["13", "14"])
    let finding = readout.diagnostic("record-merged")
    #expect(finding?.severity == .note)
    #expect(finding?.place == Place(file: "deals.csv", line: 2))
    #expect(
      finding?.summary
        == "record '11' was merged into '13' and is left out, and 1 more row like it")
  }

  @Test func `a merged account names its survivor`() throws {
    let text =
      "Id,Name,Industry,MasterRecordId\n001A0000001AAAA,A,x,\n001A0000001AAAB,B,x,001A0000001AAAA\n"
    let readout = try readFiles([text], of: .accounts)
    #expect(readout.texts("name", of: .accounts) == ["A"])
  }

  @Test func `what is rejected of the products of a record takes nothing else away`() throws {
    let readout = try read(
      Self.header + "1,a,10,2026-01-01,A,x,\n1,a,abc,2026-01-01,A,y,\n1,a,30,2026-01-01,A,z,\n",
      maximumRejects: 1)
    #expect(readout.numbers("amount_net") == [4_000])
  }

  @Test func `a long chain of merges leads to its end, in the time of its length`() throws {
    let count = 20_000
    let text =
      "Record ID,Deal Name,Deal Stage,Amount,Close Date,Deal owner,Merged Deal IDs\n"
      + (0..<count).map { "\($0 + 1),A,x,10,2026-01-01,Z,\($0 == 0 ? "" : "\($0)")\n" }.joined()
    #expect(try readFiles([text]).texts("id") == ["\(count)"])
  }

  @Test func `merges in a circle leave every record`() throws {
    let text =
      "Record ID,Deal Name,Deal Stage,Amount,Close Date,Deal owner,Merged Deal IDs\n"
      + "11,A,x,10,2026-01-01,Z,12\n12,B,x,10,2026-01-01,Z,11\n"
    #expect(try readFiles([text]).texts("id") == ["11", "12"])
  }

  // MARK: Large files

  /// Many rows, with some identifiers again far below.
  private static func large(isSorted: Bool) -> (text: String, repeats: Int) {
    let count = 60_000
    var text = "id,stage,amount_net,close_date,owner\n"
    for row in 0..<count {
      let number = isSorted ? row : row * 7_919 % count
      text += "deal-\(100_000 + number),a,1,2026-01-01,Someone With A Long Name\n"
    }
    var repeats = 0
    for row in stride(from: 0, to: count, by: 1_000) {
      text += "deal-\(100_000 + row),a,2,2026-01-01,Someone With A Long Name\n"
      repeats += 1
    }
    return (text, repeats)
  }

  @Test(arguments: [true, false], [1, 2])
  func `repeats far below are found, on any number of threads`(isSorted: Bool, threads: Int) throws
  {
    let (text, repeats) = Self.large(isSorted: isSorted)
    let readout = try readFiles([text], threadCount: threads)
    #expect(readout.rowCount == 60_000)
    #expect(Set(readout.texts("id")).count == 60_000)
    #expect(
      readout.numbers("amount_net").reduce(0) { $0 + ($1 ?? 0) } == Int64(6_000_000 + repeats * 100)
    )
    #expect(
      readout.diagnostic("identifier-duplicate")?.summary.hasSuffix(
        "\(repeats - 1) more rows like it") == true)
  }

  @Test(arguments: [
    (text: "1,a,10,2026-01-01,A\n2,a,20,2026-01-01,A\n", restarts: 0, rows: 2),
    (text: "2,a,10,2026-01-01,A\n1,a,20,2026-01-01,A\n", restarts: 0, rows: 2),
    (text: "1,a,10,2026-01-01,A\n2,a,20,2026-01-01,A\n1,a,20,2026-01-01,A\n", restarts: 0, rows: 2),
    (
      text: large(isSorted: true).text.split(separator: "\n", maxSplits: 1).last.map(String.init)
        ?? "", restarts: 1, rows: 60_000
    ),
  ])
  func `a restart gives the same as a look ahead`(text: String, restarts: Int, rows: Int) throws {
    let folder = try Workfolder()
    let path = try folder.write(
      "x.csv", Array(("id,stage,amount_net,close_date,owner\n" + text).utf8))
    let source = ReadPlan.Source(
      name: "deals", entity: .opportunities, files: [(path: path, name: "x.csv")],
      place: Place(file: "jalon.yaml"))
    var (count, restartCount) = (0, 0)
    let report = Ingestion(plan([source])).read {
      count += $0.rowCount
    } restart: {
      restartCount += 1
      count = 0
    }
    #expect(restartCount == restarts)
    #expect(count == rows)
    let ahead = read(plan([source]))
    #expect(ahead.rowCount == rows)
    #expect(ahead.report.diagnostics == report.diagnostics)
  }
}
