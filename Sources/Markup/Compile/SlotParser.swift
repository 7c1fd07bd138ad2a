/// Splits text with slots into its parts, and finds what the slots mean.
struct SlotParser {
  let formats: [String: TemplateFormat]
  let file: SourceFile
  let scope: Scope
  var issues: [TemplateIssue] = []

  init(formats: [String: TemplateFormat], file: SourceFile, scope: Scope) {
    self.formats = formats
    self.file = file
    self.scope = scope
  }

  struct FoundSlot {
    var slot: Slot
    var kind: TemplateKind
    var format: TemplateFormat?
  }
  enum Part {
    case literal(String)
    indirect case slot(FoundSlot)
  }

  private static let opening = Array("{{".utf8)
  private static let closing = Array("}}".utf8)

  static func hasSlot(_ text: String) -> Bool { text.utf8.contains(bytes: opening) }

  /// The parts of `text`, which is written in the file between `start` and `end`.
  mutating func parts(of text: String, start: Int, end: Int) -> [Part] {
    let bytes = Array(text.utf8)
    var parts: [Part] = []
    var position = 0
    var searchFrom = start
    while issues.count < TemplateLimit.issues,
      let open = bytes[position...].firstOccurrence(of: Self.opening)
    {
      if open.lowerBound > position {
        parts.append(.literal(String(decoding: bytes[position..<open.lowerBound], as: UTF8.self)))
      }
      // The same pair of braces in the file: text is decoded, so offsets differ.
      let place =
        file.bytes[min(searchFrom, end)..<end].firstOccurrence(of: Self.opening)?.lowerBound
        ?? start
      searchFrom = place + 2
      guard let close = bytes[open.upperBound...].firstOccurrence(of: Self.closing) else {
        report(
          "template-syntax", place, "a slot is not closed", fix: "write }} after the key")
        return parts
      }
      let inside = bytes[open.upperBound..<close.lowerBound]
      if let found = slot(Array(inside), at: place + 2) { parts.append(.slot(found)) }
      position = close.upperBound
    }
    if position < bytes.count {
      parts.append(.literal(String(decoding: bytes[position...], as: UTF8.self)))
    }
    return parts
  }

  /// `key`, `key | format` or `key | format(argument)`; `offset` is where it begins in the file.
  private mutating func slot(_ inside: [UInt8], at offset: Int) -> FoundSlot? {
    let bar = inside.firstIndex(of: UInt8(ascii: "|")) ?? inside.count
    let (key, keyOffset) = Self.trimmed(inside[..<bar])
    guard !key.isEmpty else {
      report("template-syntax", offset, "a slot has no key", fix: "write {{ key }}")
      return nil
    }
    let source: ValueSource
    let schema: TemplateSchema
    do throws(Scope.Fault) {
      (source, schema) = try scope.resolve(key)
    } catch {
      report(error.id, offset + keyOffset + error.offset, error.summary, fix: error.fix)
      return nil
    }
    let place = Operation.Place(file: file, offset: offset + keyOffset)
    guard bar < inside.count else {
      let slot = Slot(source: source, format: nil, argument: nil, place: place)
      return FoundSlot(slot: slot, kind: schema.kind, format: nil)
    }
    guard let (format, argument) = format(inside[(bar + 1)...], schema.kind, key, at: offset)
    else { return nil }
    let slot = Slot(source: source, format: format, argument: argument, place: place)
    return FoundSlot(slot: slot, kind: schema.kind, format: format)
  }

  private mutating func format(
    _ written: ArraySlice<UInt8>, _ kind: TemplateKind, _ key: String, at offset: Int
  ) -> (TemplateFormat, String?)? {
    let parenthesis = written.firstIndex(of: UInt8(ascii: "("))
    let (name, nameOffset) = Self.trimmed(written[..<(parenthesis ?? written.endIndex)])
    guard let format = formats[name] else {
      report(
        "template-unknown-format", offset + nameOffset,
        name.isEmpty ? "a format is missing after '|'" : "unknown format '\(name)'",
        fix: suggestion(for: name, kind) ?? "take the format out")
      return nil
    }
    guard format.kinds.isEmpty || format.kinds.contains(kind) else {
      report(
        "template-format-kind", offset + nameOffset,
        "format '\(name)' does not print \(kind), and '\(key)' is \(kind)",
        fix: suggestion(for: name, kind))
      return nil
    }
    var argument: String?
    var argumentOffset = nameOffset
    if let parenthesis {
      let (rest, _) = Self.trimmed(written[(parenthesis + 1)...])
      guard rest.utf8.last == UInt8(ascii: ")") else {
        report(
          "template-syntax", offset + parenthesis, "parenthesis is not closed",
          fix: "write {{ \(key) | \(name)(argument) }}")
        return nil
      }
      let end = written.lastIndex(of: UInt8(ascii: ")")) ?? written.endIndex
      let (text, textOffset) = Self.trimmed(written[(parenthesis + 1)..<end])
      argument = text
      argumentOffset = textOffset
    }
    guard accepts(format.argument, argument, name, at: offset + argumentOffset) else { return nil }
    return (format, argument)
  }

  private mutating func accepts(
    _ rule: TemplateFormat.Argument, _ argument: String?, _ name: String, at offset: Int
  ) -> Bool {
    let known: [String]
    switch (rule, argument) {
    case (.anything, _), (.none, nil), (.optional, nil): return true
    case (.none, .some):
      report("template-format-argument", offset, "format '\(name)' takes no argument")
      return false
    case (.optional(let words), _), (.required(let words), _): known = words
    }
    if let argument, known.contains(argument) { return true }
    let near = argument.flatMap { nearestName(to: $0, among: known) }
    report(
      "template-format-argument", offset,
      argument.map { "format '\(name)' does not know '\($0)'" }
        ?? "format '\(name)' needs an argument",
      fix: near.map { "did you mean '\($0)'?" }
        ?? "known: " + known.map { "'\($0)'" }.joined(separator: ", "))
    return false
  }

  /// The nearest format, or those that print such a value.
  func suggestion(for name: String, _ kind: TemplateKind) -> String? {
    let fitting = formats.filter { $0.value.kinds.isEmpty || $0.value.kinds.contains(kind) }
      .map(\.key).sorted()
    if let near = nearestName(to: name, among: fitting) { return "did you mean '\(near)'?" }
    guard !fitting.isEmpty else { return nil }
    return "formats for \(kind): " + fitting.map { "'\($0)'" }.joined(separator: ", ")
  }

  private mutating func report(_ id: String, _ offset: Int, _ summary: String, fix: String? = nil) {
    issues.append(file.issue(id, at: offset, summary, fix: fix))
  }

  /// Text without blanks around it, and where it begins.
  static func trimmed(_ bytes: ArraySlice<UInt8>) -> (String, Int) {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let start = bytes.firstIndex(where: { !isBlank($0) }) ?? bytes.startIndex
    let end = bytes.lastIndex(where: { !isBlank($0) }).map { $0 + 1 } ?? start
    return (String(decoding: bytes[start..<end], as: UTF8.self), start)
  }
}

extension Collection where Element == UInt8 {
  /// Where `bytes` first occur.
  func firstOccurrence(of bytes: [UInt8]) -> Range<Index>? {
    guard let first = bytes.first else { return nil }
    var start = startIndex
    while let found = self[start...].firstIndex(of: first) {
      if self[found...].starts(with: bytes) {
        return found..<index(found, offsetBy: bytes.count)
      }
      start = index(after: found)
    }
    return nil
  }

  func contains(bytes: [UInt8]) -> Bool { firstOccurrence(of: bytes) != nil }
}
