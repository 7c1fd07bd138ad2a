import Calendar
import Ingest

/// What the rows add up to, by measure, stay and span.
///
/// Every state is a sum, a count or a histogram, so that partial stores of several threads or
/// machines can be added in any order and give the same figures.
struct MeasureStore: Sendable {
  static let plannedDates: Set<String> = ["scheduled_on", "due_on", "expected_close_on"]

  let measures: [Measure]
  let timeline: Timeline
  private let asOf: CalendarDate
  let lines: CellLines
  private let roster: Roster
  /// By measure: its group and its number there.
  private var places: [String: (group: Int, member: Int)] = [:]
  /// By measure, once all is added.
  private var readings: [String: MeasureReading] = [:]
  private var groups: [MeasureGroup] = []
  /// What the measures that count came to, once all is added.
  private(set) var runningCounts: [RunningCounts] = []
  /// By measure: some file had every field that it needs, and its kind of record.
  private var isAvailable: [Bool]
  /// By measure, the fields that it needs.
  private let neededFields: [Set<String>]
  /// By group, the measures that the last rows had the fields for, all of which are available by then:
  /// the chunks of a file have the same fields.
  private var lastAvailable: [Int: (fields: Set<String>, mask: UInt64)] = [:]
  /// By measure: it lacks only its kind of record, so far.
  private var isWithoutKind: [Bool]
  /// By file, which codes of kinds of activities are in it.
  private var kindsOfFile: [Int: [Bool]] = [:]
  /// By table, the first day that any of its dated rows counts on.
  ///
  /// Before it nothing is known, which is not the same as nothing having happened.
  private(set) var firstDay: [Entity: Int32] = [:]
  /// Tables of which some record was read, known on the as-of day or not.
  private var entitiesWithRows: Set<Entity> = []
  private var hasKnownDeals = false
  /// By table, the dates that any measure of the catalogue counts by: since when something is known
  /// must not depend on which KPIs a run was asked for.
  private let dates: [Entity: Set<String>]
  /// Texts of the opportunity stages' codes.
  private(set) var stageNames: [String] = []
  /// The codes in the order of the pipeline: the configured stages as they are configured, then the
  /// others by name, whatever the order of the rows.
  private var stageOrder: [Int] = []
  /// What opportunities with credits add to the measures here (rule C5).
  private var credited: CreditedStore
  /// The measures that need more than the dense tables here.
  var special: SpecialStore
  /// What those came to, once all is added.
  private var specialReading: SpecialReading?
  /// Whether `specialReading` has the measures of a segment, which are then in no table here.
  private var isNarrowed = false

