import Foundation
import Testing

/// The nightly job on a small company, as cron starts it.
@Suite struct `A night` {
  @Test func `a run is silent, whole and readable by its group only`() throws {
    let folder = try Workdir.sample("night")
    try folder.run().expect(status: 0, output: "", errors: "")
    #expect(try folder.names("output/latest").contains("manifest.json"))
    #expect(try folder.names("output") == [".lock", "2026-08-31", "jalon.prom", "latest", "runs"])
    #expect(try folder.mode("output/latest/index.html") == 0o640)
    #expect(try folder.mode("archive/jalon.sqlite") == 0o600)
    try folder.jalon("verify").expect(status: 0, output: "", errors: "")
  }

  @Test func `the same night again gives the same bytes`() throws {
    let folder = try Workdir.sample("again")
    try folder.run().expect(status: 0)
    try folder.run("--threads", "3").expect(status: 0)
    try folder.shell("diff -r output/runs/2026-08-31.1 output/runs/2026-08-31.2")
      .expect(status: 0, output: "")
  }

  @Test(arguments: [
    "umask 000; $JALON run --as-of 2026-08-31",
    "umask 777; $JALON run --as-of 2026-08-31",
    "env -i $JALON run --as-of 2026-08-31",
    "$JALON run --as-of 2026-08-31 <&-",
    "$JALON run --as-of 2026-08-31 >&-",
    "$JALON run --as-of 2026-08-31 <&- >&- 2>&-",
    "TZ=Pacific/Kiritimati LANG=ar_SA.UTF-8 $JALON run --as-of 2026-08-31",
  ])
  func `neither umask, environment nor closed files matter`(line: String) throws {
    let usual = try Workdir.sample("usual")
    try usual.run().expect(status: 0)
    let folder = try Workdir.sample("cron")
    try folder.shell(line).expect(status: 0, output: "", errors: "")
    try folder.shell("diff -r output/latest/ '\(usual.path)/output/latest/'").expect(status: 0)
    #expect(try folder.mode("output/latest/manifest.json") == 0o640)
    #expect(try folder.mode("output/runs") == 0o750)
  }

  @Test func `render makes the same pages without the exports`() throws {
    let folder = try Workdir.sample("render")
    try folder.run().expect(status: 0)
    try folder.shell("rm deals.csv").expect(status: 0)
    try folder.jalon("render").expect(status: 0, output: "", errors: "")
    try folder.shell("diff -r output/runs/2026-08-31.1 output/runs/2026-08-31.2")
      .expect(status: 0, output: "")
  }

  @Test func `check writes nothing`() throws {
    let folder = try Workdir.sample("check")
    try folder.jalon("check", "--as-of", "2026-08-31").expect(status: 0, output: "", errors: "")
    #expect(try folder.names() == ["deals.csv", "jalon.yaml"])
  }

  @Test(arguments: 1...4)
  func `figures come in their order from several threads, and end with a full disk`(
    threadCount: Int
  ) throws {
    let folder = try Workdir.sample("threads")
    let figures = "$JALON figures --as-of 2026-08-31 --from 2025-01 --to 2026-08 --threads"
    try folder.shell("\(figures) 1 > one.csv && \(figures) \(threadCount) | cmp - one.csv")
      .expect(status: 0, output: "", errors: "")
    try folder.shell("\(figures) \(threadCount) > /dev/full").expect(
      status: 74, errors: "jalon: error: cannot write to standard output [output-not-written]\n")
  }

  @Test func `figures of several months come from one pass`() throws {
    let folder = try Workdir.sample("figures")
    let outcome = try folder.jalon(
      "figures", "--as-of", "2026-08-31", "--kpi", "revenue_won", "--scope", "company",
      "--period", "month", "--from", "2026-07", "--to", "2026-08")
    outcome.expect(status: 0, errors: "")
    let rows = outcome.output.split(separator: "\r\n").flatMap { $0.split(separator: "\n") }
    #expect(rows.count == 3, "\(outcome)")
    #expect(rows.last?.hasPrefix("2026-08-31,2026-08,2026-08-01,2026-08-31,company") == true)
    #expect(rows.last?.contains(",1234.50,") == true, "\(outcome)")
  }

  @Test func `a changed page is found by verify`() throws {
    let folder = try Workdir.sample("verify")
    try folder.run().expect(status: 0)
    try folder.write("output/latest/index.html", "forged")
    try folder.jalon("verify").expect(
      status: 65, output: "",
      errors: "jalon: error: output/latest/index.html is changed [published-file-changed]\n")
  }

