/// Small readings of a cell's UTF-8 bytes that all cell readers share.
enum CellText {
  /// The range without the white space at both ends: space, tab, line breaks, U+00A0, U+2009,
  /// U+202F, U+FEFF and U+200B.
  @inline(__always)
  static func trimmed(_ cell: Span<UInt8>) -> Range<Int> {
    let count = cell.count
    if count > 0, isPlain(cell[0]), isPlain(cell[count - 1]) { return 0..<count }
    return trimmedSlowly(cell)
  }

  /// Whether the cell certainly has no white space at its ends.
  @inline(__always)
  static func isTrimmed(_ cell: Span<UInt8>) -> Bool {
    !cell.isEmpty && isPlain(cell[0]) && isPlain(cell[cell.count - 1])
  }

  /// A visible ASCII character: neither white space nor part of a longer character.
  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }

  private static func trimmedSlowly(_ cell: Span<UInt8>) -> Range<Int> {
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

  /// How many bytes of white space end before `end`, which is above 0; 0 when none.
  static func spaceWidth(_ cell: Span<UInt8>, before end: Int) -> Int {
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

  /// The range of the text in `="00123"`, as Excel is told to keep zeros; of any other cell all of it.
  static func unwrapped(_ cell: Span<UInt8>) -> Range<Int> {
    let count = cell.count
    guard count > 2, cell[0] == UInt8(ascii: "="), cell[1] == Byte.quote,
      cell[count - 1] == Byte.quote
    else { return 0..<count }
    return 2..<(count - 1)
  }

  /// What is left of a cell without blanks about it and without the shell of `="00123"`; all of it for
  /// nearly every cell.
  static func bare(_ cell: Span<UInt8>) -> Range<Int> {
    let outer = trimmed(cell)
    let text = cell.extracting(outer)
    let inner = unwrapped(text)
    if inner.count == text.count { return outer }
    let bare = trimmed(text.extracting(inner))
    let start = outer.lowerBound + inner.lowerBound + bare.lowerBound
    return start..<start + bare.count
  }

  /// Whether the cell says "nothing": empty, a dash, `NULL`, `N/A` or `#N/A`.
  ///
  /// `NaN` is not among them, and a missing value is never 0.
  @inline(__always)
  static func isMissing(_ cell: Span<UInt8>) -> Bool {
    let count = cell.count
    if count == 0 { return true }
    // Cheap way out for nearly every filled cell: long, or not beginning as a word for "nothing".
    switch cell[0] {
    case UInt8(ascii: "-"), UInt8(ascii: "N"), UInt8(ascii: "n"), UInt8(ascii: "#"): break
    case let first where isPlain(first): return false
    default: break
    }
    return isMissingSlowly(cell)
  }

  private static func isMissingSlowly(_ cell: Span<UInt8>) -> Bool {
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
      return lowercased(cell, range) == "n/a"
    case 4:
      let text = lowercased(cell, range)
      return text == "null" || text == "#n/a"
    default: return false
    }
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

  /// The text without control characters, marks and what is no character: nobody sees them, and a stage
  /// with one is the stage without.
  static func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isInvisible) else { return text }
    var visible = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !isInvisible(scalar) { visible.append(scalar) }
    return String(visible)
  }

  /// Whether a text is printable ASCII, so that no other one is the same.
  static func isPlain(_ text: Span<UInt8>) -> Bool {
    text.indices.allSatisfy { text[$0] >= 0x20 && text[$0] < 0x7F }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...8, 0x0E...0x1F, 0x7F, 0x200B, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
  }

  static func string(_ cell: Span<UInt8>) -> String { string(cell, 0..<cell.count) }

  static func string(_ cell: Span<UInt8>, _ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for index in range { bytes.append(cell[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
