import Ingest

/// Sorts rows into classes: two rows are of one class when the same measures count them.
///
/// A row is then counted once, in its class, however many measures there are; what a measure comes
/// to is the sum of its classes. Class 0 is that of the rows that no measure counts. There are as
/// many classes as the measures tell apart, whatever the number of values of a field.
struct RowClasses: Sendable {
  /// How many measures one sorting can tell apart.
  static let measureLimit = UInt64.bitWidth

  /// What one field does to the class of a row.
  private struct Narrowing: Sendable {
    /// The texts of the codes; empty for a flag.
    var texts: [String] = []
    /// By value plus one, the measures that accept it.
    var masks: [UInt64] = []
    /// By class and value plus one: the class after it, or `unknown`.
    var classes: [UInt16] = []
  }

  private static let unknown = UInt16.max

  private let filters: [[String: [String]]]
  /// The fields of all filters, in a fixed order.
  private let fields: [String]
  /// By class, the measures that count it.
  private(set) var masks: [UInt64] = [0]
  private var classOfMask: [UInt64: UInt16] = [0: 0]
  private var narrowings: [String: Narrowing] = [:]

  /// At most `measureLimit` filters.
  init(filters: [[String: [String]]]) {
    self.filters = filters
    fields = Set(filters.flatMap(\.keys)).sorted()
  }

  var count: Int { masks.count }

  /// Whether rows of a class are counted by a measure.
  func isCounted(_ index: Int, by measure: Int) -> Bool { masks[index] >> UInt64(measure) & 1 != 0 }

  /// The class of each row; `available` has the measures that the rows have the fields for.
  mutating func classes(of rows: RowSet, available: UInt64) -> [UInt16] {
    let start = self.class(of: available)
    var classes = rows.isIncluded.map { $0 ? start : 0 }
    guard start != 0 else { return classes }
    for field in fields {
      if let column = rows.codes[field] {
        narrow(&classes, field, column.values, column.texts)
      } else if let column = rows.flags[field] {
        narrow(&classes, field, flags: column)
      } else if let column = rows.texts[field] {
        for row in classes.indices where classes[row] != 0 {
          let mask = masks[Int(classes[row])] & measures(accepting: column[row], field)
          classes[row] = self.class(of: mask)
        }
      } else if let column = rows.numbers[field] {
        for row in classes.indices where classes[row] != 0 {
          let text = column[row] == Column.missingNumber ? nil : "\(column[row] / 1_000_000)"
          classes[row] = self.class(
            of: masks[Int(classes[row])] & measures(accepting: text, field))
        }
      }
    }
    return classes
  }

  private mutating func `class`(of mask: UInt64) -> UInt16 {
    if let known = classOfMask[mask] { return known }
    let number = UInt16(masks.count)
    masks.append(mask)
    classOfMask[mask] = number
    return number
  }

  // MARK: Narrowing by one field

  private mutating func narrow(
    _ classes: inout [UInt16], _ field: String, _ values: [Int32], _ texts: [String]
  ) {
    var narrowing = narrowings.removeValue(forKey: field) ?? Narrowing()
    if narrowing.masks.isEmpty || narrowing.texts != texts {
      narrowing = Narrowing(
        texts: texts,
        masks: [measures(accepting: nil, field)]
          + texts.map { measures(accepting: $0, field) })
    }
    let width = narrowing.masks.count
    for row in classes.indices where classes[row] != 0 {
      let value = Int(values[row]) &+ 1
      let index = Int(classes[row]) &* width &+ value
      if index < narrowing.classes.count, narrowing.classes[index] != Self.unknown, value < width {
        classes[row] = narrowing.classes[index]
      } else {
        // A code beyond the dictionary is accepted by nobody.
        classes[row] = value < width ? learn(&narrowing, classes[row], value, at: index) : 0
      }
    }
    narrowings[field] = narrowing
  }

  private mutating func narrow(_ classes: inout [UInt16], _ field: String, flags: [UInt8]) {
    var narrowing = narrowings.removeValue(forKey: field) ?? Narrowing()
    if narrowing.masks.count != 3 {
      let unfiltered = measures(filteredBy: field, where: { _ in false })
      narrowing = Narrowing(masks: [
        measures(filteredBy: field) { $0.contains("false") },
        measures(filteredBy: field) { $0.contains("true") }, unfiltered,
      ])
    }
    for row in classes.indices where classes[row] != 0 {
      let value = Int(min(flags[row], 2))
      let index = Int(classes[row]) &* 3 &+ value
      if index < narrowing.classes.count, narrowing.classes[index] != Self.unknown {
        classes[row] = narrowing.classes[index]
      } else {
        classes[row] = learn(&narrowing, classes[row], value, at: index)
      }
    }
    narrowings[field] = narrowing
  }

  @inline(never)
  private mutating func learn(
    _ narrowing: inout Narrowing, _ from: UInt16, _ value: Int, at index: Int
  ) -> UInt16 {
    let found = self.class(of: masks[Int(from)] & narrowing.masks[value])
    if index >= narrowing.classes.count {
      let missing = masks.count * narrowing.masks.count - narrowing.classes.count
      narrowing.classes += repeatElement(Self.unknown, count: missing)
    }
    narrowing.classes[index] = found
    return found
  }

  // MARK: Conditions

  private func measures(accepting text: String?, _ field: String) -> UInt64 {
    measures(filteredBy: field) { RowFilter.accepts($0, text) }
  }

  /// The measures without a condition on the field, and those whose condition holds.
  private func measures(filteredBy field: String, where holds: ([String]) -> Bool) -> UInt64 {
    var mask: UInt64 = 0
    for (index, filter) in filters.enumerated() where filter[field].map(holds) ?? true {
      mask |= 1 << UInt64(index)
    }
    return mask
  }
}

/// The conditions of a measure on the rows of its table.
enum RowFilter {
  /// Whether a text is among the accepted ones, however it is written, or within one of their bounds;
  /// an empty one among them accepts a missing value.
  static func accepts(_ values: [String], _ text: String?) -> Bool {
    guard let text else { return values.contains("") }
    return values.contains(text) || FilterMatch(values).accepts(text)
  }
}
