/// Finds by the first records of a text how its cells are quoted.
///
/// Another style than that of RFC 4180 is found only where it explains what that one does not: cells with
/// text behind their closing quote, or records of other widths; and where it leaves no such cell itself.
struct QuoteDetection {
  /// A style, and the byte that parts cells by it.
  struct Finding {
    var style: QuoteStyle
    var delimiter: UInt8
    /// The first physical line that RFC 4180 does not explain; nothing of a style that was declared.
    var line: Int?
  }

  /// What a text comes to in one style and with one delimiter.
  private struct Reading {
    /// Cells that most records have.
    var width = 0
    var firstWidth = 0
    var recordCount = 0
    /// Records with text behind a closing quote, or a quote in a bare cell.
    var irregularCount = 0
    /// Records with another number of cells.
    var unevenCount = 0
    /// The first physical line of a record that is either.
    var firstOddLine: Int?

    var oddCount: Int { irregularCount + unevenCount }
  }

  private let text: [UInt8]
  private let isCut: Bool
  private let delimiters: [UInt8]

  /// Without a delimiter that is known, all are tried.
  init(text: [UInt8], isCut: Bool, delimiter: UInt8?) {
    self.text = text
    self.isCut = isCut
    delimiters = delimiter.map { [$0] } ?? DelimiterDetection.candidates
  }

  /// Whether a backslash stands before a quote.
  static func hasEscapedQuote(_ bytes: [UInt8]) -> Bool {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      var index = 0
      while index + 1 < buffer.count {
        let next = unsafe ByteWords.firstIndex(
          of: Byte.backslash, in: base, from: index, to: buffer.count)
        if next + 1 < buffer.count, unsafe base[next + 1] == Byte.quote { return true }
        index = next + 1
      }
      return false
    }
  }

  /// A style that was declared, with the delimiter that fits it best.
  func declared(_ style: QuoteStyle) -> Finding {
    let best = best(style)
    return Finding(style: style, delimiter: best.delimiter)
  }

  /// Nothing where RFC 4180 explains the text, or no style does.
  func detect() -> Finding? {
    let styles = QuoteStyle.allCases.filter(shows)
    guard !styles.isEmpty else { return nil }
    let plain = best(.doubled).reading
    for style in styles {
      let (reading, delimiter) = best(style)
      guard reading.width > 1, reading.irregularCount == 0,
        reading.unevenCount * 10 <= reading.recordCount,
        reading.oddCount < plain.oddCount || (style == .single && hasQuotedHeader)
          || (style == .record && plain.width <= 1 && reading.firstWidth == reading.width)
      else { continue }
      return Finding(style: style, delimiter: delimiter, line: plain.firstOddLine ?? 1)
    }
    return nil
  }

  /// Whether there is any sign of a style at all: looking for it takes no time where there is none.
  private func shows(_ style: QuoteStyle) -> Bool {
    switch style {
    case .doubled: false
    case .backslash: Self.hasEscapedQuote(text)
    case .single:
      text.indices.contains { index in
        text[index] == Byte.apostrophe
          && (index == 0 || text[index - 1] == Byte.lineFeed
            || delimiters.contains(text[index - 1]))
      }
    case .spaced:
      text.indices.dropLast(2).contains { index in
        text[index + 1] == Byte.space && text[index + 2] == Byte.quote
          && delimiters.contains(text[index])
      }
    case .record:
      text.split(whereSeparator: { $0 == Byte.lineFeed || $0 == Byte.carriageReturn })
        .contains(where: isQuotedRecord)
    }
  }

  /// Whether a line stands in quotes as a whole, with a delimiter in it and every other quote doubled.
  private func isQuotedRecord(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.count > 2, line.first == Byte.quote, line.last == Byte.quote else { return false }
    let inner = line.dropFirst().dropLast()
    var isOpen = false
    var hasDelimiter = false
    for byte in inner {
      if byte == Byte.quote {
        isOpen.toggle()
      } else if isOpen {
        return false
      } else if delimiters.contains(byte) {
        hasDelimiter = true
      }
    }
    return hasDelimiter && !isOpen
  }

  /// Whether every heading stands in apostrophes.
  private var hasQuotedHeader: Bool {
    delimiters.contains { delimiter in
      let header = text.prefix { $0 != Byte.lineFeed && $0 != Byte.carriageReturn }
      let cells = header.split(separator: delimiter, omittingEmptySubsequences: false)
      return cells.count > 1
        && cells.allSatisfy {
          $0.count > 1 && $0.first == Byte.apostrophe && $0.last == Byte.apostrophe
        }
    }
  }

  /// The delimiter with the fewest odd records among those that part most cells.
  private func best(_ style: QuoteStyle) -> (reading: Reading, delimiter: UInt8) {
    let readings = delimiters.map { (reading: reading(style, $0), delimiter: $0) }
    let parted = readings.filter { $0.reading.width > 1 }
    return parted.min {
      ($0.reading.oddCount, -$0.reading.width) < ($1.reading.oddCount, -$1.reading.width)
    } ?? readings[0]
  }

  private func reading(_ style: QuoteStyle, _ delimiter: UInt8) -> Reading {
    let text =
      style == .doubled
      ? text : Requoter.converted(text, style, delimiter: delimiter)
    return DelimiterDetection.withRecords(of: text, isCut, delimiter, .bytewise, limit: .max) {
      batch, records in
      var reading = Reading()
      var counts: [Int: Int] = [:]
      for record in records { counts[batch.fieldCount(ofRecord: record), default: 0] += 1 }
      reading.width = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
      reading.firstWidth = records.first.map { batch.fieldCount(ofRecord: $0) } ?? 0
      reading.recordCount = records.count
      for record in records {
        let isIrregular = batch.flags(ofRecord: record).contains(.irregularQuoting)
        let isUneven = batch.fieldCount(ofRecord: record) != reading.width
        reading.irregularCount += isIrregular ? 1 : 0
        reading.unevenCount += isUneven ? 1 : 0
        if reading.firstOddLine == nil, isIrregular || isUneven {
          reading.firstOddLine = batch.line(ofRecord: record)
        }
      }
      return reading
    }
  }
}
