import Calendar
import Ingest

/// What the rows add up to, by measure, stay and span.
///
/// Every state is a sum, a count or a histogram, so that partial stores of several threads or
/// machines can be added in any order and give the same figures.
struct MeasureStore: Sendable {
  /// A sum with the number of rows that have a value, and the number of rows in all.
  struct Cell: Sendable {
    var sum: Int128 = 0
    /// For the spread of amounts (objectives.md 4.2); clamped, because only its size matters.
    var sumOfSquares: Int128 = 0
    var count: Int64 = 0
    var rowCount: Int64 = 0

    mutating func add(_ value: Int64) {
      rowCount += 1
      guard value != Column.missingNumber else { return }
      sum += Int128(value)
      sumOfSquares.addClamping(Int128(value) * Int128(value))
      count += 1
    }

    static func += (left: inout Cell, right: Cell) {
      left.sum += right.sum
      left.sumOfSquares.addClamping(right.sumOfSquares)
      left.count += right.count
      left.rowCount += right.rowCount
    }
  }

  /// Where a planned date lies, for measures of the as-of instant.
  enum Bucket: Hashable, Sendable {
    /// Up to and including the as-of day.
    case overdue
    case span(Int)
    /// After the last period of the run.
    case beyond
    case undated
  }

  private struct InstantKey: Hashable, Sendable {
    /// Code of the row's stage; -1 where there is none.
    var stage: Int32
    var bucket: Bucket
  }

  private static let plannedDates: Set<String> = ["scheduled_on", "due_on", "expected_close_on"]

  let measures: [Measure]
  let timeline: Timeline
  private let indexOfMeasure: [String: Int]
  /// By measure: `stay * spanCount + span`.
  private var cells: [[Cell]]
  /// By measure and cell: whole days.
  private var distributions: [[Int: Histogram]]
  /// By measure and stay.
  private var instants: [[Int: [InstantKey: Cell]]]
  /// Measures for which some file had every field that they need, and their kind of record.
  private var available: Set<String> = []
  /// Measures that lack only their kind of record, so far.
  private var withoutKind: Set<String> = []
  /// By file, the codes of the kinds of activities in it.
  private var kindsOfFile: [Int: Set<Int32>] = [:]
  /// By table, the first day that any of its dated rows counts on.
  ///
  /// Before it nothing is known, which is not the same as nothing having happened.
  private(set) var firstDay: [Entity: Int32] = [:]
  /// Texts of the opportunity stages' codes.
  private(set) var stageNames: [String] = []

