/// Guesses at what the columns of a table of nobody's are, from the words of their headers.
///
/// Only `jalon init` asks, and what it takes over is written down for people to confirm; a run never
/// guesses (ruling 29).
package struct HeaderProposals {
  /// What a table with these headers may be: the entity with the most fields, all required ones
  /// among them; of opportunities that show by their stages and dates the amount may be left to ask.
  let best: (entity: Entity, headers: [String: String])?
  /// `best` has every column that it needs but for identifiers.
  let isWhole: Bool
  /// `best` has no column of identifiers: several columns must name a record together.
  let lacksIdentifier: Bool
  /// `fr` where more of the headings of `best` are French than English, else empty.
  let language: String
  /// The entity that comes nearest, with the fields it lacks; nothing when none has two fields.
  let nearest: (entity: Entity, missing: [String])?

  init(headers: [String], plain: Dialect) {
    var candidates: [Candidate] = []
    for entity in Entity.allCases where entity != .people && entity != .objectives {
      candidates.append(Candidate(entity, Self.fields(of: entity, headers, plain)))
    }
    // What is said to have been done is worth no money.
    let isPaid = candidates.contains { $0.isWhole && $0.hasMoney }
    let likely = candidates.filter {
      $0.isLikely && ($0.entity != .activities || !isPaid && $0.saysWhen)
    }
    let complete = Candidate.fullest(of: likely)
    let partial = Candidate.fullest(
      of: candidates.filter { !$0.missing.isEmpty && $0.found.count >= 2 })
    best = complete.map { ($0.entity, $0.found) }
    let lacking = complete.map { Self.missing($0.entity, Set($0.found.values)) } ?? []
    let identity = complete?.entity.identityField
    isWhole = complete != nil && lacking.allSatisfy { $0 == identity }
    lacksIdentifier = complete?.entity == .opportunities && lacking.contains { $0 == identity }
    let words = Set((complete?.found.keys ?? [:].keys).map(Self.words))
    let languages = plain.proposals.filter {
      $0.entity == complete?.entity && words.contains(Self.words($0.text))
    }.map(\.language)
    let french = languages.count { $0 == "fr" }
    language = french > languages.count - french ? "fr" : ""
    nearest = partial.map { ($0.entity, $0.missing) }
  }

  /// A table that the file may hold.
  private struct Candidate {
    let entity: Entity
    /// Header to field.
    let found: [String: String]
    /// Fields that it can't be read without.
    ///
    /// Several columns may name an opportunity; what others refer to needs its identifier.
    let missing: [String]

    init(_ entity: Entity, _ found: [String: String]) {
      self.entity = entity
      self.found = found
      missing = HeaderProposals.missing(entity, Set(found.values)).filter {
        entity != .opportunities || $0 != entity.identityField
      }
    }

    /// Whether the file has all that the table needs.
    var isWhole: Bool { missing.isEmpty && found.count >= 3 }

    var isLikely: Bool { isWhole || entity == .opportunities && lacksOnlyAmount }

    /// Whether opportunities can be nothing else, though no heading is known for their amounts.
    private var lacksOnlyAmount: Bool {
      missing == ["amount_net"] && found.count >= 5
        && has(["stage", "probability", "expected_close"])
    }

    var hasMoney: Bool { has(entity.fields.filter { $0.type == .money }.map(\.name)) }

    /// Whether a day is known on which an activity was done or is to be.
    var saysWhen: Bool { has(["activity_at", "scheduled_at", "due_at", "done_at"]) }

    private func has(_ fields: [String]) -> Bool { !Set(found.values).isDisjoint(with: fields) }

    /// The one with most fields, the first of several.
    static func fullest(of candidates: [Candidate]) -> Candidate? {
      candidates.reduce(nil) { $1.found.count > $0?.found.count ?? 0 ? $1 : $0 }
    }
  }

  /// Header to field; each field once, by the first rule that a header fits.
  ///
  /// Only the end of an opportunity may stand in two columns: where it was won, and where it was lost.
  private static func fields(
    of entity: Entity, _ headers: [String], _ plain: Dialect
  ) -> [String: String] {
    var found: [String: String] = [:]
    var settled: Set<String> = []
    let words = headers.map(words)
    let own = entity.fields.map { (field: $0.name, text: Self.words($0.name)) }
    let proposed = plain.proposals.filter { $0.entity == entity }
    let rules = own + proposed.map { (field: $0.field, text: Self.words($0.text)) }
    for rule in rules where !settled.contains(rule.field) {
      guard let index = words.firstIndex(of: rule.text), found[headers[index]] == nil else {
        continue
      }
      found[headers[index]] = rule.field
      if entity != .opportunities || rule.field != "closed_at" { settled.insert(rule.field) }
    }
    return found
  }

  /// The fields that the table lacks, one of several where one will do.
  static func missing(_ entity: Entity, _ fields: Set<String>) -> [String] {
    var missing = entity.fields.filter { $0.required && !fields.contains($0.name) }.map(\.name)
    if entity == .opportunities {
      let needed = [
        ["stage", "status", "is_won"], ["amount_net", "amount_gross"],
        ["close_date", "closed_at", "expected_close"],
      ]
      missing += needed.filter { fields.isDisjoint(with: $0) }.compactMap(\.first)
    }
    return missing
  }

  /// `SalesOrderNumber`, `sales_order_number` and `Sales order number` are the same words.
  ///
  /// What stands in brackets is left out, and so is a unit: `Close Date (A)`, `Montant k€`.
  static func words(_ header: String) -> String {
    var text = ""
    var previous: Character = " "
    var depth = 0
    for character in header {
      if character == "(" { depth += 1 }
      if character == ")" { depth = max(0, depth - 1) }
      guard depth == 0, character != ")" else { continue }
      if character.isUppercase, previous.isLowercase { text.append(" ") }
      text.append(character == "_" || character == "-" ? " " : character)
      previous = character
    }
    let folded = HeaderText.folded(text)
    let unit = units.first { folded.hasSuffix(" \($0.text)") }
    let words = unit.map { folded.dropLast($0.text.count + 1) } ?? folded[...]
    return words.split { " '’".contains($0) }.filter { !particles.contains($0) }
      .joined(separator: " ")
  }

  /// Words that people put between the others or leave out: `date de création`, `date création`.
  private static let particles: Set<Substring> = ["de", "d", "du", "des", "la", "le", "l", "of"]

  /// How many units of the currency one of the amounts under a heading is: 1,000 for `CA (k€)`.
  package static func moneyScale(of header: String) -> Int64 {
    let text = HeaderText.folded(header)
    let brackets = text.split(separator: "(").dropFirst().map { $0.prefix { $0 != ")" } }
    return units.first { unit in
      text.hasSuffix(" \(unit.text)") || brackets.contains { $0 == unit.text }
    }?.scale ?? 1
  }

  /// Whether the words of a heading say that its amounts include tax.
  package static func includesTax(_ header: String) -> Bool {
    let words = HeaderText.folded(header).split { !$0.isLetter }
    return words.contains("ttc") || words.contains("gross") && words.contains("tax")
      || words.contains("incl") || words.contains("including")
  }

  /// Units of amounts, the longer ones first.
  private static let units: [(text: String, scale: Int64)] = [
    ("en milliers d'euros", 1_000), ("milliers d'euros", 1_000), ("en milliers", 1_000),
    ("milliers", 1_000), ("in thousands", 1_000), ("thousands", 1_000), ("en k€", 1_000),
    ("k€", 1_000), ("keur", 1_000), ("k eur", 1_000), ("k$", 1_000), ("kusd", 1_000),
    ("en millions d'euros", 1_000_000), ("en millions", 1_000_000), ("in millions", 1_000_000),
    ("en m€", 1_000_000), ("m€", 1_000_000), ("meur", 1_000_000), ("en euros", 1), ("en €", 1),
    ("€", 1), ("eur", 1), ("euros", 1),
  ]
}
