import Analysis
import Calendar
import Testing

@testable import Configuration

struct TextTests {
  @Test(arguments: [
    ("50 000 €", "50000/1 currency(\"EUR\")"),
    ("50\u{202F}000,50 €", "500005/10 currency(\"EUR\")"),
    ("€ 1,250.75", "125075/100 currency(\"EUR\")"), ("120 k€", "120000/1 currency(\"EUR\")"),
    ("1,5 M€", "1500000/1 currency(\"EUR\")"), ("12.500,50", "125005/10 none"),
    ("1'000", "1000/1 none"), ("25 %", "25/1 percent"), ("4,6", "46/10 none"),
    ("2 semaines", "2/1 weeks"), ("120 min", "120/1 minutes"), ("4,6/5", "46/10 outOf(5)"),
    ("60 jours", "60/1 days"), ("2 h", "2/1 hours"), ("+15 points", "15/1 points"),
    ("1.20 x", "12/10 times"), ("−5 %", "-5/1 percent"),
    ("1 000 000 CHF", "1000000/1 currency(\"CHF\")"),
    ("1 million d'euros", "1000000/1 currency(\"EUR\")"), ("430 k€", "430000/1 currency(\"EUR\")"),
    ("60K", "60000/1 none"), ("1.5 M", "1500000/1 none"),
    ("2,5 millions", "2500000/1 none"), ("80 mille euros", "80000/1 currency(\"EUR\")"),
    ("0", "0/1 none"), ("0.125", "125/1000 none"), ("1 234,567", "1234567/1000 none"),
  ])
  func `numbers are read as people write them`(text: String, expected: String) throws {
    let amount = try AmountText(text)
    #expect("\(amount.digits)/\(amount.scale) \(amount.suffix)" == expected)
  }

  @Test(arguments: [
    ("au moins 10", Objective.Comparator.atLeast), ("10 maximum", .atMost), ("plus de 45", .above),
    ("moins de 15 %", .below), ("at most 3", .atMost),
    (">= 25 %", .atLeast), ("≥25 %", .atLeast), ("> 45", .above),
    ("< 2 h", .below), ("≤ 120 €", .atMost), ("= 100 %", .equal),
  ])
  func `comparators keep their strictness`(text: String, expected: Objective.Comparator) throws {
    #expect(try AmountText(text).comparator == expected)
  }

  @Test(arguments: [
    ("", AmountText.Failure.notANumber), ("vendre plus", .notANumber), ("1 23", .notANumber),
    ("1,2,3", .notANumber), ("12,34,567", .notANumber), ("1.234", .ambiguous),
    ("12,500", .ambiguous),
    ("5 pommes", .unknownUnit("pommes")), ("10 à 12", .unknownUnit("à 12")),
    ("99999999999999999999", .tooLarge),
    ("99000000000000000 k€", .tooLarge),
  ])
  func `what is no number is refused`(text: String, failure: AmountText.Failure) {
    #expect(throws: failure) { try AmountText(text) }
  }

  @Test func `a declared decimal mark settles what is ambiguous`() throws {
    #expect(try AmountText("1.234", decimalMark: ",").digits == 1234)
    #expect(try AmountText("1.234", decimalMark: ".").scale == 1000)
  }

  @Test(arguments: [
    ("2026-T3", "2026-Q3"), ("2026Q3", "2026-Q3"), ("2026S2", "2026-H2"), ("T3 2026", "2026-Q3"),
    ("Q1 2026", "2026-Q1"), ("S2 2026", "2026-H2"),
    ("août 2026", "2026-08"), ("2026 Aug", "2026-08"), ("08/2026", "2026-08"),
    ("6 months from 2026-01-01", "2026-H1"),
    ("3 ans à partir du 2026-01-01", "2026-01-01..2028-12-31"),
    ("2 semaines à compter du 2026-08-10", "2026-08-10..2026-08-23"),
    ("2026-01-01/2026-12-31", "2026"), ("du 2026-07-01 au 2026-09-30", "2026-Q3"),
    ("2026-01-15/2026-02-14", "2026-01-15..2026-02-14"), ("2026-W34", "2026-W34"),
    ("FY2026-Q3", "FY2026-Q3"), ("1er semestre 2026", "2026-H1"),
    ("quatrième trimestre 2026", "2026-Q4"), ("4th quarter 2026", "2026-Q4"),
    ("semaine 7 2026", "2026-W07"), ("W47 2026", "2026-W47"), ("S47 2026", "2026-W47"),
    ("oct-déc 2026", "2026-Q4"), ("octobre 2026 à mars 2027", "2026-10-01..2027-03-31"),
    ("exercice 2026", "2026"), ("Q4 26", "2026-Q4"),
    ("du 01/10/2026 au 31/12/2026", "2026-Q4"),
    ("du 1er octobre au 31 décembre 2026", "2026-Q4"),
    ("October 1, 2026 to December 31, 2026", "2026-Q4"),
    ("15 oct. 2026 - 14 nov. 2026", "2026-10-15..2026-11-14"),
    ("2 mois à partir du 15/10/2026", "2026-10-15..2026-12-14"),
  ])
  func `periods are read as people write them`(text: String, id: String) {
    #expect(PeriodText.parse(text, fiscal: .calendarYear)?.id == id)
  }

  @Test(arguments: [
    "", "bientôt", "T5 2026", "13/2026", "S3 2026", "2026-02-30", "2026-12-31/2026-01-01",
    "du 1er octobre au 31 décembre", "31 février 2026 au 3 mars 2026", "fin d'année",
    "du 01/10/2026 au 05/11/2026", "5e trimestre 2026", "semaine 54 2026", "d'ici fin 2026", "T4",
    "0 months from 2026-01-01", "6 months from", "2026-08-10 2026-08-11 2026-08-12", "+6 2026",
  ])
  func `what is no period is refused`(text: String) {
    #expect(PeriodText.parse(text, fiscal: .calendarYear) == nil)
  }

  @Test(arguments: [
    ("M01", "01"), ("m12", "12"), ("janv", "01"), ("Févr.", "02"), ("December", "12"), ("Q1", "Q1"),
    ("T4", "Q4"), ("S2", "H2"), ("7", "07"), ("03", "03"), ("M13", nil), ("T5", nil),
    ("Total", nil),
    ("Q", nil), ("", nil), ("q12", nil),
  ])
  func `headings name parts of a year`(heading: String, suffix: String?) {
    #expect(PeriodHeading.suffix(heading) == suffix)
  }

  @Test(arguments: [
    ("José Saraiva", "jose-saraiva"), ("  L'Équipe  n°1 ", "l-equipe-n-1"), ("山田", ""), ("Ø", "o"),
    ("--a--", "a"),
  ])
  func `slugs are short, plain and stable`(name: String, slug: String) {
    #expect(Slug.of(name) == slug)
  }

  @Test(arguments: [
    ("curency", "currency"), ("perido", "period"), ("langauge", "language"), ("xyz", nil),
  ])
  func `the nearest name is found when it is near`(name: String, nearest: String?) {
    #expect(NearestName.of(name, among: ["currency", "period", "language"]) == nearest)
  }
}
