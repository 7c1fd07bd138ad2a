import Testing

@testable import Calendar

/// Working days of 2020 to 2035, made outside of this program: the dates of Easter are those of the
/// almanac, checked with Gauss's rule, and days were counted one by one with another language's
/// calendar.
struct WorkingDayTableTests {
  struct Year: CustomTestStringConvertible, Sendable {
    var year: Int
    var months: [Int]
    var alsaceMoselle: Int
    var laReunion: Int
    var guadeloupe: Int
    var testDescription: String { "\(year)" }

    init(_ year: Int, _ months: [Int], _ alsaceMoselle: Int, _ laReunion: Int, _ guadeloupe: Int) {
      self.year = year
      self.months = months
      self.alsaceMoselle = alsaceMoselle
      self.laReunion = laReunion
      self.guadeloupe = guadeloupe
    }
  }

  static let table = [
    Year(2020, [22, 20, 22, 21, 18, 21, 22, 21, 22, 22, 20, 22], 252, 253, 252),
    Year(2021, [20, 20, 23, 21, 19, 22, 21, 22, 22, 21, 20, 23], 253, 253, 253),
    Year(2022, [21, 20, 23, 20, 21, 21, 20, 22, 22, 21, 20, 22], 251, 252, 252),
    Year(2023, [22, 20, 23, 19, 19, 22, 20, 22, 21, 22, 21, 20], 249, 250, 251),
    Year(2024, [22, 21, 21, 21, 19, 20, 23, 21, 21, 23, 19, 21], 250, 251, 251),
    Year(2025, [22, 20, 21, 21, 19, 20, 22, 20, 22, 23, 19, 22], 249, 251, 250),
    Year(2026, [21, 20, 22, 21, 17, 22, 22, 21, 22, 22, 20, 22], 251, 252, 251),
    Year(2027, [20, 20, 22, 22, 19, 22, 21, 22, 22, 21, 20, 23], 253, 253, 253),
    Year(2028, [21, 21, 23, 19, 20, 21, 20, 22, 21, 22, 21, 20], 249, 250, 251),
    Year(2029, [22, 20, 22, 20, 19, 21, 22, 22, 20, 23, 21, 20], 250, 251, 252),
    Year(2030, [22, 20, 21, 21, 20, 19, 23, 21, 21, 23, 19, 21], 249, 250, 250),
    Year(2031, [22, 20, 21, 21, 19, 20, 22, 20, 22, 23, 19, 22], 249, 251, 250),
    Year(2032, [21, 20, 22, 22, 19, 22, 21, 22, 22, 21, 20, 23], 254, 254, 254),
    Year(2033, [21, 20, 23, 20, 21, 21, 20, 22, 22, 21, 20, 22], 251, 252, 252),
    Year(2034, [22, 20, 23, 19, 19, 22, 20, 22, 21, 22, 21, 20], 249, 250, 251),
    Year(2035, [22, 20, 21, 21, 19, 21, 22, 22, 20, 23, 21, 20], 250, 251, 252),
  ]

  @Test(arguments: table) func `working days of a year in four zones`(_ entry: Year) throws {
    let year = try #require(Period.parse(String(entry.year)))
    func days(_ zone: HolidayZone) -> Int { WorkingCalendar(zone: zone).workingDays(in: year) }
    let metropole = WorkingCalendar()
    #expect(
      Period.all(.month, over: year.range).map { metropole.workingDays(in: $0) } == entry.months)
    #expect(days(.metropole) == entry.months.reduce(0, +))
    #expect(days(.alsaceMoselle) == entry.alsaceMoselle)
    #expect(days(.laReunion) == entry.laReunion)
    #expect(days(.guadeloupe) == entry.guadeloupe)
    // The Pacific has the national days only.
    #expect(days(.nouvelleCaledonie) == days(.metropole))
  }

  /// Of 2020 to 2035, counted with the published package `jours-feries-france` 0.7, which has the
  /// etalab list; the package `holidays` agrees for Guyane, Mayotte and Saint-Barthélemy, and adds
  /// days of local custom elsewhere.
  @Test(arguments: [
    (
      HolidayZone.guadeloupe,
      [252, 253, 252, 251, 251, 250, 251, 253, 251, 252, 250, 250, 254, 252, 251, 252]
    ),
    (.guyane, [252, 253, 252, 251, 251, 250, 251, 253, 251, 252, 251, 250, 254, 252, 251, 252]),
    (
      .martinique, [252, 254, 253, 250, 251, 250, 251, 254, 250, 251, 250, 251, 255, 253, 250, 251]
    ),
    (.mayotte, [252, 253, 252, 250, 252, 251, 251, 253, 250, 251, 251, 251, 254, 252, 250, 251]),
    (
      .saintBarthelemy,
      [252, 254, 253, 250, 251, 250, 251, 254, 250, 251, 250, 250, 255, 253, 250, 251]
    ),
    (
      .saintMartin,
      [252, 253, 253, 251, 251, 250, 251, 253, 251, 251, 250, 250, 254, 253, 251, 251]
    ),
    (
      .wallisEtFutuna,
      [253, 254, 253, 251, 252, 251, 252, 254, 251, 252, 251, 251, 255, 253, 251, 252]
    ),
  ])
  func `working days overseas are those of the published list`(
    zone: HolidayZone, expected: [Int]
  ) throws {
    let calendar = WorkingCalendar(zone: zone)
    let found = try (2020...2035).map { year in
      calendar.workingDays(in: try #require(Period.parse(String(year))))
    }
    #expect(found == expected)
  }
}
