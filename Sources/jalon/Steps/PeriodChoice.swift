import ArgumentParser
import Calendar
import Configuration

/// What `--as-of` and `--period` mean together.
///
/// A period that is named and over is reported on as of its last day.
struct PeriodChoice {
  let asOf: CalendarDate
  /// Nothing means the configured kind.
  let kind: Period.Kind?

  private static let kinds: [Period.Kind] = [
    .day, .week, .month, .quarter, .half, .year, .fiscalYear, .fiscalQuarter, .fiscalPeriod,
  ]

  init(
    _ options: RunOptions, usualAsOf: CalendarDate, _ configuration: Configuration
  ) throws {
    var given: CalendarDate?
    if let text = options.asOf {
      guard let date = CalendarDate(iso: text) else {
        throw ValidationError("--as-of must be a date YYYY-MM-DD, not '\(text)'.")
      }
      given = date
    }
    guard let text = options.period else {
      (asOf, kind) = (given ?? usualAsOf, nil)
      return
    }
    if let kind = Self.kinds.first(where: { $0.rawValue == text }) {
      (asOf, self.kind) = (given ?? usualAsOf, kind)
      return
    }
    guard let period = Period.parse(text, fiscal: configuration.fiscal),
      Self.kinds.contains(period.kind)
    else {
      throw ValidationError(
        "--period must be week, month, quarter, year or a period such as 2026-Q3, not '\(text)'.")
    }
    let date = given ?? min(usualAsOf, period.lastDay)
    guard period.contains(date) else {
      throw ValidationError("\(date) is not in the period \(text).")
    }
    (asOf, kind) = (date, period.kind)
  }
}
