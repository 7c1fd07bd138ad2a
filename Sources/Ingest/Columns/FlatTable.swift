/// Values by numbers: digests of identifiers, lines of a file.
///
/// A dictionary of the standard library mixes its keys against those chosen to collide, which costs more
/// than all else that is done with a row that is looked up; here one multiplication will do.
package struct FlatTable<Value: Sendable>: Sendable {
  /// In the order in which they were set first.
  package private(set) var keys: [UInt64] = []
  /// By the place of their keys.
  package private(set) var values: [Value] = []
  /// The index of a key plus one, or 0; at most half full, and 2^`bits` of them.
  private var slots: [UInt32] = Array(repeating: 0, count: 1 << 4)
  private var bits = 4

  /// Without a key.
  package init() {}

  /// How many keys have a value.
  package var count: Int { keys.count }
  /// Whether none has.
  package var isEmpty: Bool { keys.isEmpty }

  /// The value of a key; nothing where none was set, as which nothing can be set.
  package subscript(key: UInt64) -> Value? {
    get { index(of: key).map { values[$0] } }
    set {
      guard let newValue else { return }
      values[insert(key, newValue)] = newValue
    }
  }

  /// Where a key stands among `keys`; nothing where it was not set.
  @inline(__always)
  package func index(of key: UInt64) -> Int? {
    let index = Int(slots[slot(of: key)]) - 1
    return index < 0 ? nil : index
  }

  /// Sets the value of a key that has none, and gives its place among `keys`.
  @discardableResult
  package mutating func insert(_ key: UInt64, _ value: @autoclosure () -> Value) -> Int {
    var slot = slot(of: key)
    if slots[slot] > 0 { return Int(slots[slot]) - 1 }
    if (keys.count + 1) * 2 > slots.count {
      grow()
      slot = self.slot(of: key)
    }
    keys.append(key)
    values.append(value())
    slots[slot] = UInt32(keys.count)
    return keys.count - 1
  }

  /// Changes the value at a place among `keys`.
  package mutating func update(at index: Int, _ body: (inout Value) -> Void) {
    body(&values[index])
  }

  /// Where a key stands, or would.
  @inline(__always)
  private func slot(of key: UInt64) -> Int {
    var slot = Int(
      truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> UInt64(64 - bits))
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

extension FlatTable where Value == Void {
  /// A set of keys.
  package init(_ keys: some Sequence<UInt64>) {
    for key in keys { insert(key, ()) }
  }

  /// Whether a key is in the set.
  package func contains(_ key: UInt64) -> Bool { index(of: key) != nil }
}
