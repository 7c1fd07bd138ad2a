/// The canonical values of one field of one source: the customer's mapping, then the dialect, then
/// the plain words, then the canonical values themselves.
struct ValueMapping: Sendable {
  private let values: [String: String?]
  private let vocabulary: Set<String>?
  /// Folded texts whose meaning no real export and no vendor has shown.
  private let unverified: Set<String>

  init(entity: Entity, field: String, source: ReadPlan.Source, dialects: [Dialect]) {
    var values: [String: String?] = [:]
    let vocabulary = Vocabulary.values(entity, field)
    var unverified: Set<String> = []
    for value in vocabulary ?? [] { values[value] = value }
    for dialect in dialects.reversed() {
      // The first line of a dialect wins over the later ones.
      for rule in dialect.values.reversed() where rule.entity == entity && rule.field == field {
        values[rule.folded] = .some(rule.value)
        // The plain words are everybody's, not a vendor's: nothing would verify them.
        if dialect.name != "plain", rule.grade == "S" || rule.grade == "K",
          rule.folded != rule.value
        {
          unverified.insert(rule.folded)
        } else {
          unverified.remove(rule.folded)
        }
      }
    }
    // A customer who has only a stage column may call its mapping `status`.
    let names = field == PseudoField.statusFromStage ? ["status", field] : [field]
    for name in names {
      for (text, value) in source.values[name] ?? [:] {
        values[HeaderText.folded(text)] = .some(value.isEmpty ? nil : value)
        unverified.remove(HeaderText.folded(text))
      }
    }
    self.values = values
    self.unverified = unverified
    self.vocabulary = vocabulary.map(Set.init)
  }

  /// Whether there is anything to map.
  var isEmpty: Bool { values.isEmpty }

  /// Whether an empty cell has a meaning of its own.
  var mapsEmpty: Bool { values[""] != nil }

  /// Whether only a guess of the dialect says what a text means.
  func isUnverified(_ text: String) -> Bool {
    !unverified.isEmpty && unverified.contains(HeaderText.folded(text))
  }

  /// What a text stands for; nothing when no line names it.
  func value(of text: String) -> String?? { values[HeaderText.folded(text)] }

  func meaning(of text: String) -> CodeTable.Meaning {
    if let mapped = value(of: text) {
      guard let mapped else { return .missing }
      // A mapping to a word that is no value of the field maps to nothing.
      return vocabulary?.contains(mapped) == false ? .unknown(text) : .value(mapped)
    }
    return vocabulary == nil ? .value(text) : .unknown(text)
  }
}
