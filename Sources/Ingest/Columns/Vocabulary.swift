/// The closed lists of values that figures are counted by (kpis.md 3.2 and ruling 24).
enum Vocabulary {
  /// The canonical values of a field, or nothing when any text is a value.
  static func values(_ entity: Entity, _ field: String) -> [String]? {
    switch (entity, field) {
    case (.opportunities, "status"), (.opportunities, PseudoField.statusFromStage):
      ["open", "won", "lost", "on_hold"]
    case (.opportunities, "type"): ["new", "upsell", "cross", "renewal"]
    case (.activities, "type"):
      [
        "call", "email", "linkedin", "meeting", "demo", "quote", "followup", "task", "reference",
      ]
    case (.activities, "outcome"):
      [
        "done", "no_show", "cancelled", "rescheduled", "answered", "no_answer", "replied",
        "bounced", "auto_reply", "held_when_past",
      ]
    case (.activities, "direction"): ["outbound", "inbound"]
    case (.credits, "type"): ["revenue", "overlay"]
    case (.costs, "kind"): ["sales", "marketing"]
    case (.surveys, "kind"): ["nps", "csat"]
    default: nil
    }
  }
}

extension Entity {
  /// The canonical values of a field, or nothing when any text is a value.
  package static func values(of field: String, in entity: Entity) -> [String]? {
    Vocabulary.values(entity, field)
  }
}
