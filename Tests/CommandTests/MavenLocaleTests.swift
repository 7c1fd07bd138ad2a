import Foundation
import Testing

/// The same 8,800 opportunities written in five locales and two encodings: the same bytes of figures.
@Suite struct MavenLocaleTests {
  struct Writing: CustomTestStringConvertible, Sendable {
    var name: String
    var delimiter: String
    var decimal: String
    var thousands: String
    var dates: String
    var date: @Sendable (_ year: String, _ month: String, _ day: String) -> String
    var testDescription: String { name }
  }

  static let writings: [Writing] = [
    Writing(name: "ISO", delimiter: ",", decimal: ".", thousands: "", dates: "ymd") {
      "\($0)-\($1)-\($2)"
    },
    Writing(name: "American", delimiter: ",", decimal: ".", thousands: ",", dates: "mdy") {
      "\(Int($1) ?? 0)/\(Int($2) ?? 0)/\($0)"
    },
    Writing(name: "French", delimiter: ";", decimal: ",", thousands: "\u{202F}", dates: "dmy") {
      "\($2)/\($1)/\($0)"
    },
    Writing(name: "German", delimiter: ";", decimal: ",", thousands: ".", dates: "dmy") {
      "\($2).\($1).\($0)"
    },
    Writing(
      name: "Swiss, two digits of the year", delimiter: "\t", decimal: ".", thousands: "'",
      dates: "dmy"
    ) {
      "\($2)-\($1)-\($0.suffix(2))"
    },
  ]

  private static let folder =
    Package.root.deletingLastPathComponent().path
    + "/shared/datasets/maven_crm_sales_opportunities"

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: folder), "shared data is missing"),
    .timeLimit(.minutes(60)))
  func `five locales and two encodings give byte-identical figures`() throws {
    let text = try String(contentsOfFile: Self.folder + "/sales_pipeline.csv", encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    try #require(rows.count == 8_801)
    var figures: String?
    for writing in Self.writings {
      for encoding in ["utf-8", "utf-16le"] {
        let workdir = try Workdir("maven")
        let table = table(rows, writing)
        let bytes =
          encoding == "utf-8"
          ? Data(table.utf8)
          : Data([0xFF, 0xFE] + table.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        try bytes.write(to: URL(filePath: workdir.path + "/pipeline.csv"))
        try workdir.write("jalon.yaml", configuration(writing, encoding))
        let outcome = try workdir.jalon("figures", "--as-of", "2017-12-31", "--format", "csv")
        outcome.expect(status: 0)
        #expect(outcome.output.utf8.count > 10_000)
        if let figures {
          #expect(outcome.output == figures, "\(writing.name), \(encoding)")
        } else {
          figures = outcome.output
        }
      }
    }
  }

  private func table(_ rows: [[String]], _ writing: Writing) -> String {
    rows.enumerated().map { index, cells in
      guard index > 0 else { return cells.joined(separator: writing.delimiter) }
      var cells = cells
      for column in [5, 6] {
        let parts = cells[column].split(separator: "-").map(String.init)
        if parts.count == 3 { cells[column] = writing.date(parts[0], parts[1], parts[2]) }
      }
      if !cells[7].isEmpty { cells[7] = amount(cells[7], writing) }
      return cells.map { $0.contains(writing.delimiter) ? "\"\($0)\"" : $0 }
        .joined(separator: writing.delimiter)
    }.joined(separator: "\r\n") + "\r\n"
  }

  private func amount(_ text: String, _ writing: Writing) -> String {
    var grouped = ""
    for (index, digit) in text.enumerated() {
      if index > 0, (text.count - index) % 3 == 0 { grouped += writing.thousands }
      grouped.append(digit)
    }
    return grouped + writing.decimal + "00"
  }

  private func configuration(_ writing: Writing, _ encoding: String) -> String {
    """
    company: Maven
    language: en
    currency: USD
    time_zone: America/New_York
    calendar: {holidays: none}
    report: {period: year, also: [quarter, month], history_months: 10}
    exports:
      opportunities:
        entity: opportunities
        files: pipeline.csv
        crm: plain
        encoding: \(encoding)
        delimiter: \(writing.delimiter == "\t" ? "tab" : "\"\(writing.delimiter)\"")
        dates: \(writing.dates)
        decimal: "\(writing.decimal)"
        headers:
          opportunity_id: id
          sales_agent: owner
          account: account_name
          deal_stage: stage
          engage_date: created_at
          close_date: close_date
          close_value: amount_net
        values:
          status: {Won: won, Lost: lost, Engaging: open, Prospecting: open}
    people:
      file: \(Self.folder)/sales_teams.csv
      headers: {sales_agent: name, manager: team}
    stages: [Prospecting, Engaging]
    archive: false

    """
  }
}
