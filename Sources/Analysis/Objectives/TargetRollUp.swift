import Calendar

extension ObjectiveContext {
  /// The effective target of an objective for a scope: the number of its own if it has one, else
  /// the sum of those below (objectives.md 4.5).
  ///
  /// A rep's objective seen from a team is the part
  /// that belongs to the team.
  package func exactTarget(of objective: Objective, scope: ScopeID) -> EffectiveTarget? {
    if objective.target == nil { return sumOfTargets(on: ObjectiveTopic(objective), in: scope) }
    guard objective.owner.kind == .rep, scope.kind == .team else {
      return ownTarget(of: objective, scope: scope)
    }
    guard var target = ownTarget(of: objective, scope: objective.owner) else { return nil }
    target.parts = target.parts.filter { lineage(of: $0.team).contains(scope.id) }
    target.terms = target.terms.filter { lineage(of: $0.team).contains(scope.id) }
    target.whole = target.parts.map(\.whole).sum()
    target.toDate = target.parts.map(\.toDate).sum()
    return target
  }

  /// The sum of the targets directly below a team or the company: teams by their own number or
  /// their own sum, and reps by their days there.
  ///
  /// Nothing when nobody has a target.
  func sumOfTargets(on topic: ObjectiveTopic, in scope: ScopeID) -> EffectiveTarget? {
    guard scope.kind != .rep else { return nil }
    let team = scope.kind == .team ? scope.id : nil
    var found: [EffectiveTarget.Term] = []
    for child in teams.values.filter({ $0.parent == team }).sorted(by: { $0.id < $1.id })
    where child.id != team {
      let childScope = ScopeID(.team, child.id)
      let target =
        numbered(topic, childScope).flatMap { ownTarget(of: $0, scope: childScope) }
        ?? sumOfTargets(on: topic, in: childScope)
      if let target {
        found.append(
          EffectiveTarget.Term(scope: childScope, whole: target.whole, toDate: target.toDate))
      }
    }
    for part in partsOfReps[topic] ?? [] where knownTeam(part.team) == team {
      found.append(
        EffectiveTarget.Term(
          scope: part.rep, team: part.team, whole: part.whole, toDate: part.toDate))
    }
    guard !found.isEmpty else { return nil }
    let whole = found.map(\.whole).sum()
    let toDate = found.map(\.toDate).sum()
    let days = days(of: scope, in: Period.window(from: topic.start, to: topic.lastDay))
    let share = Fraction(days.workingDays(through: asOf), over: max(days.workingDays(), 1))
    return EffectiveTarget(
      whole: whole, toDate: toDate, elapsedShare: whole.isZero ? share : toDate / whole, parts: [],
      terms: found)
  }

  /// Sum of the reps' targets over the scope's, minus one; nothing without both.
  func overAssignment(of objective: Objective, scope: ScopeID, whole: Fraction) -> Fraction? {
    guard scope.kind != .rep, objective.target != nil, objective.kind.accumulates, !whole.isZero,
      let parts = partsOfReps[ObjectiveTopic(objective)]
    else { return nil }
    let within = parts.filter {
      scope.kind == .company || lineage(of: $0.team).contains(scope.id)
    }
    return within.isEmpty ? nil : within.map(\.whole).sum() / whole - .one
  }

  /// The objective with a number for a team: its own, else its manager's, whose target is the
  /// team's (exports.md B5.6).
  private func numbered(_ topic: ObjectiveTopic, _ scope: ScopeID) -> Objective? {
    guard let owners = objectivesByOwner[topic] else { return nil }
    if let own = owners[scope]?.first(where: { $0.target != nil }) { return own }
    guard managed.contains(scope) else { return nil }
    return (objectivesByTopic[topic] ?? []).first {
      $0.owner.kind == .rep && people[$0.owner.id]?.managerOf == scope && $0.target != nil
    }
  }

  /// Whether everybody in a scope has a target.
  ///
  /// Quotas add up whoever has none; but the calls of a
  /// whole team cannot be set against the target of the one rep who was given one.
  private func haveObjectives(
    _ people: [Person], _ owners: Set<ScopeID>, _ topic: ObjectiveTopic, _ scope: ScopeID
  ) -> Bool {
    people.allSatisfy { person in
      let belongs = person.memberships.contains { membership in
        (membership.span.first.map { $0 < topic.end } ?? true)
          && (membership.span.last.map { $0 >= topic.start } ?? true)
          && (scope.kind == .company || lineage(of: membership.team).contains(scope.id))
      }
      return !belongs || person.managerOf != nil || !person.isPerson
        || owners.contains(ScopeID(.rep, person.id))
    }
  }

  /// What a sum of objectives is called and how it is paced is what all of them agree on; the
  /// most important priority is its own.
  private func sum(of reps: [Objective], for scope: ScopeID) -> Objective? {
    guard var sum = reps.first else { return nil }
    sum.id = "\(sum.kpi)@\(scope).\(sum.period.id)"
    sum.owner = scope
    sum.target = nil
    sum.versions = []
    sum.relative = .none
    sum.baseline = nil
    sum.baselinePeriod = nil
    sum.headline = false
    sum.parent = nil
    sum.validatedBy = nil
    sum.validatedOn = nil
    sum.annotations = [:]
    sum.priority = reps.compactMap(\.priority).min()
    if reps.contains(where: { $0.label != sum.label }) { sum.label = LocalizedText() }
    if reps.contains(where: { $0.why != sum.why }) { sum.why = LocalizedText() }
    return sum
  }

  private func knownTeam(_ team: String?) -> String? { team.flatMap { teams[$0]?.id } }

  /// Objectives for the teams and the company on whose topic only those below have one, so that a
  /// sum of reps is judged like any other target: without a number, named
  /// `revenue_won@team:nord.2026-Q4`.
  ///
  /// In the order of the plan's objectives, teams by identifier before the company.
  package func impliedObjectives(_ plan: AnalysisPlan) -> [Objective] {
    var seen: Set<ObjectiveTopic> = []
    var implied: [Objective] = []
    for objective in plan.objectives where objective.kind.accumulates {
      let topic = ObjectiveTopic(objective)
      guard partsOfReps[topic] != nil, seen.insert(topic).inserted else { continue }
      let onTopic = objectivesByTopic[topic] ?? []
      let owners = Set(onTopic.map(\.owner))
      let reps = onTopic.filter { $0.owner.kind == .rep }
      for scope in teams.keys.sorted().map({ ScopeID(.team, $0) }) + [.company] {
        guard !owners.contains(scope), sumOfTargets(on: topic, in: scope) != nil,
          objective.target?.unit == .money || haveObjectives(plan.people, owners, topic, scope)
        else { continue }
        implied += [sum(of: reps, for: scope)].compactMap { $0 }
      }
    }
    return implied
  }
}

extension ObjectiveTopic {
  var lastDay: CalendarDate { end.adding(days: -1) }
}
