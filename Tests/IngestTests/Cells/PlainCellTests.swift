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
    let bytes = Array(before.utf8) + cell + Array((behind + String(repeating: " ", count: 24)).utf8)
    let start = Int32(before.utf8.count)
    return (bytes, CellPlace(start: start, end: start + Int32(cell.count)))
  }

  private static let moments: [(order: DateOrder, text: String)] =
    [
      "2024-08-27", "2024-02-29", "1999-12-31", "2024-08-27 14:05", "2024-08-27T14:05:33",
      "2024-08-27 00:00:59", "2024-08-27T14:05:33Z", "2018-12-19T17:23:34.123Z",
      "2024-08-27T14:05:33+02:00", "2024-08-27T14:05:33-0430", "2024-08-27 14:05:33 UTC",
      "2024-08-27T14:05:33.123+0000", "2024-12-31T23:05:33.000-11:30", "2024-03-01 00:00:00+1400",
    ].map { (.ymd, $0) }
    + [
      "27/08/2024", "5/8/2024", "27.8.2024", "27-08-24", "1/2/70", "27/08/2024 14:05",
      "27/08/2024T9:05", "27-08-2024 14:05:33", "7/8/24 9:05:33", "27/08/2024 02:05 PM",
      "27/8/2024 12:05 am", "27/08/2024 14:05:33Z", "2024-08-27 14:05",
      "2024-08-27T14:05:33+02:00",
    ].map { (.dmy, $0) }
    + [
      "8/27/2024", "08/27/2024", "8/7/24", "8/27/2024 2:05 PM", "8/27/2024 12:59:33 AM",
      "08/27/24 08:55 PM", "12/31/2024 11:59:59 PM", "8/27/2024 14:05", "8/27/69 0:05",
    ].map { (.mdy, $0) }

  /// In Paris clocks are put forward and back, so an instant and a wall clock differ.
  private static func readers(_ order: DateOrder) -> [DateReader] {
    ["UTC", "Europe/Paris"].compactMap { TimeZoneRules.named($0) }.map {
      DateReader(order: order, clock: WallClock(source: .utc, target: $0))
    }
  }

  @Test(arguments: moments, ["", "9", ":59Z", "Z", ".000Z", "/24", " 1:05", " PM"])
  func `moments are read as the long way reads them`(
    moment: (order: DateOrder, text: String), behind: String
  ) {
    let text = moment.text
    let readers = Self.readers(moment.order)
    #expect(readers.count == 2)
    for reader in readers {
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
    moment: (order: DateOrder, text: String)
  ) {
    let text = moment.text
    let readers = Self.readers(moment.order)
    var random = FixedRandom(seed: UInt64(text.utf8.count))
    let others = Array("0123456789-T Z:.+/PM\u{0}é".utf8)
    var readCount = 0
    for _ in 0..<4_000 {
      var cell = Array(text.utf8)
      for _ in 0...Int.random(in: 0...1, using: &random) {
        cell[Int.random(in: cell.indices, using: &random)] =
          others.randomElement(using: &random) ?? 0
      }
      let (bytes, place) = Self.placed(cell, before: "", behind: "5")
      for reader in readers {
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
    let others = Array("0123456789-T Z:.+/PM\u{0}é".utf8)
    var (bytes, places): ([UInt8], [CellPlace]) = ([], [])
    for _ in 0..<Int.random(in: 0...70, using: &random) {
      var cell = Array((moments.randomElement(using: &random)?.text ?? "").utf8)
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

  @Test(arguments: 1...300, VectorLevel.available.filter(\.readsColumns))
  func `several moments at once are read as they are one by one`(seed: Int, level: VectorLevel) {
    let (bytes, places) = Self.columns(UInt64(seed))
    let paris = TimeZoneRules.named("Europe/Paris") ?? .utc
    let clocks = [
      WallClock(source: .utc, target: .utc), WallClock(source: .utc, target: paris),
      WallClock(source: paris, target: paris),
    ]
    for clock in clocks {
      let order = [DateOrder.ymd, .dmy, .mdy][seed % 3]
      let reader = DateReader(order: order, clock: clock, level: level)
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
            // A wall clock of another zone, a change of clocks near by, and times beyond the table of
            // offsets are left to the long way.
            let isKnown = (plain ?? 0) >> 20 < Int64(clock.offsets.count)
            #expect(
              isEmpty
                ? needsValue : plain == nil || !isKnown || clock.offsets.contains { $0 != 0 })
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

  private static let numbers = [
    "1 234,50", "1.234,50", "1,234.50", "-1 234,50", "2 664,14 €", "12,5€", "1'234.5",
    "1\u{A0}234,5", "1\u{202F}234\u{202F}567,891", "1,234", "1.234", "0,5", "1 234 567", "-5",
    "12 34", "0 123", "1 234,5 6", "123456789012345678,5", "99 999 999 999 999 999", "1  234",
    "1 234,", "- 5", "(1 200)",
  ]

  @Test(arguments: numbers, [UInt8(ascii: "."), UInt8(ascii: ",")])
  func `a number in groups with some bytes changed is read as the long way reads it`(
    text: String, mark: UInt8
  ) {
    let readers: [DecimalReader] = [
      .money(mark: mark, minorUnitsPerUnit: 100, currency: "EUR"),
      .money(mark: mark, minorUnitsPerUnit: 100, currency: "USD"), .number(mark: mark),
    ]
    var random = FixedRandom(seed: UInt64(text.utf8.count) + UInt64(mark))
    let others = Array("0123456789 .,'-€\u{A0}".utf8)
    for round in 0..<2_000 {
      var cell = Array(text.utf8)
      for _ in 0..<min(round, Int.random(in: 0...3, using: &random)) {
        cell[Int.random(in: cell.indices, using: &random)] =
          others.randomElement(using: &random) ?? 0
      }
      for reader in readers {
        // White space changes nothing but sends the cell the long way.
        let (quick, long) = (reader.read(cell.span), reader.read(([0x20] + cell).span))
        #expect(quick == long, "\(String(decoding: cell, as: UTF8.self))")
        if let value = reader.plainValue(cell.span) {
          #expect(long == .value(value, inexact: false))
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
