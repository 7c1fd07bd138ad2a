/// The first records of a file, from which its header and its dialect are found.
struct FileHead {
  /// How far a header may stand below title and filter lines.
  static let depth = 30
  /// Bytes beyond which nobody looks for the sign that parts them.
  private static let largestParted = 64 << 10

  struct Record {
    /// Index among the records of the file.
    var index: Int
    var line: Int
    var cells: [String]

    /// The cells as headings, which are never as long as texts may be: of a longer one the beginning.
    var headings: [String] {
      cells.map { $0.utf8.count > 4_000 ? String($0.prefix(1_000)) : $0 }
    }
  }

  /// Records that are not blank.
  private(set) var records: [Record] = []
  let format: ScanFormat

  init(_ batch: borrowing RecordBatch) {
    format = batch.format
    for index in 0..<min(Self.depth + 1, batch.recordCount) {
      if batch.flags(ofRecord: index).contains(.blank) { continue }
      let cells = (0..<batch.fieldCount(ofRecord: index)).map {
        batch.text(ofField: $0, inRecord: index)
      }
      records.append(Record(index: index, line: batch.line(ofRecord: index), cells: cells))
    }
  }

  /// The ASCII characters that may part a file which has one column as it stands: no letter, digit or
  /// mark of a quote, and none that was tried.
  var signs: [UInt8] {
    guard records.allSatisfy({ $0.cells.count == 1 }),
      records.reduce(0, { $0 + $1.cells[0].utf8.count }) <= Self.largestParted
    else { return [] }
    let used = Set(records.flatMap { $0.cells.flatMap { Array($0.utf8) } })
    return used.filter { byte in
      byte < 0x7F && byte != Byte.quote && byte != Byte.apostrophe && byte != UInt8(ascii: "_")
        && !Character(Unicode.Scalar(byte)).isLetter && !Character(Unicode.Scalar(byte)).isNumber
        && byte != 0 && byte != Byte.lineFeed && byte != Byte.carriageReturn
        && !DelimiterDetection.candidates.contains(byte)
    }.sorted()
  }

  /// The same records with their texts parted by another sign; quotes are not looked at.
  func parted(by sign: UInt8) -> FileHead {
    var head = self
    for index in records.indices {
      head.records[index].cells = records[index].cells.flatMap { cell in
        cell.utf8.split(separator: sign, omittingEmptySubsequences: false)
          .map { String(decoding: $0, as: UTF8.self) }
      }
    }
    return head
  }

  /// The first record above a header that is a row, and no title, filter or group of headings: as wide
  /// as the header, mostly filled, with a number among its cells.
  func rowAbove(_ header: Record) -> Record? {
    records.first { record in
      let filled = record.cells.count { !HeaderText.cleaned($0).isEmpty }
      return record.index < header.index && record.cells.count > 2
        && record.cells.count == header.cells.count && filled * 2 > record.cells.count
        && record.cells.contains { $0.contains(where: \.isNumber) }
    }
  }

  /// The header record, how it binds, and its dialect.
  struct Header {
    var record: Record
    var binding: HeaderBinding
    var dialect: Dialect?
    var recognition: DialectCatalogue.Recognition?
  }

  /// The first record that binds well; formatted Salesforce reports begin with titles and filters.
  func header(
    of source: ReadPlan.Source, _ catalogue: DialectCatalogue, file: String
  ) -> Header? {
    var best: Header?
    for record in records.prefix(Self.depth) {
      let headings = record.headings
      let recognition = catalogue.recognise(headers: headings, as: source.entity)
      let name = source.dialect ?? recognition?.dialect ?? "plain"
      let dialect = catalogue.dialect(named: name)?.preceded(by: source.rules)
      let binding = HeaderBinding(
        headers: headings, source: source, dialect: dialect,
        place: Place(file: file, line: record.line))
      let header = Header(
        record: record, binding: binding, dialect: dialect, recognition: recognition)
      // The usual case: the first record is the header.
      if best == nil, binding.recognisedCount >= min(2, record.cells.count),
        binding.diagnostics.allSatisfy({ $0.severity < .error })
      {
        return header
      }
      if binding.recognisedCount > best?.binding.recognisedCount ?? -1 { best = header }
    }
    return best
  }
}

extension RecordBatch {
  /// Whether `flags(ofRecord:)` may say more than that a record is blank.
  var hasUnusualRecords: Bool { !storage.flags.isEmpty || storage.hasOddBytes }
}
