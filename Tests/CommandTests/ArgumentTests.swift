import Foundation
import Testing

@Suite struct `Arguments and endings` {
  @Test(arguments: [
    ["nonsense"], ["run", "--nonsense"], ["run", "--as-of"], ["run", "--threads", "0"],
    ["run", "--max-rejects", "-1"], ["run", "--source", "deals"],
    ["figures", "--format", "xml"], ["catalog", "no_such_kpi"], ["catalog", "--lang", "de"],
    ["run", "--exports", "old"], ["waterfall", "2026-08-31"],
    ["backfill", "old", "--every", "year"],
  ])
  func `a mistake in the arguments ends with 64 and says so`(arguments: [String]) throws {
    let outcome = try Workdir("usage").jalon(arguments)
    outcome.expect(status: 64, output: "")
    #expect(outcome.errors.contains("Error:"), "\(outcome)")
  }

  @Test(arguments: [
    "--as-of 2026-02-30", "--as-of yesterday", "--period fortnight",
    "--period 2026-Q3 --as-of 2026-11-20", "--source no_such=deals.csv", "--lang de",
  ])
  func `a mistake that only the configuration shows ends with 64`(options: String) throws {
    let outcome = try Workdir.sample("usage").shell("$JALON run \(options)")
    outcome.expect(status: 64, output: "")
  }

  @Test func `the version names the zone data`() throws {
    let outcome = try Workdir("version").jalon("--version")
    outcome.expect(status: 0, errors: "")
    #expect(outcome.output.contains(#/^jalon \d+\.\d+\.\d+ \(zone data 20\d\d[a-z]\)\n$/#))
  }

  @Test func `help lists the verbs that exist, each with an example`() throws {
    let folder = try Workdir("help")
    let help = try folder.jalon("--help")
    help.expect(status: 0, errors: "")
    for verb in [
      "run", "check", "figures", "render", "send", "release", "compare", "waterfall", "backfill",
      "forget", "verify", "catalog",
    ] {
      #expect(help.output.contains("\n  \(verb) "), "\(help)")
      let outcome = try folder.jalon("help", verb)
      outcome.expect(status: 0, errors: "")
      #expect(outcome.output.contains("Cost:"), "\(outcome)")
      #expect(outcome.output.contains("Example: jalon \(verb)"), "\(outcome)")
    }
  }

  @Test(arguments: ["run", "check", "figures", "render"])
  func `without a configuration every verb ends with 78 and names the file`(verb: String) throws {
    let outcome = try Workdir("no-configuration").jalon(verb)
    outcome.expect(
      status: 78, output: "",
      errors: """
        jalon.yaml: error: there is no file 'jalon.yaml' [file-missing]
          fix: run in its folder, or name it with --config

        """)
  }

  @Test func `without an export a run ends with 66`() throws {
    let folder = try Workdir("no-export").write(
      "jalon.yaml",
      """
      company: Essai
      exports:
        deals:
          entity: opportunities
          files: deals.csv
      """)
    let outcome = try folder.jalon("run")
    outcome.expect(
      status: 66, output: "",
      errors: """
        jalon.yaml:5:12: error: no file matches 'deals.csv' [export-file-missing]
              files: deals.csv
                     ^
          fix: check that the export ran, and where it writes
          fix: or correct the name here

        """)
  }

  @Test func `a reader that goes away is no failure, a full disk is one`() throws {
    let folder = try Workdir("output")
    try folder.shell("$JALON catalog | head -n 1 > /dev/null").expect(status: 0, errors: "")
    try folder.shell("$JALON catalog > /dev/full").expect(
      status: 74, errors: "jalon: error: cannot write to standard output [output-not-written]\n")
    try folder.shell("$JALON catalog >&- 2>&- <&-").expect(status: 0)
  }

  @Test func `verify of a folder that holds no run ends with 66`() throws {
    try Workdir("verify").jalon("verify", "nowhere").expect(
      status: 66, output: "",
      errors: "jalon: error: there is no published run in nowhere [run-missing]\n")
  }
}
