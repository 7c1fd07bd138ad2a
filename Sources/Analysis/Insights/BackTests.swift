import Calendar
import Ingest

/// What each method says of where a sum will end (objectives.md 4.3).
struct MethodEstimates: Sendable {
  let runRate: Double?
  let historyWeighted: Double
  let seasonalNaive: Double?

  /// `expected` is the mean of the history-weighted sum; `lastYear` the year before, by the same
  /// point and in all.
  init(
    done: Double, elapsed: Fraction, expected: Double, lastYear: (done: Double, total: Double)?
  ) {
    // Below a tenth of the period a run-rate only enlarges chance.
    runRate = elapsed < Fraction(1, over: 10) ? nil : done / elapsed.double
    historyWeighted = expected
    seasonalNaive = lastYear.flatMap { $0.done > 0 ? $0.total * done / $0.done : nil }
  }

  subscript(method: RunResult.Forecast.Method) -> Double? {
    switch method {
    case .runRate: runRate
    case .historyWeighted: historyWeighted
    case .seasonalNaive: seasonalNaive
    }
  }
}

/// The same methods at the same point of closed periods, each with what was known then only: a
/// rolling origin.
struct BackTests: Sendable {
  private struct Trial: Sendable {
    var period: String
    var estimates: MethodEstimates
    var model: SumModel
    var actual: Double
  }

  private let trials: [Trial]
  private let unit: Unit
  /// Inverse mean squared errors, by method; those of methods that could not be made are missing.
  private let precision: [RunResult.Forecast.Method: Double]
  let table: [RunResult.Forecast.BackTest]
  /// What the ranges must be stretched by so that four of five ends lie in them; nothing below five
  /// closed periods.
  let factor: Double?

  private static let cells: Int64 = 500
  private static let exactCount = 300
  private static let calibrated = 5

  var count: Int { trials.count }

  /// `episodes` are the scope's closed periods, the latest first.
  init(
    _ episodes: [DealLedger.Episode], company: CompanyPast, names: DealLedger,
    elapsed: Fraction, isCount: Bool, unit: Unit
  ) {
    self.unit = unit
    var trials: [Trial] = []
    for index in episodes.indices.dropLast() {
      let episode = episodes[index]
      guard let shares = company.shares(by: episode.period.start) else { continue }
      let open = episode.open.map { deal in
        BernoulliSum.Deal(
          amount: isCount ? 1 : deal.amount == Column.missingNumber ? 0 : deal.amount,
          probability: shares.chance(inStage: names.stageName(deal.stage)))
      }
      let model = SumModel(
        done: isCount ? Int64(episode.done.count) : episode.done.amount, open: open,
        new: BernoulliSum.NewDeals(of: episodes[(index + 1)...], isCount: isCount),
        cells: Self.cells, exactCount: Self.exactCount)
      trials.append(
        Trial(
          period: episode.period.id,
          estimates: MethodEstimates(
            done: Double(model.done), elapsed: elapsed, expected: model.mean,
            lastYear: Outlook.pair(episode.lastYear, isCount)),
          model: model,
          actual: Double(isCount ? Int64(episode.total.count) : episode.total.amount)))
    }
    self.trials = trials
    var precision: [RunResult.Forecast.Method: Double] = [:]
    for method in RunResult.Forecast.Method.allCases {
      let errors = trials.compactMap { trial in trial.estimates[method].map { $0 - trial.actual } }
      // A method that could not be made for some of the periods is not compared on the others.
      guard !errors.isEmpty, errors.count == trials.count else { continue }
      let mean = errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)
      precision[method] = 1 / max(mean, 1)
    }
    self.precision = precision
    let weights = precision
    let middles = trials.map { Self.combined($0.estimates, weights) }
    let ranges = zip(trials, middles).map { trial, middle in
      StretchedSum(
        trial.model, shift: middle - trial.model.mean, factor: 1, target: Quantity(unit, 0))
    }
    table = zip(trials, ranges).map { trial, range in
      RunResult.Forecast.BackTest(
        period: trial.period, p10: Quantity(unit, range.p10), p50: Quantity(unit, range.p50),
        p90: Quantity(unit, range.p90), actual: Quantity(unit, Int64(nearest: trial.actual)))
    }
    factor = trials.count < Self.calibrated ? nil : Self.factor(table)
  }

  /// The smallest stretch, never below 1, with which four of five ends lie in their ranges.
  private static func factor(_ table: [RunResult.Forecast.BackTest]) -> Double {
    let needed = table.map { test -> Double in
      let off = Double(test.actual.numerator - test.p50.numerator)
      let half = Double(
        off < 0
          ? test.p50.numerator - test.p10.numerator : test.p90.numerator - test.p50.numerator)
      return off == 0 ? 0 : off.magnitude / max(half, 1)
    }.sorted()
    let rank = (needed.count * 4 + 4) / 5
    return min(max(needed[rank - 1], 1), 20)
  }

  // MARK: Combining

  private static func combined(
    _ estimates: MethodEstimates, _ weights: [RunResult.Forecast.Method: Double]
  ) -> Double {
    var sum = 0.0
    var total = 0.0
    for method in RunResult.Forecast.Method.allCases {
      guard let weight = weights[method], let value = estimates[method] else { continue }
      sum += weight * value
      total += weight
    }
    return total > 0 ? sum / total : estimates.historyWeighted
  }

  /// The estimates weighed by their inverse squared errors.
  func combined(_ now: MethodEstimates) -> Double { Self.combined(now, precision) }

  /// Each method as it is printed; `isAlone` gives the history-weighted one all the weight.
  func estimates(
    _ now: MethodEstimates, unit: Unit, isAlone: Bool
  ) -> [RunResult.Forecast.Estimate] {
    let usable = RunResult.Forecast.Method.allCases.filter {
      precision[$0] != nil && now[$0] != nil
    }
    let total = usable.reduce(0.0) { $0 + (precision[$1] ?? 0) }
    return RunResult.Forecast.Method.allCases.map { method in
      var weight = usable.contains(method) && total > 0 ? (precision[method] ?? 0) / total : 0
      if isAlone || total == 0 { weight = method == .historyWeighted ? 1 : 0 }
      let errors = trials.compactMap { trial in
        trial.estimates[method].map { ($0 - trial.actual).magnitude }
      }
      let actual = trials.reduce(0.0) { $0 + $1.actual }
      return RunResult.Forecast.Estimate(
        method: method,
        value: now[method].map { Quantity(unit, Int64(nearest: $0)) },
        weight: Quantity(.rate, millionthsOf: weight),
        wape: errors.count == trials.count && actual > 0
          ? Quantity(.rate, millionthsOf: errors.reduce(0, +) / actual) : nil)
    }
  }

  // MARK: Quality

  var coverage: Quantity? {
    Quantity(.rate, Int64(table.count(where: \.isInside)), dividedBy: Int64(table.count))
  }

  var wape: Quantity? {
    quality { ($0.p50.numerator - $0.actual.numerator).magnitude.clamped }
  }

  var bias: Quantity? { quality { $0.p50.numerator - $0.actual.numerator } }

  private func quality(_ error: (RunResult.Forecast.BackTest) -> Int64) -> Quantity? {
    let actual = table.reduce(Int64(0)) { $0 + $1.actual.numerator }
    guard actual > 0 else { return nil }
    return Fraction(table.reduce(Int64(0)) { $0 + error($1) }, over: actual).quantity(.rate)
  }
}

extension UInt64 {
  fileprivate var clamped: Int64 { Int64(clamping: self) }
}
