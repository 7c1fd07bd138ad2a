import Calendar
import Testing

@testable import Ingest

/// The quick ways of reading a cell give what the long way gives, or nothing; whatever stands behind
/// the cell.
struct PlainCellTests {
  /// A cell with bytes behind it that would change its value if they were read.
  private static func placed(_ cell: [UInt8], before: String, behind: String)
    -> (bytes: [UInt8], place: CellPlace)
  {
    let bytes = Array(before.utf8) + cell + Array((behind + "        ").utf8)
    let start = Int32(before.utf8.count)
    return (bytes, CellPlace(start: start, end: start + Int32(cell.count)))
  }

  private static let moments = [
    "2024-08-27", "2024-02-29", "1999-12-31", "2024-08-27 14:05", "2024-08-27T14:05:33",
    "2024-08-27 00:00:59", "2024-08-27T14:05:33Z", "2018-12-19T17:23:34.123Z",
  ]

  /// In Paris clocks are put forward and back, so an instant and a wall clock differ.
  private static let readers = ["UTC", "Europe/Paris"].compactMap { TimeZoneRules.named($0) }.map {
    DateReader(order: .ymd, clock: WallClock(source: .utc, target: $0))
  }

  @Test(arguments: moments, ["", "9", ":59Z", "Z", ".000Z"])
  func `moments are read as the long way reads them`(text: String, behind: String) {
    #expect(Self.readers.count == 2)
    for reader in Self.readers {
      let (bytes, place) = Self.placed(Array(text.utf8), before: "2", behind: behind)
      // A space before it sends a cell the long way.
      guard case .local(let seconds, _) = reader.read(Array(" \(text)".utf8).span) else {
        Issue.record("\(text) is a moment")
        continue
      }
      let plain = reader.plainSeconds(place, in: bytes.span)
      #expect(plain == seconds)
    }
  }

  @Test(arguments: moments)
  func `a moment with some bytes changed is read as the long way reads it, or left to it`(
    text: String
  ) {
    var random = FixedRandom(seed: UInt64(text.utf8.count))
    let others = Array("0123456789-T Z:.+/\u{0}é".utf8)
    var readCount = 0
    for _ in 0..<4_000 {
      var cell = Array(text.utf8)
      for _ in 0...Int.random(in: 0...1, using: &random) {
        cell[Int.random(in: cell.indices, using: &random)] =
          others.randomElement(using: &random) ?? 0
      }
      let (bytes, place) = Self.placed(cell, before: "", behind: "5")
      for reader in Self.readers {
        guard let seconds = reader.plainSeconds(place, in: bytes.span) else { continue }
        readCount += 1
        let long = reader.read(([0x20] + cell).span)
        let expected = DateReading.local(seconds, hasTime: cell.count > 10)
        #expect(long == expected, "\(String(decoding: cell, as: UTF8.self))")
      }
    }
    #expect(readCount > 500)
  }

  /// Cells one behind the other: moments, some with bytes changed, and empty ones.
  private static func columns(_ seed: UInt64) -> (bytes: [UInt8], places: [CellPlace]) {
    var random = FixedRandom(seed: seed)
    let others = Array("0123456789-T Z:.+/\u{0}é".utf8)
    var (bytes, places): ([UInt8], [CellPlace]) = ([], [])
    for _ in 0..<Int.random(in: 0...70, using: &random) {
      var cell = Array((moments.randomElement(using: &random) ?? "").utf8)
      if Int.random(in: 0..<3, using: &random) == 0 { cell = [] }
      if Bool.random(using: &random), !cell.isEmpty {
        cell[Int.random(in: cell.indices, using: &random)] =
          others.randomElement(using: &random) ?? 0
      }
      places.append(CellPlace(start: Int32(bytes.count), end: Int32(bytes.count + cell.count)))
      bytes += cell + (Bool.random(using: &random) ? Array(",".utf8) : [])
    }
    return (bytes + repeatElement(UInt8(ascii: "5"), count: 24), places)
  }

  @Test(arguments: 1...200, VectorLevel.available.filter(\.readsColumns))
  func `several moments at once are read as they are one by one`(seed: Int, level: VectorLevel) {
    let (bytes, places) = Self.columns(UInt64(seed))
    let paris = TimeZoneRules.named("Europe/Paris") ?? .utc
    let clocks = [
      WallClock(source: .utc, target: .utc), WallClock(source: .utc, target: paris),
      WallClock(source: paris, target: paris),
    ]
    for clock in clocks {
      let reader = DateReader(order: .ymd, clock: clock, level: level)
      for needsValue in [false, true] {
        var seconds = [Int64](repeating: 7, count: places.count + 2)
        var days = [Int32](repeating: 7, count: places.count + 2)
        var (others, otherDays): ([Int], [Int]) = ([], [])
        places.withPlaces { places in
          var target = seconds.mutableSpan
          reader.kernel?.readSeconds(
            places, in: bytes.span, needsValue: needsValue, into: &target, at: 2, others: &others)
          var dayTarget = days.mutableSpan
          reader.kernel?.readDays(
            places, in: bytes.span, needsValue: needsValue, into: &dayTarget, at: 2,
            others: &otherDays)
        }
        #expect(others == otherDays && seconds[..<2] == [7, 7] && days[..<2] == [7, 7])
        let left = Set(others)
        for (row, place) in places.enumerated() {
          let plain = reader.plainSeconds(place, in: bytes.span)
          let isEmpty = place.range.isEmpty
          if left.contains(row) {
            // A wall clock of another zone, and a change of clocks near by, are left to the long way.
            #expect(isEmpty ? needsValue : plain == nil || clock.offsets.contains { $0 != 0 })
            continue
          }
          let expected = isEmpty ? Column.missingNumber : plain
          #expect(seconds[row + 2] == expected)
          let day = expected.map {
            $0 == Column.missingNumber ? Column.missingDay : Int32(DateReader.floor($0, by: 86_400))
          }
          #expect(days[row + 2] == day)
        }
      }
    }
  }

  @Test(
    arguments: [
      ("true", 1), ("TRUE", 1), ("tRuE", 1), ("false", 0), ("FALSE", 0), ("", 2), ("tru", nil),
      ("truf", nil), ("falsy", nil), ("1", 1), ("0", 0), ("2", nil), ("/", nil), ("oui", nil),
      ("trueé", nil),
    ] as [(String, UInt8?)])
  func `flags are read as the long way reads them, or left to it`(text: String, flag: UInt8?) {
    for behind in ["", "e", "rue", "alse"] {
      let (bytes, place) = Self.placed(Array(text.utf8), before: "t", behind: behind)
      let plain = FlagReader.plainFlag(place, in: bytes.span)
      #expect(plain == flag)
      let long = FlagReader.read(Array(text.utf8).span)
      if flag != nil { #expect(long == flag) }
    }
  }
}
