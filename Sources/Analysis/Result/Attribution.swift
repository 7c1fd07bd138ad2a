package import Calendar

extension RunResult {
  /// Why a scope is where it is against its headline objective: the parts of its gap to date, which
  /// add up to it to the cent (objectives.md 4.4, ruling 17).
  package struct Attribution: Sendable, Codable, Hashable {
    package enum Cause: String, Sendable, Codable, CaseIterable {
      /// How many opportunities were closed, won or lost.
      case opportunities
      case winRate = "win_rate"
      /// The gross amount of a deal won.
      case averageDeal = "average_deal"
      case discounts
      /// What the reps are expected to have done beyond what is asked of their team; below 0 when
      /// they carry less than it.
      case overAssignment = "over_assignment"
      /// Results whose owner nobody knows.
      case unassigned
    }

    package struct Part: Sendable, Codable, Hashable {
      package var cause: Cause
      /// In money; below 0 where it widens the delay.
      package var amount: Quantity
      /// What the scope's factors taken as one would say beyond the sum of its reps: the effect of
      /// the mix between reps.
      ///
      /// Those of all causes add up to 0. Absent for a rep, and where there is one rep only.
      package var mix: Quantity?

      package init(cause: Cause, amount: Quantity, mix: Quantity? = nil) {
        self.cause = cause
        self.amount = amount
        self.mix = mix
      }
    }

    package var scope: ScopeID
    package var objective: String
    /// Actual minus expected to date, as the objective's result has it.
    package var gap: Quantity
    /// In the order of `Cause`; empty when `absentReason` says why.
    package var parts: [Part]
    /// The sum of the parts: the gap, or something is wrong.
    package var checksum: Quantity
    /// Set when nothing was won in the twelve months before the period, neither by the rep nor by
    /// the team nor by the company.
    package var absentReason: AbsentReason?
    /// With a reason: the first day from which causes can be told.
    package var availableFrom: CalendarDate?

    package init(
      scope: ScopeID, objective: String, gap: Quantity, parts: [Part],
      absentReason: AbsentReason? = nil, availableFrom: CalendarDate? = nil
    ) {
      self.scope = scope
      self.objective = objective
      self.gap = gap
      self.parts = parts
      checksum = Quantity(.money, parts.reduce(0) { $0 + $1.amount.rounded })
      self.absentReason = absentReason
      self.availableFrom = availableFrom
    }
  }
}
