/// One file of a report, ready to be written.
///
/// A document is its bytes, or parts that are made one after the other when they are asked for, so
/// that a table of gigabytes is never held whole.
package struct Document: Sendable {
  /// Relative to the run's folder, with `/`: `reps/alice/index.html`.
  package let path: String
  /// As in `text/html`, `application/xhtml+xml`, `message/rfc822`, `text/csv`.
  package let mediaType: String
  /// Mails are readable by their owner only (0600); everything else is 0640.
  package let isPrivate: Bool
  private let parts: Parts

  private enum Parts {
    case whole([UInt8])
    /// How many there are, the part of a number from 0, and how many threads may make parts ahead.
    case made(count: Int, part: @Sendable (Int) -> [UInt8], threadCount: Int)
  }

  package init(path: String, mediaType: String, bytes: [UInt8], isPrivate: Bool = false) {
    self.path = path
    self.mediaType = mediaType
    self.isPrivate = isPrivate
    parts = .whole(bytes)
  }

  /// A document of `count` parts.
  ///
  /// `part` gives the same bytes for the same number whenever and on whatever thread it is called;
  /// with more than one thread, parts are made while those before them are taken.
  package init(
    path: String, mediaType: String, count: Int, threadCount: Int = 1,
    part: @escaping @Sendable (Int) -> [UInt8]
  ) {
    self.path = path
    self.mediaType = mediaType
    isPrivate = false
    parts = .made(count: count, part: part, threadCount: threadCount)
  }

  /// All of it at once, however large.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    forEachPart { bytes += $0 }
    return bytes
  }

  /// Hands over the parts in their order.
  package func forEachPart<Failure: Error>(
    _ body: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    switch parts {
    case .whole(let bytes): try body(bytes)
    case .made(let count, let part, let threadCount):
      let work = WorkAhead(count: count, threadCount: threadCount, ahead: 4, make: part)
      defer { work.stop() }
      for _ in 0..<count { try body(work.next()) }
    }
  }
}
