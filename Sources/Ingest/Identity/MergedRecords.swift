/// A record that its CRM has merged into another.
struct MergedRecord: Sendable {
  var loser: String
  var survivor: String
}

/// The merged records of all sources, by table.
struct MergedRecords: Sendable {
  private var survivors: [Entity: [String: String]] = [:]

  mutating func add(_ merges: [MergedRecord], of entity: Entity) {
    for merge in merges where merge.loser != merge.survivor {
      survivors[entity, default: [:]][merge.loser] = merge.survivor
    }
  }

  /// Follows merges of merged records to the last survivor; a circle of merges names nobody.
  mutating func settle() {
    survivors = survivors.mapValues { direct in
      // Each record on a way is settled with it, so that no way is gone twice.
      var settled: [String: String?] = [:]
      for loser in direct.keys {
        var way: [String] = []
        var met: Set<String> = []
        var record = loser
        while settled[record] == nil, let next = direct[record], met.insert(record).inserted {
          way.append(record)
          record = next
        }
        let survivor = settled[record] ?? (direct[record] == nil ? record : nil)
        for record in way { settled.updateValue(survivor, forKey: record) }
      }
      return settled.compactMapValues { $0 }
    }
  }

  func survivors(of entity: Entity) -> [String: String] { survivors[entity] ?? [:] }

  var isEmpty: Bool { survivors.isEmpty }
}
