import Calendar
import Ingest

/// The measures that need more than a sum in a dense table: distributions of values, distinct
/// counts, conversions, measures on joined rows and those of segments.
///
/// Everything is sparse: memory grows with what occurs. Every state can be added in any order, so
/// that batches and threads do not matter.
struct SpecialStore: Sendable {
  private struct InstantKey: Hashable, Sendable {
    /// Code of the row's stage; -1 where there is none.
    var stage: Int32
    var bucket: MeasureStore.Bucket
  }

  /// What has been added up of one measure; the cells are `stay * spanCount + span`.
  private struct State: Sendable {
    var cells = SparseTable<MeasureStore.Cell>()
    /// By cell, or by stay for measures of the as-of instant.
    var values = SparseTable<Histogram>()
    var distinct = SparseTable<Set<UInt64>>()
    /// By stay.
    var instants: [Int: [InstantKey: MeasureStore.Cell]] = [:]
    var isAvailable = false
  }

  private let measures: [Measure]
  private let timeline: Timeline
  private let indexOfMeasure: [String: Int]
  private var states: [State]
  /// What opportunities with credits add (rule C5).
  private var credited: CreditedStore

  var isEmpty: Bool { measures.isEmpty }

  init(measures: [Measure], timeline: Timeline, roster: Roster) {
    credited = CreditedStore(measures: measures, timeline: timeline, roster: roster)
    self.measures = measures
    self.timeline = timeline
    indexOfMeasure = Dictionary(
      measures.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    states = Array(repeating: State(), count: measures.count)
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
    _ rows: RowSet, roster: Roster, asOf: CalendarDate, isJoined: Bool = false,
    credits: [Int: [Credits.Credit]] = [:]
  ) {
    var rows = rows
    if !credits.isEmpty, !isJoined {
      credited.add(rows, credits, asOf: asOf)
      for row in credits.keys { rows.leaveOut(row) }
    }
    let joined = JoinedFields.all(rows.entity)
    let names = rows.fieldNames
    // By date, the cell of each row; what it costs to find is spent once for all measures.
    var cells: [String: [Int]] = [:]
    for (index, measure) in measures.enumerated() where measure.entity == rows.entity {
      guard joined.isDisjoint(with: measure.fieldNames) != isJoined,
        names.isSuperset(of: measure.neededFields)
      else { continue }
      states[index].isAvailable = true
      let accepted = Self.inTime(measure, rows, MeasureStore.accepted(measure, rows))
      // The state itself is taken out meanwhile, or its tables would be copied.
      var state = State()
      swap(&state, &states[index])
      let columns = Columns(measure, rows)
      if measure.time == .instant {
        addInstants(columns, accepted, roster: roster, asOf: asOf, to: &state)
      } else if let date = measure.date, let days = rows.days[date] {
        let known = cells[date] ?? self.cells(date, days, rows.owners, roster, asOf)
        cells[date] = known
        addEvents(columns, accepted, known, to: &state)
      }
      swap(&state, &states[index])
    }
  }

  /// What a measure reads of a batch, looked up once.
  private struct Columns {
    let measure: Measure
    let owners: [Int32]
    let dates: [Int32]?
    let from: [Int32]?
    let to: [Int32]?
    let numbers: [Int64]?
    let stages: [Int32]?
    let rows: RowSet

    init(_ measure: Measure, _ rows: RowSet) {
      self.measure = measure
      self.rows = rows
      owners = rows.owners
      dates = measure.date.flatMap { rows.days[$0] }
      from = measure.from.flatMap { rows.days[$0] }
      to = measure.to.flatMap { rows.days[$0] }
      numbers = measure.field.flatMap { rows.numbers[$0] }
      stages = rows.codes["stage"]?.values
    }

    /// Whole days between two dates, or the value of a field; a negative duration is a finding, not
    /// a duration (kpis.md 3.6).
    func value(_ row: Int) -> Int64? {
      if measure.aggregate == .days {
        guard let from = from?[row], let to = to?[row], from != Column.missingDay,
          to != Column.missingDay, to >= from
        else { return nil }
        return Int64(to - from)
      }
      let value = numbers?[row]
      return value == Column.missingNumber ? nil : value
    }

    func add(_ row: Int, to state: inout State, cell: Int) {
      switch measure.aggregate {
      case .count: state.cells[cell, default: MeasureStore.Cell()].add(1)
      case .sum, .mean:
        guard let value = numbers?[row] else { return }
        state.cells[cell, default: MeasureStore.Cell()].add(value)
      case .days, .values:
        guard let value = value(row) else { return }
        state.values[cell, default: Histogram()].add(value)
      case .distinct:
        guard let field = measure.field,
          let text = rows.texts[field]?[row] ?? rows.text(field, row)
        else { return }
        state.distinct[cell, default: []].insert(IdentifierDigest.of(text))
      }
    }
  }

  /// The cells of rows by one of their dates, -1 where no period has it.
  private func cells(
    _ date: String, _ days: [Int32], _ owners: [Int32], _ roster: Roster, _ asOf: CalendarDate
  ) -> [Int] {
    // Facts of the future are not known yet (rule C2); plans lie there by nature (ruling 7).
    let last = MeasureStore.plannedDates.contains(date) ? Int32.max : asOf.dayNumber
    let spanCount = timeline.spanCount
    return days.indices.map { row in
      let day = days[row]
      guard day != Column.missingDay, day <= last else { return -1 }
      let span = timeline.span(ofDay: day)
      return span < 0
        ? -1 : roster.stay(ofPerson: Int(owners[row]), onDay: day) * spanCount + span
    }
  }

  private func addEvents(
    _ columns: Columns, _ accepted: [Bool], _ cells: [Int], to state: inout State
  ) {
    for row in accepted.indices where accepted[row] && cells[row] >= 0 {
      columns.add(row, to: &state, cell: cells[row])
    }
  }

  private func addInstants(
    _ columns: Columns, _ accepted: [Bool], roster: Roster, asOf: CalendarDate,
    to state: inout State
  ) {
    let isKeptByStay = [.days, .values, .distinct].contains(columns.measure.aggregate)
    for row in accepted.indices where accepted[row] {
      let stay = roster.stay(ofPerson: Int(columns.owners[row]), onDay: asOf.dayNumber)
      if isKeptByStay {
        columns.add(row, to: &state, cell: stay)
        continue
      }
      let key = InstantKey(
        stage: columns.stages?[row] ?? -1,
        bucket: MeasureStore.Bucket(
          planned: columns.dates?[row] ?? Column.missingDay, asOf: asOf, timeline))
      state.instants[stay, default: [:]][key, default: MeasureStore.Cell()]
        .add(columns.numbers?[row] ?? 1)
    }
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
    var total = credited.total(measure, stays: stays, spans: spans)
    var union: Set<UInt64> = []
    for stay in stays {
      for span in spans {
        let cell = stay * timeline.spanCount + span
        if let part = states[index].cells[cell] { total += part }
        if let values = states[index].distinct[cell] { union.formUnion(values) }
      }
    }
    guard measures[index].aggregate == .distinct else { return total }
    union.formUnion(credited.different(measure, stays: stays) { spans.contains($0) })
    return Self.cell(union.count)
  }

  /// The distribution over some stays and spans.
  func distribution(_ measure: String, stays: [Int], spans: Range<Int>) -> Histogram? {
    guard let index = indexOfMeasure[measure] else { return nil }
    var histogram = credited.distribution(measure, stays: stays, spans: spans)
    for stay in stays {
      for span in spans {
        if let part = states[index].values[stay * timeline.spanCount + span] { histogram.add(part) }
      }
    }
    return histogram
  }

  /// The distribution of a measure of the as-of instant.
  func instantDistribution(_ measure: String, stays: [Int]) -> Histogram? {
    guard let index = indexOfMeasure[measure] else { return nil }
    var histogram = credited.instantDistribution(measure, stays: stays)
    for stay in stays {
      if let part = states[index].values[stay] { histogram.add(part) }
    }
    return histogram
  }

  /// The sum of a measure of the as-of instant.
  func instant(
    _ measure: String, stays: [Int], stage: Int32?,
    where matches: (MeasureStore.Bucket) -> Bool
  ) -> MeasureStore.Cell? {
    guard let index = indexOfMeasure[measure] else { return nil }
    if measures[index].aggregate == .distinct {
      var union = credited.different(measure, stays: stays) { $0 < 0 }
      for stay in stays { union.formUnion(states[index].distinct[stay] ?? []) }
      return Self.cell(union.count)
    }
    var total = credited.instant(measure, stays: stays, stage: stage, where: matches)
    for stay in Set(stays) {
      for (key, cell) in states[index].instants[stay] ?? [:]
      where (stage == nil || stage == key.stage) && matches(key.bucket) {
        total += cell
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
