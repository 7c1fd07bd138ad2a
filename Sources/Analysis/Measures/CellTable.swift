/// Values by numbers of cells, of which any number may be filled.
///
/// A cell takes four bytes from the first value on, and a filled one its value: what is added to a cell,
/// or read of it, is found without hashing.
struct CellTable<Value: Sendable>: Sendable {
  private let cellCount: Int
  private var values: [Value] = []
  /// By cell the index of its value plus one, or 0; empty while no cell is filled.
  private var places: [UInt32] = []

  init(cellCount: Int) { self.cellCount = cellCount }

  var isEmpty: Bool { values.isEmpty }

  /// The value of a cell; nothing where none was set.
  subscript(cell: Int) -> Value? {
    guard !places.isEmpty, places[cell] > 0 else { return nil }
    return values[Int(places[cell]) - 1]
  }

  /// Has `body` change the values of the cells in which some rows lie.
  @inline(__always)
  mutating func update(
    _ rows: [Int32], at cells: [Int32], from initial: Value, _ body: (inout Value, Int) -> Void
  ) {
    if places.isEmpty {
      places = Array(repeating: 0, count: cellCount)
      // Room that is never written to takes no memory, and growing would leave holes in it.
      values.reserveCapacity(cellCount)
    }
    for row in rows where places[Int(cells[Int(row)])] == 0 {
      values.append(initial)
      places[Int(cells[Int(row)])] = UInt32(values.count)
    }
    let places = places
    var target = values.mutableSpan
    for row in rows.lazy.map(Int.init) { body(&target[Int(places[Int(cells[row])]) - 1], row) }
  }

  /// Puts the values into the order of their cells, in which they are read.
  mutating func settle() {
    var ordered: [Value] = []
    ordered.reserveCapacity(values.count)
    for cell in places.indices where places[cell] > 0 {
      ordered.append(values[Int(places[cell]) - 1])
      places[cell] = UInt32(ordered.count)
    }
    values = ordered
  }

  /// Calls `body` with the values of some cells, in their order.
  @inline(__always)
  func forEach(in cells: Range<Int>, _ body: (Value) -> Void) {
    guard !places.isEmpty else { return }
    let (places, values) = (places.span, values.span)
    for cell in cells where places[cell] > 0 { body(values[Int(places[cell]) - 1]) }
  }
}
