/// How a company cuts its financial years.
package struct FiscalCalendar: Hashable, Sendable, Codable {
  /// Which calendar year a financial year takes its name from.
  package enum Naming: String, Sendable, Codable, CaseIterable {
    /// October 2025 to September 2026 is FY2026.
    case endingYear = "ending_year"
    /// October 2025 to September 2026 is FY2025.
    case startingYear = "starting_year"
  }

  /// What the twelve periods of a year are made of.
  package enum Layout: String, Sendable, Codable, CaseIterable {
    /// Calendar months.
    case months
    /// Whole weeks, quarters of 4 + 4 + 5.
    case weeks445 = "4-4-5"
    /// Whole weeks, quarters of 4 + 5 + 4.
    case weeks454 = "4-5-4"
    /// Whole weeks, quarters of 5 + 4 + 4.
    case weeks544 = "5-4-4"

    /// The weeks of a quarter's three periods; nothing when periods are months.
    var weeks: [Int]? {
      switch self {
      case .months: nil
      case .weeks445: [4, 4, 5]
      case .weeks454: [4, 5, 4]
      case .weeks544: [5, 4, 4]
      }
    }
  }

  /// Where a year of whole weeks begins.
  package enum Anchor: String, Sendable, Codable, CaseIterable {
    /// The first weekday nearest to the first of the start month. With Monday and January this
    /// is the ISO year.
    case nearest
    /// The last first-weekday not after the first of the start month.
    case onOrBefore = "on_or_before"
  }

  /// 1 to 12: the month in which a year begins.
  package let startMonth: Int
  package let naming: Naming
  package let layout: Layout
  /// 1 (Monday) to 7: the first day of the weeks.
  ///
  /// Without meaning when periods are months.
  package let firstWeekday: Int
  /// Without meaning when periods are months.
  package let anchor: Anchor

  /// Nothing when the month or the weekday does not exist.
  package init?(
    startMonth: Int, naming: Naming = .endingYear, layout: Layout = .months,
    firstWeekday: Int = 1, anchor: Anchor = .nearest
  ) {
    guard (1...12).contains(startMonth), (1...7).contains(firstWeekday) else { return nil }
    self.init(
      checkedMonth: startMonth, naming: naming, layout: layout, firstWeekday: firstWeekday,
      anchor: anchor)
  }

  private init(
    checkedMonth: Int, naming: Naming, layout: Layout, firstWeekday: Int, anchor: Anchor
  ) {
    startMonth = checkedMonth
    self.naming = naming
    self.layout = layout
    self.firstWeekday = firstWeekday
    self.anchor = anchor
  }

  /// Financial years that are calendar years.
  package static let calendarYear = FiscalCalendar(
    checkedMonth: 1, naming: .endingYear, layout: .months, firstWeekday: 1, anchor: .nearest)

  /// The first day of a financial year, given by its name (2026 for FY2026).
  package func firstDay(ofYear year: Int) -> CalendarDate {
    let startsEarlier = naming == .endingYear && startMonth > 1
    let first = CalendarDate(firstOfMonth: startMonth, of: startsEarlier ? year - 1 : year)
    guard layout != .months else { return first }
    return switch anchor {
    case .nearest: first.nearest(weekday: firstWeekday)
    case .onOrBefore: first.onOrBefore(weekday: firstWeekday)
    }
  }

  /// The name of the financial year a date lies in.
  package func year(of date: CalendarDate) -> Int {
    var year = date.year - 1
    while firstDay(ofYear: year + 1) <= date { year += 1 }
    return year
  }

  /// The weeks of a year of whole weeks, 52 or 53; nothing when periods are months.
  package func weeks(inYear year: Int) -> Int? {
    guard layout != .months else { return nil }
    return firstDay(ofYear: year + 1).days(since: firstDay(ofYear: year)) / 7
  }

  /// The first day of a period, 1 to 12, or of the next year for 13.
  ///
  /// In a year of 53 weeks the last period has the extra week.
  func firstDay(ofPeriod period: Int, ofYear year: Int) -> CalendarDate {
    guard period <= 12 else { return firstDay(ofYear: year + 1) }
    let first = firstDay(ofYear: year)
    guard let pattern = layout.weeks else { return first.adding(months: period - 1) }
    let weeks = (0..<period - 1).reduce(0) { $0 + pattern[$1 % 3] }
    return first.adding(days: weeks * 7)
  }
}

extension FiscalCalendar {
  private enum CodingKeys: String, CodingKey {
    case startMonth
    case naming
    case layout
    case firstWeekday
    case anchor
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard
      let calendar = FiscalCalendar(
        startMonth: try container.decode(Int.self, forKey: .startMonth),
        naming: try container.decode(Naming.self, forKey: .naming),
        layout: try container.decode(Layout.self, forKey: .layout),
        firstWeekday: try container.decode(Int.self, forKey: .firstWeekday),
        anchor: try container.decode(Anchor.self, forKey: .anchor))
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .startMonth, in: container,
        debugDescription: "a fiscal year starts in month 1 to 12, on weekday 1 to 7")
    }
    self = calendar
  }
}
