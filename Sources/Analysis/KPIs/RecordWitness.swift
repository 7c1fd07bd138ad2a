import Calendar
import Ingest

/// Sees every row pass and keeps those behind one figure.
///
/// It asks the same questions as `MeasureStore`, row by row instead of column by column, and keeps
/// the rows instead of adding them up.
struct RecordWitness {
  private struct Role {
    let name: String
    let measure: Measure
    /// What an algorithm makes of a row, where that is not the measure's value.
    let reading: Reading
    /// The days whose events count; cumulative figures begin with the year.
    let days: Range<Int32>
    /// Whether it speaks of the as-of day as a whole.
    let isToday: Bool
    var records: [Kept] = []
    var total: Int128 = 0
    /// Of a distinct count: what was seen already, by digest.
    var seen: Set<UInt64> = []
    var isAvailable = false
    var missingFields: Set<String> = []
  }

  private enum Reading {
    case measure
    /// 1 or its weight for a row in the numerator, 0 for one in the denominator only.
    case share(ShareRule)
    /// The hours until the answer.
    case response(from: String, to: String, clock: ResponseClock)

    /// Whether what is planned for a day after the as-of day counts; no contract that falls due
    /// tomorrow is renewed or not.
    var countsPlans: Bool { if case .measure = self { true } else { false } }
  }

  /// A row before its file has a name.
  private struct Kept {
    var record: Explanation.Record
    var file: Int
  }

  /// What a measure makes of a row.
  private enum Verdict {
    case counted(day: Int32, value: Int64)
    case leftOut(Explanation.Reason, day: Int32)
    /// Of another scope or period.
    case elsewhere
  }

  private let request: ExplanationRequest
  private let asOf: CalendarDate
  private let endOfAsOf: Int64
  private let stays: Set<Int>
  private let takesUnknownOwners: Bool
  private var roles: [Role]
  private var leftOut: [(kept: Kept, reason: Explanation.Reason)] = []

