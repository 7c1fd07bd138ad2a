import Calendar

/// What the numbers of a date mean, by column, never by cell.
package enum DateOrder: String, Sendable {
  /// Year first: `2026-03-14`, also `2026/03/14`.
  case ymd
  /// Day first: `14/03/2026`, `14.03.26`.
  case dmy
  /// Month first: `3/14/2026`.
  case mdy
  /// Days since 1899-12-30, as spreadsheets count; only when declared.
  case excel
  /// Seconds since 1970 UTC; only when declared.
  case unix
}

/// What a cell that should hold a date turned out to hold.
package enum DateReading: Equatable, Sendable {
  /// Seconds of local wall-clock time in the report's zone; whether the cell names a time of day.
  case local(Int64, hasTime: Bool)
  case missing
  /// No date under any order.
  case notADate
  /// A date, but not in the declared order: `27/08/2024` where the month stands first.
  case contradictsOrder
}

/// Reads dates and moments in the shapes of exports.md B3.
///
/// A year in four digits at the front and a month by name need no order; everything else is read in
/// the declared one. There is no 30 February, no 24:00 and no year before 1900 or after 2199.
package struct DateReader: Sendable {
  /// Nothing refuses dates that need an order.
  private let order: DateOrder?
  private let clock: WallClock
  /// Whether `2026-03` means the first of the month.
  private let allowsMonth: Bool

  package init(order: DateOrder?, clock: WallClock, allowsMonth: Bool = false) {
    self.order = order
    self.clock = clock
    self.allowsMonth = allowsMonth
  }

  @inline(__always)
  package func read(_ cell: Span<UInt8>) -> DateReading {
    if cell.isEmpty { return .missing }
    return plain(cell) ?? readSlowly(cell)
  }

  private func readSlowly(_ cell: Span<UInt8>) -> DateReading {
    if CellText.isMissing(cell) { return .missing }
    guard let text = DateText(cell) else { return .notADate }
    return read(text)
  }

  /// `2024-08-27`, `2024-08-27 14:05`, `2024-08-27T14:05:33Z` and `2018-12-19T17:23:34.000Z`, which
  /// is nearly every cell; nothing sends the cell the long way.
  private func plain(_ cell: Span<UInt8>) -> DateReading? {
    let count = cell.count
    guard count == 10 || count == 16 || count == 19 || count == 20 || count == 24,
      cell[4] == 0x2D, cell[7] == 0x2D
    else { return nil }
    // A digit that is none makes a number above 9, which is kept in mind.
    var worst: UInt8 = 0
    func pair(_ index: Int) -> Int {
      let tens = cell[index] &- 48
      let ones = cell[index + 1] &- 48
      worst = max(worst, tens, ones)
      return Int(tens) * 10 + Int(ones)
    }
    let year = pair(0) * 100 + pair(2)
    let month = pair(5)
    let day = pair(8)
    guard worst <= 9, DateText.years.contains(year),
      let date = CalendarDate(year: year, month: month, day: day), !DateText.isDisguise(date)
    else { return nil }
    let midnight = Int64(date.dayNumber) * 86_400
    if count == 10 { return .local(midnight, hasTime: false) }
    guard cell[10] == 0x20 || cell[10] == 0x54, cell[13] == 0x3A else { return nil }
    let hour = pair(11)
    let minute = pair(14)
    var second = 0
    if count > 16 {
      guard cell[16] == 0x3A else { return nil }
      second = pair(17)
    }
    guard worst <= 9, hour < 24, minute < 60, second < 60 else { return nil }
    let wall = midnight + Int64(hour * 3_600 + minute * 60 + second)
    if count < 20 { return .local(clock.local(sourceWall: wall), hasTime: true) }
    guard cell[count - 1] == 0x5A, count == 20 || isFraction(cell) else { return nil }
    return .local(clock.local(instant: wall), hasTime: true)
  }

  /// Whether `.000` stands behind the seconds, in any digits.
  private func isFraction(_ cell: Span<UInt8>) -> Bool {
    cell[19] == 0x2E && cell[20] &- 48 <= 9 && cell[21] &- 48 <= 9 && cell[22] &- 48 <= 9
  }

  private func read(_ text: DateText) -> DateReading {
    switch text.shape {
    case .emptyInDisguise: return .missing
    case .instant(let milliseconds):
      return .local(clock.local(instant: Self.floor(milliseconds, by: 1_000)), hasTime: true)
    case .date(let year, let month, let day):
      return moment(year: year, month: month, day: day, text.time)
    case .month(let year, let month):
      return allowsMonth ? moment(year: year, month: month, day: 1, text.time) : .notADate
    case .ordered(let first, let second, let year):
      let dayFirst = CalendarDate(year: year, month: second, day: first)
      let monthFirst = CalendarDate(year: year, month: first, day: second)
      if dayFirst == nil && monthFirst == nil { return .notADate }
      switch order {
      case .dmy: return dayFirst.map { moment($0, text.time) } ?? .contradictsOrder
      case .mdy: return monthFirst.map { moment($0, text.time) } ?? .contradictsOrder
      default: return .contradictsOrder
      }
    case .number(let whole, let millionths):
      return serial(whole, millionths)
    }
  }

  private func moment(year: Int, month: Int, day: Int, _ time: DateText.Time?) -> DateReading {
    guard let date = CalendarDate(year: year, month: month, day: day) else { return .notADate }
    return moment(date, time)
  }

  private func moment(_ date: CalendarDate, _ time: DateText.Time?) -> DateReading {
    if DateText.isDisguise(date) { return .missing }
    let midnight = Int64(date.dayNumber) * 86_400
    guard let time else { return .local(midnight, hasTime: false) }
    let wall = midnight + Int64(time.seconds)
    if let offset = time.offset {
      return .local(clock.local(instant: wall - Int64(offset)), hasTime: true)
    }
    return .local(clock.local(sourceWall: wall), hasTime: true)
  }

  private func serial(_ whole: Int64, _ millionths: Int64) -> DateReading {
    switch order {
    case .excel:
      // 1 January 1900 to 31 December 2199, and 0 for "no date".
      if whole == 0 { return .missing }
      guard (1...109_574).contains(whole) else { return .notADate }
      let midnight = (whole - 25_569) * 86_400
      if millionths == 0 { return .local(midnight, hasTime: false) }
      let seconds = (millionths * 86_400 + 500_000) / 1_000_000
      return .local(clock.local(sourceWall: midnight + seconds), hasTime: true)
    case .unix:
      // 1900 to 2199.
      guard (-2_208_988_800...7_258_118_399).contains(whole) else { return .notADate }
      return .local(clock.local(instant: whole), hasTime: true)
    default: return .notADate
    }
  }

  static func floor(_ value: Int64, by divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }
}
