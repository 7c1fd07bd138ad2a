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
  /// Seconds since 1970 UTC, or milliseconds in 13 digits; only when declared.
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
  private let monthStarts = Self.monthStarts
  /// Nothing where the processor has none.
  let kernel: MomentKernel?

  /// Without an order dates in figures are refused; `clock` takes moments to the report's zone.
  package init(order: DateOrder?, clock: WallClock, allowsMonth: Bool = false) {
    self.init(order: order, clock: clock, allowsMonth: allowsMonth, level: .best)
  }

  /// Without a level every cell is read one by one.
  init(order: DateOrder?, clock: WallClock, allowsMonth: Bool = false, level: VectorLevel?) {
    self.order = order
    self.clock = clock
    self.allowsMonth = allowsMonth
    kernel = level.flatMap {
      MomentKernel(
        level: $0, firstYear: DateText.years.lowerBound, monthStarts: Self.monthStarts,
        disguises: DateText.disguises, order: order, clock: clock)
    }
  }

  /// The day or moment of a cell as it stands in the file, or why there is none.
  @inline(__always)
  package func read(_ cell: Span<UInt8>) -> DateReading {
    if cell.isEmpty { return .missing }
    if let words = DateWords(cell), let seconds = plain(words) {
      // `27/08/2024` is the longest without a time, `1/2/24 1:05` the shortest with one.
      return .local(seconds, hasTime: cell.count > 10)
    }
    return readSlowly(cell)
  }

  /// The seconds that a cell of one of the usual shapes stands for; nothing where `read` must look.
  ///
  /// 24 bytes behind the start of the cell must be readable.
  @inline(__always)
  func plainSeconds(_ place: CellPlace, in bytes: Span<UInt8>) -> Int64? {
    DateWords(place, in: bytes).flatMap(plain)
  }

  /// The day numbers of the first days of all months that dates may lie in, and of the one after.
  private static let monthStarts: [Int32] = (0...DateText.years.count * 12).map { month in
    CalendarDate(firstOfMonth: month + 1, of: DateText.years.lowerBound).dayNumber
  }

  @inline(never)
  private func readSlowly(_ cell: Span<UInt8>) -> DateReading {
    let bare = CellText.bare(cell)
    guard bare.count < cell.count else { return readText(cell) }
    // One shell is taken off: a cell may be megabytes of them.
    let text = cell.extracting(bare)
    if !text.isEmpty, let words = DateWords(text), let seconds = plain(words) {
      return .local(seconds, hasTime: text.count > 10)
    }
    return readText(text)
  }

  private func readText(_ cell: Span<UInt8>) -> DateReading {
    if CellText.isMissing(cell) { return .missing }
    guard let text = DateText(cell, isCount: order == .unix) else { return .notADate }
    return read(text)
  }

  /// `2024-08-27`, `2024-08-27 14:05`, `2024-08-27T14:05:33Z` and `2018-12-19T17:23:34.000Z`, and what
  /// `DateWords` makes such a `Z` of, which is nearly every cell; nothing sends the cell the long way.
  ///
  /// Where the day or the month stands first, also what `DateWords` makes such shapes of.
  @inline(__always)
  private func plain(_ words: DateWords) -> Int64? {
    if words.isOrdered { return ordered(words) }
    return plain(words, half: nil)
  }

  @inline(never)
  private func ordered(_ words: DateWords) -> Int64? {
    guard order == .dmy || order == .mdy else { return nil }
    var words = words
    return words.reorder(monthFirst: order == .mdy) ? plain(words, half: words.half) : nil
  }

  /// The day and the month of a cell of one of the usual shapes in which the order matters; nothing
  /// where `read` must look.
  func plainOrdered(_ cell: Span<UInt8>) -> (day: Int, month: Int)? {
    guard let words = DateWords(cell), words.isOrdered, let seconds = ordered(words) else {
      return nil
    }
    let date = CalendarDate(dayNumber: Int32(Self.floor(seconds, by: 86_400)))
    return (date.day, date.month)
  }

  @inline(__always)
  private func plain(_ words: DateWords, half: DateWords.Half?) -> Int64? {
    let (count, first, second, third) = (words.count, words.first, words.second, words.third)
    // The bytes with the digits as numbers and the dashes as 0; then pairs of digits.
    let date = first ^ 0x2D30_302D_3030_3030
    guard Self.areDigits(date), date & 0xFF00_00FF_0000_0000 == 0 else { return nil }
    let pairs = date &* 10 &+ date &>> 8
    let month =
      (Int(pairs & 0xFF) &* 100 &+ Int(pairs &>> 16 & 0xFF) &- DateText.years.lowerBound) &* 12
      &+ Int(pairs &>> 40 & 0xFF) &- 1
    // Month 00 or 13 would be one of the year beside.
    guard pairs &>> 40 & 0xFF &- 1 < 12, month >= 0, month < monthStarts.count &- 1 else {
      return nil
    }
    if count == 10 {
      let digits = second & 0xFFFF ^ 0x3030
      guard Self.areDigits(digits) else { return nil }
      return midnight(month, Int32(truncatingIfNeeded: digits &* 10 &+ digits &>> 8) & 0xFF)
    }
    let mark = second &>> 16 & 0xFF
    guard count == 16 || count == 19 || count == 20 || count == 24, mark == 0x20 || mark == 0x54
    else { return nil }
    // `27T14:05`
    let rest = (second ^ 0x3030_3A30_3000_3030) & ~0xFF_0000
    guard Self.areDigits(rest), rest & 0xFF00_0000_0000 == 0 else { return nil }
    let numbers = rest &* 10 &+ rest &>> 8
    var hour = Int64(truncatingIfNeeded: numbers &>> 24 & 0xFF)
    if let half {
      guard (1...12).contains(hour) else { return nil }
      // 12 AM is midnight, 12 PM noon.
      hour = hour % 12 &+ (half == .afternoon ? 12 : 0)
    }
    let minute = Int64(truncatingIfNeeded: numbers &>> 48 & 0xFF)
    guard let midnight = midnight(month, Int32(truncatingIfNeeded: numbers & 0xFF)), hour < 24,
      minute < 60
    else { return nil }
    let wall = midnight &+ hour &* 3_600 &+ minute &* 60
    if count == 16 { return clock.local(sourceWall: wall) }
    // `:33Z`, `:34.000Z`
    let end = third ^ 0x5A30_3030_2E30_303A
    let (tens, ones) = (end &>> 8 & 0xFF, end &>> 16 & 0xFF)
    guard end & 0xFF == 0, tens < 6, ones <= 9 else { return nil }
    let seconds = wall &+ Int64(truncatingIfNeeded: tens &* 10 &+ ones)
    switch count {
    case 19: return clock.local(sourceWall: seconds)
    case 20: return third &>> 24 & 0xFF == 0x5A ? clock.local(instant: seconds &- words.east) : nil
    default:
      // Any digits behind the point, and `Z` behind them.
      let hasFraction = end & 0xFF00_0000_FF00_0000 == 0 && Self.areDigits(end)
      return hasFraction ? clock.local(instant: seconds &- words.east) : nil
    }
  }

  /// Whether no byte is above 9.
  @inline(__always)
  private static func areDigits(_ word: UInt64) -> Bool {
    (word &+ 0x7676_7676_7676_7676 | word) & 0x8080_8080_8080_8080 == 0
  }

  /// The first second of a day of a month; nothing when the month has no such day, or the day stands
  /// for no date.
  @inline(__always)
  private func midnight(_ month: Int, _ day: Int32) -> Int64? {
    let start = monthStarts[month]
    let number = start &+ day &- 1
    guard day >= 1, number < monthStarts[month &+ 1],
      !DateText.isDisguise(CalendarDate(dayNumber: number))
    else { return nil }
    return Int64(number) &* 86_400
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
      if DateText.disguises.contains(Int32(whole) - 25_569) { return .missing }
      let midnight = (whole - 25_569) * 86_400
      if millionths == 0 { return .local(midnight, hasTime: false) }
      let seconds = (millionths * 86_400 + 500_000) / 1_000_000
      return .local(clock.local(sourceWall: midnight + seconds), hasTime: true)
    case .unix:
      // 1900 to 2199; so many seconds would lie far behind them.
      let seconds = whole < 1_000_000_000_000 ? whole : whole / 1_000
      guard (-2_208_988_800...7_258_118_399).contains(seconds) else { return .notADate }
      return .local(clock.local(instant: seconds), hasTime: true)
    default: return .notADate
    }
  }

  static func floor(_ value: Int64, by divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }
}
