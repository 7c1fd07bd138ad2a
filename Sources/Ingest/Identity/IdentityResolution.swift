/// A row whose identifier may stand for another row too.
struct IdentityCandidate: Sendable {
  var id: String
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

/// Reads the rows whose identifiers are under suspicion.
struct CandidateReader: Sendable {
  let suspects: Set<UInt64>
  private let identifiers: IdentifierReader

  init?(layout: FileLayout, suspects: Set<UInt64>) {
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
          id: id, line: batch.line(ofRecord: record), updatedAt: moment,
          row: cells.digest(cells.indices.lazy.filter { !identity.id.ordinals.contains($0) }),
          record: cells.digest(identity.compared),
          recordButAmounts: cells.digest(identity.comparedButAmounts),
          product: cells.digest(product)))
    }
  }
}

/// Decides which of several rows with one identifier counts (exports.md B4).
///
/// - The row with the later `updated_at` wins over the earlier, and over one that has none.
/// - Otherwise the row further down wins, and a row of a later file over one of an earlier.
/// - So an opportunity that a report repeats for each of its products stays once, with its amount
///   once; the product is that of the row that stays. Where the amounts of a file differ from product
///   to product, and in nothing else, they are those of the lines, and are added up.
/// - A record that was merged into another is left out, whatever its row says.
/// - Where the row that wins is rejected, the record is left out as a whole: an older row is not what
///   the record is now.
/// - Rows without identifiers are the same where all their cells are, in two files: of an order line
///   that stands three times in one file and twice in another, three count.
struct IdentityResolution {
  /// Why rows are left out.
  enum Cause: UInt8, CaseIterable {
    case sameRow
    case sameRecordOtherProduct
    case otherAmountOfProduct
    case otherValues
    case latestRejected
    case merged
  }

  /// A row that is left out.
  struct Exclusion {
    var cause: Cause
    /// The place of the record among those that count; of a merged one among the merged ones, and -1
    /// of a row without identifier.
    var place: Int32
    /// In minor units; `Column.missingNumber` where it is not known.
    var amount = Column.missingNumber
  }

  private struct Row {
    var file: Int
    var candidate: IdentityCandidate
  }

  /// The rows that are left out for one cause.
  struct Group {
    var count = 0
    /// The sum of their amounts in minor units, as far as they are known.
    var amount: Int64?
    /// The first one in the order of files and lines, and the record that counts instead of it.
    var file = 0
    var line = 0
    var id = ""
    var survivor = ""
  }

  private let survivors: [String: String]
  /// The rows that count so far, in the order of their identifiers' first rows.
  private var winners: [Row] = []
  /// By identifier its place in `winners`.
  private var places: [String: Int32] = [:]
  /// The records that were merged into others, row by row.
  private var losers: [String] = []
  /// By digest of a row without identifier, how often it counts.
  private var rowCounts: [UInt64: Int] = [:]
  private var counts: [Cause: Int] = [:]
  /// The places of the records whose winning row was rejected.
  private var rejected: Set<Int32> = []
  /// By file: the lines of the rows that are left out, each with why.
  private(set) var excluded: [Int: [Int: Exclusion]] = [:]
  /// By file: of a row that is left out, the line of the row for another product that was read
  /// instead of it.
  private var products: [Int: [Int: Int]] = [:]

  init(survivors: [String: String]) { self.survivors = survivors }

