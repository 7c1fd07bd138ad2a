package import Calendar
package import Ingest

/// A rep, or anybody else whose name stands in an export.
package struct Person: Sendable, Codable, Hashable {
  package var id: String
  package var name: String
  package var email: String?
  /// Every other way the exports write this person: names, e-mails, owner and user identifiers.
  package var aliases: [String]
  package var role: String
  package var seniority: String
  package var hiredAt: CalendarDate?
  package var leftAt: CalendarDate?
  /// Full-time equivalent, as a rate; 1 is full time.
  package var fte: Quantity
  /// Roles and seniorities that hold for some days only; `role` and `seniority` hold for the others.
  package var positions: [Position] = []
  package var memberships: [Scope.Membership]
  package var absences: [DaySpan]
  /// The team whose target is this person's target (exports.md B5.6).
  package var managerOf: ScopeID?
  /// Share of the target expected in each month of tenure, first month first; empty means fully
  /// ramped from the first day.
  package var ramp: [Quantity]
  /// False for queues, integrations and "Admin User": their results stay on a visible line.
  package var isPerson: Bool
  package var language: String?
  package var place: Place

  /// What somebody was for some days.
  package struct Position: Sendable, Codable, Hashable {
    package var role: String
    package var seniority: String
    package var span: DaySpan

    package init(role: String, seniority: String, span: DaySpan) {
      self.role = role
      self.seniority = seniority
      self.span = span
    }
  }

  package init(id: String, name: String, place: Place) {
    self.id = id
    self.name = name
    self.place = place
    aliases = []
    role = ""
    seniority = ""
    fte = Quantity(.rate, 1)
    memberships = []
    absences = []
    ramp = []
    isPerson = true
  }
}

package struct Team: Sendable, Codable, Hashable {
  package var id: String
  package var name: String
  /// The team above; nothing when it stands directly under the company.
  package var parent: String?
  /// A person's identifier.
  package var manager: String?
  /// Zone of the public holidays, when it differs from the company's.
  package var holidayZone: String?

  package init(
    id: String, name: String, parent: String? = nil, manager: String? = nil,
    holidayZone: String? = nil
  ) {
    self.id = id
    self.name = name
    self.parent = parent
    self.manager = manager
    self.holidayZone = holidayZone
  }
}
