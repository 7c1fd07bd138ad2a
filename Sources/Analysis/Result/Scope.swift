package import Calendar

/// Whom a figure is about.
package struct ScopeID: Hashable, Sendable, Codable, Comparable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    case company
    case team
    case rep
  }

  package let kind: Kind
  /// `company` for the company; never prefixed (ruling 35).
  package let id: String

  package init(_ kind: Kind, _ id: String) {
    self.kind = kind
    self.id = id
  }

  package static let company = ScopeID(.company, "company")
  /// Results whose owner nobody knows, so that totals still add up (exports.md B5.2).
  package static let unassigned = ScopeID(.rep, "unassigned")
  /// Results that belong to no team at the time, so that teams add up too; in no export of figures.
  package static let outsideTeams = ScopeID(.team, "")

  private var order: Int {
    switch kind {
    case .company: 0
    case .team: 1
    case .rep: 2
    }
  }
  package static func < (left: ScopeID, right: ScopeID) -> Bool {
    (left.order, left.id) < (right.order, right.id)
  }
}

extension ScopeID: CustomStringConvertible {
  /// As the command line writes it: `company`, `team:nord`, `rep:alice`.
  package var description: String { kind == .company ? "company" : "\(kind.rawValue):\(id)" }
}

/// A scope as the pages present it.
package struct Scope: Sendable, Codable, Hashable {
  package var id: ScopeID
  package var name: String
  /// Folder name: lower-case ASCII, unique, stable (ruling 38).
  package var slug: String
  /// A rep's team on the as-of date, a team's parent; nothing for the company.
  package var parent: ScopeID?
  /// `AE`, `SDR`, `CSM`… for reps, empty otherwise.
  package var role: String
  package var seniority: String
  /// The manager's rep identifier, for teams.
  package var manager: String?
  /// A rep who changed team within the main period: team and the days spent there.
  package var memberships: [Membership]
  /// Days of absence of a rep within the main period.
  package var absences: [DaySpan]
  /// Whether the rep is still ramping up on the as-of date.
  package var isRampingUp: Bool

  package init(
    id: ScopeID, name: String, slug: String, parent: ScopeID? = nil, role: String = "",
    seniority: String = "", manager: String? = nil, memberships: [Membership] = [],
    absences: [DaySpan] = [], isRampingUp: Bool = false
  ) {
    self.id = id
    self.name = name
    self.slug = slug
    self.parent = parent
    self.role = role
    self.seniority = seniority
    self.manager = manager
    self.memberships = memberships
    self.absences = absences
    self.isRampingUp = isRampingUp
  }

  /// A stay of a rep in a team.
  package struct Membership: Sendable, Codable, Hashable {
    package var team: String
    package var span: DaySpan

    package init(team: String, span: DaySpan) {
      self.team = team
      self.span = span
    }
  }
}

/// Whole days from `first` to `last`, both included; an open end has no bound.
package struct DaySpan: Sendable, Codable, Hashable {
  package var first: CalendarDate?
  package var last: CalendarDate?

  package init(first: CalendarDate? = nil, last: CalendarDate? = nil) {
    self.first = first
    self.last = last
  }

  package func contains(_ date: CalendarDate) -> Bool {
    if let first, date < first { return false }
    if let last, date > last { return false }
    return true
  }
}
