import Calendar

/// A date as written, taken apart without deciding the order of its numbers.
struct DateText {
  enum Shape: Equatable {
    case date(year: Int, month: Int, day: Int)
    case month(year: Int, month: Int)
    /// Two numbers whose order is not written, and the year behind them.
    case ordered(first: Int, second: Int, year: Int)
    case instant(milliseconds: Int64)
    /// A bare number, with its fraction in millionths.
    case number(Int64, millionths: Int64)
    /// `0000-00-00`, `1899-12-30` and the like, which mean "no date".
    case emptyInDisguise
  }

  /// A time of day, with seconds east of UTC when the cell names its zone.
  struct Time: Equatable {
    var seconds: Int
    var offset: Int?
  }

  static let years = 1900...2199

  /// The days that tools write for "none": 1899-12-30, 1899-12-31 and 1900-01-01.
  static let disguises: ClosedRange<Int32> = -25_569 ... -25_567

  static func isDisguise(_ date: CalendarDate) -> Bool { disguises.contains(date.dayNumber) }

  private(set) var shape: Shape
  private(set) var time: Time?

  private enum Token: Equatable {
    case number(value: Int, digits: Int)
    case word(DateWord)
    case mark(UInt8)
    case space
  }

  /// Nothing when the cell has none of the known shapes.
  ///
  /// `20260314` is a date unless `isCount` says that a bare number counts days or seconds.
  init?(_ cell: Span<UInt8>, isCount: Bool = false) {
    let range = CellText.trimmed(cell)
    guard range.count <= 60 else { return nil }
    if let instant = Self.wrappedInstant(cell, range) {
      shape = instant
      return
    }
    var tokens = Self.tokens(cell, range)[...]
    guard let date = Self.takeDate(&tokens, isCount: isCount) else { return nil }
    shape = date
    if tokens.isEmpty { return }
    guard let time = Self.takeTime(&tokens), tokens.isEmpty else { return nil }
    self.time = time
  }

  /// `/Date(1700000000000)/`, `/Date(1700000000000+0100)/`.
  private static func wrappedInstant(_ cell: Span<UInt8>, _ range: Range<Int>) -> Shape? {
    guard range.count > 8, cell[range.lowerBound] == UInt8(ascii: "/") else { return nil }
    let text = CellText.string(cell, range)
    guard text.hasPrefix("/Date("), text.hasSuffix(")/") else { return nil }
    var digits = text.dropFirst(6).dropLast(2)
    if let zone = digits.dropFirst().firstIndex(where: { $0 == "+" || $0 == "-" }) {
      digits = digits[..<zone]
    }
    guard let milliseconds = Int64(digits) else { return nil }
    // 0001-01-01 means none; so does any moment outside of the years that are accepted.
    if milliseconds <= -62_135_596_800_000 { return .emptyInDisguise }
    guard (-2_208_988_800_000...7_258_118_399_999).contains(milliseconds) else { return nil }
    return .instant(milliseconds: milliseconds)
  }

