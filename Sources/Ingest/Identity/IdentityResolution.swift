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
  /// By the place of an identifier's digest, the place in `winners` of the first with that digest; -1
  /// where there is none yet.
  private var places: [Int32]
  /// The same by identifier, of those whose digest is another's too.
  private var otherPlaces: [String: Int32] = [:]
  /// The records that were merged into others, row by row.
  private var losers: [String] = []
  /// By digest of a row without identifier, how often it counts.
  private var rowCounts: [UInt64: Int] = [:]
  private var counts = Array(repeating: 0, count: Cause.allCases.count)
  /// The places of the records whose winning row was rejected.
  private var rejected: Set<Int32> = []
  /// By file, the lines of the rows that are left out, each with why.
  private var excluded: [FlatTable<Exclusion>] = []
  /// By place among the winners: the lines of the rows for other products of the record, in the file of
  /// the row that is read instead of them.
  private var productLines: [Int32: [Int]] = [:]

  /// `suspectCount` is how many digests of identifiers are under suspicion.
  init(survivors: [String: String], suspectCount: Int) {
    self.survivors = survivors
    places = Array(repeating: -1, count: suspectCount)
  }

  /// Whether no row is left out.
  var isEmpty: Bool { excluded.allSatisfy(\.isEmpty) }

  /// By line of a file, why its row is left out.
  func excluded(ofFile file: Int) -> FlatTable<Exclusion> {
    file < excluded.count ? excluded[file] : FlatTable()
  }

  /// Takes the candidates of the next file in.
  mutating func add(_ candidates: [IdentityCandidate], file: Int) {
    for candidate in candidates {
      let row = Row(file: file, candidate: candidate)
      if !survivors.isEmpty, survivors[candidate.id] != nil {
        exclude(row, .merged, Int32(losers.count))
        losers.append(candidate.id)
        continue
      }
      let place = place(of: candidate)
      if place == winners.count {
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
        if winner.file != file || cause == .otherValues {
          productLines[Int32(place)] = nil
        } else if cause != .sameRow {
          productLines[Int32(place), default: []].append(winner.candidate.line)
        }
      } else {
        exclude(row, cause, Int32(place))
      }
    }
  }

  /// The place of a record among the winners; it is theirs from now on where it is behind them all.
  private mutating func place(of candidate: IdentityCandidate) -> Int {
    let place = Int(places[candidate.digest])
    if place < 0 {
      places[candidate.digest] = Int32(winners.count)
      return winners.count
    }
    if winners[place].candidate.id == candidate.id { return place }
    let other = otherPlaces[candidate.id] ?? Int32(winners.count)
    otherPlaces[candidate.id] = other
    return Int(other)
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
        id: "", digest: 0, line: row.line, updatedAt: Column.missingNumber, row: row.digest,
        record: row.digest,
        recordButAmounts: row.digest, product: 0)
      exclude(Row(file: file, candidate: candidate), .sameRow, -1)
    }
  }

  /// Whether amounts are those of lines: mostly they differ from product to product.
  var addsUpProducts: Bool {
    let different = count(of: .otherAmountOfProduct)
    return different > 0 && different >= count(of: .sameRecordOtherProduct)
  }

  /// Of each row of a file that is left out, but whose amounts count, the line of the row that they
  /// are added to, which stands further down and counts itself.
  func receivers(ofFile file: Int) -> [Int: Int] {
    guard addsUpProducts else { return [:] }
    var receivers: [Int: Int] = [:]
    for (place, lines) in productLines where winners[Int(place)].file == file {
      for line in lines { receivers[line] = winners[Int(place)].candidate.line }
    }
    return receivers
  }

  private func count(of cause: Cause) -> Int { counts[Int(cause.rawValue)] }

  /// The rows of a file that count instead of others.
  func awaited(ofFile file: Int) -> AwaitedRows {
    var awaited = AwaitedRows()
    for (place, row) in winners.enumerated() where row.file == file {
      awaited.add(line: row.candidate.line, place: Int32(place))
    }
    return awaited
  }

  /// Takes in what the rows of a file that are left out are worth, by line, and the places of the
  /// records that had their winning row rejected.
  mutating func add(
    _ amounts: [(line: Int, amount: Int64)], rejected: some Sequence<Int32>, file: Int
  ) {
    for (line, amount) in amounts where file < excluded.count {
      guard let index = excluded[file].index(of: UInt64(line)) else { continue }
      excluded[file].update(at: index) { $0.amount = amount }
    }
    self.rejected.formUnion(rejected)
  }

  /// What is left out, put together by cause.
  func groups() -> [Cause: Group] {
    var groups: [Cause: Group] = [:]
    for (file, rows) in excluded.enumerated() {
      for (line, row) in zip(rows.keys.lazy.map { Int($0) }, rows.values) {
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
    while excluded.count <= row.file { excluded.append(FlatTable()) }
    excluded[row.file][UInt64(row.candidate.line)] = Exclusion(cause: cause, place: place)
    counts[Int(cause.rawValue)] += 1
  }
}
