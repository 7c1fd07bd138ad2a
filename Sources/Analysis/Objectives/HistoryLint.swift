import Calendar
import Ingest

/// Whether what is asked can be measured at all, and is realistic beside what was done before
/// (objectives.md 1.8 and 4.7); what the file alone tells is checked by Configuration.
///
/// Every finding blames the objective's line, says what it is compared with, and proposes another
/// target.
struct HistoryLint {
  let plan: AnalysisPlan
  let roster: Roster
  let maker: FigureMaker
  let context: ObjectiveContext
  let vocabulary: FilterVocabulary
  /// Tables of which at least one file was read.
  let tables: Set<Entity>

  /// In the order of the objectives' places.
  func findings() -> [Diagnostic] {
    let running = plan.objectives.filter {
      $0.period.end > plan.asOf && $0.annotations["rolled_up_from"] == nil
    }
    var found: [Diagnostic] = []
    for objective in plan.objectives where objective.annotations["rolled_up_from"] == nil {
      found += measurability(objective)
    }
    for objective in running {
      // More a day than ever done is more than ever done: the closer of the two is told.
      let load = load(objective)
      found += [load ?? growth(objective), market(objective)].compactMap { $0 }
    }
    found += cycles(running) + plan.objectives.compactMap(future)
    let byID = Dictionary(running.map { ($0.id, $0) }, uniquingKeysWith: { one, _ in one })
    for child in running {
      if let parent = child.parent.flatMap({ byID[$0] }) {
        found += [conversion(parent, child)].compactMap { $0 }
      }
    }
    var known: Set<Diagnostic> = []
    return found.filter { known.insert($0).inserted }.enumerated().sorted { left, right in
      let (a, b) = (left.element.place, right.element.place)
      return (a?.file ?? "", a?.line ?? 0, a?.column ?? 0, left.offset)
        < (b?.file ?? "", b?.line ?? 0, b?.column ?? 0, right.offset)
    }.map(\.element)
  }

  // MARK: Measurable

  private func measurability(_ objective: Objective) -> [Diagnostic] {
    guard let kpi = plan.catalogue.kpi(objective.kpi) else { return [] }
    var found = vocabulary.findings(objective, kpi, plan)
    if let period = unknownBaseline(objective) {
      found.append(
        Diagnostic(
          "objective-not-measured", .warning, at: objective.place,
          "the exports tell nothing of \(period.id), the baseline of objective '\(objective.id)'",
          fixes: ["give its value: 'baseline'", "name a period that the exports reach back to"]
        ).saying(
          ["objective": .text(objective.id), "period": .period(period.id)], variant: "baseline"))
    }
    guard maker.readings?.knows(kpi, objective) != true else { return found }
    if kpi.isReading {
      found.append(
        Diagnostic(
          "objective-not-measured", .warning, at: objective.place,
          "no reading of '\(kpi.id)' is known, so objective '\(objective.id)' cannot be judged",
          fixes: ["add rows to the table 'readings': kpi, scope, date, value"]
        ).saying(["objective": .text(objective.id), "kpi": .text(kpi.id)], variant: "reading"))
      return found
    }
    if isBeforeExports(objective.period, kpi) {
      found.append(
        Diagnostic(
          "objective-not-measured", .warning, at: objective.place,
          "the exports tell nothing of \(objective.period.id), so objective '\(objective.id)' is "
            + "judged by nothing",
          fixes: ["correct its period", "leave it out", "or add older exports"]
        ).saying(
          ["objective": .text(objective.id), "period": .period(objective.period.id)],
          variant: "before"))
    }
    let narrowed = kpi.narrowed(to: objective)
    let missing = narrowed.formula.measureIDs.filter { !maker.store.isAvailable($0) }
    guard let measure = missing.first.flatMap({ maker.measures[$0] }) else { return found }
    if tables.contains(measure.entity), let field = vocabulary.absentField(of: measure) {
      found.append(
        Diagnostic(
          "objective-field-missing", .error, at: objective.place,
          "'\(kpi.id)' needs '\(field)', which no export of \(measure.entity.rawValue) has",
          explanation: "objective '\(objective.id)' would stay without a figure for ever",
          fixes: [
            "export the column, or name its heading under 'headers'",
            "or choose a KPI that does not need it",
          ]
        ).saying([
          "objective": .text(objective.id), "kpi": .text(kpi.id), "field": .text(field),
          "entity": .text(measure.entity.rawValue),
        ]))
    } else {
      found.append(
        Diagnostic(
          "objective-not-measured", .warning, at: objective.place,
          "no export tells '\(kpi.id)', so objective '\(objective.id)' cannot be judged",
          explanation: "it counts \(measure.entity.rawValue)",
          fixes: [
            "add the export under 'exports'", "or feed it by hand: the table 'readings'",
          ]
        ).saying(
          [
            "objective": .text(objective.id), "kpi": .text(kpi.id),
            "entity": .text(measure.entity.rawValue),
          ], variant: "export"))
    }
    return found
  }

