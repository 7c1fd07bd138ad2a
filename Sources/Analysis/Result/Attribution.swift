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

    /// One cause taken apart further; its parts add up to the amount of the cause.
    package struct Reading: Sendable, Codable, Hashable {
      package enum Kind: String, Sendable, Codable, CaseIterable {
        /// Where the closed deals that are missing are: `not_created`, `slipped`, `stuck`,
        /// `lost_earlier`; `beyond_plan` is what some reps closed more.
        case pipeline
        /// `mql`, `mql_to_sql`, `sql_to_opportunity`, `opportunity_to_close`.
        case leadChain = "lead_chain"
        /// `calls`, `calls_to_meetings`, `meetings_to_opportunities`, `opportunity_to_close`.
        case activityChain = "activity_chain"
        /// `within_segments`, `segment_mix`.
        case segmentMix = "segment_mix"
        /// `constant_rates`, `exchange_rates`.
        case currency
        /// `presence`: absences, ramp-up, part time and changes of target; `assignment`: the rest.
        case presence
      }

      package struct Part: Sendable, Codable, Hashable {
        package var name: String
        package var amount: Quantity
        /// The deals found, for a part of the pipeline.
        package var count: Int?

        package init(name: String, amount: Quantity, count: Int? = nil) {
          self.name = name
          self.amount = amount
          self.count = count
        }
      }

      package var kind: Kind
      package var of: Cause
      /// Of a mix of segments: the field, such as `product`.
      package var dimension: String?
      package var parts: [Part]

      package init(kind: Kind, of cause: Cause, parts: [Part]) {
        self.kind = kind
        of = cause
        self.parts = parts
      }
    }

    package var scope: ScopeID
    package var objective: String
    /// Actual minus expected to date, as the objective's result has it.
    package var gap: Quantity
    /// In the order of `Cause`; empty when `absentReason` says why.
    package var parts: [Part]
    /// Single parts taken apart further; nothing in results of earlier versions.
    package var readings: [Reading]?
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
