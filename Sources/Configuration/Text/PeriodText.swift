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
      if let id = suffix(name) { return Period.parse("\(year)-\(id)", fiscal: fiscal) }
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

  /// `Q3`, `T3`, `H1`, `S1`, a month by name or number.
  private static func suffix(_ name: String) -> String? {
    if let month = MonthHeading.month(name) { return padded(month) }
    guard let number = Int(name.dropFirst()), name.utf8.count == 2 else {
      return Int(name).flatMap { (1...12).contains($0) ? padded($0) : nil }
    }
    switch name.first {
    case "q", "t": return "Q\(number)"
    case "h", "s": return "H\(number)"
    default: return Int(name).flatMap { (1...12).contains($0) ? padded($0) : nil }
    }
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

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
