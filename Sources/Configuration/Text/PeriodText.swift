import Calendar
import Ingest

/// A period as people write it: an identifier, `T3 2026`, `août 2026`, `6 mois à partir du
/// 2026-01-01`, or two days.
enum PeriodText {
  /// Nothing when the text names no period.
  static func parse(_ text: String, fiscal: FiscalCalendar) -> Period? {
    let cleaned = HeaderText.cleaned(text)
    if let period = Period.parse(cleaned, fiscal: fiscal) { return period }
    let folded = HeaderText.folded(text)
    if let span = duration(folded, fiscal: fiscal) { return span }
    if let span = days(folded, fiscal: fiscal) { return span }
    let parts = folded.split { " -/.".contains($0) }.map(String.init)
    guard parts.count == 2 else { return nil }
    for (name, year) in [(parts[0], parts[1]), (parts[1], parts[0])] {
      guard year.utf8.count == 4, Int(year) != nil else { continue }
      if let id = PeriodHeading.suffix(name) {
        return Period.parse("\(year)-\(id)", fiscal: fiscal)
      }
    }
    return nil
  }

  /// The period of these days, under its usual identifier when they are a whole month, quarter, half
  /// or year.
  ///
  /// The last day is included; nothing when it comes before the first.
  static func between(_ first: CalendarDate, _ last: CalendarDate, fiscal: FiscalCalendar)
    -> Period?
  {
    guard first <= last else { return nil }
    let kinds: [Period.Kind] = [
      .year, .half, .quarter, .month, .fiscalYear, .fiscalQuarter, .week, .day,
    ]
    for kind in kinds {
      let period = Period.containing(first, kind: kind, fiscal: fiscal)
      if period.start == first, period.lastDay == last { return period }
    }
    return Period.window(from: first, to: last)
  }

  /// `6 months from 2026-01-01`, `3 ans à partir du 2026-01-01`.
  private static func duration(_ folded: String, fiscal: FiscalCalendar) -> Period? {
    let words = folded.split(separator: " ").map(String.init)
    guard words.count >= 4, let count = Int(words[0]), (1...600).contains(count),
      let start = words.last.flatMap({ CalendarDate(iso: $0) }),
      ["from", "a partir du", "a partir de", "a compter du", "des le", "starting"]
        .contains(words[2..<(words.count - 1)].joined(separator: " "))
    else { return nil }
    let end: CalendarDate
    switch words[1] {
    case "day", "days", "jour", "jours": end = start.adding(days: count)
    case "week", "weeks", "semaine", "semaines": end = start.adding(days: count * 7)
    case "month", "months", "mois": end = start.adding(months: count)
    case "quarter", "quarters", "trimestre", "trimestres": end = start.adding(months: count * 3)
    case "year", "years", "an", "ans", "annee", "annees": end = start.adding(years: count)
    default: return nil
    }
    return between(start, end.adding(days: -1), fiscal: fiscal)
  }

  /// `2026-01-01/2026-06-30`, `du 2026-01-01 au 2026-06-30`.
  private static func days(_ folded: String, fiscal: FiscalCalendar) -> Period? {
    let words = folded.split { " /".contains($0) }.map(String.init)
    let dates = words.compactMap { CalendarDate(iso: $0) }
    guard dates.count == 2,
      words.allSatisfy({
        CalendarDate(iso: $0) != nil || ["du", "au", "from", "to", "until"].contains($0)
      })
    else { return nil }
    return between(dates[0], dates[1], fiscal: fiscal)
  }
}

/// Names of months and other parts of a year, as headings of a spreadsheet and in periods.
enum MonthHeading {
  /// 1 to 12 for an English or French month, in full or short, already folded.
  static func month(_ folded: String) -> Int? {
    let name = folded.hasSuffix(".") ? String(folded.dropLast()) : folded
    return names.firstIndex { $0.contains(name) }.map { $0 + 1 }
  }

  private static let names: [[String]] = [
    ["jan", "january", "janv", "janvier"], ["feb", "february", "fev", "fevr", "fevrier"],
    ["mar", "march", "mars"], ["apr", "april", "avr", "avril"], ["may", "mai"],
    ["jun", "june", "juin"], ["jul", "july", "juil", "juillet"], ["aug", "august", "aou", "aout"],
    ["sep", "sept", "september", "septembre"], ["oct", "october", "octobre"],
    ["nov", "november", "novembre"], ["dec", "december", "decembre"],
  ]
}

/// Parts of a year as headings of wide sheets and in periods: `M01`, `Q1`, `T1`, `S1`, `janv`, `January`, `01`.
enum PeriodHeading {
  /// What follows the year in the identifier: `03`, `Q1`, `H2`.
  static func suffix(_ heading: String) -> String? {
    let folded = HeaderText.folded(heading)
    if let month = MonthHeading.month(folded) { return padded(month) }
    guard let first = folded.first else { return nil }
    let digits = first.isNumber ? folded : String(folded.dropFirst())
    guard digits.utf8.count <= 2, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(digits)
    else { return nil }
    switch first {
    case "m": return (1...12).contains(number) ? padded(number) : nil
    case "q", "t": return (1...4).contains(number) ? "Q\(number)" : nil
    case "h", "s": return (1...2).contains(number) ? "H\(number)" : nil
    default: return first.isNumber && (1...12).contains(number) ? padded(number) : nil
    }
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
