/// Writes a text in UTF-8 whose cells are quoted in another style as RFC 4180 has it, block by block.
///
/// Lines stay lines, so that every position keeps its line. A column is that of the file but behind a
/// doubled backslash, an apostrophe within apostrophes or a quote within them, and behind each quote that
/// is taken from a record as a whole; each moves what follows in its line by one. What is irregular in its own style stays so, for the record to be told.
struct Requoter {
  private enum State {
    case cellStart
    case bare
    /// In a bare cell that begins with a quote, which its style has as any other character.
    case bareInQuotes
    case quoted
    /// Behind a backslash within quotes.
    case escaped
    /// Behind a quote within quotes: it closed the cell, or is the first of a doubled one.
    case quoteInQuoted
  }

  private let style: QuoteStyle
  private let delimiter: UInt8
  private let quote: UInt8
  private var state = State.cellStart
  /// Blanks that stood before a cell; at the beginning of its text they do no harm.
  private var blankCount = 0

  /// From `doubled` everything stays as it is.
  init(_ style: QuoteStyle, delimiter: UInt8) {
    self.style = style
    self.delimiter = delimiter
    quote = style == .single ? Byte.apostrophe : Byte.quote
  }

  /// Room that `count` bytes may need, with what the blocks before left open: a quote at the beginning
  /// of a cell in another style becomes three.
  ///
  /// More blanks before a cell than `mostBlanks` are written where they stand.
  static func capacity(for count: Int) -> Int { 3 * count + mostBlanks + 4 }

  private static let mostBlanks = 64

  /// The whole of a text that is in memory, as far as it goes.
  static func converted(_ text: [UInt8], _ style: QuoteStyle, delimiter: UInt8) -> [UInt8] {
    var requoter = Requoter(style, delimiter: delimiter)
    let capacity = Self.capacity(for: text.count)
    return unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
      guard let base = output.baseAddress else { return }
      count = unsafe text.withUnsafeBufferPointer { unsafe requoter.convert($0, to: base) }
      count += unsafe requoter.finish(to: base + count)
    }
  }

  /// Writes the bytes to `output` and says how many it wrote.
  mutating func convert(
    _ input: UnsafeBufferPointer<UInt8>, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var written = 0
    for index in input.indices {
      let byte = unsafe input[index]
      // What opens or closes a cell is looked at again in the state behind it.
      while !(unsafe take(byte, output, &written)) {}
    }
    return written
  }

  /// Writes what the end of the file leaves open; a quote that is not closed stays so.
  mutating func finish(to output: UnsafeMutablePointer<UInt8>) -> Int {
    var written = 0
    switch state {
    case .cellStart: unsafe putBlanks(output, &written)
    case .bare: break
    case .quoted:
      if style == .record { unsafe Self.put(Byte.quote, output, &written) }
    case .bareInQuotes: unsafe Self.put(Byte.quote, output, &written)
    case .quoteInQuoted:
      if style != .record { unsafe Self.put(Byte.quote, output, &written) }
    case .escaped: unsafe Self.put(Byte.backslash, output, &written)
    }
    state = .cellStart
    return written
  }

  /// Takes one byte in; false where it only ended the state before, and is to be taken again.
  private mutating func take(
    _ byte: UInt8, _ output: UnsafeMutablePointer<UInt8>, _ written: inout Int
  ) -> Bool {
    switch state {
    case .cellStart:
      if style == .spaced, byte == Byte.space, blankCount < Self.mostBlanks {
        blankCount += 1
        return true
      }
      if byte == quote {
        if style != .record { unsafe Self.put(Byte.quote, output, &written) }
        unsafe putBlanks(output, &written)
        state = .quoted
        return true
      }
      unsafe putBlanks(output, &written)
      if byte == Byte.quote {
        for _ in 0..<3 { unsafe Self.put(Byte.quote, output, &written) }
        state = .bareInQuotes
        return true
      }
      state = .bare
      return false
    case .bare:
      unsafe Self.put(byte, output, &written)
      if endsCell(byte) { state = .cellStart }
    case .bareInQuotes:
      if endsCell(byte) {
        unsafe Self.put(Byte.quote, output, &written)
        state = .bare
        return false
      }
      if byte == Byte.quote { unsafe Self.put(Byte.quote, output, &written) }
      unsafe Self.put(byte, output, &written)
    case .quoted:
      if byte == quote {
        state = .quoteInQuoted
      } else if style == .backslash, byte == Byte.backslash {
        state = .escaped
      } else {
        if byte == Byte.quote { unsafe Self.put(Byte.quote, output, &written) }
        unsafe Self.put(byte, output, &written)
      }
    case .escaped:
      state = .quoted
      if byte == Byte.quote {
        unsafe Self.put(Byte.quote, output, &written)
      } else if byte != Byte.backslash {
        unsafe Self.put(Byte.backslash, output, &written)
      }
      unsafe Self.put(byte, output, &written)
    case .quoteInQuoted:
      guard byte == quote else {
        // Only behind the end of a record nothing is left of its quotes.
        if style != .record || !endsCell(byte) { unsafe Self.put(Byte.quote, output, &written) }
        state = .bare
        return false
      }
      if quote == Byte.quote, style != .record { unsafe Self.put(Byte.quote, output, &written) }
      unsafe Self.put(quote, output, &written)
      state = .quoted
    }
    return true
  }

  private func endsCell(_ byte: UInt8) -> Bool {
    (byte == delimiter && style != .record) || byte == Byte.lineFeed
      || byte == Byte.carriageReturn
  }

  private mutating func putBlanks(
    _ output: UnsafeMutablePointer<UInt8>, _ written: inout Int
  ) {
    for _ in 0..<blankCount { unsafe Self.put(Byte.space, output, &written) }
    blankCount = 0
  }

  private static func put(
    _ byte: UInt8, _ output: UnsafeMutablePointer<UInt8>, _ written: inout Int
  ) {
    unsafe output[written] = byte
    written += 1
  }
}
