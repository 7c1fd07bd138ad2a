extension Language {
  /// A text by its key.
  ///
  /// A key that no language has comes back as it is, so that it is seen.
  package subscript(key: String) -> String { phrases[key] ?? key }

  /// A text with its `{name}`s replaced.
  package func phrase(_ key: String, _ arguments: [String: String]) -> String {
    Self.fill(self[key], arguments)
  }

  /// A text that depends on a number, in the form that goes with the number as displayed.
  ///
  /// `{n}` is the number, formatted here; other `{name}`s come from `arguments`.
  package func plural(
    _ key: String, _ numerator: Int64, over denominator: Int64 = 1, decimals: Int = 0,
    sign: SignStyle = .negative, medium: Medium, arguments: [String: String] = [:]
  ) -> String {
    let value = FixedDecimal(Int128(numerator), over: Int128(denominator), decimals: decimals)
    return plural(key, value, sign: sign, medium: medium, arguments: arguments)
  }

  func plural(
    _ key: String, _ value: FixedDecimal, sign: SignStyle, medium: Medium,
    arguments: [String: String] = [:]
  ) -> String {
    guard let forms = plurals[key] else { return key }
    let text =
      switch pluralForm(value.integer, value.decimals) {
      case .one: forms.one
      case .other: forms.other
      }
    var arguments = arguments
    arguments["n"] = format(value, sign: sign, medium: medium)
    return Self.fill(text, arguments)
  }

  /// Names in a sentence: "A", "A et B", "A, B et C".
  package func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    let before = items.dropLast().joined(separator: self["list.separator"])
    return before + self["list.last_separator"] + last
  }

  /// Replaces each `{name}` once, so that an argument that holds braces stays as it is.
  static func fill(_ text: String, _ arguments: [String: String]) -> String {
    // Braces are found among bytes, which costs a tenth of what it costs among Characters.
    guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
    var result: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let open = rest.firstIndex(of: UInt8(ascii: "{")),
      let close = rest[open...].firstIndex(of: UInt8(ascii: "}"))
    {
      result += rest[..<open]
      let name = String(decoding: rest[(open + 1)..<close], as: UTF8.self)
      result += (arguments[name] ?? "{\(name)}").utf8
      rest = rest[(close + 1)...]
    }
    result += rest
    return String(decoding: result, as: UTF8.self)
  }
}
