/// Values by numbers of cells, of which any number may be filled, while they are added to.
///
/// A filled cell takes its value and some bytes; where many are filled they are found without hashing.
struct CellTable<Value: Sendable>: Sendable {
  private var index: CellIndex
  private var values: [Value] = []

  init(cellCount: Int) { index = CellIndex(cellCount: cellCount) }

  var isEmpty: Bool { values.isEmpty }

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

  /// All of it in the order of the cells, in which it is read.
  func settled() -> CellValues<Value> {
    guard !isEmpty else { return CellValues() }
    return CellValues(index.cellsInOrder(), cellCount: index.cellCount) { values[$0] }
  }
}

/// The values of the filled cells in the order of the cells: those of a range lie side by side.
struct CellValues<Value: Sendable>: Sendable {
  /// Which of 64 cells are filled, and how many are before them.
  private struct Block: Sendable {
    var filled: UInt64 = 0
    var before = 0
  }

  /// The filled cells, ascending; empty where there are blocks.
  private var cells: [Int32] = []
  /// Of all cells and of the end of the last one, where so many are filled that they take no more room.
  private var blocks: [Block] = []
  private var values: [Value] = []

  /// Of no cell.
  init() {}

  /// The cells ascending, each with a number by which `value` gives what is in it.
  fileprivate init(
    _ cells: [(cell: Int, number: Int)], cellCount: Int, _ value: (Int) -> Value
  ) {
    values = cells.map { value($0.number) }
    let blockCount = cellCount / 64 + 1
    guard blockCount * MemoryLayout<Block>.stride <= cells.count * MemoryLayout<Int32>.stride
    else {
      self.cells = cells.map { Int32($0.cell) }
      return
    }
    blocks = Array(repeating: Block(), count: blockCount)
    for (cell, _) in cells { blocks[cell / 64].filled |= 1 << UInt64(cell % 64) }
    var before = 0
    for index in blocks.indices {
      blocks[index].before = before
      before += blocks[index].filled.nonzeroBitCount
    }
  }

  var isEmpty: Bool { values.isEmpty }

  /// The value of a cell; nothing where none was set.
  subscript(cell: Int) -> Value? { values[places(of: cell..<cell + 1)].first }

  /// Calls `body` with the values of some cells, in their order.
  @inline(__always)
  func forEach(in cells: Range<Int>, _ body: (Value) -> Void) {
    guard !isEmpty else { return }
    let values = values.span
    for place in places(of: cells) { body(values[place]) }
  }

  /// Where the values of some cells are.
  @inline(__always)
  private func places(of range: Range<Int>) -> Range<Int> {
    if !blocks.isEmpty { return before(range.lowerBound)..<before(range.upperBound) }
    let first = cells.partitioningIndex { $0 >= range.lowerBound }
    var end = first
    while end < cells.count, cells[end] < range.upperBound { end += 1 }
    return first..<end
  }

  /// How many cells before one are filled.
  @inline(__always)
  private func before(_ cell: Int) -> Int {
    let block = blocks[cell / 64]
    return block.before + (block.filled & (1 << UInt64(cell % 64) - 1)).nonzeroBitCount
  }
}

/// Numbers for cells from 1 on, in the order in which they came; 0 for the others.
private struct CellIndex: Sendable {
  let cellCount: Int
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

  /// The cells that have a number, ascending, each with its number less one.
  func cellsInOrder() -> [(cell: Int, number: Int)] {
    var order: [(cell: Int, number: Int)] = []
    order.reserveCapacity(count)
    guard isDense else {
      for (number, cell) in cells.enumerated() { order.append((Int(cell), number)) }
      order.sort { $0.cell < $1.cell }
      return order
    }
    for (cell, number) in numbers.enumerated() where number > 0 {
      order.append((cell, Int(number) - 1))
    }
    return order
  }
}