  /// Whether a table that the KPI counts begins only after a period.
  private func isBeforeExports(_ period: Period, _ kpi: KPI) -> Bool {
    kpi.formula.measureIDs.compactMap { maker.measures[$0]?.entity }.contains { entity in
      maker.store.firstDay[entity].map { period.end.dayNumber <= $0 } == true
    }
  }

  /// A baseline period of which nothing is known.
  private func unknownBaseline(_ objective: Objective) -> Period? {
    guard objective.baseline == nil, context.baseline(of: objective) == nil,
      let period = objective.baselinePeriod.flatMap({ Period.parse($0, fiscal: plan.fiscal) }),
      period.end <= plan.asOf.adding(days: 1)
    else { return nil }
    return period
  }

  // MARK: Realistic

  /// Half as much again as the best comparable period, without more means.
  private func growth(_ objective: Objective) -> Diagnostic? {
    guard objective.kind.accumulates, objective.direction == .up, objective.relative == .none,
      objective.annotations["capacity_assumption"] == nil, objective.annotations["growth"] == nil,
      let target = context.exactTarget(of: objective, scope: objective.owner)?.whole,
      let base = base(objective), base.value >= Self.least(objective)
    else { return nil }
    let growth = target / base.value - .one
    guard growth >= Fraction(1, over: 2) else { return nil }
    return Diagnostic(
      "objective-growth-beyond-history", .warning, at: objective.place,
      "objective '\(objective.id)' asks for \(growth.scaled(by: 100)) % more than "
        + "\(base.period.id) with unchanged capacity",
      explanation:
        "\(text(target, objective)) is asked for, \(text(base.value, objective)) was done",
      fixes: [
        "state 'capacity_assumption': what will be added to reach it",
        "or begin with \(text(base.value * Fraction(6, over: 5), objective)), which is 20 % more",
      ]
    ).saying([
      "objective": .text(objective.id), "growth": .figure(growth, .rate),
      "period": .period(base.period.id), "target": .figure(target, unit(objective)),
      "base": .figure(base.value, unit(objective)),
      "start": .figure(base.value * Fraction(6, over: 5), unit(objective)),
    ])
  }

  /// The best of the same period last year and the one before, as far as the exports reach back.
  private func base(_ objective: Objective) -> (period: Period, value: Fraction)? {
    objective.historyPeriods(fiscal: plan.fiscal).compactMap { period in
      value(objective, objective.owner, period).map { (period, $0) }
    }.max { $0.1 < $1.1 }.map { (period: $0.0, value: $0.1) }
  }

  /// Below that little the past says nothing of the future.
  private static func least(_ objective: Objective) -> Fraction {
    objective.target?.unit == .count ? Fraction(5) : .one
  }

