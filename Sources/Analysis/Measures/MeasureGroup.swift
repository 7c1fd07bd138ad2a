import Calendar
import Ingest

/// The measures of one table that are attributed by one date, accumulated together.
///
/// Each row is counted once, by its class; a sum is kept for the classes that some measure adds up.
struct MeasureGroup: Sendable {
  let entity: Entity
  /// The date that attributes a row; nothing for instants without a planned date.
  let date: String?
  let time: Measure.Time
  /// Indices into the measures of the run.
  let members: [Int]
  private let measures: [Measure]
  private(set) var classes: RowClasses
  /// Number of rows by class and cell, since they were last carried over: half the room, so that
  /// what is counted at random places stays near.
  private var counts: [UInt32] = []
  /// By class and cell what was carried over; empty until more rows have come than one can count.
  private var carried: [Int64] = []
  private var rowsUntilCarry: Int
  private let carryLimit: Int
  /// By field: its index in `sums`.
  private let fieldIndex: [String: Int]
  /// By field and class.
  private var sums: [[CellTable<MeasureStore.Cell>]]
  /// The same, once all is added.
  private var settledSums: [[CellValues<MeasureStore.Cell>]] = []
  /// By measure of whole days.
  private var days: [Int: DayCounts] = [:]
  private(set) var instants: InstantCells
  /// The measures that only count rows of a period, and what they came to, once all is added.
  private var counting: [Int] = []
  private(set) var runningCounts: RunningCounts?
  private let cellCount: Int
  /// Whether more than numbers of rows is asked for.
  private let hasValues: Bool

