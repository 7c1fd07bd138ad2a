/// A number of at most 18 digits as tools write it for people: `-1 234,50`, `1,234.50`, `2 664,14 €`.
///
/// What a number is, `NumberText` says; this reads its usual shapes as it does, without taking them
/// apart, and leaves the others to it.
struct GroupedNumber {
  private(set) var mantissa: UInt64 = 0
  private(set) var fractionDigits = 0
  private(set) var isNegative = false
  /// The currency is only ever a euro, behind the number.
  private(set) var hasEuro = false

  enum Reading {
    case number(GroupedNumber)
    /// No number under this decimal mark, for `NumberText` neither.
    case notANumber
    /// Something that only `NumberText` knows.
    case other
  }

  private static let digitLimit = 18

  /// Reads a cell by a decimal mark, which is a point or a comma.
  static func read(_ cell: Span<UInt8>, mark: UInt8) -> Reading {
    var number = GroupedNumber()
    var (index, end) = (0, cell.count)
    if end > 3, cell[end - 3] == 0xE2, cell[end - 2] == 0x82, cell[end - 1] == 0xAC {
      number.hasEuro = true
      end -= 3
      end -= CellText.spaceWidth(cell, before: end)
    }
    if end > 0, cell[0] == UInt8(ascii: "-") {
      number.isNegative = true
      index = 1
    }
    guard index < end, isDigit(cell[index]), isDigit(cell[end - 1]) else { return .other }
    let startsWithZero = cell[index] == UInt8(ascii: "0")
    // A point, a comma, an apostrophe, or a blank, which stands for every kind of space.
    var separator: UInt8 = 0
    var (digitCount, groupLength, markIndex) = (0, 0, -1)
    while index < end {
      let byte = cell[index]
      if isDigit(byte) {
        number.mantissa = number.mantissa &* 10 &+ UInt64(byte &- 0x30)
        digitCount += 1
        groupLength += 1
        index += 1
        continue
      }
      let space = CellText.spaceWidth(cell, at: index)
      let isGroupOver = separator == 0 ? groupLength <= 3 : groupLength == 3
      if byte == mark {
        guard markIndex < 0, separator == 0 || groupLength == 3 else { return .notANumber }
        markIndex = digitCount
        index += 1
      } else if space > 0 || byte == 0x2C || byte == 0x2E || byte == 0x27 {
        let symbol = space > 0 ? 0x20 : byte
        guard markIndex < 0, isGroupOver, separator == 0 ? !startsWithZero : separator == symbol
        else { return .notANumber }
        separator = symbol
        index += max(1, space)
      } else {
        return .other
      }
      groupLength = 0
    }
    guard digitCount <= digitLimit else { return .other }
    if separator != 0, markIndex < 0, groupLength != 3 { return .notANumber }
    number.fractionDigits = markIndex < 0 ? 0 : digitCount - markIndex
    return .number(number)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 <= 9 }
}
