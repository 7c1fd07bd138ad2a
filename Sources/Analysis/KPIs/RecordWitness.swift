import Calendar
import Ingest

/// Sees every row pass and keeps those that may be behind some figures.
///
/// It asks the same questions as `MeasureStore`, row by row instead of column by column. Which of the
/// rows made a figure is said by its formula afterwards, through `FigureTrace`.
struct RecordWitness: Sendable {
  /// A measure with the rows that it may count.
  struct Question: Sendable {
    let measure: Measure
    /// What an algorithm makes of a row, where that is not the measure's value.
    let reading: Reading
    /// The days whose events may count.
    var windows: [Range<Int32>]

    /// A sum of what its rows add.
    func quantity(_ sum: Int64) -> Quantity {
      switch reading {
      case .measure: measure.quantity(sum)
      case .share(.renewed(_, .some)): Quantity(.money, sum)
      case .share: Quantity(.count, sum)
      case .response: Fraction(sum, over: 3600).quantity(.hours)
      }
    }
  }

  /// What was found for a question.
  private struct Found: Sendable {
    var candidates: [Candidate] = []
    var isAvailable = false
    var missingFields: Set<String> = []
  }

  enum Reading: Sendable {
    case measure
    /// 1 or its weight for a row in the numerator, 0 for one in the denominator only.
    case share(ShareRule)
    /// The seconds until the answer.
    case response(from: String, to: String, clock: ResponseClock)

    /// Whether what is planned for a day after the as-of day counts; no contract that falls due
    /// tomorrow is renewed or not.
    var countsPlans: Bool { if case .measure = self { true } else { false } }
  }

  /// A row that a measure counts, or says why not.
  struct Candidate: Sendable {
    /// What a stay has of it.
    struct Part: Sendable {
      var stay: Int32
      var value: Int64
    }

    /// Index into `kept`.
    var row: Int
    /// By the measure's date.
    var day: Int32
    var parts: [Part]
    /// Of a share: what it adds to the denominator.
    var weight: Int64 = 0
    /// Of different values: which one it has.
    var digest: UInt64 = 0
    var stage: String?
    var source: String?
    /// Whether nobody is known by its owner.
    var isUnowned = false
    var reason: Explanation.Reason?

    /// What some stays have of it together, missing where it has no value; nothing where it is not
    /// theirs.
    func value(of stays: Set<Int>, _ measure: Measure) -> Int64? {
      let own = parts.filter { stays.contains(Int($0.stay)) }
      guard let first = own.first?.value else { return nil }
      // Of an amount each has a part, of a record or of days each the whole.
      guard own.count > 1, measure.sharesAmounts, first != Column.missingNumber else {
        return first
      }
      return own.reduce(0) { $0 + $1.value }
    }
  }

  /// A row before its file has a name.
  struct Kept: Sendable {
    var entity: Entity
    var id: String
    var name: String
    var owner: String
    var place: RowPlace
  }

  let questions: [TableLedgers.Key: Question]
  private var found: [TableLedgers.Key: Found] = [:]
  private(set) var kept: [Kept] = []
  /// By the report's number, once everything is read.
  var fileNames: [String] = []
  private var indices: [RowPlace: Int] = [:]
  /// Of rows that other tables were joined to, which stand where a row of another table does.
  private var joinedIndices: [RowPlace: Int] = [:]
  private let requests: [ExplanationRequest]
  private let asOf: CalendarDate
  private let endOfAsOf: Int64
  private let stays: Set<Int>
  private let needs: Needs

  init(_ requests: [ExplanationRequest], plan: AnalysisPlan, roster: Roster) {
    self.requests = requests
    asOf = plan.asOf
    endOfAsOf = plan.endOfAsOf
    stays = requests.reduce(into: []) { $0.formUnion(roster.stays(of: $1.scope)) }
    var needs = Needs(plan)
    for request in requests { needs.add(request.kpi, request.period) }
    questions = needs.questions
    self.needs = needs
  }

  /// The fields that no export has of the measures of a KPI none of whose rows could be counted.
  func missing(_ measure: String) -> (measure: Measure, fields: [String])? {
    let key = TableLedgers.Key(measure: measure)
    guard let question = questions[key], let found = found[key], !found.isAvailable,
      !found.missingFields.isEmpty
    else { return nil }
    return (question.measure, found.missingFields.sorted())
  }

  // MARK: Seeing

