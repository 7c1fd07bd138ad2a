package import Calendar
import Ingest

/// The open opportunities of the first day of a period of which a snapshot was kept.
package struct PeriodSnapshot: Sendable, Hashable {
  package var period: Period
  package var date: CalendarDate
  /// Those that were open and planned to close in the period.
  package var deals: [OpportunityState]
  /// What later snapshots saw of their planned close, by identifier; only of those that changed it.
  package var pushes: [String: PushHistory]

  package init(
    period: Period, date: CalendarDate, deals: [OpportunityState],
    pushes: [String: PushHistory] = [:]
  ) {
    self.period = period
    self.date = date
    self.deals = deals.filter { $0.isOpen && $0.expected.map(period.contains) == true }
    let kept = Set(self.deals.map(\.id))
    self.pushes = pushes.filter { kept.contains($0.key) }
  }
}

/// How often the planned close of an opportunity was seen to move back.
package struct PushHistory: Sendable, Hashable {
  /// Moves to a later day, from one snapshot to the next; a move to an earlier day is none.
  package var count: Int
  /// The planned close that was seen last.
  package var latest: CalendarDate

  package init(count: Int, latest: CalendarDate) {
    self.count = count
    self.latest = latest
  }

  /// Takes the planned close of a later day.
  package mutating func see(_ expected: CalendarDate) {
    if expected > latest { count += 1 }
    latest = expected
  }
}

/// What became of the opportunities that were planned to close in a period: won, lost, or neither by
/// its end (kpis.md 3.5, `push_rate`).
struct PushLedger: Sendable {
  enum Fate: Int, Sendable {
    case won
    case lost
    case slipped
  }

  struct Sums: Sendable {
    /// By fate.
    var counts = [0, 0, 0]
    var amounts: [Int128] = [0, 0, 0]
    /// Days to the new planned close, of those that have a later one.
    var pushedDays: Int64 = 0
    var pushedCount = 0
    /// Moves to a later day, and the deals with `often` of them or more.
    var pushes = 0
    var oftenCount = 0

    var count: Int { counts.reduce(0, +) }
    var amount: Int128 { amounts.reduce(0, +) }
  }

  private struct Deal: Sendable {
    var snapshot: Int
    var stay: Int
    var amount: Int64
    var expected: Int32
    var fate = Fate.slipped
    var pushedDays: Int32 = 0
    var history: PushHistory?
    /// Its number among those of the snapshot.
    var number: Int
    /// Where it stands in today's export.
    var place: RowPlace?
  }

  /// So many pushes of one deal are a flag (kpis.md 3.5).
  private static let often = 3

  private let snapshots: [PeriodSnapshot]
  private let asOf: CalendarDate
  private var deals: [Deal] = []
  private var indices: [UInt64: [Int]] = [:]

  init(_ plan: AnalysisPlan, roster: Roster) {
    snapshots = plan.snapshots
    asOf = plan.asOf
    for (number, snapshot) in snapshots.enumerated() {
      for (position, state) in snapshot.deals.enumerated() {
        let person = state.person.flatMap { roster.person(named: $0) }
        indices[IdentifierDigest.of(state.id), default: []].append(deals.count)
        deals.append(
          Deal(
            snapshot: number,
            stay: person.map { roster.stay(ofPerson: $0, onDay: snapshot.date.dayNumber) }
              ?? Roster.unassignedStay,
            amount: state.amount ?? 0, expected: state.expected?.dayNumber ?? 0,
            history: snapshot.pushes[state.id]
              ?? state.expected.map { PushHistory(count: 0, latest: $0) }, number: position))
      }
    }
  }

  /// One that is in no export any more has slipped.
  mutating func add(_ rows: RowSet) {
    guard rows.entity == .opportunities, !deals.isEmpty, let ids = rows.texts["id"] else { return }
    let closed = rows.days["closed_on"] ?? rows.missingDays
    let expected = rows.days["expected_close_on"] ?? rows.missingDays
    for row in 0..<rows.count where rows.isIncluded[row] {
      guard let id = ids[row], let own = indices[IdentifierDigest.of(id)] else { continue }
      for index in own {
        let period = snapshots[deals[index].snapshot].period
        deals[index].place = RowPlace(rows, row)
        let status = rows.text("status", row)
        let isInside =
          closed[row] != Column.missingDay
          && period.contains(CalendarDate(dayNumber: closed[row]))
        if isInside, status == "won" { deals[index].fate = .won }
        if isInside, status == "lost" { deals[index].fate = .lost }
        if !isInside, expected[row] > deals[index].expected {
          deals[index].pushedDays = expected[row] - deals[index].expected
        }
        if rows.text("status", row) == "open", expected[row] != Column.missingDay {
          deals[index].history?.see(CalendarDate(dayNumber: expected[row]))
        }
      }
    }
  }

  /// What a deal adds to both sums of a share; nothing where it is no part of it.
  struct Weight {
    var numerator: Quantity
    var denominator: Quantity
  }

