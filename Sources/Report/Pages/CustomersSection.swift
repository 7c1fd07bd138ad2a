import Analysis
import Calendar
import Markup

/// What becomes of customers: their KPIs, and for each month the share of its new customers who are
/// still there.
struct CustomersSection {
  private static let monthPrefix = "month:"
  private static let columnLimit = 12
  /// Of the catalogue, without what stands in brackets.
  private static let subjects: Set<String> = [
    "at_risk_contacted", "churn_net", "csat", "customers_active", "expansion_rate",
    "feature_adoption", "grr", "inactive_customers", "lifetime", "logo_churn", "mrr",
    "n_contracts", "n_new_customers", "new_arr", "nps", "nrr", "recurring_share",
    "renewal_rate", "repurchase_rate", "retention", "upsell_per_account", "upsell_revenue",
  ]

  let view: ScopeView
  let text: PageText

  static let cellSchema = TemplateSchema.record([
    TemplateKey("value", .text, "the share still there"),
    TemplateKey("style", .text, "class `heat-0` to `heat-5`"),
  ])

  static let cohortSchema = TemplateSchema.record([
    TemplateKey("label", .text, "name of the KPI"),
    TemplateKey("anchor", .text, "identifier of its entry in the dictionary of the page"),
    TemplateKey("columns", .list(.text), "months since"),
    TemplateKey(
      "rows",
      .list(
        .record([
          TemplateKey("name", .text, "the month of the first purchase"),
          TemplateKey("size", .text, "how many customers it won"),
          TemplateKey("cells", .list(cellSchema), "one a month since"),
        ])), "one month a row, the oldest first"),
  ])

  static let schema = TemplateSchema.record([
    TemplateKey("indicators", IndicatorSection.schema, "the KPIs about customers"),
    TemplateKey("cohorts", .list(cohortSchema), "KPIs told by month of the first purchase"),
  ])

  func value() -> TemplateValue {
    let kpis = view.index.entries.filter { kpi in
      Self.subjects.contains(kpi.base) && view.hasValue(kpi)
    }
    let cohorts = view.index.entries.compactMap { cohort($0) }
    guard !kpis.isEmpty || !cohorts.isEmpty else { return .absent }
    return .record([
      "indicators": IndicatorSection(view: view, text: text).value(of: kpis),
      "cohorts": .list(cohorts),
    ])
  }

  private func cohort(_ kpi: KPIEntry) -> TemplateValue? {
    guard view.index.hasMonthSegments(kpi.id) else { return nil }
    var byPeriod: [String: [Int: Figure]] = [:]
    for figure in view.figures(of: kpi.id) where figure.segment.hasPrefix(Self.monthPrefix) {
      guard let number = Int(figure.segment.dropFirst(Self.monthPrefix.count)) else { continue }
      byPeriod[figure.period, default: [:]][number] = figure
    }
    let periods = view.index.result.periods
      .filter { $0.kind == .month && byPeriod[$0.id] != nil }
      .sorted { $0.start < $1.start }
    let numbers = Set(byPeriod.values.flatMap(\.keys)).sorted().prefix(Self.columnLimit)
    guard !periods.isEmpty, !numbers.isEmpty else { return nil }
    let values = byPeriod.values.flatMap { $0.values.compactMap(\.value) }
    let low = values.min { $0.scaled(by: 1_000_000) < $1.scaled(by: 1_000_000) }
    let high = values.max { $0.scaled(by: 1_000_000) < $1.scaled(by: 1_000_000) }
    let words = KPIWords(kpi: kpi, view: view, text: text)
    return .record([
      "label": .text(words.label), "anchor": .text(words.anchor),
      "columns": .list(
        numbers.map { .text(text.plural("cohort.months", $0)) }),
      "rows": .list(
        periods.map { period in
          let cells = byPeriod[period.id] ?? [:]
          let size = cells.values.compactMap(\.denominator).first
          return .record([
            "name": .text(text.language.period(period)),
            "size": .optional(size.map { text.value($0) }),
            "cells": .list(numbers.map { cell(cells[$0]?.value, low, high) }),
          ])
        }),
    ])
  }

  private func cell(_ value: Quantity?, _ low: Quantity?, _ high: Quantity?) -> TemplateValue {
    guard let value, let low, let high else { return .record([:]) }
    return .record([
      "value": .text(text.value(value)),
      "style": .optional(Heat.style(value, low: low, high: high)),
    ])
  }
}

/// How opportunities go from one stage to the next.
struct FunnelSection {
  let view: ScopeView
  let text: PageText

  static let schema = TemplateSchema.list(
    .record([
      TemplateKey("label", .text, "from which stage to which"),
      TemplateKey("anchor", .text, "identifier of its entry in the dictionary of the page"),
      TemplateKey("value", .text, "the share that went on"),
      TemplateKey("entered", .text, "how many entered the first stage"),
      TemplateKey("went_on", .text, "how many of them reached the second"),
      TemplateKey("bar", .element, "the share as a bar"),
      TemplateKey("caution", .text, "interval, small number, approximation"),
    ]))

  func value() -> TemplateValue {
    .list(
      view.index.entries.compactMap { kpi in
        guard kpi.base == "stage_conversion",
          let figure = view.current(kpi), let value = figure.value
        else { return nil }
        let words = KPIWords(kpi: kpi, view: view, text: text)
        return .record([
          "label": .text(words.label), "anchor": .text(words.anchor),
          "value": .text(words.value(figure, .table)),
          "entered": .optional(figure.denominator.map { text.value($0) }),
          "went_on": .optional(figure.numerator.map { text.value($0) }),
          "bar": .optional(
            VolumeBar.element(value.inThousandths, largest: Quantity(.count, 1000))),
          "caution": .optional(words.caution(figure)),
        ])
      })
  }
}

extension Quantity {
  /// A share as a count of thousandths, for a bar.
  fileprivate var inThousandths: Quantity { Quantity(.count, scaled(by: 1000)) }
}
