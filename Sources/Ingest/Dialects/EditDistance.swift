/// How many single-character edits, swaps of neighbours included, turn one text into another.
package enum EditDistance {
  static func between(_ left: String, _ right: String) -> Int {
    let left = Array(left.unicodeScalars)
    let right = Array(right.unicodeScalars)
    if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in 1...left.count {
      var current = [row] + Array(repeating: 0, count: right.count)
      for column in 1...right.count {
        let cost = left[row - 1] == right[column - 1] ? 0 : 1
        current[column] = min(
          previous[column] + 1, current[column - 1] + 1, previous[column - 1] + cost)
        if row > 1, column > 1, left[row - 1] == right[column - 2],
          left[row - 2] == right[column - 1]
        {
          current[column] = min(current[column], beforePrevious[column - 2] + 1)
        }
      }
      beforePrevious = previous
      previous = current
    }
    return previous[right.count]
  }

  /// The candidate nearest to `text`, when it is near enough to be a slip: a third of the length.
  ///
  /// Nothing is near to a text beyond 256 characters, which is no name.
  package static func nearest(to text: String, among candidates: [String]) -> String? {
    let length = text.unicodeScalars.count
    guard length <= 256 else { return nil }
    let limit = max(1, length / 3)
    var best: (distance: Int, candidate: String)?
    // Each character that one is longer is an edit.
    for candidate in candidates
    where abs(candidate.unicodeScalars.count - length) <= limit {
      let distance = between(text, candidate)
      if distance <= limit, distance < best?.distance ?? .max {
        best = (distance, candidate)
      }
    }
    return best?.candidate
  }
}
