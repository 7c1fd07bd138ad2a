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
    if let (first, last) = namedDays(folded) { return between(first, last, fiscal: fiscal) }
    if let span = months(folded, fiscal: fiscal) { return span }
    var parts = folded.split { " -/.'’".contains($0) }.map(String.init)
    if parts.count == 1, let year = parts.first?.prefix(4), year.allSatisfy(\.isNumber) {
      // `2026Q3`
      parts = [String(parts[0].dropFirst(4)), String(year)]
    }
    if parts.count == 3, ["semaine", "sem", "week"].contains(parts[0]) {
      parts = ["w\(parts[1])", parts[2]]
    }
    if parts.count == 3, let part = ordinal(parts[0], parts[1]) { parts = [part, parts[2]] }
    if parts.count == 2, let week = week(parts[0], parts[1]) ?? week(parts[1], parts[0]) {
      return Period.parse(week, fiscal: fiscal)
    }
    if parts.count == 2, ["annee", "exercice", "year"].contains(parts[0]) {
      return parts[1].utf8.count == 4 ? Period.parse(parts[1], fiscal: fiscal) : nil
    }
    guard parts.count == 2 else { return nil }
    // `Q4'26`
    if parts[1].utf8.count == 2, Int(parts[1]) != nil, parts[0].first?.isLetter == true {
      parts[1] = "20\(parts[1])"
    }
    for (name, year) in [(parts[0], parts[1]), (parts[1], parts[0])] {
      guard year.utf8.count == 4, Int(year) != nil else { continue }
      if let id = PeriodHeading.suffix(name) {
        return Period.parse("\(year)-\(id)", fiscal: fiscal)
      }
    }
    return nil
  }

  /// What a text that names no period could say instead.
  static func proposal(for text: String, fiscal: FiscalCalendar) -> String {
    let folded = HeaderText.folded(text)
    let beginnings = [
      "d'ici la fin du ", "d'ici la fin de ", "d'ici le ", "d'ici ", "by the end of ",
      "by end of ", "by ", "avant le ", "avant ",
    ]
    for beginning in beginnings
    where folded.hasPrefix(beginning) {
      var rest = String(folded.dropFirst(beginning.count))
      for word in ["fin ", "la fin ", "end of "] where rest.hasPrefix(word) {
        rest = String(rest.dropFirst(word.count))
      }
      let last = parse(rest, fiscal: fiscal)?.lastDay ?? SheetDate.only(rest, order: nil)
      guard let last else { break }
      return "say from when, too: period: {start: …, end: \(last)}"
    }
    let days = folded.split(separator: " ").map { SheetDate.readings(String($0)) }
    if let day = days.first(where: { $0.count == 2 }) {
      return "write days as YYYY-MM-DD: \(day[0]) or \(day[1])"
    }
    if let part = PeriodHeading.suffix(folded), Int(folded) == nil {
      return "say of which year: 2026-\(part)"
    }
    if let (first, last) = namedDays(folded) ?? ends(folded), last < first {
      return "the last day comes before the first: write \(last)..\(first)"
    }
    return "write 2026, 2026-H2, 2026-Q3, 2026-08, 2026-W34, 2026-04-01..2026-09-30 "
      + "or 6 months from 2026-01-01"
  }

  /// `2026-04-01..2026-09-30`, in whatever order.
  private static func ends(_ folded: String) -> (CalendarDate, CalendarDate)? {
    guard let range = folded.firstRange(of: ".."),
      let first = CalendarDate(iso: String(folded[..<range.lowerBound]).trimmingSpaces),
      let last = CalendarDate(iso: String(folded[range.upperBound...]).trimmingSpaces)
    else { return nil }
    return (first, last)
  }

  /// `du 1er octobre au 31 décembre 2026`, `October 1, 2026 to December 31, 2026`; the first day may
  /// do without its year.
  private static func namedDays(_ folded: String) -> (CalendarDate, CalendarDate)? {
    var text = folded
    for word in ["du ", "de ", "from "] where text.hasPrefix(word) {
      text = String(text.dropFirst(word.count))
    }
    for link in [" jusqu'au ", " au ", " to ", " until ", " a ", " - ", " – "] {
      guard let range = text.firstRange(of: link) else { continue }
      let first = String(text[..<range.lowerBound]).trimmingSpaces
      let last = String(text[range.upperBound...]).trimmingSpaces
      guard let end = SheetDate.read(last, order: nil) else { continue }
      let start =
        SheetDate.read(first, order: nil) ?? SheetDate.read("\(first) \(end.year)", order: nil)
      if let start { return (start, end) }
    }
    return nil
  }

  /// `4e trimestre`, `first half`: what follows the year in the identifier, as a heading would say it.
  private static func ordinal(_ one: String, _ other: String) -> String? {
    for (number, unit) in [(one, other), (other, one)] {
      let count =
        ordinals[number]
        ?? Int(number.prefix { $0.isNumber }).flatMap {
          ["", "e", "er", "eme", "ere", "st", "nd", "rd", "th"]
            .contains(number.drop { $0.isNumber }) ? $0 : nil
        }
      guard let count else { continue }
      switch unit {
      case "trimestre", "trim", "quarter": return (1...4).contains(count) ? "q\(count)" : nil
      case "semestre", "sem", "half": return (1...2).contains(count) ? "h\(count)" : nil
      default: continue
      }
    }
    return nil
  }

  private static let ordinals = [
    "premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4, "first": 1,
    "third": 3,
    "fourth": 4, "dernier": 4, "last": 4,
  ]

  /// `semaine 47 2026` has become two parts, `W47 2026` has them already.
  private static func week(_ part: String, _ year: String) -> String? {
    guard year.utf8.count == 4, Int(year) != nil, let first = part.first, "sw".contains(first),
      let number = Int(part.dropFirst()), first == "w" || number > 4, (1...53).contains(number)
    else { return nil }
    return "\(year)-W\(number < 10 ? "0" : "")\(number)"
  }

  /// `octobre à décembre 2026`, `oct-déc 2026`, `octobre 2026 à mars 2027`.
  private static func months(_ folded: String, fiscal: FiscalCalendar) -> Period? {
    let words = folded.split { " -–".contains($0) }.map(String.init)
      .filter { !["a", "au", "to", "until", "de", "d'", "du", "from"].contains($0) }
    let named = words.map { word in
      MonthHeading.month(word.hasPrefix("d'") ? String(word.dropFirst(2)) : word)
    }
    func month(_ index: Int, _ year: Int) -> Period? {
      guard let number = named[index], let year = Int(words[year]), (1000...9998).contains(year)
      else { return nil }
      return Period.parse("\(year)-\(number < 10 ? "0" : "")\(number)")
    }
    let ends: (Period?, Period?)
    switch words.count {
    case 3: ends = (month(0, 2), month(1, 2))
    case 4: ends = (month(0, 1), month(2, 3))
    default: return nil
    }
    guard let first = ends.0, let last = ends.1 else { return nil }
    return between(first.start, last.lastDay, fiscal: fiscal)
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
      let start = words.last.flatMap({ SheetDate.only($0, order: nil) }),
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
    let links: Set<String> = ["du", "au", "from", "to", "until", "a", "-", "–"]
    var words = folded.split { " /".contains($0) }.map(String.init)
    if !words.contains(where: { CalendarDate(iso: $0) != nil }) {
      words = folded.split(separator: " ").map(String.init)
    }
    let written = words.filter { !links.contains($0) }
    // Of two dates that stand together one may tell how the other is meant.
    let order = SheetDate.order(of: written)
    let dates = written.compactMap { SheetDate.only($0, order: order) }
    guard dates.count == 2, written.count == 2 else { return nil }
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
