import Testing

@testable import Ingest

/// Values by numbers, against a dictionary.
@Suite struct FlatTableTests {
  @Test(arguments: [10, 1_000, 20_000])
  func `a flat table holds what a dictionary does`(count: Int) {
    var random = SameNumbers(state: UInt64(count))
    var table = FlatTable<Int>()
    var expected: [UInt64: Int] = [:]
    var order: [UInt64] = []
    for step in 0..<count {
      // Lines, which follow each other, and digests; some of them again.
      let key =
        step % 3 == 0
        ? UInt64(step / 2) : step % 7 == 0 ? order[step / 2 % order.count] : random.next()
      if expected[key] == nil { order.append(key) }
      if step % 5 == 0 {
        let place = table.insert(key, step)
        #expect(table.keys[place] == key)
        expected[key] = expected[key] ?? step
      } else {
        table[key] = step
        expected[key] = step
      }
    }
    #expect(table.keys == order && table.count == order.count)
    for (key, value) in expected { #expect(table[key] == value) }
    for key in [UInt64.max, 1 << 63, UInt64(count)] where expected[key] == nil {
      #expect(table[key] == nil && table.index(of: key) == nil)
    }
  }

  @Test func `two identifiers with one digest are two records`() {
    func candidate(_ id: String, line: Int, row: UInt64) -> IdentityCandidate {
      IdentityCandidate(
        id: id, digest: 0, line: line, updatedAt: Column.missingNumber, row: row, record: row,
        recordButAmounts: row, product: 0)
    }
    var resolution = IdentityResolution(survivors: [:], suspectCount: 1)
    resolution.add(
      [candidate("A", line: 2, row: 1), candidate("B", line: 3, row: 2)], file: 0)
    #expect(resolution.isEmpty)
    resolution.add(
      [
        candidate("B", line: 2, row: 3), candidate("A", line: 3, row: 1),
        candidate("C", line: 4, row: 4),
      ], file: 1)
    #expect(resolution.excluded(ofFile: 0).keys == [3, 2])
    #expect(resolution.excluded(ofFile: 1).isEmpty && resolution.excluded(ofFile: 2).isEmpty)
    let groups = resolution.groups()
    #expect(groups[.otherValues]?.id == "B" && groups[.otherValues]?.count == 1)
    #expect(groups[.sameRow]?.id == "A" && groups[.sameRow]?.count == 1)
    var awaited = resolution.awaited(ofFile: 1)
    awaited.meet(line: 2)
    awaited.meet(line: 9)
    #expect(awaited.missing == [0, 2])
  }
}

/// The same numbers in every run.
private struct SameNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}
