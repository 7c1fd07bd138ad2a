import Analysis

extension ContentStore {
  /// A content that was made piece by piece.
  struct Gathered: Sendable {
    let content: ArchivedContent
    let sha256: String
    let byteCount: Int
  }

  /// The figures of a result: as bytes where they may be compared with those of another night, else
  /// compressed as they are made, so that they are never held whole.
  static func figures(of result: RunResult, digest: ContentDigest) throws -> Gathered {
    var gathering = Gathering()
    let sha256 = try digest { digested in
      try FigureLines.forEachPiece(of: result) { piece in
        digested(piece)
        try gathering.add(piece)
      }
    }
    let content = try gathering.content()
    return Gathered(content: content, sha256: sha256, byteCount: gathering.byteCount)
  }

  private struct Gathering {
    private(set) var byteCount = 0
    private var bytes: [UInt8] = []
    private var rows: [[UInt8]] = []

    mutating func add(_ piece: [UInt8]) throws {
      bytes += piece
      byteCount += piece.count
      if byteCount > largestCompared { try pack(ofAtLeast: chunkSize) }
    }

    mutating func content() throws -> ArchivedContent {
      guard !rows.isEmpty else { return .bytes(bytes) }
      try pack(ofAtLeast: 1)
      return .packed(rows)
    }

    /// Compresses chunks while there are at least `least` bytes.
    private mutating func pack(ofAtLeast least: Int) throws {
      var start = 0
      while bytes.count - start >= least {
        let end = min(start + chunkSize, bytes.count)
        rows.append(try packed(bytes[start..<end]))
        start = end
      }
      bytes.removeFirst(start)
    }
  }
}