  /// More a working day than in the best month of the last year.
  private func load(_ objective: Objective) -> Diagnostic? {
    guard objective.kind.accumulates, objective.relative == .none,
      objective.annotations["capacity_assumption"] == nil,
      let kpi = plan.catalogue.kpi(objective.kpi),
      kpi.formula.measureIDs.contains(where: { maker.measures[$0]?.entity == .activities }),
      let target = context.exactTarget(of: objective, scope: objective.owner)?.whole
    else { return nil }
    let days = context.days(of: objective.owner, in: objective.period).workingDays()
    guard days > 0 else { return nil }
    let perDay = target / Fraction(days)
    let months = plan.periods.filter { $0.kind == .month && $0.lastDay <= plan.asOf }
    let best = months.compactMap { month -> (Period, Fraction)? in
      let worked = context.days(of: objective.owner, in: month).workingDays()
      guard worked >= 10, let done = value(objective, objective.owner, month), done > .zero else {
        return nil
      }
      return (month, done / Fraction(worked))
    }.max { $0.1 < $1.1 }
    guard let best, (perDay / best.1).scaled(by: 100) > 100 else { return nil }
    let load = perDay / best.1
    return Diagnostic(
      "objective-over-capacity", .warning, at: objective.place,
      "objective '\(objective.id)' asks for \(load.scaled(by: 100)) % of what "
        + "\(objective.owner) did in the best month, \(best.0.id)",
      explanation: "\(decimal(perDay)) a working day are asked for, \(decimal(best.1)) were done",
      fixes: [
        proposal(best.1, objective, days: days),
        "or state 'capacity_assumption': who or what will carry the rest",
      ]
    ).saying([
      "objective": .text(objective.id), "load": .figure(load, .rate),
      "month": .period(best.0.id), "per_day": .figure(tenth(perDay), .count),
      "best": .figure(tenth(best.1), .count),
      "most": .figure(Fraction((best.1 * Fraction(days)).scaled(by: 1)), .count),
      "period": .period(objective.period.id),
    ])
  }

  /// As much a day as was ever done, in the terms of the objective.
  private func proposal(_ perDay: Fraction, _ objective: Objective, days: Int) -> String {
    guard let cadence = objective.cadence, objective.kind == .recur else {
      return "ask for \((perDay * Fraction(days)).scaled(by: 1)) in \(objective.period.id)"
    }
    let units = Period.all(cadence, over: objective.period.range, fiscal: plan.fiscal)
    let length =
      cadence == .week
      ? Fraction(plan.calendar.weekdays.count) : Fraction(days, over: max(units.count, 1))
    return "ask for \((perDay * length).scaled(by: 1)) a \(cadence.rawValue)"
  }

  /// What is said to be done on a day that has not come.
  private func future(_ objective: Objective) -> Diagnostic? {
    guard let day = objective.doneOn, day > plan.asOf else { return nil }
    return Diagnostic(
      "objective-done-in-future", .warning, at: objective.place,
      "objective '\(objective.id)' is said to be done on \(day), after \(plan.asOf)",
      explanation: "until then it counts as open",
      fixes: ["correct 'done_on'", "leave it out until it is done"]
    ).saying(["objective": .text(objective.id), "day": .day(day.description)])
  }

  /// One finding a KPI and length: monthly targets of ten people are one habit.
  private func cycles(_ objectives: [Objective]) -> [Diagnostic] {
    guard let days = cycle else { return [] }
    var groups: [[Objective]] = []
    for objective in objectives where isShort(objective, days) {
      let index = groups.firstIndex {
        $0[0].kpi == objective.kpi && $0[0].period.kind == objective.period.kind
          && $0[0].place.file == objective.place.file
      }
      if let index { groups[index].append(objective) } else { groups.append([objective]) }
    }
    return groups.map { group in
      let others = group.count - 1
      return Diagnostic(
        "objective-shorter-than-cycle", .warning, at: group[0].place,
        "objective '\(group[0].id)' "
          + (others == 0
            ? "runs" : "and \(others) more on \(group[0].kpi) run")
          + " for \(group.map(\.period.dayCount).max() ?? 0) days"
          + (others == 0 ? "" : " at most")
          + ", and half of the sales take more than \(days.scaled(by: 1))",
        explanation: "it can only be met by deals that are open already",
        fixes: ["give it a longer period, or an objective on pipeline created beside it"]
      ).saying(
        [
          "objective": .text(group[0].id), "kpi": .text(group[0].kpi),
          "others": .figure(Fraction(others), .count),
          "length": .figure(Fraction(group.map(\.period.dayCount).max() ?? 0), .days),
          "days": .figure(Fraction(days.scaled(by: 1)), .days),
        ], variant: others == 0 ? nil : "several")
    }
  }