  /// At most `RowClasses.measureLimit` members, and at least one row until counts are carried over.
  init(
    _ members: [Int], of all: [Measure], cellCount: Int, carryLimit: Int = Int(UInt32.max)
  ) {
    self.members = members
    self.carryLimit = carryLimit
    rowsUntilCarry = carryLimit
    self.cellCount = cellCount
    measures = members.map { all[$0] }
    entity = measures[0].entity
    date = measures[0].date
    time = measures[0].time
    classes = RowClasses(filters: measures.map(\.filter))
    let fields = Set(measures.compactMap(\.field)).sorted()
    hasValues = !fields.isEmpty || measures.contains { $0.aggregate == .days }
    fieldIndex = Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($1, $0) })
    sums = Array(repeating: [], count: fields.count)
    instants = InstantCells(fieldCount: fields.count)
  }

  // MARK: Accumulating

  /// Adds rows to the cells of their dates; -1 is none.
  mutating func addEvents(_ rows: RowSet, _ slots: [Int32], available: UInt64) {
    let classes = self.classes.classes(of: rows, available: available)
    let classCount = self.classes.count
    if counts.count < classCount * cellCount {
      counts += repeatElement(0, count: classCount * cellCount - counts.count)
    }
    if rowsUntilCarry < rows.count { carry() }
    rowsUntilCarry -= rows.count
    let cellCount = cellCount
    do {
      var counts = self.counts
      self.counts = []
      let (classes, slots) = (classes.span, slots.span)
      var target = counts.mutableSpan
      for row in 0..<min(classes.count, slots.count) {
        // Rows of no cell count in class 0, which no measure has: nothing is left to guess.
        let index = slots[row] < 0 ? 0 : Int(classes[row]) &* cellCount &+ Int(slots[row])
        target[index] &+= 1
      }
      self.counts = counts
    }
    guard hasValues else { return }
    let members = ClassRows(classes, slots, classCount: classCount)
    for (field, index) in fieldIndex {
      guard let values = rows.numbers[field] else { continue }
      addSums(index, field, values, members, slots)
    }
    for (index, measure) in measures.enumerated() where measure.aggregate == .days {
      guard let from = measure.from.flatMap({ rows.days[$0] }),
        let to = measure.to.flatMap({ rows.days[$0] })
      else { continue }
      addDays(index, from, to, members, slots)
    }
  }

  private mutating func addSums(
    _ index: Int, _ field: String, _ values: [Int64], _ members: ClassRows, _ slots: [Int32]
  ) {
    var sums = self.sums[index]
    self.sums[index] = []
    let isSummed = classMembership { $0.field == field && $0.aggregate != .days }
    sums += repeatElement(
      CellTable(cellCount: cellCount), count: max(0, isSummed.count - sums.count))
    for number in isSummed.indices where isSummed[number] {
      sums[number].update(members[number], at: slots, from: MeasureStore.Cell()) { cell, row in
        cell.add(values[row])
      }
    }
    self.sums[index] = sums
  }

  private mutating func addDays(
    _ index: Int, _ from: [Int32], _ to: [Int32], _ members: ClassRows, _ slots: [Int32]
  ) {
    var days = days.removeValue(forKey: index) ?? DayCounts()
    let missing = Column.missingDay
    for number in 0..<classes.count where classes.isCounted(number, by: index) {
      for row in members[number].lazy.map(Int.init) {
        // A negative duration is a finding, not a duration (kpis.md 3.6).
        guard from[row] != missing, to[row] != missing, to[row] >= from[row] else { continue }
        days.add(cell: Int(slots[row]), days: to[row] &- from[row])
      }
    }
    self.days[index] = days
  }

  /// Adds rows as they stand on the as-of day, in the lines of their owners and the buckets of their
  /// planned days.
  mutating func addInstants(
    _ rows: RowSet, available: UInt64, _ lines: CellLines, asOf: CalendarDate, _ timeline: Timeline
  ) {
    let classes = self.classes.classes(of: rows, available: available)
    let stages = rows.codes["stage"]?.values
    let planned = date.flatMap { rows.days[$0] }
    let owners = rows.owners
    var counted: [(row: Int, index: Int)] = []
    for row in classes.indices where classes[row] != 0 {
      let bucket = MeasureStore.Bucket(
        planned: planned?[row] ?? Column.missingDay, asOf: asOf, timeline)
      let key = InstantCells.Key(
        class: Int(classes[row]), line: lines.lineToday(ofOwner: owners[row]),
        stage: stages?[row] ?? -1, bucket: bucket.number)
      counted.append((row, instants.addRow(key)))
    }
    for (name, field) in fieldIndex {
      let values = rows.numbers[name]
      for (row, index) in counted {
        instants.add(values?[row] ?? Column.missingNumber, field: field, at: index)
      }
    }
  }

  private mutating func carry() {
    carried += repeatElement(0, count: counts.count - carried.count)
    for index in counts.indices {
      carried[index] += Int64(counts[index])
      counts[index] = 0
    }
    rowsUntilCarry = carryLimit
  }

  /// Number of rows of a class in a cell.
  private func count(_ number: Int, _ cell: Int) -> Int64 {
    let index = number &* cellCount &+ cell
    guard index < counts.count else { return 0 }
    return Int64(counts[index]) + (index < carried.count ? carried[index] : 0)
  }

  private func classMembership(_ matches: (Measure) -> Bool) -> [Bool] {
    var mask: UInt64 = 0
    for (index, measure) in measures.enumerated() where matches(measure) {
      mask |= 1 << UInt64(index)
    }
    return classes.masks.map { $0 & mask != 0 }
  }

  // MARK: Reading

  /// Sorts what was added; needed once before reading.
  ///
  /// `first` is how many counting measures the groups before have.
  mutating func settle(first: Int) {
    counting = members.indices.filter { isCounted($0) }
    runningCounts = RunningCounts(
      first: first, classes: counting.map(countedClasses), cellCount: cellCount,
      isWide: !carried.isEmpty, count)
    for index in days.keys { days[index]?.settle() }
    for field in sums.indices {
      settledSums.append(sums[field].map { $0.settled() })
      sums[field] = []
    }
    instants.settle()
  }

  /// What a measure came to.
  func reading(
    of member: Int, _ measure: Measure, _ lines: CellLines, isAvailable: Bool, firstDay: Int32?
  ) -> MeasureReading {
    let numbers = countedClasses(of: member)
    let field = field(of: member)
    var sums: [CellValues<MeasureStore.Cell>] = []
    if time == .event, let field {
      sums = numbers.filter { $0 < settledSums[field].count }.map { settledSums[field][$0] }
        .filter { !$0.isEmpty }
    }
    return MeasureReading(
      measure, lines, isAvailable: isAvailable, firstDay: firstDay,
      counts: runningCounts.flatMap { counts in
        counting.firstIndex(of: member).map { (counts, $0) }
      }, sums: sums,
      days: days[member], instants: time == .instant ? instants : nil, classes: numbers,
      field: field)
  }

  private func countedClasses(of member: Int) -> [Int] {
    (0..<classes.count).filter { classes.isCounted($0, by: member) }
  }

  private func field(of member: Int) -> Int? {
    let measure = measures[member]
    return measure.aggregate == .count ? nil : measure.field.flatMap { fieldIndex[$0] }
  }

  /// Whether nothing but rows of a period is asked for.
  private func isCounted(_ member: Int) -> Bool {
    time == .event && field(of: member) == nil && measures[member].aggregate != .days
  }

  /// Whether any row lies in one of the cells.
  func hasRows(cells: Range<Int>) -> Bool {
    (1..<classes.count).contains { number in cells.contains { count(number, $0) > 0 } }
  }
}
