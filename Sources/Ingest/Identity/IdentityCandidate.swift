/// A row whose identifier may stand for another row too.
struct IdentityCandidate: Sendable {
  var id: String
  /// The place of the identifier's digest among those under suspicion.
  var digest: Int
  /// In the chunk, then in the file.
  var line: Int
  /// `Column.missingNumber` where the export does not say.
  var updatedAt: Int64
  /// Of all cells but the identifier, which may be written in two ways.
  var row: UInt64
  /// Of the cells of all known fields but the product.
  var record: UInt64
  /// Of those of them that hold no amount.
  var recordButAmounts: UInt64
  var product: UInt64
}
