/// The canonical tables that exports are read into (kpis.md 3.2 and ruling 24).
package enum Entity: String, Sendable, Codable, CaseIterable {
  case opportunities
  case stageHistory = "stage_history"
  /// Who is credited with an opportunity, and with what share (kpis.md C5).
  case credits
  case activities
  case leads
  case spend
  case customers
  case accounts
  case contacts
  case orders
  case subscriptions
  case contracts
  case features
  case surveys
  case tickets
  case readings
  case costs
  case people
  case objectives
}

/// How the cells of a field are read.
package enum FieldType: String, Sendable, Codable {
  /// Kept as written; never guessed to be a number.
  case text
  /// Kept as written, with few distinct values: owners, stages, statuses, types.
  case code
  /// Exact, in minor units of the currency.
  case money
  /// Counts, quantities and scores.
  case number
  /// A share: `0.25`, `25` or `25 %` according to the declared scale; stored as a fraction.
  case rate
  /// A day, in the report's zone.
  case date
  /// A day and the time of it, in the report's zone.
  case moment
  /// Yes or no, in both languages and as CRMs write it.
  case flag
}

/// One field of a canonical table.
package struct Field: Sendable, Hashable {
  /// Of kpis.md 3.2: in configurations, dialects and findings alike.
  package let name: String
  /// How its cells are read.
  package let type: FieldType
  /// Without this column the file is refused (exports.md D5).
  package let required: Bool

  /// A field that a file may lack, unless said otherwise.
  package init(_ name: String, _ type: FieldType, required: Bool = false) {
    self.name = name
    self.type = type
    self.required = required
  }
}

