import Analysis
import Calendar
import Markup

/// A KPI of a scope as people read it: its value, how far it can be trusted, what it compares with.
struct KPIWords {
  let kpi: KPIEntry
  let view: ScopeView
  let text: PageText

  var label: String { text.written(kpi.label) ?? kpi.id }

  /// Where the dictionary of the page explains it.
  var anchor: String { kpi.anchor }

  static func anchor(_ id: String) -> String { "kpi-" + PageAnchor.text(id) }

  /// Where the page of the indicators has its row.
  var rowAnchor: String { kpi.rowAnchor }

  /// What an analyst types to see the records behind the very figure that the page shows.
  var explain: String {
    let period = view.current(kpi)?.period ?? view.index.result.mainPeriod.id
    return Self.explain(kpi.id, scope: view.scope.id, period: period)
  }

  static func explain(_ id: String, scope: ScopeID, period: String) -> String {
    let name = id.contains { "[>]%".contains($0) } ? "'\(id)'" : id
    let option = scope == .company ? "" : " --scope \(scope)"
    return "jalon explain \(name)\(option) --period \(period)"
  }

  /// How a value on few records is shown (rule C11).
  enum Sample {
    /// At least 30 records, or no rate.
    case enough
    /// 5 to 29: with its interval, muted.
    case few
    /// Below 5: counts only, no percentage.
    case tooFew
  }

  static func sample(_ figure: Figure) -> Sample {
    guard figure.value?.unit == .rate, let count = trials(figure) else { return .enough }
    return count < 5 ? .tooFew : count < 30 ? .few : .enough
  }

  private static func trials(_ figure: Figure) -> Int? {
    if let denominator = figure.denominator, denominator.unit == .count {
      return Int(denominator.rounded)
    }
    return figure.count
  }

  /// `14,7 %`, `3 sur 5`, `s. o. (aucun événement)`.
  func value(_ figure: Figure?, _ precision: PageText.Precision) -> String {
    guard let figure, let value = figure.value else { return text.absent(figure?.absentReason) }
    if Self.sample(figure) == .tooFew, let part = figure.numerator, let whole = figure.denominator {
      return text.phrase("share_of", ["part": text.value(part), "whole": text.value(whole)])
    }
    return text.value(value, precision)
  }

  /// What must be known to read the value: its interval, its small number, its approximation.
  func caution(_ figure: Figure?) -> String? {
    guard let figure, figure.value != nil else { return nil }
    var parts: [String] = []
    switch Self.sample(figure) {
    case .enough: break
    case .tooFew: parts.append(text["kpi.too_few"])
    case .few:
      if let interval = figure.interval {
        parts.append(
          text.phrase(
            "kpi.interval",
            ["low": text.value(interval.low), "high": text.value(interval.high)]))
      }
      if let count = Self.trials(figure) {
        parts.append(text.plural("kpi.sample", count))
      }
    }
    if figure.isApproximate { parts.append(text["kpi.approximate"]) }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// The value against its objective, else against the period before, in words.
  func comparison(_ figure: Figure?) -> String? {
    let objective = view.objectives.first {
      // A year's objective says nothing about the figure of a quarter.
      $0.kpi == kpi.id && $0.period.id == view.index.result.mainPeriod.id && $0.target != nil
    }
    if let objective {
      var said = text.phrase(
        "comparison.target", ["value": ObjectiveWords(objective, text).target ?? ""])
      let attained = text.share(objective.actual, of: objective.target)
      if let attained, [.cumul, .recur, .each].contains(objective.kind) {
        said += ", " + text.phrase("comparison.attained", ["share": attained])
      }
      return said
    }
    guard let figure, figure.value != nil, figure.period == view.index.result.mainPeriod.id,
      let period = view.index.previous, let before = view.figure(kpi.id, in: period),
      let old = before.value
    else { return nil }
    // A running period is never set against a whole one (rule C18): the words say which is which.
    return text.phrase(
      view.index.isMainPeriodOver ? "comparison.previous" : "comparison.previous_whole",
      ["value": Self.sample(before) == .tooFew ? value(before, .tile) : text.value(old, .tile)])
  }

  /// The line of the last months, and its first and last value in words.
  var trend: (chart: MarkupElement, words: String)? {
    let history = view.history(kpi)
    guard let chart = Sparkline.element(history) else { return nil }
    let known = history.compactMap { $0 }
    guard let first = known.first, let last = known.last else { return nil }
    return (
      chart,
      text.phrase(
        "kpi.trend",
        [
          "n": text.count(history.drop { $0 == nil }.count), "first": text.value(first, .headline),
          "last": text.value(last, .headline),
        ])
    )
  }
}

/// Identifiers of places in a page.
enum PageAnchor {
  /// Letters, digits and hyphens, as `id` attributes and address fragments both take them.
  static func text(_ id: String) -> String {
    var anchor = ""
    for scalar in id.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_": anchor.unicodeScalars.append(scalar)
      default: anchor += "-"
      }
    }
    return anchor
  }
}

