import Calendar
import Ingest

/// The measures that need more than a sum in a dense table: distributions of values, distinct
/// counts, conversions, measures on joined rows and those of segments.
///
/// Everything is sparse: memory grows with what occurs. Every state can be added in any order, so
/// that batches and threads do not matter.
struct SpecialStore: Sendable {
  /// What has been added up of one measure.
  fileprivate struct State: Sendable {
    var cells: CellTable<MeasureStore.Cell>
    /// By cell, or by line for measures of the as-of instant.
    var values: CellTable<Histogram>
    var distinct: CellTable<Set<UInt64>>
    var instants = InstantCells(fieldCount: 1)
    var isAvailable = false

    init(cellCount: Int) {
      cells = CellTable(cellCount: cellCount)
      values = CellTable(cellCount: cellCount)
      distinct = CellTable(cellCount: cellCount)
    }
  }

  private let measures: [Measure]
  private let lines: CellLines
  private let indexOfMeasure: [String: Int]
  private var sorting: SpecialSorting
  private var states: [State]
  /// What opportunities with credits add (rule C5).
  private var credited: CreditedStore

  var isEmpty: Bool { measures.isEmpty }

  init(measures: [Measure], timeline: Timeline, roster: Roster, lines: CellLines) {
    credited = CreditedStore(measures: measures, timeline: timeline, roster: roster)
    self.measures = measures
    self.lines = lines
    sorting = SpecialSorting(measures, timeline: timeline, lines: lines)
    indexOfMeasure = Dictionary(
      measures.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    states = measures.map { _ in State(cellCount: lines.cellCount) }
  }

  /// Whether a measure belongs here rather than in the dense tables of `MeasureStore`.
  static func takes(_ measure: Measure) -> Bool {
    measure.within != nil || [.values, .distinct].contains(measure.aggregate)
      || (measure.aggregate == .days && measure.time == .instant)
      || !JoinedFields.all(measure.entity).isDisjoint(with: measure.fieldNames)
  }

  // MARK: Adding

  /// Adds the rows to the measures of their table whose fields they have, among those that need a
  /// joined field or among those that need none.
  ///
  /// Those with credits count by them.
  mutating func add(
    _ rows: RowSet, asOf: CalendarDate, isJoined: Bool = false,
    credits: [Int: [Credits.Credit]] = [:]
  ) {
    let counted = sorted(rows, asOf: asOf, isJoined: isJoined, credits: credits)
    if !isJoined { add(credited: rows, credits, asOf: asOf) }
    add(counted)
  }

  /// What its measures make of some rows, of which those with credits are left out.
  mutating func sorted(
    _ rows: RowSet, asOf: CalendarDate, isJoined: Bool, credits: [Int: [Credits.Credit]]
  ) -> SpecialRows {
    guard !credits.isEmpty, !isJoined else {
      return sorting.sorted(rows, asOf: asOf, isJoined: isJoined)
    }
    var others = rows
    for row in credits.keys { others.leaveOut(row) }
    return sorting.sorted(others, asOf: asOf, isJoined: isJoined)
  }

  /// Adds rows with credits.
  mutating func add(credited rows: RowSet, _ credits: [Int: [Credits.Credit]], asOf: CalendarDate) {
    if !credits.isEmpty { credited.add(rows, credits, asOf: asOf) }
  }

  /// Adds what was counted of some rows.
  mutating func add(_ rows: SpecialRows) {
    for part in rows.parts {
      states[part.measure].isAvailable = true
      if !part.rows.isEmpty { states[part.measure].add(part, measures[part.measure]) }
    }
  }

  /// Sorts what was added; needed once before reading.
  mutating func settle() {
    for index in states.indices { states[index].instants.settle() }
  }

  /// The rows among some that got from one day to another in time.
  static func inTime(_ measure: Measure, _ rows: RowSet, _ accepted: [Bool]) -> [Bool] {
    guard let within = measure.within, let from = rows.days[within.from],
      let to = rows.days[within.to]
    else { return accepted }
    return accepted.indices.map { row in
      accepted[row] && from[row] != Column.missingDay && to[row] != Column.missingDay
        && to[row] >= from[row] && Int(to[row] - from[row]) <= within.days
    }
  }

  // MARK: Reading; nothing where a measure is not kept here

  /// The sum over some stays and spans; different values count once in all of them (rule C9).
  func total(_ measure: String, stays: [Int], spans: Range<Int>) -> MeasureStore.Cell? {
    guard let index = indexOfMeasure[measure] else { return nil }
    if measures[index].aggregate == .distinct {
      var union = credited.different(measure, stays: stays) { spans.contains($0) }
      forEach(in: states[index].distinct, stays, spans) { union.formUnion($0) }
      return Self.cell(union.count)
    }
    var total = credited.total(measure, stays: stays, spans: spans)
    forEach(in: states[index].cells, stays, spans) { total += $0 }
    return total
  }

  /// The distribution over some stays and spans.
  func distribution(_ measure: String, stays: [Int], spans: Range<Int>) -> Histogram? {
    guard let index = indexOfMeasure[measure] else { return nil }
    var histogram = credited.distribution(measure, stays: stays, spans: spans)
    forEach(in: states[index].values, stays, spans) { histogram.add($0) }
    return histogram
  }

  @inline(__always)
  private func forEach<Value>(
    in table: CellTable<Value>, _ stays: [Int], _ spans: Range<Int>,
    _ body: (Value) -> Void
  ) {
    for stay in stays {
      guard let cells = lines.cells(ofStay: stay, spans: spans) else { continue }
      table.forEach(in: cells, body)
    }
  }

  /// The distribution of a measure of the as-of instant.
  func instantDistribution(_ measure: String, stays: [Int]) -> Histogram? {
    guard let index = indexOfMeasure[measure] else { return nil }
    var histogram = credited.instantDistribution(measure, stays: stays)
    for stay in stays {
      guard let line = lines.line(ofStay: stay) else { continue }
      if let part = states[index].values[line] { histogram.add(part) }
    }
    return histogram
  }

  /// The sum of a measure of the as-of instant.
  func instant(
    _ measure: String, stays: [Int], stage: Int32?,
    where matches: (MeasureStore.Bucket) -> Bool
  ) -> MeasureStore.Cell? {
    guard let index = indexOfMeasure[measure] else { return nil }
    let lines = stays.lazy.compactMap { self.lines.line(ofStay: $0) }
    if measures[index].aggregate == .distinct {
      var union = credited.different(measure, stays: stays) { $0 < 0 }
      for line in lines { union.formUnion(states[index].distinct[line] ?? []) }
      return Self.cell(union.count)
    }
    var total = credited.instant(measure, stays: stays, stage: stage, where: matches)
    for line in lines {
      states[index].instants.forEach(ofLine: line) { key, place in
        guard stage == nil || stage == key.stage, matches(MeasureStore.Bucket(number: key.bucket))
        else { return }
        total += states[index].instants.sum(ofField: 0, at: place)
      }
    }
    return total
  }

  func isAvailable(_ measure: String) -> Bool? {
    indexOfMeasure[measure].map { states[$0].isAvailable }
  }

  private static func cell(_ count: Int) -> MeasureStore.Cell {
    var cell = MeasureStore.Cell()
    cell.sum = Int128(count)
    cell.count = Int64(count)
    cell.rowCount = Int64(count)
    return cell
  }
}

extension SpecialStore.State {
  fileprivate mutating func add(_ part: SpecialRows.Part, _ measure: Measure) {
    let (columns, places) = (part.columns, part.places)
    switch measure.aggregate {
    case .days, .values:
      for row in part.rows.lazy.map(Int.init) {
        let value = measure.aggregate == .days ? columns.days(row) : columns.numbers?[row]
        guard let value, value != Column.missingNumber else { continue }
        values[Int(places[row]), default: Histogram()].add(value)
      }
    case .distinct:
      for row in part.rows.lazy.map(Int.init) {
        guard let text = columns.text(row) else { continue }
        distinct[Int(places[row]), default: []].insert(IdentifierDigest.of(text))
      }
    case .count, .sum, .mean:
      if measure.time == .instant { return addInstants(part) }
      guard measure.aggregate != .count else {
        for row in part.rows { cells[Int(places[Int(row)]), default: MeasureStore.Cell()].add(1) }
        return
      }
      guard let numbers = columns.numbers else { return }
      for row in part.rows.lazy.map(Int.init) {
        cells[Int(places[row]), default: MeasureStore.Cell()].add(numbers[row])
      }
    }
  }

  private mutating func addInstants(_ part: SpecialRows.Part) {
    for row in part.rows.lazy.map(Int.init) {
      let place = instants.addRow(
        InstantCells.Key(
          class: 0, line: Int(part.places[row]), stage: part.columns.stages?[row] ?? -1,
          bucket: Int(part.buckets[row])))
      instants.add(part.columns.numbers?[row] ?? 1, field: 0, at: place)
    }
  }
}

extension Measure {
  /// Every field it speaks of.
  var fieldNames: Set<String> {
    Set(
      [field, from, to, date, within?.from, within?.to].compactMap { $0 } + filter.keys)
  }

  /// The fields without which it says nothing; a filter that accepts a missing value needs none.
  var neededFields: Set<String> {
    fieldNames.subtracting(filter.filter { $0.value.contains("") }.keys)
  }
}
