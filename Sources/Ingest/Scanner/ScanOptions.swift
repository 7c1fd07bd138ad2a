/// How a file is to be scanned.
///
/// A value that is nil is detected on the file's first bytes and reported in `ScanFormat`.
struct ScanOptions: Sendable, Hashable {
  var encoding: TextEncoding?
  /// One ASCII byte that is neither a quote nor a line break.
  var delimiter: UInt8?
  var quotes: QuoteStyle?
  /// The longest field in bytes of UTF-8, quotes included.
  ///
  /// A longer one is a failure that says where the field began: an unclosed quote would otherwise
  /// swallow the file.
  var fieldLimit = 16 << 20
  /// Bytes read at a time; a batch holds about as many.
  var blockSize = 256 << 10
  /// Threads of `RecordScanner.scanChunks`; `scan` always uses the caller's thread.
  var threadCount = 1
  /// Bytes of a file that one task of `scanChunks` takes at a time.
  var chunkSize = 2 << 20
  var method = Method.vector(.best)

  /// Which of the twins finds the boundaries.
  ///
  /// They give the same result, tests prove it.
  enum Method: Sendable, Hashable {
    /// The readable state machine, byte by byte.
    case bytewise
    /// The kernel of `CScan`, with the state machine for irregular quoting.
    case vector(VectorLevel)
  }

  init(
    encoding: TextEncoding? = nil, delimiter: UInt8? = nil, quotes: QuoteStyle? = nil
  ) {
    self.encoding = encoding
    self.delimiter = delimiter
    self.quotes = quotes
  }
}

/// A file to scan, or one member of an archive.
struct ScanInput: Sendable, Hashable {
  /// The path to open.
  var path: String
  /// Shown to people: the path, with `/member.csv` behind that of an archive.
  var name: String
  /// The member's path inside a ZIP archive; nil for a plain or gzip file.
  var member: String?

  init(path: String, name: String? = nil, member: String? = nil) {
    self.path = path
    self.name = name ?? member.map { "\(path)/\($0)" } ?? path
    self.member = member
  }
}

/// How a file's bytes were read, whether declared or detected.
struct ScanFormat: Sendable, Hashable {
  var encoding: TextEncoding
  var encodingIsDetected: Bool
  var delimiter: UInt8
  var delimiterIsDetected: Bool
  var quotes = QuoteStyle.doubled
  /// 1-based physical line of the first cell that only the detected style of quotes explains.
  var firstOddQuoteLine: Int?
  /// Number of byte order marks at the start; two happen when a file was saved twice.
  var byteOrderMarkCount: Int
  /// The file's first line was `sep=;` and the like; it is not delivered as a record.
  var hasSeparatorLine: Bool
  /// What made strict UTF-8 impossible, when Windows-1252 was assumed for that reason.
  var firstInvalidByte: InvalidByte?

  /// Whether a file of it can be cut between two lines and its parts read by themselves.
  var canBeCut: Bool { encoding.isBytewise && quotes == .doubled }
}

/// A byte that strict UTF-8 does not allow at its place.
struct InvalidByte: Sendable, Hashable {
  var value: UInt8
  /// 0-based offset in the file as stored.
  var offset: Int
  /// 1-based physical line.
  var line: Int
}

/// What a scan went through when it reached the end, or the point where the caller stopped it.
struct ScanSummary: Sendable, Hashable {
  /// nil for an empty file.
  var format: ScanFormat?
  /// Records delivered, header and blank records included.
  var recordCount: Int
  /// Physical lines: LF, CRLF and lone CR each end one, inside quotes too.
  var lineCount: Int
  /// Bytes of the file as stored (compressed, when it is).
  var storedByteCount: Int
}
