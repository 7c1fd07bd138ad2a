package import Calendar

/// One rule of what a gap can come from (objectives.md 1.13 and 4.6), as data.
package struct DiagnosisRule: Sendable, Codable, Hashable {
  /// What must be so; all of it.
  package struct Conditions: Sendable, Codable, Hashable {
    /// KPIs that moved in the bad direction, as a signal.
    package var falls: [String]
    /// KPIs whose value rose where less is better, as a signal.
    package var rises: [String]
    /// KPIs without a signal in the bad direction, and known at all.
    package var steady: [String]
    /// KPIs of which the first that fell lost less: a third more has to be lost than they did.
    package var deeper: [String]
    /// `late` or `met`; empty for any.
    package var headline: String
    /// Whether the open pipeline must be too small for what comes next.
    package var isCoverageShort: Bool
    /// Fires only where no other rule does.
    package var isOtherwise: Bool
    /// The cause that somebody recorded with the objective: `resources`, `assumptions`, `market`;
    /// empty for any, recorded or not.
    package var recorded: String

    package init(
      falls: [String] = [], rises: [String] = [], steady: [String] = [], deeper: [String] = [],
      headline: String = "", isCoverageShort: Bool = false, isOtherwise: Bool = false,
      recorded: String = ""
    ) {
      self.recorded = recorded
      self.falls = falls
      self.rises = rises
      self.steady = steady
      self.deeper = deeper
      self.headline = headline
      self.isCoverageShort = isCoverageShort
      self.isOtherwise = isOtherwise
    }

    /// The KPIs or families that have to have moved, without what is said of them.
    var comparedNames: [String] {
      (falls + rises).map { name in
        let last = name.split(separator: " ").last.map(String.init) ?? name
        let known = last.hasSuffix("?") ? String(last.dropLast()) : last
        return known.hasSuffix("[*]") ? String(known.dropLast(3)) : known
      }
    }
  }

  /// What people may record as the cause of a gap (objectives.md 1.13, D9).
  package static let recordedCauses = ["resources", "assumptions", "market"]

  /// `D1` to `D12`, or a customer's own.
  package var id: String
  package var conditions: Conditions
  /// The parts of the gap that it can explain, of which the dearest counts; none for a rule about
  /// something else.
  package var factors: [RunResult.Attribution.Cause]
  package var cause: LocalizedText
  package var action: LocalizedText

  package init(
    id: String, conditions: Conditions, factors: [RunResult.Attribution.Cause] = [],
    cause: LocalizedText, action: LocalizedText
  ) {
    self.id = id
    self.conditions = conditions
    self.factors = factors
    self.cause = cause
    self.action = action
  }
}

extension RunResult {
  /// What the gap of a scope probably comes from, or that nothing can be concluded.
  package struct Diagnosis: Sendable, Codable, Hashable {
    /// One rule that fired.
    package struct Item: Sendable, Codable, Hashable {
      package var rule: String
      package var cause: LocalizedText
      package var action: LocalizedText
      package var factor: Attribution.Cause?
      /// What the factor takes from the gap, in money below 0; absent for a rule about what comes.
      package var amount: Quantity?
      package var evidence: [Evidence]

      package init(
        _ rule: DiagnosisRule, part: Attribution.Part? = nil, evidence: [Evidence] = []
      ) {
        self.rule = rule.id
        cause = rule.cause
        action = rule.action
        factor = part?.cause ?? rule.factors.first
        amount = part?.amount
        self.evidence = evidence
      }
    }

    /// A KPI now and in the twelve months before the period.
    package struct Evidence: Sendable, Codable, Hashable {
      package var kpi: String
      package var now: Quantity?
      package var nowCount: Int
      package var before: Quantity?
      package var beforeCount: Int
      /// Of so large a difference by chance alone, one-sided, in millionths.
      package var probability: Quantity?
      /// Of a conversion: the first and last day of the latest rows that have had all their days;
      /// nothing where the period itself is compared.
      package var since: CalendarDate?
      package var until: CalendarDate?
    }

    package var scope: ScopeID
    package var objective: String
    /// At most three, the dearest first; the first is the headline of the week.
    package var items: [Item]
    /// Whether anything can be said: the gap itself is a signal, or a cause is beyond doubt.
    package var isConclusive: Bool

    package init(scope: ScopeID, objective: String, items: [Item], isConclusive: Bool) {
      self.scope = scope
      self.objective = objective
      self.items = items
      self.isConclusive = isConclusive
    }
  }
}
