import Calendar
import Ingest

/// The measures that need more than a sum in a dense table: distributions of values, distinct
/// counts, conversions, measures on joined rows and those of segments.
///
/// Everything is sparse: memory grows with what occurs. Every state can be added in any order, so
/// that batches and threads do not matter.
struct SpecialStore: Sendable {
  private let measures: [Measure]
  private let lines: CellLines
  private var sorting: SpecialSorting
  private var cells: [SpecialCells]
  /// What opportunities with credits add (rule C5).
  private var credited: CreditedStore

  var isEmpty: Bool { measures.isEmpty }

  init(measures: [Measure], timeline: Timeline, roster: Roster, lines: CellLines) {
    credited = CreditedStore(measures: measures, timeline: timeline, roster: roster)
    self.measures = measures
    self.lines = lines
    sorting = SpecialSorting(measures, timeline: timeline, lines: lines)
    cells = measures.map { _ in SpecialCells(cellCount: lines.cellCount) }
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
      cells[part.measure].isAvailable = true
      if !part.rows.isEmpty { cells[part.measure].add(part, measures[part.measure]) }
    }
  }

  /// What all that came to, ready to be read.
  func reading() -> SpecialReading {
    SpecialReading(measures, cells.map { $0.settled() }, credited, lines)
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
