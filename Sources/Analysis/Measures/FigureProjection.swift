package import Ingest

extension AnalysisPlan {
  /// The fields of a table that the figures of this plan need, and no other; nothing when its KPIs
  /// are not plain enough to tell, so that every field is read.
  ///
  /// Plain are counts, sums, ratios and days of opportunities and activities, without objectives,
  /// segments, joins and conversions. Required fields are looked at by the reading itself, and so are
  /// identifiers, dates of the last change and currencies.
  package func figureProjection(of entity: Entity) -> Set<String>? {
    let measures = measures
    guard entity == .opportunities || entity == .activities, objectives.isEmpty,
      definitions.segments.isEmpty, catalogue.kpis.allSatisfy(Self.isPlain),
      measures.allSatisfy(Self.isPlain)
    else { return nil }
    var fields = Self.needed(entity).union(unnamedFields(of: entity))
    for date in Array(catalogue.measures.values).datesOfEvents[entity] ?? [] {
      fields.formUnion(Self.sources(of: date))
    }
    for measure in measures where measure.entity == entity {
      for name in measure.fieldNames { fields.formUnion(Self.sources(of: name)) }
    }
    return fields
  }

  private static func isPlain(_ kpi: KPI) -> Bool {
    switch kpi.formula {
    case .simple, .ratio, .cumulative, .statistic: !kpi.isReading
    case .algorithm(let name, _, _): ["weighted_pipeline", "overdue_actions"].contains(name)
    case .conversion, .derived, .unavailable: false
    }
  }

  private static func isPlain(_ measure: Measure) -> Bool {
    let known = Set(measure.entity.fields.map(\.name)).union(derived.keys)
    return [.opportunities, .activities].contains(measure.entity)
      && !SpecialStore.takes(measure) && measure.fieldNames.isSubset(of: known)
  }

  /// What the rules of the table read, whatever is measured.
  private static func needed(_ entity: Entity) -> Set<String> {
    entity == .opportunities
      ? [
        "id", "owner", "stage", "status", "amount_net", "amount_gross", "discount", "created_at",
        "close_date", "closed_at", "is_deleted", "is_test", Entity.stageHistory.rawValue,
      ]
      : [
        "type", "owner", "outcome", "is_done", "is_deleted", "activity_at", "scheduled_at",
        "due_at", "done_at",
      ]
  }

  /// The fields that a field is made of: itself, where it is one of the export.
  private static func sources(of name: String) -> Set<String> { derived[name] ?? [name] }

  private static let derived: [String: Set<String>] = [
    "closed_on": ["status", "closed_at", "close_date"],
    "expected_close_on": ["status", "expected_close", "close_date", "closed_at"],
    "amount_at_closure": ["amount_net", "amount_gross", "discount"],
    "done_on": ["outcome", "is_done", "activity_at", "done_at", "due_at"],
    "scheduled_on": ["scheduled_at", "activity_at", "due_at"],
    "due_on": ["due_at"],
  ]
}
