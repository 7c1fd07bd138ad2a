extension RunResult {
  /// What is left to do for a scope's revenue target, step by step and per working week.
  package struct LeftToDo: Sendable, Codable, Hashable {
    /// One step of the sale, counted backwards from the target.
    package struct Step: Sendable, Codable, Hashable {
      package enum Kind: String, Sendable, Codable, CaseIterable {
        case wins
        case opportunities
        case meetings
        case calls
      }

      package var kind: Kind
      package var total: Quantity
      /// For each of the working weeks that are left, of which there is at least one.
      package var perWeek: Quantity

      package init(kind: Kind, total: Quantity, perWeek: Quantity) {
        self.kind = kind
        self.total = total
        self.perWeek = perWeek
      }
    }

    package var scope: ScopeID
    package var objective: String
    /// The effective target less what is done.
    package var revenue: Quantity
    /// The scope's own working days that are left.
    package var workingDays: Int
    /// In the order of `Step.Kind`; those that no export counts are missing.
    package var steps: [Step]
    /// What the steps rest on: the twelve months before the period, of the scope if it won
    /// something in them, else of the company.
    package var winRate: Quantity?
    /// Gross.
    package var averageDeal: Quantity?
    package var opportunitiesPerMeeting: Quantity?
    package var meetingsPerCall: Quantity?
    /// Set when nothing was won in those months.
    package var absentReason: AbsentReason?

    package init(
      scope: ScopeID, objective: String, revenue: Quantity, workingDays: Int,
      absentReason: AbsentReason?
    ) {
      self.scope = scope
      self.objective = objective
      self.revenue = revenue
      self.workingDays = workingDays
      self.absentReason = absentReason
      steps = []
    }
  }
}
