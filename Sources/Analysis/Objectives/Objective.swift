package import Calendar
package import Ingest

/// A text in several languages, by language code; an empty one stands for "not given".
package struct LocalizedText: Sendable, Codable, Hashable {
  package var texts: [String: String]

  package init(_ texts: [String: String] = [:]) { self.texts = texts }

  /// The text in `language`, else in French, else in the first language by code, else nothing.
  package subscript(language: String) -> String? {
    texts[language] ?? texts["fr"] ?? texts.min { $0.key < $1.key }?.value
  }
}

package enum Direction: String, Sendable, Codable, CaseIterable {
  case up
  case down
  case neutral
}

/// An objective as people write it: what is expected of whom, on which KPI, by when.
///
/// The fields are those of objectives.md 4.7; nothing in it is computed.
package struct Objective: Sendable, Codable, Hashable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    /// Accumulate to the target.
    case cumul
    /// Move a level from a baseline to the target by the deadline.
    case reach
    /// Stay at or above the target all period.
    case hold
    /// Stay under the target all period.
    case cap
    /// Every week, month or quarter.
    case recur
    /// Every unit of a population satisfies a threshold.
    case each
    /// Done or not done, qualitative with a proxy.
    case milestone
    /// All of several objectives.
    case combo
  }

  /// Kept exactly as written: `< 15 %` is not `<= 15 %` (rule C14).
  package enum Comparator: String, Sendable, Codable, CaseIterable {
    case atLeast = ">="
    case above = ">"
    case atMost = "<="
    case below = "<"
    case equal = "="
  }

  package enum Level: String, Sendable, Codable, CaseIterable {
    case vision
    case strategic
    case tactical
    case operational
  }

  /// "+15 %" and "+15 points" are different targets (rule C15).
  package enum Relative: String, Sendable, Codable, CaseIterable {
    case none
    case percent
    case points
  }

  /// How progress is expected over the period (objectives.md 4.2).
  package enum Pace: String, Sendable, Codable, CaseIterable {
    case workingDays = "working_days"
    case seasonal
    case calendar
    case milestones
  }

  /// The units of an `each`: which each of them satisfies the threshold.
  package enum Population: String, Sendable, Codable, CaseIterable {
    /// The people of the owner.
    case rep
    /// The accounts of the accounts table, narrowed by the filters.
    case account
    /// The customers of the customers table, narrowed by the filters.
    case customer
  }

  /// A target in force from a date on, with the reason of the change.
  package struct TargetVersion: Sendable, Codable, Hashable {
    package var validFrom: CalendarDate
    package var target: Quantity
    package var reason: String
    package var author: String

    package init(
      validFrom: CalendarDate, target: Quantity, reason: String = "", author: String = ""
    ) {
      self.validFrom = validFrom
      self.target = target
      self.reason = reason
      self.author = author
    }
  }

  /// A share of the target that must be reached by the end of a day, for the pace `milestones`.
  package struct PaceMilestone: Sendable, Codable, Hashable {
    package var date: CalendarDate
    package var share: Quantity

    package init(date: CalendarDate, share: Quantity) {
      self.date = date
      self.share = share
    }
  }

  package var id: String
  package var label: LocalizedText
  package var why: LocalizedText
  package var owner: ScopeID
  package var kpi: String
  /// Field of the KPI's entity to the accepted values, such as `product: [X]`.
  package var filters: [String: [String]]
  package var kind: Kind
  package var comparator: Comparator
  package var direction: Direction
  /// The first version's target; absent for a milestone.
  package var target: Quantity?
  /// Later versions, ascending by date.
  package var versions: [TargetVersion]
  package var relative: Relative
  package var baseline: Quantity?
  /// The period whose value is the baseline, frozen when the objective was set.
  package var baselinePeriod: String?
  package var period: Period
  /// For `recur`: how often the target falls due.
  package var cadence: Period.Kind?
  package var pace: Pace
  package var paceMilestones: [PaceMilestone]
  package var level: Level?
  package var parent: String?
  /// 1, 2 or 3.
  package var priority: Int?
  package var headline: Bool
  /// The target already takes ramp-up and presence into account (ruling 15).
  package var targetIsEffective: Bool
  package var validatedBy: String?
  package var validatedOn: CalendarDate?
  /// For a milestone with numbers: the kind by which they are judged (ruling 19).
  package var proxy: Kind?
  /// For a milestone: the day it was done, as people wrote it.
  package var doneOn: CalendarDate?
  /// For an `each`: the units counted; nothing where the KPI is a share already.
  package var population: Population?
  /// Members of a combo, by objective identifier.
  package var members: [String]
  /// Everything else that was written, key by key, for pages and lint: `framework`, `bsc_axis`,
  /// `okr_role`, `share_of_parent`, `capacity_assumption`, `market_growth`, `source`, `smart.…`,
  /// `status`, `reward`.
  package var annotations: [String: String]
  /// Where it is written.
  package var place: Place

  package init(
    id: String, owner: ScopeID, kpi: String, kind: Kind, target: Quantity?, period: Period,
    place: Place
  ) {
    self.id = id
    self.owner = owner
    self.kpi = kpi
    self.kind = kind
    self.target = target
    self.period = period
    self.place = place
    label = LocalizedText()
    why = LocalizedText()
    filters = [:]
    comparator = kind == .cap ? .atMost : .atLeast
    direction = kind == .cap ? .down : .up
    versions = []
    relative = .none
    pace = .workingDays
    paceMilestones = []
    headline = false
    targetIsEffective = false
    members = []
    annotations = [:]
  }
}
