import Analysis
import Calendar
import Ingest

/// Checks of the tree of objectives (objectives.md 1.6): sums of children, shares, orphans, and pairs
/// that imply or exclude each other.
struct ObjectiveCascade {
  let findings: Findings

  /// Beyond this share of the parent the children carry more than can be meant.
  private static let mostAssigned = Fraction(3, over: 2)

  func check(_ objectives: [Objective]) {
    let children = Dictionary(
      grouping: objectives.filter { $0.parent != nil }, by: { $0.parent ?? "" })
    for parent in objectives {
      guard let group = children[parent.id] else { continue }
      checkSum(parent, group)
      checkShares(parent, group)
    }
    checkOrphans(objectives, children)
    checkPairs(objectives)
  }

  /// Children on the KPI of their parent must add up to it.
  private func checkSum(_ parent: Objective, _ children: [Objective]) {
    guard parent.relative == .none, let target = parent.target, target.numerator > 0,
      [.cumul, .recur].contains(parent.kind)
    else { return }
    let alike = children.filter {
      $0.kpi == parent.kpi && $0.kind == parent.kind && $0.relative == .none
        && $0.period == parent.period && $0.cadence == parent.cadence
        && $0.target?.unit == target.unit
    }
    // One child alone is one of several levers; two or more are a distribution.
    guard alike.count > 1 else { return }
    let targets = alike.compactMap(\.target)
    let sum = targets.map { Fraction($0) }.sum()
    let share = sum / Fraction(target)
    if share < .one, !isRounding(targets, short: Fraction(target) - sum, of: target) {
      findings.warning(
        "objective-children-below-parent", at: parent.place,
        "the children of '\(parent.id)' add up to \(share.scaled(by: 100)) % of it",
        explanation: "all of them can be reached without it being reached",
        fixes: [
          "raise the children, add one, or lower '\(parent.id)'",
          "or say who carries the rest",
        ])
    } else if share > Self.mostAssigned {
      findings.warning(
        "objective-children-above-parent", at: parent.place,
        "the children of '\(parent.id)' add up to \(share.scaled(by: 100)) % of it",
        explanation: "some over-assignment is usual; this much says that one of them is mistaken",
        fixes: ["correct the children or '\(parent.id)'"])
    }
  }

  /// Three times 33 k€ are 100 k€ that somebody has shared out: a hundredth at most is missing, and
  /// no more than half of what each part was rounded to.
  private func isRounding(_ parts: [Quantity], short: Fraction, of whole: Quantity) -> Bool {
    let grains = parts.map { part -> Fraction in
      var grain = Int64(1)
      while grain <= Int64.max / 10, part.numerator != 0, part.numerator % (grain * 10) == 0 {
        grain *= 10
      }
      return Fraction(Int128(grain), over: Int128(part.denominator) * 2)
    }
    return short <= grains.sum() && short * Fraction(100) <= Fraction(whole)
  }

  /// `share_of_parent` of all children is at most the whole.
  private func checkShares(_ parent: Objective, _ children: [Objective]) {
    let shares = children.compactMap {
      $0.annotations["share_of_parent"].flatMap(CompanySection.rate)
    }
    let sum = shares.map { Fraction($0) }.sum()
    guard sum > .one else { return }
    findings.warning(
      "objective-shares-above-whole", at: parent.place,
      "the children of '\(parent.id)' claim \(sum.scaled(by: 100)) % of it",
      fixes: ["let 'share_of_parent' of the children add up to 100 % or less"])
  }

  /// Where there is a tree, an objective below the top that hangs from nothing serves nothing.
  private func checkOrphans(_ objectives: [Objective], _ children: [String: [Objective]]) {
    guard !children.isEmpty else { return }
    let members = Set(objectives.flatMap(\.members))
    for objective in objectives
    where objective.parent == nil && children[objective.id] == nil
      && !members.contains(objective.id) && objective.annotations["reward"] == nil
      && objective.annotations["challenge"] == nil
      && [.tactical, .operational].contains(objective.level)
    {
      findings.warning(
        "objective-orphan", at: objective.place,
        "objective '\(objective.id)' is \(objective.level?.rawValue ?? "") and serves no other",
        explanation: "what nobody above asks for is the first thing to be dropped",
        fixes: ["add 'parent': the objective that it serves"])
    }
  }

  // MARK: Pairs

  private func checkPairs(_ objectives: [Objective]) {
    let indices = Dictionary(grouping: objectives.indices) { objectives[$0].owner }
    for (index, one) in objectives.enumerated() {
      for other in indices[one.owner] ?? [] where other > index {
        checkContradiction(one, objectives[other])
        checkImplication(one, objectives[other])
      }
    }
  }

  /// A level that must stay above what it must stay below.
  private func checkContradiction(_ one: Objective, _ other: Objective) {
    guard one.kpi == other.kpi, one.filters == other.filters, one.period.overlaps(other.period),
      one.relative == .none, other.relative == .none,
      let first = one.target, let second = other.target, first.unit == second.unit
    else { return }
    let (floor, ceiling) = one.isFloor ? (one, other) : (other, one)
    guard floor.isFloor, ceiling.isCeiling, let low = floor.target, let high = ceiling.target,
      Fraction(low) > Fraction(high)
    else { return }
    findings.warning(
      "objective-contradiction", at: other.place,
      "objectives '\(one.id)' and '\(other.id)' cannot both be met by \(one.owner)",
      explanation: "one asks for more than the other allows",
      fixes: ["correct one of the targets", "keep one of the two"])
  }

  /// Net revenue retention R forces a net revenue churn of 1 - R, and gross retention of its churn
  /// (objectives.md 1.6, EX 48 and 49).
  private func checkImplication(_ one: Objective, _ other: Objective) {
    for (retention, churn) in [(one, other), (other, one)] {
      guard let pair = Self.complements.first(where: { $0.rate == retention.kpi }),
        churn.kpi == pair.complement, retention.relative == .none, churn.relative == .none,
        retention.filters == churn.filters, retention.period.overlaps(churn.period),
        let kept = retention.target, let lost = churn.target, kept.unit == .rate, lost.unit == .rate
      else { continue }
      let implied = Fraction.one - Fraction(kept)
      guard implied <= Fraction(lost) else { continue }
      let isRevenue = retention.kpi != "show_rate"
      findings.warning(
        "objective-implied", at: churn.place,
        "objective '\(churn.id)' asks for nothing that '\(retention.id)' does not ask already",
        explanation: "over one window \(retention.kpi) of \(Fraction(kept).scaled(by: 100)) % is "
          + "\(churn.kpi) of \(implied.scaled(by: 100)) %"
          + (isRevenue ? " if both count revenue" : ""),
        fixes: ["keep '\(retention.id)' alone"]
          + (isRevenue
            ? ["or keep both if churn counts customers (logos), and say so in 'why'"] : []))
    }
  }

  /// Two KPIs that add up to the whole of one cohort.
  private static let complements: [(rate: String, complement: String)] = [
    ("nrr", "churn_net"), ("grr", "logo_churn"), ("retention", "logo_churn"),
    ("show_rate", "no_show_rate"),
  ]
}

extension Objective {
  /// A level or sum that must not stay below its target.
  fileprivate var isFloor: Bool { comparator == .atLeast || comparator == .above }
  fileprivate var isCeiling: Bool { comparator == .atMost || comparator == .below }
}

extension Period {
  func overlaps(_ other: Period) -> Bool { start < other.end && other.start < end }
}
