/// The rows of a file that count instead of others, until they are read: one that is not was rejected.
struct AwaitedRows {
  private var places = FlatTable<Int32>()
  private var isMet: [Bool] = []

  var isEmpty: Bool { places.isEmpty }

  mutating func add(line: Int, place: Int32) {
    places.insert(UInt64(line), place)
    isMet.append(false)
  }

  mutating func meet(line: Int) {
    if let index = places.index(of: UInt64(line)) { isMet[index] = true }
  }

  /// The places among the winners of those that were not read.
  var missing: [Int32] { zip(places.values, isMet).filter { !$0.1 }.map(\.0) }
}
