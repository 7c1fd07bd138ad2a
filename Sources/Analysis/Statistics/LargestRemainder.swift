/// Rounding parts so that what is displayed adds up to the displayed total (rule C19).
package enum LargestRemainder {
  /// Whole numbers, each next below or above its part, whose sum is exactly the rounded sum of the
  /// parts.
  ///
  /// Every part is rounded down; the units still missing go to the parts with the largest
  /// remainders, the first one where remainders are equal. Parts whose size or sum is beyond `Int64` are
  /// clamped, and no longer add up.
  package static func round(_ parts: [Fraction]) -> [Int64] {
    let exact = parts.map { part -> Int128 in
      let (quotient, remainder) = part.numerator.quotientAndRemainder(
        dividingBy: part.denominator)
      return remainder < 0 ? quotient - 1 : quotient
    }
    let floors = exact.map { Int64(clamping: $0) }
    let isClamped = zip(exact, floors).contains { $0 != Int128($1) }
    guard !isClamped, let sum = Int64(exactly: exact.reduce(0, +)) else { return floors }
    let missing = parts.sum().rounded - sum
    let remainders = zip(parts, floors).map { $0 - Fraction($1) }
    let order = parts.indices.sorted {
      remainders[$0] == remainders[$1] ? $0 < $1 : remainders[$0] > remainders[$1]
    }
    var result = floors
    for index in order.prefix(Int(max(0, missing))) { result[index] += 1 }
    return result
  }
}
