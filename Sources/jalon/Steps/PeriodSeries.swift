import Analysis
import ArgumentParser
import Calendar

/// The periods that `--from`, `--to` and `--periods` ask for; one pass over the exports serves all
/// of them.
///
/// `--periods` takes kinds (`week`, `month`, `quarter`, `half`, `year`, `fiscal_year`,
/// `fiscal_quarter`, `fiscal_period`, `rolling-12m`) and single periods of ruling 6, windows such
/// as `2026-04-01..2026-09-30` among them. A kind gives its periods between `--from` and `--to`, or
/// those of the twelve months up to the as-of day; a rolling one ends with each of these months.
struct PeriodSeries {
  let periods: [Period]
  private let ids: Set<String>

  /// Nothing when nothing is asked for.
  init?(from: String?, to: String?, periods texts: [String], _ plan: AnalysisPlan) throws {
    if from == nil, to != nil { throw ValidationError("--to needs --from.") }
    let first = try from.map { try Self.period("--from", $0, plan) }
    let last = try to.map { try Self.period("--to", $0, plan) }
    let end = last?.end ?? plan.asOf.adding(days: 1)
    if let first, first.start >= end { throw ValidationError("--to lies before --from.") }
    let tokens = texts.flatMap { $0.split(separator: ",").map(String.init) }
    if tokens.isEmpty {
      guard let first else { return nil }
      periods = Period.all(plan.mainPeriod.kind, over: first.start..<end, fiscal: plan.fiscal)
    } else {
      let start = first?.start ?? end.adding(months: -12)
      var seen: Set<Period> = []
      periods = try tokens.flatMap { try Self.periods($0, start..<end, plan) }
        .filter { seen.insert($0).inserted }
    }
    ids = Set(periods.map(\.id))
  }

  func excludes(_ period: String) -> Bool { !ids.contains(period) }

  private static let kinds: [Period.Kind] = [
    .day, .week, .month, .quarter, .half, .year, .fiscalYear, .fiscalQuarter, .fiscalPeriod,
  ]

  private static func periods(
    _ token: String, _ range: Range<CalendarDate>, _ plan: AnalysisPlan
  ) throws -> [Period] {
    if let kind = kinds.first(where: { $0.rawValue == token }) {
      return Period.all(kind, over: range, fiscal: plan.fiscal)
    }
    if let months = rollingMonths(token) {
      let ends = Period.all(.month, over: range).map { min($0.lastDay, plan.asOf) }
      return ends.map { Period.rolling(months: months, lastDay: $0) }
    }
    return [try period("--periods", token, plan)]
  }

  /// 12 of `rolling-12m`.
  private static func rollingMonths(_ token: String) -> Int? {
    guard token.hasPrefix("rolling-"), token.hasSuffix("m"),
      let months = Int(token.dropFirst(8).dropLast()), (1...120).contains(months)
    else { return nil }
    return months
  }

  private static func period(
    _ option: String, _ text: String, _ plan: AnalysisPlan
  ) throws -> Period {
    guard let period = Period.parse(text, fiscal: plan.fiscal) else {
      throw ValidationError(
        "\(option) must be a period such as 2025-01\(option == "--periods" ? ", or a kind" : "")"
          + ", not '\(text)'.")
    }
    return period
  }
}
