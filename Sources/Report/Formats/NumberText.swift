/// Whole numbers as one text of JSON, `"1 -1 25"`.
///
/// A list would be read number by number by a general decoder, which takes longer than all pages.
@propertyWrapper
struct NumberText<Number: FixedWidthInteger & SignedInteger>: Decodable {
  var wrappedValue: [Number]

  var projectedValue: Self { self }

  init(wrappedValue: [Number]) { self.wrappedValue = wrappedValue }

  /// Throws `RunStore.Failure.unreadable` for anything else than numbers that fit, one space between
  /// them.
  init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    var numbers: [Number] = []
    var number: Number?
    var isNegative = false
    let unfit = RunStore.Failure.unreadable("a column has something else than whole numbers")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = Number(byte &- UInt8(ascii: "0"))
        // Below 0 one more number fits than above.
        let (tens, isLarge) = (number ?? 0).multipliedReportingOverflow(by: 10)
        let (sum, isLarger) =
          isNegative
          ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
        guard !isLarge, !isLarger else { throw unfit }
        number = sum
      case UInt8(ascii: "-") where number == nil && !isNegative:
        isNegative = true
      case UInt8(ascii: " "):
        guard let known = number else { throw unfit }
        numbers.append(known)
        number = nil
        isNegative = false
      default:
        throw unfit
      }
    }
    if let number { numbers.append(number) }
    guard number != nil || text.isEmpty else { throw unfit }
    wrappedValue = numbers
  }

  var json: [UInt8] {
    let numbers = wrappedValue
    // No number is longer than that with the space before it, and most of the room is never touched.
    let capacity = numbers.count * (OutputSpan<UInt8>.longestDecimal + 1) + 2
    return [UInt8](capacity: capacity) { bytes in
      bytes.append(UInt8(ascii: "\""))
      for place in numbers.indices {
        if place > 0 { bytes.append(UInt8(ascii: " ")) }
        bytes.append(DecimalText(Int64(numbers[place]), decimals: 0, isTrimmed: false))
      }
      bytes.append(UInt8(ascii: "\""))
    }
  }
}
