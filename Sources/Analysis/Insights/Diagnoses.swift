import Calendar

/// Applies the rules of diagnosis to the headline of each scope (objectives.md 4.6).
///
/// A condition holds only as a signal: two proportions, a Poisson count, a mean or a dispersion that
/// differ from the twelve months before the period with p < 0.05. A gap has three factors that can be
/// to blame, so that each comparison has to be three times as sure. Where the gap itself may be chance,
/// a rule fires only if its comparison would be a signal among all that were made.
///
/// The rules that fire are ranked by the euros that their factor takes from the gap; of those on one
/// factor the ones beyond doubt come first, then the more particular ones.
struct Diagnoses {
  let plan: AnalysisPlan
  let roster: Roster
  let maker: FigureMaker
  let outlook: Outlook
  let rhythms: RhythmLedger
  let rules: [DiagnosisRule]
  /// By objective, the cause of a gap that somebody wrote down.
  private let recordedCauses: [String: String]

  init(
    plan: AnalysisPlan, roster: Roster, maker: FigureMaker, outlook: Outlook,
    rhythms: RhythmLedger, rules: [DiagnosisRule]
  ) {
    self.plan = plan
    self.roster = roster
    self.maker = maker
    self.outlook = outlook
    self.rhythms = rhythms
    self.rules = rules
    recordedCauses = Dictionary(
      plan.objectives.compactMap { objective in
        objective.annotations["gap_cause"].map { (objective.id, $0) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Diagnoses a scope at most.
  private static let itemCount = 3
  /// Volume, win rate and size of deals.
  private static let factorCount = 3
  /// Of what all stages lost, the least that makes one of them the only one to blame.
  private static let mainShare = 0.6
  /// What falls by a third more than another is not the consequence of that.
  private static let deepening = 4.0 / 3

  /// For a headline whose attribution is known; nothing while the period has not begun.
  func diagnosis(
    of result: ObjectiveResult, _ objective: Objective?, attribution: RunResult.Attribution?
  ) -> RunResult.Diagnosis? {
    guard result.isHeadline, result.period.contains(plan.asOf),
      [.late, .veryLate, .onTime, .ahead].contains(result.position)
    else { return nil }
    let isLate = result.position == .late || result.position == .veryLate
    let isSignal = result.solidity == .signal
    let scope = FigureMaker.ScopeStays(id: result.scope, stays: roster.stays(of: result.scope))
    let state = State(
      isLate: isLate, isMet: result.isMet == true || (result.index ?? 0) >= 100,
      recorded: recordedCauses[result.objective] ?? "",
      shortage: isLate ? nil : shortage(scope, result, objective))
    var comparison = KPIComparison(
      maker: maker, rhythms: rhythms, scope: scope, period: result.period, plan: plan)
    let all = isLate ? max(comparisonCount(&comparison), Self.factorCount) : Self.factorCount
    let least = isLate && !isSignal ? all : Self.factorCount
    var found: [(item: RunResult.Diagnosis.Item, isClear: Bool)] = []
    for rule in rules where !rule.conditions.isOtherwise {
      guard isLate || rule.conditions.headline == "met",
        let evidence = evidence(rule.conditions, state, &comparison, least: least)
      else { continue }
      let parts = attribution?.parts.filter { rule.factors.contains($0.cause) } ?? []
      let part = parts.min { $0.amount.numerator < $1.amount.numerator }
      // A factor that adds to the result explains no delay.
      if let part, part.amount.numerator >= 0 { continue }
      found.append(
        (
          RunResult.Diagnosis.Item(rule, part: part, evidence: evidence),
          evidence.first?.isSignal(among: all) ?? false
        ))
    }
    var items = ranked(found)
    if items.isEmpty, isLate, isSignal {
      // A cause that was recorded takes the place of the question for one.
      let others = rules.filter { $0.conditions.isOtherwise && holds($0.conditions, state) }
      let answered = others.filter { !$0.conditions.recorded.isEmpty }
      items = (answered.isEmpty ? others : answered).map { RunResult.Diagnosis.Item($0) }
    }
    guard isLate || !items.isEmpty else { return nil }
    return RunResult.Diagnosis(
      scope: result.scope, objective: result.objective,
      items: Array(withoutRepeats(items).prefix(Self.itemCount)),
      isConclusive: isSignal || !items.isEmpty)
  }

  /// The dearest first; of those on one factor what is beyond doubt, then the order of the file.
  private func ranked(
    _ found: [(item: RunResult.Diagnosis.Item, isClear: Bool)]
  ) -> [RunResult.Diagnosis.Item] {
    let order = Dictionary(
      rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    return found.sorted { left, right in
      (left.item.amount?.numerator ?? 0, left.isClear ? 0 : 1, order[left.item.rule] ?? 0)
        < (right.item.amount?.numerator ?? 0, right.isClear ? 0 : 1, order[right.item.rule] ?? 0)
    }.map(\.item)
  }

  /// One factor is named once: of two rules on it the more particular one, which comes first.
  private func withoutRepeats(
    _ items: [RunResult.Diagnosis.Item]
  ) -> [RunResult.Diagnosis.Item] {
    var evidence: Set<[String]> = []
    return items.filter { item in
      item.evidence.isEmpty
        || evidence.insert(item.evidence.filter { $0.isSignal }.map(\.kpi)).inserted
    }
  }

  // MARK: Conditions

  private struct State {
    var isLate: Bool
    var isMet: Bool
    var recorded: String
    /// What shows that the pipeline is too small, where it is.
    var shortage: RunResult.Diagnosis.Evidence?
  }

  private func holds(_ conditions: DiagnosisRule.Conditions, _ state: State) -> Bool {
    if !conditions.recorded.isEmpty, conditions.recorded != state.recorded { return false }
    return switch conditions.headline {
    case "late" where !state.isLate: false
    case "met" where !state.isMet: false
    default: !conditions.isCoverageShort || state.shortage != nil
    }
  }

  /// How many comparisons the rules make of a scope that is late: of so many one in twenty signals by
  /// chance.
  private func comparisonCount(_ comparison: inout KPIComparison) -> Int {
    var compared: Set<String> = []
    for rule in rules where rule.conditions.headline != "met" {
      for name in rule.conditions.falls + rule.conditions.rises {
        compared.formUnion(tests(name, &comparison).map(\.kpi))
      }
    }
    return compared.count
  }

  private func tests(
    _ written: String, _ comparison: inout KPIComparison
  ) -> [RunResult.Diagnosis.Evidence] {
    kpis(written.hasSuffix("?") ? String(written.dropLast()) : written)
      .compactMap { comparison.test($0) }
  }

  /// The comparisons that a rule rests on, or nothing where it does not hold; what moved comes first.
  ///
  /// What moved has to be a signal among `least` comparisons; what is steady is no signal among the
  /// factors, or among as many as there are steady ones.
  private func evidence(
    _ conditions: DiagnosisRule.Conditions, _ state: State, _ comparison: inout KPIComparison,
    least: Int
  ) -> [RunResult.Diagnosis.Evidence]? {
    guard holds(conditions, state) else { return nil }
    var evidence =
      conditions.isCoverageShort ? [state.shortage].compactMap { $0 } : []
    for name in conditions.falls + conditions.rises {
      let tests = tests(name, &comparison)
      if tests.isEmpty, name.hasSuffix("?") { continue }
      let worst = tests.filter { $0.isSignal(among: max(tests.count, least)) }
        .min { $0.chance < $1.chance }
      guard let worst, isMainlyToBlame(worst, name, &comparison) else { return nil }
      evidence.append(worst)
    }
    for name in conditions.deeper {
      let other = tests(name, &comparison).map(\.loss).max()
      guard let loss = evidence.first?.loss, loss >= Self.deepening * (other ?? 0),
        other != nil || name.hasSuffix("?")
      else { return nil }
    }
    let steady = conditions.steady.map { ($0, tests($0, &comparison)) }
    let count = max(steady.reduce(0) { $0 + $1.1.count }, Self.factorCount)
    for (name, tests) in steady {
      if tests.isEmpty, name.hasSuffix("?") { continue }
      guard !tests.isEmpty, !tests.contains(where: { $0.isSignal(among: count) }) else {
        return nil
      }
      evidence += tests.prefix(1)
    }
    return evidence
  }

  /// Whether a stage lost three fifths of what all the stages lost; true of anything else.
  ///
  /// Where the others fall too it is not the one that is to blame, be each fall of them by chance or
  /// not.
  private func isMainlyToBlame(
    _ worst: RunResult.Diagnosis.Evidence, _ name: String, _ comparison: inout KPIComparison
  ) -> Bool {
    let words = name.split(separator: " ").map(String.init)
    guard words.count == 2, ["first", "last", "one"].contains(words[0]) else { return true }
    let losses = family(words[1]).compactMap { comparison.test($0)?.loss }
    return worst.loss >= Self.mainShare * losses.reduce(0, +)
  }

  /// `calls`, `demo_to_sale[*]`, `first stage_conversion`, `others stage_conversion`; `others` are
  /// those after the first, `earlier` those before the last, `one` is the one that fell most.
  private func kpis(_ name: String) -> [KPI] {
    let words = name.split(separator: " ").map(String.init)
    guard words.count == 2 else {
      if name.hasSuffix("[*]") { return family(String(name.dropLast(3))) }
      return plan.catalogue.kpi(name).map { [$0] } ?? []
    }
    let family = family(words[1])
    switch words[0] {
    case "first": return Array(family.prefix(1))
    case "last": return Array(family.suffix(1))
    case "others": return Array(family.dropFirst())
    case "earlier": return Array(family.dropLast())
    default: return family
    }
  }

  private func family(_ name: String) -> [KPI] {
    plan.catalogue.kpis.filter { $0.id.hasPrefix("\(name)[") }
  }

  /// Whether the open pipeline is less than the target takes at the win rate by value, and less than
  /// at the same point of the periods before by more than chance (objectives.md 1.13, D3).
  ///
  /// Without the second it would hold at every point of every period for whoever sells in less time
  /// than a period takes: what will close in the next one is not there yet.
  private func shortage(
    _ scope: FigureMaker.ScopeStays, _ result: ObjectiveResult, _ objective: Objective?
  ) -> RunResult.Diagnosis.Evidence? {
    guard let objective, isCoverageShort(scope, result),
      let evidence = outlook.pipelineEvidence(of: objective, scope: result.scope),
      evidence.isSignal
    else { return nil }
    return evidence
  }

  private func isCoverageShort(
    _ scope: FigureMaker.ScopeStays, _ result: ObjectiveResult
  ) -> Bool {
    guard let target = result.target, target.unit == .money,
      let pipeline = plan.catalogue.kpi("open_pipeline"),
      let rate = plan.catalogue.kpi("win_rate_closed_v"),
      let open = maker.figures(pipeline, scope: scope, period: maker.today)
        .first(where: { $0.segment.isEmpty })?.value,
      let won = maker.figures(rate, scope: scope, period: plan.trailingYear).first?.value,
      won.numerator > 0
    else { return false }
    return Fraction(open) * Fraction(won) < Fraction(target)
  }
}

extension RunResult.Diagnosis.Evidence {
  /// Whether the KPI moved in the bad direction by more than chance.
  var isSignal: Bool { isSignal(among: 1) }

  /// The same where so many tests were made at once (Bonferroni).
  func isSignal(among count: Int) -> Bool { chance * Int64(count) < 50_000 }

  /// The probability in millionths; all of them where it is not known.
  var chance: Int64 { probability?.scaled(by: 1_000_000) ?? 1_000_000 }

  /// The share of its value of before that a KPI lost; 0 where it did not get worse.
  var loss: Double {
    guard let now, let before, !Fraction(before).isZero, chance < 500_000 else { return 0 }
    return (Fraction.one - Fraction(now) / Fraction(before)).magnitude.double
  }
}
