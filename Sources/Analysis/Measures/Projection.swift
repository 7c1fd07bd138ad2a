package import Ingest

extension AnalysisPlan {
  /// The fields of a table that the analysis can make use of: what the built-in rules and the
  /// worklists read, and what the measures of the catalogue and the filters of the objectives name.
  ///
  /// It is meant for `ReadPlan.Source.projection`: everything else need not be decoded. `stage_history`
  /// among the fields of opportunities asks for HubSpot's `Date entered` columns as a table of their
  /// own. Identifiers, dates of the last change and currencies are looked at by the reading itself as
  /// far as it needs them.
  package func projection(of entity: Entity) -> Set<String> {
    var fields = Self.builtIn(entity)
    let known = Set(entity.fields.map(\.name))
    for measure in measures where measure.entity == entity {
      // A name that is no field of the table is derived, from fields that are built in.
      let named = [
        measure.field, measure.from, measure.to, measure.date, measure.within?.from,
        measure.within?.to,
      ].compactMap { $0 }
      fields.formUnion(known.intersection(named + measure.filter.keys))
    }
    fields.formUnion(known.intersection(definitions.segments))
    fields.formUnion(unnamedFields(of: entity))
    fields.formUnion(known.intersection(joinFields(of: entity)))
    return fields.union(Lookups.linkFields(of: entity, in: measures))
  }

  /// What rows are worth, and which stage they are in, is told by columns that no measure names.
  func unnamedFields(of entity: Entity) -> Set<String> {
    let known = Set(entity.fields.map(\.name))
    var fields: Set<String> = []
    if !rates.isEmpty { fields.insert("currency") }
    if known.contains("stage"), stages.contains(where: { $0.pipeline != nil }) {
      fields.insert("pipeline")
    }
    return fields.intersection(known)
  }

  /// The moments of a table of which something looks at the time of day, for
  /// `ReadPlan.Source.timedFields`; nothing where any may be.
  ///
  /// Activities count by their days, but for those between which a measure takes the time.
  package func timedFields(of entity: Entity) -> Set<String>? {
    guard entity == .activities else { return nil }
    return measures.filter { $0.entity == entity }.reduce(into: []) { fields, measure in
      fields.formUnion(
        [measure.from, measure.to, measure.within?.from, measure.within?.to].compactMap { $0 })
    }
  }

  /// What derived and joined fields of measures are made of.
  private func joinFields(of entity: Entity) -> Set<String> {
    let asked = measures.filter { $0.entity == .opportunities || $0.entity == .stageHistory }
      .reduce(into: Set<String>()) { $0.formUnion($1.fieldNames) }
    let asksContacts = measures.contains { $0.fieldNames.contains("first_contact_on") }
    switch entity {
    case .opportunities:
      var fields: Set<String> = []
      if !asked.isDisjoint(with: ["is_stuck", "is_critical", "is_pooled"]) {
        fields.formUnion(["pipeline", "segment"])
      }
      if asked.contains("has_margin") { fields.insert("margin") }
      if asked.contains("plans_next_step") { fields.insert("next_step_at") }
      if asked.contains("is_active") { fields.insert("last_activity_at") }
      if asksForChannels { fields.insert("source") }
      return fields
    case .activities:
      let demos: Set<String> = asked.contains("demo_on") ? ["opportunity_id"] : []
      return asksContacts ? demos.union(["contact_id", "direction"]) : demos
    case .stageHistory: return ["is_deleted"]
    default: return []
    }
  }

  private var asksForChannels: Bool {
    catalogue.kpis.contains { kpi in
      if case .algorithm("largest_channel", _, _) = kpi.formula { true } else { false }
    }
  }

  /// What the rules of the table read, whatever is measured.
  private static func builtIn(_ entity: Entity) -> Set<String> {
    switch entity {
    case .opportunities:
      [
        "id", "name", "owner", "stage", "status", "amount_net", "amount_gross", "discount",
        "created_at", "close_date", "expected_close", "closed_at", "is_deleted", "is_test",
        Entity.stageHistory.rawValue,
      ]
    case .activities:
      [
        "id", "subject", "type", "owner", "outcome", "is_done", "is_deleted", "activity_at",
        "scheduled_at", "due_at", "done_at",
      ]
    case .stageHistory: ["opportunity_id", "stage", "entered_at"]
    case .orders: ["owner", "date"]
    case .readings: ["kpi", "scope", "date", "value"]
    case .surveys: ["agent", "at"]
    case .tickets: ["agent", "created_at"]
    case .leads: ["owner", "created_at"]
    case .credits: ["opportunity_id", "owner", "share", "type"]
    case .spend, .customers, .accounts, .contacts, .subscriptions, .contracts, .features, .costs,
      .people, .objectives:
      ["owner"]
    }
  }
}
