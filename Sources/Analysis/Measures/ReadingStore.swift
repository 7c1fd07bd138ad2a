import Calendar
import Ingest

/// Values that no CRM holds, read from a table of their own (ruling 25): market share, awareness,
/// net result, or any KPI of a system whose export is not read.
///
/// A reading belongs to the company, a team, a rep, or one objective, whose identifier then stands
/// as its scope. Rates are shares (`0.12`), money is in whole units.
struct ReadingStore: Sendable {
  private enum Owner: Hashable, Sendable {
    case scope(ScopeID)
    case objective(String)
  }

  private struct Key: Hashable, Sendable {
    var kpi: String
    var owner: Owner
  }

  fileprivate struct Reading: Sendable {
    var day: Int32
    /// In millionths.
    var value: Int64
    var place: RowPlace
  }

  /// By day; of two on one day the later row last.
  private var readings: [Key: [Reading]] = [:]
  private let minorUnits: Int64
  private let teams: [String: String]
  private let objectives: [String: String]

  init(_ plan: AnalysisPlan) {
    minorUnits = (0..<plan.currency.minorDigits).reduce(1) { value, _ in value * 10 }
    var teams: [String: String] = [:]
    for team in plan.teams {
      for name in [team.id, team.name] { teams[HeaderText.folded(name)] = team.id }
    }
    self.teams = teams
    objectives = Dictionary(
      plan.objectives.map { (HeaderText.folded($0.id), $0.id) }, uniquingKeysWith: { one, _ in one }
    )
    companyNames = [
      "", "company", "entreprise", "societe", "global", HeaderText.folded(plan.companyName),
    ]
  }

  private let companyNames: Set<String>

  var isEmpty: Bool { readings.isEmpty }

  /// Whether an objective can be judged by readings.
  func knows(_ kpi: KPI, _ objective: Objective) -> Bool {
    readings[Key(kpi: kpi.id, owner: .objective(objective.id))] != nil || hasReadings(of: kpi.id)
  }

  func hasReadings(of kpi: String) -> Bool { readings.keys.contains { $0.kpi == kpi } }

  /// Takes a batch of the table `readings`; one without a date counts for the as-of day.
  mutating func add(_ rows: RowSet, roster: Roster, asOf: CalendarDate) {
    guard rows.entity == .readings, let values = rows.numbers["value"] else { return }
    for row in 0..<rows.count where rows.isIncluded[row] {
      guard let kpi = rows.text("kpi", row), values[row] != Column.missingNumber,
        let owner = owner(rows.text("scope", row) ?? "", roster)
      else { continue }
      let day = rows.days["date"]?[row] ?? Column.missingDay
      let reading = Reading(
        day: day == Column.missingDay ? asOf.dayNumber : day, value: values[row],
        place: RowPlace(rows, row))
      var list = readings[Key(kpi: kpi, owner: owner)] ?? []
      let index = list.lastIndex { $0.day <= reading.day }.map { $0 + 1 } ?? 0
      list.insert(reading, at: index)
      readings[Key(kpi: kpi, owner: owner)] = list
    }
  }

  private func owner(_ text: String, _ roster: Roster) -> Owner? {
    let folded = HeaderText.folded(text)
    if let objective = objectives[folded] { return .objective(objective) }
    if companyNames.contains(folded) { return .scope(.company) }
    // As it is written: the case of an identifier matters.
    let name = text.split(separator: ":").last.map(String.init) ?? text
    if !folded.hasPrefix("rep:"), let team = teams[HeaderText.folded(name)] {
      return .scope(ScopeID(.team, team))
    }
    return roster.person(named: name).map { .scope(ScopeID(.rep, roster.people[$0].id)) }
  }

  // MARK: Reading

  /// What was read of a KPI for a scope; nothing where no reading of it is known at all.
  func figure(
    of kpi: KPI, scope: ScopeID, period: Period, asOf: CalendarDate, roster: Roster,
    sums: Bool, trace: FigureTrace? = nil
  ) -> Figure? {
    var lists = readings[Key(kpi: kpi.id, owner: .scope(scope))].map { [$0] } ?? []
    if lists.isEmpty, sums, scope.kind != .rep { lists = below(scope, kpi.id, roster) }
    guard !lists.isEmpty else { return nil }
    let figure = Figure(period: period.id, scope: scope, kpi: kpi.id)
    return filled(figure, kpi, lists, period, asOf, sums: sums, trace)
  }

