import Testing

@testable import Calendar

@Test(arguments: [
  (2024, "2024-03-31"), (2025, "2025-04-20"), (2026, "2026-04-05"), (2027, "2027-03-28"),
  (1818, "1818-03-22"), (1943, "1943-04-25"), (1954, "1954-04-18"), (1981, "1981-04-19"),
  (2000, "2000-04-23"), (2038, "2038-04-25"), (2049, "2049-04-18"), (2076, "2076-04-19"),
  (2285, "2285-03-22"),
])
func `Easter`(year: Int, expected: String) {
  #expect(Holidays.easter(year) == day(expected))
}

@Test func `Easter is a Sunday from 22 March to 25 April in every year`() {
  for year in 1583...4099 {
    let easter = Holidays.easter(year)
    let (_, month, day) = easter.components
    #expect(easter.weekday == 7)
    #expect((322...425).contains(month * 100 + day), "\(year)")
  }
}

@Test func `the eleven public holidays of 2026`() {
  let expected = [
    "2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25",
    "2026-07-14", "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25",
  ]
  #expect(Holidays.dates(in: 2026).map(\.description) == expected)
}

@Test(
  arguments: [
    ("metropole", []), ("alsace-moselle", ["2026-04-03", "2026-12-26"]),
    ("guadeloupe", ["2026-05-27"]),
    ("guyane", ["2026-06-10"]), ("la-reunion", ["2026-12-20"]), ("martinique", ["2026-05-22"]),
    ("mayotte", ["2026-04-27"]), ("nouvelle-caledonie", []), ("polynesie-francaise", []),
    ("saint-barthelemy", ["2026-10-09"]), ("saint-martin", ["2026-05-28"]),
    ("saint-pierre-et-miquelon", []), ("wallis-et-futuna", []),
  ] as [(String, [String])])
func `what each zone adds`(zone: String, expected: [String]) throws {
  let zone = try #require(HolidayZone(rawValue: zone))
  let added = Set(Holidays.dates(in: 2026, zone: zone))
    .subtracting(Holidays.dates(in: 2026, zone: .metropole))
  #expect(added.sorted().map(\.description) == expected)
}

@Test func `a year in which Ascension Day is also 1 May has ten dates`() {
  #expect(Holidays.dates(in: 2008).count == 10)
  #expect(Holidays.dates(in: 2008).contains(day("2008-05-01")))
}

@Test func `there are thirteen zones`() { #expect(HolidayZone.allCases.count == 13) }

@Test(arguments: [(2017, "2017-05-27"), (2018, "2018-05-28"), (2026, "2026-05-28")])
func `Saint-Martin moved its day in 2018`(year: Int, expected: String) {
  let added = Set(Holidays.dates(in: year, zone: .saintMartin))
    .subtracting(Holidays.dates(in: year))
  #expect(added == [day(expected)])
}
