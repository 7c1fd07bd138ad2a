import Analysis
import Calendar
import Ingest

/// Whether what is asked can be done, as far as the file alone can tell (objectives.md 1.8); what
/// needs history is checked by `HistoryLint` in Analysis.
struct ObjectiveRealism {
  /// By identifier.
  let people: [String: Person]
  let teams: [Team]
  let findings: Findings

  /// Growth from which more means are needed, whatever the market does.
  private static let half = Fraction(1, over: 2)

  func check(_ objectives: [Objective]) {
    for objective in objectives {
      checkGrowth(objective)
      checkPresence(objective)
    }
    checkSeniority(objectives)
  }

  /// Somebody has to be there on some day of the period.
  private func checkPresence(_ objective: Objective) {
    let period = objective.period
    let absence: String?
    switch objective.owner.kind {
    case .company: absence = nil
    case .rep:
      guard let person = people[objective.owner.id] else { return }
      let lasts = person.memberships.map(\.span.last)
      let left = person.leftAt ?? (lasts.contains(nil) ? nil : lasts.compactMap { $0 }.max())
      let firsts = person.memberships.map(\.span.first)
      let hired = person.hiredAt ?? (firsts.contains(nil) ? nil : firsts.compactMap { $0 }.min())
      absence =
        left.flatMap { $0 < period.start ? "left on \($0)" : nil }
        ?? hired.flatMap { $0 >= period.end ? "comes on \($0)" : nil }
    case .team:
      let within = teams.filter { isWithin($0, objective.owner.id) }.map(\.id)
      let members = people.values.filter { person in
        person.managerOf.map { $0.kind == .team && within.contains($0.id) } == true
          || person.memberships.contains { within.contains($0.team) && period.meets($0.span) }
      }
      let hasTeams = people.values.contains { !$0.memberships.isEmpty }
      absence = members.isEmpty && hasTeams ? "has nobody in it" : nil
    }
    guard let absence else { return }
    findings.warning(
      "objective-owner-absent", at: objective.place,
      "\(objective.owner) \(absence), so that nobody works on '\(objective.id)' in \(period.id)",
      fixes: [
        "name another owner, or correct the period",
        "or correct the days and teams of the people file",
      ])
  }

  /// Whether a team is the other one or stands below it.
  private func isWithin(_ team: Team, _ other: String) -> Bool {
    var seen: Set<String> = []
    var current: Team? = team
    while let next = current, seen.insert(next.id).inserted {
      if next.id == other { return true }
      current = next.parent.flatMap { parent in teams.first { $0.id == parent } }
    }
    return false
  }

  /// The growth asked for, beside the market's, both for a year.
  private func checkGrowth(_ objective: Objective) {
    guard objective.relative == .percent, objective.direction != .down,
      let target = objective.target, target.numerator > 0
    else { return }
    let growth = Fraction(target)
    let hasMeans = objective.annotations["capacity_assumption"] != nil
    if growth >= Self.half, !hasMeans {
      return unrealistic(objective, "half as much again, or more,", growth)
    }
    guard let market = objective.annotations["market_growth"].flatMap(CompanySection.rate),
      market.numerator > 0
    else { return }
    let period = objective.annotations["market_growth_period"].map(HeaderText.folded) ?? "year"
    let marketMonths =
      ["quarter", "trimestre"].contains(period) ? 3 : period.hasPrefix("m") ? 1 : 12
    let ofMarket = Self.annual(Fraction(market), months: marketMonths)
    let asked = Self.annual(growth, months: objective.growthMonths)
    let times = asked / ofMarket
    let comparison =
      "\(asked.scaled(by: 100)) % a year beside a market that grows by "
      + "\(ofMarket.scaled(by: 100)) % a year"
    if times >= Fraction(5), !hasMeans {
      unrealistic(objective, comparison + ", which is five times as much or more,", growth)
    } else if times > Fraction(3, over: 2), !isJustified(objective) {
      findings.warning(
        "objective-growth-unjustified", at: objective.place,
        "objective '\(objective.id)' asks for \(comparison), and says not why",
        explanation: "up to one and a half times the market is ambitious; more has to be explained",
        fixes: [
          "say in 'why', 'smart: {realistic: …}' or 'capacity_assumption' what makes it possible",
          "or ask for \((ofMarket * Fraction(3, over: 2)).scaled(by: 100)) % a year",
        ])
    }
  }

