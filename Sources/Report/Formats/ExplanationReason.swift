import Analysis
import Calendar

extension Explanation.Reason {
  /// As the columns `left_out`, `field` and `found` have it.
  package var columns: (token: String, field: String?, found: String?) {
    switch self {
    case .excluded(let finding): (finding, nil, nil)
    case .filtered(let field, let value): ("filtered", field, value)
    case .dateMissing(let field): ("date_missing", field, nil)
    case .fieldMissing(let field): ("field_missing", field, nil)
    case .future(let field): ("future", field, nil)
    case .planned(let field): ("planned", field, nil)
    case .negativeDuration: ("negative_duration", nil, nil)
    case .immature: ("immature", nil, nil)
    case .ownerUnknown: ("owner_unknown", nil, nil)
    case .notFirst(let first, let date, _): ("not_first", first, date.description)
    case .answeredAgain(let date): ("answered_again", nil, date.description)
    case .notCustomer(let date): ("not_customer", nil, date.description)
    case .recent(let last, _): ("recent", nil, last.description)
    case .partlyWithin(let period): ("partly_within", nil, period)
    case .otherScope(let scope): ("other_scope", nil, scope)
    case .tooFew(let count): ("too_few", nil, String(count))
    case .notInSample: ("not_in_sample", nil, nil)
    }
  }

  /// In words; days as ISO 8601 has them, as everywhere at a terminal.
  package func words(_ language: Language) -> String {
    let (token, field, found) = columns
    func phrase(_ key: String, _ more: [String: String] = [:]) -> String {
      var arguments = ["field": field ?? "", "value": found ?? "", "date": found ?? ""]
      arguments.merge(more) { _, new in new }
      return language.phrase("explain.reason.\(key)", arguments)
    }
    switch self {
    case .excluded(let finding):
      return (language.phrases["finding.\(finding)"].map { $0 + " " } ?? "") + "[\(finding)]"
    case .filtered(_, let value): return phrase(value.isEmpty ? "filtered_missing" : token)
    case .notFirst(let first, _, let isInPeriod):
      return phrase(isInPeriod ? token : "not_first_elsewhere", ["first": first])
    case .recent(_, let days): return phrase(token, ["days": String(days)])
    case .partlyWithin(let period): return phrase(token, ["period": period])
    case .otherScope(let scope): return phrase(token, ["scope": scope])
    case .tooFew(let count): return phrase(token, ["count": String(count)])
    default: return phrase(token)
    }
  }
}

extension Explanation.Rank {
  /// Which records of how many the value is.
  func words(_ language: Language, of count: Int) -> String {
    language.phrase(
      first == last ? "explain.rank.one" : "explain.rank.two",
      [
        "statistic": statistic, "first": String(first), "last": String(last),
        "count": String(count),
      ])
  }
}
