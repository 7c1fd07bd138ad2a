/// How the rows of one file become columns; decided on its header, the same for every chunk.
struct FileLayout: Sendable {
  /// How the cells of a column are read.
  enum Cells: Sendable {
    case text(isRecordID: Bool)
    case code(CodeRole)
    case money(DecimalReader)
    case number(DecimalReader)
    case rate(DecimalReader)
    case date(DateReader)
    case moment(DateReader)
    case flag
  }

  /// What a coded column is for.
  enum CodeRole: Sendable {
    case plain
    /// An unknown text is refused: the figures would be wrong.
    case status
  }

  /// One field that is read.
  struct Column: Sendable {
    var field: Field
    var ordinals: [Int]
    var header: String
    var cells: Cells
    var mapping: ValueMapping?
    /// The status that each stage stands for; only for the stage of opportunities.
    var stageStatus: ValueMapping?
    /// A row without a value is refused.
    var isRequired: Bool
    var isDelivered: Bool
    var decimalMark: UInt8 = UInt8(ascii: ".")
    var dateOrder: DateOrder?
    /// The column with the time of day that belongs to a column of dates.
    var timeOrdinal: Int?
    /// The cells are whole minor units.
    var isMinorUnits = false
    /// How identifiers begin that are of the field; others are of another table, and are not read.
    var prefix: [UInt8]?
    /// The value is the texts of all the columns together, not of the first that has one.
    var isJoined = false
    /// The first column tells of opportunities that are won, the others of those that are not.
    var isOfWon = false
  }

  var entity: Entity
  var columns: [Column]
  var constants: [(field: Field, value: String)] = []
  var entered: [HeaderBinding.Entered] = []
  var enteredReader: DateReader
  var drops: [HeaderBinding.Drop] = []
  /// Index of the header record among the file's first records; nothing when the file has none.
  var headerRecord: Int?
  var headerCells: [String]
  var fieldCount: Int
  /// Columns up to the last one with a heading; those behind it may be missing in a record.
  var namedFieldCount: Int
  /// Whether a column `status` is to be made out of others.
  var derivesStatus = false
  /// The stages of open opportunities, folded; empty where they are not listed.
  var openStages: Set<String> = []
  var minorUnitsPerUnit: Int64
  var currency: String
  var convertible: Set<String> = []
  /// The moments that are more than days; nothing when all are.
  var timedFields: Set<String>?
  var isSalesforce = false
  /// Nothing when the file's rows are not known by an identifier.
  var identity: IdentityColumns?
  var rejectLimit: Int
  /// Name of the source and of the configuration file, for the fixes.
  var sourceName: String
  var configurationFile: String

  func index(of field: String) -> Int? { columns.firstIndex { $0.field.name == field } }
}

extension FileLayout.Column {
  /// Runs `body` on the cell of a record: in the first of the columns where it is not empty, or on
  /// their texts with `/` between.
  @inline(__always)
  func withCell<Result>(
    _ record: Int, _ batch: borrowing RecordBatch, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    if isJoined {
      let text = joined(record, batch)
      return body(text.span)
    }
    return batch.withField(
      ordinals.count == 1 ? ordinals[0] : filledOrdinal(record, batch), ofRecord: record, body)
  }

  /// Nothing at all when every column is empty.
  private func joined(_ record: Int, _ batch: borrowing RecordBatch) -> [UInt8] {
    var text: [UInt8] = []
    var isFilled = false
    for (index, ordinal) in ordinals.enumerated() {
      if index > 0 { text.append(UInt8(ascii: "/")) }
      batch.withField(ordinal, ofRecord: record) { cell in
        guard !CellText.isMissing(cell) else { return }
        isFilled = true
        ByteWords.append(cell.extracting(CellText.trimmed(cell)), to: &text)
      }
    }
    return isFilled ? text : []
  }

  func filledOrdinal(_ record: Int, _ batch: borrowing RecordBatch) -> Int {
    for ordinal in ordinals
    where !batch.withField(ordinal, ofRecord: record, { CellText.isMissing($0) }) {
      return ordinal
    }
    return ordinals[0]
  }
}
