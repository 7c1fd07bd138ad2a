import Ingest

extension DraftSource {
  private static let undecidable = "date-order-undecidable"

  /// The sources, with an order of their dates where their own cells tell none: that of all other
  /// exports, else the day first where headings are French, which never write the month first.
  ///
  /// A run guesses at nothing (ruling 29): what is taken over here is written down to be confirmed.
  static func withLikelyOrders(_ sources: [DraftSource], isFrench: Bool) -> [DraftSource] {
    let orders = Set(sources.compactMap(\.survey.dateOrder)).intersection(["dmy", "mdy"])
    guard let order = orders.count == 1 ? orders.first : isFrench && orders.isEmpty ? "dmy" : nil
    else { return sources }
    return sources.map { source in
      guard source.survey.diagnostics.contains(where: { $0.id == undecidable }) else {
        return source
      }
      var source = source
      source.survey.diagnostics.removeAll { $0.id == undecidable }
      source.survey.dateOrder = order
      source.orderIsLikely = true
      return source
    }
  }
}
