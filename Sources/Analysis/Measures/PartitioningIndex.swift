extension RandomAccessCollection {
  /// The first index whose element, and every one after it, has a property; `endIndex` when none has.
  ///
  /// The elements must be in an order in which those without the property come first.
  func partitioningIndex(where hasProperty: (Element) -> Bool) -> Index {
    var low = startIndex
    var count = count
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if hasProperty(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}
