/// Why a file cannot be scanned, or not to its end.
///
/// Records before the fault have been delivered.
enum ScanFailure: Error, Sendable, Hashable {
  case missing
  case unreadable
  case isDirectory
  /// A FIFO, a socket or a device.
  case notRegularFile
  /// An operation of the system failed; `code` is its `errno`.
  case system(operation: String, code: Int32)
  /// Size or modification time at the end differ from the start: run again.
  case changedWhileReading
  /// The content is of another kind, known by its first bytes.
  case notDelimitedText(ContentKind)
  /// No encoding fits; each reading says why not.
  case undecidableEncoding([EncodingReading])
  /// The file is of another encoding than the declared one; `sign` is the proof, which stands at
  /// `character` where it is a single one.
  case contradictedEncoding(
    declared: TextEncoding, found: TextEncoding, sign: String, character: TextPosition? = nil)
  /// Bytes that are not UTF-8 beside too many characters that are.
  case mixedEncodings(MixedEncodings)
  /// The file ends in the middle of a character.
  case cutInCharacter(TextEncoding)
  /// `count` NUL bytes one behind the other; behind them there is nothing more `atEnd`.
  case nulBytes(TextPosition, count: Int, atEnd: Bool)
  /// Several delimiters fit equally well.
  case undecidableDelimiter([DelimiterReading])
  /// `line` and `column` of the quote that opened the field.
  case unclosedQuote(line: Int, column: Int)
  /// `line` and `column` of the field's first character.
  case fieldTooLong(line: Int, column: Int, limit: Int)
  case recordTooLong(line: Int, limit: Int)
  case archive(ArchiveFault)

  /// The same fault, for a scan that counted its lines from a later line on.
  func shifted(byLines count: Int) -> ScanFailure {
    switch self {
    case .unclosedQuote(let line, let column): .unclosedQuote(line: line + count, column: column)
    case .fieldTooLong(let line, let column, let limit):
      .fieldTooLong(line: line + count, column: column, limit: limit)
    case .recordTooLong(let line, let limit): .recordTooLong(line: line + count, limit: limit)
    default: self
    }
  }

  /// Where a character stands: its physical line, and its column in characters, from 1.
  struct TextPosition: Sendable, Hashable {
    let line: Int
    let column: Int
  }

  /// Two places of a file that no encoding reads both.
  struct MixedEncodings: Sendable, Hashable {
    /// Of the first byte that is not UTF-8.
    var position: TextPosition
    var byte: UInt8
    /// The word around it, in the encoding that it may be in.
    var word: String
    var encoding: TextEncoding
    /// The line of the first character beyond ASCII that is UTF-8, the word around it, and what that
    /// would be in the other encoding.
    var line: Int
    var rightWord: String
    var wrongWord: String
  }

  /// What a file is instead of delimited text.
  enum ContentKind: String, Sendable, Hashable {
    case excelWorkbook = "an Excel workbook (.xlsx)"
    case oldOfficeDocument = "an old Excel or Office document (.xls)"
    case pdf = "a PDF document"
    case html = "an HTML page, perhaps a login page"
    case xml = "an XML document"
    case json = "JSON, perhaps the answer of an interface"
    case zip = "a ZIP archive"
    case gzip = "a gzip file"
    case sevenZip = "a 7-Zip archive"
    case rar = "a RAR archive"
    case bzip2 = "a bzip2 file"
    case xz = "an xz file"
    case zstandard = "a Zstandard file"
    case parquet = "a Parquet file"
    case sqlite = "an SQLite database"
    case image = "an image"
    case executable = "a program"
    case utf32 = "text in UTF-32"
  }

  /// An encoding that was tried, with the first bytes as it reads them.
  struct EncodingReading: Sendable, Hashable {
    var encoding: TextEncoding
    var text: String
    var objection: String
  }

  /// A delimiter that was tried, with the first record as it splits it.
  struct DelimiterReading: Sendable, Hashable {
    var delimiter: UInt8
    /// The physical line of the record that is taken for the header.
    var line: Int
    var firstRecord: [String]
  }

  /// What is wrong with an archive.
  enum ArchiveFault: Sendable, Hashable {
    case encrypted(member: String)
    /// The archive ends too early or its check sum is wrong; `detail` is the library's message.
    case damaged(detail: String)
    /// `among` are the members there are.
    case noSuchMember(String, among: [String])
    /// No member of the archive is a `.csv`, `.txt` or `.tsv`.
    case noTextMember
    /// The archive has members, and the input did not say which one is meant.
    case memberNotChosen([String])
  }
}
