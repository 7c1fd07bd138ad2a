extension Entity {
  /// The field that names one record: two rows with the same text are one record told twice.
  ///
  /// Orders have one only where the export numbers their lines; `order_id` repeats for each line, and
  /// line 2 comes in every order, so that both together name the record.
  package var identityField: String? {
    switch self {
    case .opportunities, .stageHistory, .activities, .leads, .customers, .accounts, .contacts,
      .contracts, .surveys, .tickets:
      "id"
    case .orders: "line_id"
    case .credits, .spend, .subscriptions, .features, .readings, .costs, .people, .objectives: nil
    }
  }

  /// The fields that refer to a record of another table, and that table.
  static let references: [String: Entity] = [
    "opportunity_id": .opportunities, "lead_id": .leads, "account_id": .accounts,
    "contact_id": .contacts, "customer_id": .customers,
  ]
}

/// The columns of one file that tell its records apart, whether or not the run needs them.
struct IdentityColumns: Sendable {
  /// The identifier.
  var id: FileLayout.Column
  /// What the identifier counts the parts of: the order of a line.
  var whole: FileLayout.Column?
  /// When the record was last changed.
  var updatedAt: FileLayout.Column?
  var updatedAtReader: DateReader
  /// In reports with a row for each product of an opportunity, the product.
  var product: FileLayout.Column?
  /// The identifiers of the records that were merged into this one, parted by `;`.
  var mergedIDs: Int?
  /// The identifier of the record that this one was merged into.
  var mergedInto: Int?
  /// The columns of all known fields but the identifier and the product.
  var compared: [Int]
  /// Those of them that hold no amounts.
  var comparedButAmounts: [Int]
}
