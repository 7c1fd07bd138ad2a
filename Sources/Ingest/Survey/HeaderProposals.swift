/// Guesses at what the columns of a table of nobody's are, from the words of their headers.
///
/// Only `jalon init` asks, and what it takes over is written down for people to confirm; a run never
/// guesses (ruling 29).
struct HeaderProposals {
  /// What a table with these headers may be: the entity with the most fields, all required ones
  /// among them.
  let best: (entity: Entity, headers: [String: String])?
  /// `best` has no column of identifiers: several columns must name a record together.
  let lacksIdentifier: Bool
  /// The entity that comes nearest, with the fields it lacks; nothing when none has two fields.
  let nearest: (entity: Entity, missing: [String])?

  init(headers: [String], plain: Dialect) {
    var complete: (entity: Entity, headers: [String: String])?
    var partial: (entity: Entity, missing: [String], count: Int)?
    for entity in Entity.allCases where entity != .people && entity != .objectives {
      let found = Self.fields(of: entity, headers, plain)
      let missing = Self.missing(entity, Set(found.values)).filter { field in
        // Several columns may name an opportunity; what others refer to needs its identifier.
        entity != .opportunities || field != entity.identityField
      }
      if missing.isEmpty, found.count >= 3, found.count > complete?.headers.count ?? 0 {
        complete = (entity, found)
      }
      if !missing.isEmpty, found.count >= 2, found.count > partial?.count ?? 0 {
        partial = (entity, missing, found.count)
      }
    }
    best = complete
    lacksIdentifier =
      complete.map { best in
        best.entity == .opportunities
          && !best.headers.values.contains { $0 == best.entity.identityField }
      } ?? false
    nearest = partial.map { ($0.entity, $0.missing) }
  }

  /// Header to field; each field once, by the first rule that a header fits.
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
      settled.insert(rule.field)
    }
    return found
  }

  /// The fields that the table lacks, one of several where one will do.
  private static func missing(_ entity: Entity, _ fields: Set<String>) -> [String] {
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
  /// What stands in brackets is left out: `Close Date (A)`.
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
    return HeaderText.folded(text)
  }
}
