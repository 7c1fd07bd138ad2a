/// Whether a gap can be chance (objectives.md 4.2, 4): one-sided p < 0.05 is a signal.
///
/// Solidity is shown beside the position and never changes it.
package enum SolidityTest {
  private static let bound = 0.05

  /// A count against its expectation: mid-p Poisson; `too_early` below one expected.
  package static func count(_ actual: Fraction, expected: Fraction) -> ObjectiveResult.Solidity {
    guard expected >= .one else { return .tooEarly }
    let done = Int(max(actual.rounded, 0))
    return verdict(Poisson.midP(count: done, expected: expected.double))
  }

  /// A sum of amounts against its expectation: compound Poisson; `too_early` below one expected
  /// deal.
  ///
  /// Without the sizes of past deals nothing can be called a signal.
  package static func sum(
    _ actual: Fraction, expected: Fraction, moments: AmountMoments?
  ) -> ObjectiveResult.Solidity {
    guard let moments, moments.count > 0, moments.sum > 0, moments.sumOfSquares > 0 else {
      return .toConfirm
    }
    guard expected.double * Double(moments.count) >= moments.sum else { return .tooEarly }
    return verdict(
      Poisson.compoundTail(
        actual: actual.double, expected: expected.double, moments: moments))
  }

  /// A rate of `trials` against what is expected of it: Wilson's score test.
  package static func rate(
    successes: Int, trials: Int, expected: Fraction
  ) -> ObjectiveResult.Solidity {
    verdict(Wilson.tail(successes: successes, trials: trials, expected: expected.double))
  }

  /// A net promoter score against what is expected of it: 1.96 adjusted standard errors
  /// (ruling 34).
  package static func score(
    _ answers: NetPromoterScore, expected: Fraction
  ) -> ObjectiveResult.Solidity {
    switch answers.differs(from: expected) {
    case true?: .signal
    case false?: .toConfirm
    case nil: .none
    }
  }

  private static func verdict(_ probability: Double?) -> ObjectiveResult.Solidity {
    guard let probability else { return .none }
    return probability < bound ? .signal : .toConfirm
  }
}
