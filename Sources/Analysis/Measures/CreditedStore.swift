import Calendar
import Ingest

/// What opportunities with credits add up to: amounts by share, and records by union (rules C5, C9).
///
/// Two reps who share a deal have it once each, their team and the company once.
struct CreditedStore: Sendable {
  private struct Key: Hashable, Sendable {
    var stay: Int
    /// A span of time, or -1 for measures of the as-of instant.
    var span: Int
    var stage: Int32
    var bucket: MeasureStore.Bucket
  }

  private struct Deals: Sendable {
    var sum: Int128 = 0
    /// By deal its days, or nothing to speak of.
    var deals: [UInt64: Int64] = [:]
  }

  private let measures: [Measure]
  private let timeline: Timeline
  private let roster: Roster
  private let indexOfMeasure: [String: Int]
  private var states: [[Key: Deals]]

  init(measures: [Measure], timeline: Timeline, roster: Roster) {
    self.measures = measures.filter { $0.entity == .opportunities }
    self.timeline = timeline
    self.roster = roster
    indexOfMeasure = Dictionary(
      self.measures.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    states = Array(repeating: [:], count: self.measures.count)
  }

  var isEmpty: Bool { states.allSatisfy(\.isEmpty) }

  mutating func add(_ rows: RowSet, _ credits: [Int: [Credits.Credit]], asOf: CalendarDate) {
    guard !credits.isEmpty, let ids = rows.texts["id"] else { return }
    for (index, measure) in measures.enumerated()
    where rows.fieldNames.isSuperset(of: measure.neededFields) {
      let accepted = MeasureStore.accepted(measure, rows)
      for (row, credits) in credits where accepted[row] {
        guard let id = ids[row], let place = place(measure, rows, row, asOf: asOf) else { continue }
        let amount = measure.field.flatMap { rows.numbers[$0]?[row] }
        let value: Int64? = measure.aggregate == .days ? days(measure, rows, row) : amount ?? 1
        guard let value, value != Column.missingNumber else { continue }
        let parts =
          amount == nil || measure.aggregate == .days
          ? credits.map { _ in Int64(0) } : Credits.parts(of: value, credits)
        for (credit, part) in zip(credits, parts) {
          var key = place.key
          key.stay =
            credit.isOverlay
            ? roster.overlayStay(ofPerson: Int(credit.person))
            : roster.stay(ofPerson: Int(credit.person), onDay: place.day)
          states[index][key, default: Deals()].sum += Int128(part)
          states[index][key, default: Deals()].deals[IdentifierDigest.of(id)] = value
        }
      }
    }
  }

  private func place(
    _ measure: Measure, _ rows: RowSet, _ row: Int, asOf: CalendarDate
  ) -> (key: Key, day: Int32)? {
    let today = asOf.dayNumber
    let day = measure.date.flatMap { rows.days[$0]?[row] } ?? Column.missingDay
    if measure.time == .instant {
      let bucket: MeasureStore.Bucket
      if day == Column.missingDay {
        bucket = .undated
      } else if day <= today {
        bucket = .overdue
      } else {
        let span = timeline.span(ofDay: day)
        bucket = span < 0 ? .beyond : .span(span)
      }
      let stage = rows.codes["stage"]?.values[row] ?? -1
      return (Key(stay: 0, span: -1, stage: stage, bucket: bucket), today)
    }
    guard day != Column.missingDay, let date = measure.date,
      day <= today || MeasureStore.plannedDates.contains(date)
    else { return nil }
    let span = timeline.span(ofDay: day)
    return span < 0 ? nil : (Key(stay: 0, span: span, stage: -1, bucket: .undated), day)
  }

  private func days(_ measure: Measure, _ rows: RowSet, _ row: Int) -> Int64? {
    guard let from = measure.from.flatMap({ rows.days[$0]?[row] }),
      let to = measure.to.flatMap({ rows.days[$0]?[row] }), from != Column.missingDay,
      to != Column.missingDay, to >= from
    else { return nil }
    return Int64(to - from)
  }

  // MARK: Reading

  func total(_ measure: String, stays: [Int], spans: Range<Int>) -> MeasureStore.Cell {
    sum(measure, stays: stays) { spans.contains($0.span) }
  }

  func instant(
    _ measure: String, stays: [Int], stage: Int32?, where matches: (MeasureStore.Bucket) -> Bool
  ) -> MeasureStore.Cell {
    sum(measure, stays: stays) { key in
      key.span < 0 && (stage == nil || stage == key.stage) && matches(key.bucket)
    }
  }

  private func sum(
    _ measure: String, stays: [Int], where matches: (Key) -> Bool
  ) -> MeasureStore.Cell {
    var cell = MeasureStore.Cell()
    guard let index = indexOfMeasure[measure], !states[index].isEmpty else { return cell }
    let wanted = Set(stays)
    var deals: Set<UInt64> = []
    for (key, part) in states[index] where wanted.contains(key.stay) && matches(key) {
      cell.sum += part.sum
      deals.formUnion(part.deals.keys)
    }
    cell.rowCount = Int64(deals.count)
    cell.count = Int64(deals.count)
    if measures[index].aggregate == .count { cell.sum = Int128(deals.count) }
    return cell
  }

  /// The days of each deal once.
  func distribution(_ measure: String, stays: [Int], spans: Range<Int>) -> Histogram {
    var histogram = Histogram()
    guard let index = indexOfMeasure[measure], !states[index].isEmpty else { return histogram }
    let wanted = Set(stays)
    var deals: [UInt64: Int64] = [:]
    for (key, part) in states[index] where wanted.contains(key.stay) && spans.contains(key.span) {
      deals.merge(part.deals) { first, _ in first }
    }
    for days in deals.values { histogram.add(days) }
    return histogram
  }
}
