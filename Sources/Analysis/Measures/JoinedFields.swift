package import Ingest

/// Fields of a row that only other tables, or other rows of its own, can tell.
///
/// | table | field | meaning |
/// |---|---|---|
/// | `opportunities` | `demo_on` | the day of its first demo that was held |
/// | | `stage_entered_on`, `days_in_stage` | when it came into its stage, and days spent there |
/// | | `is_stuck`, `is_critical` | longer there than 80 %, 95 % of the deals that were won |
/// | | `is_pooled` | judged stuck by configured days, for want of history |
/// | | `followed_process` | entered every mandatory stage on its way |
/// | `stage_history` | all of `StageRows` | a row for each stage that a deal entered |
/// | `contacts` | `first_contact_on`, `replied_on` | first attempt to reach them, first reply |
package enum JoinedFields {
  package static func all(_ entity: Entity) -> Set<String> {
    switch entity {
    case .opportunities:
      [
        "demo_on", "stage_entered_on", "days_in_stage", "is_stuck", "is_critical", "is_pooled",
        "followed_process",
      ]
    case .stageHistory:
      [
        "entered_on", "left_on", "stay_days", "fate", "is_over", "went_back", "closed_on",
        "squared_error", "probability_band", "status",
      ]
    case .contacts: ["first_contact_on", "replied_on"]
    default: []
    }
  }

  /// Whether all that is counted of a table is put together from others.
  static func isOnlyJoined(_ entity: Entity) -> Bool {
    entity == .stageHistory || entity == .contacts
  }

  /// The derived fields that a row of its own can tell.
  package static func own(_ entity: Entity) -> Set<String> {
    switch entity {
    case .opportunities:
      [
        "closed_on", "expected_close_on", "amount_at_closure", "known_on", "has_amount",
        "has_margin", "closes_later", "plans_next_step", "is_active", "is_long_overdue",
        "fx_effect", "origin",
      ]
    case .activities: ["done_on", "scheduled_on", "due_on", "known_on", "is_unreported"]
    case .leads: ["qualified_on", "is_direct_sql"]
    case .contracts: ["due_on"]
    case .spend, .costs: ["period_start", "period_end"]
    case .surveys: ["is_answered", "is_followed_up"]
    default: []
    }
  }
}