  /// `catalogue` has all measures there are, `measures` those of the run.
  init(
    measures: [Measure], of catalogue: Catalogue, timeline: Timeline, roster: Roster,
    asOf: CalendarDate
  ) {
    dates = (measures + catalogue.measures.values).datesOfEvents
    lines = CellLines(roster: roster, timeline: timeline, asOf: asOf)
    special = SpecialStore(
      measures: measures.filter { SpecialStore.takes($0) }, timeline: timeline, roster: roster,
      lines: lines)
    let measures = measures.filter { !SpecialStore.takes($0) }
    self.measures = measures
    credited = CreditedStore(measures: measures, timeline: timeline, roster: roster)
    self.timeline = timeline
    self.asOf = asOf
    self.roster = roster
    isAvailable = Array(repeating: false, count: measures.count)
    neededFields = measures.map(\.neededFields)
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
          places[measures[index].id] = (groups.count, member)
        }
        groups.append(MeasureGroup(some, of: measures, cellCount: lines.cellCount))
      }
    }
  }

  // MARK: Accumulating

  /// Adds rows; those with credits count by them.
  mutating func add(_ rows: RowSet, roster: Roster, credits: [Int: [Credits.Credit]] = [:]) {
    if rows.count > 0 { entitiesWithRows.insert(rows.entity) }
    if rows.entity == .opportunities, !hasKnownDeals {
      hasKnownDeals = rows.isIncluded.contains(true)
    }
    if !special.isEmpty { special.add(rows, asOf: asOf, credits: credits) }
    guard !credits.isEmpty else { return add(rows) }
    credited.add(rows, credits, asOf: asOf)
    noteFirstDay(of: credits.keys, in: rows, by: dates[rows.entity] ?? [])
    var others = rows
    for row in credits.keys { others.leaveOut(row) }
    add(others)
  }

  private mutating func add(_ rows: RowSet) {
    if rows.entity == .opportunities, let stages = rows.codes["stage"]?.texts {
      if stages.count > stageNames.count { stageNames = stages }
    }
    if rows.entity == .activities, let kinds = rows.codes["type"] {
      note(kinds.values, of: kinds.texts.count, rows.file)
    }
    let fields = rows.fieldNames
    var slots: [String: [Int32]] = [:]
    for index in groups.indices where groups[index].entity == rows.entity {
      let available = available(index, fields, rows)
      guard available != 0 else { continue }
      if groups[index].time == .instant {
        groups[index].addInstants(rows, available: available, lines, asOf: asOf, timeline)
      } else if let date = groups[index].date {
        let slot = slots[date] ?? self.slots(rows, date: date)
        slots[date] = slot
        groups[index].addEvents(rows, slot, available: available)
      }
    }
    let others = (dates[rows.entity] ?? []).filter { slots[$0] == nil }
    noteFirstDay(of: 0..<rows.count, in: rows, by: others)
  }

  private mutating func note(_ kinds: [Int32], of count: Int, _ file: Int) {
    var seen = kindsOfFile.removeValue(forKey: file) ?? []
    defer { kindsOfFile[file] = seen }
    if seen.count >= count, !seen.contains(false) { return }
    for kind in kinds where kind >= 0 {
      let kind = Int(kind)
      if kind >= seen.count { seen += repeatElement(false, count: kind + 1 - seen.count) }
      seen[kind] = true
    }
  }

  /// The measures of a group that the rows have the fields for, by bit.
  private mutating func available(_ group: Int, _ fields: Set<String>, _ rows: RowSet) -> UInt64 {
    if let last = lastAvailable[group], last.fields == fields { return last.mask }
    var mask: UInt64 = 0
    var isSettled = true
    for (member, index) in groups[group].members.enumerated()
    where neededFields[index].isSubset(of: fields) {
      mask |= 1 << UInt64(member)
      if isAvailable[index] { continue }
      if Self.hasKind(measures[index], in: rows) {
        isAvailable[index] = true
      } else {
        isWithoutKind[index] = true
        isSettled = false
      }
    }
    lastAvailable[group] = isSettled ? (fields, mask) : nil
    return mask
  }

  /// Whether the exports hold the kind of record that is counted.
  private static func hasKind(_ measure: Measure, in rows: RowSet) -> Bool {
    guard measure.entity == .activities, let kinds = measure.filter["type"] else { return true }
    return rows.codes["type"]?.texts.contains { kinds.contains($0) } ?? true
  }

  /// Whether records of a table were read, and nothing is known of them on the as-of day.
  ///
  /// An open deal is known without any date: it is not won. Of an empty table it is known that nothing
  /// happened.
  func knowsNothing(of entity: Entity) -> Bool {
    firstDay[entity] == nil && entitiesWithRows.contains(entity)
      && !(entity == .opportunities && hasKnownDeals)
  }

  /// Notes since when rows that only other tables tell of say something: the stages that deals went
  /// through.
  mutating func noteFirstDay(ofJoined rows: RowSet) {
    guard JoinedFields.isOnlyJoined(rows.entity) else { return }
    noteFirstDay(of: 0..<rows.count, in: rows, by: dates[rows.entity] ?? [])
  }

  /// Dates that nothing here counts by say all the same since when something is known.
  private mutating func noteFirstDay(
    of wanted: some Sequence<Int>, in rows: RowSet, by dates: Set<String>
  ) {
    var first = firstDay[rows.entity] ?? .max
    let (isIncluded, missing) = (rows.isIncluded, Column.missingDay)
    for date in dates {
      guard let days = rows.days[date], days.earliest(missing: missing) < first else { continue }
      for row in wanted where days[row] < first {
        if days[row] != missing, isIncluded[row] { first = days[row] }
      }
    }
    if first != .max { firstDay[rows.entity] = first }
  }

  /// For each row the cell of its date and owner on that date, or -1 when no period has it; notes
  /// the first day.
  private mutating func slots(_ rows: RowSet, date: String) -> [Int32] {
    guard let days = rows.days[date] else {
      return Array(repeating: -1, count: rows.count)
    }
    // Facts of the future are not known yet (rule C2); plans lie there by nature (ruling 7).
    let last = Self.plannedDates.contains(date) ? Int32.max : asOf.dayNumber
    noteFirstDay(of: 0..<rows.count, in: rows, by: [date])
    return lines.cells(ofOwners: rows.owners, onDays: days, upTo: last)
  }

  /// Sorts what was added; needed once before reading.
  mutating func settle(stages: StageOrder) {
    let ranks = stageNames.map { stages.rank(of: $0) ?? .max }
    stageOrder = stageNames.indices.sorted {
      (ranks[$0], stageNames[$0]) < (ranks[$1], stageNames[$1])
    }
    var first = 0
    for index in groups.indices {
      groups[index].settle(first: first)
      first += groups[index].runningCounts?.width ?? 0
    }
    runningCounts = groups.compactMap(\.runningCounts)
    for (id, place) in places {
      let index = groups[place.group].members[place.member]
      readings[id] = groups[place.group].reading(
        of: place.member, measures[index], lines,
        isAvailable: isAvailable[index] || (isWithoutKind[index] && hasMixedFile),
        firstDay: firstDay[measures[index].entity])
    }
  }

  /// Ends adding to the special measures, which goes on when the tables are joined.
  mutating func settleSpecial() { specialReading = special.reading() }

  /// Row by row, whether every condition of the measure holds.
  static func accepted(_ measure: Measure, _ rows: RowSet) -> [Bool] {
    var classes = RowClasses(filters: [measure.filter])
    return classes.classes(of: rows, available: 1).map { $0 != 0 }
  }

  // MARK: Reading

  /// Where a measure is read, for many figures; once all is added.
  func place(of measure: String) -> MeasurePlace {
    if !isNarrowed, credited.isEmpty, let reading = readings[measure] { return .dense(reading) }
    return specialReading?.place(of: measure) ?? .named(measure)
  }

  /// The sum of a measure over the stays of a scope and the spans of a period.
  func total(_ measure: String, stays: [Int], spans: Range<Int>) -> Cell {
    total(place(of: measure), stays: stays, spans: spans)
  }

  /// The same of a measure that was looked up.
  func total(_ place: MeasurePlace, stays: [Int], spans: Range<Int>) -> Cell {
    switch place {
    case .dense(let reading): return reading.total(stays: stays, spans: spans)
    case .special(let reading, let index):
      return reading.total(index, stays: stays, spans: spans)
    case .named(let measure):
      if let total = specialReading?.total(measure, stays: stays, spans: spans) { return total }
      var total = credited.total(measure, stays: stays, spans: spans)
      if let reading = readings[measure] {
        total += reading.total(stays: stays, spans: spans)
      }
      return total
    }
  }

  /// The distribution of a `days` or `values` measure.
  func distribution(_ measure: String, stays: [Int], spans: Range<Int>) -> Histogram {
    distribution(place(of: measure), stays: stays, spans: spans)
  }

  /// The same of a measure that was looked up.
  func distribution(_ place: MeasurePlace, stays: [Int], spans: Range<Int>) -> Histogram {
    switch place {
    case .dense(let reading): return reading.distribution(stays: stays, spans: spans)
    case .special(let reading, let index):
      return reading.distribution(index, stays: stays, spans: spans)
    case .named(let measure):
      if let special = specialReading?.distribution(measure, stays: stays, spans: spans) {
        return special
      }
      var histogram = credited.distribution(measure, stays: stays, spans: spans)
      if let reading = readings[measure] {
        histogram.add(reading.distribution(stays: stays, spans: spans))
      }
      return histogram
    }
  }

  /// How a distribution lies about a limit, without the distribution itself where it need not be made.
  func outline(
    _ place: MeasurePlace, stays: [Int], spans: Range<Int>, limit: Int64
  ) -> Histogram.Outline {
    if case .dense(let reading) = place {
      return reading.outline(stays: stays, spans: spans, limit: limit)
    }
    var outline = Histogram.Outline(limit: limit)
    for (value, times) in distribution(place, stays: stays, spans: spans).ascending {
      outline.add(value, times: times)
    }
    return outline
  }

  /// The total of a measure of the as-of instant, narrowed by stage and planned date.
  func instant(
    _ measure: String, stays: [Int], stage: Int32? = nil, where matches: (Bucket) -> Bool
  ) -> Cell {
    if let special = specialReading?.instant(measure, stays: stays, stage: stage, where: matches) {
      return special
    }
    var total = credited.instant(measure, stays: stays, stage: stage, where: matches)
    guard let reading = readings[measure], let instants = reading.instants else { return total }
    for stay in stays {
      guard let line = lines.line(ofStay: stay) else { continue }
      instants.forEach(ofLine: line) { key, index in
        guard reading.classes.contains(key.class), stage.map({ $0 == key.stage }) ?? true,
          matches(Bucket(number: key.bucket))
        else { return }
        if let field = reading.field {
          total += instants.sum(ofField: field, at: index)
        } else {
          total.addRows(instants.rowCount(at: index))
        }
      }
    }
    return total
  }

  /// The stages of the opportunities, in the order of the pipeline.
  var stagesInOrder: [String] { stageOrder.map { stageNames[$0] } }

  /// The totals of a measure of the as-of instant by stage: of what has none first, then in the order of
  /// the pipeline.
  func instantByStage(
    _ measure: String, stays: [Int], where matches: (Bucket) -> Bool
  ) -> [(stage: String?, cell: Cell)] {
    let totals = instantByCode(measure, stays: stays, where: matches)
    return [(nil, totals[0])] + stageOrder.map { (stageNames[$0], totals[$0 + 1]) }
  }

  /// The same, of what has none first, then by the codes.
  private func instantByCode(
    _ measure: String, stays: [Int], where matches: (Bucket) -> Bool
  ) -> [Cell] {
    guard case .dense(let reading) = place(of: measure), let instants = reading.instants else {
      return (-1..<Int32(stageNames.count)).map { stage in
        instant(measure, stays: stays, stage: stage, where: matches)
      }
    }
    var totals = Array(repeating: Cell(), count: stageNames.count + 1)
    for stay in stays {
      guard let line = lines.line(ofStay: stay) else { continue }
      instants.forEach(ofLine: line) { key, index in
        let stage = Int(key.stage) + 1
        guard reading.classes.contains(key.class), totals.indices.contains(stage),
          matches(Bucket(number: key.bucket))
        else { return }
        if let field = reading.field {
          totals[stage] += instants.sum(ofField: field, at: index)
        } else {
          totals[stage].addRows(instants.rowCount(at: index))
        }
      }
    }
    return totals
  }

  /// Whether the exports can tell what a measure counts.
  ///
  /// A CRM that writes each kind of activity into a file of its own and gave none for e-mails says
  /// nothing about e-mails: their number is not known, and not 0. Where one file mixes kinds, a kind
  /// that it lacks did not happen.
  func isAvailable(_ measure: String) -> Bool {
    specialReading?.isAvailable(measure) ?? readings[measure]?.isAvailable ?? false
  }

  private var hasMixedFile: Bool {
    kindsOfFile.values.contains { $0.lazy.filter { $0 }.count > 1 }
  }

  /// The distribution of a `days` or `values` measure of the as-of instant.
  func instantDistribution(_ measure: String, stays: [Int]) -> Histogram {
    specialReading?.instantDistribution(measure, stays: stays) ?? Histogram()
  }

  /// The same knowledge of what there is, with the sums of a segment.
  func narrowed(to segment: SpecialReading) -> MeasureStore {
    var store = self
    store.specialReading = segment
    store.isNarrowed = true
    return store
  }

  /// Whether anything can be added up in a stay: some day falls into it, or it is for overlays.
  func isReachable(stay: Int) -> Bool {
    lines.line(ofStay: stay) != nil || roster.stays[stay].isOverlay
  }

  /// Whether a stay has any row in any measure.
  func hasRows(stay: Int) -> Bool {
    if credited.stays.contains(stay) { return true }
    guard let line = lines.line(ofStay: stay),
      let cells = lines.cells(ofStay: stay, spans: 0..<timeline.spanCount)
    else { return false }
    return groups.contains { group in
      group.time == .instant
        ? group.instants.hasEntries(ofLine: line) : group.hasRows(cells: cells)
    }
  }
}

extension [Measure] {
  /// By table, the dates that its measures of events count by, those that only other tables tell apart,
  /// where the table has records of its own.
  var datesOfEvents: [Entity: Set<String>] {
    reduce(into: [:]) { dates, measure in
      guard measure.time == .event, let date = measure.date,
        JoinedFields.isOnlyJoined(measure.entity)
          || !JoinedFields.all(measure.entity).contains(date)
      else { return }
      dates[measure.entity, default: []].insert(date)
    }
  }
}