/// At most ten tiles, results apart from leading indicators (objectives.md 1.12); everything else
/// is in the table of all indicators.
struct TileSection {
  static let limit = 10

  let view: ScopeView
  let text: PageText

  static let tileSchema = TemplateSchema.record([
    TemplateKey("label", .text, "name of the KPI"),
    TemplateKey("anchor", .text, "identifier of its entry in the dictionary of the page"),
    TemplateKey("value", .text, "the value, or `s. o.` with the reason"),
    TemplateKey("is_absent", .flag, "there is no value"),
    TemplateKey("is_muted", .flag, "rests on fewer than 30 records"),
    TemplateKey("style", .text, "class `muted` on fewer than 30 records, else absent"),
    TemplateKey("comparison", .text, "with the objective, else the period before"),
    TemplateKey("caution", .text, "interval, small number, approximation"),
    TemplateKey("trend", .element, "line of the last twelve months"),
    TemplateKey("trend_words", .text, "its first and last value"),
    TemplateKey("row", .text, "identifier of its row on the page of the indicators"),
  ])

  static let schema = TemplateSchema.list(
    .record([
      TemplateKey("title", .text, "`Résultats`, `Indicateurs avancés`"),
      TemplateKey("tiles", .list(tileSchema), "the tiles"),
    ]))

  /// The KPIs that deserve a tile: useful ones with a value, at most five results and five leading
  /// indicators.
  ///
  /// Those with an objective come first, then those of the rep's role, each in the order of the
  /// catalogue's `tile` numbers; a KPI without a number only when it has an objective.
  var chosen: [KPIEntry] {
    let kpis = view.index.entries
    let main = view.index.result.mainPeriod.id
    let judged = Set(view.objectives.filter { $0.period.id == main }.map(\.kpi))
    let role = view.scope.role
    let hasNumbers = kpis.contains { $0.kpi.tile != nil }
    func rank(_ kpi: KPIEntry) -> Int {
      if judged.contains(kpi.id) { return 0 }
      return role.isEmpty || kpi.kpi.roles.isEmpty || kpi.kpi.roles.contains(role) ? 1 : 2
    }
    let candidates = kpis.filter { kpi in
      kpi.kpi.test.count(where: { $0 }) >= 2 && view.hasValue(kpi)
        && (judged.contains(kpi.id)
          || (hasNumbers ? kpi.kpi.tile != nil : !kpi.id.contains("[")) && !isSilent(kpi))
    }
    // Stable, so that equals stay in catalogue order.
    let ordered = candidates.enumerated().sorted {
      ($0.element.kpi.tile ?? .max, $0.offset) < ($1.element.kpi.tile ?? .max, $1.offset)
    }.map(\.element)
    let useful = (0...2).flatMap { wanted in ordered.filter { rank($0) == wanted } }
    let lagging = useful.filter { $0.timing == .lagging }
    let leading = useful.filter { $0.timing == .leading }
    // One row each on a wide page.
    let half = Self.limit / 2
    let kept = Set((lagging.prefix(half) + leading.prefix(half)).map(\.id))
    return ordered.filter { kept.contains($0.id) }
  }

