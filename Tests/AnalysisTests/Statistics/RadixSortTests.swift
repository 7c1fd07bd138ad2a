import Testing

@testable import Analysis

@Suite struct RadixSortTests {
  @Test(arguments: [0, 1, 2, 3, 100, 5_000])
  func `numbers come in the order that comparing gives`(count: Int) {
    var random = Wheel(state: UInt64(count) + 1)
    for bits in [0, 1, 11, 12, 33, 50, 64] {
      for offset in [UInt64(0), 1 << 40] {
        var numbers = (0..<count).map { _ -> UInt64 in
          let number = UInt64.random(in: .min ... .max, using: &random)
          return offset ^ (bits == 0 ? 0 : number >> UInt64(64 - bits))
        }
        let expected = numbers.sorted()
        numbers.sortByDigits()
        #expect(numbers == expected)
        var short = expected.map { UInt32(truncatingIfNeeded: $0) }.shuffled(using: &random)
        short.sortByDigits()
        #expect(short == expected.map { UInt32(truncatingIfNeeded: $0) }.sorted())
      }
    }
  }
}
