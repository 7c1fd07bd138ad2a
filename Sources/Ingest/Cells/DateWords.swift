/// The first 24 bytes of a cell that may hold a date, eight in each number, the first of them lowest.
///
/// Behind the end of the cell stands anything.
struct DateWords {
  private(set) var first: UInt64
  private(set) var second: UInt64
  private(set) var third: UInt64
  /// Bytes of the cell.
  private(set) var count: Int
  /// Seconds east of UTC of the zone behind the time, of which a `Z` is left.
  private(set) var east: Int64 = 0
  /// What AM or PM behind the time makes of the hour; nothing when it is one of twenty-four.
  private(set) var half: Half?

  enum Half { case morning, afternoon }

  /// Nothing for a cell that is too short or too long for a date in numbers.
  @inline(__always)
  init?(_ cell: Span<UInt8>) {
    count = cell.count
    guard Self.counts.contains(count) else { return nil }
    first = count < 8 ? ByteWords.tail(cell, from: 0) : ByteWords.word(cell, at: 0)
    second =
      count <= 8 ? 0 : count < 16 ? ByteWords.tail(cell, from: 8) : ByteWords.word(cell, at: 8)
    third =
      count <= 16 ? 0 : count < 24 ? ByteWords.tail(cell, from: 16) : ByteWords.word(cell, at: 16)
    if count >= 23 { takeZone(ByteWords.word(cell, at: count &- 8)) }
  }

  /// 24 bytes behind the start of the cell must be readable.
  @inline(__always)
  init?(_ place: CellPlace, in bytes: Span<UInt8>) {
    count = Int(place.end &- place.start)
    guard Self.counts.contains(count) else { return nil }
    let start = Int(place.start)
    first = ByteWords.word(bytes, at: start)
    second = ByteWords.word(bytes, at: start &+ 8)
    third = ByteWords.word(bytes, at: start &+ 16)
    if count >= 23 { takeZone(ByteWords.word(bytes, at: start &+ count &- 8)) }
  }

  /// From `1/2/24` to `2024-08-27T14:05:33.000+02:00`.
  private static let counts = 6...29

  @inline(__always)
  private static func byte(_ word: UInt64, _ index: UInt64) -> UInt8 {
    UInt8(truncatingIfNeeded: word &>> (8 &* index))
  }

  /// `-`, `.` and `/`.
  @inline(__always)
  private static func isMark(_ byte: UInt8) -> Bool { byte &- 0x2D < 3 }

  /// Whether a number of one or two digits stands first.
  @inline(__always)
  var isOrdered: Bool { Self.isMark(Self.byte(first, 1)) || Self.isMark(Self.byte(first, 2)) }

  /// Makes a `Z` of `+02:00`, `-0430` or ` UTC` behind seconds, and of the first two behind milliseconds,
  /// where the year stands first.
  ///
  /// `last` has the last eight bytes. The same as `zone.h` does with eight.
  @inline(never)
  private mutating func takeZone(_ last: UInt64) {
    guard !isOrdered else { return }
    if count == 23, last &>> 32 == 0x4354_5520 {
      end(at: 19)
      return
    }
    let hasColon = Self.byte(last, 5) == UInt8(ascii: ":")
    let sign = Self.byte(last, hasColon ? 2 : 3)
    let hour = (hasColon ? last &>> 24 : last &>> 32) & 0xFFFF
    let digits = (hour | (last &>> 48) &<< 16) ^ 0x3030_3030
    let areDigits = (digits &+ 0x7676_7676 | digits) & 0x8080_8080 == 0
    let pairs = digits &* 10 &+ digits &>> 8
    let (hours, minutes) = (pairs & 0xFF, pairs &>> 16 & 0xFF)
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), areDigits, hours <= 14,
      minutes < 60
    else { return }
    let before = count &- (hasColon ? 6 : 5)
    guard before == 19 || before == 23 else { return }
    end(at: before)
    let seconds = Int64(truncatingIfNeeded: (hours &* 60 &+ minutes) &* 60)
    east = sign == UInt8(ascii: "-") ? -seconds : seconds
  }

  /// Leaves a `Z` behind the first 19 or 23 bytes.
  private mutating func end(at length: Int) {
    let shift = UInt64(8 &* (length &- 16))
    third = third & ((1 &<< shift) &- 1) | UInt64(UInt8(ascii: "Z")) &<< shift
    count = length &+ 1
  }

  /// Brings `27/8/24 2:05 PM` and the like into the order and the width of `2024-08-27 14:05:33`; says
  /// no where it cannot.
  ///
  /// The same as `reorder.h` does with eight.
  mutating func reorder(monthFirst: Bool) -> Bool {
    // Of numbers of one digit, and of years of two, the others are put in.
    if Self.isMark(Self.byte(first, 1)) { insertZero(at: 0) }
    let mark = Self.byte(first, 2)
    if Self.byte(first, 4) == mark { insertZero(at: 3) }
    guard Self.isMark(mark), Self.byte(first, 5) == mark else { return false }
    if count == 8 || count > 8 && Self.byte(second, 0) == 0x20 { insertCentury() }
    if count > 10, Self.byte(second, 4) == UInt8(ascii: ":") { insertZero(at: 11) }
    guard takeHalf() else { return false }
    let (one, other) = (first & 0xFFFF, first &>> 24 & 0xFFFF)
    let (day, month) = monthFirst ? (other, one) : (one, other)
    let year = first &>> 48 | second &<< 16 & 0xFFFF_0000
    first = year | month &<< 40 | 0x2D00_002D_0000_0000
    second = second & ~0xFFFF | day
    return true
  }

  /// Puts a zero before the byte at an index, which is less than 16.
  private mutating func insertZero(at index: UInt64) {
    third = third &<< 8 | second &>> 56
    let zero = UInt64(UInt8(ascii: "0")) &<< (8 &* (index & 7))
    let kept = (1 &<< (8 &* (index & 7))) &- 1
    if index < 8 {
      second = second &<< 8 | first &>> 56
      first = first & kept | zero | (first & ~kept) &<< 8
    } else {
      second = second & kept | zero | (second & ~kept) &<< 8
    }
    count += 1
  }

  /// 70 to 99 are years of the last century, as POSIX has it.
  private mutating func insertCentury() {
    let isLast = Self.byte(first, 6) >= UInt8(ascii: "7")
    third = third &<< 16 | second &>> 48
    second = second &<< 16 | first &>> 48
    first = first & 0xFFFF_FFFF_FFFF | (isLast ? 0x3931 : 0x3032) &<< 48
    count += 2
  }

  /// Takes ` PM` from behind the minute or the second; says no when something else stands there.
  private mutating func takeHalf() -> Bool {
    guard count == 19 && Self.byte(third, 0) == 0x20 || count == 22 && Self.byte(third, 3) == 0x20
    else { return true }
    switch (count == 19 ? third &>> 8 : third &>> 32) & 0xFFFF | 0x2020 {
    case 0x6D61: half = .morning
    case 0x6D70: half = .afternoon
    default: return false
    }
    count -= 3
    return true
  }
}
