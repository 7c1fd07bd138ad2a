/// Names that rules use beside the fields of a table.
enum PseudoField {
  /// The status that a stage stands for.
  static let statusFromStage = "status_from_stage"
  /// A flag of HubSpot that tells a lost deal from an open one.
  static let isLost = "is_lost"
  /// Odoo archives what was lost: such a deal is lost unless its stage is won.
  static let isArchived = "is_archived"
  /// The identifiers of the records that were merged into this one.
  static let mergedIDs = "merged_ids"
  /// The identifier of the record that this one was merged into.
  static let mergedInto = "merged_into"

  static func names(of entity: Entity) -> [String] {
    (entity == .opportunities ? [statusFromStage, isLost, isArchived] : [])
      + (entity.identityField == nil ? [] : [mergedIDs, mergedInto])
  }
}