  init(_ request: ExplanationRequest, plan: AnalysisPlan, roster: Roster) {
    self.request = request
    asOf = plan.asOf
    endOfAsOf = plan.endOfAsOf
    let stays = Set(roster.stays(of: request.scope))
    self.stays = stays
    takesUnknownOwners = stays.contains(Roster.unassignedStay)
    let measures = Dictionary(
      plan.measures.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    // Beside what happened in the period these count what is open today.
    let mixesInstants =
      if case .algorithm(let name, _, _) = request.kpi.formula {
        KPIAlgorithm.mixingInstants.contains(name)
      } else { false }
    roles = Self.parts(of: request.kpi, request.period, plan, prefix: "").compactMap { part in
      measures[part.measure].map { measure in
        Role(
          name: part.name, measure: measure, reading: Self.reading(of: request.kpi, measures, plan),
          days: part.period.start.dayNumber..<part.period.end.dayNumber,
          isToday: part.period.id == Period.day(plan.asOf).id
            || mixesInstants && part.period.contains(plan.asOf))
      }
    }
  }

  private static func reading(
    of kpi: KPI, _ measures: [String: Measure], _ plan: AnalysisPlan
  ) -> Reading {
    guard case .algorithm(let name, let roles, let parameters) = kpi.formula else {
      return .measure
    }
    let request = LedgerRequest(
      name: name, roles: roles, parameters: parameters, measures: measures, plan: plan)
    if let rule = request.share?.rule { return .share(rule) }
    if let key = request.response, let clock = key.clock, let measure = measures[key.measure] {
      return .response(from: measure.from ?? "", to: measure.to ?? "", clock: clock)
    }
    return .measure
  }

  /// The measures of a KPI with their periods; of one that is derived from others, theirs.
  private static func parts(
    of kpi: KPI, _ period: Period, _ plan: AnalysisPlan, prefix: String
  ) -> [(name: String, measure: String, period: Period)] {
    guard case .derived(let expression) = kpi.formula else {
      var period = period
      if case .cumulative = kpi.formula { period = period.sinceJanuary }
      return kpi.formula.roles.map { (prefix + $0.name, $0.measure, period) }
    }
    return expression.parts.flatMap { part -> [(name: String, measure: String, period: Period)] in
      guard let other = plan.catalogue.kpi(part.kpi) else { return [] }
      let window =
        switch part.over {
        case .period: period
        case .trailingYear: plan.trailingYear
        case .instant: Period.day(plan.asOf)
        }
      return parts(
        of: other, window, plan, prefix: "\(prefix)\(part.kpi) of \(window.id), ")
    }
  }

  /// Rows as they are read, with the credits of some of them, or those that other tables were joined
  /// to.
  mutating func see(
    _ rows: RowSet, roster: Roster, isJoined: Bool = false,
    credits: [Int: [Credits.Credit]] = [:]
  ) {
    let joined = JoinedFields.all(rows.entity)
    let concerned = roles.indices.filter {
      roles[$0].measure.entity == rows.entity
        && joined.isDisjoint(with: roles[$0].measure.fieldNames) != isJoined
    }
    var accepted: [(role: Int, rows: [Bool])] = []
    for role in concerned {
      let missing = roles[role].measure.neededFields.subtracting(rows.fieldNames)
      if missing.isEmpty {
        roles[role].isAvailable = true
        let measure = roles[role].measure
        accepted.append(
          (role, SpecialStore.inTime(measure, rows, MeasureStore.accepted(measure, rows))))
      } else {
        roles[role].missingFields.formUnion(missing)
      }
    }
    guard !accepted.isEmpty else { return }
    for row in 0..<rows.count {
      var isCounted = false
      var reason: (Explanation.Reason, day: Int32)?
      for (role, accepts) in accepted {
        let verdict = verdict(
          roles[role], rows, row, isAccepted: accepts[row], roster: roster, credits: credits[row])
        switch verdict {
        case .counted(let day, let value):
          isCounted = true
          keep(rows, row, day: day, value: value, role: role, roster: roster)
        case .leftOut(let why, let day): reason = reason ?? (why, day)
        case .elsewhere: break
        }
      }
      if !isCounted, let (reason, day) = reason {
        let kept = kept(rows, row, day: day, value: nil, roster: roster)
        leftOut.append((kept, reason))
      }
    }
  }

  /// `fileName` turns a file's index into the name people know.
  func explanation(fileName: (Int) -> String) -> Explanation {
    func named(_ kept: Kept) -> Explanation.Record {
      var record = kept.record
      record.file = fileName(kept.file)
      return record
    }
    return Explanation(
      request: request,
      roles: roles.map { role in
        Explanation.Role(
          name: role.name, measure: role.measure.id, entity: role.measure.entity.rawValue,
          records: role.records.map(named),
          total: quantity(Int64(clamping: role.total), role),
          missingFields: role.isAvailable ? [] : role.missingFields.sorted())
      },
      leftOut: leftOut.map { Explanation.LeftOut(record: named($0.kept), reason: $0.reason) })
  }

  // MARK: One row

  private func verdict(
    _ role: Role, _ rows: RowSet, _ row: Int, isAccepted: Bool, roster: Roster,
    credits: [Credits.Credit]?
  ) -> Verdict {
    let measure = role.measure
    let day = measure.date.flatMap { rows.days[$0]?[row] } ?? Column.missingDay
    let isDated = day != Column.missingDay
    let isEvent = measure.time == .event
    guard !isDated || isEvent ? !isDated || role.days.contains(day) : isPlanned(day, role) else {
      return .elsewhere
    }
    if !isEvent, !isDated, !role.isToday { return .elsewhere }
    let placeDay = isEvent && isDated ? day : asOf.dayNumber
    let owner = Int(rows.owners[row])
    let isKnown = owner >= 0
    let stay =
      isKnown ? roster.stay(ofPerson: owner, onDay: placeDay) : Roster.unassignedStay
    // Of a shared deal the scope has the parts that are credited in it.
    let isOurs = credits?.map { stays.contains(roster.stay(of: $0, onDay: placeDay)) }
    guard isOurs?.contains(true) ?? (stays.contains(stay) || !isKnown) else { return .elsewhere }
    if let id = rows.exclusions[row] { return .leftOut(.excluded(id), day: day) }
    guard isAccepted else {
      // Another kind of record without the date is of no period, and of how things stand every
      // closed opportunity is not part: neither is news.
      guard isKnown || takesUnknownOwners, isEvent ? isDated : isSetAside(rows, row) else {
        return .elsewhere
      }
      return .leftOut(mismatch(measure, rows, row), day: day)
    }
    if isEvent, !isDated { return .leftOut(.dateMissing(field: measure.date ?? ""), day: day) }
    guard isKnown || takesUnknownOwners else { return .leftOut(.ownerUnknown, day: day) }
    if isEvent, day > asOf.dayNumber,
      !role.reading.countsPlans || !MeasureStore.plannedDates.contains(measure.date ?? "")
    {
      return .leftOut(.future(field: measure.date ?? ""), day: day)
    }
    let whole = value(role, rows, row, day: day)
    guard let credits, let isOurs, [.sum, .mean, .values].contains(measure.aggregate),
      case .counted(let day, let amount) = whole, amount != Column.missingNumber
    else { return whole }
    let parts = zip(Credits.parts(of: amount, credits), isOurs).map { $1 ? $0 : 0 }
    return .counted(day: day, value: parts.reduce(0, +))
  }

  /// Whether an opportunity is still open, but no pipeline.
  private func isSetAside(_ rows: RowSet, _ row: Int) -> Bool {
    let status = rows.text("status", row)
    return status == "on_hold" || status == "unqualified"
  }

  private func value(_ role: Role, _ rows: RowSet, _ row: Int, day: Int32) -> Verdict {
    let measure = role.measure
    switch role.reading {
    case .measure: break
    case .share(let rule):
      guard let share = rule.share(rows, row, now: endOfAsOf) else {
        return .leftOut(.immature, day: day)
      }
      return .counted(day: day, value: share.numerator)
    case .response(let from, let to, let clock):
      guard let start = rows.moments[from]?[row], start != Column.missingNumber else {
        return .leftOut(.dateMissing(field: from), day: day)
      }
      guard let end = rows.moments[to]?[row], end != Column.missingNumber else {
        return .leftOut(.dateMissing(field: to), day: day)
      }
      let seconds = clock.seconds(from: start, to: end)
      guard seconds >= 0 else { return .leftOut(.negativeDuration, day: day) }
      return .counted(day: day, value: seconds)
    }
    switch measure.aggregate {
    case .count: return .counted(day: day, value: 1)
    case .distinct:
      let field = measure.field ?? ""
      guard rows.texts[field]?[row] ?? rows.text(field, row) != nil else {
        return .leftOut(.fieldMissing(field: field), day: day)
      }
      return .counted(day: day, value: 1)
    case .sum, .mean, .values:
      let value = measure.field.flatMap { rows.numbers[$0]?[row] }
      return .counted(day: day, value: value ?? Column.missingNumber)
    case .days:
      let missing = Column.missingDay
      let from = measure.from.flatMap { rows.days[$0]?[row] } ?? missing
      let to = measure.to.flatMap { rows.days[$0]?[row] } ?? missing
      if from == missing { return .leftOut(.dateMissing(field: measure.from ?? ""), day: day) }
      if to == missing { return .leftOut(.dateMissing(field: measure.to ?? ""), day: day) }
      guard to >= from else { return .leftOut(.negativeDuration, day: day) }
      return .counted(day: day, value: Int64(to - from))
    }
  }

  /// Whether what is planned for a day belongs to a figure of how things stand: on the as-of day
  /// everything does, for a period what is still to come in it.
  private func isPlanned(_ day: Int32, _ role: Role) -> Bool {
    role.isToday || (day > asOf.dayNumber && role.days.contains(day))
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
    return .filtered(field: "", value: "")
  }

  private static func flag(_ value: UInt8) -> String {
    value == 1 ? "true" : value == 0 ? "false" : ""
  }

  // MARK: Keeping

  private func quantity(_ sum: Int64, _ role: Role) -> Quantity {
    switch role.reading {
    case .measure: role.measure.quantity(sum)
    case .share(.renewed(_, .some)): Quantity(.money, sum)
    case .share: Quantity(.count, sum)
    case .response: Fraction(sum, over: 3600).quantity(.hours)
    }
  }

  private mutating func keep(
    _ rows: RowSet, _ row: Int, day: Int32, value: Int64, role: Int, roster: Roster
  ) {
    let measure = roles[role].measure
    var value = value
    if measure.aggregate == .distinct, let field = measure.field,
      let text = rows.texts[field]?[row] ?? rows.text(field, row),
      !roles[role].seen.insert(IdentifierDigest.of(text)).inserted
    {
      value = 0
    }
    let quantity = value == Column.missingNumber ? nil : quantity(value, roles[role])
    if quantity != nil { roles[role].total += Int128(value) }
    roles[role].records.append(kept(rows, row, day: day, value: quantity, roster: roster))
  }

  private func kept(
    _ rows: RowSet, _ row: Int, day: Int32, value: Quantity?, roster: Roster
  ) -> Kept {
    let owner = Int(rows.owners[row])
    let written = rows.text("owner", row) ?? rows.text("agent", row) ?? ""
    let record = Explanation.Record(
      id: rows.texts["id"]?[row] ?? "",
      name: rows.texts["name"]?[row] ?? rows.texts["subject"]?[row] ?? "",
      owner: owner >= 0 ? roster.people[owner].id : written,
      date: day == Column.missingDay ? nil : CalendarDate(dayNumber: day), value: value,
      file: "", line: rows.lines[row])
    return Kept(record: record, file: rows.file)
  }
}

extension Measure {
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

extension KPI {
  /// Whether it speaks of how things stand on the as-of day.
  package func isInstant(_ measures: [String: Measure]) -> Bool {
    if case .derived(let expression) = formula { return expression.isOfInstant }
    if case .algorithm(let name, _, _) = formula, KPIAlgorithm.ofInstant.contains(name) {
      return true
    }
    return formula.measureIDs.contains { measures[$0]?.time == .instant }
  }
}

extension KPI.Formula {
  /// The measures of the formula with what each does in it.
  package var roles: [(name: String, measure: String)] {
    switch self {
    case .simple(let measure), .cumulative(let measure): [("counted", measure)]
    case .statistic(let measure, _): [("durations", measure)]
    case .ratio(let numerator, let denominator):
      [("numerator", numerator), ("denominator", denominator)]
    case .conversion(let measure, _, _, _):
      [("numerator", conversionMeasureID ?? measure), ("denominator", measure)]
    case .derived, .unavailable: []
    case .algorithm(_, let measures, _):
      measures.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
  }
}