  /// Zero now and in every month before, as where a kind of record never names a rep: it says nothing.
  private func isSilent(_ kpi: KPIEntry) -> Bool {
    view.current(kpi)?.value?.numerator == 0
      && view.history(kpi).allSatisfy { $0.map { $0.numerator == 0 } ?? true }
  }

  func value() -> TemplateValue {
    let chosen = chosen
    return .list(
      [KPI.Timing.lagging, .leading].compactMap { timing in
        let tiles = chosen.filter { $0.timing == timing }
        guard !tiles.isEmpty else { return nil }
        return .record([
          "title": .text(text["tiles.\(timing.rawValue)"]),
          "tiles": .list(tiles.map { tile($0) }),
        ])
      })
  }

  /// The KPIs of a mail: that of the headline objective, else the first result, then a leading
  /// indicator and a second result.
  var mailChosen: [KPIEntry] {
    let chosen = chosen
    let first = chosen.first { $0.id == view.headline?.kpi } ?? chosen.first
    let others = chosen.filter { $0.id != first?.id }
    let second = others.first { $0.timing == .leading } ?? others.first
    let third = others.first { $0.timing == .lagging && $0.id != second?.id }
    return [first, second, third].compactMap { $0 }
  }


  func tile(_ kpi: KPIEntry) -> TemplateValue {
    let words = KPIWords(kpi: kpi, view: view, text: text)
    let figure = view.current(kpi)
    let trend = words.trend
    let isMuted = figure.map { KPIWords.sample($0) != .enough } ?? false
    return .record([
      "label": .text(words.label), "anchor": .text(words.anchor),
      "value": .text(words.value(figure, .tile)), "is_absent": .flag(figure?.value == nil),
      "is_muted": .flag(isMuted), "style": isMuted ? .text("muted") : .absent,
      "comparison": .optional(words.comparison(figure)),
      "caution": .optional(words.caution(figure)), "trend": .optional(trend?.chart),
      "trend_words": .optional(trend?.words), "row": .text(words.rowAnchor),
    ])
  }
}

/// Every KPI of the page, with what it means: the annex and the dictionary.
struct IndicatorSection {
  let view: ScopeView
  let text: PageText

  static let schema = TemplateSchema.list(
    .record([
      TemplateKey("label", .text, "name of the KPI"),
      TemplateKey("anchor", .text, "identifier of its entry in the dictionary of the page"),
      TemplateKey("timing", .text, "`avancé` or `résultat`"),
      TemplateKey("value", .text, "the value, or `s. o.` with the reason"),
      TemplateKey("is_absent", .flag, "there is no value"),
      TemplateKey("is_muted", .flag, "rests on fewer than 30 records"),
      TemplateKey("comparison", .text, "with the objective, else the period before"),
      TemplateKey("caution", .text, "interval, small number, approximation"),
      TemplateKey("trend", .element, "line of the last twelve months"),
      TemplateKey("trend_words", .text, "its first and last value"),
      TemplateKey("row", .text, "identifier of the row"),
      TemplateKey("explain", .text, "the command that shows the records behind the figure"),
    ]))

  static let groupSchema = TemplateSchema.list(
    .record([
      TemplateKey("anchor", .text, "identifier of the heading"),
      TemplateKey("title", .text, "`Résultats`, `Indicateurs avancés`"),
      TemplateKey("note", .text, "what the kind of indicator is for"),
      TemplateKey("rows", schema, "the KPIs with a value, in the order of the dictionary"),
      TemplateKey(
        "gaps",
        .list(
          .record([
            TemplateKey("reason", .text, "why there is no value"),
            TemplateKey(
              "kpis",
              .list(
                .record([
                  TemplateKey("label", .text, "name of the KPI"),
                  TemplateKey("anchor", .text, "identifier of its entry in the dictionary"),
                  TemplateKey("row", .text, "identifier of its place on the page"),
                ])), "the KPIs in the order of the dictionary"),
          ])), "the KPIs without a value, by the reason"),
    ]))

