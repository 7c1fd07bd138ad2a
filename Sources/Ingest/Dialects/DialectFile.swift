/// Reads the data file of a dialect.
struct DialectFile {
  private(set) var rank = 100
  private(set) var signatures: [Dialect.Signature] = []
  private(set) var headers: [Dialect.HeaderRule] = []
  private(set) var values: [Dialect.ValueRule] = []
  private(set) var constants: [Dialect.ConstantRule] = []
  private(set) var entered: [Dialect.EnteredRule] = []
  private(set) var drops: [Dialect.DropRule] = []
  private(set) var times: [Dialect.TimeRule] = []
  private(set) var formats: [Dialect.FormatRule] = []
  private(set) var proposals: [Dialect.HeaderRule] = []
  /// Lines that are no rule, with the reason; the built-in files have none, a test proves it.
  private(set) var faults: [Diagnostic] = []

  init(name: String, text: String) {
    self.init(file: "\(name).tsv", text: text)
  }

  init(file: String, text: String) {
    // Split by bytes: by characters it would take most of the time that a run needs to start.
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.isEmpty && line.first != UInt8(ascii: "#") {
      let cells = (line.last == 0x0D ? line.dropLast() : line)
        .split(separator: 0x09, omittingEmptySubsequences: false).map { String(Substring($0)) }
      guard let fault = cells.count == 7 ? add(cells) : "7 columns expected" else { continue }
      faults.append(
        Diagnostic(
          "dialect-rule-unusable", .error, at: Place(file: file, line: index + 1),
          "rule '\(cells.first ?? "")' can't be used: \(fault)",
          fixes: ["write seven cells parted by tabs, as 'A dialect' in docs/extending.md shows"]))
    }
  }

  func dialect(_ name: String) -> Dialect {
    Dialect(
      name: name, rank: rank, signatures: signatures, headers: headers, values: values,
      constants: constants, entered: entered, drops: drops, times: times,
      formats: formats,
      proposals: proposals)
  }

  /// Takes one rule in; says what is wrong with it.
  private mutating func add(_ cells: [String]) -> String? {
    let (rule, field, language) = (cells[0], cells[2], cells[3])
    let (text, value, grade) = (cells[4], cells[5], cells[6])
    if rule == "dialect" {
      rank = Int(value) ?? rank
      return nil
    }
    let entity = Entity(rawValue: cells[1])
    if rule == "format" {
      guard entity != nil || cells[1] == "*" else { return "'\(cells[1])' is no table" }
      formats.append(
        Dialect.FormatRule(
          entity: entity, name: field, language: language == "-" ? nil : language, value: value))
      return nil
    }
    guard let entity else { return "'\(cells[1])' is no table" }
    switch rule {
    case "signature":
      signatures.append(
        Dialect.Signature(
          entity: entity, language: language, terms: Self.terms(text), grade: grade))
    case "header", "also", "proposal":
      guard Self.isKnown(field, of: entity) else { return "'\(field)' is no field" }
      let header = Dialect.HeaderRule(
        entity: entity, field: field, language: language == "-" ? "" : language, text: text,
        folded: HeaderText.folded(text), grade: grade, joins: rule == "also",
        isCompanyCurrency: value == "company", isMinorUnits: value == "minor_units",
        prefix: value.hasPrefix(Self.prefixMark)
          ? String(value.dropFirst(Self.prefixMark.count)) : nil,
        isFree: value == "free", isOfWon: value == "won")
      if rule == "proposal" { proposals.append(header) } else { headers.append(header) }
    case "value":
      guard Self.isKnown(field, of: entity) else { return "'\(field)' is no field" }
      values.append(
        Dialect.ValueRule(
          entity: entity, field: field,
          folded: text == "(empty)" ? "" : HeaderText.folded(text),
          value: value == "-" ? nil : value, grade: grade))
    case "constant":
      guard Self.isKnown(field, of: entity) else { return "'\(field)' is no field" }
      constants.append(
        Dialect.ConstantRule(
          entity: entity, field: field, folded: HeaderText.folded(text), value: value))
    case "entered":
      let parts = HeaderText.cleaned("\(text).").dropLast().lowercased().split(
        separator: "*", omittingEmptySubsequences: false)
      guard parts.count == 2, let family = Int(value) else { return "one * and a number expected" }
      entered.append(
        Dialect.EnteredRule(
          entity: entity, prefix: String(parts[0]), suffix: String(parts[1]), family: family,
          language: language))
    case "drop", "keep":
      drops.append(
        Dialect.DropRule(
          entity: entity, header: HeaderText.folded(text),
          values: Set(value.split(separator: "|").map { HeaderText.folded(String($0)) }),
          keeps: rule == "keep"))
    case "time":
      guard Self.isKnown(field, of: entity) else { return "'\(field)' is no field" }
      times.append(
        Dialect.TimeRule(entity: entity, field: field, folded: HeaderText.folded(text)))
    default: return "no such rule"
    }
    return nil
  }

  private static let prefixMark = "prefix "

  private static func isKnown(_ field: String, of entity: Entity) -> Bool {
    PseudoField.names(of: entity).contains(field) || entity.fields.contains { $0.name == field }
  }

  /// `2x Deal - * + Deal - Title|Deal - ID`.
  private static func terms(_ text: String) -> [Dialect.Signature.Term] {
    text.split(separator: " + ").map { part in
      let count = part.hasPrefix("2x ") ? 2 : 1
      let patterns = part.dropFirst(count == 2 ? 3 : 0).split(separator: "|").map {
        $0.hasSuffix("*")
          ? Dialect.Signature.Pattern.prefix(HeaderText.foldedPrefix(String($0.dropLast())))
          : .whole(HeaderText.folded(String($0)))
      }
      return Dialect.Signature.Term(patterns: patterns, count: count)
    }
  }
}
