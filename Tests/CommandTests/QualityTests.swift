import Testing

/// How good the data is, as a result: on standard output, on the console and on the page.
@Suite struct QualityTests {
  private func company(_ rows: String, _ rest: String = "") throws -> Workdir {
    let folder = try Workdir("quality")
    try folder.write(
      "jalon.yaml",
      """
      company: Essai
      language: en
      exports:
        deals: {entity: opportunities, files: deals.csv}
      people:
        - {id: alice, name: Alice, team: nord}
      \(rest)

      """)
    try folder.write(
      "deals.csv", "id,owner,amount_net,status,stage,created_at,close_date\n" + rows)
    return folder
  }

  @Test func `rejected rows hide nothing of what is wrong with the others`() throws {
    let folder = try company(
      """
      1,Alice,1O,won,,2026-05-01,2026-08-14
      2,Zoe,12,won,,2026-05-01,

      """)
    let check = try folder.jalon("check", "--as-of", "2026-08-31")
    let run = try folder.jalon("run", "--as-of", "2026-08-31")
    check.expect(status: run.status)
    for id in [
      "amount-not-a-number", "owner-unknown", "closed-without-date",
    ] {
      #expect(check.errors.contains("[\(id)]"), "\(check)")
    }
    // Said once, after what it counts.
    #expect(check.errors.split(separator: "[too-many-rejects]").count == 2, "\(check)")
  }

  @Test func `duplicates, contradictions and rejects have a table of their own`() throws {
    let folder = try company(
      """
      1,Alice,10,won,,2026-05-01,2026-08-14
      1,Alice,12,won,,2026-05-01,2026-08-14
      2,Alice,1024000,open,Closed Won,2026-05-01,2026-09-14
      3,Alice,5,lost,,2026-05-01,
      ,Alice,7,won,,2026-05-01,2026-08-14

      """, "rejects: {maximum: 1}")
    let check = try folder.jalon("check", "--as-of", "2026-08-31", "--quality")
    check.expect(status: 0)
    let tables = check.output.split(separator: "\n\n")
    #expect(tables.count == 2)
    let lines = [
      "finding | records | rejects | amount_at_stake | kpis | first",
      "status-contradicts-stage | 1 | - | 102400000 | open_pipeline revenue_won "
        + "win_rate_closed_n | deals.csv:4:22",
      "identifier-duplicate | 1 | - | 1000 | open_pipeline revenue_won | deals.csv:2",
      "closed-without-date | 1 | - | 500 | n_lost win_rate_closed_n win_rate_closed_v | "
        + "deals.csv:5",
      "id-missing | 1 | 1 | - | open_pipeline revenue_won | deals.csv:6:1",
    ]
    let said = tables.last.map(String.init) ?? ""
    #expect(said == lines.map { $0.replacing(" | ", with: "\t") + "\n" }.joined())
    // The console names the same, where the finding is.
    for text in [
      "the status counts; worth 1024000.00 EUR; this touches open_pipeline, revenue_won, ",
      "the last row; worth 10.00 EUR; this touches open_pipeline, revenue_won\n",
      "no period; worth 5.00 EUR; this touches n_lost, win_rate_closed_n, win_rate_closed_v\n",
    ] {
      #expect(check.errors.contains(text), "\(check.errors)")
    }
  }

  @Test func `the page counts rejected rows by kind`() throws {
    let folder = try company(
      """
      1,Alice,10,won,,2026-05-01,2026-08-14
      2,Alice,1O,won,,2026-05-01,2026-08-14
      3,Alice,10,gewonnen,,2026-05-01,2026-08-14
      4,Alice,10,won

      """, "rejects: {maximum: 3}")
    try folder.jalon("run", "--as-of", "2026-08-31").expect(status: 0)
    let page = try folder.text("output/latest/company/quality.html")
    for label in [
      "Unreadable amount, 1&nbsp;rejected row", "Unknown value, 1&nbsp;rejected row",
      "Row with too few cells, 1&nbsp;rejected row",
    ] {
      #expect(page.contains(label), "\(label)")
    }
  }

  @Test func `the table of teams has a line for what belongs to none, as that of reps has`() throws
  {
    let folder = try company(
      """
      1,Alice,10,won,,2026-05-01,2026-08-14
      2,Zoé,200,won,,2026-05-01,2026-08-14

      """)
    try folder.jalon("run", "--as-of", "2026-08-31").expect(status: 0)
    let page = try folder.text("output/latest/company/index.html")
    for (label, amount) in [("Outside every team", "€200"), ("No known owner", "€200")] {
      let row = page.split(separator: ">\(label)<").last?.split(separator: "</tr>").first ?? ""
      #expect(row.contains(">\(amount)<"), "\(label): \(row)")
    }
  }
}
