import Calendar
import Ingest

/// A name with `*` for any text, and the date that names of exports carry.
enum FilePattern {
  /// Whether a name fits a pattern; `*` matches any text, also none, and nothing else is special.
  static func matches(_ name: String, _ pattern: String) -> Bool {
    NamePattern.matches(name, pattern)
  }

  /// The last `YYYY-MM-DD` in a file name, or the local day of `report` with 13 digits, which are
  /// milliseconds since 1970 (Salesforce).
  static func date(in name: String, zone: TimeZoneRules) -> CalendarDate? {
    let bytes = Array(name.utf8)
    if bytes.count >= 10 {
      for start in stride(from: bytes.count - 10, through: 0, by: -1) {
        let isCut =
          (start > 0 && isDigit(bytes[start - 1]))
          || (start + 10 < bytes.count && isDigit(bytes[start + 10]))
        if !isCut, let text = String(validating: bytes[start..<start + 10], as: UTF8.self),
          let date = CalendarDate(iso: text)
        {
          return date
        }
      }
    }
    guard name.hasPrefix("report") else { return nil }
    let digits = name.dropFirst("report".count).prefix { $0.isASCII && $0.isNumber }
    guard digits.count == 13, let milliseconds = Int64(digits) else { return nil }
    return zone.localDate(at: milliseconds / 1_000)
  }

  /// The archive and the member of `exports/all-*.zip/deals.csv`; nothing for any other pattern.
  static func archive(in pattern: String) -> (archive: String, member: String)? {
    guard let range = pattern.lowercased().firstRange(of: ".zip/") else { return nil }
    let count = pattern.distance(from: pattern.startIndex, to: range.lowerBound) + 4
    return (String(pattern.prefix(count)), String(pattern.dropFirst(count + 1)))
  }

  /// The name with `*` for its date; nothing when it carries none.
  static func undated(_ name: String, zone: TimeZoneRules) -> String? {
    guard let date = date(in: name, zone: zone) else { return nil }
    let text = date.description
    if let range = name.ranges(of: text).last {
      return name[..<range.lowerBound] + "*" + withoutCounter(name[range.upperBound...])
    }
    // `report1700000000000.csv`
    let rest = name.dropFirst("report".count).drop { $0.isASCII && $0.isNumber }
    return "report*\(withoutCounter(rest))"
  }

  /// What follows a date, without a time of day or the number of a second download: `-09-00-12`, ` (1)`.
  private static func withoutCounter(_ rest: Substring) -> Substring {
    let kept = rest.drop { $0.isASCII && $0.isNumber || "-_ ()T".contains($0) }
    return kept.first == "." || kept.isEmpty ? kept : rest
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