  init(measures: [Measure], timeline: Timeline, stayCount: Int) {
    self.measures = measures
    self.timeline = timeline
    indexOfMeasure = Dictionary(
      measures.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let cellCount = stayCount * timeline.spanCount
    cells = measures.map { measure in
      measure.time == .event && measure.aggregate != .days
        ? Array(repeating: Cell(), count: cellCount) : []
    }
    distributions = Array(repeating: [:], count: measures.count)
    instants = Array(repeating: [:], count: measures.count)
  }

  // MARK: Accumulating

  mutating func add(_ rows: RowSet, roster: Roster, asOf: CalendarDate) {
    if rows.entity == .opportunities, let stages = rows.codes["stage"]?.texts {
      if stages.count > stageNames.count { stageNames = stages }
    }
    if rows.entity == .activities, let kinds = rows.codes["type"]?.values {
      kindsOfFile[rows.file, default: []].formUnion(kinds.lazy.filter { $0 >= 0 })
    }
    var slots: [String: [Int]] = [:]
    for (index, measure) in measures.enumerated() where measure.entity == rows.entity {
      guard Self.hasFields(measure, in: rows) else { continue }
      if Self.hasKind(measure, in: rows) {
        available.insert(measure.id)
      } else {
        withoutKind.insert(measure.id)
      }
      let accepted = Self.accepted(measure, rows)
      if measure.time == .instant {
        addInstant(index, measure, rows, accepted, roster: roster, asOf: asOf)
      } else if let date = measure.date {
        if slots[date] == nil { noteFirstDay(rows, date: date) }
        let slot = slots[date] ?? self.slots(rows, date: date, roster: roster, asOf: asOf)
        slots[date] = slot
        addEvents(index, measure, rows, accepted, slot)
      }
    }
  }

  private mutating func noteFirstDay(_ rows: RowSet, date: String) {
    guard let days = rows.days[date] else { return }
    var first = firstDay[rows.entity] ?? .max
    for row in 0..<rows.count where rows.isIncluded[row] && days[row] != Column.missingDay {
      first = min(first, days[row])
    }
    if first != .max { firstDay[rows.entity] = first }
  }

  /// For each row the cell of its date and owner on that date, or -1 when no period has it.
  private func slots(
    _ rows: RowSet, date: String, roster: Roster, asOf: CalendarDate
  ) -> [Int] {
    guard let days = rows.days[date] else { return [] }
    let spanCount = timeline.spanCount
    // Facts of the future are not known yet (rule C2); plans lie there by nature (ruling 7).
    let last = Self.plannedDates.contains(date) ? Int32.max : asOf.dayNumber
    return (0..<rows.count).map { row in
      let day = days[row]
      let span = day == Column.missingDay || day > last ? -1 : timeline.span(ofDay: day)
      guard span >= 0 else { return -1 }
      return stay(rows, row, day: day, roster: roster) * spanCount + span
    }
  }

  private func stay(_ rows: RowSet, _ row: Int, day: Int32, roster: Roster) -> Int {
    let owner = Int(rows.owners[row])
    return owner < 0 ? Roster.unassignedStay : roster.stay(ofPerson: owner, onDay: day)
  }

  private mutating func addEvents(
    _ index: Int, _ measure: Measure, _ rows: RowSet, _ accepted: [Bool], _ slots: [Int]
  ) {
    switch measure.aggregate {
    case .count:
      for row in 0..<rows.count where accepted[row] && slots[row] >= 0 {
        cells[index][slots[row]].add(1)
      }
    case .sum, .mean:
      guard let field = measure.field, let values = rows.numbers[field] else { return }
      for row in 0..<rows.count where accepted[row] && slots[row] >= 0 {
        cells[index][slots[row]].add(values[row])
      }
    case .days:
      guard let from = measure.from.flatMap({ rows.days[$0] }),
        let to = measure.to.flatMap({ rows.days[$0] })
      else { return }
      let missing = Column.missingDay
      for row in 0..<rows.count where accepted[row] && slots[row] >= 0 {
        // A negative duration is a finding, not a duration (kpis.md 3.6).
        guard from[row] != missing, to[row] != missing, to[row] >= from[row] else { continue }
        distributions[index][slots[row], default: Histogram()].add(Int64(to[row] - from[row]))
      }
    }
  }

  private mutating func addInstant(
    _ index: Int, _ measure: Measure, _ rows: RowSet, _ accepted: [Bool], roster: Roster,
    asOf: CalendarDate
  ) {
    let values = measure.field.flatMap { rows.numbers[$0] }
    let stages = rows.codes["stage"]?.values
    for row in 0..<rows.count where accepted[row] {
      let planned = measure.date.flatMap { rows.days[$0]?[row] } ?? Column.missingDay
      let stay = stay(rows, row, day: asOf.dayNumber, roster: roster)
      let key = InstantKey(stage: stages?[row] ?? -1, bucket: bucket(planned, asOf: asOf))
      instants[index][stay, default: [:]][key, default: Cell()].add(values?[row] ?? 1)
    }
  }

  private func bucket(_ day: Int32, asOf: CalendarDate) -> Bucket {
    if day == Column.missingDay { return .undated }
    if day <= asOf.dayNumber { return .overdue }
    let span = timeline.span(ofDay: day)
    return span < 0 ? .beyond : .span(span)
  }

  /// Row by row, whether every condition of the measure holds.
  static func accepted(_ measure: Measure, _ rows: RowSet) -> [Bool] {
    var accepted = rows.isIncluded
    for (field, values) in measure.filter.sorted(by: { $0.key < $1.key }) {
      if let column = rows.codes[field] {
        let good = column.texts.map { values.contains($0) }
        let takesMissing = values.contains("")
        for row in 0..<rows.count where accepted[row] {
          let code = Int(column.values[row])
          accepted[row] = code < 0 ? takesMissing : code < good.count && good[code]
        }
      } else if let column = rows.flags[field] {
        let yes = values.contains("true")
        let no = values.contains("false")
        for row in 0..<rows.count where accepted[row] {
          accepted[row] = column[row] == 1 ? yes : column[row] == 0 && no
        }
      } else if let column = rows.texts[field] {
        for row in 0..<rows.count where accepted[row] {
          accepted[row] = column[row].map { values.contains($0) } ?? false
        }
      }
    }
    return accepted
  }

  /// Whether the exports hold the kind of record that is counted.
  private static func hasKind(_ measure: Measure, in rows: RowSet) -> Bool {
    guard measure.entity == .activities, let kinds = measure.filter["type"] else { return true }
    return rows.codes["type"]?.texts.contains { kinds.contains($0) } ?? true
  }

  private static func hasFields(_ measure: Measure, in rows: RowSet) -> Bool {
    let needed =
      [measure.field, measure.from, measure.to, measure.date].compactMap { $0 }
      + measure.filter.filter { !$0.value.contains("") }.keys
    return rows.fieldNames.isSuperset(of: needed)
  }

  // MARK: Reading

  /// The sum of a measure over the stays of a scope and the spans of a period.
  func total(_ measure: String, stays: [Int], spans: Range<Int>) -> Cell {
    guard let index = indexOfMeasure[measure], !cells[index].isEmpty else { return Cell() }
    var total = Cell()
    for stay in stays {
      let base = stay * timeline.spanCount
      for span in spans { total += cells[index][base + span] }
    }
    return total
  }

  /// The distribution of a `days` measure.
  func distribution(_ measure: String, stays: [Int], spans: Range<Int>) -> Histogram {
    var histogram = Histogram()
    guard let index = indexOfMeasure[measure] else { return histogram }
    for stay in stays {
      for span in spans {
        guard let cell = distributions[index][stay * timeline.spanCount + span] else { continue }
        histogram.add(cell)
      }
    }
    return histogram
  }

  /// The total of a measure of the as-of instant, narrowed by stage and planned date.
  func instant(
    _ measure: String, stays: [Int], stage: Int32? = nil, where matches: (Bucket) -> Bool
  ) -> Cell {
    guard let index = indexOfMeasure[measure] else { return Cell() }
    var total = Cell()
    for stay in stays {
      for (key, cell) in instants[index][stay] ?? [:] where matches(key.bucket) {
        if let stage, key.stage != stage { continue }
        total += cell
      }
    }
    return total
  }

  /// Whether the exports can tell what a measure counts.
  ///
  /// A CRM that writes each kind of activity into a file of its own and gave none for e-mails says
  /// nothing about e-mails: their number is not known, and not 0. Where one file mixes kinds, a kind
  /// that it lacks did not happen.
  func isAvailable(_ measure: String) -> Bool {
    available.contains(measure)
      || (withoutKind.contains(measure) && kindsOfFile.values.contains { $0.count > 1 })
  }

  /// Whether a stay has any row in any measure.
  func hasRows(stay: Int) -> Bool {
    let range = stay * timeline.spanCount..<(stay + 1) * timeline.spanCount
    return measures.indices.contains { index in
      instants[index][stay] != nil
        || (!cells[index].isEmpty && cells[index][range].contains { $0.rowCount > 0 })
    }
  }
}

extension Int128 {
  /// Adds a number that is not negative; too large a sum stays at the largest number, in whatever
  /// order it was added up.
  fileprivate mutating func addClamping(_ other: Int128) {
    let (sum, isOver) = addingReportingOverflow(other)
    self = isOver ? .max : sum
  }
}
