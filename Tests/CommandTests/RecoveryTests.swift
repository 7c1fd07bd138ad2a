import Foundation
import Testing

/// A run that is killed at the worst moments: the links move, the archive commits.
@Suite(.enabled(if: Strace.isThere, "needs strace"))
struct `After a kill` {
  /// Published and archived runs are the same ones, each date shows one, and nothing is left over.
  private func expectWhole(_ folder: Workdir, _ runs: [String]) throws {
    #expect(try folder.names("output/runs") == runs)
    for date in Set(runs.map { $0.prefix(10) }) {
      try folder.jalon("verify", "output/\(date)").expect(status: 0)
      let outcome = try folder.jalon("compare", "\(date)", "\(date)")
      outcome.expect(status: 0, output: "", errors: "")
    }
    #expect(try !folder.names("output").contains { $0.hasSuffix(".new") })
    try folder.jalon("verify", "--archive").expect(status: 0, errors: "")
  }

  /// Of the renames of a run: the folder gets its name, the link of the date, `latest`.
  @Test(arguments: [(1, false), (2, true), (3, true)])
  func `the next run publishes and archives what was placed, or neither`(
    rename: Int, isPlaced: Bool
  ) throws {
    let folder = try Workdir.pipeline("kill-\(rename)")
    try folder.night("2026-08-29").expect(status: 0)
    try folder.keep(rows: 201)
    try folder.shell(Strace.killing("rename", rename, "run --as-of 2026-08-30"))
      .expect(status: 137)
    try folder.jalon("verify").expect(status: 0)
    #expect(try folder.names("output/runs").contains("2026-08-30.1") == isPlaced)
    try folder.keep(rows: 202)
    try folder.night("2026-08-31").expect(status: 0, output: "", errors: "")
    try expectWhole(
      folder,
      isPlaced
        ? ["2026-08-29.1", "2026-08-30.1", "2026-08-31.1"] : ["2026-08-29.1", "2026-08-31.1"])
    guard isPlaced else { return }
    // What every deal was on that day was read again from the exports of that day.
    let waterfall = try folder.jalon(
      "waterfall", "2026-08-29", "2026-08-30", "--scope", "company", "--format", "csv")
    waterfall.expect(status: 0, errors: "")
    #expect(waterfall.output.contains(",created,"), "\(waterfall)")
    #expect(!waterfall.output.contains(",created,0.00,0\n"), "\(waterfall)")
  }

  @Test func `the same date run again replaces what was killed`() throws {
    let folder = try Workdir.pipeline("kill-again")
    // The first rename of a first run is the new archive's.
    try folder.shell(Strace.killing("rename", 3, "run --as-of 2026-08-30")).expect(status: 137)
    #expect(!folder.exists("output/2026-08-30"))
    try folder.night("2026-08-30").expect(status: 0, output: "", errors: "")
    try expectWhole(folder, ["2026-08-30.1", "2026-08-30.2"])
    try folder.shell("diff -r output/runs/2026-08-30.1 output/runs/2026-08-30.2")
      .expect(status: 0, output: "")
  }

  /// The first rename is that of an export restored to be read again; then the three of a run.
  @Test(arguments: [2, 3, 4])
  func `a release that is killed is done by the next run, or can be done again`(
    rename: Int
  ) throws {
    let folder = try Workdir.pipeline("kill-release-\(rename)")
    try folder.night("2026-08-30").expect(status: 0)
    try folder.keep(rows: 30)
    try folder.night("2026-08-31").expect(status: 79)
    try folder.shell(Strace.killing("rename", rename, "release")).expect(status: 137)
    let again = try folder.jalon("release")
    #expect(again.status == (rename == 2 ? 0 : 66), "\(again)")
    try expectWhole(folder, ["2026-08-30.1", "2026-08-31.1"])
    #expect(try folder.names("output/held") == [])
  }

