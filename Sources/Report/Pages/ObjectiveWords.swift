import Analysis
import Calendar
import Markup

/// The figures of an objective as people read them.
struct ObjectiveWords {
  let objective: ObjectiveResult
  let text: PageText

  init(_ objective: ObjectiveResult, _ text: PageText) {
    self.objective = objective
    self.text = text
  }

  /// The target as written, strict or not (rule C14).
  var comparator: String {
    switch objective.comparator {
    case .atLeast: "≥"
    case .above: ">"
    case .atMost: "≤"
    case .below: "<"
    case .equal: "="
    }
  }

  var actual: String {
    objective.actual.map { text.value($0) } ?? text.absent(objective.absentReason)
  }

  var target: String? {
    objective.target.map { target in
      // "At least" is what a reader takes for granted of an amount to reach.
      objective.comparator == .atLeast && objective.kind != .hold
        ? text.value(target) : "\(comparator)\u{A0}\(text.value(target))"
    }
  }

  var index: String? { objective.index.map { text.percent($0) } }

  /// Only where more is better: a bar that passes its mark must be good news.
  var bullet: MarkupElement? {
    guard objective.isFilledByMore else { return nil }
    return BulletGraph.element(
      actual: objective.actual, target: objective.target, expected: objective.expectedToDate)
  }

  /// The same for a text mail.
  var asciiBar: String? {
    guard objective.isFilledByMore else { return nil }
    return CellBar.ascii(actual: objective.actual, target: objective.target)
  }

  /// Said when the position may be chance.
  var solidity: String? {
    guard objective.position != .none, objective.position != .tooEarly else { return nil }
    switch objective.solidity {
    case .toConfirm, .tooEarly: return text["solidity.\(objective.solidity.rawValue)"]
    case .signal, .none: return nil
    }
  }

  static let schema = TemplateSchema.record([
    TemplateKey("label", .text, "what the objective is called"),
    TemplateKey("why", .text, "why it was set"),
    TemplateKey("kpi", .text, "name of the KPI it is about"),
    TemplateKey("period", .text, "its period"),
    TemplateKey("due", .text, "its last day"),
    TemplateKey("position", PositionWords.schema, "where it stands"),
    TemplateKey("solidity", .text, "`à confirmer`, when the position may be chance"),
    TemplateKey("is_headline", .flag, "gives the verdict of the page"),
    TemplateKey("actual", .text, "what was done, or why that is unknown"),
    TemplateKey("expected", .text, "what was expected by the as-of day"),
    TemplateKey("target", .text, "the effective target, with its comparator"),
    TemplateKey("index", .text, "the judged index in whole percent"),
    TemplateKey("gap_to_date", .text, "actual minus expected"),
    TemplateKey("gap_to_target", .text, "actual minus target"),
    TemplateKey("per_day", .text, "required per remaining working day"),
    TemplateKey("pace", .text, "that, over the pace so far"),
    TemplateKey("projection", .text, "P50 with P10 and P90"),
    TemplateKey("chances", .text, "probability of reaching the target"),
    TemplateKey("bullet", .element, "bullet graph"),
    TemplateKey("bar", CellBarWords.schema, "the same for a mail"),
    TemplateKey("ascii", .text, "the same for a text mail"),
  ])

  func value(kpiLabel: String) -> TemplateValue {
    let projection = objective.projection
    return .record([
      "label": .text(text.written(objective.label) ?? kpiLabel),
      "why": .optional(text.written(objective.why)), "kpi": .text(kpiLabel),
      "period": .text(text.language.period(objective.period)),
      "due": .text(text.date(objective.period.lastDay)),
      "position": PositionWords(position: objective.position).value(text),
      "solidity": .optional(solidity), "is_headline": .flag(objective.isHeadline),
      "actual": .text(actual),
      "expected": .optional(objective.expectedToDate.map { text.value($0) }),
      "target": .optional(target), "index": .optional(index),
      "gap_to_date": .optional(objective.gapToDate.map { text.gap($0) }),
      "gap_to_target": .optional(objective.gapToTarget.map { text.gap($0) }),
      "per_day": .optional(objective.requiredPerDay.map { text.value($0, .tile) }),
      "pace": .optional(objective.requiredOverPace.map { text.value($0) }),
      "projection": .optional(
        projection.map {
          text.phrase(
            "objective.projection",
            [
              "middle": text.value($0.p50, .headline), "low": text.value($0.p10, .headline),
              "high": text.value($0.p90, .headline),
            ])
        }),
      "chances": .optional(projection.map { text.chances($0) }),
      "bullet": .optional(bullet), "bar": CellBarWords.value(objective),
      "ascii": .optional(asciiBar),
    ])
  }
}

extension ObjectiveResult {
  /// Whether a fuller bar is good news.
  var isFilledByMore: Bool { kind != .cap && direction != .down }
}

/// A bar made of table cells, for mails.
enum CellBarWords {
  static let schema = TemplateSchema.record([
    TemplateKey("done", .integer, "pixels done, up to the target"),
    TemplateKey("before", .integer, "pixels missing to the target"),
    TemplateKey("beyond", .integer, "pixels done beyond the target"),
    TemplateKey("after", .integer, "pixels after that"),
    TemplateKey("is_passed", .flag, "whether the target is reached"),
  ])

  static func value(_ objective: ObjectiveResult?) -> TemplateValue {
    guard let objective, objective.isFilledByMore,
      let bar = CellBar(actual: objective.actual, target: objective.target)
    else { return .absent }
    return .record([
      "done": .integer(bar.done), "before": .integer(bar.before), "beyond": .integer(bar.beyond),
      "after": .integer(bar.after), "is_passed": .flag(bar.isPassed),
    ])
  }
}
