/// Values by numbers of cells, of which any number may be filled.
///
/// A filled cell takes its value and some bytes; where many are filled they are found without hashing.
struct CellTable<Value: Sendable>: Sendable {
  private var index: CellIndex
  private var values: [Value] = []

  init(cellCount: Int) { index = CellIndex(cellCount: cellCount) }

  var isEmpty: Bool { values.isEmpty }

  /// The value of a cell; nothing where none was set.
  subscript(cell: Int) -> Value? {
    let place = index[cell]
    return place > 0 ? values[place - 1] : nil
  }

  /// Has `body` change the values of the cells in which some rows lie.
  @inline(__always)
  mutating func update(
    _ rows: some Collection<Int32>, at cells: [Int32], from initial: Value,
    _ body: (inout Value, Int) -> Void
  ) {
    let cells = cells.span
    for row in rows.lazy.map(Int.init) {
      let cell = Int(cells[row])
      var place = index[cell]
      if place == 0 {
        values.append(initial)
        index.add(cell)
        place = values.count
      }
      body(&values[place - 1], row)
    }
  }

  /// Puts many values into the order of their cells, in which they are read.
  mutating func settle() {
    guard let order = index.settle() else { return }
    values = order.map { values[$0] }
  }

  /// Calls `body` with the values of some cells, in their order.
  @inline(__always)
  func forEach(in cells: Range<Int>, _ body: (Value) -> Void) {
    guard !values.isEmpty else { return }
    let values = values.span
    for cell in cells {
      let place = index[cell]
      if place > 0 { body(values[place - 1]) }
    }
  }
}

/// Numbers for cells from 1 on, in the order in which they came; 0 for the others.
private struct CellIndex: Sendable {
  private let cellCount: Int
  private var count = 0
  /// By number less one, as long as cells are looked for by their hash.
  private var cells: [Int32] = []
  /// By the hash of a cell its number; by the cell itself, once that takes no more room.
  ///
  /// There are 2^`bits` hashes, at most half of which are taken.
  private var numbers: [UInt32] = []
  private var bits = 2
  private var isDense = false

  init(cellCount: Int) { self.cellCount = cellCount }

  @inline(__always)
  subscript(cell: Int) -> Int {
    if isDense { return Int(numbers[cell]) }
    return numbers.isEmpty ? 0 : Int(numbers[slot(of: cell)])
  }

  /// Gives a cell that has none the next number.
  mutating func add(_ cell: Int) {
    count += 1
    if isDense {
      numbers[cell] = UInt32(count)
      return
    }
    cells.append(Int32(cell))
    if 2 * count > numbers.count { grow() } else { numbers[slot(of: cell)] = UInt32(count) }
  }

  /// Where a cell stands among the hashes, or would.
  private func slot(of cell: Int) -> Int {
    var slot = Int(
      truncatingIfNeeded: (UInt64(truncatingIfNeeded: cell) &* 0x9E37_79B9_7F4A_7C15)
        &>> UInt64(64 - bits))
    while numbers[slot] != 0, cells[Int(numbers[slot]) - 1] != cell {
      slot = (slot + 1) & (numbers.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    bits += 1
    isDense = 1 << bits >= cellCount
    numbers = Array(repeating: 0, count: isDense ? cellCount : 1 << bits)
    for (index, cell) in cells.enumerated() {
      numbers[isDense ? Int(cell) : slot(of: Int(cell))] = UInt32(index + 1)
    }
    if isDense { cells = [] }
  }

  /// Numbers the cells in their order where they are dense, and gives what the numbers were, less one.
  mutating func settle() -> [Int]? {
    guard isDense else { return nil }
    var order: [Int] = []
    order.reserveCapacity(count)
    for cell in numbers.indices where numbers[cell] > 0 {
      order.append(Int(numbers[cell]) - 1)
      numbers[cell] = UInt32(order.count)
    }
    return order
  }
}