  /// The days that half of the company's sales take; nothing where there are too few to tell.
  private var cycle: Fraction? {
    guard let cycle = plan.catalogue.kpi("cycle_won[median]"),
      let figure = maker.figures(
        cycle, scope: stays(.company), period: plan.trailingYear
      ).first, (figure.count ?? 0) >= 5
    else { return nil }
    return figure.value.map { Fraction($0) }
  }

  /// Whether the deadline of sales is nearer than that.
  private func isShort(_ objective: Objective, _ days: Fraction) -> Bool {
    guard objective.kind.accumulates, Fraction(objective.period.dayCount) < days,
      let kpi = plan.catalogue.kpi(objective.kpi)
    else { return false }
    return kpi.formula.measureIDs.contains { maker.measures[$0]?.filter["status"] == ["won"] }
  }

  /// More than the market holds, at the rate at which it was won so far.
  private func market(_ objective: Objective) -> Diagnostic? {
    guard
      let size = objective.annotations["market_size"].flatMap({
        Int64($0.filter { $0.isASCII && $0.isNumber })
      }), objective.target?.unit == .count, objective.kind.accumulates,
      let target = context.exactTarget(of: objective, scope: objective.owner)?.whole,
      let kpi = plan.catalogue.kpi("win_rate_closed_n"),
      let rate = maker.figures(kpi, scope: stays(.company), period: plan.trailingYear)
        .first?.value.map({ Fraction($0) }), rate > .zero
    else { return nil }
    let needed = target / rate
    guard needed > Fraction(size) else { return nil }
    return Diagnostic(
      "objective-beyond-market", .warning, at: objective.place,
      "objective '\(objective.id)' takes \(needed.scaled(by: 1)) accounts at a win rate of "
        + "\(rate.scaled(by: 100)) %, and the market has \(size)",
      fixes: [
        "ask for \((rate * Fraction(size)).scaled(by: 1)) at most", "or widen the market",
      ]
    ).saying([
      "objective": .text(objective.id), "needed": .figure(Fraction(needed.scaled(by: 1)), .count),
      "rate": .figure(rate, .rate), "market": .figure(Fraction(size), .count),
      "most": .figure(Fraction((rate * Fraction(size)).scaled(by: 1)), .count),
    ])
  }

  /// What one step must yield for the next, beside what it yielded in the last twelve months.
  private func conversion(_ parent: Objective, _ child: Objective) -> Diagnostic? {
    guard parent.kpi != child.kpi, parent.kind.accumulates, child.kind.accumulates,
      parent.relative == .none, child.relative == .none,
      parent.target?.unit == .count, child.target?.unit == .count,
      let above = context.exactTarget(of: parent, scope: parent.owner)?.whole,
      let below = context.exactTarget(of: child, scope: child.owner)?.whole,
      above > .zero, below > .zero,
      let done = value(parent, child.owner, plan.trailingYear),
      let from = value(child, child.owner, plan.trailingYear), from >= Fraction(30), done > .zero
    else { return nil }
    let days = (
      context.days(of: parent.owner, in: parent.period).workingDays(),
      context.days(of: child.owner, in: child.period).workingDays()
    )
    guard days.0 > 0, days.1 > 0 else { return nil }
    let survival =
      child.annotations["survival"].flatMap { Fraction(percent: $0) } ?? .one
    guard
      let implied = InverseFormula.impliedRatio(
        child: above / Fraction(days.0), parent: below / Fraction(days.1), survival: survival)
    else { return nil }
    let history = done / from
    guard implied > history * Fraction(5, over: 4) else { return nil }
    let enough = above / Fraction(days.0) * Fraction(days.1) / history
    return Diagnostic(
      "objective-implied-conversion", .warning, at: child.place,
      "'\(child.id)' leads to '\(parent.id)' only if \(implied.tenths) % become one, and "
        + "\(history.tenths) % did in the last twelve months",
      explanation: "activity that is not tied to its result is no lever",
      fixes: [
        "ask for \(enough.scaled(by: 1)) of \(child.kpi)",
        "or add an objective on the conversion itself",
      ]
    ).saying([
      "objective": .text(child.id), "parent": .text(parent.id), "kpi": .text(child.kpi),
      "implied": .figure(implied, .rate), "history": .figure(history, .rate),
      "enough": .figure(Fraction(enough.scaled(by: 1)), .count),
    ])
  }

