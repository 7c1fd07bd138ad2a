/// Values by numbers of cells, of which few are filled.
///
/// A dictionary of the standard library guards against keys chosen to collide, which costs more than
/// all else that is done with a row here; the numbers of cells are our own.
struct SparseTable<Value: Sendable>: Sendable {
  private var keys: [Int] = []
  private var values: [Value] = []
  /// The index of a key plus one, or 0; at most half full, and 2^`bits` of them.
  private var slots: [UInt32] = Array(repeating: 0, count: 1 << 4)
  private var bits = 4

  /// The value of a key; nothing where none was set.
  subscript(key: Int) -> Value? {
    let index = Int(slots[slot(of: key)]) - 1
    return index < 0 ? nil : values[index]
  }

  /// The value of a key, to be changed in place.
  subscript(key: Int, default initial: @autoclosure () -> Value) -> Value {
    get { self[key] ?? initial() }
    _modify {
      var slot = slot(of: key)
      if slots[slot] == 0 {
        if (keys.count + 1) * 2 > slots.count {
          grow()
          slot = self.slot(of: key)
        }
        keys.append(key)
        values.append(initial())
        slots[slot] = UInt32(keys.count)
      }
      yield &values[Int(slots[slot]) - 1]
    }
  }

  /// Where a key stands, or would.
  private func slot(of key: Int) -> Int {
    var slot = Int(
      truncatingIfNeeded: (UInt64(bitPattern: Int64(key)) &* 0x9E37_79B9_7F4A_7C15)
        &>> UInt64(64 - bits))
    while slots[slot] != 0, keys[Int(slots[slot]) - 1] != key {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    bits += 1
    slots = Array(repeating: 0, count: 1 << bits)
    for (index, key) in keys.enumerated() { slots[slot(of: key)] = UInt32(index + 1) }
  }
}
