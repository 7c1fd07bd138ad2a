import Analysis
import Calendar
import Markup

/// What objectives ask that is not credible or cannot be measured, in the language of the page where
/// it has words for it.
struct RemarkSection {
  let index: ResultIndex
  let text: PageText

  static let schema = TemplateSchema.list(
    .record([
      TemplateKey("place", .text, "file and line to change"),
      TemplateKey("id", .text, "identifier of the diagnostic"),
      TemplateKey("summary", .text, "what is doubtful"),
      TemplateKey("explanation", .text, "why"),
      TemplateKey("fixes", .list(.text), "what could be written instead"),
      TemplateKey("lang", .text, "the language of these texts, where it is not the page's"),
    ]))

  /// Beyond these a page is no longer read; `jalon check` says them all.
  private static let limit = 25
  private static let limitOfOneKind = 5

  func value() -> TemplateValue { .list(shown.map { row($0) }) }

  /// How many are not shown, or nothing.
  func more() -> TemplateValue {
    let count = index.result.objectiveRemarks.count - shown.count
    return count > 0 ? .text(text.plural("objective_findings.more", count)) : .absent
  }

  /// All, or the first ones of each kind where they are many.
  private var shown: [Remark] {
    let all = index.result.objectiveRemarks
    guard all.count > Self.limit else { return all }
    var counts: [String: Int] = [:]
    let first = all.filter { remark in
      counts[remark.id, default: 0] += 1
      return counts[remark.id, default: 0] <= Self.limitOfOneKind
    }
    return Array(first.prefix(Self.limit))
  }

  private func row(_ remark: Remark) -> TemplateValue {
    let said = remark.facts.flatMap { words($0) }
    return .record([
      "place": .text(remark.place), "id": .text(remark.id),
      "summary": .text(said?.summary ?? remark.summary),
      "explanation": .optional(said.map(\.explanation) ?? remark.explanation),
      "fixes": .list((said?.fixes ?? remark.fixes).map { .text($0) }),
      // Diagnostics are written in English.
      "lang": said == nil && text.language.code != "en" ? .text("en") : .absent,
    ])
  }

  private typealias Words = (summary: String, explanation: String?, fixes: [String])

  /// Nothing for a wording that the language does not have.
  private func words(_ facts: Remark.Facts) -> Words? {
    let key = "remark.\(facts.wording)"
    let phrases = text.language.phrases
    guard phrases[key] != nil else { return nil }
    let arguments = arguments(facts)
    return (
      text.phrase(key, arguments),
      phrases["\(key).why"] == nil ? nil : text.phrase("\(key).why", arguments),
      (1...3).map { "\(key).fix\($0)" }.filter { phrases[$0] != nil }
        .map { text.phrase($0, arguments) }
    )
  }

  private func arguments(_ facts: Remark.Facts) -> [String: String] {
    var said: [String: String] = [:]
    for (name, value) in facts.values {
      switch (name, value) {
      case ("objective", .text(let id)), ("parent", .text(let id)): said[name] = objective(id)
      case ("kpi", .text(let id)):
        said[name] = index.kpi(id).flatMap { text.written($0.label) } ?? id
      case ("field", .text(let token)): said[name] = text.named("field", token)
      case ("entity", .text(let token)): said[name] = text.named("entity", token)
      case (_, .text(let plain)): said[name] = plain
      case (_, .figure(let quantity)): said[name] = text.value(quantity)
      case (_, .period(let id)):
        said[name] = Period.parse(id).map { text.language.period($0) } ?? id
      case (_, .day(let day)): said[name] = text.date(day)
      }
    }
    return said
  }

  /// Its label and whose it is; the identifier where the run has no result for it.
  private func objective(_ id: String) -> String {
    guard let result = index.result.objectives.first(where: { $0.objective == id }) else {
      return id
    }
    let label =
      text.written(result.label) ?? index.kpi(result.kpi).flatMap { text.written($0.label) } ?? id
    let owner = index.scopes[result.scope]?.name ?? result.scope.id
    return text.phrase("remark.objective", ["label": label, "owner": owner])
  }
}
