import Ingest

/// Which values the fields that objectives are narrowed by have in the exports.
struct FilterVocabulary: Sendable {
  /// By table: fields that some filter names.
  private let wanted: [Entity: Set<String>]
  private var values: [Entity: [String: Set<String>]] = [:]
  /// By table: every field that some file had.
  private var present: [Entity: Set<String>] = [:]

  /// Values beyond this number are not told apart: the field is an identifier.
  private static let limit = 1_000

  init(_ plan: AnalysisPlan) {
    var wanted: [Entity: Set<String>] = [:]
    for objective in plan.objectives where !objective.filters.isEmpty {
      for id in plan.catalogue.kpi(objective.kpi)?.formula.measureIDs ?? [] {
        guard let entity = plan.catalogue.measures[id]?.entity else { continue }
        wanted[entity, default: []].formUnion(objective.filters.keys)
      }
    }
    self.wanted = wanted
  }

  mutating func add(_ rows: RowSet) {
    present[rows.entity, default: []].formUnion(rows.fieldNames)
    guard let fields = wanted[rows.entity] else { return }
    for field in fields {
      guard let texts = rows.codes[field]?.texts, texts.count < Self.limit else { continue }
      values[rows.entity, default: [:]][field, default: []].formUnion(texts)
    }
  }

  /// The first field of a measure that no file of its table had.
  func absentField(of measure: Measure) -> String? {
    let needed =
      [measure.field, measure.from, measure.to, measure.date].compactMap { $0 }
      + measure.filter.filter { !$0.value.contains("") }.keys.sorted()
    return needed.first { present[measure.entity]?.contains($0) != true }
  }

  /// Filter values that no record has: an error where another value is nearly the same, else a
  /// warning, because what is asked for may just not have been sold yet.
  func findings(_ objective: Objective, _ kpi: KPI, _ plan: AnalysisPlan) -> [Diagnostic] {
    let entities = Set(kpi.formula.measureIDs.compactMap { plan.catalogue.measures[$0]?.entity })
    var found: [Diagnostic] = []
    for (field, accepted) in objective.filters.sorted(by: { $0.key < $1.key }) {
      let known = entities.reduce(into: Set<String>()) { known, entity in
        known.formUnion(values[entity]?[field] ?? [])
      }
      guard !known.isEmpty else { continue }
      for value in accepted where !value.isEmpty && !value.hasComparator {
        let match = FilterMatch([value])
        if known.contains(where: match.accepts) { continue }
        let near =
          value.count < 4 ? nil : EditDistance.nearest(to: value, among: known.sorted())
        found.append(
          Diagnostic(
            "objective-filter-value-unknown", near == nil ? .warning : .error,
            at: objective.place,
            "no record has '\(value)' as its \(field), which objective '\(objective.id)' counts",
            fixes: near.map { ["did you mean '\($0)'?"] }
              ?? ["known: \(known.sorted().prefix(8).joined(separator: ", "))"]
          ).saying(
            [
              "objective": .text(objective.id), "value": .text(value), "field": .text(field),
              "known": .text(near ?? known.sorted().prefix(8).joined(separator: ", ")),
            ], variant: near == nil ? nil : "near"))
      }
    }
    return found
  }
}

extension String {
  /// `> 200` is a bound and no value.
  fileprivate var hasComparator: Bool {
    first.map { "<>≥≤".contains($0) } ?? false
  }
}
