import Ingest

/// The fields whose missing values damage figures, by table.
struct QualityField: Sendable {
  /// Which rows should have a value.
  enum Rows: String, Sendable {
    case all
    case open
    case closed
    case won
    case lost

    /// Whether an opportunity of this derived status is asked; other tables are asked whole.
    func include(_ status: String?) -> Bool {
      switch self {
      case .all: true
      case .open: status == "open"
      case .closed: status == "won" || status == "lost"
      case .won: status == "won"
      case .lost: status == "lost"
      }
    }
  }

  let field: String
  let rows: Rows
  let kpis: [String]

  private init(_ field: String, _ rows: Rows = .all, _ kpis: String...) {
    self.init(field, rows, kpis)
  }

  private init(_ field: String, _ rows: Rows, _ kpis: [String]) {
    self.field = field
    self.rows = rows
    self.kpis = kpis
  }

  /// The fields asked of a table; none for tables without owner, amount and dates.
  static func fields(of entity: Entity) -> [QualityField] {
    let owner = QualityField("owner", .all, DamagedKPIs.ofRecords(in: entity))
    return switch entity {
    case .opportunities:
      [
        owner, QualityField("amount_net", .all, "revenue_won", "open_pipeline"),
        QualityField("created_at", .all, "pipeline_created", "cycle_won"),
        QualityField("stage", .open, "open_pipeline", "weighted_pipeline"),
        QualityField("closed_on", .closed, "revenue_won", "n_won", "n_lost", "win_rate_closed_n"),
        QualityField("expected_close_on", .open, "weighted_pipeline", "coverage"),
        QualityField("next_step_at", .open, "next_step_rate"),
        QualityField("source", .all, "top_channel_share"), QualityField("loss_reason", .lost),
        QualityField("account_id"), QualityField("type", .won, "new_arr"),
      ]
    case .activities:
      [
        owner, QualityField("type"), QualityField("opportunity_id"), QualityField("outcome"),
      ]
    case .leads:
      [owner, QualityField("source"), QualityField("created_at")]
    case .orders:
      [owner, QualityField("amount"), QualityField("date"), QualityField("customer_id")]
    case .tickets:
      [
        QualityField("agent", .all, DamagedKPIs.ofRecords(in: entity)),
        QualityField("customer_id"), QualityField("created_at"),
      ]
    case .customers, .accounts:
      [owner, QualityField("sector"), QualityField("size")]
    case .contracts:
      [owner, QualityField("end"), QualityField("value")]
    case .surveys:
      [QualityField("customer_id"), QualityField("score"), QualityField("at")]
    default: []
    }
  }
}
