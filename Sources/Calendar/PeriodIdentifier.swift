extension Period {
  /// Reads an identifier of ruling 6.
  ///
  /// Nothing when it is not one or names no existing period (`2025-W53`, `2026-Q5`). Years run from 1 to 9998.
  ///
  /// | form | example |
  /// |---|---|
  /// | year, half, quarter, month | `2026`, `2026-H2`, `2026-Q3`, `2026-08` |
  /// | ISO week, day | `2026-W34`, `2026-08-14` |
  /// | fiscal year, quarter, period | `FY2026`, `FY2026-Q3`, `FY2026-P05` |
  /// | window, both days included | `2026-04-01..2026-09-30` |
  /// | rolling months with their last day | `rolling-12m..2026-08-31` |
  package static func parse(_ id: String, fiscal: FiscalCalendar = .calendarYear) -> Period? {
    if let separator = dots(in: id) {
      return parseSpan(id[..<separator.lowerBound], id[separator.upperBound...])
    }
    if id.hasPrefix("FY") { return parseFiscal(id.dropFirst(2), fiscal: fiscal) }
    if id.utf8.count == 10 {
      return CalendarDate(iso: id).map { containing($0, kind: .day) }
    }
    guard let (year, rest) = yearAndRest(id[...]) else { return nil }
    switch rest.first {
    case nil:
      return numbered(year, kind: .year, fiscal: fiscal)
    case "H":
      guard let half = number(rest.dropFirst(), digits: 1, in: 1...2) else { return nil }
      return numbered(year * 2 + half - 1, kind: .half, fiscal: fiscal)
    case "Q":
      guard let quarter = number(rest.dropFirst(), digits: 1, in: 1...4) else { return nil }
      return numbered(year * 4 + quarter - 1, kind: .quarter, fiscal: fiscal)
    case "W":
      guard let week = number(rest.dropFirst(), digits: 2, in: 1...53) else { return nil }
      return ISOWeek(year: year, week: week).map { containing($0.monday, kind: .week) }
    default:
      guard let month = number(rest, digits: 2, in: 1...12) else { return nil }
      return numbered(year * 12 + month - 1, kind: .month, fiscal: fiscal)
    }
  }

  private static func parseFiscal(_ text: Substring, fiscal: FiscalCalendar) -> Period? {
    guard let (year, rest) = yearAndRest(text) else { return nil }
    switch rest.first {
    case nil:
      return numbered(year, kind: .fiscalYear, fiscal: fiscal)
    case "Q":
      guard let quarter = number(rest.dropFirst(), digits: 1, in: 1...4) else { return nil }
      return numbered(year * 4 + quarter - 1, kind: .fiscalQuarter, fiscal: fiscal)
    case "P":
      guard let period = number(rest.dropFirst(), digits: 2, in: 1...12) else { return nil }
      return numbered(year * 12 + period - 1, kind: .fiscalPeriod, fiscal: fiscal)
    default:
      return nil
    }
  }

  /// The two sides of `..`: a window, or months and their last day.
  private static func parseSpan(_ left: Substring, _ right: Substring) -> Period? {
    guard let lastDay = CalendarDate(iso: right), lastDay.year < 9999 else { return nil }
    if left.hasPrefix("rolling-"), left.last == "m" {
      let digits = left.dropFirst("rolling-".count).dropLast()
      guard digits.first != "0",
        let months = number(digits, digits: digits.utf8.count, in: 1...999),
        lastDay.year > months / 12 + 1
      else { return nil }
      return rolling(months: months, lastDay: lastDay)
    }
    guard let start = CalendarDate(iso: left), start <= lastDay else { return nil }
    return window(from: start, to: lastDay)
  }

  private static func dots(in id: String) -> Range<String.Index>? {
    guard let first = id.firstIndex(of: ".") else { return nil }
    let second = id.index(after: first)
    guard second < id.endIndex, id[second] == "." else { return nil }
    return first..<id.index(after: second)
  }

  /// `2026` or `2026-…`, split after the hyphen.
  private static func yearAndRest(_ text: Substring) -> (year: Int, rest: Substring)? {
    guard let year = number(text.prefix(4), digits: 4, in: 1...9998) else { return nil }
    let rest = text.dropFirst(4)
    guard let hyphen = rest.first else { return (year, rest) }
    guard hyphen == "-", rest.utf8.count > 1 else { return nil }
    return (year, rest.dropFirst())
  }

  /// Exactly so many ASCII digits; `Int` alone would also take a sign.
  private static func number(
    _ text: Substring, digits: Int, in range: ClosedRange<Int>
  ) -> Int? {
    guard text.utf8.count == digits,
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let value = Int(text), range.contains(value)
    else { return nil }
    return value
  }
}
