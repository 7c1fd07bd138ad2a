/// Numbers: the fast way and the long way agree, the marks are symmetrical, schoolbook arithmetic
/// agrees, and every amount that is written is read back.
enum NumberTarget {
  /// Minor units that an amount may have.
  private static let largestAmount: Int64 = 1 << 53

  static func run(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    let digits = input.choice(5)
    let minorUnits: Int64 = [1, 100, 1_000, 10, 10_000][digits]
    let scale: Int64 = input.element(of: [1, 1, 1_000])
    let kind = input.choice(3)
    func reader(_ mark: UInt8) -> DecimalReader {
      switch kind {
      case 0:
        DecimalReader.money(
          mark: mark, minorUnitsPerUnit: minorUnits, scale: scale, currency: "EUR")
      case 1: .number(mark: mark)
      default: .rate(mark: mark, scale: scale == 1 ? 100 : 1)
      }
    }
    let multiplierDigits =
      kind == 0 ? [0, 2, 3, 1, 4][digits] + (scale == 1 ? 0 : 3) : kind == 1 || scale > 1 ? 6 : 4
    let (point, comma) = (UInt8(ascii: "."), UInt8(ascii: ","))
    requireRoundTrip(&input, minorUnits)
    let cell = input.rest

    let reading = reader(point).read(cell.span)
    // White space changes nothing but sends the cell the long way.
    for (before, after) in [([0x20], []), ([], [0x20]), ([0xC2, 0xA0], [0xE2, 0x80, 0xAF])] {
      let padded = before.map { UInt8($0) } + cell + after.map { UInt8($0) }
      let slow = reader(point).read(padded.span)
      require(slow == reading, "\(cell): \(slow) with white space, \(reading) without")
    }
    let swapped = cell.map { $0 == point ? comma : $0 == comma ? point : $0 }
    let mirrored = reader(comma).read(swapped.span)
    require(mirrored == reading, "\(cell): \(reading), with swapped marks \(mirrored)")
    if cell.count <= 50, let first = cell.first, (0x30...0x39).contains(first) {
      requireSchoolbook(
        cell, reading, multiplierDigits, largest: kind == 0 ? largestAmount : .max)
      requireNegated(cell, reading, reader(point))
    }
  }

  private static func requireNegated(
    _ cell: [UInt8], _ reading: DecimalReading, _ reader: DecimalReader
  ) {
    let negated = reader.read(([UInt8(ascii: "-")] + cell).span)
    let bracketed = reader.read(([UInt8(ascii: "(")] + cell + [UInt8(ascii: ")")]).span)
    if case .value(let value, let inexact) = reading {
      require(negated == .value(-value, inexact: inexact), "\(cell): -x is \(negated)")
      require(bracketed == negated || cell.last == 0x29, "\(cell): (x) is \(bracketed)")
    } else {
      require(negated == reading, "\(cell): \(reading), negated \(negated)")
    }
  }

  /// Digits with at most one point, multiplied by moving the point, rounded by looking at one digit.
  private static func requireSchoolbook(
    _ cell: [UInt8], _ reading: DecimalReading, _ multiplierDigits: Int, largest: Int64
  ) {
    let parts = cell.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.joined().allSatisfy({ (0x30...0x39).contains($0) })
    else { return }
    var fraction = parts.count == 2 ? Array(parts[1]) : []
    while fraction.count <= multiplierDigits { fraction.append(0x30) }
    let whole = Array(parts[0]) + fraction[..<multiplierDigits]
    let cut = fraction[multiplierDigits...]
    let roundsUp = (cut.first ?? 0x30) >= 0x35
    var value: Int64 = 0
    var isTooLarge = false
    for digit in whole {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int64(digit - 0x30))
      if overflow || carry { isTooLarge = true }
      value = sum
      if isTooLarge { break }
    }
    if !isTooLarge, roundsUp {
      let (sum, overflow) = value.addingReportingOverflow(1)
      value = sum
      isTooLarge = overflow
    }
    isTooLarge = isTooLarge || value > largest
    if isTooLarge {
      require(reading == .tooLarge, "\(cell): \(reading) instead of too large")
    } else if case .value(let actual, _) = reading {
      require(actual == value, "\(cell): \(actual) instead of \(value)")
    } else {
      fatalError("\(cell): \(reading) instead of \(value)")
    }
  }

  /// An amount as people write it.
  private static func requireRoundTrip(_ input: inout FuzzInput, _ minorUnits: Int64) {
    let mark = input.element(of: Array(".,".utf8))
    let group = input.element(of: ["", " ", "\u{A0}", "\u{202F}", "'", mark == 0x2E ? "," : "."])
    let currency = input.element(of: ["", "€", " €", " EUR", "\u{A0}€"])
    let hasBrackets = input.choice(2) == 1
    let amount = input.integer() % (largestAmount + 1)
    let whole = (amount.magnitude / minorUnits.magnitude).description
    var text = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { text += group }
      text.append(digit)
    }
    if minorUnits > 1 {
      let part = (amount.magnitude % minorUnits.magnitude).description
      text.unicodeScalars.append(Unicode.Scalar(mark))
      text += String(repeating: "0", count: minorUnits.description.count - 1 - part.count) + part
    }
    text += currency
    if amount < 0 { text = hasBrackets ? "(\(text))" : "-\(text)" }
    let reader = DecimalReader.money(mark: mark, minorUnitsPerUnit: minorUnits, currency: "EUR")
    let bytes = Array(text.utf8)
    let reading = reader.read(bytes.span)
    require(
      reading == .value(amount, inexact: false), "\(text): \(reading) instead of \(amount)")
  }
}
