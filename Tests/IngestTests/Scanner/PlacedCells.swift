@testable import Ingest

extension [CellPlace] {
  /// Runs `body` on cells that need not lie one behind the other.
  func withPlaces<Result>(_ body: (CellPlaces) -> Result) -> Result {
    let edges = flatMap { [$0.start - 1, $0.end] } + [0, 0]
    return edges.withUnsafeBufferPointer { edges in
      guard let first = edges.baseAddress else { preconditionFailure("there are edges") }
      return body(CellPlaces(edges: first, step: 2, count: count))
    }
  }
}