  private func unrealistic(_ objective: Objective, _ what: String, _ growth: Fraction) {
    findings.warning(
      "objective-growth-unrealistic", at: objective.place,
      "objective '\(objective.id)' asks for \(what) with unchanged capacity",
      explanation: "growth of \(growth.scaled(by: 100)) % needs more people, means or market",
      fixes: [
        "state 'capacity_assumption': what will be added to reach it",
        "or begin with +\(max((growth / Fraction(3)).scaled(by: 100), 1)) %",
      ])
  }

  private func isJustified(_ objective: Objective) -> Bool {
    ["capacity_assumption", "smart.realistic", "smart.attainable"].contains {
      objective.annotations[$0] != nil
    } || !objective.why.texts.isEmpty
  }

  /// (1 + g)^(12 / months) - 1 for whole numbers of periods a year, else in proportion.
  static func annual(_ growth: Fraction, months: Int) -> Fraction {
    let months = max(months, 1)
    guard months < 12, 12 % months == 0 else { return growth * Fraction(12, over: months) }
    var factor = Fraction.one
    for _ in 0..<(12 / months) { factor = factor * (.one + growth) }
    return factor - .one
  }

  /// A junior with the target of the middle one of the seniors in the same role (objectives.md 1.8).
  private func checkSeniority(_ objectives: [Objective]) {
    let groups = Dictionary(
      grouping: objectives.filter {
        $0.owner.kind == .rep && [.cumul, .recur].contains($0.kind) && $0.relative == .none
      }
    ) { "\($0.kpi) \($0.period.id) \($0.cadence?.rawValue ?? "")" }
    for (_, group) in groups.sorted(by: { $0.key < $1.key }) {
      for objective in group where seniority(objective) == "junior" && !objective.targetIsEffective
      {
        // One entry for "each rep" says on purpose that it is the same for all.
        let seniors = group.filter {
          seniority($0) == "senior" && role($0) == role(objective) && $0.place != objective.place
        }.compactMap(\.target).sorted { Fraction($0) < Fraction($1) }
        guard !seniors.isEmpty, let target = objective.target,
          target.unit == seniors[(seniors.count - 1) / 2].unit,
          Fraction(target) >= Fraction(seniors[(seniors.count - 1) / 2]),
          people[objective.owner.id]?.ramp.isEmpty ?? true
        else { continue }
        findings.warning(
          "objective-junior-as-senior", at: objective.place,
          "\(objective.owner) is a junior with the target of the seniors",
          explanation: "the same number from the first day discourages, and hides who needs help",
          fixes: ["lower it, or give the person a 'ramp' in the people file"])
      }
    }
  }

  private func role(_ objective: Objective) -> String {
    HeaderText.folded(people[objective.owner.id]?.role ?? "")
  }

  private func seniority(_ objective: Objective) -> String {
    HeaderText.folded(people[objective.owner.id]?.seniority ?? "")
  }
}

extension Objective {
  /// Over how many months the growth is meant: a year where its base is the same time last year,
  /// else the length of its own period.
  fileprivate var growthMonths: Int {
    let own = max((period.dayCount + 15) / 30, 1)
    guard let base = baselinePeriod.flatMap({ Period.parse($0) }) else { return own }
    return base.end <= period.start && base.start.adding(years: 1) == period.start ? 12 : own
  }
}

extension Period {
  fileprivate func meets(_ span: DaySpan) -> Bool {
    (span.first.map { $0 < end } ?? true) && (span.last.map { $0 >= start } ?? true)
  }
}
