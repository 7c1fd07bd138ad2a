package import Ingest

extension AnalysisPlan {
  /// The fields of a table that the analysis makes use of: what the built-in rules read, and what
  /// the measures of the catalogue and the filters of the objectives name.
  ///
  /// It is meant for `ReadPlan.Source.projection`: everything else need not be decoded.
  /// `stage_history` among the fields of opportunities asks for HubSpot's `Date entered` columns as
  /// a table of their own. Required fields are looked at by the reading itself, and so are
  /// identifiers, dates of the last change and currencies. With `worklists` the names of records are
  /// among the fields.
  package func projection(of entity: Entity, worklists: Bool = true) -> Set<String> {
    var fields = builtIn(entity)
    if worklists { fields.formUnion(["id", "name", "subject"]) }
    for measure in measures where measure.entity == entity {
      let named =
        [measure.field, measure.from, measure.to, measure.date].compactMap { $0 }
        + measure.filter.keys
      // Instants are split by the stage and the planned day of what is open.
      let implied = measure.time == .instant ? ["stage"] : []
      for name in named + implied {
        fields.formUnion(Self.sources(of: name, entity) ?? [name])
      }
    }
    if entity == .opportunities, worklists || !objectives.isEmpty {
      fields.formUnion(Self.sources(of: "expected_close_on", entity) ?? [])
    }
    return fields.intersection(entity.fields.map(\.name) + [Entity.stageHistory.rawValue])
  }

  /// What the rules of the table read, whatever is measured.
  private func builtIn(_ entity: Entity) -> Set<String> {
    switch entity {
    case .opportunities:
      // Without stage history a stage is the one of today's export; with it, chances of stages and
      // projections are known by identifier.
      [
        "id", "owner", "stage", "status", "amount_net", "amount_gross", "discount", "created_at",
        "close_date", "closed_at", "is_deleted", "is_test", Entity.stageHistory.rawValue,
      ]
    case .activities:
      [
        "type", "owner", "outcome", "is_done", "is_deleted", "activity_at", "scheduled_at",
        "due_at", "done_at",
      ]
    case .stageHistory: ["opportunity_id", "stage", "entered_at"]
    case .orders, .readings: ["owner", "date"]
    case .surveys: ["agent", "at"]
    case .tickets: ["agent", "created_at"]
    case .leads: ["owner", "created_at"]
    case .spend, .customers, .accounts, .contacts, .subscriptions, .contracts, .features, .costs,
      .people, .objectives:
      ["owner"]
    }
  }

  /// The fields that a derived one is made of; nothing for a field of the export.
  private static func sources(of name: String, _ entity: Entity) -> Set<String>? {
    switch (entity, name) {
    case (.opportunities, "closed_on"): ["status", "closed_at", "close_date"]
    case (.opportunities, "expected_close_on"):
      ["status", "expected_close", "close_date", "closed_at"]
    case (.opportunities, "amount_net"), (.opportunities, "amount_at_closure"):
      ["amount_net", "amount_gross", "discount"]
    case (.activities, "done_on"): ["outcome", "is_done", "activity_at", "done_at", "due_at"]
    case (.activities, "scheduled_on"): ["scheduled_at", "activity_at", "due_at"]
    case (.activities, "due_on"): ["due_at"]
    default: nil
    }
  }
}
