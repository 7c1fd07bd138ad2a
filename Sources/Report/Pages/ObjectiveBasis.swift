import Analysis
import Calendar
import Markup

/// How an objective came to its target and to its pace: what an analyst asks who doubts a position.
struct ObjectiveBasis {
  let objective: ObjectiveResult
  let index: ResultIndex
  let text: PageText

  static let schema = TemplateSchema.list(
    .record([
      TemplateKey("label", .text, "what the objective is called"),
      TemplateKey("period", .text, "its period"),
      TemplateKey(
        "facts", Colophon.factSchema,
        "target as written, later versions, its parts, pace, starting point, who takes part"),
    ]))

  /// Every objective that there is something to say about.
  static func value(
    of objectives: [ObjectiveResult], index: ResultIndex, text: PageText
  ) -> TemplateValue {
    .list(
      objectives.compactMap { objective in
        let facts = ObjectiveBasis(objective: objective, index: index, text: text).facts
        guard !facts.isEmpty else { return nil }
        let kpi = index.kpi(objective.kpi).flatMap { text.written($0.label) } ?? objective.kpi
        return .record([
          "label": .text(text.written(objective.label) ?? kpi),
          "period": .text(text.language.period(objective.period)),
          "facts": .list(
            facts.map { .record(["label": .text($0.label), "value": .text($0.value)]) }),
        ])
      })
  }

  private typealias Fact = (label: String, value: String)

  private var facts: [Fact] {
    Self.numbered(
      [why, written].compactMap { $0 } + versions + terms
        + [startingPoint, cohort, pace, speed, units, assignment, met, validation].compactMap { $0 }
        + challenge + otherNotes)
  }

  /// A name may stand once in a list of definitions: its second one says so.
  private static func numbered(_ facts: [Fact]) -> [Fact] {
    var counts: [String: Int] = [:]
    return facts.map { fact in
      let count = counts[fact.label, default: 0] + 1
      counts[fact.label] = count
      return (count == 1 ? fact.label : fact.label + "\u{A0}(\(count))", fact.value)
    }
  }

  private func fact(_ key: String, _ value: String?) -> Fact? {
    value.map { (text["basis.\(key)"], $0) }
  }

  private var why: Fact? { fact("why", text.written(objective.why)) }

  /// Only where absences, ramp-up, a change or a sum over weeks make another target of it.
  private var written: Fact? {
    guard let stated = objective.statedTarget.map({ text.value($0) }),
      let counted = objective.target.map({ text.value($0) }), stated != counted
    else { return nil }
    return fact(
      "written",
      text.phrase("basis.written_and_counted", ["written": stated, "counted": counted]))
  }

  private var versions: [Fact] {
    (objective.versions ?? []).map { version in
      let said = [version.reason, version.author].filter { !$0.isEmpty }
        .map(text.language.typeset).joined(separator: ", ")
      return (
        text.phrase("basis.version", ["date": text.date(version.validFrom)]),
        text.value(version.target) + (said.isEmpty ? "" : " (\(said))")
      )
    }
  }

  // MARK: The parts of the target

  /// Of those whose targets are added up, so many are named.
  private static let scopeLimit = 12

  /// What the effective target is the sum of: a person's full target by version, team and month of
  /// tenure, or the targets of several people.
  private var terms: [Fact] {
    let terms = objective.targetTerms ?? []
    let own = terms.filter { $0.scope == nil }
    let manyTeams = Set(own.map(\.team)).count > 1
    return own.map { term in
      let team = manyTeams ? term.team.map { name(ScopeID(.team, $0)) } : nil
      return (
        [text["basis.term"], team].compactMap { $0 }.joined(separator: ", "),
        (factors(term).map { $0 + " = " } ?? "") + sum(term.amount, term.toDate)
      )
    } + shares(terms.filter { $0.scope != nil })
  }

  /// `150 000 € × 34,4 % du rythme × 25 % de montée en charge (mois 2)`.
  private func factors(_ term: ObjectiveResult.TargetTerm) -> String? {
    var factors: [String] = []
    if let stated = term.stated { factors.append(text.value(stated)) }
    func add(_ key: String, _ rate: Quantity?, _ month: Int = 0) {
      guard let rate else { return }
      let isWhole = Fraction(rate).scaled(by: 100) * rate.denominator == rate.numerator * 100
      let share = text.value(rate, isWhole ? .table : .tile)
      factors.append(
        text.phrase("basis.term_\(key)", ["share": share, "month": text.count(month)]))
    }
    add("pace", term.share)
    if let month = term.tenureMonth { add("ramp", term.ramp, month) }
    add("fte", term.fte)
    return factors.count > 1 ? factors.joined(separator: " × ") : nil
  }

  /// One line for each person or team, the largest first where they are many.
  private func shares(_ terms: [ObjectiveResult.TargetTerm]) -> [Fact] {
    var scopes: [ScopeID] = []
    var sums: [ScopeID: (amount: Quantity, toDate: Quantity)] = [:]
    for term in terms {
      guard let scope = term.scope else { continue }
      if let sum = sums[scope] {
        sums[scope] = (Self.add(sum.amount, term.amount), Self.add(sum.toDate, term.toDate))
      } else {
        scopes.append(scope)
        sums[scope] = (term.amount, term.toDate)
      }
    }
    func amount(_ scope: ScopeID) -> Int64 { sums[scope]?.amount.scaled(by: 1) ?? 0 }
    let isLong = scopes.count > Self.scopeLimit
    if isLong {
      scopes = scopes.enumerated().sorted { left, right in
        let (first, second) = (amount(left.element), amount(right.element))
        return first == second ? left.offset < right.offset : first > second
      }.map(\.element)
    }
    var facts: [Fact] = scopes.prefix(Self.scopeLimit).compactMap { scope in
      sums[scope].map { (name(scope), sum($0.amount, $0.toDate)) }
    }
    let others = scopes.dropFirst(Self.scopeLimit).compactMap { sums[$0] }
    if let first = others.first {
      let rest = others.dropFirst().reduce(first) {
        (Self.add($0.amount, $1.amount), Self.add($0.toDate, $1.toDate))
      }
      facts.append((text.plural("basis.others", others.count), sum(rest.amount, rest.toDate)))
    }
    return facts
  }

