extension RecordScanner {
  /// The text of one physical line, at most 4 KiB of it, to show beside a failure.
  ///
  /// Reads the file again from the front; nothing when that fails too.
  func excerpt(line: Int) -> String? {
    guard var reader = try? BlockReader(input: input, options: options), reader.format != nil else {
      return nil
    }
    var counter = LineCutter(line: line)
    let storage = BatchStorage(capacity: reader.batchCapacity)
    while !counter.isDone, !reader.isAtEnd {
      guard (try? reader.fill(storage)) != nil else { return nil }
      let span = unsafe Span(_unsafeStart: storage.bytes, count: storage.filled)
      counter.add(span)
      storage.used = storage.filled
      storage.dropUsed()
    }
    return counter.text
  }
}

/// Finds one line in bytes that come in pieces.
private struct LineCutter {
  private var remaining: Int
  private var isAfterReturn = false
  private var bytes: [UInt8] = []
  private(set) var isDone = false

  private static let longest = 4096

  init(line: Int) { remaining = line - 1 }

  /// Nothing when the file has fewer lines.
  var text: String? { remaining == 0 ? String(decoding: bytes, as: UTF8.self) : nil }

  mutating func add(_ piece: Span<UInt8>) {
    for index in piece.indices {
      let byte = piece[index]
      let isPair = isAfterReturn && byte == Byte.lineFeed
      isAfterReturn = byte == Byte.carriageReturn
      if isPair { continue }
      if byte == Byte.lineFeed || byte == Byte.carriageReturn {
        if remaining == 0 {
          isDone = true
          return
        }
        remaining -= 1
      } else if remaining == 0 {
        bytes.append(byte)
        if bytes.count >= Self.longest {
          isDone = true
          return
        }
      }
    }
  }
}
