import Analysis
import Calendar

/// `gate`, `retention` and `metrics`: what a night checks, keeps and tells of itself.
enum NightSections {
  static func gate(_ root: Section) -> GateRules {
    var rules = GateRules()
    let numbers: [(String, WritableKeyPath<GateRules, Int>, ClosedRange<Int>)] = [
      ("export_age_days", \.exportAgeDays, 0...3_650),
      ("record_age_days", \.recordAgeDays, 0...3_650),
      ("row_fall_percent", \.rowFallPercent, 0...100),
      ("owner_fall_percent", \.ownerFallPercent, 0...100),
      ("range_shrink_days", \.rangeShrinkDays, 0...3_650),
      ("smallest_fall", \.smallestFall, 1...1_000_000),
    ]
    guard let section = root.section("gate", keys: numbers.map(\.0) + ["definitions"]) else {
      return rules
    }
    for (key, path, range) in numbers {
      if let value = section.integer(key, in: range) { rules[keyPath: path] = value }
    }
    if let word = section.word("definitions", among: ["hold", "accept"]) {
      rules.holdsDefinitions = word == "hold"
    }
    return rules
  }

  static func retention(_ root: Section) -> Configuration.Retention {
    var retention = Configuration.Retention()
    guard
      let section = root.section("retention", keys: ["days", "weeks", "months", "archive_days"])
    else { return retention }
    if let days = section.integer("days", in: 1...36_500) {
      retention.runs = RetentionSchedule(
        days: days, weeks: section.integer("weeks", in: 0...5_200) ?? 0,
        months: section.integer("months", in: 0...1_200) ?? 0)
    } else {
      _ = section.required("days")
    }
    retention.archiveDays = section.integer("archive_days", in: 1...36_500)
    return retention
  }

  /// `jalon.prom` of the output folder, unless another file is named; `false` means none.
  static func metrics(_ root: Section, folder: String) -> Configuration.Metrics {
    guard let text = root.text("metrics") else { return .beside }
    return text == "false" ? .none : .file(FilePath.joined(folder, text))
  }
}
