import Foundation
import Testing

/// Past dates, as they were known then.
@Suite struct `The archive at work` {
  @Test func `a closed night run again gives the same bytes, whatever the exports say now`() throws
  {
    let folder = try Workdir.pipeline("closed")
    try folder.night("2026-08-30").expect(status: 0)
    try folder.night("2026-08-31").expect(status: 0)
    try folder.shell("echo broken > deals.csv; sed -i s/Essai/Autre/ jalon.yaml").expect(status: 0)
    try folder.night("2026-08-31").expect(status: 0, errors: "")
    try folder.shell("diff -r output/runs/2026-08-31.1 output/runs/2026-08-31.2")
      .expect(status: 0, output: "")
    #expect(try folder.text("output/runs/2026-08-31.1/manifest.json").contains("earlier_runs"))
    let live = try folder.night("2026-08-31", "--exports", "live")
    live.expect(status: 65)
  }

  @Test func `a night without a run is told from the first export after it`() throws {
    let folder = try Workdir.pipeline("between")
    try folder.night("2026-08-30").expect(status: 0)
    try folder.keep(rows: 10)
    let arguments = ["figures", "--as-of", "2026-08-20", "--kpi", "n_won", "--scope", "company"]
    let outcome = try folder.jalon(arguments)
    outcome.expect(status: 0, errors: "")
    let live = try folder.jalon(arguments + ["--exports", "live"])
    #expect(outcome.output != live.output)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/jalon-restored"))
    // What was open that day is not known, so it says so; the same again says the same.
    let open = try folder.jalon("figures", "--as-of", "2026-08-20", "--kpi", "n_open")
    #expect(open.output.contains(",true\n"), "\(open)")
    try folder.night("2026-08-20", "--release").expect(status: 0, errors: "")
    try folder.night("2026-08-20", "--release").expect(status: 0, errors: "")
    try folder.shell("diff -r output/runs/2026-08-20.1 output/runs/2026-08-20.2")
      .expect(status: 0, output: "")
    #expect(
      try folder.text("output/2026-08-20/run.json").contains("\"exportsAsOf\":\"2026-08-30\""))
  }

  @Test func `an archive without the date says so when it is asked for`() throws {
    let folder = try Workdir.pipeline("absent")
    try folder.night("2026-08-30").expect(status: 0)
    try folder.jalon("figures", "--as-of", "2026-09-02", "--exports", "archived").expect(
      status: 66, output: "",
      errors:
        "jalon: error: the archive has no run of 2026-09-02 or later [archive-without-run]\n")
  }

  @Test func `a waterfall adds up and names every move`() throws {
    let folder = try Workdir.pipeline("waterfall")
    try folder.night("2026-08-30").expect(status: 0)
    try folder.keep(rows: 201) { fields, row in
      if row == 0 { fields[3] = "1100.50" }  // an open deal of Alice's: from 100.50
      if row == 4 { fields[2] = "alice" }  // of Bob's, transferred
      if row == 8 { (fields[4], fields[8]) = ("won", "2026-08-31") }
      if row == 12 { fields[7] = "2026-12-24" }
      if row == 16 { fields[0] = "new" }
    }
    try folder.night("2026-08-31").expect(status: 0)
    let company = try folder.jalon(
      "waterfall", "2026-08-30", "2026-08-31", "--scope", "company", "--format", "csv")
    company.expect(status: 0, errors: "")
    var rows: [String: (amount: Double, deals: Int)] = [:]
    for line in company.output.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",")
      rows[String(cells[4])] = (Double(cells[5]) ?? .nan, Int(cells[6]) ?? -1)
    }
    #expect(rows["created"]?.deals == 2, "\(company)")
    #expect(rows["deleted"]?.deals == 1)
    #expect(rows["amount_up"]?.amount == 1000)
    #expect(rows["won"]?.deals == 1)
    #expect(rows["pushed_out"]?.deals == 1)
    #expect(rows["transferred_in"]?.deals == 0)
    let moves = rows.filter { $0.key != "start" && $0.key != "end" }.values
    let sum = moves.reduce(rows["start"]?.amount ?? 0) { $0 + $1.amount }
    #expect(abs(sum - (rows["end"]?.amount ?? 0)) < 0.001)
    let alice = try folder.jalon("waterfall", "2026-08-30", "2026-08-31", "--scope", "rep:alice")
    #expect(alice.output.contains(#/\n  transferred_in +\d+\.50  1\n/#), "\(alice)")
    #expect(try folder.text("output/latest/run.json").contains("\"waterfalls\":[{"))
  }

  @Test func `C20 published against recomputed is told with its causes, to the cent`() throws {
    let folder = try Workdir.pipeline("compare")
    try folder.night("2026-08-30").expect(status: 0)
    try folder.jalon("compare", "2026-08-30").expect(status: 0, output: "", errors: "")
    try folder.keep(rows: 201) { fields, row in
      if row == 1 { fields[2] = "alice" }  // won by Bob, 137.50
      if row == 5 { (fields[4], fields[8]) = ("open", "") }  // won by Bob, 285.50: reopened
      if row == 200 {
        (fields[4], fields[3], fields[8]) = ("won", "99.00", "2026-08-15")  // late, Bob's
      }
    }
    let company = try folder.jalon(
      "compare", "2026-08-30", "--kpi", "revenue_won", "--scope", "company", "--format", "csv")
    company.expect(status: 0, errors: "")
    let quarter = company.output.split(separator: "\n").first { $0.contains(",2026-Q3,") }
    #expect(
      quarter?.hasSuffix(",late_entry (+99.00); reopened (-285.50)") == true, "\(company)")
    let alice = try folder.jalon(
      "compare", "2026-08-30", "--kpi", "revenue_won", "--scope", "rep:alice")
    #expect(alice.output.contains("(owner_changed (+137.50))"), "\(alice)")
    // Also what is derived from others, and what the company teaches about a rep.
    let all = try folder.jalon("compare", "2026-08-30")
    #expect(all.output.contains(" velocity: "), "\(all)")
    #expect(!all.output.contains("unexplained"), "\(all)")
    try folder.jalon("compare", "2026-08-29").expect(status: 66, output: "")
  }

  @Test func `a published date is compared with the newest export, whatever its name`() throws {
    let folder = try Workdir.pipeline("compare-dated")
    try folder.shell(
      """
      sed -i 's/files: deals.csv/files: deals-*.csv/' jalon.yaml
      mv deals.csv deals-2026-08-30.csv
      """
    ).expect(status: 0)
    try folder.night("2026-08-30").expect(status: 0)
    try folder.keep(rows: 201) { fields, row in
      if row == 200 {
        (fields[4], fields[3], fields[8]) = ("won", "99.00", "2026-08-15")
      }
    }
    try folder.shell("rm deals-*; mv deals.csv deals-2026-09-05.csv").expect(status: 0)
    let outcome = try folder.jalon(
      "compare", "2026-08-30", "--kpi", "n_won", "--scope", "company")
    outcome.expect(status: 0, errors: "")
    #expect(outcome.output.contains("(late_entry (+1))"), "\(outcome)")
  }

  @Test func `two published dates are compared from the archive`() throws {
    let folder = try Workdir.pipeline("two")
    try folder.night("2026-08-30").expect(status: 0)
    try folder.keep(rows: 200) { fields, row in
      if row == 8 { (fields[4], fields[8]) = ("won", "2026-08-31") }
    }
    try folder.night("2026-08-31").expect(status: 0)
    let outcome = try folder.jalon(
      "compare", "2026-08-30", "2026-08-31", "--kpi", "n_won", "--scope", "company")
    outcome.expect(status: 0, errors: "")
    #expect(
      outcome.output.contains("company 2026-Q3 n_won: 50 → 51 (late_entry (+1))"), "\(outcome)")
  }

  @Test func `old exports are backfilled, and what is there is passed over`() throws {
    let folder = try Workdir.pipeline("backfill")
    try folder.shell(
      """
      mkdir -p old/2026-06-30 old/2026-07-15 old/2026-07-31
      for day in 2026-06-30 2026-07-15 2026-07-31; do cp deals.csv old/$day; done
      """
    ).expect(status: 0)
    try folder.append("jalon.yaml", "gate: {record_age_days: 400}\n")
    try folder.night("2026-08-30").expect(status: 0)
    try folder.jalon("backfill", "old", "--every", "month").expect(
      status: 0, output: "", errors: "")
    #expect(
      try folder.names("output/runs") == ["2026-06-30.1", "2026-07-31.1", "2026-08-30.1"])
    try folder.shell("readlink output/latest").expect(status: 0, output: "2026-08-30\n")
    try folder.jalon("backfill", "old").expect(status: 0, errors: "")
    #expect(
      try folder.names("output/runs")
        == ["2026-06-30.1", "2026-07-15.1", "2026-07-31.1", "2026-08-30.1"])
    // A date that cannot be used does not stop the others.
    try folder.shell(
      "mkdir old/2026-05-31 old/2026-05-30; cp deals.csv old/2026-05-31; echo x > old/2026-05-30/deals.csv"
    )
    .expect(status: 0)
    try folder.jalon("backfill", "old").expect(status: 65)
    #expect(try folder.names("output/runs").count == 5)
  }

  @Test func `files with dates in their names are backfilled too`() throws {
    let folder = try Workdir.pipeline("dated")
    try folder.shell(
      """
      sed -i 's/files: deals.csv/files: exports\\/deals-*.csv/' jalon.yaml
      mkdir exports old
      for day in 2026-08-10 2026-08-28; do cp deals.csv old/deals-$day.csv; done
      mv deals.csv exports/deals-2026-08-30.csv
      """
    ).expect(status: 0)
    try folder.jalon("backfill", "old").expect(status: 0, output: "", errors: "")
    #expect(try folder.names("output/runs") == ["2026-08-10.1", "2026-08-28.1"])
    try folder.jalon("run").expect(status: 79)
    try folder.night("2026-08-30").expect(status: 0)
  }

  @Test func `what is no longer kept goes, what readers see stays`() throws {
    let folder = try Workdir.pipeline("retention")
    try folder.append(
      "jalon.yaml", "retention: {days: 2, weeks: 2, months: 0, archive_days: 3}\n")
    for day in 20...30 { try folder.night("2026-08-\(day)").expect(status: 0) }
    // 30 August 2026 is a Sunday: the last of the week before is the 23rd.
    #expect(
      try folder.names("output/runs") == ["2026-08-23.1", "2026-08-29.1", "2026-08-30.1"])
    #expect(
      try folder.names("output") == [
        ".lock", "2026-08-23", "2026-08-29", "2026-08-30", "jalon.prom", "latest", "runs",
      ])
    try folder.jalon("figures", "--as-of", "2026-08-28", "--exports", "archived").expect(status: 0)
    try folder.jalon("compare", "2026-08-27").expect(status: 66)
  }

  @Test func `somebody who is forgotten is nowhere, and the manifests say so`() throws {
    let folder = try Workdir.pipeline("forget")
    try folder.append(
      "jalon.yaml",
      """
      recipients:
        - {name: Alice Dupont, email: alice@example.com, scope: rep:alice}
        - {name: Direction, email: direction@example.com, scope: company}
      mail: {from: jalon@example.com, program: /bin/true}

      """)
    try folder.night("2026-08-30", "--send").expect(status: 0)
    try folder.night("2026-08-31").expect(status: 0)
    let names = try folder.jalon("forget", "alice", "--dry-run")
    names.expect(status: 0, output: "Alice Dupont\nalice\n")
    try folder.jalon("forget", "Alice Dupont").expect(status: 0, errors: "")
    try folder.shell("! grep -rIl -i -e 'alice' output").expect(status: 0, output: "")
    try folder.shell("! grep -q -i -e 'alice' archive/jalon.sqlite").expect(status: 0)
    for run in ["2026-08-30.1", "2026-08-31.1"] {
      try folder.jalon("verify", "output/runs/\(run)").expect(status: 0, errors: "")
      let manifest = try folder.text("output/runs/\(run)/manifest.json")
      #expect(manifest.contains("\"forgotten\" : [\n    \"person-"), "\(manifest)")
    }
    #expect(try folder.names("output/latest/reps").contains { $0.hasPrefix("person-") })
    try folder.jalon("verify", "--archive").expect(status: 0, errors: "")
    try folder.jalon("forget", "nobody").expect(status: 65)
  }

  @Test func `a damaged archive is found, and stops a run before it publishes`() throws {
    let folder = try Workdir.pipeline("damage")
    try folder.night("2026-08-30").expect(status: 0)
    try folder.jalon("verify", "--archive").expect(status: 0, output: "", errors: "")
    try folder.shell(
      "printf 'garbage garbage garbage' | dd of=archive/jalon.sqlite bs=1 seek=100 conv=notrunc"
    )
    .expect(status: 0)
    let outcome = try folder.night("2026-08-31")
    outcome.expect(status: 74, output: "")
    #expect(try folder.names("output/runs") == ["2026-08-30.1"])
  }

  @Test func `folders are given to those whose scope they are`() throws {
    let folder = try Workdir.pipeline("owners")
    try folder.append(
      "jalon.yaml", "pages: {mode: \"0755\", owners: {\"rep:alice\": \":daemon\"}}\n")
    let outcome = try folder.night("2026-08-30")
    #expect(outcome.status == 0 || outcome.status == 77, "\(outcome)")
    guard outcome.status == 0 else { return }
    try folder.shell("stat -c '%G %a' output/latest/reps/alice output/latest/reps/alice/index.html")
      .expect(status: 0, output: "daemon 755\ndaemon 644\n")
    #expect(try folder.mode("output/latest/company") == 0o755)
    try folder.jalon("verify").expect(status: 0)
  }
}
