import Analysis
import Calendar
import Markup

/// How the open pipeline of the period went from one day to another: what came, what went, and what
/// is left, to the cent.
struct WaterfallSection {
  let view: ScopeView
  let text: PageText

  static let rowSchema = TemplateSchema.record([
    TemplateKey("label", .text, "what came or went, or the total before and after"),
    TemplateKey("count", .text, "number of opportunities"),
    TemplateKey("amount", .text, "their amount, signed where it comes or goes"),
    TemplateKey("bar", .element, "where the amount stands between the two totals, drawn"),
    TemplateKey("is_total", .flag, "the pipeline on one of the two days"),
  ])

  static let schema = TemplateSchema.record([
    TemplateKey(
      "charts",
      .list(
        .record([
          TemplateKey("title", .text, "between which days"),
          TemplateKey("rows", .list(rowSchema), "the opening, what came and went, the closing"),
        ])), "since the period began, and over the last week"),
    TemplateKey("missing", .text, "said where the archive does not reach back"),
  ])

  /// Only for pages that have a pipeline to begin with.
  func value(hasPipeline: Bool) -> TemplateValue {
    let charts = view.index.waterfalls(of: view.scope.id).compactMap { chart($0) }
    if charts.isEmpty, !hasPipeline { return .absent }
    return .record([
      "charts": .list(charts),
      "missing": charts.isEmpty ? .text(text["waterfall.missing"]) : .absent,
    ])
  }

  private func chart(_ waterfall: Waterfall) -> TemplateValue? {
    let steps = waterfall.steps.filter { $0.count > 0 }
    guard waterfall.startCount + waterfall.endCount + steps.count > 0 else { return nil }
    var levels = [waterfall.start.rounded]
    for step in steps { levels.append(levels[levels.count - 1] + step.amount.rounded) }
    let low = min(0, levels.min() ?? 0)
    let high = max(waterfall.end.rounded, levels.max() ?? 0)
    func total(_ key: String, _ amount: Quantity, _ count: Int) -> TemplateValue {
      .record([
        "label": .text(text[key]), "count": .text(text.count(count)),
        "amount": .text(text.value(amount)),
        "bar": .optional(
          FloatingBar.element(from: 0, to: amount.rounded, low: low, high: high, isTotal: true)),
        "is_total": .flag(true),
      ])
    }
    let moved = zip(steps, zip(levels, levels.dropFirst())).map { step, ends -> TemplateValue in
      .record([
        "label": .text(text["waterfall.\(step.cause.rawValue)"]),
        "count": .text(text.count(step.count)), "amount": .text(text.gap(step.amount)),
        "bar": .optional(
          FloatingBar.element(
            from: ends.0, to: ends.1, low: low, high: high, isTotal: false)),
        "is_total": .flag(false),
      ])
    }
    return .record([
      "title": .text(text.language.dateRange(waterfall.from, waterfall.to)),
      "rows": .list(
        [total("waterfall.opening", waterfall.start, waterfall.startCount)] + moved
          + [total("waterfall.closing", waterfall.end, waterfall.endCount)]),
    ])
  }
}
