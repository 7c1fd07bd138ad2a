import Analysis
import Calendar
import Markup

/// Whether the night went well: the checks before publishing, and what each source held beside the
/// night before.
struct HealthSection {
  let index: ResultIndex
  let text: PageText

  static let checkSchema = TemplateSchema.record([
    TemplateKey("label", .text, "what is checked"),
    TemplateKey("is_passed", .flag, "whether it held"),
    TemplateKey("word", .text, "the same as a word"),
  ])

  static let sourceSchema = TemplateSchema.record([
    TemplateKey("name", .text, "name of the source in `jalon.yaml`"),
    TemplateKey("entity", .text, "what it holds"),
    TemplateKey("rows", .text, "number of records"),
    TemplateKey("change", .text, "that against the run before, signed"),
    TemplateKey("rejects", .text, "number of records that could not be used"),
    TemplateKey("owners", .text, "number of owners, where the table has them"),
    TemplateKey("newest", .text, "last day on which something happened"),
    TemplateKey("age", .text, "how long before the as-of day that is"),
  ])

  static let schema = TemplateSchema.record([
    TemplateKey("summary", .text, "how many checks held"),
    TemplateKey("is_sound", .flag, "all of them held"),
    TemplateKey("has_previous", .flag, "there is an earlier run to compare with"),
    TemplateKey("before", .text, "the run it was compared with, or that there is none"),
    TemplateKey("checks", .list(checkSchema), "in the order in which they are made"),
    TemplateKey("sources", .list(sourceSchema), "in the order of the configuration"),
  ])

  func value() -> TemplateValue {
    guard let health = index.result.health else { return .absent }
    let passed = health.checks.count { $0.isPassed }
    return .record([
      "summary": .optional(
        health.checks.isEmpty
          ? nil
          : text.plural(
            "health.summary", passed, ["total": text.count(health.checks.count)])),
      "is_sound": .flag(passed == health.checks.count),
      "has_previous": .flag(health.previousAsOf != nil),
      "before": .text(
        health.previousAsOf.map { text.phrase("health.before", ["date": text.date($0)]) }
          ?? text["health.first"]),
      "checks": .list(
        health.checks.map { check in
          .record([
            "label": .text(text["check_name.\(check.check.rawValue)"]),
            "is_passed": .flag(check.isPassed),
            "word": .text(text[check.isPassed ? "health.passed" : "health.failed"]),
          ])
        }), "sources": .list(health.sources.map { row($0) }),
    ])
  }

  private func row(_ source: RunResult.Health.Source) -> TemplateValue {
    let change = source.previousRowCount.map { Int64(source.rowCount - $0) }
    let age = source.newest.map { index.result.asOf.days(since: $0) }
    return .record([
      "name": .text(source.name), "entity": .text(text.named("entity", source.entity)),
      "rows": .text(text.count(source.rowCount)),
      "change": .optional(change.map { text.gap(Quantity(.count, $0)) }),
      "rejects": .text(text.count(source.rejectCount)),
      "owners": .optional(source.ownerCount > 0 ? text.count(source.ownerCount) : nil),
      "newest": .optional(source.newest.map { text.date($0, style: .short) }),
      "age": .optional(age.map { text.language.days(Int64($0), medium: text.medium) }),
    ])
  }
}