  /// What was read for one objective.
  func figure(of kpi: KPI, objective: Objective, period: Period, asOf: CalendarDate) -> Figure? {
    guard let list = readings[Key(kpi: kpi.id, owner: .objective(objective.id))] else { return nil }
    let figure = Figure(period: period.id, scope: objective.owner, kpi: kpi.id)
    return filled(
      figure, kpi, [list], period, asOf, sums: objective.kind.accumulates || kpi.isReadingSum)
  }

  /// Readings of the reps in a team or the company.
  private func below(_ scope: ScopeID, _ kpi: String, _ roster: Roster) -> [[Reading]] {
    let keys = readings.keys.filter { $0.kpi == kpi }
    if keys.isEmpty { return [] }
    let stays = Set(roster.stays(of: scope))
    return keys.compactMap { key -> (String, [Reading])? in
      guard case .scope(let rep) = key.owner, rep.kind == .rep, let list = readings[key],
        let person = roster.person(withID: rep.id)
      else { return nil }
      let within = list.filter { stays.contains(roster.stay(ofPerson: person, onDay: $0.day)) }
      return within.isEmpty ? nil : (rep.id, within)
    }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private func filled(
    _ figure: Figure, _ kpi: KPI, _ lists: [[Reading]], _ period: Period, _ asOf: CalendarDate,
    sums: Bool, _ trace: FigureTrace? = nil
  ) -> Figure {
    var figure = figure
    let last = min(period.lastDay.dayNumber, asOf.dayNumber)
    let known = lists.map { $0.filter { $0.day <= last } }
    let within = known.flatMap { $0.filter { $0.day >= period.start.dayNumber } }
    if sums {
      figure.count = within.count
      if within.isEmpty {
        figure.absentReason = .noEvent
      } else {
        figure.value = quantity(within.reduce(Int128(0)) { $0 + Int128($1.value) }, kpi.unit)
      }
      for reading in within { trace?.note(reading, quantity(Int128(reading.value), kpi.unit)) }
      return figure
    }
    guard let reading = within.max(by: { $0.day < $1.day }) ?? known.flatMap({ $0 }).last else {
      figure.absentReason = .insufficientHistory
      return figure
    }
    figure.count = within.count
    // An older reading still says how things stand, as far as is known.
    figure.isApproximate = within.isEmpty
    figure.value = quantity(Int128(reading.value), kpi.unit)
    trace?.note(reading, figure.value)
    return figure
  }

  private func quantity(_ millionths: Int128, _ unit: Unit) -> Quantity {
    unit == .money
      ? Quantity(.money, roundedQuotient(millionths * Int128(minorUnits), 1_000_000))
      : Fraction(millionths, over: Int128(1_000_000)).quantity(unit)
  }
}

extension FigureTrace {
  fileprivate func note(_ reading: ReadingStore.Reading, _ value: Quantity?) {
    note(reading.place, as: .counted, day: reading.day, value: value)
  }
}

extension KPI {
  /// Whether it is made of readings that add up.
  var isReadingSum: Bool {
    if case .algorithm("reading_sum", _, _) = formula { return true }
    return false
  }

  /// Whether it is made of readings alone.
  package var isReading: Bool {
    if case .algorithm("reading_last", _, _) = formula { return true }
    return isReadingSum
  }

  /// Whether what it counts adds up over a period, rather than being a level or a share.
  package func accumulates(_ measures: [String: Measure]) -> Bool {
    switch formula {
    case .simple, .cumulative: !isInstant(measures)
    case .algorithm(let name, _, _): KPIAlgorithm.accumulating.contains(name)
    // What no export holds is read as it happens when it is counted, and as a level otherwise.
    case .unavailable: unit == .count || unit == .money
    case .ratio, .statistic, .conversion, .derived: false
    }
  }
}
