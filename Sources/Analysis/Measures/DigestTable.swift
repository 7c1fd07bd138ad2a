/// Values by digests of identifiers.
///
/// A dictionary of the standard library mixes its keys anew, against keys chosen to collide, which costs
/// more than all else that is done with a row here; digests are mixed already.
struct DigestTable<Value: Sendable>: Sendable {
  private var keys: [UInt64] = []
  private var values: [Value] = []
  /// The index of a key plus one, or 0; at most half full, and 2^`bits` of them.
  private var slots: [UInt32] = Array(repeating: 0, count: 1 << 4)
  private var bits = 4

  /// The value of a digest; nothing where none was set, as which nothing can be set.
  subscript(key: UInt64) -> Value? {
    get {
      let index = Int(slots[slot(of: key)]) - 1
      return index < 0 ? nil : values[index]
    }
    set {
      guard let newValue else { return }
      var slot = slot(of: key)
      if slots[slot] > 0 {
        values[Int(slots[slot]) - 1] = newValue
        return
      }
      if (keys.count + 1) * 2 > slots.count {
        grow()
        slot = self.slot(of: key)
      }
      keys.append(key)
      values.append(newValue)
      slots[slot] = UInt32(keys.count)
    }
  }

  /// Where a digest stands, or would.
  private func slot(of key: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: key &>> UInt64(64 - bits))
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