  private func sum(_ amount: Quantity, _ toDate: Quantity) -> String {
    text.phrase(
      "basis.term_sum", ["amount": text.value(amount), "due": text.value(toDate)])
  }

  private func name(_ scope: ScopeID) -> String { index.scopes[scope]?.name ?? scope.id }

  private static func add(_ left: Quantity, _ right: Quantity) -> Quantity {
    (Fraction(left) + Fraction(right)).quantity(left.unit)
  }

  // MARK: Pace and people

  private var startingPoint: Fact? {
    guard let baseline = objective.baseline else { return nil }
    guard let days = objective.baselineWorkingDays else {
      return fact("start", text.value(baseline))
    }
    return fact(
      "start",
      text.phrase(
        "basis.start_days",
        [
          "value": text.value(baseline), "days": text.count(days),
          "now": text.count(objective.workingDaysTotal),
        ]))
  }

  private var cohort: Fact? {
    objective.cohort.map { days in
      (
        text["basis.cohort"],
        text.phrase(
          "basis.cohort_days", ["from": text.date(days.first), "to": text.date(days.last)])
      )
    }
  }

  private var pace: Fact? {
    guard let pace = objective.pace else { return nil }
    var said = text["pace.\(pace.curve.rawValue)"]
    if pace.curve == .seasonal {
      if let periods = pace.pastPeriods, periods > 0, let weight = pace.weight {
        said = text.plural("pace.learnt", periods, ["weight": text.value(weight)])
      } else {
        said = text["pace.unlearnt"]
      }
    }
    guard let elapsed = objective.elapsedShare else { return fact("pace", said) }
    return fact(
      "pace",
      text.phrase(
        "basis.elapsed",
        [
          "pace": said, "share": text.value(elapsed),
          "days": text.count(objective.workingDaysElapsed),
          "total": text.count(objective.workingDaysTotal),
        ]))
  }

  private var speed: Fact? {
    guard let done = objective.donePerDay else { return nil }
    guard let required = objective.requiredPerDay else {
      return fact("per_day", text.phrase("basis.done", ["done": text.value(done)]))
    }
    return fact(
      "per_day",
      text.phrase(
        "basis.done_and_required", ["done": text.value(done), "required": text.value(required)]))
  }

  private var units: Fact? {
    guard let units = objective.units else { return nil }
    return fact(
      "units",
      text.phrase(
        "share_of", ["part": text.count(units.met), "whole": text.count(units.finished)]))
  }

  private var assignment: Fact? {
    guard let share = objective.overAssignment, share.scaled(by: 100) != 0 else { return nil }
    let isOver = share.numerator > 0
    let size = Quantity(.rate, abs(share.numerator), over: share.denominator)
    return fact(
      "assignment",
      text.phrase(isOver ? "basis.over" : "basis.under", ["share": text.value(size)]))
  }

  /// Said once the period is over: until then nothing that adds up is met.
  private var met: Fact? {
    guard objective.period.lastDay <= index.result.asOf, let isMet = objective.isMet else {
      return nil
    }
    return fact("met", text[isMet ? "met.yes" : "met.no"])
  }

  private var validation: Fact? {
    guard let by = note("validated_by") else { return nil }
    guard let date = note("validated_on").flatMap({ CalendarDate(iso: $0) }) else {
      return fact("validated", by)
    }
    return fact("validated", by + ", " + text.date(date))
  }

  private var challenge: [Fact] {
    guard let challenge = objective.challenge else { return [] }
    var facts: [Fact] = []
    let label = text.language.typeset(challenge.label)
    if !label.isEmpty { facts.append((text["basis.challenge"], label)) }
    if !challenge.reward.isEmpty {
      facts.append((text["basis.reward"], text.language.typeset(challenge.reward)))
    }
    if !challenge.standings.isEmpty {
      let parts = challenge.standings.map { standing in
        (index.scopes[standing.scope]?.name ?? standing.scope.id) + "\u{A0}"
          + text.value(standing.actual)
      }
      facts.append(
        (
          text[challenge.isRanked ? "basis.ranking" : "basis.parts"],
          parts.joined(separator: text["list.separator"])
        ))
    }
    return facts
  }

  /// What is said above in words of its own.
  private static let toldNotes: Set<String> = [
    "validated_by", "validated_on", "challenge", "reward", "ranking",
  ]

  /// Everything else that was written with the objective, under the name that it was written by.
  private var otherNotes: [Fact] {
    (objective.notes ?? [:]).filter { !Self.toldNotes.contains($0.key) && !$0.value.isEmpty }
      .sorted { $0.key < $1.key }
      .map { note in
        let key = "basis.note.\(note.key)"
        return (
          text.language.phrases[key] ?? note.key, text.language.typeset(note.value)
        )
      }
  }

  private func note(_ key: String) -> String? {
    objective.notes?[key].flatMap { $0.isEmpty ? nil : text.language.typeset($0) }
  }
}
