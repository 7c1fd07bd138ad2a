import Foundation
import Testing

/// The mails of a run, handed to a program that is a few lines of shell here.
@Suite struct `Mails are sent` {
  @Test func `each recipient gets their own mail once`() throws {
    let folder = try Workdir.mailing("send")
    try folder.run().expect(status: 0)
    let plan = try folder.jalon("send", "--dry-run")
    plan.expect(status: 0, errors: "")
    #expect(plan.output.contains("send\talice@example.com\trep:alice\tmail/"), "\(plan)")
    #expect(!folder.exists("sent"))
    try folder.jalon("send").expect(status: 0, output: "", errors: "")
    #expect(try folder.names("sent").count == 2)
    let stored = try folder.text("output/latest/mail/alice-at-example.com.eml")
    #expect(try folder.sent().contains(stored), "the bytes are those of the run")
    #expect(try folder.mode("output/mails.jsonl") == 0o600)
    try folder.jalon("send").expect(status: 0, output: "", errors: "")
    try folder.run("--send").expect(status: 0, output: "", errors: "")
    #expect(try folder.names("sent").count == 2, "a second run of the date mails nothing")
    try folder.jalon("send", "--again", "--to", "alice@example.com").expect(status: 0)
    #expect(try folder.names("sent").count == 3)
  }

  @Test func `a mail that has to wait ends with 80, and goes out the next time`() throws {
    let folder = try Workdir.mailing("later")
    try folder.write("answer", "echo 'queue full' >&2; exit 75")
    let outcome = try folder.run("--send")
    outcome.expect(status: 80, output: "")
    #expect(outcome.errors.hasSuffix("[mail-deferred]\n"), "\(outcome)")
    #expect(outcome.errors.contains("queue full"), "\(outcome)")
    #expect(folder.exists("output/latest/index.html"), "the report is published")
    try folder.write("answer", "")
    try folder.jalon("send").expect(status: 0, errors: "")
    #expect(try folder.names("sent").count == 2)
  }

  @Test func `a mail that is refused ends with 69`() throws {
    let folder = try Workdir.mailing("refused")
    try folder.write("answer", "exit 67")
    try folder.run().expect(status: 0)
    let outcome = try folder.jalon("send")
    outcome.expect(status: 69, output: "")
    #expect(outcome.errors.contains("2 mails refused"), "\(outcome)")
  }

  @Test func `a program that hangs is not waited for, and nothing is sent twice`() throws {
    let folder = try Workdir.mailing("hangs")
    try folder.write("answer", "exec sleep 60")
    try folder.run().expect(status: 0)
    let outcome = try folder.jalon("send", "--to", "alice@example.com")
    outcome.expect(status: 69)
    #expect(outcome.errors.contains("no answer within 1 s"), "\(outcome)")
    #expect(outcome.errors.hasSuffix("[mail-uncertain]\n"), "\(outcome)")
    try folder.write("answer", "")
    try folder.jalon("send", "--to", "alice@example.com").expect(status: 0)
    #expect(!folder.exists("sent"))
  }

  @Test func `what was begun when the machine stopped counts as sent`() throws {
    let folder = try Workdir.mailing("begun")
    try folder.run().expect(status: 0)
    try folder.jalon("send").expect(status: 0)
    let log = try folder.text("output/mails.jsonl").split(separator: "\n")
    // The last line is torn, the one before it was begun and never ended.
    try folder.write("output/mails.jsonl", log[0...2].joined(separator: "\n") + "\n{\"eve")
    try folder.jalon("send").expect(status: 0)
    #expect(try folder.names("sent").count == 2)
  }