  /// Rows as they are read, with the credits of some of them, or those that other tables were joined
  /// to.
  mutating func see(
    _ rows: RowSet, roster: Roster, isJoined: Bool = false,
    credits: [Int: [Credits.Credit]] = [:]
  ) {
    if !isJoined, needs.tables.contains(rows.entity) {
      for row in 0..<rows.count { _ = keep(rows, row, roster: roster) }
    }
    let joined = JoinedFields.all(rows.entity)
    let names = rows.fieldNames
    for (key, question) in questions
    where question.measure.entity == rows.entity
      && joined.isDisjoint(with: question.measure.fieldNames) != isJoined
    {
      let missing = question.measure.neededFields.subtracting(names)
      guard missing.isEmpty else {
        found[key, default: Found()].missingFields.formUnion(missing)
        continue
      }
      let accepted = SpecialStore.inTime(
        question.measure, rows, MeasureStore.accepted(question.measure, rows))
      found[key, default: Found()].isAvailable = true
      for row in 0..<rows.count {
        let candidate = candidate(
          question, rows, row, isAccepted: accepted[row], roster: roster, credits: credits[row])
        guard var candidate else { continue }
        candidate.row = keep(rows, row, roster: roster)
        found[key]?.candidates.append(candidate)
      }
    }
  }

  private mutating func keep(_ rows: RowSet, _ row: Int, roster: Roster) -> Int {
    let place = RowPlace(rows, row)
    let isJoined = JoinedFields.isOnlyJoined(rows.entity)
    if let known = isJoined ? joinedIndices[place] : indices[place] { return known }
    let owner = Int(rows.owners[row])
    let written = rows.text("owner", row) ?? rows.text("agent", row) ?? ""
    let ids = ["id", "order_id", "customer_id", "contact_id"].lazy.compactMap {
      rows.texts[$0]?[row]
    }
    let period = rows.texts["period"]?[row]
    let words = [
      rows.texts["name"]?[row] ?? rows.texts["subject"]?[row], rows.text("kind", row),
      rows.text("channel", row), rows.text("scope", row), rows.text("kpi", row),
      rows.text("feature", row), period,
    ].compactMap { $0 }
    kept.append(
      Kept(
        entity: rows.entity, id: ids.first ?? "", name: words.joined(separator: ", "),
        owner: owner >= 0 ? roster.people[owner].id : written, place: place))
    if isJoined {
      joinedIndices[place] = kept.count - 1
    } else {
      indices[place] = kept.count - 1
    }
    return kept.count - 1
  }

  // MARK: One row

  /// What a measure makes of a row; nothing of another scope or period.
  private func candidate(
    _ question: Question, _ rows: RowSet, _ row: Int, isAccepted: Bool, roster: Roster,
    credits: [Credits.Credit]?
  ) -> Candidate? {
    let measure = question.measure
    let day = measure.date.flatMap { rows.days[$0]?[row] } ?? Column.missingDay
    let isDated = day != Column.missingDay
    let isEvent = measure.time == .event
    guard !isEvent || !isDated || question.windows.contains(where: { $0.contains(day) }) else {
      return nil
    }
    let placeDay = isEvent && isDated ? day : asOf.dayNumber
    let owner = Int(rows.owners[row])
    let isKnown = owner >= 0
    var found = Candidate(row: 0, day: day, parts: [])
    // Of a shared deal each has the part that is credited.
    let all: [Int32] =
      credits.map { $0.map { Int32(roster.stay(of: $0, onDay: placeDay)) } } ?? [
        Int32(isKnown ? roster.stay(ofPerson: owner, onDay: placeDay) : Roster.unassignedStay)
      ]
    let isOurs = all.contains { stays.contains(Int($0)) }
    let isUnowned = credits.map { $0.contains { $0.person < 0 } } ?? !isKnown
    guard isOurs || isUnowned else { return nil }
    found.isUnowned = isUnowned && !isOurs
    func leftOut(_ reason: Explanation.Reason) -> Candidate {
      found.reason = reason
      found.parts = all.map { Candidate.Part(stay: $0, value: 0) }
      return found
    }
    if let id = rows.exclusion(of: row) { return leftOut(.excluded(id)) }
    guard isAccepted else {
      // Another kind of record without the date is of no period, and of how things stand every
      // closed opportunity is not part: neither is news.
      guard !found.isUnowned, isEvent ? isDated : isSetAside(rows, row) else { return nil }
      return leftOut(mismatch(measure, rows, row))
    }
    if isEvent, !isDated { return leftOut(.dateMissing(field: measure.date ?? "")) }
    if isEvent, day > asOf.dayNumber,
      !question.reading.countsPlans || !MeasureStore.plannedDates.contains(measure.date ?? "")
    {
      return leftOut(.future(field: measure.date ?? ""))
    }
    switch value(question, rows, row) {
    case .leftOut(let reason): return leftOut(reason)
    case .value(let value, let weight):
      let parts =
        measure.sharesAmounts && value != Column.missingNumber
        ? credits.map { Credits.parts(of: value, $0) } : nil
      for (index, stay) in all.enumerated() {
        found.parts.append(Candidate.Part(stay: stay, value: parts?[index] ?? value))
      }
      found.weight = weight
    }
    if let field = measure.field, measure.aggregate == .distinct,
      let text = rows.texts[field]?[row] ?? rows.text(field, row)
    {
      found.digest = IdentifierDigest.of(text)
    }
    if rows.entity == .opportunities {
      found.stage = rows.text("stage", row)
      found.source = rows.text("source", row) ?? ""
    }
    return found
  }