  @Test func `bad data ends with 65 and keeps the old report`() throws {
    let folder = try Workdir.sample("bad-data")
    try folder.run().expect(status: 0)
    try folder.write("deals.csv", "id,owner,amount_net,status,closed_at\n1,alice,12,won\n")
    let outcome = try folder.run("--exports", "live")
    outcome.expect(status: 65, output: "")
    #expect(outcome.errors.contains("deals.csv:2"), "\(outcome)")
    #expect(try folder.names("output/runs") == ["2026-08-31.1"])
    try folder.jalon("verify").expect(status: 0)
  }

  @Test func `findings come as one JSON object a line`() throws {
    let folder = try Workdir.sample("json")
    try folder.write("deals.csv", "id,owner\n1,alice\n")
    let outcome = try folder.run("--log-format", "json")
    outcome.expect(status: 65, output: "")
    for line in outcome.errors.split(separator: "\n") {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["severity"] as? String == "error", "\(outcome)")
      #expect(object?["file"] as? String == "deals.csv", "\(outcome)")
    }
  }

  @Test func `an error in a template of one's own ends with 78`() throws {
    let folder = try Workdir.sample("template")
    try folder.copy("templates/default", as: "own")
    try folder.write("own/index.xhtml", "<html>")
    try folder.append("jalon.yaml", "pages: {templates: own}\n")
    let outcome = try folder.run()
    outcome.expect(status: 78, output: "")
    #expect(outcome.errors.hasPrefix("own/index.xhtml:1:"), "\(outcome)")
    #expect(try folder.names("output/runs") == [])
  }

  @Test(arguments: [["run"], ["check"]], ["1", "2"])
  func `errors in templates are told with those in exports, and end with 78`(
    verb: [String], threadCount: String
  ) throws {
    let folder = try Workdir.sample("both")
    try folder.copy("templates/default", as: "own")
    try folder.write("own/index.xhtml", "<html>")
    try folder.append("jalon.yaml", "pages: {templates: own}\n")
    try folder.write("deals.csv", "id,owner\n1,alice\n")
    let outcome = try folder.jalon(verb + ["--as-of", "2026-08-31", "--threads", threadCount])
    outcome.expect(status: 78, output: "")
    #expect(outcome.errors.contains("own/index.xhtml:1:"), "\(outcome)")
    #expect(outcome.errors.contains("deals.csv:1"), "\(outcome)")
  }

  @Test func `an output folder without its parent ends with 73`() throws {
    let folder = try Workdir.sample("parent")
    try folder.run("--output", "missing/output").expect(
      status: 73, output: "",
      errors: """
        jalon: error: cannot create missing/output: no such file or folder [output-not-written]

        """)
  }

  @Test func `a file above the limit of the process ends with 74 and leaves nothing`() throws {
    let folder = try Workdir.sample("limit")
    try folder.run().expect(status: 0)
    let outcome = try folder.shell("ulimit -f 4; $JALON run --as-of 2026-08-31")
    outcome.expect(status: 74, output: "")
    #expect(outcome.errors.contains("file too large"), "\(outcome)")
    #expect(try folder.names("output/runs") == ["2026-08-31.1"])
  }

  @Test func `of two runs at once the second ends with 75`() throws {
    let folder = try Workdir.sample("lock")
    try folder.run().expect(status: 0)
    let outcome = try folder.shell("flock output/.lock $JALON run --as-of 2026-08-31")
    outcome.expect(
      status: 75, output: "",
      errors: "jalon: error: another run is writing to output [output-locked]\n")
  }

  @Test func `what a killed run left is gone after the next`() throws {
    let folder = try Workdir.sample("killed")
    try folder.write("output/runs/.2026-08-31.1.partial/reps/alice/index.html", "half")
    try folder.run().expect(status: 0)
    #expect(try folder.names("output/runs") == ["2026-08-31.1"])
  }
}

extension Workdir {
  /// A company with one export.
  static func sample(_ name: String) throws -> Workdir {
    try Workdir(name)
      .write(
        "jalon.yaml",
        """
        company: Essai
        exports:
          deals:
            entity: opportunities
            files: deals.csv
        people:
          - {id: alice, name: Alice, team: nord}
        teams:
          - {id: nord, name: Nord}

        """
      )
      .write(
        "deals.csv",
        """
        id,owner,amount_net,status,stage,created_at,closed_at
        1,alice,1234.50,won,,2026-06-01,2026-08-14
        2,alice,99.00,lost,,2026-06-01,2026-07-03

        """)
  }

  func run(_ options: String...) throws -> Outcome {
    try jalon(["run", "--as-of", "2026-08-31"] + options)
  }

  func append(_ name: String, _ text: String) throws {
    try write(name, self.text(name) + text)
  }
}
