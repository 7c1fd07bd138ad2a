import Analysis

/// The bullet graph of a mail: widths of table cells, which every mail client draws.
///
/// Four cells: done, rest before the target, the target, rest after it. When the target is passed
/// its cell is a gap without background, which is right on whatever colour the client puts behind.
struct CellBar: Hashable {
  /// In pixels; together always `CellBar.width`.
  static let width = 140
  private static let tick = 3

  var done: Int
  var before: Int
  /// Width of the target's cell.
  let target = CellBar.tick
  /// Done beyond the target.
  var beyond: Int
  var after: Int
  var isPassed: Bool

  /// Nothing without a target above 0 and an actual.
  init?(actual: Quantity?, target: Quantity?) {
    guard let actual, let target, target.numerator > 0 else { return nil }
    let share = Self.percent(of: actual, in: target)
    let place = Self.width * 100 / 120 - Self.tick / 2
    let filled = min(max(Int(share) * Self.width / 120, 0), Self.width)
    isPassed = share >= 100
    if isPassed {
      done = place
      before = 0
      beyond = max(0, filled - place - Self.tick)
      after = Self.width - place - Self.tick - beyond
    } else {
      done = min(filled, place)
      before = place - done
      beyond = 0
      after = Self.width - place - Self.tick
    }
  }

  /// `actual` in whole percent of `target`, as the text part draws it too.
  static func percent(of actual: Quantity, in target: Quantity) -> Int64 {
    roundedQuotient(
      Int128(actual.numerator) * Int128(target.denominator) * 100,
      Int128(target.numerator) * Int128(actual.denominator))
  }

  /// `[#####.....]` of a text mail, twelve characters for 100 % of the target.
  static func ascii(actual: Quantity?, target: Quantity?) -> String? {
    guard let actual, let target, target.numerator > 0 else { return nil }
    let length = 12
    let filled = Int(min(max(percent(of: actual, in: target), 0), 100)) * length / 100
    return "[" + String(repeating: "#", count: filled)
      + String(repeating: ".", count: length - filled) + "]"
  }
}