  /// Takes the candidates of the next file in.
  mutating func add(_ candidates: [IdentityCandidate], file: Int) {
    for candidate in candidates {
      let row = Row(file: file, candidate: candidate)
      if survivors[candidate.id] != nil {
        exclude(row, .merged, Int32(losers.count))
        losers.append(candidate.id)
        continue
      }
      let count = Int32(winners.count)
      let place = Int(places[candidate.id, default: count])
      if place == winners.count {
        places[candidate.id] = count
        winners.append(row)
        continue
      }
      let winner = winners[place]
      let cause: Cause =
        if candidate.row == winner.candidate.row {
          .sameRow
        } else if candidate.record == winner.candidate.record,
          candidate.product != winner.candidate.product
        {
          .sameRecordOtherProduct
        } else if candidate.recordButAmounts == winner.candidate.recordButAmounts,
          candidate.product != winner.candidate.product, winner.file == file
        {
          .otherAmountOfProduct
        } else {
          .otherValues
        }
      if candidate.updatedAt >= winner.candidate.updatedAt {
        exclude(winner, cause, Int32(place))
        winners[place] = row
        if winner.file == file,
          cause == .sameRecordOtherProduct || cause == .otherAmountOfProduct
        {
          products[file, default: [:]][winner.candidate.line] = candidate.line
        }
      } else {
        exclude(row, cause, Int32(place))
      }
    }
  }

  /// Takes rows without identifiers of the next file in, all that may stand in another one.
  mutating func add(_ rows: [RepeatedRow], file: Int) {
    var counts: [UInt64: Int] = [:]
    for row in rows {
      counts[row.digest, default: 0] += 1
      if counts[row.digest, default: 0] > rowCounts[row.digest, default: 0] {
        rowCounts[row.digest, default: 0] += 1
        continue
      }
      let candidate = IdentityCandidate(
        id: "", line: row.line, updatedAt: Column.missingNumber, row: row.digest,
        record: row.digest,
        recordButAmounts: row.digest, product: 0)
      exclude(Row(file: file, candidate: candidate), .sameRow, -1)
    }
  }

  /// Whether amounts are those of lines: mostly they differ from product to product.
  var addsUpProducts: Bool {
    let different = counts[.otherAmountOfProduct] ?? 0
    return different > 0 && different >= counts[.sameRecordOtherProduct] ?? 0
  }

  /// Of each row of a file that is left out, but whose amounts count, the line of the row that they
  /// are added to; it stands further down, and may be left out for a third one in turn.
  func receivers(ofFile file: Int) -> [Int: Int] { addsUpProducts ? products[file] ?? [:] : [:] }

  /// By line of a file, the places of the records whose row there counts instead of others.
  func winners(ofFile file: Int) -> [Int: Int32] {
    var lines: [Int: Int32] = [:]
    for (place, row) in winners.enumerated() where row.file == file {
      lines[row.candidate.line] = Int32(place)
    }
    return lines
  }

  /// Takes in what the rows of a file that are left out are worth, by line, and the places of the
  /// records that had their winning row rejected.
  mutating func add(
    _ amounts: [(line: Int, amount: Int64)], rejected: some Sequence<Int32>, file: Int
  ) {
    for (line, amount) in amounts { excluded[file]?[line]?.amount = amount }
    self.rejected.formUnion(rejected)
  }

  /// What is left out, put together by cause.
  func groups() -> [Cause: Group] {
    var groups: [Cause: Group] = [:]
    for (file, rows) in excluded {
      for (line, row) in rows {
        let isMerged = row.cause == .merged
        let cause = !isMerged && rejected.contains(row.place) ? .latestRejected : row.cause
        var group = groups.removeValue(forKey: cause) ?? Group()
        if group.count == 0 || (file, line) < (group.file, group.line) {
          (group.file, group.line) = (file, line)
          (group.id, group.survivor) = names(of: row)
        }
        group.count += 1
        if row.amount != Column.missingNumber {
          group.amount = (group.amount ?? 0).addingReportingOverflow(row.amount).partialValue
        }
        groups[cause] = group
      }
    }
    return groups
  }

  /// The identifiers of a record and of the one that counts instead of it.
  private func names(of row: Exclusion) -> (id: String, survivor: String) {
    if row.place < 0 { return ("", "") }
    let place = Int(row.place)
    if row.cause == .merged { return (losers[place], survivors[losers[place]] ?? "") }
    return (winners[place].candidate.id, winners[place].candidate.id)
  }

  private mutating func exclude(_ row: Row, _ cause: Cause, _ place: Int32) {
    excluded[row.file, default: [:]][row.candidate.line] = Exclusion(cause: cause, place: place)
    counts[cause, default: 0] += 1
  }
}
