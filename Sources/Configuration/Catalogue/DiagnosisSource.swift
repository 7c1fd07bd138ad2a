import Analysis
import Ingest

/// Reads the rules of diagnosis; a customer's own are in one form with the built-in ones.
enum DiagnosisSource {
  static func rules(_ section: Section) -> [DiagnosisRule] {
    section.nodes("diagnoses").compactMap { rule($0, section.findings) }
  }

  private static func rule(_ node: YAMLNode, _ findings: Findings) -> DiagnosisRule? {
    guard
      let section = Section(
        node, "diagnoses", keys: ["id", "when", "factor", "cause", "action"], findings: findings),
      let id = section.requiredText("id"), section.required("when") != nil,
      let conditions = conditions(section)
    else { return nil }
    let known = RunResult.Attribution.Cause.allCases.map(\.rawValue) + ["none"]
    return DiagnosisRule(
      id: id, conditions: conditions,
      factors: section.words("factor", among: known)
        .compactMap(RunResult.Attribution.Cause.init(rawValue:)),
      cause: LocalizedSection.decode(section, "cause"),
      action: LocalizedSection.decode(section, "action"))
  }

  private static func conditions(_ rule: Section) -> DiagnosisRule.Conditions? {
    guard
      let section = rule.section(
        "when",
        keys: [
          "falls", "rises", "steady", "deeper", "headline", "coverage", "otherwise", "recorded",
        ])
    else { return nil }
    return DiagnosisRule.Conditions(
      falls: section.texts("falls").map(\.text), rises: section.texts("rises").map(\.text),
      steady: section.texts("steady").map(\.text), deeper: section.texts("deeper").map(\.text),
      headline: section.word("headline", among: ["late", "met"]) ?? "",
      isCoverageShort: section.word("coverage", among: ["short"]) != nil,
      isOtherwise: section.flag("otherwise") ?? false,
      recorded: section.word("recorded", among: DiagnosisRule.recordedCauses) ?? "")
  }
}