  @Test func `a correction replies to the first mail and lists what changed`() throws {
    let folder = try Workdir.mailing("correct")
    try folder.run("--send").expect(status: 0)
    try folder.jalon("send", "--correct").expect(status: 0)
    #expect(try folder.names("sent").count == 2, "nothing changed")
    try folder.write(
      "deals.csv",
      try folder.text("deals.csv").replacingOccurrences(of: "1234.50", with: "2000.00"))
    try folder.run("--exports", "live").expect(status: 0)
    try folder.jalon("send").expect(status: 0)
    #expect(try folder.names("sent").count == 2, "the date was mailed")
    try folder.jalon("send", "--correct").expect(status: 0, errors: "")
    let corrections = try folder.sent().filter { $0.contains("In-Reply-To:") }
    #expect(corrections.count == 2)
    for text in corrections {
      let original = text.components(separatedBy: "In-Reply-To:\r\n ")[1].prefix { $0 != "\r\n" }
      #expect(try folder.sent().contains { $0.contains("Message-ID:\r\n \(original)\r\n") })
      #expect(
        text.contains("1=E2=80=AF234=C2=A0=E2=82=AC") || text.contains("1=C2=A0234")
          || text.contains("1=C2=A0235"), "\(text.prefix(2000))")
      #expect(text.contains("2=C2=A0000"), "\(text.prefix(2000))")
    }
    try folder.jalon("send", "--correct").expect(status: 0)
    #expect(try folder.names("sent").count == 4, "a correction goes out once")
  }

  @Test(arguments: [
    ("weekly", "2026-08-30", true), ("weekly", "2026-08-31", false),
    ("monthly", "2026-08-31", true), ("monthly", "2026-08-30", false),
    // 1 August 2026 is a Saturday: the first working day is the 3rd.
    ("monthly", "2026-07-31", false), ("monthly", "2026-08-02", true),
    // 1 May is a holiday in France, a Friday, and 1 January a Thursday.
    ("monthly", "2026-04-30", false), ("monthly", "2026-05-03", true),
    ("monthly", "2025-12-31", false), ("monthly", "2026-01-01", true),
    ("quarterly", "2026-06-30", true), ("quarterly", "2026-07-31", false),
    ("daily", "2026-08-29", true),
  ])
  func `cadence`(cadence: String, asOf: String, isDue: Bool) throws {
    let folder = try Workdir.mailing("cadence", recipient: "cadence: \(cadence)")
    try folder.jalon("run", "--as-of", asOf).expect(status: 0)
    let plan = try folder.jalon("send", "--dry-run", "--to", "alice@example.com")
    #expect(plan.output.hasPrefix(isDue ? "send\t" : "not due\t"), "\(plan)")
  }

  @Test func `a Monday that was missed is made up for`() throws {
    let folder = try Workdir.mailing("missed", recipient: "cadence: weekly")
    // Sunday 23 August is read on Monday 24; Monday 31 is missed, Tuesday 1 September is not.
    for (asOf, decision) in [
      ("2026-08-23", "send"), ("2026-08-25", "not due"), ("2026-08-31", "send"),
      ("2026-09-01", "not due"),
    ] {
      try folder.jalon("run", "--as-of", asOf).expect(status: 0)
      let plan = try folder.jalon("send", asOf, "--dry-run", "--to", "alice@example.com")
      #expect(plan.output.hasPrefix(decision + "\t"), "\(asOf): \(plan)")
      try folder.jalon("send", asOf).expect(status: 0)
    }
  }

  @Test func `nothing is sent when nothing changed, if asked for`() throws {
    let folder = try Workdir.mailing("changed", recipient: "only_if_changed: true")
    try folder.jalon("run", "--send", "--as-of", "2026-08-29").expect(status: 0)
    try folder.jalon("run", "--as-of", "2026-08-30").expect(status: 0)
    let plan = try folder.jalon("send", "--dry-run", "--to", "alice@example.com")
    #expect(plan.output.hasPrefix("unchanged\t"), "\(plan)")
    try folder.append("deals.csv", "3,alice,10.00,won,,2026-06-01,2026-08-30\n")
    try folder.jalon("run", "--as-of", "2026-08-31").expect(status: 0)
    let next = try folder.jalon("send", "--dry-run", "--to", "alice@example.com")
    #expect(next.output.hasPrefix("send\t"), "\(next)")
  }
}

extension Workdir {
  /// The sample company with two recipients, and a mail program that keeps what it is given in the
  /// folder `sent`, unless the file `answer` says otherwise.
  static func mailing(_ name: String, recipient: String = "cadence: daily") throws -> Workdir {
    let folder = try Workdir.sample(name)
    try folder.write(
      "sendmail",
      """
      #!/bin/sh
      [ "$*" = "-t -i" ] || exit 64
      if [ -f answer ]; then . ./answer; fi
      mkdir -p sent
      cat > "sent/$$.eml"

      """)
    try folder.shell("chmod +x sendmail").expect(status: 0)
    try folder.append(
      "jalon.yaml",
      """
      recipients:
        - {name: Alice, email: alice@example.com, scope: rep:alice, \(recipient)}
        - {email: Direction@Example.com, scope: company}
      mail: {from: jalon@example.com, program: ./sendmail -t -i, timeout_seconds: 1}

      """)
    return folder
  }

  /// What the mail program was given.
  func sent() throws -> [String] { try names("sent").map { try text("sent/" + $0) } }
}