  private static func tokens(_ cell: Span<UInt8>, _ range: Range<Int>) -> [Token] {
    var tokens: [Token] = []
    tokens.reserveCapacity(12)
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = cell[index]
      let space = CellText.spaceWidth(cell, at: index)
      if space > 0 {
        if tokens.last != .space { tokens.append(.space) }
        index += space
      } else if isDigit(byte) {
        var value = 0
        let start = index
        while index < range.upperBound, isDigit(cell[index]), index - start < 17 {
          value = value * 10 + Int(cell[index]) - 48
          index += 1
        }
        tokens.append(.number(value: value, digits: index - start))
      } else if isLetter(byte) {
        let start = index
        while index < range.upperBound, isLetter(cell[index]),
          CellText.spaceWidth(cell, at: index) == 0
        { index += 1 }
        tokens.append(.word(DateWord(cell, start..<index)))
      } else {
        tokens.append(.mark(byte))
        index += 1
      }
    }
    return tokens
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte & 0xDF) || (byte >= 0x80 && byte != 0xE2)
  }

  private static func takeDate(
    _ tokens: inout ArraySlice<Token>, isCount: Bool
  ) -> Shape? {
    let parts = Array(tokens.prefix(5))
    // Three numbers with the same mark between them.
    if parts.count >= 5, case .number(let first, let firstDigits) = parts[0],
      case .mark(let mark) = parts[1], parts[3] == parts[1],
      case .number(let second, let secondDigits) = parts[2], secondDigits <= 2,
      case .number(let third, let thirdDigits) = parts[4],
      mark == UInt8(ascii: "-") || mark == UInt8(ascii: "/") || mark == UInt8(ascii: ".")
    {
      tokens = tokens.dropFirst(5)
      if firstDigits == 4 {
        guard thirdDigits <= 2 else { return nil }
        return date(year: first, month: second, day: third)
      }
      guard firstDigits <= 2, thirdDigits == 4 || thirdDigits == 2 else { return nil }
      let year = thirdDigits == 2 ? expanded(third) : third
      if first == 0, second == 0 { return .emptyInDisguise }
      return years.contains(year) ? .ordered(first: first, second: second, year: year) : nil
    }
    if let named = takeNamedDate(&tokens) { return named }
    return takeNumber(&tokens, isCount: isCount)
  }

  /// `2026-03`, `20260314`, `45631`, `45631.5`.
  private static func takeNumber(
    _ tokens: inout ArraySlice<Token>, isCount: Bool
  ) -> Shape? {
    let parts = Array(tokens)
    if parts.count == 3, case .number(let year, 4) = parts[0], parts[1] == .mark(0x2D),
      case .number(let month, 2) = parts[2], years.contains(year), (1...12).contains(month)
    {
      tokens = []
      return .month(year: year, month: month)
    }
    guard case .number(let whole, let digits)? = parts.first else { return nil }
    if digits == 8, parts.count == 1, !isCount {
      tokens = []
      return date(year: whole / 10_000, month: whole / 100 % 100, day: whole % 100)
    }
    if parts.count == 1 {
      tokens = []
      return .number(Int64(whole), millionths: 0)
    }
    if parts.count == 3, parts[1] == .mark(0x2E) || parts[1] == .mark(0x2C),
      case .number(var fraction, var fractionDigits) = parts[2]
    {
      tokens = []
      while fractionDigits > 6 {
        fraction /= 10
        fractionDigits -= 1
      }
      while fractionDigits < 6 {
        fraction *= 10
        fractionDigits += 1
      }
      return .number(Int64(whole), millionths: Int64(fraction))
    }
    return nil
  }

  private static func date(year: Int, month: Int, day: Int) -> Shape? {
    if year <= 1, month <= 1, day <= 1 { return .emptyInDisguise }
    if year == 1900, month == 1, day == 0 { return .emptyInDisguise }
    if year == 1899, month == 12, day == 30 || day == 31 { return .emptyInDisguise }
    return years.contains(year) ? .date(year: year, month: month, day: day) : nil
  }

  /// `12 janv. 2026`, `1er mars 2026`, `05-Mar-2026`, `Sep 12, 2026`, `jeudi 12 mars 2026`.
  private static func takeNamedDate(_ tokens: inout ArraySlice<Token>) -> Shape? {
    var rest = tokens
    var day: Int?
    var month: Int?
    var sawWeekday = false
    while let token = rest.first {
      rest = rest.dropFirst()
      switch token {
      case .number(let value, let digits):
        if month != nil, day != nil {
          guard digits == 4 || digits == 2, let day, let month else { return nil }
          let year = digits == 2 ? expanded(value) : value
          guard years.contains(year) else { return nil }
          tokens = rest
          return .date(year: year, month: month, day: day)
        }
        guard day == nil, digits <= 2 else { return nil }
        day = value
      case .word(let word):
        if let number = MonthName.number(of: word), month == nil {
          month = number
        } else if ordinals.contains(word), day != nil, month == nil {
          continue
        } else if weekdays.contains(word), day == nil, month == nil, !sawWeekday {
          sawWeekday = true
        } else {
          return nil
        }
      case .mark(let mark):
        guard [0x2C, 0x2D, 0x2E, 0x2F].contains(mark) else { return nil }
      case .space: continue
      }
    }
    return nil
  }

  private static let ordinals: Set<DateWord> = ["er", "st", "nd", "rd", "th"]

  private static let weekdays: Set<DateWord> = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lun", "mer", "jeu",
    "ven", "sam", "dim", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
  ]

  /// 00 to 69 are 2000 to 2069, 70 to 99 are 1970 to 1999, as POSIX has it.
  private static func expanded(_ year: Int) -> Int { year < 70 ? 2000 + year : 1900 + year }

  /// `T14:05:33.000Z`, ` 08:55 PM`, ` à 14h05`, ` 14:05 +01:00`.
  private static func takeTime(_ tokens: inout ArraySlice<Token>) -> Time? {
    while tokens.first == .space || tokens.first == .mark(0x2C) || tokens.first == .word("a")
      || tokens.first == .word("at") || tokens.first == .word("t")
    {
      tokens = tokens.dropFirst()
    }
    guard case .number(var hour, let hourDigits)? = tokens.popFirst(), hourDigits <= 2 else {
      return nil
    }
    guard let colon = tokens.popFirst(), colon == .mark(0x3A) || colon == .word("h"),
      case .number(let minute, 2)? = tokens.popFirst(), minute < 60
    else { return nil }
    var second = 0
    if tokens.first == .mark(0x3A) {
      tokens = tokens.dropFirst()
      guard case .number(let value, 2)? = tokens.popFirst(), value < 60 else { return nil }
      second = value
      if tokens.first == .mark(0x2E) || tokens.first == .mark(0x2C) {
        tokens = tokens.dropFirst()
        guard case .number? = tokens.popFirst() else { return nil }
      }
    }
    if tokens.first == .space { tokens = tokens.dropFirst() }
    if case .word(let word)? = tokens.first, word == "am" || word == "pm" {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (word == "pm" ? 12 : 0)
      tokens = tokens.dropFirst()
      if tokens.first == .space { tokens = tokens.dropFirst() }
    }
    guard hour < 24, let zone = takeZone(&tokens) else { return nil }
    return Time(seconds: hour * 3_600 + minute * 60 + second, offset: zone)
  }

  /// The offset in the cell; `.some(nil)` when it names none, nothing when what follows is no zone.
  private static func takeZone(_ tokens: inout ArraySlice<Token>) -> Int?? {
    guard let first = tokens.popFirst() else { return .some(nil) }
    switch first {
    case .word("z"), .word("utc"), .word("gmt"): return .some(0)
    case .mark(0x2B), .mark(0x2D):
      guard case .number(let value, let digits)? = tokens.popFirst() else { return nil }
      var hours = value
      var minutes = 0
      if digits == 4 {
        hours = value / 100
        minutes = value % 100
      } else if tokens.first == .mark(0x3A) {
        tokens = tokens.dropFirst()
        guard case .number(let value, 2)? = tokens.popFirst() else { return nil }
        minutes = value
      }
      guard hours <= 14, minutes < 60 else { return nil }
      let seconds = hours * 3_600 + minutes * 60
      return .some(first == .mark(0x2D) ? -seconds : seconds)
    default: return nil
    }
  }
}
