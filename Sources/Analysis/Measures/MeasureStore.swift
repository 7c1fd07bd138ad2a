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

    /// Adds rows that count 1 each.
    mutating func addRows(_ number: Int64) {
      sum += Int128(number)
      sumOfSquares.addClamping(Int128(number))
      count += number
      rowCount += number
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

    fileprivate var number: Int {
      switch self {
      case .undated: 0
      case .overdue: 1
      case .beyond: 2
      case .span(let span): span + 3
      }
    }

    fileprivate init(number: Int) {
      switch number {
      case 0: self = .undated
      case 1: self = .overdue
      case 2: self = .beyond
      default: self = .span(number - 3)
      }
    }
  }

  static let plannedDates: Set<String> = ["scheduled_on", "due_on", "expected_close_on"]

  let measures: [Measure]
  let timeline: Timeline
  private let lines: CellLines
  /// By measure: its group, its number there and its classes once all is added.
  private var places: [String: (group: Int, member: Int, classes: [Int])] = [:]
  private var groups: [MeasureGroup] = []
  /// By measure: some file had every field that it needs, and its kind of record.
  private var isAvailable: [Bool]
  /// By measure: it lacks only its kind of record, so far.
  private var isWithoutKind: [Bool]
  /// By file, which codes of kinds of activities are in it.
  private var kindsOfFile: [Int: [Bool]] = [:]
  /// By table, the first day that any of its dated rows counts on.
  ///
  /// Before it nothing is known, which is not the same as nothing having happened.
  private(set) var firstDay: [Entity: Int32] = [:]
  /// Texts of the opportunity stages' codes.
  private(set) var stageNames: [String] = []
  /// What opportunities with credits add to the measures here (rule C5).
  private var credited: CreditedStore
  /// The measures that need more than the dense tables here.
  var special: SpecialStore

  init(measures: [Measure], timeline: Timeline, roster: Roster) {
    special = SpecialStore(
      measures: measures.filter { SpecialStore.takes($0) }, timeline: timeline)
    let measures = measures.filter { !SpecialStore.takes($0) }
    self.measures = measures
    credited = CreditedStore(measures: measures, timeline: timeline, roster: roster)
    self.timeline = timeline
    lines = CellLines(roster: roster, timeline: timeline)
    isAvailable = Array(repeating: false, count: measures.count)
    isWithoutKind = isAvailable
    group()
  }

  /// Puts measures with the same rows and date together.
  private mutating func group() {
    struct Key: Hashable {
      var entity: Entity
      var date: String?
      var time: Measure.Time
    }
    var members: [Key: [Int]] = [:]
    var keys: [Key] = []
    for (index, measure) in measures.enumerated() {
      let key = Key(entity: measure.entity, date: measure.date, time: measure.time)
      if members[key] == nil { keys.append(key) }
      members[key, default: []].append(index)
    }
    for key in keys {
      var rest = (members[key] ?? [])[...]
      while !rest.isEmpty {
        let some = Array(rest.prefix(RowClasses.measureLimit))
        rest = rest.dropFirst(some.count)
        for (member, index) in some.enumerated() {
          places[measures[index].id] = (groups.count, member, [])
        }
        groups.append(MeasureGroup(some, of: measures, cellCount: lines.cellCount))
      }
    }
  }

  // MARK: Accumulating

  /// Adds rows; those with credits count by them.
  mutating func add(
    _ rows: RowSet, roster: Roster, asOf: CalendarDate, credits: [Int: [Credits.Credit]] = [:]
  ) {
    if !special.isEmpty { special.add(rows, roster: roster, asOf: asOf) }
    guard !credits.isEmpty else { return add(rows, asOf: asOf) }
    credited.add(rows, credits, asOf: asOf)
    var others = rows
    for row in credits.keys { others.leaveOut(row) }
    add(others, asOf: asOf)
  }

  private mutating func add(_ rows: RowSet, asOf: CalendarDate) {
    if rows.entity == .opportunities, let stages = rows.codes["stage"]?.texts {
      if stages.count > stageNames.count { stageNames = stages }
    }
    if rows.entity == .activities, let kinds = rows.codes["type"]?.values { note(kinds, rows.file) }
    let fields = rows.fieldNames
    var slots: [String: [Int32]] = [:]
    for index in groups.indices where groups[index].entity == rows.entity {
      let available = available(groups[index].members, fields, rows)
      guard available != 0 else { continue }
      if groups[index].time == .instant {
        addInstants(index, rows, available, asOf: asOf)
      } else if let date = groups[index].date {
        let slot = slots[date] ?? self.slots(rows, date: date, asOf: asOf)
        slots[date] = slot
        groups[index].addEvents(rows, slot, available: available)
      }
    }
  }

  private mutating func note(_ kinds: [Int32], _ file: Int) {
    var seen = kindsOfFile.removeValue(forKey: file) ?? []
    for kind in kinds where kind >= 0 {
      let kind = Int(kind)
      if kind >= seen.count { seen += repeatElement(false, count: kind + 1 - seen.count) }
      seen[kind] = true
    }
    kindsOfFile[file] = seen
  }

  /// The measures of a group that the rows have the fields for, by bit.
  private mutating func available(
    _ members: [Int], _ fields: Set<String>, _ rows: RowSet
  ) -> UInt64 {
    var mask: UInt64 = 0
    for (member, index) in members.enumerated() where hasFields(measures[index], fields) {
      mask |= 1 << UInt64(member)
      if isAvailable[index] { continue }
      if Self.hasKind(measures[index], in: rows) {
        isAvailable[index] = true
      } else {
        isWithoutKind[index] = true
      }
    }
    return mask
  }

  private func hasFields(_ measure: Measure, _ fields: Set<String>) -> Bool {
    measure.neededFields.isSubset(of: fields)
  }

  /// Whether the exports hold the kind of record that is counted.
  private static func hasKind(_ measure: Measure, in rows: RowSet) -> Bool {
    guard measure.entity == .activities, let kinds = measure.filter["type"] else { return true }
    return rows.codes["type"]?.texts.contains { kinds.contains($0) } ?? true
  }

  /// For each row the cell of its date and owner on that date, or -1 when no period has it; notes
  /// the first day.
  private mutating func slots(_ rows: RowSet, date: String, asOf: CalendarDate) -> [Int32] {
    guard let days = rows.days[date] else {
      return Array(repeating: -1, count: rows.count)
    }
    // Facts of the future are not known yet (rule C2); plans lie there by nature (ruling 7).
    let last = Self.plannedDates.contains(date) ? Int32.max : asOf.dayNumber
    var first = Int32.max
    let slots = days.indices.map { row -> Int32 in
      let day = days[row]
      guard day != Column.missingDay else { return -1 }
      if rows.isIncluded[row], day < first { first = day }
      return day > last ? -1 : lines.cell(ofOwner: rows.owners[row], onDay: day)
    }
    if first < firstDay[rows.entity] ?? .max { firstDay[rows.entity] = first }
    return slots
  }

  private mutating func addInstants(
    _ index: Int, _ rows: RowSet, _ available: UInt64, asOf: CalendarDate
  ) {
    let today = asOf.dayNumber
    let lines = rows.owners.map { Int32(self.lines.line(ofOwner: $0, onDay: today)) }
    let buckets = groups[index].date.flatMap { rows.days[$0] }?
      .map { UInt16(clamping: bucket($0, asOf: asOf).number) }
    groups[index].addInstants(rows, available: available, lines: lines, buckets: buckets)
  }

  private func bucket(_ day: Int32, asOf: CalendarDate) -> Bucket {
    if day == Column.missingDay { return .undated }
    if day <= asOf.dayNumber { return .overdue }
    let span = timeline.span(ofDay: day)
    return span < 0 ? .beyond : .span(span)
  }

  /// Sorts what was added; needed once before reading.
  mutating func settle() {
    for index in groups.indices { groups[index].settle() }
    for (id, place) in places {
      places[id]?.classes = groups[place.group].classes(of: place.member)
    }
  }

  /// Row by row, whether every condition of the measure holds.
  static func accepted(_ measure: Measure, _ rows: RowSet) -> [Bool] {
    var classes = RowClasses(filters: [measure.filter])
    return classes.classes(of: rows, available: 1).map { $0 != 0 }
  }

  // MARK: Reading

  /// The sum of a measure over the stays of a scope and the spans of a period.
  func total(_ measure: String, stays: [Int], spans: Range<Int>) -> Cell {
    if let total = special.total(measure, stays: stays, spans: spans) { return total }
    var total = credited.total(measure, stays: stays, spans: spans)
    guard let place = places[measure] else { return total }
    for stay in stays {
      guard let cells = lines.cells(ofStay: stay, spans: spans) else { continue }
      groups[place.group].total(place.member, classes: place.classes, cells: cells, into: &total)
    }
    return total
  }

  /// The distribution of a `days` measure.
  func distribution(_ measure: String, stays: [Int], spans: Range<Int>) -> Histogram {
    if let special = special.distribution(measure, stays: stays, spans: spans) { return special }
    guard let place = places[measure] else { return Histogram() }
    var days: [Int] = []
    for stay in stays {
      guard let cells = lines.cells(ofStay: stay, spans: spans) else { continue }
      groups[place.group].forEachDay(place.member, cells: cells) { value, count in
        let value = Int(value)
        if value >= days.count { days += repeatElement(0, count: value + 1 - days.count) }
        days[value] += count
      }
    }
    var histogram = Histogram(countsByValue: days)
    histogram.add(credited.distribution(measure, stays: stays, spans: spans))
    return histogram
  }

  /// The total of a measure of the as-of instant, narrowed by stage and planned date.
  func instant(
    _ measure: String, stays: [Int], stage: Int32? = nil, where matches: (Bucket) -> Bool
  ) -> Cell {
    if let special = special.instant(measure, stays: stays, stage: stage, where: matches) {
      return special
    }
    var total = credited.instant(measure, stays: stays, stage: stage, where: matches)
    guard let place = places[measure] else { return total }
    let group = groups[place.group]
    let field = group.valueIndex(of: place.member)
    for stay in stays {
      guard let line = lines.line(ofStay: stay) else { continue }
      for entry in group.instants.entries(ofLine: line)
      where place.classes.contains(entry.key.class) && matches(Bucket(number: entry.key.bucket)) {
        if let stage, entry.key.stage != stage { continue }
        if let field { total += entry.sums[field] } else { total.addRows(entry.rowCount) }
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
    if let special = special.isAvailable(measure) { return special }
    guard let place = places[measure] else { return false }
    let index = groups[place.group].members[place.member]
    return isAvailable[index]
      || (isWithoutKind[index]
        && kindsOfFile.values.contains { $0.lazy.filter { $0 }.count > 1 })
  }

  /// The distribution of a `days` or `values` measure of the as-of instant.
  func instantDistribution(_ measure: String, stays: [Int]) -> Histogram {
    special.instantDistribution(measure, stays: stays) ?? Histogram()
  }

  /// The same knowledge of what there is, with the sums of a segment.
  func narrowed(to segment: SpecialStore) -> MeasureStore {
    var store = self
    store.special = segment
    return store
  }

  /// Whether a stay has any row in any measure.
  func hasRows(stay: Int) -> Bool {
    guard let line = lines.line(ofStay: stay),
      let cells = lines.cells(ofStay: stay, spans: 0..<timeline.spanCount)
    else { return false }
    return groups.contains { group in
      group.time == .instant
        ? !group.instants.entries(ofLine: line).isEmpty : group.hasRows(cells: cells)
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
