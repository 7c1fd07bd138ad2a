package import Ingest

/// Which KPIs are damaged by what the reading finds, by the table that it was found in.
///
/// Pages and the console both ask here, so that they name the same.
package enum DamagedKPIs {
  /// The first KPIs that go wrong when a record of the table is missing, counted twice or of nobody.
  package static func ofRecords(in entity: Entity) -> [String] {
    switch entity {
    case .opportunities: ["revenue_won", "open_pipeline"]
    case .activities: ["calls", "meetings_held", "overdue_actions"]
    case .leads: ["mql", "speed_to_contact"]
    case .orders: ["revenue_invoiced"]
    case .customers: ["customers_active", "retention"]
    case .contracts: ["n_contracts", "renewal_rate"]
    case .subscriptions: ["mrr"]
    case .surveys: ["nps", "csat_mean"]
    case .tickets: ["frt", "fcr"]
    case .costs: ["cac"]
    case .spend: ["cost_per_mql"]
    case .features: ["feature_adoption"]
    case .stageHistory, .credits, .accounts, .contacts, .readings, .people, .objectives: []
    }
  }

  /// Those damaged by what a diagnostic of the reading tells of records; nothing where it is of the
  /// file, or damages nothing that a page should tell of.
  package static func of(_ diagnostic: Diagnostic) -> [String]? {
    guard diagnostic.count > 0, diagnostic.severity < .error, let entity = diagnostic.entity else {
      return nil
    }
    if diagnostic.rejectsRows { return ofRecords(in: entity) }
    switch diagnostic.id {
    case "status-contradicts-stage": return ["revenue_won", "win_rate_closed_n", "open_pipeline"]
    case "identifier-duplicate", "identifier-shared", "latest-row-rejected",
      "quoted-cell-swallows-rows":
      return ofRecords(in: entity)
    case "amount-rounded":
      let hasMoney = entity == .opportunities || entity == .orders
      return hasMoney ? Array(ofRecords(in: entity).prefix(1)) : []
    case "value-unknown", "row-duplicate", "row-for-each-product", "record-merged": return []
    default: return nil
    }
  }
}
