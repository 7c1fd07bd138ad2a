import Analysis

/// Six intensities of one hue for the cells of a heat map, whose values stand in the cells.
enum Heat {
  static let levels = 6

  /// `heat-0` for the lowest of the range to `heat-5` for the highest; nothing without a range.
  static func style(_ value: Quantity, low: Quantity, high: Quantity) -> String? {
    let scale: Int64 = 1_000_000
    let (from, to, at) = (
      low.scaled(by: scale), high.scaled(by: scale), value.scaled(by: scale)
    )
    guard to > from else { return nil }
    let level = roundedQuotient(
      (Int128(min(max(at, from), to)) - Int128(from)) * Int128(levels - 1),
      Int128(to) - Int128(from))
    return "heat-\(level)"
  }
}
