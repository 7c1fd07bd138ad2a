/// What the identifiers of one chunk show without looking at any other column.
struct IdentifierGlance: Sendable {
  var order = IdentifierOrder()
  /// Only when they are asked for.
  var digests: [UInt64] = []
  var merges: [MergedRecord] = []
}
