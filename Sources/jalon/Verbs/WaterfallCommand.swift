import Analysis
import Archive
import ArgumentParser
import Calendar
import Configuration

/// How the pipeline went between two archived days.
struct WaterfallCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case csv
  }

  static let configuration = CommandConfiguration(
    commandName: "waterfall",
    abstract: "How the open pipeline of a period went from one day to another.",
    discussion: """
      Cost: seconds; from the archive. What was open and planned to close by the end of the period,
      what came in, what went out, what is left; it adds up to the cent. Of a day without a run the
      last one before it stands in.
      Example: jalon waterfall 2026-07-31 2026-08-31 --scope team:nord
      """)

  @Argument(help: "The first day, YYYY-MM-DD.")
  var from: String

  @Argument(help: "The last day, YYYY-MM-DD.")
  var to: String

  @Option(name: .long, help: "The period, such as 2026-Q3; the one of the last day when missing.")
  var period: String?

  @Option(name: .long, help: "Only these scopes: company, team:nord, rep:alice.")
  var scope: [String] = []

  @Option(name: .long, help: "text or csv.")
  var format = Format.text

  @Option(name: .shortAndLong, help: "The configuration.")
  var config = "jalon.yaml"

  @OptionGroup var messageOptions: MessageOptions

  func run() throws {
    let messages = Messages(options: messageOptions)
    let configuration = try Night.load(config, messages)
    guard let first = CalendarDate(iso: from), let last = CalendarDate(iso: to), first < last else {
      throw ValidationError("Two dates YYYY-MM-DD are needed, the earlier one first.")
    }
    guard let archive = try Night.archive(configuration, .reading, messages) else {
      throw messages.fail(.noInput, "archive-without-run", "there is no archive yet")
    }
    do {
      let start = try known(first, archive, messages)
      let end = try known(last, archive, messages)
      let main = try main(configuration, end)
      var builder = WaterfallBuilder(
        period: main, from: start, to: end, people: configuration.people,
        teams: configuration.teams)
      try archive.forEachPair(from: start, to: end) { builder.add(before: $0, after: $1) }
      let shown = builder.waterfalls.filter {
        scope.isEmpty || scope.contains($0.scope.description)
      }
      let digits = configuration.currency.minorDigits
      let text =
        switch format {
        case .text: shown.map { WaterfallText.text($0, digits) }.joined(separator: "\n")
        case .csv: WaterfallText.csv(shown, digits)
        }
      guard Console.write(text) else {
        throw messages.fail(
          .readOrWriteFailed, "output-not-written", "cannot write to standard output")
      }
    } catch let failure as ArchiveFailure {
      throw messages.fail(failure)
    }
  }

  private func known(
    _ date: CalendarDate, _ archive: Archive, _ messages: Messages
  ) throws -> CalendarDate {
    let first = CalendarDate(dayNumber: 0)
    guard let known = try archive.snapshotDates(from: first, through: date).last else {
      throw messages.fail(
        .noInput, "archive-without-run",
        "the archive knows no opportunities of \(date) or earlier")
    }
    return known
  }

  private func main(_ configuration: Configuration, _ day: CalendarDate) throws -> Period {
    guard let period else {
      return Period.containing(
        day, kind: configuration.report.period, fiscal: configuration.fiscal)
    }
    guard let parsed = Period.parse(period, fiscal: configuration.fiscal) else {
      throw ValidationError("--period must be a period such as 2026-Q3, not '\(period)'.")
    }
    return parsed
  }
}

/// Waterfalls for people and for programs.
enum WaterfallText {
  static func text(_ waterfall: Waterfall, _ digits: Int) -> String {
    let rows = rows(waterfall, digits)
    let width = rows.map { $0.name.count }.max() ?? 0
    let amounts = rows.map { $0.amount.count }.max() ?? 0
    let heading = "\(waterfall.scope) \(waterfall.period), \(waterfall.from) to \(waterfall.to)\n"
    return heading
      + rows.map { row in
        "  \(row.name)" + String(repeating: " ", count: width - row.name.count + 2)
          + String(repeating: " ", count: amounts - row.amount.count) + "\(row.amount)  "
          + "\(row.count)\n"
      }.joined()
  }

  static func csv(_ waterfalls: [Waterfall], _ digits: Int) -> String {
    let heading = "scope,period,from,to,step,amount,deals\n"
    return heading
      + waterfalls.flatMap { waterfall in
        rows(waterfall, digits).map { row in
          "\(field("\(waterfall.scope)")),\(waterfall.period),\(waterfall.from),\(waterfall.to),"
            + "\(row.name),\(row.amount),\(row.count)\n"
        }
      }.joined()
  }

  private static func rows(
    _ waterfall: Waterfall, _ digits: Int
  ) -> [(name: String, amount: String, count: Int)] {
    func money(_ amount: Quantity) -> String { MoneyText.text(amount.rounded, digits: digits) }
    return [("start", money(waterfall.start), waterfall.startCount)]
      + waterfall.steps.map { ($0.cause.rawValue, money($0.amount), $0.count) }
      + [("end", money(waterfall.end), waterfall.endCount)]
  }

  private static func field(_ text: String) -> String {
    guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

/// Money for programs and tables of digits: a point, no grouping, no unit.
enum MoneyText {
  static func text(_ amount: Int64, digits: Int) -> String {
    var text = String(amount.magnitude)
    if digits > 0 {
      if text.count <= digits {
        text = String(repeating: "0", count: digits + 1 - text.count) + text
      }
      text.insert(".", at: text.index(text.endIndex, offsetBy: -digits))
    }
    return (amount < 0 ? "-" : "") + text
  }
}
