/// Looks through the identifiers of a source before its rows are read.
///
/// Each record is to be delivered once, and which of its rows counts may be known only at the end
/// of the last file. So the column of identifiers is read first, and nothing else. Sorted
/// identifiers are proven unique without memory; otherwise 8 to 16 bytes for each are kept
/// (ruling 32), and only what then looks repeated is compared text by text. Sources are apart: the
/// same number in the exports of two CRMs is two records. Where no column has identifiers, and two
/// files may hold the same rows, whole rows take their place.
struct IdentitySurvey {
  private let source: OpenedSource
  private(set) var merges: [MergedRecord] = []
  /// Digests of identifiers that stand in more than one row, or seem to.
  private(set) var repeated = FlatTable<Void>()

  init(_ source: OpenedSource) { self.source = source }

  /// Whether the source can be read at once: a single file without merged records, whose first
  /// identifiers are sorted.
  ///
  /// The rest of it is watched while it is read.
  func isLikelySorted() -> Bool {
    let readable = source.files.compactMap(\.opened)
    guard readable.count == 1, let layout = readable[0].layout else { return readable.isEmpty }
    guard let identity = layout.identity else { return true }
    guard identity.mergedIDs == nil, identity.mergedInto == nil else { return false }
    var order = IdentifierOrder()
    glance(at: readable[0], layout, collectsDigests: false, threadCount: 1) { part in
      order = part.order
      return false
    }
    return order.isKept
  }

  /// Whether there are only whole rows to tell what two files both hold.
  private var comparesRows: Bool {
    let layouts = source.files.compactMap { $0.opened?.layout }
    return layouts.count > 1 && layouts.allSatisfy { $0.identity == nil }
  }

  /// The digests of all rows.
  private func digestsOfRows() -> RepeatedDigests {
    var digests = RepeatedDigests()
    for case let opened? in source.files.map(\.opened) {
      guard let layout = opened.layout else { continue }
      let reader = RowReader(layout: layout)
      scan(opened.scanner, layout) {
        [UInt64]()
      } read: { records, batch, part in
        for record in records { part.append(reader.digest(record, batch)) }
      } merge: { part, _ in
        digests.add(part)
        return true
      }
    }
    return digests
  }

  mutating func run() {
    if comparesRows {
      repeated = digestsOfRows().repeated()
      return
    }
    var (order, merges) = (IdentifierOrder(), [MergedRecord]())
    for case let opened? in source.files.map(\.opened) {
      guard let layout = opened.layout else { continue }
      glance(at: opened, layout, collectsDigests: false) { part in
        order.append(part.order)
        merges += part.merges
        return order.isKept
      }
      if !order.isKept { break }
    }
    if !order.isKept {
      var digests = RepeatedDigests()
      merges = []
      for case let opened? in source.files.map(\.opened) {
        guard let layout = opened.layout else { continue }
        glance(at: opened, layout, collectsDigests: true) { part in
          digests.add(part.digests)
          merges += part.merges
          return true
        }
      }
      repeated = digests.repeated()
    }
    self.merges = merges
  }

  /// Which rows are left out; nothing when no row is.
  func resolution(_ survivors: [String: String]) -> IdentityResolution? {
    if comparesRows { return resolutionOfRows() }
    var suspects = repeated
    for id in survivors.keys { suspects.insert(IdentifierReader.digest(id), ()) }
    guard !suspects.isEmpty else { return nil }
    var resolution = IdentityResolution(survivors: survivors, suspectCount: suspects.count)
    for (index, file) in source.files.enumerated() {
      guard let opened = file.opened, let layout = opened.layout,
        let reader = CandidateReader(layout: layout, suspects: suspects)
      else { continue }
      scan(opened.scanner, layout) {
        [IdentityCandidate]()
      } read: { records, batch, candidates in
        reader.read(records, batch, into: &candidates)
      } merge: { candidates, position in
        resolution.add(
          candidates.map {
            var candidate = $0
            candidate.line += position.linesBefore
            return candidate
          }, file: index)
        return true
      }
    }
    return resolution.isEmpty ? nil : resolution
  }

  private func resolutionOfRows() -> IdentityResolution? {
    guard !repeated.isEmpty else { return nil }
    var resolution = IdentityResolution(survivors: [:], suspectCount: 0)
    for (index, file) in source.files.enumerated() {
      guard let opened = file.opened, let layout = opened.layout else { continue }
      let reader = RowReader(layout: layout)
      var rows: [RepeatedRow] = []
      scan(opened.scanner, layout) { [repeated] in
        (rows: [RepeatedRow](), suspects: repeated)
      } read: { records, batch, part in
        for record in records {
          let digest = reader.digest(record, batch)
          guard part.suspects.contains(digest) else { continue }
          part.rows.append(RepeatedRow(line: batch.line(ofRecord: record), digest: digest))
        }
      } merge: { part, position in
        rows += part.rows.map {
          RepeatedRow(line: $0.line + position.linesBefore, digest: $0.digest)
        }
        return true
      }
      resolution.add(rows, file: index)
    }
    return resolution.isEmpty ? nil : resolution
  }

  private func glance(
    at opened: FileOpening.Opened, _ layout: FileLayout, collectsDigests: Bool,
    threadCount: Int? = nil, _ merge: (IdentifierGlance) -> Bool
  ) {
    guard let reader = IdentifierReader(layout: layout, collectsDigests: collectsDigests) else {
      return
    }
    var options = opened.scanner.options
    options.threadCount = threadCount ?? options.threadCount
    scan(RecordScanner(opened.scanner.input, options: options), layout) {
      IdentifierGlance()
    } read: { records, batch, part in
      reader.read(records, batch, into: &part)
    } merge: { part, _ in
      merge(part)
    }
  }

  /// Reads the records of a file that are rows.
  ///
  /// What is wrong with the others, and with the file, is said when the rows are read for good.
  private func scan<Part: Sendable>(
    _ scanner: RecordScanner, _ layout: FileLayout, makePart: @escaping @Sendable () -> Part,
    read: @escaping @Sendable ([Int], borrowing RecordBatch, inout Part) -> Void,
    merge: (Part, ChunkPosition) -> Bool
  ) {
    var bare = layout
    bare.columns = []
    bare.entered = []
    let rows = ChunkReader(layout: bare)
    _ = try? scanner.scanChunks { batch in
      batch.recordCount > 0 ? rows : nil
    } makePart: { _ in
      makePart()
    } read: { batch, rows, part in
      var scratch = ChunkPart(layout: rows.layout)
      read(rows.select(batch, &scratch), batch, &part)
    } merge: { part, position in
      merge(part, position)
    }
  }
}
