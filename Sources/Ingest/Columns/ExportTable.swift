/// A batch of rows of one canonical table (kpis.md 3.2), as whole typed columns.
///
/// A source is delivered as a sequence of batches, so that memory does not grow with the number of
/// rows; codes of coded columns are stable over all batches and files of one reading.
package struct ExportTable: Sendable {
  /// The table that the rows are of.
  package let entity: Entity
  /// Index of the file in the `IngestReport`.
  package let file: Int
  /// For each row, the 1-based line of the file where its record starts.
  package let lines: [Int]
  /// The columns that the file has and the reading asked for, by canonical field name.
  ///
  /// A column that is absent from the export is absent here: it is never a column of empty values.
  package let columns: [String: Column]
  /// By field, the texts of the codes that occur up to this batch; later batches only add codes.
  package let dictionaries: [String: CodeDictionary]

  /// Every column has a cell for each of `lines`.
  package init(
    entity: Entity, file: Int, lines: [Int], columns: [String: Column],
    dictionaries: [String: CodeDictionary] = [:]
  ) {
    self.entity = entity
    self.file = file
    self.lines = lines
    self.columns = columns
    self.dictionaries = dictionaries
  }

  /// How many rows the batch has.
  package var rowCount: Int { lines.count }
}

/// One column of a batch.
///
/// A missing cell is never 0 and never an empty text: each case names its
/// own marker.
package enum Column: Sendable {
  /// Identifiers and free text; a missing cell is `nil`.
  case text(TextColumn)
  /// A code into the reading's dictionary for this entity and field; a missing cell is
  /// `Column.missingCode`.
  case coded([Int32])
  /// Minor units of the reading's currency, rounded per row half away from zero (ruling 30); a
  /// missing cell is `Column.missingNumber`.
  case money([Int64])
  /// A plain number in millionths (probabilities as fractions, quantities, scores); a missing cell
  /// is `Column.missingNumber`.
  case number([Int64])
  /// A day in the report's time zone; a missing cell is `Column.missingDay`.
  case date([Int32])
  /// Seconds since 1970-01-01T00:00:00 of local wall-clock time in the report's zone, so that
  /// dividing by 86,400 gives the local day; a missing cell is `Column.missingNumber`.
  case moment([Int64])
  /// 0 no, 1 yes, 2 missing.
  case flag([UInt8])

  // Computed: whoever reads a stored one must ask each time whether it is set yet.
  /// A coded cell that says nothing; codes are 0 and more.
  @inlinable @inline(__always) package static var missingCode: Int32 { -1 }
  /// An amount, number, rate or moment that is not there.
  @inlinable @inline(__always) package static var missingNumber: Int64 { .min }
  /// A day that is not there.
  @inlinable @inline(__always) package static var missingDay: Int32 { .min }
  /// A flag that is neither yes nor no.
  @inlinable @inline(__always) package static var missingFlag: UInt8 { 2 }
}

/// The distinct texts of one coded field over a whole reading; a code is an index into `values`.
package struct CodeDictionary: Sendable, Equatable {
  /// By code, in the order of first appearance.
  package var values: [String]

  /// The texts by code; none at first.
  package init(values: [String] = []) { self.values = values }
}
