import Calendar

/// The date that the name of an export carries, as people and programs write it there.
///
/// | form | example |
/// |---|---|
/// | year first, parted by `-`, `_` or `.` | `deals-2026-08-31.csv` |
/// | year first in one number, with or without the time of day | `deals_20260831020000.csv` |
/// | year last | `deals 31-08-2026.csv` |
struct FileNameDate {
  /// Which of the two parts before a year comes first.
  enum Order: Sendable {
    case day
    case month
  }

  /// Where it stands in the name.
  let range: Range<String.Index>
  private let year: Int
  private let first: Int
  private let second: Int
  /// Whether the order of day and month is open.
  let isYearLast: Bool

  /// The last one in a name; nothing for digits that are no date.
  init?(in name: String) {
    let utf8 = name.utf8
    let numbers = utf8.split(omittingEmptySubsequences: true) { !Self.isDigit($0) }
    for (index, number) in numbers.enumerated().reversed() {
      if [8, 12, 14].contains(number.count), let value = Int(Substring(number.prefix(8))),
        (2000...2099).contains(value / 10_000),
        CalendarDate(year: value / 10_000, month: value / 100 % 100, day: value % 100) != nil
      {
        range = number.startIndex..<utf8.index(number.startIndex, offsetBy: 8)
        (year, first, second) = (value / 10_000, value / 100 % 100, value % 100)
        isYearLast = false
        return
      }
      guard index + 2 < numbers.count else { continue }
      let parts = numbers[index...index + 2]
      let values = parts.compactMap { Int(Substring($0)) }
      let gaps = zip(parts, parts.dropFirst()).map { String(utf8[$0.endIndex..<$1.startIndex]) }
      guard values.count == 3, let gap = gaps.first ?? nil, ["-", "_", "."].contains(gap),
        gaps.allSatisfy({ $0 == gap }), let end = parts.last?.endIndex
      else { continue }
      let lengths = parts.map(\.count)
      if lengths == [4, 2, 2], Self.isDate(values[0], values[1], values[2]) {
        (year, first, second) = (values[0], values[1], values[2])
        isYearLast = false
      } else if lengths == [2, 2, 4], (2000...2099).contains(values[2]),
        Self.isDate(values[2], values[0], values[1]) || Self.isDate(values[2], values[1], values[0])
      {
        (year, first, second) = (values[2], values[0], values[1])
        isYearLast = true
      } else {
        continue
      }
      range = number.startIndex..<end
      return
    }
    return nil
  }

  /// The time of day that follows the date in a name, in seconds, and where it stands.
  ///
  /// | form | example |
  /// |---|---|
  /// | six digits, or four behind a `T` or in one number with the date | `20260831-080000`, `202608310800` |
  /// | hours, minutes and seconds in twos | `2026-08-31-08-00-00`, `2026-08-31 08.00.00` |
  /// | hours and minutes in twos, behind a `T` or a blank or with an `h` | `2026-08-31 08h00` |
  ///
  /// Anything else that follows is a number of a part, or of a download.
  func time(in name: String) -> (range: Range<String.Index>, second: Int)? {
    var rest = name.utf8[range.upperBound...]
    let gap = rest.first.map { Self.isDigit($0) ? nil : $0 } ?? nil
    if let gap {
      guard "-_ T.".utf8.contains(gap) else { return nil }
      rest = rest.dropFirst()
    }
    var groups: [Substring.UTF8View] = []
    var marks: [UInt8] = []
    while groups.count < 3 {
      let digits = rest.prefix { Self.isDigit($0) }
      guard !digits.isEmpty else { break }
      groups.append(digits)
      rest = rest[digits.endIndex...]
      guard let mark = rest.first, "-_.:h".utf8.contains(mark) else { break }
      marks.append(mark)
      rest = rest.dropFirst()
    }
    guard let first = groups.first else { return nil }
    let isMarked = gap == nil || gap == UInt8(ascii: "T")
    if first.count == 6 || first.count == 4 && isMarked {
      let twos = stride(from: 0, to: first.count, by: 2).map { first.dropFirst($0).prefix(2) }
      return Self.second(twos).map { (range.upperBound..<first.endIndex, $0) }
    }
    let isTold = isMarked || gap == UInt8(ascii: " ") || marks.first == UInt8(ascii: "h")
    guard groups.count == 3 || groups.count == 2 && isTold, let last = groups.last else {
      return nil
    }
    return Self.second(groups).map { (range.upperBound..<last.endIndex, $0) }
  }

  /// Seconds since midnight of hours, minutes and perhaps seconds; nothing where they are no time.
  private static func second(_ groups: [Substring.UTF8View]) -> Int? {
    let values = groups.compactMap { $0.count == 2 ? Int(Substring($0)) : nil }
    guard values.count == groups.count, values[0] < 24, values.dropFirst().allSatisfy({ $0 < 60 })
    else { return nil }
    return values[0] * 3_600 + values[1] * 60 + (values.count > 2 ? values[2] : 0)
  }

  /// The day; nothing where it is none in that order, or the order is open and not given.
  func date(_ order: Order?) -> CalendarDate? {
    guard isYearLast else { return CalendarDate(year: year, month: first, day: second) }
    return switch order {
    case .day: CalendarDate(year: year, month: second, day: first)
    case .month: CalendarDate(year: year, month: first, day: second)
    case nil: nil
    }
  }

  /// The only order in which all names are dates; nothing where both are, or neither.
  static func order(of names: some Sequence<String>) -> Order? {
    let dates = names.compactMap { FileNameDate(in: $0) }.filter(\.isYearLast)
    let orders = [Order.day, .month].filter { order in dates.allSatisfy { $0.date(order) != nil } }
    return orders.count == 1 ? orders[0] : nil
  }

  private static func isDate(_ year: Int, _ month: Int, _ day: Int) -> Bool {
    CalendarDate(year: year, month: month, day: day) != nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
