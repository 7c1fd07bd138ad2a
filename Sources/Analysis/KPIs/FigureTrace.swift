import Calendar
import Ingest

/// Told by a formula, while it makes one figure, what each thing that it reads is there for.
///
/// A run that explains nothing has none, which costs a question a formula. The formulas name the
/// measure, the stays and the days that they add up; the rows are those that `RecordWitness` has
/// kept for that measure.
final class FigureTrace {
  /// What a formula makes of a row that its measure counts.
  enum Contribution {
    case counted(Quantity?, note: String = "")
    case leftOut(Explanation.Reason)
    case elsewhere
  }

  /// Which rows of a measure are meant.
  enum Choice {
    case within(Range<Int32>)
    /// By planned date; whole, the rows beside those that are meant are left out, and not merely of
    /// another period.
    case planned(isWhole: Bool, where: (MeasureStore.Bucket) -> Bool)
  }

  private struct State {
    var roles: [Explanation.Role] = []
    var prefix = ""
    var counted: Set<RowPlace> = []
    var leftOut: [(place: RowPlace, record: Explanation.Record, reason: Explanation.Reason)] = []
    var sums: [Int: [Int64: Int128]] = [:]
  }

  let rows: RecordWitness
  private let timeline: Timeline
  private let asOf: CalendarDate
  private var state = State()

  init(_ rows: RecordWitness, timeline: Timeline, asOf: CalendarDate) {
    self.rows = rows
    self.timeline = timeline
    self.asOf = asOf
  }

  // MARK: Rows of measures

  /// The rows of a measure that some stays have in a period.
  func note(
    _ measure: String, as part: Explanation.Part, stays: [Int], in period: Period,
    note: String = ""
  ) {
    self.note(
      TableLedgers.Key(measure: measure), as: part, stays: stays, .within(period.dayNumbers)
    ) { _, quantity in .counted(quantity, note: note) }
  }

  /// The rows of a measure of the as-of instant that some stays have.
  func note(
    _ measure: String, as part: Explanation.Part, stays: [Int], isWhole: Bool = true,
    where matches: (MeasureStore.Bucket) -> Bool = { _ in true }
  ) {
    withoutActuallyEscaping(matches) { matches in
      self.note(
        TableLedgers.Key(measure: measure), as: part, stays: stays,
        .planned(isWhole: isWhole, where: matches)
      ) { _, quantity in .counted(quantity) }
    }
  }

  /// The rows of a measure, each with what the formula makes of it.
  func note(
    _ key: TableLedgers.Key, as part: Explanation.Part, stays: [Int], _ choice: Choice,
    _ contribution: (RecordWitness.Candidate, Quantity?) -> Contribution
  ) {
    guard let question = rows.questions[key] else { return }
    let wanted = Set(stays)
    let index = role(part, question.measure)
    var seen: Set<UInt64> = []
    for candidate in rows.candidates(key) {
      let isMeant = isMeant(candidate, question.measure, choice)
      if isMeant == nil { continue }
      guard let value = candidate.value(of: wanted, question.measure) else {
        if candidate.isUnowned { leaveOut(candidate, candidate.reason ?? .ownerUnknown) }
        continue
      }
      if let reason = candidate.reason {
        leaveOut(candidate, reason)
        continue
      }
      let field = question.measure.date ?? ""
      guard isMeant == true else {
        leaveOut(
          candidate,
          candidate.day == Column.missingDay ? .dateMissing(field: field) : .planned(field: field))
        continue
      }
      var quantity = value == Column.missingNumber ? nil : question.quantity(value)
      if question.measure.aggregate == .distinct, !seen.insert(candidate.digest).inserted {
        quantity = question.quantity(0)
      }
      switch contribution(candidate, quantity) {
      case .counted(let quantity, let note):
        add(
          rows.record(candidate.row, day: candidate.day, value: quantity, note: note),
          rows.kept[candidate.row].place, to: index)
      case .leftOut(let reason): leaveOut(candidate, reason)
      case .elsewhere: break
      }
    }
  }

  /// Whether a row is meant; nothing where it is of another period.
  private func isMeant(
    _ candidate: RecordWitness.Candidate, _ measure: Measure, _ choice: Choice
  ) -> Bool? {
    switch choice {
    case .within(let days):
      // An event without a day is of every period, and says so.
      return candidate.day == Column.missingDay || days.contains(candidate.day) ? true : nil
    case .planned(let isWhole, let matches):
      let bucket = MeasureStore.Bucket(planned: candidate.day, asOf: asOf, timeline)
      return matches(bucket) ? true : isWhole ? false : nil
    }
  }

  // MARK: Single rows and lines

  /// One row, wherever it stands.
  func note(
    _ place: RowPlace?, as part: Explanation.Part, day: Int32 = Column.missingDay,
    value: Quantity?, note: String = ""
  ) {
    guard let place, let row = rows.row(at: place) else { return }
    let index = role(part, entity: rows.kept[row].entity)
    add(rows.record(row, day: day, value: value, note: note), place, to: index)
  }

  /// An amount that stands in no file: a week, a person, a target.
  func note(
    line id: String, as part: Explanation.Part, name: String = "", owner: String = "",
    date: CalendarDate? = nil, value: Quantity?, note: String = ""
  ) {
    let record = Explanation.Record(
      id: id, name: name, owner: owner, date: date, value: value, note: note, file: "", line: 0)
    add(record, nil, to: role(part))
  }

  /// A row that the figure could have been thought to hold.
  func leaveOut(
    _ place: RowPlace?, day: Int32 = Column.missingDay, _ reason: Explanation.Reason
  ) {
    guard let place, let row = rows.row(at: place) else { return }
    let record = rows.record(row, day: day, value: nil)
    state.leftOut.append((place, record, reason))
  }

