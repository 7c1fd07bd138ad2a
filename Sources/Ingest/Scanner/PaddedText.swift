import CScan

/// The first 32 bytes of a text as four numbers, with zeros behind a shorter one.
///
/// With an equal length they are an equal text as far as `reach`: no loop over bytes, and nothing to
/// guess for the processor.
struct PaddedText: Sendable {
  /// Bytes of the longest text that the words hold whole.
  static let reach = 32

  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// The text of a cell; `reach` bytes behind its start must be readable.
  @inline(__always)
  init(_ place: CellPlace, in bytes: Span<UInt8>) {
    let (start, count) = (Int(place.start), Int(place.end &- place.start))
    @inline(__always)
    func word(_ index: Int) -> UInt64 {
      // What lies beyond the text is masked off rather than branched around.
      let kept = max(0, min(8, count &- index))
      return ByteWords.word(bytes, at: start &+ index)
        & ~(UInt64.max << UInt64(truncatingIfNeeded: 8 &* kept))
    }
    words = (word(0), word(8), word(16), word(24))
  }

  /// A text with nothing readable behind it.
  init(_ text: Span<UInt8>) {
    func word(_ index: Int) -> UInt64 {
      if index + 8 <= text.count { return ByteWords.word(text, at: index) }
      return index < text.count ? ByteWords.tail(text, from: index) : 0
    }
    words = (word(0), word(8), word(16), word(24))
  }

  /// The text in a table.
  func entry(length: Int, number: Int32) -> cscan_text {
    cscan_text(
      words: words, length: Int32(length <= Self.reach ? length : ~length), number: number)
  }

  /// Whether it is the beginning of an entry.
  @inline(__always)
  func begins(_ entry: cscan_text) -> Bool {
    (words.0 ^ entry.words.0) | (words.1 ^ entry.words.1) | (words.2 ^ entry.words.2)
      | (words.3 ^ entry.words.3) == 0
  }

  /// A number that spreads texts over a table by its upper bits; the kernels of `CScan` know it too.
  @inline(__always)
  func hash(_ text: Span<UInt8>) -> UInt64 {
    var sum =
      words.0 &* TEXT_FACTOR_FIRST &+ words.1 &* TEXT_FACTOR_SECOND
      &+ words.2 &* TEXT_FACTOR_THIRD &+ words.3 &* TEXT_FACTOR_FOURTH
      &+ UInt64(truncatingIfNeeded: text.count)
    if text.count > Self.reach { sum ^= ByteWords.digest(text.extracting(Self.reach...)) }
    return sum &* TEXT_FACTOR_SUM
  }
}