  // MARK: Figures

  private func stays(_ scope: ScopeID) -> FigureMaker.ScopeStays {
    FigureMaker.ScopeStays(id: scope, stays: roster.stays(of: scope))
  }

  /// The KPI of an objective over a whole period that the exports cover.
  private func value(_ objective: Objective, _ scope: ScopeID, _ period: Period) -> Fraction? {
    guard let kpi = plan.catalogue.kpi(objective.kpi)?.narrowed(to: objective) else { return nil }
    for id in kpi.formula.measureIDs {
      guard let measure = maker.measures[id], let first = maker.store.firstDay[measure.entity],
        first <= period.start.dayNumber
      else { return nil }
    }
    guard !kpi.formula.measureIDs.isEmpty else { return nil }
    return maker.figures(kpi, scope: stays(scope), period: period)
      .first { $0.segment.isEmpty }?.value.map { Fraction($0) }
  }

  private func unit(_ objective: Objective) -> Unit { objective.target?.unit ?? .count }

  /// As precise as it is told.
  private func tenth(_ value: Fraction) -> Fraction { Fraction(value.scaled(by: 10), over: 10) }

  private func text(_ value: Fraction, _ objective: Objective) -> String {
    guard objective.target?.unit == .money else { return decimal(value) }
    let units = (0..<plan.currency.minorDigits).reduce(Int64(1)) { unit, _ in unit * 10 }
    return "\((value / Fraction(units)).scaled(by: 1)) \(plan.currency.code)"
  }

  /// Whole above 100, with one decimal below.
  private func decimal(_ value: Fraction) -> String {
    if value >= Fraction(100) || value.denominator == 1 { return "\(value.scaled(by: 1))" }
    let tenths = value.scaled(by: 10)
    return "\(tenths / 10).\(tenths % 10)"
  }
}

extension Fraction {
  /// In percent with one decimal, as diagnostics write it.
  fileprivate var tenths: String {
    let value = scaled(by: 1_000)
    return "\(value / 10).\(value % 10)"
  }

  /// `85 %` or `0.85`.
  fileprivate init?(percent text: String) {
    let isPercent = text.contains("%")
    let digits = text.filter { $0.isNumber || $0 == "." || $0 == "," }
    let parts = digits.split { $0 == "." || $0 == "," }
    guard (1...2).contains(parts.count), let whole = Int64(parts.joined()) else { return nil }
    let scale = parts.count == 2 ? parts[1].reduce(Int64(1)) { scale, _ in scale * 10 } : 1
    self.init(whole, over: scale * (isPercent ? 100 : 1))
  }
}

extension Objective {
  /// The periods that its target is set beside: the same a year ago, and the one before it.
  func historyPeriods(fiscal: FiscalCalendar) -> [Period] {
    guard kind.accumulates else { return [] }
    return [period.sameLastYear(fiscal: fiscal), period.previous(fiscal: fiscal)]
  }
}
