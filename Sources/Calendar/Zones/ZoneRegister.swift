extension TimeZoneRules {
  /// The release of the IANA time zone database the rules come from: `2026f`.
  package static let dataVersion = ZoneData.version

  /// The rules of a zone or of one of its other names, from 1970 to 2100, or nothing for a name
  /// IANA does not have.
  ///
  /// Names are written as IANA writes them: `Europe/Paris`.
  package static func named(_ name: String) -> TimeZoneRules? {
    for line in lines {
      let names = line.utf8.prefix { $0 != UInt8(ascii: " ") }
      if names.split(separator: UInt8(ascii: ",")).contains(where: { $0.elementsEqual(name.utf8) })
      {
        return decode(line.split(separator: " "), name: name)
      }
    }
    return nil
  }

  /// All names, in the order of their bytes.
  package static var names: [String] {
    lines.flatMap { line in
      line.prefix { $0 != " " }.split(separator: ",").map(String.init)
    }.sorted()
  }

  /// Cut at bytes, which is much faster than at characters.
  private static var lines: [Substring] {
    ZoneData.text.utf8.split(separator: UInt8(ascii: "\n")).map { Substring($0) }
  }

  /// One line of the data; `make-zones.py` describes the format.
  private static func decode(_ fields: [Substring], name: String) -> TimeZoneRules? {
    guard fields.count >= 3 else { return nil }
    let values = fields[1].split(separator: ",").compactMap { Int32($0) }
    var transitions: [Int64] = []
    var offsets: [Int32] = []
    var moment: Int64 = 0
    var delta: Int64 = 0
    for byte in fields[2].utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        delta = delta * 36 + Int64(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "z"):
        delta = delta * 36 + Int64(byte - UInt8(ascii: "a")) + 10
      default:
        let index = Int(byte) - Int(UInt8(ascii: "A"))
        guard values.indices.contains(index) else { return nil }
        moment += delta
        delta = 0
        if !offsets.isEmpty { transitions.append(moment) }
        offsets.append(values[index])
      }
    }
    if fields.count > 3 {
      guard let rule = YearlyRule(fields[3]) else { return nil }
      for (change, offset) in rule.changes where change > moment {
        transitions.append(change)
        offsets.append(offset)
      }
    }
    return TimeZoneRules(name: name, transitions: transitions, offsets: offsets)
  }
}

/// Summer time that starts and ends on the same weekday of the same month every year.
private struct YearlyRule {
  /// For instance the last Sunday of March at 02:00: month 3, week 5, weekday 0.
  struct Change {
    let month: Int
    /// 1 to 4, or 5 for the last one of the month.
    let week: Int
    /// 0 is Sunday.
    let weekday: Int
    /// Seconds from midnight, on the clock before the change; may lie outside the day.
    let second: Int

    init?(_ text: Substring) {
      let parts = text.split(separator: ".").compactMap { Int($0) }
      guard parts.count == 4 else { return nil }
      (month, week, weekday, second) = (parts[0], parts[1], parts[2], parts[3])
    }

    func moment(in year: Int, offset: Int32) -> Int64 {
      let isoWeekday = weekday == 0 ? 7 : weekday
      let first = CalendarDate(firstOfMonth: month, of: year)
      let day =
        week == 5
        ? first.lastOfMonth.onOrBefore(weekday: isoWeekday)
        : first.adding(days: week * 7 - 1).onOrBefore(weekday: isoWeekday)
      return Int64(day.dayNumber) * 86_400 + Int64(second) - Int64(offset)
    }
  }

  let standard: Int32
  let summer: Int32
  let start: Change
  let end: Change

  init?(_ text: Substring) {
    let parts = text.split(separator: ",")
    guard parts.count == 4, let standard = Int32(parts[0]), let summer = Int32(parts[1]),
      let start = Change(parts[2]), let end = Change(parts[3])
    else { return nil }
    (self.standard, self.summer, self.start, self.end) = (standard, summer, start, end)
  }

  /// All changes of 1970 to 2100 in order.
  var changes: [(moment: Int64, offset: Int32)] {
    (1970...2100).flatMap { year in
      [
        (start.moment(in: year, offset: standard), summer),
        (end.moment(in: year, offset: summer), standard),
      ]
    }.sorted { $0.0 < $1.0 }
  }
}