  /// Whether an opportunity is still open, but no pipeline.
  private func isSetAside(_ rows: RowSet, _ row: Int) -> Bool {
    let status = rows.text("status", row)
    return status == "on_hold" || status == "unqualified"
  }

  private enum Value {
    case value(Int64, weight: Int64 = 0)
    case leftOut(Explanation.Reason)
  }

  private func value(_ question: Question, _ rows: RowSet, _ row: Int) -> Value {
    let measure = question.measure
    switch question.reading {
    case .measure: break
    case .share(let rule):
      guard let share = rule.share(rows, row, now: endOfAsOf) else { return .leftOut(.immature) }
      return .value(share.numerator, weight: share.denominator)
    case .response(let from, let to, let clock):
      guard let start = rows.moments[from]?[row], start != Column.missingNumber else {
        return .leftOut(.dateMissing(field: from))
      }
      guard let end = rows.moments[to]?[row], end != Column.missingNumber else {
        return .leftOut(.dateMissing(field: to))
      }
      let seconds = clock.seconds(from: start, to: end)
      return seconds >= 0 ? .value(seconds) : .leftOut(.negativeDuration)
    }
    let field = measure.field ?? ""
    switch measure.aggregate {
    case .count: return .value(1)
    case .distinct:
      return rows.texts[field]?[row] ?? rows.text(field, row) == nil
        ? .leftOut(.fieldMissing(field: field)) : .value(1)
    case .sum, .mean: return .value(rows.numbers[field]?[row] ?? Column.missingNumber)
    case .values:
      // A distribution has no place for a record without the value.
      let value = rows.numbers[field]?[row] ?? Column.missingNumber
      return value == Column.missingNumber ? .leftOut(.fieldMissing(field: field)) : .value(value)
    case .days:
      let missing = Column.missingDay
      let from = measure.from.flatMap { rows.days[$0]?[row] } ?? missing
      let to = measure.to.flatMap { rows.days[$0]?[row] } ?? missing
      if from == missing { return .leftOut(.dateMissing(field: measure.from ?? "")) }
      if to == missing { return .leftOut(.dateMissing(field: measure.to ?? "")) }
      return to >= from ? .value(Int64(to - from)) : .leftOut(.negativeDuration)
    }
  }

  /// The first condition that does not hold.
  private func mismatch(_ measure: Measure, _ rows: RowSet, _ row: Int) -> Explanation.Reason {
    for (field, values) in measure.filter.sorted(by: { $0.key < $1.key }) {
      let value =
        rows.text(field, row) ?? rows.flags[field].map { Self.flag($0[row]) }
        ?? rows.texts[field]?[row] ?? ""
      let match = FilterMatch(values)
      if value.isEmpty ? !match.takesMissing : !match.accepts(value) {
        return .filtered(field: field, value: value)
      }
    }
    guard let within = measure.within else { return .filtered(field: "", value: "") }
    let reached = rows.days[within.to]?[row] ?? Column.missingDay
    return reached == Column.missingDay
      ? .dateMissing(field: within.to)
      : .filtered(field: within.to, value: CalendarDate(dayNumber: reached).description)
  }

  private static func flag(_ value: UInt8) -> String {
    value == 1 ? "true" : value == 0 ? "false" : ""
  }

  // MARK: Reading

  /// The rows that a measure may count, in the order of reading.
  func candidates(_ key: TableLedgers.Key) -> [Candidate] { found[key]?.candidates ?? [] }

  /// The kept row that stands somewhere.
  func row(at place: RowPlace) -> Int? { indices[place] }

  /// A kept row as a reader sees it.
  func record(
    _ row: Int, day: Int32, value: Quantity?, note: String = ""
  ) -> Explanation.Record {
    let kept = kept[row]
    let file = Int(kept.place.file)
    return Explanation.Record(
      id: kept.id, name: kept.name, owner: kept.owner,
      date: day == Column.missingDay ? nil : CalendarDate(dayNumber: day), value: value,
      note: note, file: fileNames.indices.contains(file) ? fileNames[file] : "?",
      line: Int(kept.place.line))
  }
}

extension Measure {
  /// Whether each who is credited has a part, rather than the whole: amounts, not days or records.
  var sharesAmounts: Bool { [.sum, .mean, .values].contains(aggregate) }

  /// A sum of the measure as a quantity: records, days, minor units, or millionths of a score.
  func quantity(_ sum: Int64) -> Quantity {
    if aggregate == .days { return Quantity(.days, sum) }
    guard aggregate != .count, aggregate != .distinct, let field else {
      return Quantity(.count, sum)
    }
    if field == "stay_days" { return Quantity(.days, sum) }
    if field == "squared_error" { return Quantity(.score, sum, over: 1_000_000) }
    let type = entity.fields.first { $0.name == field }?.type
    return type == .number || type == .rate
      ? Quantity(.score, sum, over: 1_000_000) : Quantity(.money, sum)
  }
}
