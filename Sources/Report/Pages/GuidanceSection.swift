import Analysis
import Calendar
import Markup

/// What the gap of a scope probably comes from, what is worth doing first, and what is left to do.
struct GuidanceSection {
  let view: ScopeView
  let text: PageText

  static let evidenceSchema = TemplateSchema.record([
    TemplateKey("label", .text, "name of the KPI"),
    TemplateKey("now", .text, "its value in the period"),
    TemplateKey("before", .text, "in the twelve months before"),
  ])

  static let diagnosisSchema = TemplateSchema.record([
    TemplateKey("cause", .text, "what the gap probably comes from"),
    TemplateKey("action", .text, "what usually helps"),
    TemplateKey("amount", .text, "what it takes from the gap"),
    TemplateKey("evidence", .list(evidenceSchema), "the KPIs that say so"),
  ])

  static let actionSchema = TemplateSchema.record([
    TemplateKey("kind", .text, "why it is listed"),
    TemplateKey("name", .text, "name of the opportunity, task or customer"),
    TemplateKey("owner", .text, "whose it is; on pages about several reps"),
    TemplateKey("stage", .text, "its stage"),
    TemplateKey("amount", .text, "what is at stake"),
    TemplateKey("since", .text, "the day from which it is overdue or stands still"),
    TemplateKey("days", .text, "how long ago that was"),
  ])

  static let stepSchema = TemplateSchema.record([
    TemplateKey("label", .text, "a step of the sale"),
    TemplateKey("total", .text, "how many are left to do"),
    TemplateKey("per_week", .text, "per working week"),
  ])

  static let schema = TemplateSchema.record([
    TemplateKey("diagnoses", .list(diagnosisSchema), "at most three, the headline one first"),
    TemplateKey("inconclusive", .text, "said where nothing can be concluded"),
    TemplateKey("actions", .list(actionSchema), "at most five, ten on pages about several reps"),
    TemplateKey("actions_total", .text, "how many there are in all, and their amount"),
    TemplateKey("has_owners", .flag, "whether the actions are several reps'"),
    TemplateKey("left", .text, "what is left of the target, and in how many working days"),
    TemplateKey("steps", .list(stepSchema), "the same, step by step backwards"),
    TemplateKey("left_basis", .text, "what the steps rest on"),
  ])

  func value() -> TemplateValue {
    let diagnosis = view.headline.flatMap { view.index.diagnosis(of: $0) }
    let left = view.headline.flatMap { view.index.leftToDo(of: $0) }
    let actions = actions(limit: Self.sharedLimit)
    let items = diagnosis?.items ?? []
    let isInconclusive = diagnosis.map { !$0.isConclusive && $0.items.isEmpty } ?? false
    guard !items.isEmpty || isInconclusive || !actions.rows.isEmpty || left != nil else {
      return .absent
    }
    let total = actions.total
    return .record([
      "diagnoses": .list(items.map { row($0) }),
      "inconclusive": isInconclusive ? .text(text["diagnosis.inconclusive"]) : .absent,
      "actions": .list(actions.rows),
      "actions_total": actions.rows.isEmpty
        ? .absent
        : .text(totalText(total)),
      "has_owners": .flag(view.scope.id.kind != .rep),
      "left": .optional(left.map { leftText($0) }),
      "steps": .list(
        (left?.steps ?? []).map { step in
          .record([
            "label": .text(text["step.\(step.kind.rawValue)"]),
            "total": .text(text.value(step.total.roundedUp)),
            "per_week": .text(text.value(step.perWeek)),
          ])
        }), "left_basis": .optional(left.flatMap { basis($0) }),
    ])
  }

  // MARK: Diagnosis

  private func row(_ item: RunResult.Diagnosis.Item) -> TemplateValue {
    .record([
      "cause": .text(text.written(item.cause) ?? item.rule),
      "action": .optional(text.written(item.action)),
      "amount": .optional(item.amount.map { text.gap($0) }),
      "evidence": .list(
        item.evidence.map { evidence in
          let label = view.index.kpi(evidence.kpi).flatMap { text.written($0.label) }
          return .record([
            "label": .text(label ?? evidence.kpi),
            "now": .text(evidence.now.map { text.value($0, .tile) } ?? text["absent.mark"]),
            "before": .text(evidence.before.map { text.value($0, .tile) } ?? text["absent.mark"]),
          ])
        }),
    ])
  }

  // MARK: Actions

  static let sharedLimit = 10

  /// A rep's own, or the ten largest of the reps of a team or of the company.
  private func actions(
    limit: Int
  ) -> (rows: [TemplateValue], total: (count: Int, amount: Int64)) {
    let found = listed(limit: limit)
    return (found.items.map { row($0.item, of: $0.scope) }, found.total)
  }

  /// For a mail: the first actions, and what they are of.
  func brief(limit: Int) -> (rows: [TemplateValue], total: String?) {
    let actions = actions(limit: limit)
    return (actions.rows, actions.rows.isEmpty ? nil : totalText(actions.total))
  }

  /// For the text part of a mail: name, reason, whose it is and amount.
  func briefTexts(limit: Int) -> [[String]] {
    listed(limit: limit).items.map { entry in
      let (item, scope) = (entry.item, entry.scope)
      return [
        name(item), text["action.\(item.kind.rawValue)"], owner(scope) ?? "",
        item.amount.map { text.value($0) } ?? "",
      ].filter { !$0.isEmpty }
    }
  }

