import Analysis
import Calendar
import Ingest

/// Figures of the fixture: a function of the scope, so that every person has others.
enum FixtureFigures {
  /// Signed revenue of the running quarter, in euros; Hugo's is unknown.
  static let won: [String: Int64?] = [
    "amelie": 212_300, "bruno": 198_900, "chloe": 151_450, "david": 240_200, "elodie": 77_800,
    "farid": 144_000, "gaelle": 98_700, "hugo": nil, "zoe": 33_333,
  ]

  /// Signed revenue whose owner nobody knows; with it the reps add up to the company.
  static let unowned: Int64 = 12_345

  static func total(_ scope: ScopeID) -> Int64? {
    switch scope.kind {
    case .company: return won.values.compactMap { $0 }.reduce(unowned, +)
    case .team:
      return Fixture.people.filter { $0.team == scope.id }
        .compactMap { won[$0.id] ?? nil }.reduce(0, +)
    case .rep: return won[scope.id] ?? nil
    }
  }

  private static func weight(_ scope: ScopeID) -> Int64 {
    switch scope.kind {
    case .company: 9
    case .team: scope.id == "nord" ? 5 : 4
    case .rep: 1
    }
  }

  static func figures(of scope: ScopeID) -> [Figure] {
    if scope == .unassigned {
      return [
        Figure(
          period: Fixture.quarter.id, scope: scope, kpi: "revenue_won",
          value: Quantity(.money, unowned * 100), count: 3)
      ]
    }
    let seed = Int64(scope.id.utf8.reduce(0) { ($0 * 31 + Int($1)) % 17 })
    let weight = weight(scope)
    var figures: [Figure] = []
    func add(
      _ period: String, _ kpi: String, segment: String = "", _ value: Quantity?,
      count: Int? = nil, reason: AbsentReason? = nil
    ) {
      figures.append(
        Figure(
          period: period, scope: scope, kpi: kpi, segment: segment, value: value, count: count,
          absentReason: reason))
    }
    func rate(_ period: String, _ kpi: String, _ part: Int64, _ whole: Int64) {
      var figure = Figure(period: period, scope: scope, kpi: kpi)
      figure.numerator = Quantity(.count, part)
      figure.denominator = Quantity(.count, whole)
      figure.count = Int(whole)
      figure.value = Quantity(.rate, part, dividedBy: whole)
      if figure.value == nil { figure.absentReason = .noEvent }
      if whole > 0 {
        figure.interval = Figure.Interval(
          low: Quantity(.rate, part * 500_000 / whole, over: 1_000_000),
          high: Quantity(.rate, (part * 500_000 / whole) + 400_000, over: 1_000_000))
      }
      figures.append(figure)
    }
    for (place, month) in Fixture.months.enumerated() {
      let wave = (Int64(place) * 7 + seed) % 11
      add(month.id, "revenue_won", Quantity(.money, (30_000 + wave * 4_100) * 100 * weight))
      add(month.id, "calls", Quantity(.count, (60 + wave * 5) * weight))
      add(month.id, "meetings_held", place == 4 ? nil : Quantity(.count, (9 + wave) * weight))
    }
    let quarter = Fixture.quarter.id
    let euros = total(scope)
    add(
      quarter, "revenue_won", euros.map { Quantity(.money, $0 * 100) }, count: 12,
      reason: euros == nil ? .missingField : nil)
    add(Fixture.before.id, "n_won", Quantity(.count, 21 * weight))
    add(quarter, "n_won", Quantity(.count, (4 + seed % 5) * weight))
    switch scope.kind {
    case .company: rate(quarter, "win_rate_closed_n", 61, 212)
    case .team: rate(quarter, "win_rate_closed_n", 9, 24)
    case .rep:
      rate(
        quarter, "win_rate_closed_n", scope.id == "elodie" ? 3 : 7, scope.id == "elodie" ? 4 : 19)
    }
    add(quarter, "avg_deal", Quantity(.money, 1_234_567 + seed * 10_000))
    add(quarter, "cycle_won", Quantity(.days, 97 + seed, over: 2))
    add(
      "2026-08-14", "open_pipeline", Quantity(.money, 57_500_000 * weight), count: Int(14 * weight))
    for (place, stage) in ["Qualification", "Découverte", "Proposition", "Négociation"].enumerated()
    {
      add(
        "2026-08-14", "open_pipeline", segment: "stage:\(stage)",
        Quantity(.money, Int64(22_000_000 - place * 5_000_000) * weight),
        count: Int(Int64(6 - place) * weight))
    }
    add("2026-08-14", "open_pipeline", segment: "overdue", Quantity(.money, 6_500_000), count: 3)
    add(quarter, "coverage", Quantity(.ratio, 27 + seed, over: 10))
    add(quarter, "calls", Quantity(.count, (120 + seed) * weight))
    add(quarter, "meetings_held", Quantity(.count, (22 + seed) * weight))
    rate(quarter, "no_show_rate", 0, scope.kind == .rep ? 0 : 44)
    add(quarter, "quotes", Quantity(.count, 9 * weight))
    add("2026-08-14", "overdue_actions", Quantity(.count, seed))
    return figures
  }
}

/// Objectives of the fixture; Zoé has none.
enum FixtureObjectives {
  static let targets: [String: Int64] = [
    "amelie": 420_000, "bruno": 360_000, "chloe": 350_000, "david": 430_000, "elodie": 320_000,
    "farid": 300_000, "gaelle": 200_000, "hugo": 310_000,
  ]

