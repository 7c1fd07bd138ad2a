/// Whole columns in one loop each, in a form that becomes wide instructions: what a cell turns into
/// depends on the cells of its own row alone, and the shorter column is known before the loop.
///
/// Loops that look a row up somewhere gain nothing by it and are written out.
extension Array {
  /// What `body` makes of each element; `filler` is any value.
  @inline(__always)
  func converted<Value>(_ filler: Value, _ body: (Element) -> Value) -> [Value] {
    var values = [Value](repeating: filler, count: count)
    let from = span
    var to = values.mutableSpan
    for row in 0..<Swift.min(from.count, to.count) { to[row] = body(from[row]) }
    return values
  }

  /// Replaces each element by what `body` makes of it and of the one beside it.
  @inline(__always)
  mutating func update<Other>(with others: [Other], _ body: (Element, Other) -> Element) {
    let others = others.span
    var own = mutableSpan
    for row in 0..<Swift.min(own.count, others.count) { own[row] = body(own[row], others[row]) }
  }

  /// Replaces each element by what `body` makes of it and of the two beside it.
  @inline(__always)
  mutating func update<Second, Third>(
    with seconds: [Second], _ thirds: [Third], _ body: (Element, Second, Third) -> Element
  ) {
    let (seconds, thirds) = (seconds.span, thirds.span)
    var own = mutableSpan
    for row in 0..<Swift.min(own.count, Swift.min(seconds.count, thirds.count)) {
      own[row] = body(own[row], seconds[row], thirds[row])
    }
  }
}

extension [Int32] {
  /// The days here, and where they are missing those of another column.
  func orElse(_ others: [Int32], missing: Int32) -> [Int32] {
    var days = self
    days.update(with: others) { $0 == missing ? $1 : $0 }
    return days
  }

  /// The first of the days; the last that there is where all are missing.
  func earliest(missing: Int32) -> Int32 {
    var first = Int32.max
    for day in self { first = Swift.min(first, day == missing ? .max : day) }
    return first
  }
}

extension [UInt8] {
  /// The rows that are marked with anything but 0: few, mostly.
  @inline(__always)
  func forEachMarked(_ body: (Int) -> Void) {
    for row in indices where self[row] != 0 { body(row) }
  }
}
