import Calendar

/// Applies the rules of diagnosis to the headline of each scope (objectives.md 4.6).
///
/// A condition holds only as a signal: two proportions, a Poisson count or a mean that differ from
/// the twelve months before the period with p < 0.05. The rules that fire are ranked by the euros
/// that their factor takes from the gap; where the gap may be chance, nothing is concluded.
struct Diagnoses {
  let plan: AnalysisPlan
  let roster: Roster
  let maker: FigureMaker
  let outlook: Outlook
  let rules: [DiagnosisRule]
  /// By objective, the cause of a gap that somebody wrote down.
  private let recordedCauses: [String: String]

  init(
    plan: AnalysisPlan, roster: Roster, maker: FigureMaker, outlook: Outlook, rules: [DiagnosisRule]
  ) {
    self.plan = plan
    self.roster = roster
    self.maker = maker
    self.outlook = outlook
    self.rules = rules
    recordedCauses = Dictionary(
      plan.objectives.compactMap { objective in
        objective.annotations["gap_cause"].map { (objective.id, $0) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Diagnoses a scope at most.
  private static let itemCount = 3
  private static let bound = 0.05
  /// Events below which a comparison is not made.
  private static let minimumCount = 5

  /// For a headline whose attribution is known; nothing while the period has not begun.
  func diagnosis(
    of result: ObjectiveResult, _ objective: Objective?, attribution: RunResult.Attribution?
  ) -> RunResult.Diagnosis? {
    guard result.isHeadline, result.period.contains(plan.asOf),
      [.late, .veryLate, .onTime, .ahead].contains(result.position)
    else { return nil }
    let isLate = result.position == .late || result.position == .veryLate
    let isConclusive = result.solidity == .signal
    let scope = FigureMaker.ScopeStays(id: result.scope, stays: roster.stays(of: result.scope))
    let recorded = recordedCauses[result.objective] ?? ""
    let state = State(
      isLate: isLate && isConclusive,
      isMet: result.isMet == true || (result.index ?? 0) >= 100, recorded: recorded,
      shortage: isLate ? nil : shortage(scope, result, objective))
    var comparison = KPIComparison(maker: maker, scope: scope, period: result.period, plan: plan)
    var items: [RunResult.Diagnosis.Item] = []
    for rule in rules where !rule.conditions.isOtherwise {
      guard isLate ? isConclusive : rule.conditions.headline == "met" else { continue }
      guard let evidence = evidence(rule.conditions, state, &comparison) else { continue }
      let part = attribution?.parts.first { $0.cause == rule.factor }?.amount
      // A factor that adds to the result explains no delay.
      if let part, part.numerator >= 0 { continue }
      items.append(RunResult.Diagnosis.Item(rule, amount: part, evidence: evidence))
    }
    // Of two rules on one factor the one that comes first in the file.
    let order = Dictionary(
      rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    items.sort { left, right in
      (left.amount?.numerator ?? 0, order[left.rule] ?? 0)
        < (right.amount?.numerator ?? 0, order[right.rule] ?? 0)
    }
    if items.isEmpty, state.isLate {
      // A cause that was recorded takes the place of the question for one.
      let others = rules.filter { $0.conditions.isOtherwise && holds($0.conditions, state) }
      let answered = others.filter { !$0.conditions.recorded.isEmpty }
      items = (answered.isEmpty ? others : answered)
        .map { RunResult.Diagnosis.Item($0, amount: nil, evidence: []) }
    }
    guard isLate || !items.isEmpty else { return nil }
    return RunResult.Diagnosis(
      scope: result.scope, objective: result.objective,
      items: Array(withoutRepeats(items).prefix(Self.itemCount)),
      isConclusive: isConclusive || !isLate)
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

  /// The comparisons that a rule rests on, or nothing where it does not hold.
  private func evidence(
    _ conditions: DiagnosisRule.Conditions, _ state: State, _ comparison: inout KPIComparison
  ) -> [RunResult.Diagnosis.Evidence]? {
    guard holds(conditions, state) else { return nil }
    var evidence =
      conditions.isCoverageShort ? [state.shortage].compactMap { $0 } : []
    for (names, wanted) in [
      (conditions.falls, true), (conditions.rises, true), (conditions.steady, false),
    ] {
      for written in names {
        let isOptional = written.hasSuffix("?")
        let name = isOptional ? String(written.dropLast()) : written
        let tests = self.kpis(name).compactMap { comparison.test($0) }
        if isOptional, tests.isEmpty { continue }
        // Of many tests one in twenty signals by chance: each of a family has to be that much surer.
        let worse = tests.filter { $0.isSignal(among: wanted ? tests.count : 1) }
        if wanted {
          guard let first = worse.first else { return nil }
          // Where others fall too it is not the one that is to blame.
          if name.hasPrefix("one "), tests.contains(where: { $0 != first && $0.isSignal }) {
            return nil
          }
          evidence.append(first)
        } else {
          guard worse.isEmpty, !tests.isEmpty else { return nil }
          evidence += tests.prefix(1)
        }
      }
    }
    return evidence
  }

  /// `calls`, `demo_to_sale[*]`, `first stage_conversion`, `others stage_conversion`; `others` are
  /// those after the first, `earlier` those before the last, `one` is any where all others stay.
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
  func isSignal(among count: Int) -> Bool {
    (probability?.scaled(by: 1_000_000)).map { $0 * Int64(count) < 50_000 } ?? false
  }
}
