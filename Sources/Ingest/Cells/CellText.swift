/// Small readings of a cell's UTF-8 bytes that all cell readers share.
enum CellText {
  /// The range without the white space at both ends: space, tab, line breaks, U+00A0, U+2009,
  /// U+202F, U+FEFF and U+200B.
  static func trimmed(_ cell: Span<UInt8>) -> Range<Int> {
    var lower = 0
    var upper = cell.count
    while lower < upper {
      let width = spaceWidth(cell, at: lower)
      if width == 0 { break }
      lower += width
    }
    while upper > lower {
      let width = spaceWidth(cell, before: upper)
      if width == 0 || upper - width < lower { break }
      upper -= width
    }
    return lower..<upper
  }

  /// How many bytes of white space start at `index`; 0 when none.
  static func spaceWidth(_ cell: Span<UInt8>, at index: Int) -> Int {
    switch cell[index] {
    case 0x20, 0x09, 0x0A, 0x0D: return 1
    case 0xC2: return index + 1 < cell.count && cell[index + 1] == 0xA0 ? 2 : 0
    case 0xE2, 0xEF:
      guard index + 2 < cell.count else { return 0 }
      return isWideSpace(cell[index], cell[index + 1], cell[index + 2]) ? 3 : 0
    default: return 0
    }
  }

  private static func spaceWidth(_ cell: Span<UInt8>, before end: Int) -> Int {
    let last = cell[end - 1]
    if last == 0x20 || last == 0x09 || last == 0x0A || last == 0x0D { return 1 }
    if last < 0x80 { return 0 }
    if end >= 2, cell[end - 2] == 0xC2, last == 0xA0 { return 2 }
    if end >= 3, isWideSpace(cell[end - 3], cell[end - 2], last) { return 3 }
    return 0
  }

  private static func isWideSpace(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
    switch (first, second, third) {
    case (0xE2, 0x80, 0xAF), (0xE2, 0x80, 0x89), (0xE2, 0x80, 0x8B), (0xEF, 0xBB, 0xBF): true
    default: false
    }
  }

  /// Whether the cell says "nothing": empty, a dash, `NULL`, `N/A` or `#N/A`.
  ///
  /// `NaN` is not among them, and a missing value is never 0.
  static func isMissing(_ cell: Span<UInt8>) -> Bool {
    if cell.isEmpty { return true }
    // Cheap way out for nearly every filled cell.
    let first = cell[0]
    if first >= 0x30 && first <= 0x39 { return false }
    let range = trimmed(cell)
    switch range.count {
    case 0: return true
    case 1: return cell[range.lowerBound] == UInt8(ascii: "-")
    case 3:
      // An en or em dash, `N/A`.
      let start = range.lowerBound
      if cell[start] == 0xE2, cell[start + 1] == 0x80 {
        return cell[start + 2] == 0x93 || cell[start + 2] == 0x94
      }
      return equals(cell, range, "n/a")
    case 4: return equals(cell, range, "null") || equals(cell, range, "#n/a")
    default: return false
    }
  }

  /// Compares with an ASCII text in lower case, ignoring the case of the cell.
  static func equals(_ cell: Span<UInt8>, _ range: Range<Int>, _ text: StaticString) -> Bool {
    guard text.utf8CodeUnitCount == range.count else { return false }
    return lowercased(cell, range) == text.description
  }

  /// The text with ASCII letters in lower case.
  static func lowercased(_ cell: Span<UInt8>, _ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for index in range {
      let byte = cell[index]
      bytes.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func string(_ cell: Span<UInt8>) -> String { string(cell, 0..<cell.count) }

  static func string(_ cell: Span<UInt8>, _ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for index in range { bytes.append(cell[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
