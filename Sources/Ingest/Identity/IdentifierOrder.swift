/// Whether identifiers come in order, each after or each before the last, which proves without any
/// memory that none comes twice: exports are mostly sorted by identifier, or by creation.
///
/// The order is by length, then by bytes.
struct IdentifierOrder: Sendable {
  private(set) var first: [UInt8] = []
  private(set) var last: [UInt8] = []
  private(set) var isAscending = true
  private var isDescending = true

  var isKept: Bool { isAscending || isDescending }

  /// Takes the next identifier in.
  mutating func add(_ id: Span<UInt8>) {
    if first.isEmpty {
      ByteWords.append(id, to: &first)
    } else {
      let previous = last
      compare(previous.span, id)
    }
    last.removeAll(keepingCapacity: true)
    ByteWords.append(id, to: &last)
  }

  /// Takes in an identifier that comes after the one before, before it or is the same.
  @inline(__always)
  mutating func take(isAfter: Bool, _ isEqual: Bool) {
    if isEqual {
      giveUp()
    } else if isAfter {
      isDescending = false
    } else {
      isAscending = false
    }
  }

  /// Takes in identifiers of a batch that lie one behind the other in its bytes, without copying
  /// more than the first and the last.
  @inline(__always)
  mutating func compare(_ previous: Span<UInt8>, _ next: Span<UInt8>) {
    let isAfter = ByteWords.precedes(previous, next)
    take(isAfter: isAfter, !isAfter && !ByteWords.precedes(next, previous))
  }

  mutating func setLast(_ id: Span<UInt8>) {
    last.removeAll(keepingCapacity: true)
    ByteWords.append(id, to: &last)
  }

  /// The identifiers can't be compared as they stand.
  mutating func giveUp() {
    isAscending = false
    isDescending = false
  }

  /// Adds what comes behind.
  mutating func append(_ next: IdentifierOrder) {
    if next.first.isEmpty {
      if !next.isKept { giveUp() }
      return
    }
    if first.isEmpty {
      self = next
      return
    }
    let previous = last
    compare(previous.span, next.first.span)
    isAscending = isAscending && next.isAscending
    isDescending = isDescending && next.isDescending
    last = next.last
  }
}
