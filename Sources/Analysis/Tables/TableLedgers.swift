import Calendar
import Ingest

/// What is accumulated beside the measures, for the KPIs that a sum by person and span cannot
/// express: answers in business hours, surveys, the customer base, amounts by period.
///
/// Each algorithm of the catalogue that needs one gets a ledger, which KPIs with the same measure
/// and parameters share.
struct TableLedgers: Sendable {
  /// A ledger by what it is fed with.
  struct Key: Hashable, Sendable {
    var measure: String
    var rule: ShareRule?
    var clock: ResponseClock?

    /// Few ledgers are of one measure, and a clock has years of working days.
    func hash(into hasher: inout Hasher) { hasher.combine(measure) }
  }

  private let plan: AnalysisPlan
  private let timeline: Timeline
  private let measures: [String: Measure]
  private(set) var shares: [Key: ShareLedger] = [:]
  private(set) var responses: [Key: ResponseLedger] = [:]
  private(set) var answers: [String: AnswerLedger] = [:]
  private(set) var amounts: [String: PeriodicAmounts] = [:]
  private(set) var base: CustomerBase
  private(set) var overdue: OverdueLedger
  private let needsBase: Bool

  /// `worklists` says that the list of what to do first asks for amounts too, `explains` that the
  /// rows behind a figure will be asked for.
  init(plan: AnalysisPlan, timeline: Timeline, worklists: Bool, explains: Bool = false) {
    self.plan = plan
    self.timeline = timeline
    let all = plan.measures
    let measures = Dictionary(
      all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    self.measures = measures
    let wins = plan.narrowedKPIs.compactMap { kpi in
      LedgerRequest.firstDeals(of: kpi).flatMap { measures[$0] }
    }
    base = CustomerBase(
      measures: all, wins: Set(wins.map(\.id)).sorted().compactMap { measures[$0] },
      keepsSources: explains)
    overdue = OverdueLedger(plan, worklists: worklists, keepsPlaces: explains)
    var needsBase = false
    for kpi in plan.catalogue.kpis + plan.narrowedKPIs {
      guard case .algorithm(let name, let roles, let parameters) = kpi.formula else { continue }
      let request = LedgerRequest(
        name: name, roles: roles, parameters: parameters, measures: measures, plan: plan)
      if let key = request.share, let rule = key.rule { shares[key] = ShareLedger(rule) }
      if let key = request.response, let clock = key.clock, let measure = measures[key.measure] {
        responses[key] = ResponseLedger(
          from: measure.from ?? "", to: measure.to ?? "", clock: clock)
      }
      if let measure = request.answers { answers[measure] = AnswerLedger() }
      for measure in request.amounts { amounts[measure] = PeriodicAmounts(keepsRows: explains) }
      needsBase = needsBase || request.needsBase
    }
    self.needsBase = needsBase
  }

  /// Takes in a batch whose derived fields are made.
  mutating func add(_ rows: RowSet, roster: Roster, findings: inout Findings) {
    overdue.add(rows, roster: roster)
    if needsBase { base.add(rows, roster: roster, asOf: plan.asOf, findings: &findings) }
    let names = rows.fieldNames
    for id in measuresInUse(of: rows.entity) {
      guard let measure = measures[id], measure.neededFields.isSubset(of: names) else { continue }
      let accepted = MeasureStore.accepted(measure, rows)
      amounts[id]?.add(rows, accepted: accepted)
      guard let date = measure.date else { continue }
      answers[id]?.add(rows, accepted: accepted, date: date, roster: roster)
      let keys = (Array(shares.keys) + Array(responses.keys)).filter { $0.measure == id }
      guard !keys.isEmpty else { continue }
      let slots = slots(rows, date: date, roster: roster)
      for key in keys {
        shares[key]?.add(rows, accepted: accepted, slots: slots, now: plan.endOfAsOf)
        responses[key]?.add(rows, accepted: accepted, slots: slots)
      }
    }
  }

  private func measuresInUse(of entity: Entity) -> [String] {
    let ids = Set(
      shares.keys.map(\.measure) + responses.keys.map(\.measure) + answers.keys + amounts.keys)
    return ids.filter { measures[$0]?.entity == entity }.sorted()
  }

  /// For each row the stay and span of its date, or -1 when no period has it.
  private func slots(_ rows: RowSet, date: String, roster: Roster) -> [Int] {
    guard let days = rows.days[date] else { return Array(repeating: -1, count: rows.count) }
    return (0..<rows.count).map { row in
      let day = days[row]
      guard day != Column.missingDay, day <= plan.asOf.dayNumber else { return -1 }
      let span = timeline.span(ofDay: day)
      guard span >= 0 else { return -1 }
      let owner = Int(rows.owners[row])
      let stay = roster.stay(ofPerson: owner, onDay: day)
      return stay * timeline.spanCount + span
    }
  }
}

/// What the ledgers were fed, ready to make figures of.
final class TableFigures: Sendable {
  let ledgers: TableLedgers
  let customers: CustomerFigures
  let timeline: Timeline
  let plan: AnalysisPlan
  /// By customer, the key features that were in use on the as-of day.
  let keyFeatures: [Int: Set<Int32>]
  /// By customer, the days on which something more was sold to it.
  let upsellDays: [Int: [Int32]]
  /// Whether opportunities say whose they are.
  let hasAccounts: Bool

  init(_ ledgers: TableLedgers, roster: Roster, timeline: Timeline, plan: AnalysisPlan) {
    self.ledgers = ledgers
    self.timeline = timeline
    self.plan = plan
    customers = CustomerFigures(ledgers.base, roster: roster, asOf: plan.asOf)
    let isKey = ledgers.base.featureNames.map {
      plan.keyFeatures.isEmpty || plan.keyFeatures.contains($0)
    }
    var keyFeatures: [Int: Set<Int32>] = [:]
    for use in ledgers.base.features where isKey[Int(use.feature)] {
      keyFeatures[Int(use.customer), default: []].insert(use.feature)
    }
    self.keyFeatures = keyFeatures
    upsellDays = Dictionary(grouping: ledgers.base.upsells) { Int($0.customer) }
      .mapValues { $0.map(\.day) }
    hasAccounts =
      ledgers.base.has(.opportunities, "account_id")
      || ledgers.base.has(.opportunities, "account_name")
  }

  /// Whether the exports say who is a customer, and since when.
  var knowsCustomers: Bool { ledgers.base.has(.customers, "since") }

  /// Whether they also say who has left.
  var knowsEnds: Bool { knowsCustomers && ledgers.base.has(.customers, "ended_at") }
}

extension AnalysisPlan {
  /// The end of the as-of day in local seconds: T of ruling 5.
  var endOfAsOf: Int64 { (Int64(asOf.dayNumber) + 1) * 86_400 }

  /// The KPIs that objectives narrow to part of their records.
  var narrowedKPIs: [KPI] {
    objectives.filter { !$0.filters.isEmpty }.compactMap { objective in
      catalogue.kpi(objective.kpi)?.narrowed(to: objective)
    }
  }
}
