import Calendar

/// What customers say: NPS and mean scores (kpis.md 3.9, 3.10).
extension KPIAlgorithm {
  static let surveys: [String: Body] = [
    "net_promoter_score": netPromoterScore,
    "mean_score": meanScore,
  ]

  private static let million: Int64 = 1_000_000

  /// The scores that count in ascending order; `worth` is what each adds to the numerator.
  private static func scores(
    _ input: AlgorithmInput, _ worth: (Int64) -> (value: Quantity, note: String)
  ) -> [Int64] {
    let ledger = input.tables.ledgers.answers[input.measure("answers")]
    let answers = ledger?.answers(stays: Set(input.scope.stays), period: input.period) {
      input.trace?.leaveOut($0.place, day: $0.day, .answeredAgain($1))
    }
    if let trace = input.trace {
      for answer in (answers ?? []).sorted(by: { $0.place < $1.place }) {
        let (value, note) = worth(answer.score)
        if value.numerator != 0 {
          trace.note(answer.place, as: .numerator, day: answer.day, value: value, note: note)
        }
        trace.note(
          answer.place, as: .denominator, day: answer.day, value: Quantity(.count, 1), note: note)
      }
      trace.note(
        TableLedgers.Key(measure: input.measure("answers")), as: .denominator,
        stays: input.scope.stays, .within(input.period.dayNumbers)
      ) { _, _ in .elsewhere }
    }
    return (answers ?? []).map(\.score).sorted()
  }

  /// The score with its 95 % interval by the adjusted standard error (ruling 34), and its three
  /// groups as segments.
  private static func netPromoterScore(_ input: AlgorithmInput) -> [Figure] {
    let scores = scores(input) { score in
      score >= 9 * million
        ? (Quantity(.count, 1), "promoter")
        : score < 7 * million
          ? (Quantity(.count, -1), "detractor") : (Quantity(.count, 0), "passive")
    }
    if scores.isEmpty, input.scope.id != .company { return [] }
    let answers = NetPromoterScore(
      promoters: scores.count { $0 >= 9 * million },
      passives: scores.count { $0 >= 7 * million && $0 < 9 * million },
      detractors: scores.count { $0 < 7 * million })
    var figure = input.figure
    figure.count = answers.count
    figure.numerator = Quantity(.count, Int64(answers.promoters - answers.detractors))
    figure.denominator = Quantity(.count, Int64(answers.count))
    guard let score = answers.score, let error = answers.adjustedStandardError else {
      figure.absentReason = .noEvent
      return [figure]
    }
    figure.value = Fraction(score).quantity(.score)
    figure.interval = interval(
      Fraction(score).double, error * Normal.z95, within: -100...100)
    return [
      figure, input.count(answers.promoters, segment: "promoters"),
      input.count(answers.passives, segment: "passives"),
      input.count(answers.detractors, segment: "detractors"),
    ]
  }

  /// The mean, or with `from` the share of the answers of that score or more.
  private static func meanScore(_ input: AlgorithmInput) -> [Figure] {
    let scores = scores(input) { score in
      guard let least = input.parameters["from"] else {
        return (Fraction(score, over: million).quantity(.score), "")
      }
      return (Quantity(.count, score >= least * million ? 1 : 0), "")
    }
    if scores.isEmpty, input.scope.id != .company { return [] }
    if let least = input.parameters["from"] {
      let count = scores.count { $0 >= least * million }
      return [input.share(Int64(count), of: Int64(scores.count))]
    }
    var figure = input.figure
    let sum = scores.reduce(0, +)
    figure.count = scores.count
    figure.numerator = Fraction(sum, over: million).quantity(.score)
    figure.denominator = Quantity(.count, Int64(scores.count))
    guard !scores.isEmpty else {
      figure.absentReason = .noEvent
      return [figure]
    }
    figure.value = Fraction(sum, over: million * Int64(scores.count)).quantity(.score)
    if let half = StudentInterval.halfWidth(scores.map { Double($0) / Double(million) }) {
      let mean = Double(sum) / Double(million) / Double(scores.count)
      let high = input.parameters["scale"].map(Double.init) ?? .infinity
      figure.interval = interval(mean, half, within: 0...high)
    }
    return [figure]
  }

  private static func interval(
    _ middle: Double, _ half: Double, within bounds: ClosedRange<Double>
  ) -> Figure.Interval {
    func bound(_ value: Double) -> Quantity {
      let inside = min(max(value, bounds.lowerBound), bounds.upperBound)
      return Quantity(.score, Int64(nearest: inside * 1_000_000), over: million)
    }
    return Figure.Interval(low: bound(middle - half), high: bound(middle + half))
  }
}
