import Testing

@testable import Ingest

/// Cells as a batch holds them: one behind the other, with bytes to read behind the last.
private struct Cells {
  var bytes: [UInt8] = []
  var places: [CellPlace] = []

  init(_ texts: [[UInt8]]) {
    for text in texts {
      places.append(
        CellPlace(start: Int32(bytes.count), end: Int32(bytes.count + text.count)))
      bytes += text + [UInt8(ascii: ",")]
    }
    bytes += repeatElement(UInt8(ascii: "#"), count: 32)
  }
}

struct TextTableTests {
  /// Few letters, so that texts share beginnings and ends, and lengths on both sides of every bound.
  private static func texts(_ seed: UInt64, count: Int) -> [[UInt8]] {
    var random = FixedRandom(seed: seed)
    return (0..<count).map { _ in
      let length = [0, 1, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 40, 70].randomElement(using: &random)
      return (0..<(length ?? 0)).map { index in
        index % 5 == 0 ? UInt8.random(in: 97...98, using: &random) : UInt8(ascii: "x")
      }
    }
  }

  @Test(arguments: 1...40, [nil] + VectorLevel.available)
  func `numbers are those of a dictionary of the texts`(seed: Int, level: VectorLevel?) {
    let texts = Self.texts(UInt64(seed), count: 400 + seed)
    let (bytes, places) = (Cells(texts).bytes, Cells(texts).places)
    var table = TextTable()
    var dictionary: [[UInt8]: Int32] = [:]
    var numbers = [Int32](repeating: -9, count: texts.count + 3)
    while true {
      let unknown = places.withPlaces { places in
        var span = numbers.mutableSpan
        return table.look(up: places, in: bytes.span, into: &span, at: 3, level: level)
      }
      #expect(unknown == texts.indices.filter { dictionary[texts[$0]] == nil })
      guard let row = unknown.last else { break }
      let text = texts[row]
      let alone = table.number(of: text.span)
      #expect(alone == nil)
      dictionary[text] = Int32(dictionary.count)
      table.add(text.span, number: Int32(dictionary.count - 1))
    }
    #expect(Array(numbers[..<3]) == [-9, -9, -9])
    #expect(numbers[3...].map { $0 } == texts.map { dictionary[$0] ?? -1 })
    for (text, number) in dictionary {
      let found = table.number(of: text.span)
      #expect(found == number)
    }
  }

  @Test func `texts that differ in the middle only are told apart`() {
    let ends = (Array("aaaaaaaaaaaaaaaa".utf8), Array("bbbbbbbbbbbbbbbb".utf8))
    let one = ends.0 + Array("1".utf8) + ends.1
    let other = ends.0 + Array("2".utf8) + ends.1
    var table = TextTable()
    table.add(one.span, number: 7)
    let numbers = [table.number(of: one.span), table.number(of: other.span)]
    #expect(numbers == [7, nil])
  }
}

struct TextWordsTests {
  @Test(arguments: 1...40)
  func `order is that of the bytes, and plain differences are told as they are`(seed: Int) {
    var random = FixedRandom(seed: UInt64(seed))
    let odd = Array(";.+ -\u{1}".utf8) + [0xC3, 0x7F]
    for _ in 0..<300 {
      let length = Int.random(in: TextWords.shortestOrdered...TextWords.reach, using: &random)
      let one = (0..<length).map { _ in UInt8.random(in: 0x30...0x39, using: &random) }
      var other = one
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let isOdd = Bool.random(using: &random)
        other[Int.random(in: 0..<length, using: &random)] =
          isOdd
          ? odd.randomElement(using: &random) ?? 0 : UInt8.random(in: 0x30...0x39, using: &random)
      }
      let cells = Cells([one, other])
      let bytes = cells.bytes
      let words = cells.places.map { TextWords($0, in: bytes.span) }
      #expect(words[1].isAfter(words[0]) == one.lexicographicallyPrecedes(other))
      #expect(words[0].isAfter(words[1]) == other.lexicographicallyPrecedes(one))
      #expect(words[0].isEqual(words[1], length: length) == (one == other))
      if words[1].differsPlainly(from: words[0]) {
        #expect(zip(one, other).allSatisfy { $0 == $1 || !odd.contains($1) })
      }
      if zip(one, other).allSatisfy({ (0x30...0x39).contains($1) }) {
        #expect(words[1].differsPlainly(from: words[0]))
      }
    }
  }

  /// Identifiers that mostly ascend, of lengths on both sides of every bound, some odd.
  private static func identifiers(_ random: inout FixedRandom) -> [[UInt8]] {
    let length = [7, 8, 9, 12, 16, 17, 21, 32, 33].randomElement(using: &random) ?? 9
    var number = Int.random(in: 0...200, using: &random)
    return (0..<Int.random(in: 1...40, using: &random)).map { _ in
      number += Int.random(in: 0...30, using: &random) == 0 ? -1 : 1
      let digits = Array("\(max(number, 0))".utf8)
      var text = [UInt8](repeating: UInt8(ascii: "0"), count: max(length - 3 - digits.count, 0))
      text += digits + Array("AAA".utf8)
      if Int.random(in: 0...40, using: &random) == 0 {
        text[Int.random(in: text.indices, using: &random)] =
          Array(";.+ ".utf8).randomElement(using: &random) ?? 0
      }
      return text
    }
  }

  @Test(arguments: 1...300, VectorLevel.available.filter(\.readsColumns))
  func `several texts at once ascend as they do one by one`(seed: Int, level: VectorLevel) {
    var random = FixedRandom(seed: UInt64(seed))
    let cells = Cells(Self.identifiers(&random))
    let (bytes, places) = (cells.bytes, cells.places)
    var expected = 1
    while expected < places.count {
      let (before, here) = (places[expected - 1], places[expected])
      let words = (TextWords(before, in: bytes.span), TextWords(here, in: bytes.span))
      guard here.range.count == before.range.count,
        (TextWords.shortestOrdered...TextWords.reach).contains(here.range.count),
        words.1.differsPlainly(from: words.0), words.1.isAfter(words.0)
      else { break }
      expected += 1
    }
    let count = places.withPlaces { level.ascendingCount($0, in: bytes.span) }
    #expect(count == expected)
  }
}
