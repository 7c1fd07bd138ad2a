import Synchronization
import Testing

@testable import Report

/// Products come in their order, whatever thread made them and whenever.
struct WorkAheadTests {
  @Test(
    arguments: [
      (0, 2, 4), (1, 2, 4), (2, 2, 1), (100, 1, 4), (100, 2, 1), (100, 2, 16), (100, 8, 3),
      (1000, 3, 2000),
    ])
  func `every product comes once and in order`(count: Int, threadCount: Int, ahead: Int) {
    let work = WorkAhead(count: count, threadCount: threadCount, ahead: ahead) { $0 * $0 }
    defer { work.stop() }
    #expect((0..<count).map { _ in work.next() } == (0..<count).map { $0 * $0 })
  }

  @Test(arguments: [1, 2, 5])
  func `no more is made ahead than there is room for`(ahead: Int) {
    let greatest = Atomic(-1)
    let work = WorkAhead(count: 50, threadCount: 3, ahead: ahead) { number in
      greatest.store(
        max(number, greatest.load(ordering: .sequentiallyConsistent)),
        ordering: .sequentiallyConsistent)
      return number
    }
    defer { work.stop() }
    for taken in 0..<50 {
      #expect(greatest.load(ordering: .sequentiallyConsistent) < taken + ahead + 1)
      _ = work.next()
    }
  }

  @Test(arguments: [0, 1, 7])
  func `products that nobody takes are no longer made once it is stopped`(taken: Int) {
    let work = WorkAhead(count: 1000, threadCount: 2, ahead: 2) { $0 }
    for number in 0..<taken { #expect(work.next() == number) }
    work.stop()
  }

  @Test(arguments: [1, 2, 4])
  func `a document in parts is the same on any number of threads`(threadCount: Int) {
    let document = Document(
      path: "figures.csv", mediaType: "text/csv", count: 40, threadCount: threadCount
    ) { Array("\($0),".utf8) }
    let expected = (0..<40).map { "\($0)," }.joined()
    #expect(String(decoding: document.bytes, as: UTF8.self) == expected)
    #expect(String(decoding: document.bytes, as: UTF8.self) == expected)
  }

  @Test func `parts are given up when the taker fails`() {
    struct Failure: Error {}
    let document = Document(
      path: "figures.csv", mediaType: "text/csv", count: 40, threadCount: 2
    ) { Array("\($0),".utf8) }
    #expect(throws: Failure.self) {
      try document.forEachPart { (_: [UInt8]) throws(Failure) in throw Failure() }
    }
  }
}
