import Ingest

/// Sorts rows into classes: two rows are of one class when the same measures count them.
///
/// A row is then counted once, in its class, however many measures there are; what a measure comes
/// to is the sum of its classes. Class 0 is that of the rows that no measure counts. There are as
/// many classes as the measures tell apart, whatever the number of values of a field.
struct RowClasses: Sendable {
  /// How many measures one sorting can tell apart.
  static let measureLimit = UInt64.bitWidth

  /// What some fields together do to the class of a row.
  private struct Narrowing: Sendable {
    /// By field, the texts of the codes; empty for a flag.
    var texts: [[String]] = []
    /// By field and value plus one, the measures that accept it; those that accept a value that no
    /// text is known for come last.
    var masks: [[UInt64]] = []
    /// By class and combined value: the class after it, or `unknown`.
    var classes: [UInt16] = []
  }

  private static let unknown = UInt16.max

  /// So many values of fields together are looked up at once.
  private static let valueLimit = 1 << 12

  private let filters: [[String: [String]]]
  /// The fields of all filters, in a fixed order.
  private let fields: [String]
  /// By class, the measures that count it.
  private(set) var masks: [UInt64] = [0]
  private var classOfMask: [UInt64: UInt16] = [0: 0]
  /// By the fields that are narrowed by together.
  private var narrowings: [[String]: Narrowing] = [:]

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
    var classes = rows.isIncluded.converted(UInt16(0)) { $0 ? start : 0 }
    guard start != 0 else { return classes }
    var coded: [CodedField] = []
    for field in fields {
      if let values = CodedField(field, rows) {
        if !coded.isEmpty, coded.combinedWidth * values.width > Self.valueLimit {
          narrow(&classes, by: coded)
          coded = []
        }
        coded.append(values)
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
    if !coded.isEmpty { narrow(&classes, by: coded) }
    return classes
  }

  private mutating func `class`(of mask: UInt64) -> UInt16 {
    if let known = classOfMask[mask] { return known }
    let number = UInt16(masks.count)
    masks.append(mask)
    classOfMask[mask] = number
    return number
  }

  // MARK: Narrowing by coded fields

  private mutating func narrow(_ classes: inout [UInt16], by coded: [CodedField]) {
    let names = coded.map(\.name)
    var narrowing = narrowings.removeValue(forKey: names) ?? Narrowing()
    defer { narrowings[names] = narrowing }
    if narrowing.masks.isEmpty || narrowing.texts != coded.map(\.texts) {
      narrowing = Narrowing(texts: coded.map(\.texts), masks: coded.map(masks))
    }
    let width = coded.combinedWidth
    var values = coded[0].places(first: nil)
    for field in coded.dropFirst() { values = field.places(first: values) }
    for row in 0..<min(classes.count, values.count) where classes[row] != 0 {
      let index = Int(classes[row]) &* width &+ Int(values[row])
      if index < narrowing.classes.count, narrowing.classes[index] != Self.unknown {
        classes[row] = narrowing.classes[index]
      } else {
        classes[row] = learn(&narrowing, classes[row], Int(values[row]), at: index, width)
      }
    }
  }

  /// By place of a field's value, the measures that accept it.
  private func masks(_ field: CodedField) -> [UInt64] {
    if field.isFlag {
      return [
        measures(filteredBy: field.name) { $0.contains("false") },
        measures(filteredBy: field.name) { $0.contains("true") },
        measures(filteredBy: field.name) { _ in false },
      ]
    }
    // A code beyond the dictionary is accepted by nobody.
    return [measures(accepting: nil, field.name)]
      + field.texts.map { measures(accepting: $0, field.name) } + [0]
  }

  @inline(never)
  private mutating func learn(
    _ narrowing: inout Narrowing, _ from: UInt16, _ value: Int, at index: Int, _ width: Int
  ) -> UInt16 {
    var mask = masks[Int(from)]
    var rest = value
    for accepted in narrowing.masks.reversed() {
      mask &= accepted[rest % accepted.count]
      rest /= accepted.count
    }
    let found = self.class(of: mask)
    if index >= narrowing.classes.count {
      let missing = masks.count * width - narrowing.classes.count
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

/// The rows that lie in a cell, class by class; without those that no measure counts.
struct ClassRows {
  private let rows: [Int32]
  /// By class, one past its last row.
  private let ends: [Int]

  /// `slots` has the cell of each row; -1 is none.
  init(_ classes: [UInt16], _ slots: [Int32], classCount: Int) {
    let (classes, slots) = (classes.span, slots.span)
    let rowCount = min(classes.count, slots.count)
    // By class the number of its rows; then where its next row goes, in the end one past its last.
    var ends = Array(repeating: 0, count: classCount)
    do {
      var counts = ends.mutableSpan
      for row in 0..<rowCount { counts[slots[row] < 0 ? 0 : Int(classes[row])] += 1 }
      counts[0] = 0
    }
    var total = 0
    for number in ends.indices {
      total += ends[number]
      ends[number] = total - ends[number]
    }
    var rows = Array(repeating: Int32(0), count: total)
    do {
      var target = rows.mutableSpan
      var next = ends.mutableSpan
      for row in 0..<rowCount where slots[row] >= 0 && classes[row] != 0 {
        let number = Int(classes[row])
        target[next[number]] = Int32(truncatingIfNeeded: row)
        next[number] += 1
      }
    }
    (self.rows, self.ends) = (rows, ends)
  }

  /// In their order.
  subscript(number: Int) -> ArraySlice<Int32> {
    number == 0 ? [] : rows[ends[number - 1]..<ends[number]]
  }
}

/// The values of a field with a small number for each.
private struct CodedField {
  let name: String
  let texts: [String]
  private let codes: [Int32]
  private let flags: [UInt8]
  let isFlag: Bool

  /// Nothing when the rows have no codes and no flags of that name.
  init?(_ name: String, _ rows: RowSet) {
    self.name = name
    if let column = rows.codes[name] {
      (texts, codes, flags, isFlag) = (column.texts, column.values, [], false)
    } else if let column = rows.flags[name] {
      (texts, codes, flags, isFlag) = ([], [], column, true)
    } else {
      return nil
    }
  }

  /// How many places there are: for a missing value, for each text and for codes beyond them; or for
  /// no, yes and missing.
  var width: Int { isFlag ? 3 : texts.count + 2 }

  /// For each row the place of its value, behind those of other fields where there are any.
  func places(first: [UInt32]?) -> [UInt32] {
    let last = UInt32(truncatingIfNeeded: width &- 1)
    var places = flags.converted(UInt32(0)) { min(UInt32($0), last) }
    if !isFlag {
      places = codes.converted(UInt32(0)) { min(UInt32(bitPattern: $0 &+ 1), last) }
    }
    if let first { places.update(with: first) { $1 &* (last &+ 1) &+ $0 } }
    return places
  }
}

extension [CodedField] {
  fileprivate var combinedWidth: Int { reduce(1) { $0 * $1.width } }
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
