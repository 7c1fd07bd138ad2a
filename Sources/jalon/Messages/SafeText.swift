/// Text from exports and file names as it may be shown on a terminal.
enum SafeText {
  /// Control characters, which a terminal obeys, and characters that turn the direction of a line
  /// are written as `\u{1B}`; tabs become a space, so that carets stay in place.
  static func neutralised(_ text: String, keepsTabs: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar == "\t" {
        result += keepsTabs ? "\t" : " "
      } else if isHarmful(scalar) {
        result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
    // Bidirectional controls, zero-width and tag characters.
    case .format: true
    default: false
    }
  }
}