  @Test func `exports that a killed process had restored go with the next run`() throws {
    let folder = try Workdir.pipeline("kill-restored")
    // No process has such a number.
    let (dead, living) = ("jalon-restored-4999999-x", "jalon-restored-1-x")
    try folder.write("tmp/\(dead)/0-deals.csv", "id\n").write("tmp/\(living)/0-deals.csv", "id\n")
    try folder.shell("TMPDIR=$PWD/tmp $JALON run --as-of 2026-08-30").expect(status: 0, errors: "")
    #expect(try folder.names("tmp") == [living])
  }

  struct Interruption: Sendable, CustomTestStringConvertible {
    var call: String
    var count: Int
    var verb = "forget alice"
    /// What strace is to do besides.
    var fault = ""

    var testDescription: String { "\(call) \(count), then \(verb)\(fault)" }

    static let noExchange = "-e inject=renameat2:error=EINVAL "
    /// The note, the exchange of each of two runs, the log; where folders cannot be exchanged, the
    /// three renames of the first run.
    static let all = [
      Interruption(call: "rename", count: 1), Interruption(call: "fsync", count: 2),
      Interruption(call: "renameat2", count: 1), Interruption(call: "renameat2", count: 2),
      Interruption(call: "renameat2", count: 2, verb: "run --as-of 2026-09-01"),
      Interruption(call: "rename", count: 2, fault: noExchange),
      Interruption(call: "rename", count: 3, fault: noExchange),
      Interruption(call: "rename", count: 4, fault: noExchange),
      Interruption(
        call: "rename", count: 4, verb: "run --as-of 2026-09-01", fault: noExchange),
    ]
  }

  @Test(arguments: Interruption.all)
  func `who was being forgotten is forgotten by the next run, under one pseudonym`(
    interruption: Interruption
  ) throws {
    let folder = try Workdir.pipeline("kill-forget")
    try folder.night("2026-08-30").expect(status: 0)
    try folder.night("2026-08-31").expect(status: 0)
    let (call, count) = (interruption.call, interruption.count)
    try folder.shell(
      "strace -f -qq -e trace=rename,renameat2,fsync \(interruption.fault)"
        + "-e inject=\(call):signal=KILL:when=\(count) -o /dev/null $JALON forget alice; exit $?"
    ).expect(status: 137)
    if interruption.verb.hasPrefix("run") {
      // The people are those of the morning after.
      try folder.shell("sed -i 's/alice/ada/g; s/Alice/Ada/g' jalon.yaml *.csv").expect(status: 0)
      try folder.jalon(interruption.verb.split(separator: " ").map(String.init))
        .expect(status: 0, output: "", errors: "")
    } else {
      try folder.jalon("forget", "alice").expect(status: 0, output: "", errors: "")
    }
    try folder.shell("! grep -rIl -i -e 'alice' output archive").expect(status: 0, output: "")
    #expect(!folder.exists("output/forgetting.json"))
    #expect(try folder.names("output/runs").allSatisfy { !$0.hasPrefix(".") })
    try folder.shell(
      "cat output/runs/2026-08-3*/manifest.json | grep '\"rep:person' | sort -u | wc -l"
    )
    .expect(status: 0, output: "1\n")
    for run in ["2026-08-30.1", "2026-08-31.1"] {
      try folder.jalon("verify", "output/runs/\(run)").expect(status: 0, errors: "")
    }
    try folder.jalon("verify", "--archive").expect(status: 0, errors: "")
  }
}

enum Strace {
  static let isThere: Bool = {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["strace", "-o", "/dev/null", "true"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  /// A line of shell that kills Jalon when it comes to the nth call of some name.
  static func killing(_ call: String, _ count: Int, _ arguments: String) -> String {
    "strace -f -qq -e trace=\(call) -e inject=\(call):signal=KILL:when=\(count) -o /dev/null "
      + "$JALON \(arguments); exit $?"
  }
}