  private func leaveOut(_ candidate: RecordWitness.Candidate, _ reason: Explanation.Reason) {
    let record = rows.record(candidate.row, day: candidate.day, value: nil)
    state.leftOut.append((rows.kept[candidate.row].place, record, reason))
  }

  // MARK: What the whole is made of

  /// Everything noted meanwhile belongs to a part of the figure.
  func within<Result>(_ prefix: String, _ body: () -> Result) -> Result {
    let before = state.prefix
    state.prefix += prefix
    defer { state.prefix = before }
    return body()
  }

  /// Which of the values of the sample noted last the statistic is; a mean is none of them.
  func rank(_ statistic: String, of count: Int) {
    guard count > 0, statistic != "mean" else { return }
    let percent =
      switch statistic {
      case "largest": 100
      default: statistic.hasPrefix("p") ? Int(statistic.dropFirst()) ?? 50 : 50
      }
    let nearest = max(1, (percent * count + 99) / 100)
    let isMedian = statistic == "median"
    let rank = Explanation.Rank(
      statistic: statistic, first: isMedian ? (count + 1) / 2 : nearest,
      last: isMedian ? count / 2 + 1 : nearest)
    guard let last = state.roles.lastIndex(where: { $0.part == .sample }),
      state.roles[last].records.count == count
    else { return }
    state.roles[last].rank = rank
  }

  private func role(
    _ part: Explanation.Part, _ measure: Measure? = nil, entity: Entity? = nil
  ) -> Int {
    let name = state.prefix + part.rawValue
    let entity = measure?.entity.rawValue ?? entity?.rawValue ?? ""
    let id = measure?.id ?? ""
    let known = state.roles.firstIndex {
      $0.name == name && $0.measure == id && $0.entity == entity
    }
    if let known { return known }
    state.roles.append(
      Explanation.Role(
        part: part, name: name, measure: id, entity: entity, records: [],
        total: measure?.quantity(0) ?? Quantity(.count, 0), rank: nil, missingFields: []))
    return state.roles.count - 1
  }

  private func add(_ record: Explanation.Record, _ place: RowPlace?, to role: Int) {
    state.roles[role].records.append(record)
    if let place { state.counted.insert(place) }
    guard let value = record.value else { return }
    state.sums[role, default: [:]][value.denominator, default: 0] += Int128(value.numerator)
  }

  // MARK: The outcome

  /// What was noted: samples from the smallest value on, and each row that is left out once.
  func outcome() -> (roles: [Explanation.Role], leftOut: [Explanation.LeftOut]) {
    var roles = state.roles
    for index in roles.indices {
      if let unit = roles[index].records.lazy.compactMap(\.value?.unit).first {
        let sums = (state.sums[index] ?? [:]).sorted { $0.key < $1.key }
        roles[index].total =
          sums.count == 1 && Int64(exactly: sums[0].value) != nil
          ? Quantity(unit, Int64(clamping: sums[0].value), over: sums[0].key)
          : sums.map { Fraction($0.value, over: Int128($0.key)) }.sum().quantity(unit)
      }
      if roles[index].part == .sample { roles[index].records.sort(by: Self.isSmaller) }
    }
    roles = Self.ordered(roles)
    var leftOut: [RowPlace: Explanation.LeftOut] = [:]
    for (place, record, reason) in state.leftOut where !state.counted.contains(place) {
      // Of no deal that was lost is it news that it was not won; what else is wrong with it is.
      if let known = leftOut[place] {
        guard case .filtered = known.reason else { continue }
        if case .filtered = reason { continue }
      }
      leftOut[place] = Explanation.LeftOut(record: record, reason: reason)
    }
    return (roles, leftOut.sorted { $0.key < $1.key }.map(\.value))
  }

  /// The numerator before the denominator, and what stands behind them last; a part without records
  /// is told only where nothing else is.
  private static func ordered(_ roles: [Explanation.Role]) -> [Explanation.Role] {
    let parts: [Explanation.Part] = [.counted, .numerator, .denominator, .sample, .detail]
    func prefix(_ role: Explanation.Role) -> String {
      String(role.name.dropLast(role.part.rawValue.count))
    }
    let prefixes = roles.map(prefix)
    let told = roles.filter { role in
      !role.records.isEmpty
        || role.part != .detail
          && !roles.contains { $0.name == role.name && !$0.records.isEmpty }
    }
    return told.enumerated().sorted { left, right in
      func key(_ item: (offset: Int, element: Explanation.Role)) -> (Int, Int, Int) {
        (
          prefixes.firstIndex(of: prefix(item.element)) ?? 0,
          parts.firstIndex(of: item.element.part) ?? 0, item.offset
        )
      }
      return key(left) < key(right)
    }.map(\.element)
  }

  private static func isSmaller(_ left: Explanation.Record, _ right: Explanation.Record) -> Bool {
    let values = (left.value.map { Fraction($0) }, right.value.map { Fraction($0) })
    switch values {
    case (let one?, let other?) where one != other: return one < other
    case (nil, .some): return true
    case (.some, nil): return false
    default: return (left.date, left.id) < (right.date, right.id)
    }
  }
}

/// Dates that are missing come first.
private func < (
  left: (CalendarDate?, String), right: (CalendarDate?, String)
) -> Bool {
  let days = (left.0?.dayNumber ?? .min, right.0?.dayNumber ?? .min)
  return days.0 == days.1 ? left.1 < right.1 : days.0 < days.1
}
