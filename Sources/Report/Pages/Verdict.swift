import Analysis
import Markup

/// The answer in three seconds: ahead, on time or late, by how much, and where it will end.
///
/// It is the line of objectives.md 4.2, number 6. Parts without a value are left out.
struct Verdict {
  let objective: ObjectiveResult?
  var causes: RunResult.Attribution?
  let text: PageText

  static let schema = TemplateSchema.record([
    TemplateKey("position", PositionWords.schema, "the headline objective's position"),
    TemplateKey("objective", .text, "what the headline objective is called"),
    TemplateKey("sentence", .text, "actual, expected and gap, as one sentence"),
    TemplateKey("outlook", .text, "where the period will probably end, and the chances"),
    TemplateKey("cause", .text, "the first cause of being late, or of being ahead"),
    TemplateKey("effort", .text, "what is required per working day"),
    TemplateKey("caution", .text, "how sure the position is, when it is not"),
    TemplateKey("bullet", .element, "bullet graph of the headline objective"),
  ])

  var value: TemplateValue {
    guard let objective else { return .absent }
    return .record([
      "position": PositionWords(position: objective.position).value(text),
      "objective": .optional(text.written(objective.label)),
      "sentence": .text(sentence), "outlook": .optional(outlook), "cause": .optional(cause),
      "effort": .optional(effort), "caution": .optional(caution),
      "bullet": .optional(ObjectiveWords(objective, text).bullet),
    ])
  }

  /// What was reached and expected: `62 % de l’objectif, 71 % attendus à ce jour (−10,8 k€).`.
  var sentence: String {
    guard let objective else { return text["verdict.no_objective"] }
    guard let actual = objective.actual else {
      return text.phrase("verdict.absent", ["reason": text.absent(objective.absentReason)])
    }
    let accumulates = [.cumul, .recur, .each].contains(objective.kind)
    var parts: [String] = []
    if accumulates, let share = text.share(actual, of: objective.target) {
      parts.append(text.phrase("verdict.attained", ["share": share]))
      if let expected = text.share(objective.expectedToDate, of: objective.target) {
        parts.append(text.phrase("verdict.expected", ["share": expected]))
      }
    } else if let target = objective.target {
      parts.append(
        text.phrase(
          "verdict.level",
          [
            "value": text.value(actual, .headline),
            "target": ObjectiveWords(objective, text).comparator + "\u{A0}"
              + text.value(target, .headline),
          ]))
    } else {
      parts.append(text.value(actual, .headline))
    }
    var sentence = parts.joined(separator: ", ")
    if let gap = objective.gapToDate { sentence += " (\(text.gap(gap, .headline)))" }
    return sentence + "."
  }

  /// Where the period will probably end, between which bounds, and the chances of the target.
  var outlook: String? {
    guard let objective, let projection = objective.projection else { return nil }
    let key =
      projection.newDealPeriods == 0
      ? "outlook_floor" : projection.isCalibrated ? "outlook" : "outlook_uncalibrated"
    let end = text.phrase(
      "verdict.\(key)",
      [
        "middle": text.value(projection.p50, .headline),
        "low": text.value(projection.p10, .headline),
        "high": text.value(projection.p90, .headline),
      ])
    return chances(projection).map { "\(end) \($0)" } ?? end
  }

  /// Nothing once the target is reached, when it is no longer a chance, and nothing for a projection
  /// that leaves out the deals still to come.
  private func chances(_ projection: ObjectiveResult.Projection) -> String? {
    guard let target = objective?.target, objective?.isMet != true, projection.newDealPeriods > 0
    else { return nil }
    let arguments = ["target": text.value(target, .headline)]
    let chances = projection.probability.scaled(by: 100)
    switch chances {
    case ..<1: return text.phrase("verdict.chances_few", arguments)
    case 100...: return text.phrase("verdict.chances_many", arguments)
    default: return text.plural("verdict.chances", Int(chances), arguments)
    }
  }

  /// The cause that weighs most in the direction of the gap; nothing when the scope is on time.
  var cause: String? {
    guard let objective, let parts = causes?.parts else { return nil }
    let first: RunResult.Attribution.Part? =
      switch objective.position {
      case .late, .veryLate:
        parts.min { $0.amount.rounded < $1.amount.rounded }
          .flatMap { $0.amount.rounded < 0 ? $0 : nil }
      case .ahead:
        parts.max { $0.amount.rounded < $1.amount.rounded }
          .flatMap { $0.amount.rounded > 0 ? $0 : nil }
      case .onTime, .tooEarly, .none: nil
      }
    return first.map { part in
      text.phrase(
        "verdict.cause",
        [
          "cause": text["cause_inside.\(part.word)"],
          "amount": text.gap(part.amount, .headline),
        ])
    }
  }

  /// What is required per remaining working day, and how many times the pace so far that is.
  var effort: String? {
    guard let objective, let required = objective.requiredPerDay, required.numerator > 0,
      objective.isMet != true
    else { return nil }
    let perDay = text.value(required, required.unit == .money ? .headline : .tile)
    guard let times = objective.requiredOverPace else {
      return text.phrase("verdict.effort", ["required": perDay])
    }
    return text.phrase(
      "verdict.effort_pace", ["required": perDay, "times": text.value(times)])
  }

  var caution: String? {
    guard let objective else { return nil }
    switch (objective.solidity, objective.position) {
    case (_, .none), (_, .tooEarly), (.signal, _), (.none, _): return nil
    case (.toConfirm, _): return text["verdict.to_confirm"]
    case (.tooEarly, _): return text["verdict.too_early"]
    }
  }

  /// For a mail's subject and preheader: the word in front of the sentence.
  var spoken: String {
    guard let objective else { return sentence }
    return PositionWords(position: objective.position).word(text) + text["verdict.colon"]
      + sentence
  }
}

/// Three counters: how many headline objectives are late, on time and ahead.
struct Counters {
  private(set) var late = 0
  private(set) var onTime = 0
  private(set) var ahead = 0
  private(set) var unjudged = 0

  init(_ objectives: [ObjectiveResult?]) {
    for objective in objectives {
      switch objective?.position ?? .none {
      case .late, .veryLate: late += 1
      case .onTime: onTime += 1
      case .ahead: ahead += 1
      case .tooEarly, .none: unjudged += 1
      }
    }
  }

  var judged: Int { late + onTime + ahead }

  static let schema = TemplateSchema.list(
    .record([
      TemplateKey("number", .text, "how many"),
      TemplateKey("position", PositionWords.schema, "which"),
    ]))

  /// Nothing when nobody is judged: three zeros would read as good news.
  func value(_ text: PageText) -> TemplateValue {
    guard judged > 0 else { return .list([]) }
    var rows = [(late, ObjectiveResult.Position.late), (onTime, .onTime), (ahead, .ahead)]
    if unjudged > 0 { rows.append((unjudged, .none)) }
    return .list(
      rows.map { number, position in
        .record([
          "number": .text(text.count(number)),
          "position": PositionWords(position: position).value(text),
        ])
      })
  }

  /// `3 en retard, 1 à l’heure, 5 en avance`.
  func sentence(_ text: PageText) -> String? {
    guard judged > 0 else { return nil }
    return [("late", late), ("on_time", onTime), ("ahead", ahead)]
      .map { text.plural("counter.\($0.0)", $0.1) }
      .joined(separator: ", ")
  }
}
