/// The history-weighted sum of one scope: what is done, its open deals, and those still to come.
struct SumModel: Sendable {
  let done: Int64
  let open: [BernoulliSum.Deal]
  let new: BernoulliSum.NewDeals?
  let sum: BernoulliSum

  /// `cells` bounds the grid: a back-test needs less than what is printed.
  init(
    done: Int64, open: [BernoulliSum.Deal], new: BernoulliSum.NewDeals?,
    cells: Int64 = BernoulliSum.maximumCells, exactCount: Int = 2_000
  ) {
    self.done = done
    self.open = open
    self.new = new
    sum = BernoulliSum(
      BernoulliSum.Deal.merged(open, exactCount: exactCount), newDeals: new, cells: cells)
  }

  var mean: Double { Double(done) + sum.mean }
}

/// The range of a sum, moved to what the methods together say and stretched by what past periods
/// showed; what is done already is never taken back.
struct StretchedSum: Sendable {
  let p10: Int64
  let p50: Int64
  let p90: Int64
  /// Of reaching the target.
  let probability: Double

  init(_ model: SumModel, shift: Double, factor: Double, target: Quantity) {
    let done = Double(model.done)
    let middle = Double(model.sum.quantile(0.5))
    let isRising = model.open.allSatisfy { $0.amount >= 0 }
    func place(_ share: Double) -> Int64 {
      let own = Double(model.sum.quantile(share))
      let moved = Int64(nearest: middle + shift + factor * (own - middle))
      return model.done + (isRising ? max(moved, 0) : moved)
    }
    p10 = place(0.1)
    p50 = place(0.5)
    p90 = place(0.9)
    // What is still missing, rounded up: a part of a deal does not reach a target.
    let missing = (Fraction(target) - Fraction(model.done)).roundedUp
    if missing <= 0, isRising {
      probability = 1
    } else if shift == 0, factor == 1 {
      probability = model.sum.probability(atLeast: missing)
    } else {
      let bound = middle + (Double(missing) - shift - middle) / factor
      // A hair less, so that a sum that just reaches it counts.
      probability = model.sum.probability(atLeast: Int64(nearest: (bound - 1e-6).rounded(.up)))
    }
    _ = done
  }

  /// Why the range is wide; nothing while it is not wider than half of its middle.
  func spread(_ model: SumModel, factor: Double?) -> RunResult.Forecast.Spread? {
    guard Double(p90 - p10) > Double(max(p50, 1)) / 2 else { return nil }
    if let factor, factor >= 1.5 { return .history }
    let parts = model.open.map { deal in
      deal.probability * (1 - deal.probability) * Double(deal.amount) * Double(deal.amount)
    }
    let all = parts.reduce(0, +)
    if let largest = parts.max(), largest > all / 2, largest > (model.new?.variance ?? 0) {
      return .oneDeal
    }
    return (model.new?.variance ?? 0) > all ? .newDeals : .openDeals
  }
}

extension Fraction {
  /// The smallest whole number not below it.
  var roundedUp: Int64 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return Int64(clamping: remainder > 0 ? quotient + 1 : quotient)
  }
}

extension BernoulliSum.NewDeals {
  /// As many, and as large, as came in past periods; nothing without one.
  init?(of episodes: ArraySlice<DealLedger.Episode>, isCount: Bool) {
    let amounts = isCount ? [] : episodes.flatMap(\.new).filter { $0 != Int64.min && $0 > 0 }
    let count = isCount ? episodes.reduce(0) { $0 + $1.newCount } : amounts.count
    guard count > 0 else { return nil }
    self.init(
      expectedCount: Double(count) / Double(episodes.count),
      amounts: isCount ? [1] : amounts.sorted())
  }

  /// Of their sum: λ E[X²].
  var variance: Double {
    guard !amounts.isEmpty else { return 0 }
    let squares = amounts.reduce(0.0) { $0 + Double($1) * Double($1) }
    return expectedCount * squares / Double(amounts.count)
  }
}

extension BernoulliSum.Deal {
  /// The largest deals as they are and the sum of the others as a normal one, which a hundred equal
  /// halves are: with the mean and the variance of the sum that they stand for.
  static func merged(_ deals: [BernoulliSum.Deal], exactCount: Int = 2_000) -> [BernoulliSum.Deal] {
    guard deals.count > exactCount else { return deals }
    let ordered = deals.sorted {
      ($0.amount.magnitude, $0.probability) > ($1.amount.magnitude, $1.probability)
    }
    var mean = 0.0
    var variance = 0.0
    for deal in ordered.dropFirst(exactCount) {
      let amount = Double(deal.amount)
      mean += deal.probability * amount
      variance += deal.probability * (1 - deal.probability) * amount * amount
    }
    let parts = 100
    let part = Int64(nearest: variance.squareRoot() * 2 / 10)
    let certain = Int64(nearest: mean) - part * Int64(parts / 2)
    let half = BernoulliSum.Deal(amount: part, probability: 0.5)
    return Array(ordered.prefix(exactCount))
      + [BernoulliSum.Deal(amount: certain, probability: 1)]
      + Array(repeating: half, count: parts)
  }
}
