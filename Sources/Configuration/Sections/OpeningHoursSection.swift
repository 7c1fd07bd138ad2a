import Calendar

/// `opening_hours` of `calendar:`: when somebody is there to answer on a working day.
enum OpeningHoursSection {
  /// `09:00-18:00`, or several of these; 9 to 18 o'clock when the key is absent.
  static func decode(_ calendar: Section?, _ workingDays: WorkingCalendar) -> OpeningHours {
    guard let calendar else { return OpeningHours(calendar: workingDays) }
    let texts = calendar.texts("opening_hours")
    if texts.isEmpty { return OpeningHours(calendar: workingDays) }
    var hours: [Range<Int64>] = []
    for (text, place) in texts {
      if let range = range(text) {
        hours.append(range)
      } else {
        calendar.invalid(
          "opening_hours", text, place, "hours HH:MM-HH:MM, the second later than the first")
      }
    }
    return OpeningHours(calendar: workingDays, hours: hours)
  }

  private static func range(_ text: String) -> Range<Int64>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(second)
    guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else { return nil }
    return start..<end
  }

  /// Seconds since midnight; 24:00 is the end of the day.
  private static func second(_ text: Substring) -> Int64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int64(parts[0]),
      let minute = Int64(parts[1]), (0..<60).contains(minute), hour >= 0,
      hour * 60 + minute <= 1440
    else { return nil }
    return (hour * 60 + minute) * 60
  }
}
