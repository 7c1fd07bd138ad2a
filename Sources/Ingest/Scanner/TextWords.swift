/// A text of up to 32 bytes as four numbers; of a longer one its ends.
///
/// Equal words and an equal length are an equal text as far as `reach`: no loop over bytes, and
/// nothing to guess for the processor but which of two kinds of length a text has.
struct TextWords: Sendable {
  /// Bytes of the longest text that the words hold whole.
  static let reach = 32

  /// The first eight bytes, or all of fewer.
  private var first: UInt64
  /// The bytes 8 to 15 of a text of more than 16.
  private var second: UInt64 = 0
  /// The eight bytes before the last eight of a text of more than 16.
  private var third: UInt64 = 0
  /// The last eight bytes, or all of fewer.
  private var last: UInt64

  /// The text of a cell; eight bytes behind it must be readable.
  @inline(__always)
  init(_ place: CellPlace, in bytes: Span<UInt8>) {
    let count = Int(place.end &- place.start)
    let (start, end) = (Int(place.start), Int(place.end))
    let word = ByteWords.word(bytes, at: start)
    if count > 16 {
      first = word
      second = ByteWords.word(bytes, at: start &+ 8)
      third = ByteWords.word(bytes, at: end &- 16)
      last = ByteWords.word(bytes, at: end &- 8)
      return
    }
    // What lies beyond a short text is masked off rather than branched around.
    let mask = ~(UInt64.max << UInt64(truncatingIfNeeded: 8 &* count))
    first = word & mask
    last = ByteWords.word(bytes, at: max(end &- 8, start)) & mask
  }

  /// A text with nothing readable behind it.
  init(_ text: Span<UInt8>) {
    let count = text.count
    first = count >= 8 ? ByteWords.word(text, at: 0) : ByteWords.tail(text, from: 0)
    last = count > 8 ? ByteWords.word(text, at: count - 8) : first
    if count > 16 {
      second = ByteWords.word(text, at: 8)
      third = ByteWords.word(text, at: count - 16)
    }
  }

  /// Whether another text of the same length has the same words.
  @inline(__always)
  func isEqual(_ other: TextWords, length: Int) -> Bool {
    (first ^ other.first) | (last ^ other.last) == 0
      && (length <= 16 || (second ^ other.second) | (third ^ other.third) == 0)
  }

  /// Whether this text comes after another of the same length, at least `shortestOrdered`, by bytes.
  @inline(__always)
  func isAfter(_ other: TextWords) -> Bool {
    // Words that overlap are compared from the left, and differ only where none before them does.
    if first != other.first { return first.byteSwapped > other.first.byteSwapped }
    if second != other.second { return second.byteSwapped > other.second.byteSwapped }
    if third != other.third { return third.byteSwapped > other.third.byteSwapped }
    return last.byteSwapped > other.last.byteSwapped
  }

  /// Length from which on every word of a text is full, so that it can be compared by words.
  static let shortestOrdered = 9

  /// Whether what differs from another text of the same length is made of letters, digits and other
  /// visible ASCII from `0` on but `;`.
  @inline(__always)
  func differsPlainly(from other: TextWords) -> Bool {
    (first == other.first || Self.isPlain(first))
      && (second == other.second || Self.isPlain(second))
      && (third == other.third || Self.isPlain(third)) && (last == other.last || Self.isPlain(last))
  }

  @inline(__always)
  private static func isPlain(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let semicolons = word ^ (ones &* 0x3B)
    return ((word &- ones &* 0x30) | word | (word &+ ones) | ((semicolons &- ones) & ~semicolons))
      & (ones &* 0x80) == 0
  }
}
