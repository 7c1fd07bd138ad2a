package import Calendar

extension RunResult {
  /// What is worth doing first, in euros: at most five things for one rep (ruling 23).
  package struct ActionList: Sendable, Codable, Hashable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
      /// A promise whose day has passed.
      case overdueAction = "overdue_action"
      /// An open deal whose expected close has passed.
      case pastClose = "past_close"
      /// A deal that stands still longer than four of five won deals took.
      case stuck
      /// An open deal without a next step ahead.
      case noNextStep = "no_next_step"
      /// A customer at risk of leaving whom nobody has reached since.
      case atRiskCustomer = "at_risk_customer"
      /// A customer of whom nothing was heard for longer than nine of ten of their own pauses.
      case inactiveCustomer = "inactive_customer"
      /// A deal that somebody marked as one to concentrate on.
      case focus
    }

    package struct Item: Sendable, Codable, Hashable {
      package var kind: Kind
      /// Of the opportunity, task or customer.
      package var id: String
      package var name: String
      package var stage: String
      /// What is at stake: the amount of the deal, or the last twelve months of the customer.
      package var amount: Quantity?
      /// The day it is overdue from, or it stands still since.
      package var since: CalendarDate?
      /// Days from then to the as-of day.
      package var days: Int?

      package init(
        kind: Kind, id: String, name: String, stage: String, amount: Quantity?,
        since: CalendarDate?, days: Int?
      ) {
        self.kind = kind
        self.id = id
        self.name = name
        self.stage = stage
        self.amount = amount
        self.since = since
        self.days = days
      }
    }

    package var scope: ScopeID
    /// What was marked first, then by amount, then by age.
    package var items: [Item]
    /// How many there are in all, with the fifty dearest deals of a rep that wait for a next step.
    package var total: Int
    /// What these are worth together.
    package var amount: Quantity

    package init(scope: ScopeID, items: [Item], total: Int, amount: Quantity) {
      self.scope = scope
      self.items = items
      self.total = total
      self.amount = amount
    }
  }
}
