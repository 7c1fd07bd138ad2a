/// Finds what somebody probably meant.
enum NearestName {
  /// The known name with the fewest edits, when these are few for its length; of several the first.
  static func of(_ name: String, among known: some Sequence<String>) -> String? {
    let limit = max(1, name.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in known {
      let distance = distance(Array(name), Array(candidate))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var row = [i + 1]
      for (j, b) in right.enumerated() {
        var cost = min(last[j] + (a == b ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a == right[j - 1], left[i - 1] == b {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[right.count]
  }

  /// "did you mean 'x'?" as a list of fixes, or all names when none is near.
  static func fixes(_ name: String, among known: [String]) -> [String] {
    if let nearest = of(name, among: known) { return ["did you mean '\(nearest)'?"] }
    guard !known.isEmpty, known.count <= 40 else { return [] }
    return ["known: \(known.joined(separator: ", "))"]
  }
}
