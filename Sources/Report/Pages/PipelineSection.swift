import Analysis
import Markup

/// Open opportunities by stage, in the order of the stages, and what is overdue among them.
struct PipelineSection {
  let view: ScopeView
  let text: PageText

  static let rowSchema = TemplateSchema.record([
    TemplateKey("name", .text, "name of the stage"),
    TemplateKey("count", .text, "number of opportunities"),
    TemplateKey("amount", .text, "their amount"),
    TemplateKey("share", .text, "share of the whole amount"),
    TemplateKey("bar", .element, "their amount as a bar"),
  ])

  static let schema = TemplateSchema.record([
    TemplateKey("label", .text, "name of the KPI"),
    TemplateKey("anchor", .text, "identifier of its entry in the dictionary of the page"),
    TemplateKey("rows", .list(rowSchema), "the stages in order"),
    TemplateKey("total", rowSchema, "everything open"),
    TemplateKey("overdue", .text, "what should have closed by now"),
    TemplateKey("is_approximate", .flag, "today's export stands for what was known then"),
  ])

  func value() -> TemplateValue {
    let staged = view.segmented.compactMap { figure in
      SegmentWords.stage(figure.segment).map { (stage: $0, figure: figure) }
    }
    guard let kpi = kpi(of: staged.map(\.figure)) else { return .absent }
    let byStage = Dictionary(
      staged.filter { $0.figure.kpi == kpi.id }.map { ($0.stage, $0.figure) }
    ) { first, _ in first }
    let known = view.index.result.stages
    let order = known + byStage.keys.filter { !known.contains($0) }.sorted()
    let largest = byStage.values.compactMap(\.value).max { $0.rounded < $1.rounded }
    let whole = view.current(kpi)
    let rows = order.compactMap { name -> TemplateValue? in
      guard let figure = byStage[name] else { return nil }
      return row(name, figure, largest: largest, whole: whole?.value)
    }
    guard !rows.isEmpty else { return .absent }
    let overdue = view.segmented.first { $0.kpi == kpi.id && $0.segment == "overdue" }
    let words = KPIWords(kpi: kpi, view: view, text: text)
    return .record([
      "label": .text(words.label), "anchor": .text(words.anchor), "rows": .list(rows),
      "total": whole.map { row(text["table.total"], $0, largest: nil, whole: nil) } ?? .absent,
      "overdue": .optional(overdue.flatMap { overdueText($0) }),
      "is_approximate": .flag(whole?.isApproximate ?? false),
    ])
  }

  /// Amounts say more than numbers; the weighted amount less than the plain one.
  private func kpi(of staged: [Figure]) -> KPIEntry? {
    let ids = Set(staged.map(\.kpi))
    let candidates = view.index.entries.filter { ids.contains($0.id) }
    return candidates.first { $0.unit == .money } ?? candidates.first
  }

  private func row(
    _ name: String, _ figure: Figure, largest: Quantity?, whole: Quantity?
  ) -> TemplateValue {
    .record([
      "name": .text(name), "count": .optional(figure.count.map { text.count($0) }),
      "amount": .text(
        figure.value.map { text.value($0) } ?? text.absent(figure.absentReason)),
      "share": .optional(text.share(figure.value, of: whole)),
      "bar": .optional(VolumeBar.element(figure.value, largest: largest)),
    ])
  }

  private func overdueText(_ figure: Figure) -> String? {
    guard let count = figure.count, count > 0 else { return nil }
    guard let value = figure.value else { return text.plural("pipeline.overdue", count) }
    return text.plural("pipeline.overdue_amount", count, ["amount": text.value(value)])
  }
}

/// Who did what: the leading counts, one column each, for the reps or teams below the scope.
struct ActivitySection {
  private static let columnLimit = 6

  let view: ScopeView
  let text: PageText

  static let schema = TemplateSchema.record([
    TemplateKey("name_title", .text, "what the names are of"),
    TemplateKey("columns", .list(.text), "names of the KPIs"),
    TemplateKey(
      "rows",
      .list(
        .record([
          TemplateKey("name", .text, "name of the rep or team"),
          TemplateKey("folder", .text, "address of its folder, ends in `/`"),
          TemplateKey("cells", .list(.text), "one value per column"),
        ])), "in alphabetical order: a table of activity is no ranking"),
    TemplateKey("total", .list(.text), "the scope of the page itself"),
  ])

  /// The leading counts of the main period that are not 0 for everybody, without the variants of a
  /// KPI (`regressions[qualification]`), which would take the place of calls and meetings.
  var columns: ArraySlice<KPIEntry> {
    view.index.entries.filter { kpi in
      guard kpi.timing == .leading, kpi.unit == .count, !kpi.id.utf8.contains(UInt8(ascii: "[")),
        let figure = view.main(kpi), let value = figure.value
      else { return false }
      return value.numerator != 0 && figure.period == view.current(kpi)?.period
    }.prefix(Self.columnLimit)
  }

  func value(_ scopes: [Scope], link: (Scope) -> String) -> TemplateValue {
    guard let kind = scopes.first?.id.kind else { return .absent }
    let columns = columns
    guard !columns.isEmpty else { return .absent }
    let sorted = Standings.alphabetical(scopes).prefix(Standings.pageLimit)
    func cells(_ view: ScopeView) -> TemplateValue {
      .list(
        columns.map { kpi in
          let words = KPIWords(kpi: kpi, view: view, text: text)
          let figure = view.main(kpi)
          return .text(figure?.value == nil ? text["absent.mark"] : words.value(figure, .table))
        })
    }
    return .record([
      "name_title": .text(text["table.\(kind.rawValue)"]),
      "columns": .list(columns.map { .text(text.written($0.label) ?? $0.id) }),
      "rows": .list(
        sorted.map { scope in
          .record([
            "name": .text(scope.name), "folder": .text(link(scope)),
            "cells": cells(view.index.view(of: scope)),
          ])
        }), "total": cells(view),
    ])
  }
}
