import Calendar
import Ingest

/// What opportunities with credits add up to: amounts by share, and records by union (rules C5, C9).
///
/// Two reps who share a deal have it once each, their team and the company once; of its amount each
/// has the part credited, and the team the sum of its people's parts.
struct CreditedStore: Sendable {
  private struct Key: Hashable, Sendable {
    var stay: Int
    /// A span of time, or -1 for measures of the as-of instant.
    var span: Int
    var stage: Int32
    var bucket: MeasureStore.Bucket
  }

  private let measures: [Measure]
  private let timeline: Timeline
  private let roster: Roster
  private let indexOfMeasure: [String: Int]
  /// By measure and place: what each deal, or each different value, adds; missing where it is counted
  /// but has no amount.
  private var states: [[Key: [UInt64: Int64]]]

  /// Whether credits matter to a measure: what other tables were joined to is whose the deal is.
  static func takes(_ measure: Measure) -> Bool {
    measure.entity == .opportunities
      && JoinedFields.all(.opportunities).isDisjoint(with: measure.fieldNames)
  }

  init(measures: [Measure], timeline: Timeline, roster: Roster) {
    self.measures = measures.filter(Self.takes)
    self.timeline = timeline
    self.roster = roster
    indexOfMeasure = Dictionary(
      self.measures.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    states = Array(repeating: [:], count: self.measures.count)
  }

  /// The stays that are credited with anything.
  private(set) var stays: Set<Int> = []

  private(set) var isEmpty = true

  // MARK: Adding

  mutating func add(_ rows: RowSet, _ credits: [Int: [Credits.Credit]], asOf: CalendarDate) {
    guard !credits.isEmpty, let ids = rows.texts["id"] else { return }
    for (index, measure) in measures.enumerated()
    where rows.fieldNames.isSuperset(of: measure.neededFields) {
      let accepted = SpecialStore.inTime(measure, rows, MeasureStore.accepted(measure, rows))
      for (row, credits) in credits where accepted[row] {
        guard let id = ids[row], let place = place(measure, rows, row, asOf: asOf),
          let (digest, values) = Self.values(measure, rows, row, id: id, credits)
        else { continue }
        for (credit, value) in zip(credits, values) {
          var key = place.key
          key.stay = roster.stay(of: credit, onDay: place.day)
          stays.insert(key.stay)
          isEmpty = false
          let known = states[index][key]?[digest] ?? Column.missingNumber
          states[index][key, default: [:]][digest] =
            known == Column.missingNumber || !measure.sharesAmounts ? value : known + value
        }
      }
    }
  }

  /// By what a row is told from others, and what each credit of it adds; nothing for a row that does
  /// not count.
  private static func values(
    _ measure: Measure, _ rows: RowSet, _ row: Int, id: String, _ credits: [Credits.Credit]
  ) -> (UInt64, [Int64])? {
    let digest = IdentifierDigest.of(id)
    switch measure.aggregate {
    case .count: return (digest, credits.map { _ in 1 })
    case .distinct:
      let field = measure.field ?? ""
      guard let text = rows.texts[field]?[row] ?? rows.text(field, row) else { return nil }
      return (IdentifierDigest.of(text), credits.map { _ in 1 })
    case .days:
      guard let days = days(measure, rows, row) else { return nil }
      return (digest, credits.map { _ in days })
    case .sum, .mean, .values:
      guard let amount = measure.field.flatMap({ rows.numbers[$0]?[row] }) else { return nil }
      return amount == Column.missingNumber
        ? (digest, credits.map { _ in amount }) : (digest, Credits.parts(of: amount, credits))
    }
  }

  private func place(
    _ measure: Measure, _ rows: RowSet, _ row: Int, asOf: CalendarDate
  ) -> (key: Key, day: Int32)? {
    let today = asOf.dayNumber
    let day = measure.date.flatMap { rows.days[$0]?[row] } ?? Column.missingDay
    if measure.time == .instant {
      let bucket = MeasureStore.Bucket(planned: day, asOf: asOf, timeline)
      let stage = rows.codes["stage"]?.values[row] ?? -1
      return (Key(stay: 0, span: -1, stage: stage, bucket: bucket), today)
    }
    guard day != Column.missingDay, let date = measure.date,
      day <= today || MeasureStore.plannedDates.contains(date)
    else { return nil }
    let span = timeline.span(ofDay: day)
    return span < 0 ? nil : (Key(stay: 0, span: span, stage: -1, bucket: .undated), day)
  }

  private static func days(_ measure: Measure, _ rows: RowSet, _ row: Int) -> Int64? {
    guard let from = measure.from.flatMap({ rows.days[$0]?[row] }),
      let to = measure.to.flatMap({ rows.days[$0]?[row] }), from != Column.missingDay,
      to != Column.missingDay, to >= from
    else { return nil }
    return Int64(to - from)
  }

  // MARK: Reading

  func total(_ measure: String, stays: [Int], spans: Range<Int>) -> MeasureStore.Cell {
    cell(values(measure, stays: stays) { spans.contains($0.span) })
  }

  func instant(
    _ measure: String, stays: [Int], stage: Int32?, where matches: (MeasureStore.Bucket) -> Bool
  ) -> MeasureStore.Cell {
    cell(
      values(measure, stays: stays) { key in
        key.span < 0 && (stage == nil || stage == key.stage) && matches(key.bucket)
      })
  }

  /// The days or amounts of each deal once.
  func distribution(_ measure: String, stays: [Int], spans: Range<Int>) -> Histogram {
    histogram(values(measure, stays: stays) { spans.contains($0.span) })
  }

  func instantDistribution(_ measure: String, stays: [Int]) -> Histogram {
    histogram(values(measure, stays: stays) { $0.span < 0 })
  }

  /// The digests of the different values of some stays and spans.
  func different(
    _ measure: String, stays: [Int], where matches: (Int) -> Bool
  ) -> Set<UInt64> {
    Set(values(measure, stays: stays) { matches($0.span) }.keys)
  }

  /// By deal what some stays have of it together.
  private func values(
    _ measure: String, stays: [Int], where matches: (Key) -> Bool
  ) -> [UInt64: Int64] {
    var values: [UInt64: Int64] = [:]
    guard !isEmpty, let index = indexOfMeasure[measure], !states[index].isEmpty else {
      return values
    }
    let sharesAmounts = measures[index].sharesAmounts
    let wanted = Set(stays)
    for (key, parts) in states[index] where wanted.contains(key.stay) && matches(key) {
      values.merge(parts) { known, part in
        sharesAmounts && known != Column.missingNumber ? known + part : known
      }
    }
    return values
  }

  private func cell(_ values: [UInt64: Int64]) -> MeasureStore.Cell {
    var cell = MeasureStore.Cell()
    for value in values.values { cell.add(value) }
    return cell
  }

  private func histogram(_ values: [UInt64: Int64]) -> Histogram {
    var histogram = Histogram()
    for value in values.values where value != Column.missingNumber { histogram.add(value) }
    return histogram
  }
}

extension Roster {
  /// Where a credit counts on a day: an overlay with the rep alone.
  func stay(of credit: Credits.Credit, onDay day: Int32) -> Int {
    credit.isOverlay
      ? overlayStay(ofPerson: Int(credit.person)) : stay(ofPerson: Int(credit.person), onDay: day)
  }
}
