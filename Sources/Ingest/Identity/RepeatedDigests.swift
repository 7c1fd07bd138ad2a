/// Finds the digests that come more than once among very many.
///
/// Keeps 8 bytes for each digest, and at most as much again that is reserved for growth (ruling 32).
struct RepeatedDigests {
  private static let partitionBits: UInt64 = 12
  private var partitions = [[UInt64]](repeating: [], count: 1 << partitionBits)

  mutating func add(_ digests: [UInt64]) {
    for digest in digests {
      partitions[Int(digest >> (64 - Self.partitionBits))].append(digest)
    }
  }

  /// The digests that were added twice or more often.
  func repeated() -> FlatTable<Void> {
    var repeated = FlatTable<Void>()
    // A table for one partition after the other; it stays in the processor's cache.
    var table: [UInt64] = []
    for partition in partitions where partition.count > 1 {
      var slotCount = 16
      while slotCount < 2 * partition.count { slotCount *= 2 }
      table.removeAll(keepingCapacity: true)
      table.append(contentsOf: repeatElement(0, count: slotCount))
      for digest in partition {
        // 0 marks a free slot; the digest 0 shares with 1, which is settled by comparing texts.
        let entry = max(digest, 1)
        var slot = Int(truncatingIfNeeded: digest) & (slotCount - 1)
        while table[slot] != 0, table[slot] != entry { slot = (slot + 1) & (slotCount - 1) }
        if table[slot] == entry {
          repeated.insert(digest, ())
          if digest <= 1 { for either in [0, 1] as [UInt64] { repeated.insert(either, ()) } }
        }
        table[slot] = entry
      }
    }
    return repeated
  }
}
