import Calendar
import Ingest

/// Which canonical field stands in which column of a sheet.
struct SheetColumns {
  /// Field to column index.
  private(set) var indices: [String: Int] = [:]
  /// Columns that hold no known field.
  private(set) var others: [Int] = []

  /// Binds headings to fields.
  ///
  /// - Parameters:
  ///   - sheet: whose headings are bound.
  ///   - own: the user's own mapping of headings to fields; it wins.
  ///   - aliases: field to the other headings it is known by, in any language.
  ///   - fields: the canonical fields.
  ///   - findings: takes columns that hold the same field.
  init(
    _ sheet: Sheet, own: [String: String], aliases: [String: [String]], fields: [String],
    findings: Findings
  ) {
    var known: [String: String] = [:]
    for field in fields { known[HeaderText.folded(field)] = field }
    for (field, names) in aliases {
      for name in names { known[HeaderText.folded(name)] = field }
    }
    let own = Dictionary(own.map { (HeaderText.folded($0), $1) }) { first, _ in first }
    // A field mapped by the user is not also taken from the heading that bears its name.
    let claimed = Set(own.values)
    for (index, heading) in sheet.headings.enumerated() {
      let folded = HeaderText.folded(heading.text)
      let field = own[folded] ?? known[folded].flatMap { claimed.contains($0) ? nil : $0 }
      guard let field else {
        others.append(index)
        continue
      }
      if indices[field] == nil {
        indices[field] = index
      } else {
        findings.error(
          "sheet-column-duplicate", at: heading.place,
          "column '\(heading.text)' holds '\(field)', which an earlier column holds already",
          fixes: ["say which one under 'headers': {\"\(heading.text)\": \(field)}"])
      }
    }
  }

  subscript(field: String) -> Int? { indices[field] }

  /// The cell of a field, or nothing when the column or its text is missing.
  func cell(_ field: String, _ record: [Sheet.Cell]) -> Sheet.Cell? {
    guard let index = indices[field], !record[index].isMissing else { return nil }
    return record[index]
  }
}

/// Dates in sheets.
enum SheetDate {
  /// `YYYY-MM-DD`, a day whose month is written out, or the declared order of day, month and year
  /// parted by `/`, `-` or `.`.
  static func read(_ text: String, order: String?) -> CalendarDate? {
    // A moment as programs write it stands for its day: `2026-07-01T00:00:00Z`.
    let day = text.utf8.dropFirst(10).first == UInt8(ascii: "T") ? String(text.prefix(10)) : text
    if let date = CalendarDate(iso: day) ?? named(text) ?? named(text.replacing("-", with: " ")) {
      return date
    }
    let parts = text.split(omittingEmptySubsequences: false) { "/-.".contains($0) }
    let numbers = parts.compactMap { Int($0) }
    guard parts.count == 3, numbers.count == 3 else { return nil }
    if parts[0].utf8.count == 4 {
      return CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2])
    }
    guard parts[2].utf8.count == 4 else { return nil }
    switch order {
    case "dmy": return CalendarDate(year: numbers[2], month: numbers[1], day: numbers[0])
    case "mdy": return CalendarDate(year: numbers[2], month: numbers[0], day: numbers[1])
    default: return nil
    }
  }

  /// `1er octobre 2026`, `October 1, 2026`, `1 oct. 2026`.
  private static func named(_ text: String) -> CalendarDate? {
    let words = HeaderText.folded(text).split { " ,".contains($0) }.map(String.init)
    guard words.count == 3, words[2].utf8.count == 4, let year = Int(words[2]) else { return nil }
    for (name, number) in [(words[1], words[0]), (words[0], words[1])] {
      let digits = number.prefix { $0.isNumber }
      guard let month = MonthHeading.month(name), let day = Int(digits),
        ["", "er", "st", "nd", "rd", "th"].contains(number.dropFirst(digits.count))
      else { continue }
      return CalendarDate(year: year, month: month, day: day)
    }
    return nil
  }

  /// As declared, or in the only order that makes a date.
  static func only(_ text: String, order: String?) -> CalendarDate? {
    if let date = read(text, order: order) { return date }
    let dates = Set(order == nil ? readings(text) : [])
    return dates.count == 1 ? dates.first : nil
  }

  /// The dates that a text without a declared order may mean: day first, then month first.
  static func readings(_ text: String) -> [CalendarDate] {
    ["dmy", "mdy"].compactMap { read(text, order: $0) }
  }

  /// The order in which all of the texts are dates, when there is one only.
  static func order(of texts: [String]) -> String? {
    let orders = ["dmy", "mdy"].filter { (order: String) in
      texts.allSatisfy { read($0, order: order) != nil }
    }
    return orders.count == 1 ? orders.first : nil
  }
}
