import Foundation
import Testing

/// Each exit code is brought about, and mended as docs/operations.md says.
@Suite struct `Operations` {
  struct Mishap: Sendable, CustomTestStringConvertible {
    var code: Int32
    var what: String
    /// Lines of shell: what goes wrong, the command that meets it, and what the administrator does.
    var fault = "true"
    var command = "$JALON run --as-of 2026-08-31"
    var recovery: String

    var testDescription: String { "\(code): \(what)" }
  }

  /// A run by a user who may not do everything.
  private static let asNobody = """
    $(test "$(id -u)" = 0 && echo setpriv --reuid=65534 --clear-groups) \
    $JALON run --as-of 2026-08-31
    """

  /// A first night, after which all may write everywhere but in one place.
  private static func others(_ place: String) -> String {
    """
    $JALON run --as-of 2026-08-30; chmod -R a+rwX .; chmod a+x sendmail
    chmod -R go= \(place); test "$(id -u)" = 0 || chmod -R u= \(place)
    """
  }

  static let mishaps = [
    Mishap(
      code: 64, what: "an option that is none", command: "$JALON run --as-off 2026-08-31",
      recovery: "$JALON help run > /dev/null && $JALON run --as-of 2026-08-31"),
    Mishap(
      code: 65, what: "an amount that is none",
      fault: "cp deals.csv kept; sed -i s/99.00/12,OO/ deals.csv",
      command: "$JALON run --as-of 2026-08-31 --max-rejects 0",
      recovery: "mv kept deals.csv; $JALON run --as-of 2026-08-31"),
    Mishap(
      code: 65, what: "a published page that was changed",
      fault: "$JALON run --as-of 2026-08-31; echo forged > output/latest/index.html",
      command: "$JALON verify output/latest",
      recovery: "$JALON run --as-of 2026-08-31 && $JALON verify output/latest"),
    Mishap(
      code: 66, what: "an export that did not arrive", fault: "mv deals.csv late",
      recovery: "mv late deals.csv; $JALON run --as-of 2026-08-31"),
    Mishap(
      code: 69, what: "an address that is refused", fault: "echo 'exit 67' > answer",
      command: "$JALON run --send --as-of 2026-08-31", recovery: "rm answer; $JALON send"),
    Mishap(
      code: 73, what: "a folder that is not there",
      command: "$JALON run --as-of 2026-08-31 --output there/output",
      recovery: "mkdir there; $JALON run --as-of 2026-08-31 --output there/output"),
    Mishap(
      code: 74, what: "a quota", fault: "$JALON run --as-of 2026-08-30",
      command: "(ulimit -f 4; exec $JALON run --as-of 2026-08-31)",
      recovery: "$JALON verify --archive && $JALON run --as-of 2026-08-31"),
    Mishap(
      code: 75, what: "another run", fault: "$JALON run --as-of 2026-08-30",
      command: "flock output/.lock $JALON run --as-of 2026-08-31",
      recovery: "$JALON run --as-of 2026-08-31"),
    Mishap(
      code: 77, what: "a folder of somebody else's",
      fault: """
        echo 'archive: false' >> jalon.yaml; $JALON run --as-of 2026-08-30
        chmod 755 . sendmail output; chmod 644 jalon.yaml deals.csv
        """,
      command: Self.asNobody,
      recovery: "chmod -R u+rwX .; $JALON run --as-of 2026-08-31"),
    Mishap(
      code: 77, what: "an archive in a folder of somebody else's", fault: Self.others("archive"),
      command: Self.asNobody, recovery: "chmod -R u+rwX .; $JALON run --as-of 2026-08-31"),
    Mishap(
      code: 77, what: "an archive of somebody else's",
      fault: Self.others("archive/jalon.sqlite") + "; chmod a+rwx archive",
      command: Self.asNobody, recovery: "chmod -R u+rwX .; $JALON run --as-of 2026-08-31"),
    Mishap(
      code: 77, what: "a folder in which no archive can be made",
      fault: Self.others("archive")
        + "; rm -r archive; mkdir -m 500 archive",
      command: Self.asNobody, recovery: "chmod -R u+rwX .; $JALON run --as-of 2026-08-31"),
    Mishap(
      code: 78, what: "a key that is none",
      fault: "cp jalon.yaml kept; echo 'gaet: {}' >> jalon.yaml",
      recovery: "mv kept jalon.yaml; $JALON run --as-of 2026-08-31"),
    Mishap(
      code: 79, what: "an export that is too old",
      fault: "echo 'gate: {record_age_days: 2}' >> jalon.yaml",
      recovery: "test -f output/held/2026-08-31.1/index.html && $JALON release"),
    Mishap(
      code: 80, what: "a queue that is full", fault: "echo 'exit 75' > answer",
      command: "$JALON run --send --as-of 2026-08-31", recovery: "rm answer; $JALON send"),
  ]

  @Test(arguments: mishaps)
  func `an exit code is mended as the table says`(mishap: Mishap) throws {
    let folder = try Workdir.mailing("operations")
    try folder.shell(mishap.fault).expect(status: 0)
    let outcome = try folder.shell(mishap.command)
    outcome.expect(status: mishap.code, output: "")
    #expect(!outcome.errors.isEmpty)
    try folder.shell(mishap.recovery).expect(status: 0, output: "", errors: "")
    let output = folder.exists("there") ? "there/output" : "output"
    try folder.jalon("verify", output + "/2026-08-31").expect(status: 0)
  }

  @Test func `the table has every code, and every code is tried`() throws {
    let text = try String(
      contentsOf: Package.root.appending(path: "docs/operations.md"), encoding: .utf8)
    let rows = text.split(separator: "\n").compactMap { line in
      line.hasPrefix("| ") ? Int32(line.dropFirst(2).prefix { $0.isNumber }) : nil
    }
    // Nothing brings an internal error about.
    #expect(Set(rows).subtracting([0, 70]) == Set(Self.mishaps.map(\.code)))
  }

  @Test func `the lines of the cron example do their work with nothing around them`() throws {
    let folder = try Workdir.mailing("cron-example")
    let example = try String(
      contentsOf: Package.root.appending(path: "packaging/jalon.cron"), encoding: .utf8)
    let lines = example.split(separator: "\n").filter { $0.contains("  jalon  cd ") }
    #expect(lines.count == 2)
    try folder.append("jalon.yaml", "gate: {record_age_days: 3650, export_age_days: 3650}\n")
    for line in lines {
      let command = line[(line.range(of: "  jalon  ")?.upperBound ?? line.startIndex)...]
        .replacingOccurrences(of: "/srv/jalon", with: folder.path)
        .replacingOccurrences(of: "/usr/bin/jalon", with: "'\(Package.binary.path)'")
      try folder.shell("env -i HOME=/ SHELL=/bin/sh PATH=/usr/bin:/bin /bin/sh -c \"\(command)\"")
        .expect(status: 0, output: "", errors: "")
    }
    #expect(try folder.sent().count == 2)
    try folder.jalon("verify").expect(status: 0)
  }
}
