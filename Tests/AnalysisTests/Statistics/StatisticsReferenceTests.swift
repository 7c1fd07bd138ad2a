import Ingest
import Testing

@testable import Analysis

/// Numbers of statistics packages, to six digits: `Tests/Oracle/statistics_references.py` prints them
/// with statsmodels 0.15.0, lifelines 0.30.3, scipy 1.17.1 and numpy 2.4.6.
@Suite struct StatisticsReferenceTests {
  private func millionths(_ value: Double?) -> Int64? {
    value.map { Int64(($0 * 1_000_000).rounded(.toNearestOrAwayFromZero)) }
  }

  // statsmodels: proportion_confint(k, n, method='wilson')
  @Test(arguments: [
    (0, 10, 0, 277_533), (7, 9, 452_589, 936_775), (13, 29, 284_132, 624_520),
    (250, 1_000, 224_153, 277_760), (1, 2, 94_531, 905_469),
  ])
  func `Wilson intervals`(successes: Int, trials: Int, low: Int64, high: Int64) {
    let bounds = Wilson.bounds(successes: successes, trials: trials)
    #expect(millionths(bounds?.low) == low)
    #expect(millionths(bounds?.high) == high)
  }

  // statsmodels: confint_proportions_2indep(15, 40, 9, 50, method='newcomb')
  @Test func `Newcombe's interval of a difference`() {
    let interval = TwoProportions.interval((15, 40), (9, 50))
    #expect(interval?.low.scaled(by: 1_000_000) == 10_604)
    #expect(interval?.high.scaled(by: 1_000_000) == 370_207)
  }

  // lifelines: KaplanMeierFitter, restricted_mean_survival_time
  @Test func `Kaplan-Meier median and restricted mean`() {
    let ended: [Int64] = [3, 5, 8, 13, 13, 27]
    let still: [Int64] = [5, 12, 20, 40]
    let survival = KaplanMeier(
      ended.map { .init(time: $0, isEnded: true) } + still.map { .init(time: $0, isEnded: false) })
    #expect(survival.median == 13)
    #expect(survival.restrictedMean(limit: 30) == 17_005_714)
    #expect(survival.restrictedMean(limit: 36) == 18_240_000)
  }

  // lifelines: AalenJohansenFitter, times without ties
  @Test(
    arguments: [
      (4, 83_333, nil), (9, 83_333, 83_333), (17, 175_926, nil), (38, nil, 191_358),
      (44, 376_543, nil), (60, nil, 335_391), (75, 520_576, nil),
    ] as [(Int, Int64?, Int64?)])
  func `Aalen-Johansen incidences`(day: Int, won: Int64?, lost: Int64?) {
    let days: [Int64] = [4, 9, 11, 17, 23, 31, 38, 44, 52, 60, 75, 90]
    let ends = [1, 2, 0, 1, 1, 0, 2, 1, 0, 2, 1, 0]
    func ended(by end: Int) -> Histogram {
      Histogram(zip(days, ends).lazy.filter { $0.1 == end }.map(\.0))
    }
    func share(_ outcome: Int, besides other: Int) -> Int64 {
      AalenJohansen.share(
        ended(by: outcome), besides: ended(by: other), censored: ended(by: 0), by: Int64(day)
      ).scaled(by: 1_000_000)
    }
    if let won { #expect(share(1, besides: 2) == won) }
    if let lost { #expect(share(2, besides: 1) == lost) }
  }

  // numpy: percentile(values, p, method='inverted_cdf')
  @Test(arguments: [(50, 12), (80, 22), (90, 25), (95, 30)] as [(Int, Int64)])
  func `percentiles by nearest rank`(percent: Int, value: Int64) {
    let values: [Int64] = [12, 7, 3, 9, 25, 14, 1, 30, 18, 6, 22]
    #expect(Histogram(values).percentile(percent) == value)
  }

  // numpy: mean(x) +/- 2.66 mean(abs(diff(x)))
  @Test func `limits of individual values`() throws {
    let points = [112, 96, 130, 105, 88, 121, 99, 143, 110, 92, 101, 118].map { Fraction($0) }
    let chart = try #require(ProcessBehaviour(points))
    #expect(chart.movingRange.scaled(by: 1_000_000) == 24_363_636)
    #expect(chart.lower.scaled(by: 1_000_000) == 44_776_061)
    #expect(chart.upper.scaled(by: 1_000_000) == 174_390_606)
  }

  // numpy: std(scores) / sqrt(n) of 100, 0, -100
  @Test func `the plain error of a net promoter score`() {
    let answers = NetPromoterScore(promoters: 37, passives: 41, detractors: 22)
    #expect(answers.score.map { Fraction($0) } == Fraction(15))
    #expect(millionths(answers.standardError) == 7_533_260)
  }

  // scipy: poisson.cdf(k - 1, m) + poisson.pmf(k, m) / 2, the smaller tail
  @Test(arguments: [(7, 12.5, 52_196), (18, 12.5, 68_008), (1, 6.2, 8_321)])
  func `one-sided mid-p of a Poisson count`(count: Int, expected: Double, probability: Int64) {
    #expect(millionths(Poisson.midP(count: count, expected: expected)) == probability)
  }

  // scipy: chi2_contingency(won and lost by rep, correction=False).statistic / (reps - 1)
  @Test func `the spread between reps is chi-squared over its degrees of freedom`() {
    let reps = [(12, 30), (5, 25), (9, 18), (20, 40), (3, 20)]
    var rows = "id | owner | status | amount_net | created_at | closed_at"
    for (rep, (won, all)) in reps.enumerated() {
      for number in 0..<all {
        rows +=
          "\n\(rep)-\(number) | rep\(rep) | \(number < won ? "won" : "lost") | 1 | 2026-07-01 "
          + "| 2026-08-01"
      }
    }
    var plan = testPlan(people: reps.indices.map { person("rep\($0)", team: "nord") })
    plan.catalogue.kpis.append(
      KPI(
        id: "between_rep_spread",
        formula: .algorithm(
          name: "between_rep_spread", measures: ["numerator": "won", "denominator": "closed"]),
        unit: .ratio, place: .init(file: "test")))
    let figure = analyse(plan, table(.opportunities, rows)).figures.first {
      $0.kpi == "between_rep_spread" && $0.scope == .company && $0.period == "2026-Q3"
    }
    #expect(figure?.value?.scaled(by: 1_000_000) == 2_898_065)
  }
}
