import Foundation
import Testing

/// Figures beside those of the oracle, on the sample and on two random companies that have most of
/// the odd things; `Tests/Oracle/check.py` alone compares the real sets and as many as one likes.
@Suite(.enabled(if: Python.isThere, "python3 is not in /usr/bin"))
struct OracleTests {
  @Test(arguments: [(14, 1), (14, 4), (16, 2)])
  func `every figure of a random company is the one of the oracle`(
    seed: Int, threads: Int
  ) throws {
    let folder = try Workdir("oracle")
    let outcome = try folder.shell(
      """
      python3 '\(Package.root.path)/Tests/Oracle/check.py' "$JALON" --sets none --seeds \(seed) \
      --keep companies --threads \(threads)
      """)
    outcome.expect(status: 0)
    #expect(outcome.output.contains(" figures compared, 0 differences"), "\(outcome)")
  }

  @Test func `every figure of the sample is the one of the oracle`() throws {
    let folder = try Workdir("oracle-sample")
    try folder.shell(
      """
      python3 '\(Package.root.path)/Tests/Oracle/check.py' "$JALON" --sets sample --seeds none
      """
    ).expect(status: 0)
  }

  @Test(arguments: [
    // How many companies, of which late, said of, said first of.
    ("none", "-"), ("D2", "1 / 1 / 1 / 1"), ("D3", "1 / 0 / 1 / 1"), ("D12", "1 / 1 / 1 / 1"),
  ])
  func `the cause that was planted is the one that is said, and none where there is none`(
    cause: String, said: String
  ) throws {
    let folder = try Workdir("causes")
    let outcome = try folder.shell(
      """
      python3 '\(Package.root.path)/Tests/Oracle/causes.py' "$JALON" --seeds 1 --causes \(cause)
      """)
    outcome.expect(status: 0)
    #expect(outcome.output.contains("| \(cause) | \(said) |"), "\(outcome)")
  }

  @Test func `what is asked of whom is the sum over their days`() throws {
    let folder = try Workdir("targets")
    let outcome = try folder.shell(
      """
      python3 '\(Package.root.path)/Tests/Oracle/targets.py' "$JALON" --seeds 1-8
      """)
    outcome.expect(status: 0)
    #expect(outcome.output.contains("compared, 0 differences"), "\(outcome)")
  }

  @Test(arguments: [
    "actions.py\" \"$JALON\" --sets sample --seeds 14-15", "projections.py\" \"$JALON\" --seeds 2",
  ])
  func `what is worth doing, and where it will end, are those of the oracle`(
    script: String
  ) throws {
    let outcome = try Workdir("worked-out-again").shell(
      "python3 \"\(Package.root.path)/Tests/Oracle/\(script)")
    outcome.expect(status: 0)
    #expect(outcome.output.contains(" 0 differences"), "\(outcome)")
  }

  @Test func `a run on several threads prints the same bytes`() throws {
    let folder = try Workdir("threads")
    try folder.shell(
      """
      python3 '\(Package.root.path)/Tests/Oracle/random_crm.py' 16 company
      """
    ).expect(status: 0)
    let asOf = try folder.text("company/as-of.txt").trimmingCharacters(in: .whitespacesAndNewlines)
    let tables = try [1, 2, 4].map { threads in
      let outcome = try folder.jalon(
        "figures", "--config", "company/jalon.yaml", "--as-of", asOf, "--threads", "\(threads)",
        "--quiet")
      outcome.expect(status: 0)
      return outcome.output
    }
    #expect(tables[0].utf8.count > 100_000)
    #expect(tables[1] == tables[0])
    #expect(tables[2] == tables[0])
  }
}

private enum Python {
  static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
}
