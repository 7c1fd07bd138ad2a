/// Finds identifiers that stand in two sources of one table.
///
/// Sources are apart: the same number in the exports of two CRMs is two records. But what refers to
/// such a record has no more than the number, and where two exports of one CRM were made two sources,
/// a record counts twice. Only tables that others refer to and that have several sources are looked
/// at; of those each distinct identifier is kept in some 24 bytes (ruling 32).
struct SharedIdentifiers {
  private struct Found {
    var place: Place
    var id: String
    var other: Int
    var count = 0
    var amount: Int64?
  }

  private let entities: Set<Entity>
  private let names: [String]
  /// By digest of an identifier, the first source that has it.
  private var sources: [Entity: FlatTable<Int32>] = [:]
  /// Of the source being read.
  private var found: Found?

  init(_ plan: ReadPlan) {
    names = plan.sources.map(\.name)
    let counts = Dictionary(plan.sources.map { ($0.entity, 1) }, uniquingKeysWith: +)
    entities = Set(Entity.references.values).filter { counts[$0] ?? 0 > 1 }
  }

  mutating func add(
    _ part: ChunkPart, _ layout: FileLayout, source: Int, file: String, linesBefore: Int
  ) {
    guard entities.contains(layout.entity), let index = layout.index(of: "id"),
      case .text(let ids) = part.columns[index]
    else { return }
    // Taken out while it is changed, so that it is not copied.
    var known = sources.removeValue(forKey: layout.entity) ?? FlatTable()
    for (row, line) in part.lines.enumerated() {
      guard let digest = ids.digest(row) else { continue }
      guard let other = known[digest] else {
        known[digest] = Int32(source)
        continue
      }
      if other == source { continue }
      var first =
        found
        ?? Found(
          place: Place(file: file, line: line + linesBefore), id: ids[row] ?? "",
          other: Int(other))
      first.count += 1
      if let amount = part.amount(row, layout) {
        first.amount = (first.amount ?? 0).addingReportingOverflow(amount).partialValue
      }
      found = first
    }
    sources[layout.entity] = known
  }

  /// What to say about the source that was read, and no more about it.
  mutating func diagnostic(source: ReadPlan.Source) -> Diagnostic? {
    guard let found else { return nil }
    self.found = nil
    let more = found.count - 1
    var diagnostic = Diagnostic(
      "identifier-shared", .warning, at: found.place,
      "id '\(found.id)' stands in source '\(names[found.other])' too"
        + (more > 0 ? ", and \(more) more \(more == 1 ? "row" : "rows") like it" : ""),
      explanation: "both are counted; what refers to one of them may be taken for the other's",
      fixes: [
        "if both are exports of one CRM, name all their files under 'files' of one source, which reads "
          + "each record once",
        "if they are two CRMs, export the ids of one of them with a prefix",
      ])
    diagnostic.count = found.count
    diagnostic.entity = source.entity
    diagnostic.amount = found.amount
    return diagnostic
  }
}