  /// What became of the deals of a period; nothing without a snapshot of it.
  ///
  /// `weight` says what a deal is worth to a trace: of its
  /// fate, its amount, the days that it was pushed by and the times.
  func sums(
    of period: Period, stays: [Int], trace: FigureTrace? = nil,
    weight: (Fate, Int64, Int64, Int) -> Weight? = { _, _, _, _ in nil }
  ) -> Sums? {
    guard let number = snapshots.firstIndex(where: { $0.period.id == period.id }) else {
      return nil
    }
    let wanted = Set(stays)
    var sums = Sums()
    for deal in deals where deal.snapshot == number && wanted.contains(deal.stay) {
      sums.counts[deal.fate.rawValue] += 1
      sums.amounts[deal.fate.rawValue] += Int128(deal.amount)
      if deal.pushedDays > 0 {
        sums.pushedCount += 1
        sums.pushedDays += Int64(deal.pushedDays)
      }
      let pushes = deal.history?.count ?? 0
      sums.pushes += pushes
      if pushes >= Self.often { sums.oftenCount += 1 }
      if let trace {
        note(deal, weight(deal.fate, deal.amount, Int64(deal.pushedDays), pushes), trace)
      }
    }
    return sums
  }
}

extension PushLedger {
  /// A deal where it stands today; one that is in no export any more as the snapshot had it.
  private func note(_ deal: Deal, _ weight: Weight?, _ trace: FigureTrace) {
    guard let weight else {
      return trace.leaveOut(deal.place, day: deal.expected, .notInSample)
    }
    let snapshot = snapshots[deal.snapshot]
    let state = snapshot.deals[deal.number]
    for (part, value) in [
      (Explanation.Part.numerator, weight.numerator), (.denominator, weight.denominator),
    ] where part == .denominator || value.numerator != 0 {
      if let place = deal.place {
        trace.note(
          place, as: part, day: deal.expected, value: value, note: "\(deal.fate)")
      } else {
        trace.note(
          line: state.id, as: part, name: state.name, owner: state.owner, date: state.expected,
          value: value, note: "deleted")
      }
    }
  }
}

extension KPIAlgorithm {
  static let pushes: [String: Body] = ["push_rate": pushRate]

  /// What a deal adds to both sums, by what is asked for.
  private static func weight(
    of fate: PushLedger.Fate, _ amount: Int64, _ days: Int64, _ pushes: Int,
    _ parameters: [String: Int64]
  ) -> PushLedger.Weight? {
    let one = Quantity(.count, 1)
    if parameters["days"] == 1 {
      return days > 0
        ? PushLedger.Weight(numerator: Quantity(.days, days), denominator: one) : nil
    }
    if parameters["pushes"] == 1 {
      return PushLedger.Weight(numerator: Quantity(.count, Int64(pushes)), denominator: one)
    }
    let whole = parameters["value"] == 1 ? Quantity(.money, amount) : one
    return PushLedger.Weight(
      numerator: fate == .slipped ? whole : Quantity(whole.unit, 0), denominator: whole)
  }

  /// The share that slipped by number, with `value` by amount; with `days` how far, with `pushes` how
  /// often.
  ///
  /// Won and lost are segments, so that the three shares are there. Of a period that goes on nothing
  /// can be said yet (rule C18).
  private static func pushRate(_ input: AlgorithmInput) -> [Figure] {
    guard !input.isToday,
      let sums = input.maker.pushes.sums(
        of: input.period, stays: input.scope.stays, trace: input.trace,
        weight: { weight(of: $0, $1, $2, $3, input.parameters) })
    else {
      let isAsked = input.scope.id == .company && input.period.id == input.tables.plan.mainPeriod.id
      return isAsked ? input.absent(.insufficientHistory) : []
    }
    var figure = input.figure
    figure.count = sums.count
    guard sums.count > 0 else {
      figure.absentReason = .noEvent
      return [figure]
    }
    guard input.period.lastDay <= input.maker.asOf else {
      figure.absentReason = .immature
      return [figure]
    }
    if input.parameters["days"] == 1 {
      figure.count = sums.pushedCount
      figure.numerator = Quantity(.days, sums.pushedDays)
      figure.denominator = Quantity(.count, Int64(sums.pushedCount))
      figure.value = Quantity(.days, sums.pushedDays, dividedBy: Int64(sums.pushedCount))
      if figure.value == nil { figure.absentReason = .noEvent }
      return [figure]
    }
    if input.parameters["pushes"] == 1 {
      return [
        input.share(Int64(sums.pushes), of: Int64(sums.count)),
        input.count(sums.oftenCount, segment: "three_or_more"),
      ]
    }
    let isValue = input.parameters["value"] == 1
    func share(_ fate: PushLedger.Fate, segment: String) -> Figure {
      var share = figure
      let part = isValue ? sums.amounts[fate.rawValue] : Int128(sums.counts[fate.rawValue])
      let whole = isValue ? sums.amount : Int128(sums.count)
      let unit: Unit = isValue ? .money : .count
      share.segment = segment
      share.numerator = Quantity(unit, Int64(clamping: part))
      share.denominator = Quantity(unit, Int64(clamping: whole))
      if whole > 0 {
        share.value = Fraction(part, over: whole).quantity(.rate)
      } else {
        share.absentReason = .zeroDenominator
      }
      if !isValue {
        share.interval = Wilson.interval(
          successes: sums.counts[fate.rawValue], trials: sums.count)
      }
      return share
    }
    return [
      share(.slipped, segment: ""), share(.won, segment: "won"), share(.lost, segment: "lost"),
    ]
  }
}
