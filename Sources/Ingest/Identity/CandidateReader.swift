/// Reads the rows whose identifiers are under suspicion.
struct CandidateReader: Sendable {
  let suspects: FlatTable<Void>
  private let identifiers: IdentifierReader

  init?(layout: FileLayout, suspects: FlatTable<Void>) {
    guard let reader = IdentifierReader(layout: layout, collectsDigests: true) else { return nil }
    identifiers = reader
    self.suspects = suspects
  }

  func read(
    _ records: [Int], _ batch: borrowing RecordBatch, into candidates: inout [IdentityCandidate]
  ) {
    let identity = identifiers.identity
    let product = identity.product?.ordinals ?? []
    var cells: [UInt64] = []
    for record in records {
      guard let id = identifiers.id(record, batch, among: suspects) else { continue }
      let updatedAt = identity.updatedAt.map { column in
        column.withCell(record, batch) { identity.updatedAtReader.read($0) }
      }
      var moment = Column.missingNumber
      if case .local(let seconds, _)? = updatedAt { moment = seconds }
      batch.digestCells(ofRecord: record, into: &cells)
      candidates.append(
        IdentityCandidate(
          id: id.text, digest: id.digest, line: batch.line(ofRecord: record), updatedAt: moment,
          row: cells.digest(cells.indices.lazy.filter { !identity.id.ordinals.contains($0) }),
          record: cells.digest(identity.compared),
          recordButAmounts: cells.digest(identity.comparedButAmounts),
          product: cells.digest(product)))
    }
  }
}