  static var all: [ObjectiveResult] {
    var all: [ObjectiveResult] = [revenue(of: .company, euros: 2_690_000, solidity: .signal)]
    all.append(revenue(of: ScopeID(.team, "nord"), euros: 1_880_000, solidity: .signal))
    all.append(revenue(of: ScopeID(.team, "sud"), euros: 810_000, solidity: .toConfirm))
    for person in Fixture.people {
      guard let euros = targets[person.id] else { continue }
      let scope = ScopeID(.rep, person.id)
      all.append(
        revenue(of: scope, euros: euros, solidity: person.id == "farid" ? .signal : .toConfirm))
      if person.id == "elodie" { all.append(noShow(scope)) }
    }
    return all
  }

  /// Causes that add up; team Sud has no history.
  static var attributions: [RunResult.Attribution] {
    all.filter(\.isHeadline).compactMap { result in
      guard let gap = result.gapToDate else { return nil }
      if result.scope.id == "sud" {
        return RunResult.Attribution(
          scope: result.scope, objective: result.objective, gap: gap, parts: [],
          absentReason: .insufficientHistory, availableFrom: Fixture.quarter.end)
      }
      func part(
        _ cause: RunResult.Attribution.Cause, _ cents: Int64, mix: Int64 = 0
      ) -> RunResult.Attribution.Part {
        RunResult.Attribution.Part(
          cause: cause, amount: Quantity(.money, cents),
          mix: result.scope.kind == .rep ? nil : Quantity(.money, mix))
      }
      let rate = gap.numerator / 3
      var parts = [
        part(.winRate, rate, mix: 81_250), part(.averageDeal, 512_345, mix: -40_000),
        part(.discounts, -120_050),
      ]
      if result.scope == .company { parts.append(part(.overAssignment, -4_000_033)) }
      let rest = gap.numerator - parts.reduce(0) { $0 + $1.amount.numerator }
      parts.insert(part(.opportunities, rest, mix: -41_250), at: 0)
      return RunResult.Attribution(
        scope: result.scope, objective: result.objective, gap: gap, parts: parts)
    }
  }

  /// 47 % of the quarter's working days have passed.
  private static func revenue(
    of scope: ScopeID, euros: Int64, solidity: ObjectiveResult.Solidity
  ) -> ObjectiveResult {
    var objective = Objective(
      id: "revenue-\(scope.id)", owner: scope, kpi: "revenue_won", kind: .cumul,
      target: Quantity(.money, euros * 100), period: Fixture.quarter,
      place: .init(file: "objectives.yaml", line: 3))
    objective.label = LocalizedText(["fr": "CA signé du trimestre", "en": "Revenue of the quarter"])
    objective.priority = 1
    var result = ObjectiveResult(objective: objective, scope: scope)
    result.isHeadline = true
    let target = Quantity(.money, euros * 100)
    let expected = Quantity(.money, euros * 47)
    result.target = target
    result.statedTarget = target
    result.expectedToDate = expected
    result.elapsedShare = Quantity(.rate, 47, over: 100)
    result.workingDaysElapsed = 31
    result.workingDaysTotal = 65
    guard let won = FixtureFigures.total(scope) else {
      result.absentReason = .missingField
      return result
    }
    let actual = Quantity(.money, won * 100)
    result.actual = actual
    result.gapToDate = Quantity(.money, actual.numerator - expected.numerator)
    result.gapToTarget = Quantity(.money, actual.numerator - target.numerator)
    result.attainment = Quantity(.rate, actual.numerator, over: target.numerator)
    result.requiredPerDay = Quantity(
      .money, max(0, target.numerator - actual.numerator), over: 34)
    result.requiredOverPace = Quantity(
      .ratio, (target.numerator - actual.numerator) / 34, over: max(1, actual.numerator / 31))
    let index = Int(Quantity(.rate, actual.numerator, over: expected.numerator).scaled(by: 100))
    result.index = index
    result.position =
      index >= 105 ? .ahead : index >= 95 ? .onTime : index >= 80 ? .late : .veryLate
    result.solidity = solidity
    result.isMet = actual.numerator >= target.numerator
    result.projection = ObjectiveResult.Projection(
      p10: Quantity(.money, actual.numerator * 17 / 10),
      p50: Quantity(.money, actual.numerator * 2),
      p90: Quantity(.money, actual.numerator * 24 / 10),
      probability: Quantity(
        .rate, Int64(min(max(index * 7_000, 10_000), 990_000)), over: 1_000_000),
      isCalibrated: scope.kind == .company, newDealPeriods: scope.id == "elodie" ? 0 : 4)
    return result
  }

  private static func noShow(_ scope: ScopeID) -> ObjectiveResult {
    var objective = Objective(
      id: "no-show-elodie", owner: scope, kpi: "no_show_rate", kind: .cap,
      target: Quantity(.rate, 15, over: 100), period: Fixture.quarter,
      place: .init(file: "objectives.yaml", line: 9))
    objective.label = LocalizedText(["fr": "Moins de 15 % de no-show"])
    objective.comparator = .below
    var result = ObjectiveResult(objective: objective, scope: scope)
    result.target = Quantity(.rate, 15, over: 100)
    result.actual = Quantity(.rate, 1, over: 10)
    result.gapToDate = Quantity(.rate, -5, over: 100)
    result.position = .ahead
    result.solidity = .toConfirm
    result.isMet = true
    return result
  }
}
