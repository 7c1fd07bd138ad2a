import Calendar
import Ingest

/// A name with `*` for any text, and the date that names of exports carry.
enum FilePattern {
  /// Whether a name fits a pattern; `*` matches any text, also none, and nothing else is special.
  static func matches(_ name: String, _ pattern: String) -> Bool {
    NamePattern.matches(name, pattern)
  }

  /// The date in a file name, or the local day of `report` with 13 digits, which are milliseconds
  /// since 1970 (Salesforce).
  ///
  /// Of a date with its year last, `order` says which part is the day.
  static func date(
    in name: String, zone: TimeZoneRules, order: FileNameDate.Order? = nil
  ) -> CalendarDate? {
    if let found = FileNameDate(in: name) { return found.date(order) }
    return reportMoment(name).map { zone.localDate(at: Int64($0.milliseconds) / 1_000) }
  }

  private static func reportMoment(
    _ name: String
  ) -> (range: Range<String.Index>, milliseconds: Int)? {
    let last = name.lastIndex(of: "/").map { name[name.index(after: $0)...] } ?? name[...]
    guard last.hasPrefix("report") else { return nil }
    let digits = last.dropFirst("report".count).prefix { $0.isASCII && $0.isNumber }
    guard digits.count == 13 else { return nil }
    return Int(digits).map { (digits.startIndex..<digits.endIndex, $0) }
  }

  /// The name without its time of day, and that time as a number that grows with it.
  ///
  /// Exports of one day that differ in nothing else are editions of one; nothing for a name without.
  static func edition(of name: String) -> (series: String, number: Int)? {
    let found =
      FileNameDate(in: name)?.time(in: name).map { ($0.range, $0.second) }
      ?? reportMoment(name).map { ($0.range, $0.milliseconds) }
    return found.map { range, number in
      ("\(name[..<range.lowerBound])*\(name[range.upperBound...])", number)
    }
  }

  /// The archive and the member of `exports/all-*.zip/deals.csv`; nothing for any other pattern.
  static func archive(in pattern: String) -> (archive: String, member: String)? {
    ArchivePath.parts(of: pattern)
  }

  /// The name with `*` for its date; nothing when it carries none.
  static func undated(_ name: String, zone: TimeZoneRules) -> String? {
    if let found = FileNameDate(in: name) {
      return name[..<found.range.lowerBound] + "*" + withoutCounter(name[found.range.upperBound...])
    }
    guard date(in: name, zone: zone) != nil else { return nil }
    // `report1700000000000.csv`
    let rest = name.dropFirst("report".count).drop { $0.isASCII && $0.isNumber }
    return "report*\(withoutCounter(rest))"
  }

  /// What follows a date, without a time of day or the number of a second download: `-09-00-12`, ` (1)`.
  private static func withoutCounter(_ rest: Substring) -> Substring {
    let kept = rest.drop { $0.isASCII && $0.isNumber || "-_ ()T".contains($0) }
    return kept.first == "." || kept.isEmpty ? kept : rest
  }

  /// Whether a name comes before another: numbers in them by their value, so that the tenth copy
  /// stands behind the ninth, and a name before those that go on where it ends.
  static func precedes(_ name: String, _ other: String) -> Bool {
    let (left, right) = (sortKey(name), sortKey(other))
    return left == right ? name < other : left.lexicographicallyPrecedes(right) { $0 < $1 }
  }

  /// Signs as they are but for the dot, which ends a name, and digits, which make one number.
  private static func sortKey(_ name: String) -> [UInt64] {
    var key: [UInt64] = []
    var number: UInt64?
    for byte in name.utf8 {
      if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        number = (number ?? 0) &* 10 &+ UInt64(byte - UInt8(ascii: "0"))
        continue
      }
      if let value = number { key += [UInt64(UInt8(ascii: "0")), value] }
      number = nil
      key.append(byte == UInt8(ascii: ".") ? 0 : UInt64(byte))
    }
    if let value = number { key += [UInt64(UInt8(ascii: "0")), value] }
    return key
  }

  /// The name without the number of a further download, as browsers write it: `deals (2).csv`.
  static func withoutDownloadNumber(_ name: String) -> String? {
    guard let close = name.lastIndex(of: ")"), name[close...].dropFirst().first == ".",
      let open = name[..<close].lastIndex(of: "("),
      name[..<open].last == " ", open < name.index(before: close),
      name[name.index(after: open)..<close].allSatisfy({ $0.isASCII && $0.isNumber })
    else { return nil }
    return String(name[..<open].dropLast() + name[name.index(after: close)...])
  }
}
