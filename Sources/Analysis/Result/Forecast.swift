extension RunResult {
  /// How a projection came about (objectives.md 4.3): what each method says, how far each was off in
  /// the company's own closed periods, and how often the range held what came.
  package struct Forecast: Sendable, Codable, Hashable {
    package enum Method: String, Sendable, Codable, CaseIterable {
      /// M1: what is done over the share of the working days elapsed.
      case runRate = "run_rate"
      /// M3: what is done, open deals by the history of their stages, and deals still to come.
      case historyWeighted = "history_weighted"
      /// M4: the same period last year times the growth to date.
      case seasonalNaive = "seasonal_naive"
    }

    /// Why the range is wide, where it is wider than half of what is probable.
    package enum Spread: String, Sendable, Codable, CaseIterable {
      /// One open deal decides.
      case oneDeal = "one_deal"
      /// Much hangs on the open deals together.
      case openDeals = "open_deals"
      /// Much is still to come from deals that do not exist yet.
      case newDeals = "new_deals"
      /// Past periods ended further from their projections than deals alone explain.
      case history
    }

    /// One method: its estimate now, and what it weighs.
    package struct Estimate: Sendable, Codable, Hashable {
      package var method: Method
      /// Absent where it cannot be made: no year before, or less than a tenth of the period elapsed.
      package var value: Quantity?
      /// As a rate; the weights add up to 1.
      package var weight: Quantity
      /// Sum of its absolute errors over the sum of what came; absent without a closed period.
      package var wape: Quantity?

      package init(method: Method, value: Quantity?, weight: Quantity, wape: Quantity?) {
        self.method = method
        self.value = value
        self.weight = weight
        self.wape = wape
      }
    }

    /// A closed period: what would have been said at the same point, and what came.
    package struct BackTest: Sendable, Codable, Hashable {
      package var period: String
      package var p10: Quantity
      package var p50: Quantity
      package var p90: Quantity
      package var actual: Quantity

      package init(
        period: String, p10: Quantity, p50: Quantity, p90: Quantity, actual: Quantity
      ) {
        self.period = period
        self.p10 = p10
        self.p50 = p50
        self.p90 = p90
        self.actual = actual
      }

      /// Whether the range held what came.
      package var isInside: Bool {
        let value = Fraction(actual)
        return Fraction(p10) <= value && value <= Fraction(p90)
      }
    }

    package var scope: ScopeID
    package var objective: String
    /// In the order of `Method`.
    package var estimates: [Estimate]
    /// The latest first; before the widening.
    package var backTests: [BackTest]
    /// What the range was stretched by so that four of five past ends lie in it; absent below five
    /// closed periods ("not calibrated").
    package var factor: Quantity?
    /// Share of the closed periods whose end lay in P10 to P90 before the widening; 80 % is meant.
    package var coverage: Quantity?
    /// Sum of absolute errors of P50 over the sum of what came.
    package var wape: Quantity?
    /// Sum of errors of P50 over the sum of what came; above 0 where too much was expected.
    package var bias: Quantity?
    /// M2, for comparison only: what is done and the open deals by the CRM's own chances; absent
    /// where the export has none.
    package var crmWeighted: Quantity?
    /// Set where the range is wide.
    package var spread: Spread?

    package init(
      scope: ScopeID, objective: String, estimates: [Estimate], backTests: [BackTest],
      factor: Quantity?, coverage: Quantity?, wape: Quantity?, bias: Quantity?, spread: Spread?
    ) {
      self.scope = scope
      self.objective = objective
      self.estimates = estimates
      self.backTests = backTests
      self.factor = factor
      self.coverage = coverage
      self.wape = wape
      self.bias = bias
      self.spread = spread
    }
  }
}
