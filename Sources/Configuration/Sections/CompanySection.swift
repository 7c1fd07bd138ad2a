import Analysis
import Calendar
import Ingest

/// The keys of the file's top level, and those that describe the company.
enum CompanySection {
  static let keys = [
    "company", "language", "languages", "language_files", "currency", "amounts", "time_zone",
    "calendar", "report",
    "exports", "people", "teams", "managers", "objectives", "stages", "thresholds", "rejects",
    "recipients", "mail", "pages", "archive", "kpis", "definitions", "rates", "marketing",
    "customers", "gate", "retention", "metrics",
  ]

  /// Languages with a locale.
  static let languages = ["fr", "en"]

  static func languages(_ root: Section, among languages: [String]) -> [String] {
    let first = root.word("language", among: languages) ?? "fr"
    var all = [first]
    for (text, place) in root.texts("languages") {
      if !languages.contains(text) {
        root.invalid("languages", text, place, "one of \(languages.joined(separator: ", "))")
      } else if !all.contains(text) {
        all.append(text)
      }
    }
    return all
  }

  static func currency(_ root: Section) -> Currency {
    let code = root.text("currency") ?? "EUR"
    if let digits = CurrencyCode.minorDigits(of: code) {
      return Currency(code: code, minorDigits: digits)
    }
    root.findings.error(
      "configuration-value-invalid", at: root.place(of: "currency"),
      "'\(code)' is not a currency",
      fixes: NearestName.of(code.uppercased(), among: CurrencyCode.all).map {
        ["did you mean '\($0)'?"]
      } ?? ["write an ISO 4217 code such as EUR"])
    return Currency(code: "EUR", minorDigits: 2)
  }

  static func zone(_ section: Section) -> TimeZoneRules? {
    guard let name = section.text("time_zone") else { return nil }
    if let zone = TimeZoneRules.named(name) { return zone }
    section.findings.error(
      "configuration-value-invalid", at: section.place(of: "time_zone"),
      "'\(name)' is not a time zone",
      fixes: NearestName.of(name, among: TimeZoneRules.names).map { ["did you mean '\($0)'?"] }
        ?? ["write an IANA name such as Europe/Paris"])
    return nil
  }

  static func stages(_ root: Section) -> [AnalysisPlan.Stage] {
    var names: Set<String> = []
    return root.nodes("stages").compactMap { node in
      if let name = node.text {
        return unique(AnalysisPlan.Stage(name: name), node.place, &names, root.findings)
      }
      guard
        let section = Section(
          node, "stages", keys: ["name", "pipeline", "probability", "qualified", "mandatory"],
          findings: root.findings),
        let name = section.requiredText("name")
      else { return nil }
      let stage = AnalysisPlan.Stage(
        name: name, pipeline: section.text("pipeline"), probability: rate(section, "probability"),
        isQualified: section.flag("qualified") ?? true,
        isMandatory: section.flag("mandatory") ?? false)
      return unique(stage, node.place, &names, root.findings)
    }
  }

  private static func unique(
    _ stage: AnalysisPlan.Stage, _ place: Place, _ names: inout Set<String>, _ findings: Findings
  ) -> AnalysisPlan.Stage? {
    if names.insert(HeaderText.folded(stage.name)).inserted { return stage }
    findings.error(
      "stage-duplicate", at: place, "stage '\(stage.name)' is given twice",
      fixes: ["keep one of the two"])
    return nil
  }

  /// A share from 0 to 1, written `0.25` or `25 %`.
  static func rate(_ section: Section, _ key: String) -> Quantity? {
    guard let text = section.text(key) else { return nil }
    if let quantity = rate(text) { return quantity }
    section.invalid(key, text, section.place(of: key), "a share from 0 to 1, or 0 % to 100 %")
    return nil
  }

  static func rate(_ text: String) -> Quantity? {
    guard let amount = try? AmountText(text), amount.comparator == nil, !amount.hasSign else {
      return nil
    }
    let scale: Int64
    switch amount.suffix {
    case .none: scale = amount.scale
    case .percent: scale = amount.scale * 100
    default: return nil
    }
    return amount.digits <= scale ? Quantity(.rate, amount.digits, over: scale) : nil
  }

  static func thresholds(_ root: Section) -> Thresholds {
    var thresholds = Thresholds()
    let fields: [(String, WritableKeyPath<Thresholds, Int>, ClosedRange<Int>)] = [
      ("ahead_from", \.aheadFrom, 1...1000), ("on_time_from", \.onTimeFrom, 1...1000),
      ("late_from", \.lateFrom, 1...1000), ("rate_band_points", \.rateBandPoints, 0...100),
      ("level_band_percent", \.levelBandPercent, 0...100),
      ("reach_too_early_percent", \.reachTooEarlyPercent, 0...100),
      ("solidity_too_early_percent", \.solidityTooEarlyPercent, 0...100),
    ]
    guard let section = root.section("thresholds", keys: fields.map(\.0)) else { return thresholds }
    for (key, path, range) in fields {
      if let value = section.integer(key, in: range) { thresholds[keyPath: path] = value }
    }
    if !(thresholds.lateFrom < thresholds.onTimeFrom
      && thresholds.onTimeFrom < thresholds.aheadFrom)
    {
      section.findings.error(
        "thresholds-disordered", at: section.place,
        "late_from (\(thresholds.lateFrom)) must be below on_time_from "
          + "(\(thresholds.onTimeFrom)), and that below ahead_from (\(thresholds.aheadFrom))",
        fixes: ["write them in rising order, such as 80, 95 and 105"])
    }
    return thresholds
  }
}
