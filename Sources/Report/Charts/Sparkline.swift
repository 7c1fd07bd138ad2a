import Analysis
import Markup

/// A trend without axes, 120 by 28 pixels, the last point and single ones marked; the values stand in words beside.
enum Sparkline {
  static let width = 120
  static let height = 28

  /// A line over `values`, oldest first; an absent value leaves a gap.
  ///
  /// Nothing with fewer than three known values, which are no trend.
  static func element(_ values: [Quantity?]) -> MarkupElement? {
    let known = values.compactMap { $0 }
    guard known.count >= 3, values.count >= 3 else { return nil }
    // One common denominator is not needed: thousandths are finer than a tenth of a pixel.
    let scaled = values.map { $0.map { $0.scaled(by: 1000) } }
    let present = scaled.compactMap { $0 }
    guard let low = present.min(), let high = present.max() else { return nil }
    let span = Int128(high) - Int128(low)
    func point(_ index: Int, _ value: Int64) -> (x: Length, y: Length) {
      let x = Length(width - 8, times: Int64(index), over: Int64(values.count - 1))
      let share = span == 0 ? 500 : roundedQuotient((Int128(value) - Int128(low)) * 1000, span)
      let y = Length(height - 8, times: 1000 - share, over: 1000)
      return (x + .pixels(4), y + .pixels(4))
    }
    var shapes: [MarkupElement] = []
    // The points of the line that is being drawn, and how many they are.
    var run: [UInt8] = []
    var count = 0
    var last: (x: Length, y: Length)?
    func flush() {
      if count > 1 {
        shapes.append(
          MarkupElement(
            "polyline",
            [
              MarkupAttribute("class", "spark"),
              MarkupAttribute("points", String(decoding: run, as: UTF8.self)),
            ]))
      } else if count == 1, let last {
        shapes.append(Drawing.dot("bar", x: last.x, y: last.y, radius: "1"))
      }
      run = []
      count = 0
    }
    for (index, value) in scaled.enumerated() {
      guard let value else {
        flush()
        continue
      }
      let place = point(index, value)
      if count > 0 { run.append(UInt8(ascii: " ")) }
      place.x.append(to: &run)
      run.append(UInt8(ascii: ","))
      place.y.append(to: &run)
      count += 1
      last = place
    }
    flush()
    if let last {
      shapes.append(Drawing.dot("bar", x: last.x, y: last.y, radius: "2.5"))
    }
    return Drawing.svg(width: width, height: height, shapes)
  }
}
