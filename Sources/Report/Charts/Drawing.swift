import Markup

/// A length of a drawing, kept in tenths of a pixel so that every machine prints the same digits.
struct Length: Hashable, Comparable {
  var tenths: Int

  init(tenths: Int) { self.tenths = tenths }

  /// `pixels` times `numerator / denominator`, rounded half away from zero; 0 for an empty whole.
  init(_ pixels: Int, times numerator: Int64, over denominator: Int64) {
    guard denominator > 0 else {
      tenths = 0
      return
    }
    let product = Int128(pixels) * 10 * Int128(numerator)
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: Int128(denominator))
    let away: Int128 =
      remainder.magnitude * 2 >= UInt128(denominator) ? (product < 0 ? -1 : 1) : 0
    tenths = Int(clamping: quotient + away)
  }

  static func pixels(_ count: Int) -> Length { Length(tenths: count * 10) }

  static func < (left: Length, right: Length) -> Bool { left.tenths < right.tenths }
  static func + (left: Length, right: Length) -> Length {
    Length(tenths: left.tenths + right.tenths)
  }
  static func - (left: Length, right: Length) -> Length {
    Length(tenths: left.tenths - right.tenths)
  }

  /// `12`, `12.5`, `-0.3`.
  var text: String { decimal.text }

  /// The same at the end of `bytes`.
  func append(to bytes: inout [UInt8]) { decimal.append(to: &bytes) }

  private var decimal: DecimalText { DecimalText(Int64(tenths), decimals: 1, isTrimmed: true) }

  func clamped(to range: ClosedRange<Length>) -> Length {
    min(max(self, range.lowerBound), range.upperBound)
  }
}

/// The few shapes the charts are made of; colours come from the classes of the style sheet.
enum Drawing {
  /// An `svg` of a fixed size that says nothing to screen readers: the figures stand beside it.
  static func svg(width: Int, height: Int, _ children: [MarkupElement]) -> MarkupElement {
    let drawing = MarkupElement(
      "svg",
      [
        MarkupAttribute("viewBox", "0 0 \(width) \(height)"),
        MarkupAttribute("width", String(width)), MarkupAttribute("height", String(height)),
        MarkupAttribute("focusable", "false"),
      ], children.map { .element($0) })
    // The validator knows `aria-hidden` on `svg` in HTML only, so a `span` around it has it.
    return MarkupElement(
      "span", [MarkupAttribute("aria-hidden", "true")], [.element(drawing)])
  }

  static func rectangle(
    _ style: String, x: Length, y: Length, width: Length, height: Length
  ) -> MarkupElement {
    MarkupElement(
      "rect",
      [
        MarkupAttribute("class", style), MarkupAttribute("x", x.text),
        MarkupAttribute("y", y.text), MarkupAttribute("width", width.text),
        MarkupAttribute("height", height.text),
      ])
  }

  static func dot(_ style: String, x: Length, y: Length, radius: String) -> MarkupElement {
    MarkupElement(
      "circle",
      [
        MarkupAttribute("class", style), MarkupAttribute("cx", x.text),
        MarkupAttribute("cy", y.text), MarkupAttribute("r", radius),
      ])
  }
}
