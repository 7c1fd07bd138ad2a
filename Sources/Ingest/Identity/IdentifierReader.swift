/// Reads the identifiers of a file.
///
/// A class: threads that copied its columns for each record would count in turns who holds them.
final class IdentifierReader: Sendable {
  let identity: IdentityColumns
  let collectsDigests: Bool
  private let isSalesforce: Bool

  /// Nothing when the file has no identifiers.
  init?(layout: FileLayout, collectsDigests: Bool) {
    guard let identity = layout.identity else { return nil }
    self.identity = identity
    self.collectsDigests = collectsDigests
    isSalesforce = layout.isSalesforce
  }

  /// Only follows the order of the identifiers, of rows that are selected already.
  func follow(
    _ records: [Int], _ batch: borrowing RecordBatch, _ order: inout IdentifierOrder
  ) {
    var glance = IdentifierGlance()
    swap(&glance.order, &order)
    read(records, batch, into: &glance)
    swap(&glance.order, &order)
  }

  func read(
    _ records: [Int], _ batch: borrowing RecordBatch, into glance: inout IdentifierGlance
  ) {
    guard !records.isEmpty else { return }
    if identity.whole != nil {
      for record in records {
        guard let id = id(record, batch) else { continue }
        if collectsDigests {
          glance.digests.append(Self.digest(id))
        } else {
          glance.order.add(Array(id.utf8).span)
        }
      }
    } else if identity.id.ordinals.count == 1 {
      readPlain(records, batch, &glance)
    } else {
      for record in records {
        identity.id.withCell(record, batch) { note($0, &glance) }
      }
    }
    if identity.mergedIDs != nil || identity.mergedInto != nil {
      for record in records { readMerges(record, batch, &glance) }
    }
  }

  private func readPlain(
    _ records: [Int], _ batch: borrowing RecordBatch, _ glance: inout IdentifierGlance
  ) {
    var previous: (place: CellPlace, words: TextWords)?
    let level = VectorLevel.best.readsColumns ? VectorLevel.best : nil
    batch.withCells(identity.id.ordinals[0], of: records) { bytes, places, first in
      var next = 0
      while next < places.count {
        let row = next
        next += 1
        let place = places[row]
        let words = TextWords(place, in: bytes)
        if let before = previous, place.range.count == before.place.range.count,
          (TextWords.shortestOrdered...TextWords.reach).contains(place.range.count),
          words.differsPlainly(from: before.words)
        {
          glance.order.take(
            isAfter: words.isAfter(before.words),
            words.isEqual(before.words, length: place.range.count))
          previous = (place, words)
          if glance.order.isAscending, let level {
            // Mostly all the others of the tile come one after the other too.
            next = row + level.ascendingCount(places.dropFirst(row), in: bytes)
            if next - 1 > row {
              previous = (places[next - 1], TextWords(places[next - 1], in: bytes))
            }
          }
          continue
        }
        let cell = bytes.extracting(place.range)
        guard !collectsDigests, !CellText.isMissing(cell),
          RecordID.isNormal(cell, isSalesforce: isSalesforce), CellText.isTrimmed(cell)
        else {
          note(cell, &glance)
          continue
        }
        if let previous {
          glance.order.compare(bytes.extracting(previous.place.range), cell)
        } else {
          glance.order.add(cell)
        }
        previous = (place, words)
      }
      guard first + places.count == records.count, let previous else { return }
      glance.order.setLast(bytes.extracting(previous.place.range))
    }
  }

  /// Takes one identifier in, as it stands in its cell.
  private func note(_ cell: Span<UInt8>, _ glance: inout IdentifierGlance) {
    guard !CellText.isMissing(cell) else { return }
    guard collectsDigests else {
      // Not in its normal form: only digests of the normal form tell what comes twice.
      glance.order.giveUp()
      return
    }
    let text = cell.extracting(CellText.trimmed(cell))
    if RecordID.isNormal(text, isSalesforce: isSalesforce) {
      glance.digests.append(ByteWords.digest(text))
    } else if let id = id(text) {
      glance.digests.append(Self.digest(id))
    }
  }

  static func digest(_ id: String) -> UInt64 { ByteWords.digest(Array(id.utf8).span) }

  private func id(_ text: Span<UInt8>) -> String? {
    let id = CellText.string(text)
    return RecordID.isNormal(text, isSalesforce: isSalesforce)
      ? id : RecordID.normalised(id, isSalesforce: isSalesforce)
  }

  /// The identifier of a record in its normal form; that of a line with its order before it.
  func id(_ record: Int, _ batch: borrowing RecordBatch) -> String? {
    guard let whole = identity.whole else { return id(identity.id, record, batch) }
    guard let whole = id(whole, record, batch), let part = id(identity.id, record, batch) else {
      return nil
    }
    return "\(whole)/\(part)"
  }

  /// The identifier of a record where its digest is among some, and the place of that; mostly it is
  /// not, and no text is made.
  func id(
    _ record: Int, _ batch: borrowing RecordBatch, among digests: FlatTable<Void>
  ) -> (text: String, digest: Int)? {
    if identity.whole == nil {
      var id: (text: String, digest: Int)?
      let isNormal = identity.id.withCell(record, batch) { cell in
        let text = cell.extracting(CellText.trimmed(cell))
        guard RecordID.isNormal(text, isSalesforce: isSalesforce) else { return false }
        if let place = digests.index(of: ByteWords.digest(text)), !CellText.isMissing(cell) {
          id = (CellText.string(text), place)
        }
        return true
      }
      if isNormal { return id }
    }
    guard let id = id(record, batch), let place = digests.index(of: Self.digest(id)) else {
      return nil
    }
    return (id, place)
  }

  private func id(
    _ column: FileLayout.Column, _ record: Int, _ batch: borrowing RecordBatch
  ) -> String? {
    column.withCell(record, batch) { cell in
      CellText.isMissing(cell) ? nil : id(cell.extracting(CellText.trimmed(cell)))
    }
  }

  private func readMerges(
    _ record: Int, _ batch: borrowing RecordBatch, _ glance: inout IdentifierGlance
  ) {
    func others(_ ordinal: Int?) -> [String] {
      guard let ordinal else { return [] }
      return batch.withField(ordinal, ofRecord: record) { cell in
        CellText.isMissing(cell)
          ? []
          : CellText.string(cell).split { $0 == ";" || $0 == "," }.compactMap {
            let text = HeaderText.cleaned(String($0))
            return text.isEmpty
              ? nil : RecordID.normalised(text, isSalesforce: isSalesforce)
          }
      }
    }
    let losers = others(identity.mergedIDs)
    let survivors = others(identity.mergedInto)
    guard !losers.isEmpty || !survivors.isEmpty, let id = id(record, batch) else { return }
    glance.merges += losers.map { MergedRecord(loser: $0, survivor: id) }
    if let survivor = survivors.first {
      glance.merges.append(MergedRecord(loser: id, survivor: survivor))
    }
  }
}