  private func totalText(_ total: (count: Int, amount: Int64)) -> String {
    text.plural(
      "actions.total", total.count, ["amount": text.value(Quantity(.money, total.amount))])
  }

  private func listed(limit: Int) -> (
    items: [(item: RunResult.ActionList.Item, scope: ScopeID)], total: (count: Int, amount: Int64)
  ) {
    let isRep = view.scope.id.kind == .rep
    let scopes =
      isRep
      ? [view.scope]
      : view.index.reps(within: view.scope.id)
        + (view.scope.id == .company ? view.index.unassigned : [])
    let lists = scopes.compactMap { view.index.actions(of: $0.id) }
    let items = lists.flatMap { list in list.items.map { (item: $0, scope: list.scope) } }
    let shown =
      isRep
      ? Array(items.prefix(limit))
      : Array(
        items.enumerated().sorted { left, right in
          let (first, second) = (
            left.element.item.amount?.rounded ?? 0, right.element.item.amount?.rounded ?? 0
          )
          return first == second ? left.offset < right.offset : first > second
        }.prefix(limit).map(\.element))
    return (
      shown,
      (
        lists.reduce(0) { $0 + $1.total }, lists.reduce(0) { $0 + $1.amount.rounded }
      )
    )
  }

  private func name(_ item: RunResult.ActionList.Item) -> String {
    let name = ReadableName.text(item.name)
    return name.isEmpty ? item.id : name
  }

  /// Whose an action is; nothing on a page about one rep.
  private func owner(_ scope: ScopeID) -> String? {
    guard view.scope.id.kind != .rep else { return nil }
    return scope == .unassigned ? text["scope.unassigned"] : view.index.scopes[scope]?.name
  }

  private func row(_ item: RunResult.ActionList.Item, of scope: ScopeID) -> TemplateValue {
    .record([
      "kind": .text(text["action.\(item.kind.rawValue)"]), "name": .text(name(item)),
      "owner": .optional(owner(scope)), "stage": .text(item.stage),
      "amount": .optional(item.amount.map { text.value($0) }),
      "since": .optional(item.since.map { text.date($0, style: .short) }),
      "days": .optional(item.days.map { text.language.days(Int64($0), medium: text.medium) }),
    ])
  }

  // MARK: Left to do

  private func leftText(_ left: RunResult.LeftToDo) -> String {
    text.plural("left.revenue", left.workingDays, ["amount": text.value(left.revenue, .headline)])
  }

  private func basis(_ left: RunResult.LeftToDo) -> String? {
    guard left.absentReason == nil, let rate = left.winRate, let deal = left.averageDeal else {
      return text.absent(left.absentReason)
    }
    return text.phrase(
      "left.basis", ["rate": text.value(rate), "deal": text.value(deal, .headline)])
  }
}

extension Quantity {
  /// The next whole number: four fifths of a meeting left to hold are a meeting.
  fileprivate var roundedUp: Quantity {
    let whole = numerator / denominator
    return Quantity(unit, numerator % denominator > 0 ? whole + 1 : whole)
  }
}

/// How projections of the past held: each closed period beside what would have been said.
struct BackTestSection {
  /// Fewer closed periods do not calibrate a projection (ruling 21).
  private static let enough = 4

  let view: ScopeView
  let text: PageText

  static let schema = TemplateSchema.record([
    TemplateKey(
      "rows",
      .list(
        .record([
          TemplateKey("period", .text, "a closed period"),
          TemplateKey("low", .text, "what would have been said, low"),
          TemplateKey("middle", .text, "the middle"), TemplateKey("high", .text, "high"),
          TemplateKey("actual", .text, "what came"),
          TemplateKey("held", .text, "whether the range held it"),
        ])), "the latest first"),
    TemplateKey("coverage", .text, "how often the range held, how far off the middle was"),
    TemplateKey("spread", .text, "why the range is wide"),
  ])

  func value() -> TemplateValue {
    guard let forecast = view.headline.flatMap({ view.index.forecast(of: $0) }),
      !forecast.backTests.isEmpty || forecast.spread != nil
    else { return .absent }
    let periods = Dictionary(view.index.result.periods.map { ($0.id, $0) }) { first, _ in first }
    let count = forecast.backTests.count
    var coverage: String?
    if count > 0, let error = forecast.wape {
      let held = forecast.backTests.count { $0.isInside }
      coverage = text.plural(
        count < Self.enough ? "backtest.coverage_few" : "backtest.coverage", count,
        ["held": text.count(held), "error": text.value(error)])
    }
    return .record([
      "rows": .list(
        forecast.backTests.map { test in
          .record([
            "period": .text(
              (periods[test.period] ?? Period.parse(test.period)).map { text.language.period($0) }
                ?? test.period),
            "low": .text(text.value(test.p10, .headline)),
            "middle": .text(text.value(test.p50, .headline)),
            "high": .text(text.value(test.p90, .headline)),
            "actual": .text(text.value(test.actual, .headline)),
            "held": .text(text[test.isInside ? "backtest.held" : "backtest.missed"]),
          ])
        }), "coverage": .optional(coverage),
      "spread": .optional(forecast.spread.map { text["spread.\($0.rawValue)"] }),
    ])
  }
}
