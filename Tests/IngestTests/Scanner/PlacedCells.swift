@testable import Ingest

extension [CellPlace] {
  /// Runs `body` on cells that need not lie one behind the other.
  func withPlaces<Result>(_ body: (CellPlaces) -> Result) -> Result {
    var edges: [Int32] = []
    for place in self { edges += [place.start - 1, place.end] }
    edges += [0, 0]
    return unsafe edges.withUnsafeBufferPointer { edges in
      guard let first = edges.baseAddress else { preconditionFailure("there are edges") }
      return unsafe body(CellPlaces(edges: first, step: 2, count: count))
    }
  }
}
