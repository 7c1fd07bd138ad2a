import Analysis
import Markup

/// How complete the exports are, field by field, with the money that stands on what is missing.
struct QualitySection {
  let index: ResultIndex
  let text: PageText

  static let rowSchema = TemplateSchema.record([
    TemplateKey("field", .text, "what should be filled in"),
    TemplateKey("entity", .text, "the table, and which of its records are asked"),
    TemplateKey("share", .text, "share of the records asked that have it"),
    TemplateKey("bar", .element, "the same as a bar"),
    TemplateKey("missing", .text, "number of records without it"),
    TemplateKey("asked", .text, "number of records asked"),
    TemplateKey("amount", .text, "amount of the records without it"),
    TemplateKey("kpis", .text, "names of the KPIs it damages"),
  ])

  static let schema = TemplateSchema.record([
    TemplateKey("rows", .list(rowSchema), "fields that are not complete, the costliest first"),
    TemplateKey("complete", .text, "how many fields are complete"),
  ])

  /// Without them nobody knows what is at stake.
  private static let amounts: Set<String> = ["amount", "amount_net", "value"]

  private typealias Row = (entity: String, field: DataQuality.Completeness)

  func value() -> TemplateValue {
    guard let quality = index.result.dataQuality else { return .absent }
    let rows = quality.tables.flatMap { table in
      table.fields.filter { $0.askedCount > 0 }.map { (entity: table.entityName, field: $0) }
    }
    guard !rows.isEmpty else { return .absent }
    let incomplete = rows.filter { $0.field.filledCount < $0.field.askedCount }
    let names = Dictionary(
      index.result.kpis.map { ($0.id, text.written($0.label) ?? $0.id) }
    ) { first, _ in first }
    return .record([
      "rows": .list(
        incomplete.enumerated().sorted { left, right in
          let (first, second) = (Self.weight(left.element), Self.weight(right.element))
          return first == second ? left.offset < right.offset : first > second
        }.map { row($0.element, names) }),
      "complete": .text(text.plural("quality.complete", rows.count - incomplete.count)),
    ])
  }

  /// Money first, then the number of records.
  private static func weight(_ row: Row) -> (Int64, Int) {
    (row.field.amountAtStake?.rounded ?? -1, row.field.askedCount - row.field.filledCount)
  }

  private func row(_ row: Row, _ names: [String: String]) -> TemplateValue {
    let field = row.field
    let entity = text.named("entity", row.entity)
    let asked = field.rows == "all" ? entity : entity + ", " + text["quality.\(field.rows)"]
    return .record([
      "field": .text(text.named("field", field.field)), "entity": .text(asked),
      "share": .optional(field.share.map { text.value($0, .tile) }),
      "bar": .optional(
        VolumeBar.element(
          field.share.map { Quantity(.count, $0.scaled(by: 1000)) },
          largest: Quantity(.count, 1000))),
      "missing": .text(text.count(field.askedCount - field.filledCount)),
      "asked": .text(text.count(field.askedCount)),
      "amount": .optional(
        Self.amounts.contains(field.field)
          ? text["quality.unknown_amount"] : field.amountAtStake.map { text.value($0) }),
      "kpis": .text(text.language.list(field.kpis.map { names[$0] ?? $0 })),
    ])
  }
}
