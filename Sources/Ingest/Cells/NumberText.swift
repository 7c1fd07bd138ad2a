/// A number as written, taken apart without deciding what a point or a comma means.
struct NumberText {
  private(set) var isNegative = false
  private(set) var isPercent = false
  /// 1,000 or 1,000,000 where `k` or `M` stands before the currency, else 1.
  private(set) var scale: Int64 = 1
  /// The sign or ISO code that stands with the number, such as `€` or `EUR`.
  private(set) var currency: String?
  /// Digits, `.`, `,`, space and apostrophe; every kind of space became one.
  private var body: [UInt8] = []
  private var exponent = 0

  /// Nothing when the cell holds anything but one number with its signs.
  init?(_ cell: Span<UInt8>) {
    var symbols = Self.symbols(cell)
    func trim() {
      while symbols.first == 0x20 { symbols.removeFirst() }
      while symbols.last == 0x20 { symbols.removeLast() }
    }
    trim()
    guard !symbols.isEmpty, symbols.count <= 60 else { return nil }
    if symbols.first == UInt8(ascii: "("), symbols.last == UInt8(ascii: ")") {
      isNegative = true
      symbols.removeFirst()
      symbols.removeLast()
      trim()
    }
    takeSign(&symbols)
    takeCurrency(&symbols)
    trim()
    takeScale(&symbols)
    trim()
    takeSign(&symbols)
    if symbols.last == UInt8(ascii: "%") {
      isPercent = true
      symbols.removeLast()
    }
    trim()
    guard takeExponent(&symbols), !symbols.isEmpty else { return nil }
    for symbol in symbols {
      switch symbol {
      case 0x30...0x39, 0x20, UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "'"): break
      default: return nil
      }
    }
    body = symbols
  }

  /// `45,3 k€`, `1.2 M€`; a number must stand before the letter.
  private mutating func takeScale(_ symbols: inout [UInt8]) {
    guard symbols.count > 1, let letter = symbols.last else { return }
    switch letter {
    case UInt8(ascii: "k"), UInt8(ascii: "K"): scale = 1_000
    case UInt8(ascii: "M"): scale = 1_000_000
    default: return
    }
    symbols.removeLast()
  }

  private var signTaken: Bool = false

  private mutating func takeSign(_ symbols: inout [UInt8]) {
    guard !signTaken, !isNegative, let first = symbols.first else { return }
    if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      isNegative = first == UInt8(ascii: "-")
      signTaken = true
      symbols.removeFirst()
      while symbols.first == 0x20 { symbols.removeFirst() }
    }
  }

  /// Takes a currency sign or an ISO code from one end.
  private mutating func takeCurrency(_ symbols: inout [UInt8]) {
    for (code, sign) in Self.signs {
      if symbols.first == code {
        currency = sign
        symbols.removeFirst()
        return
      }
      if symbols.last == code {
        currency = sign
        symbols.removeLast()
        return
      }
    }
    func isCode(_ part: ArraySlice<UInt8>) -> Bool {
      part.count == 3 && part.allSatisfy { (0x41...0x5A).contains($0) }
    }
    if isCode(symbols.prefix(3)) {
      currency = String(decoding: symbols.prefix(3), as: UTF8.self)
      symbols.removeFirst(3)
    } else if isCode(symbols.suffix(3)) {
      currency = String(decoding: symbols.suffix(3), as: UTF8.self)
      symbols.removeLast(3)
    }
  }

  /// Takes `E-2` from the end; says no when what follows the E is not a small number.
  private mutating func takeExponent(_ symbols: inout [UInt8]) -> Bool {
    guard let index = symbols.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
      return true
    }
    var digits = symbols[(index + 1)...]
    let isMinus = digits.first == UInt8(ascii: "-")
    if isMinus || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    guard !digits.isEmpty, digits.count <= 3, digits.allSatisfy({ (0x30...0x39).contains($0) })
    else { return false }
    exponent = digits.reduce(0) { $0 * 10 + Int($1) - 48 } * (isMinus ? -1 : 1)
    symbols.removeSubrange(index...)
    return true
  }

  /// The number under this decimal mark, or nothing when the groups do not fit it.
  func decimal(mark: UInt8) -> DecimalReader.Decimal? {
    var mantissa: UInt128 = 0
    var fractionDigits = 0
    var droppedDigits = 0
    var separator: UInt8?
    var groupLength = 0
    var firstGroupIsZero = false
    var sawMark = false
    var digitCount = 0
    for symbol in body {
      switch symbol {
      case 0x30...0x39:
        digitCount += 1
        groupLength += 1
        if separator != nil, !sawMark, groupLength > 3 { return nil }
        if digitCount == 1, symbol == 0x30 { firstGroupIsZero = true }
        if mantissa >= DecimalReader.Decimal.largest / 10 {
          // Digits beyond these cannot change the rounding of a fraction.
          if !sawMark { droppedDigits += 1 }
        } else {
          mantissa = mantissa * 10 + UInt128(symbol - 48)
          if sawMark { fractionDigits += 1 }
        }
      case mark:
        if sawMark || (separator != nil && groupLength != 3) { return nil }
        sawMark = true
      default:
        if sawMark || groupLength == 0 || groupLength > 3 { return nil }
        if let separator {
          if separator != symbol || groupLength != 3 { return nil }
        } else if firstGroupIsZero {
          return nil
        }
        separator = symbol
        groupLength = 0
      }
    }
    guard digitCount > 0 else { return nil }
    if separator != nil, !sawMark, groupLength != 3 { return nil }
    return DecimalReader.Decimal(
      mantissa: mantissa, fractionDigits: fractionDigits - droppedDigits - exponent)
  }

  /// Single-byte stand-ins for the signs that take several bytes.
  private static let signs: [(UInt8, String)] = [
    (UInt8(ascii: "$"), "$"), (1, "€"), (2, "£"), (3, "¥"),
  ]

  /// The ISO codes that a sign can stand for.
  static func currencies(of sign: String) -> [String] {
    switch sign {
    case "€": ["EUR"]
    case "£": ["GBP"]
    case "¥": ["JPY", "CNY"]
    case "$":
      ["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD", "BRL", "CLP", "COP", "ARS"]
    default: [sign]
    }
  }

  /// The cell with every kind of space, minus and apostrophe made one, and the currency signs as
  /// single bytes.
  ///
  /// A byte that has no place in a number stays and is refused later.
  private static func symbols(_ cell: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(cell.count)
    var index = 0
    while index < cell.count {
      let byte = cell[index]
      let space = CellText.spaceWidth(cell, at: index)
      if space > 0 {
        result.append(0x20)
        index += space
        continue
      }
      switch byte {
      case 0xE2 where index + 2 < cell.count:
        switch (cell[index + 1], cell[index + 2]) {
        case (0x88, 0x92): result.append(UInt8(ascii: "-"))
        case (0x80, 0x99), (0x80, 0x98): result.append(UInt8(ascii: "'"))
        case (0x82, 0xAC): result.append(1)
        default: result.append(0xFF)
        }
        index += 3
      case 0xC2 where index + 1 < cell.count:
        result.append(cell[index + 1] == 0xA3 ? 2 : cell[index + 1] == 0xA5 ? 3 : 0xFF)
        index += 2
      case 1, 2, 3:
        result.append(0xFF)
        index += 1
      default:
        result.append(byte)
        index += 1
      }
    }
    return result
  }
}