extension Entity {
  /// The fields of the table, in the order of kpis.md.
  package var fields: [Field] {
    switch self {
    case .opportunities:
      [
        Field("id", .text, required: true), Field("name", .text), Field("account_id", .text),
        Field("account_name", .text), Field("owner", .code), Field("pipeline", .code),
        Field("stage", .code), Field("status", .code), Field("type", .code),
        Field("amount_gross", .money), Field("discount", .money), Field("amount_net", .money),
        Field("margin", .money), Field("currency", .code), Field("created_at", .date),
        // `close_date` is the CRM field that is expected while open and actual once closed.
        Field("close_date", .date), Field("expected_close", .date), Field("closed_at", .date),
        Field("probability", .rate), Field("forecast_category", .code), Field("source", .code),
        Field("campaign_id", .code), Field("product", .code), Field("segment", .code),
        Field("sector", .code), Field("size", .code), Field("region", .code),
        Field("next_step", .text), Field("next_step_at", .date),
        Field("last_activity_at", .date), Field("loss_reason", .code), Field("is_focus", .flag),
        Field("is_test", .flag), Field("is_won", .flag), Field("is_closed", .flag),
        Field("is_deleted", .flag), Field("updated_at", .moment),
      ]
    case .stageHistory:
      [
        Field("id", .text), Field("opportunity_id", .text, required: true),
        Field("pipeline", .code), Field("from_stage", .code), Field("stage", .code, required: true),
        Field("entered_at", .moment, required: true), Field("amount", .money),
        Field("expected_close", .date), Field("owner", .code), Field("is_deleted", .flag),
      ]
    case .credits:
      [
        Field("opportunity_id", .text, required: true), Field("owner", .code, required: true),
        Field("share", .rate, required: true), Field("type", .code),
      ]
    case .activities:
      [
        Field("id", .text), Field("type", .code, required: true), Field("owner", .code),
        Field("contact_id", .text), Field("opportunity_id", .text), Field("lead_id", .text),
        Field("account_id", .text),
        Field("subject", .text), Field("created_at", .moment), Field("due_at", .moment),
        Field("scheduled_at", .moment), Field("done_at", .moment), Field("activity_at", .moment),
        Field("outcome", .code), Field("is_done", .flag), Field("qualified", .flag),
        Field("prospecting", .flag), Field("direction", .code), Field("is_deleted", .flag),
      ]
    case .leads:
      [
        Field("id", .text, required: true), Field("source", .code), Field("channel", .code),
        Field("campaign_id", .code), Field("owner", .code), Field("created_at", .moment),
        Field("assigned_at", .moment), Field("first_attempt_at", .moment),
        Field("first_contact_at", .moment), Field("mql_at", .moment), Field("sql_at", .moment),
        Field("accepted_at", .moment), Field("rejected_at", .moment),
        Field("rejection_reason", .code), Field("meeting_booked_at", .moment),
        Field("opportunity_at", .moment), Field("opportunity_id", .text), Field("status", .code),
        Field("is_spam", .flag), Field("is_deleted", .flag),
      ]
    case .spend:
      [
        Field("channel", .code), Field("campaign_id", .code),
        Field("period", .text, required: true), Field("amount", .money, required: true),
      ]
    case .customers:
      [
        Field("id", .text, required: true), Field("name", .text), Field("segment", .code),
        Field("sector", .code), Field("size", .code), Field("territory", .code),
        // `won_back_at` is the return of a customer who was lost on `ended_at`.
        Field("strategic", .flag), Field("since", .date), Field("ended_at", .date),
        Field("won_back_at", .date), Field("last_order_at", .date),
        Field("at_risk_since", .date), Field("owner", .code),
      ]
    case .accounts:
      [
        Field("id", .text, required: true), Field("name", .text), Field("sector", .code),
        Field("size", .code), Field("headcount", .number), Field("segment", .code),
        Field("strategic", .flag), Field("territory", .code), Field("owner", .code),
      ]
    case .contacts:
      [
        Field("id", .text, required: true), Field("account_id", .text),
        Field("function", .code), Field("decision_maker", .flag),
      ]
    case .orders:
      [
        // `line_id` where the export numbers the lines; `order_id` repeats for each of them.
        Field("order_id", .text, required: true), Field("line_id", .text),
        Field("customer_id", .text),
        Field("owner", .code), Field("date", .date, required: true),
        Field("amount", .money, required: true), Field("margin", .money),
        Field("product", .code), Field("segment", .code), Field("recurring", .flag),
        // Of a credit note, whose amounts may stand there without their sign.
        Field("is_credit_note", .flag), Field("currency", .code),
      ]
    case .subscriptions:
      [
        Field("customer_id", .text, required: true), Field("month", .date, required: true),
        Field("mrr", .money, required: true),
      ]
    case .contracts:
      [
        Field("id", .text, required: true), Field("customer_id", .text), Field("start", .date),
        Field("end", .date), Field("renewal_due", .date), Field("renewed_at", .date),
        Field("value", .money), Field("owner", .code), Field("product", .code),
      ]
    case .features:
      [
        Field("customer_id", .text, required: true), Field("feature", .code, required: true),
        Field("first_used_at", .date),
      ]
    case .surveys:
      [
        // A survey without score was sent and not answered.
        Field("id", .text), Field("kind", .code, required: true),
        Field("score", .number), Field("customer_id", .text),
        Field("agent", .code), Field("at", .date, required: true), Field("followed_up_at", .date),
      ]
    case .tickets:
      [
        Field("id", .text, required: true), Field("customer_id", .text), Field("agent", .code),
        Field("created_at", .moment, required: true),
        Field("first_public_human_reply_at", .moment), Field("resolved_at", .moment),
        Field("reopened_at", .moment), Field("customer_replies", .number),
      ]
    case .readings:
      [
        Field("kpi", .code, required: true), Field("scope", .code), Field("date", .date),
        Field("value", .number, required: true), Field("source", .text), Field("comment", .text),
      ]
    case .costs:
      [
        Field("kind", .code, required: true), Field("scope", .code),
        Field("period", .text, required: true), Field("amount", .money, required: true),
      ]
    case .people:
      [
        Field("id", .text), Field("name", .text, required: true), Field("email", .text),
        Field("aliases", .text), Field("team", .code), Field("manager_of", .code),
        Field("role", .code), Field("seniority", .code), Field("hired_at", .date),
        Field("left_at", .date), Field("fte", .rate), Field("from", .date), Field("to", .date),
        Field("absent_from", .date), Field("absent_to", .date), Field("is_person", .flag),
        Field("language", .code), Field("ramp", .code),
      ]
    case .objectives:
      []
    }
  }
}
