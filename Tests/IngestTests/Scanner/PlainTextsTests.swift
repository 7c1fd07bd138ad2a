import Testing

@testable import Ingest

struct PlainTextsTests {
  private static let odd: [String] = [
    "", " ", "null", "NULL", "n/a", "-", "a;b", "1.0", "1,23E+11", " a", "a ", "é", "aé", "éa",
    "\u{A0}a",
    "0061t00000ABCDE", "aaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaab", "none", "a-b", "Na",
    "12345678901234567890123456789012", "123456789012345678901234567890123",
    "1234567890123456789012345678901;", "123456789012345678901234567890;2",
    "a name of more than thirty-two characters", "a name that ends with \u{E9}",
    String(repeating: "n", count: 64), String(repeating: "n", count: 65), "\u{7F}", "~", "/", "0",
    ":",
    "1\u{7F}", "1/2", "1~2",
  ]

  /// Texts of an export: mostly plain ones, and each odd one now and then.
  private static func texts(_ seed: UInt64) -> [[UInt8]] {
    var random = FixedRandom(seed: seed)
    return (0..<Int.random(in: 0...300, using: &random)).map { _ in
      if Int.random(in: 0...9, using: &random) == 0 {
        return Array((odd.randomElement(using: &random) ?? "").utf8)
      }
      let count = Int.random(in: 0...36, using: &random)
      return (0..<count).map { _ in UInt8.random(in: 0x30...0x39, using: &random) }
    }
  }

  /// What is plain is taken as it stands, and what is not is told: the column is the same as one of which
  /// every cell was looked at.
  @Test(arguments: 1...60)
  func `texts taken at once are those taken one by one`(seed: Int) {
    let texts = Self.texts(UInt64(seed))
    var bytes: [UInt8] = []
    var places: [CellPlace] = []
    for text in texts {
      places.append(CellPlace(start: Int32(bytes.count), end: Int32(bytes.count + text.count)))
      bytes += text + Array(",".utf8)
    }
    bytes += repeatElement(UInt8(ascii: ";"), count: 32)
    for areIdentifiers in [false, true] {
      for isSalesforce in [false, true] {
        for needsValue in [false, true] {
          let plain = PlainTexts(
            areIdentifiers: areIdentifiers, isSalesforce: isSalesforce, needsValue: needsValue)
          for level in [nil] + VectorLevel.available {
            let (column, left) = Self.column(plain, places, bytes, level)
            #expect(
              Array(column) == texts.map { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self) })
            for row in texts.indices where !left.contains(row) {
              let isTaken =
                texts[row].isEmpty
                ? !needsValue
                : Self.isWhole(texts[row])
                  && (!areIdentifiers || Self.isIdentifier(texts[row], isSalesforce))
              #expect(isTaken)
            }
            let reach = level?.readsColumns == true ? 32 : 24
            let digits = texts.indices.filter { row in
              (1...reach).contains(texts[row].count)
                && texts[row].allSatisfy { (0x30...0x39).contains($0) }
                && !(areIdentifiers && isSalesforce && texts[row].count == 15)
            }
            #expect(left.isDisjoint(with: digits))
          }
        }
      }
    }
  }

  private static func isWhole(_ text: [UInt8]) -> Bool {
    CellText.trimmed(text.span) == text.indices
  }

  private static func isIdentifier(_ text: [UInt8], _ isSalesforce: Bool) -> Bool {
    !CellText.isMissing(text.span) && RecordID.isNormal(text.span, isSalesforce: isSalesforce)
  }

  /// The column, and the rows that were left to somebody else.
  private static func column(
    _ plain: PlainTexts, _ places: [CellPlace], _ bytes: [UInt8], _ level: VectorLevel?
  ) -> (TextColumn, left: Set<Int>) {
    var column = TextColumn()
    var left: Set<Int> = []
    places.withPlaces { cells in
      var row = column.append(cells, from: 0, in: bytes.span, plain, level: level)
      while row < cells.count {
        left.insert(row)
        let range = cells[row].range
        if range.isEmpty {
          column.appendMissing()
        } else {
          column.append(bytes.span.extracting(range))
        }
        row = column.append(cells, from: row + 1, in: bytes.span, plain, level: level)
      }
    }
    return (column, left)
  }
}
