/// The columns that together tell the records of a file without identifiers apart.
struct KeyProposal {
  /// What stays the same from one night to the next, the most telling first; a stage, an amount or an
  /// expected date would make another record of a deal that moves on.
  private static let lasting = [
    "name", "account_id", "account_name", "created_at", "owner", "product", "source", "sector",
  ]

  /// Rows looked at.
  private static let limit = 100_000

  /// As few as tell as many records apart as all of them do.
  private(set) var headers: [String] = []

  /// `fields` is header to field.
  init(file: (path: String, name: String), headers: [String], fields: [String: String]) {
    let candidates = Self.lasting.compactMap { field in
      headers.firstIndex { fields[$0] == field }
    }
    guard !candidates.isEmpty else { return }
    // By number of columns taken: the different texts met.
    var different = [Set<String>](repeating: [], count: candidates.count)
    var rows = 0
    _ = try? RecordScanner(FileOpening.input(of: file)).scan { batch in
      for record in 0..<batch.recordCount where rows < Self.limit {
        rows += 1
        var text = ""
        for (index, ordinal) in candidates.enumerated()
        where ordinal < batch.fieldCount(ofRecord: record) {
          text += "/" + batch.text(ofField: ordinal, inRecord: record)
          different[index].insert(text)
        }
      }
      return rows < Self.limit
    }
    let most = different.last?.count ?? 0
    let enough = different.firstIndex { $0.count == most } ?? 0
    self.headers = candidates[...enough].map { headers[$0] }
  }
}
