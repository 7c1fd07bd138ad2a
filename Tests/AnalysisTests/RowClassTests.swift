import Calendar
import Ingest
import Testing

@testable import Analysis

@Suite struct RowClassTests {
  @Test func `a class is counted by the measures whose conditions hold, row by row`() {
    var random = Wheel(state: 7)
    for _ in 0..<200 {
      let filters = (0..<Int.random(in: 1...9, using: &random)).map { _ in
        randomFilter(&random)
      }
      var classes = RowClasses(filters: filters)
      // Two batches, the second with more texts than the first.
      for texts in [["call", "task"], ["call", "task", "meeting", "email"]] {
        let rows = randomRows(texts, &random)
        let found = classes.classes(of: rows, available: ~0)
        for row in 0..<rows.count {
          for (index, filter) in filters.enumerated() {
            #expect(
              classes.isCounted(Int(found[row]), by: index) == holds(filter, rows, row),
              "\(filter) in row \(row)")
          }
        }
      }
    }
  }

  @Test func `a measure whose fields are missing counts no row`() {
    var classes = RowClasses(filters: [[:], [:]])
    let rows = RowSet(table(.activities, "type\ncall"))
    let found = classes.classes(of: rows, available: 0b10)
    #expect(!classes.isCounted(Int(found[0]), by: 0))
    #expect(classes.isCounted(Int(found[0]), by: 1))
  }

  @Test func `days are counted as a histogram counts them, in whatever order they come`() {
    var random = Wheel(state: 11)
    var counts = DayCounts()
    var expected: [Int: [Int32: Int]] = [:]
    for round in 0..<60_000 {
      let cell = Int.random(in: 0..<140, using: &random)
      // Some hundreds mostly, one of them thousands of times, and now and then centuries.
      let days: Int32 =
        switch round % 10 {
        case 0: 109_573
        case 1: Int32.random(in: 0..<200_000, using: &random)
        default: Int32.random(in: 0..<300, using: &random)
        }
      for cell in round % 10 == 0 ? [cell, 7] : [cell] {
        counts.add(cell: cell, days: days)
        expected[cell, default: [:]][days, default: 0] += 1
      }
    }
    counts.settle()
    #expect(expected[7]?[109_573] ?? 0 > 5_000)
    for cell in 0..<140 {
      var found: [Int32: Int] = [:]
      var last: Int32 = -1
      counts.forEach(inCells: cell..<cell + 1) { days, count in
        #expect(days > last)
        last = days
        found[days, default: 0] += count
      }
      #expect(found == expected[cell])
    }
    for cells in [0..<140, 5..<77, 31..<33, 63..<64, 64..<64, 139..<140] {
      var found: [Int32: Int] = [:]
      counts.forEach(inCells: cells) { found[$0, default: 0] += $1 }
      var known: [Int32: Int] = [:]
      for cell in cells { known.merge(expected[cell] ?? [:]) { $0 + $1 } }
      #expect(found == known, "\(cells)")
    }
  }

  @Test func `the rows of a class are those of a cell, in their order`() {
    var random = Wheel(state: 3)
    for rowCount in [0, 1, 2, 50, 1_000] {
      let classCount = Int.random(in: 1...12, using: &random)
      let classes = (0..<rowCount).map { _ in
        UInt16.random(in: 0..<UInt16(classCount), using: &random)
      }
      let slots = (0..<rowCount).map { _ in Int32.random(in: -1...3, using: &random) }
      let members = ClassRows(classes, slots, classCount: classCount)
      #expect(members[0].isEmpty)
      for number in 1..<max(1, classCount) {
        let expected = (0..<rowCount).filter { classes[$0] == number && slots[$0] >= 0 }
        #expect(members[number].map(Int.init) == expected)
      }
    }
  }

  @Test(arguments: [1, 3, 40, 1_000])
  func `a table of cells holds what a dictionary holds`(_ rounds: Int) {
    var random = Wheel(state: 5)
    var table = CellTable<[Int]>(cellCount: 900)
    #expect(table.settled()[3] == nil)
    table.settled().forEach(in: 0..<900) { #expect($0.isEmpty) }
    var expected: [Int: [Int]] = [:]
    for round in 0..<rounds {
      let cell = Int.random(in: 0..<300, using: &random) * 3
      table.update([0], at: [Int32(cell)], from: []) { values, _ in values.append(round) }
      expected[cell, default: []].append(round)
    }
    let values = table.settled()
    for cell in 0..<900 { #expect(values[cell] == expected[cell]) }
    for cells in [30..<600, 0..<900, 63..<65, 899..<900, 5..<5] {
      var found: [[Int]] = []
      values.forEach(in: cells) { found.append($0) }
      #expect(found == cells.compactMap { expected[$0] })
    }
  }

  @Test func `small values, negative and large ones make one distribution`() {
    var histogram = Histogram([5, -3, 10_000, 5, 0])
    #expect(histogram.median == Fraction(5))
    #expect(histogram.percentile(100) == 10_000)
    #expect(histogram.percentile(1) == -3)
    #expect(histogram.sum == 10_007)
    histogram.add(Histogram([-3, 4_096]))
    #expect(histogram.count == 7)
    #expect(histogram.percentile(80) == 4_096)
  }

  @Test func `more rows than one number can count are carried over`() {
    let measure = Measure(id: "calls", entity: .activities, aggregate: .count, date: "activity_at")
    var group = MeasureGroup([0], of: [measure], cellCount: 2, carryLimit: 5)
    let rows = RowSet(table(.activities, "type\ncall\ncall\ncall"))
    for _ in 0..<4 { group.addEvents(rows, [0, 1, -1], available: 1) }
    group.settle(first: 0)
    let counts = group.runningCounts
    #expect(counts?.count(0, in: 0..<1) == 4 && counts?.count(0, in: 0..<2) == 8)
    #expect(group.hasRows(cells: 0..<1))
  }

  // MARK: Random rows

  private func randomFilter(_ random: inout Wheel) -> [String: [String]] {
    var filter: [String: [String]] = [:]
    if Bool.random(using: &random) {
      filter["type"] = ["call", "task", "meeting", ""].filter { _ in Bool.random(using: &random) }
    }
    if Bool.random(using: &random) {
      filter["outcome"] = ["done", "no_show", ""].filter { _ in Bool.random(using: &random) }
    }
    if Bool.random(using: &random) {
      filter["is_done"] = ["true", "false"].filter { _ in Bool.random(using: &random) }
    }
    return filter
  }

  private func randomRows(_ texts: [String], _ random: inout Wheel) -> RowSet {
    let count = 50
    var rows = RowSet(
      ExportTable(
        entity: .activities, file: 0, lines: Array(1...count), columns: [:], dictionaries: [:]))
    rows.codes["type"] = (
      (0..<count).map { _ in Int32.random(in: -1..<Int32(texts.count), using: &random) }, texts
    )
    rows.codes["outcome"] = (
      (0..<count).map { _ in Int32.random(in: -1..<2, using: &random) }, ["done", "no_show"]
    )
    rows.flags["is_done"] = (0..<count).map { _ in UInt8.random(in: 0...2, using: &random) }
    return rows
  }

  private func holds(_ filter: [String: [String]], _ rows: RowSet, _ row: Int) -> Bool {
    filter.allSatisfy { field, values in
      if let flags = rows.flags[field] {
        return flags[row] == 2 ? false : values.contains(flags[row] == 1 ? "true" : "false")
      }
      return values.contains(rows.text(field, row) ?? "")
    }
  }
}

/// The same numbers every time.
struct Wheel: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