  static let dictionarySchema = TemplateSchema.list(
    .record([
      TemplateKey("anchor", .text, "identifier of the entry"),
      TemplateKey("id", .text, "identifier of the KPI, as in the figures"),
      TemplateKey("label", .text, "name of the KPI"),
      TemplateKey("question", .text, "the question it answers"),
      TemplateKey("definition", .text, "the formula in words"),
      TemplateKey("why", .text, "why it is followed and how an action moves it"),
      TemplateKey("direction", .text, "whether more or less is better"),
      TemplateKey("explain", .text, "the command that shows the records behind the figure"),
    ]))

  /// The KPIs that have a figure or an objective here.
  var present: [KPIEntry] {
    let judged = Set(view.objectives.map(\.kpi))
    return view.index.entries.filter { view.hasCurrent($0) || judged.contains($0.id) }
  }

  /// Leading indicators and results apart: only the former can still be acted on.
  func groups() -> TemplateValue {
    .list(
      [KPI.Timing.leading, .lagging].compactMap { timing in
        group(timing, of: present.filter { $0.timing == timing && view.hasCurrent($0) })
      })
  }

  /// The KPIs of a table of activity and the other leading ones that have an objective here, with
  /// how they went and what they are compared with.
  func followed(_ kpis: some Sequence<KPIEntry>) -> TemplateValue {
    let chosen = Set(kpis.map(\.id)).union(view.objectives.map(\.kpi))
    let own = present.filter {
      $0.timing == .leading && chosen.contains($0.id) && view.hasValue($0)
    }
    return .list([group(.leading, of: own)].compactMap { $0 })
  }

  private func group(_ timing: KPI.Timing, of own: [KPIEntry]) -> TemplateValue? {
    guard !own.isEmpty else { return nil }
    let kpis = own.filter { view.hasValue($0) }
    return .record([
      "anchor": .text(timing.rawValue), "title": .text(text["tiles.\(timing.rawValue)"]),
      "note": .text(text["indicator.note.\(timing.rawValue)"]), "rows": value(of: kpis),
      "gaps": gaps(own.filter { !view.hasValue($0) }),
    ])
  }

  /// A sentence for each reason: rows that say "nothing" would hide those that say something.
  private func gaps(_ kpis: [KPIEntry]) -> TemplateValue {
    var reasons: [AbsentReason?] = []
    var found: [AbsentReason?: [TemplateValue]] = [:]
    for kpi in kpis {
      let reason = view.current(kpi)?.absentReason
      if found[reason] == nil { reasons.append(reason) }
      let words = KPIWords(kpi: kpi, view: view, text: text)
      found[reason, default: []].append(
        .record([
          "label": .text(words.label), "anchor": .text(words.anchor),
          "row": .text(words.rowAnchor),
        ]))
    }
    return .list(
      reasons.map { reason in
        .record([
          "reason": .text(text.absent(reason)), "kpis": .list(found[reason] ?? []),
        ])
      })
  }

  func value(of kpis: [KPIEntry]) -> TemplateValue {
    .list(
      kpis.map { kpi in
        let words = KPIWords(kpi: kpi, view: view, text: text)
        let figure = view.current(kpi)
        let trend = words.trend
        return .record([
          "label": .text(words.label), "anchor": .text(words.anchor),
          "timing": .text(text["timing.\(kpi.timing.rawValue)"]),
          "value": .text(words.value(figure, .tile)), "is_absent": .flag(figure?.value == nil),
          "is_muted": .flag(figure.map { KPIWords.sample($0) != .enough } ?? false),
          "comparison": .optional(words.comparison(figure)),
          "caution": .optional(words.caution(figure)), "trend": .optional(trend?.chart),
          "trend_words": .optional(trend?.words), "row": .text(words.rowAnchor),
          "explain": .text(words.explain),
        ])
      })
  }

  func dictionary() -> TemplateValue {
    .list(
      present.map { kpi in
        let words = KPIWords(kpi: kpi, view: view, text: text)
        return .record([
          "anchor": .text(words.anchor), "id": .text(kpi.id), "label": .text(words.label),
          "question": .optional(text.written(kpi.kpi.question)),
          "definition": .optional(text.written(kpi.kpi.definition)),
          "why": .optional(text.written(kpi.kpi.why)),
          "direction": .text(text["direction.\(kpi.kpi.direction.rawValue)"]),
          "explain": .text(words.explain),
        ])
      })
  }
}
