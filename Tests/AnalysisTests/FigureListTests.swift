import Testing

@testable import Analysis

/// Packed figures are those that were put in.
@Suite struct FigureListTests {
  /// Outcomes of every shape, with the numbers on which the packing could fail.
  private static let outcomes: [(what: String, outcome: Figure.Outcome)] = [
    ("nothing at all", Figure.Outcome()),
    ("a value", Figure.Outcome(value: Quantity(.money, -12_345), count: 3)),
    ("zero of nothing", Figure.Outcome(value: Quantity(.count, 0), count: 0)),
    ("the least number", Figure.Outcome(value: Quantity(.money, .min))),
    ("the greatest number", Figure.Outcome(value: Quantity(.money, .max), count: .max)),
    ("a count below zero", Figure.Outcome(value: Quantity(.score, 1), count: -1)),
    ("four bytes of records", Figure.Outcome(count: Int(UInt32.max))),
    ("five bytes of records", Figure.Outcome(value: Quantity(.hours, 7), count: 1 << 32)),
    ("a mean", Figure.Outcome(value: Quantity(.days, 7, over: 3), count: 3)),
    (
      "a ratio",
      Figure.Outcome(
        value: Quantity(.rate, 1, over: 4), numerator: Quantity(.count, 1),
        denominator: Quantity(.count, 4), count: 4,
        interval: Figure.Interval(
          low: Quantity(.rate, 45_586, over: 1_000_000), high: Quantity(.rate, 0)))
    ),
    (
      "a ratio in other terms",
      Figure.Outcome(
        value: Quantity(.rate, 1, over: 2), numerator: Quantity(.money, 2),
        denominator: Quantity(.money, 4))
    ),
    (
      "a ratio of fractions",
      Figure.Outcome(
        value: Quantity(.ratio, 3, over: 7), numerator: Quantity(.money, 3, over: 2),
        denominator: Quantity(.days, 7, over: 2), isApproximate: true)
    ),
    (
      "a numerator of no value",
      Figure.Outcome(
        numerator: Quantity(.count, 5), denominator: Quantity(.count, 0), count: 0,
        absentReason: .zeroDenominator)
    ),
    ("a denominator alone", Figure.Outcome(denominator: Quantity(.points, 5))),
  ]

  private static func figures() -> [Figure] {
    let reasons = AbsentReason.allCases.map { ("\($0)", Figure.Outcome(absentReason: $0)) }
    let units = Unit.allCases.map {
      ("\($0)", Figure.Outcome(value: Quantity($0, 1, over: 3), count: 1, isApproximate: true))
    }
    var figures: [Figure] = []
    // A period that comes back, a scope that does, and a KPI with and without segments.
    for period in ["2026-07", "2026-08", "2026-07"] {
      for scope in [ScopeID.company, ScopeID(.rep, "zoé"), .company] {
        for (what, outcome) in outcomes + reasons + units {
          for segment in ["", "stage:Négociation", ""] {
            figures.append(
              Figure(period: period, scope: scope, kpi: what, segment: segment, outcome: outcome))
          }
        }
      }
    }
    return figures
  }

  @Test func `figures come back as they were, in their order`() {
    let figures = Self.figures()
    let list = FigureList(figures)
    #expect(list.count == figures.count)
    for (packed, figure) in zip(list, figures) { #expect(packed == figure) }
    for place in figures.indices { #expect(list.outcome(at: place) == figures[place].outcome) }
    #expect(list.parts.map(\.period) == ["2026-07", "2026-08", "2026-07"])
  }

  @Test func `a loop over any places gives the figures there`() {
    let figures = Self.figures()
    let list = FigureList(figures)
    let bounds = [0, 1, 89, 90, 91, 300, figures.count - 1, figures.count]
    for (first, last) in bounds.flatMap({ first in bounds.map { (first, $0) } })
    where first <= last {
      var found: [Figure] = []
      var places: [Int] = []
      var heading = (period: "", scope: ScopeID.company)
      list.forEach(in: first..<last) {
        heading = ($0, $1)
      } _: { place, kpi, segment, outcome in
        places.append(place)
        found.append(
          Figure(
            period: heading.period, scope: heading.scope, kpi: kpi, segment: segment,
            outcome: outcome))
      }
      #expect(found == Array(figures[first..<last]))
      #expect(places == Array(first..<last))
    }
  }

  @Test func `the figures of a scope are those of all periods`() {
    let figures = Self.figures()
    let zoe = ScopeID(.rep, "zoé")
    #expect(FigureList(figures).figures(of: zoe) == figures.filter { $0.scope == zoe })
    #expect(FigureList(figures).figures(of: ScopeID(.team, "zoé")).isEmpty)
  }

  @Test func `an empty list is one`() {
    let list = FigureList([FigurePart(period: "2026-07", kpis: ["calls"])])
    #expect(list.isEmpty && list == [] && list.parts.isEmpty)
    list.forEachRun { _, _, _, _ in Issue.record("there is none") }
  }
}
