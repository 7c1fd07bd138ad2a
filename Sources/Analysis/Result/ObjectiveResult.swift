package import Calendar

/// Where a scope stands against one objective, and how sure that is (objectives.md 4.2, ruling 19).
package struct ObjectiveResult: Sendable, Codable, Hashable {
  /// Ruling 35's fixed tokens.
  package enum Position: String, Sendable, Codable, CaseIterable {
    case ahead
    case onTime = "on_time"
    case late
    case veryLate = "very_late"
    case tooEarly = "too_early"
    case none
  }

  /// Kept apart from the position: a late that may be chance stays a late.
  package enum Solidity: String, Sendable, Codable, CaseIterable {
    case signal
    case toConfirm = "to_confirm"
    case tooEarly = "too_early"
    case none
  }

  package var objective: String
  package var label: LocalizedText
  package var why: LocalizedText
  package var scope: ScopeID
  package var kpi: String
  package var kind: Objective.Kind
  package var comparator: Objective.Comparator
  package var direction: Direction
  package var level: Objective.Level?
  package var parent: String?
  package var period: Period
  package var priority: Int?
  /// Whether this objective gives the scope's verdict (ruling 20).
  package var isHeadline: Bool

  /// The effective target of the whole period: versions, ramp-up, presence (objectives.md 4.5).
  package var target: Quantity?
  /// The target as written, for a full-time and fully ramped person.
  package var statedTarget: Quantity?
  /// What `target` and `expectedToDate` are the sums of; nothing where the target is as written.
  package var targetTerms: [TargetTerm]?
  package var actual: Quantity?
  /// For rates: what `actual` is made of.
  package var actualCount: Int?
  package var expectedToDate: Quantity?
  /// Actual minus expected to date.
  package var gapToDate: Quantity?
  /// Actual minus target.
  package var gapToTarget: Quantity?
  /// Actual over target.
  package var attainment: Quantity?
  /// What is left to do per remaining working day of the scope; absent when none remains.
  package var requiredPerDay: Quantity?
  /// `requiredPerDay` over the pace so far.
  package var requiredOverPace: Quantity?
  /// F(T), the share of the period's pace that has elapsed.
  package var elapsedShare: Quantity?
  package var workingDaysElapsed: Int
  package var workingDaysTotal: Int
  /// The judged index in whole percent, as every page prints it (ruling 19).
  package var index: Int?
  package var position: Position
  package var solidity: Solidity
  /// The comparator as written, strict or not; absent without actual or target.
  package var isMet: Bool?
  package var projection: Projection?
  /// Later versions of the target as written, with their reasons and authors; nothing without one.
  package var versions: [Objective.TargetVersion]?
  package var challenge: Challenge?
  /// Everything else that was written with it: `framework`, `bsc_axis`, `smart.…`, `validated_by`.
  package var notes: [String: String]?
  /// How progress is expected over the period; nothing for what is expected all along.
  package var pace: Pace?
  /// Actual over the working days elapsed, for what adds up.
  package var donePerDay: Quantity?
  /// For a `recur`: the weeks or months that are over.
  package var units: Units?
  /// Of a change: the figure that it starts from, as it entered the target.
  package var baseline: Quantity?
  /// The working days of the period that the baseline is of, to be set beside `workingDaysTotal`
  /// (rule C17).
  package var baselineWorkingDays: Int?
  /// Sum of the reps' targets over the team's, minus one.
  package var overAssignment: Quantity?
  package var absentReason: AbsentReason?
  /// The days whose rows a conversion was judged on, while those of the period are too young.
  package var cohort: Cohort?

  /// Days whose rows have had all the time that a conversion gives them (rule C13).
  package struct Cohort: Sendable, Codable, Hashable {
    package var first: CalendarDate
    package var last: CalendarDate

    package init(first: CalendarDate, last: CalendarDate) {
      self.first = first
      self.last = last
    }
  }

  /// A team's or company's challenge (objectives.md 1.16).
  package struct Challenge: Sendable, Codable, Hashable {
    /// What one of those taking part has done so far.
    package struct Standing: Sendable, Codable, Hashable {
      package var scope: ScopeID
      package var actual: Quantity

      package init(scope: ScopeID, actual: Quantity) {
        self.scope = scope
        self.actual = actual
      }
    }

    package var label: String
    package var reward: String
    /// Whether it was asked that people be ranked.
    package var isRanked: Bool
    /// Each person's own part: the most first where people are ranked, else by identifier.
    package var standings: [Standing]

    package init(label: String, reward: String, isRanked: Bool, standings: [Standing]) {
      self.label = label
      self.reward = reward
      self.isRanked = isRanked
      self.standings = standings
    }
  }

  /// A summand of the effective target (objectives.md 4.5): `stated · ramp · fte · share`, or what a
  /// scope below was given.
  ///
  /// The shares of a scope's own terms add up to 1 less what absences take away.
  package struct TargetTerm: Sendable, Codable, Hashable {
    /// The team or rep whose target it is; nothing for the scope's own number.
    package var scope: ScopeID?
    /// The team on these days.
    package var team: String?
    /// The first day of the version in force; the period's first for the target as first written.
    package var validFrom: CalendarDate?
    /// The full target in force.
    package var stated: Quantity?
    /// Month of tenure from 1, with the ramp of that month.
    package var tenureMonth: Int?
    package var ramp: Quantity?
    /// Part of a full time, where it is not all of it.
    package var fte: Quantity?
    /// The share of the pace that falls on these days.
    package var share: Quantity?
    package var amount: Quantity
    /// The part of `amount` that is expected by now.
    package var toDate: Quantity

    package init(
      scope: ScopeID?, team: String?, validFrom: CalendarDate?, stated: Quantity?,
      tenureMonth: Int?, ramp: Quantity?, fte: Quantity?, share: Quantity?, amount: Quantity,
      toDate: Quantity
    ) {
      self.scope = scope
      self.team = team
      self.validFrom = validFrom
      self.stated = stated
      self.tenureMonth = tenureMonth
      self.ramp = ramp
      self.fte = fte
      self.share = share
      self.amount = amount
      self.toDate = toDate
    }
  }

  /// The curve by which progress is expected (objectives.md 4.2).
  package struct Pace: Sendable, Codable, Hashable {
    /// What was asked for; `seasonal` with too little past runs as `working_days`.
    package var curve: Objective.Pace
    /// K: past periods that a seasonal curve was learnt from; years, for a year.
    package var pastPeriods: Int?
    /// w = K / (K + 4): the weight of what was learnt beside the working days.
    package var weight: Quantity?

    package init(curve: Objective.Pace, pastPeriods: Int? = nil) {
      self.curve = curve
      self.pastPeriods = pastPeriods
      weight = pastPeriods.flatMap { Quantity(.rate, Int64($0), dividedBy: Int64($0 + 4)) }
    }
  }

  /// Weeks met out of weeks finished; months and quarters likewise.
  package struct Units: Sendable, Codable, Hashable {
    package var met: Int
    package var finished: Int

    package init(met: Int, finished: Int) {
      self.met = met
      self.finished = finished
    }
  }

  /// Where the period will probably end (objectives.md 4.3).
  package struct Projection: Sendable, Codable, Hashable {
    package var p10: Quantity
    package var p50: Quantity
    package var p90: Quantity
    /// P(actual at the end >= target), as a rate in millionths.
    package var probability: Quantity
    /// False until the projections of four closed periods can be set against their ends (ruling 21).
    package var isCalibrated: Bool
    /// How many closed periods the deals that do not exist yet are estimated from.
    ///
    /// 0 says that none are counted, so that every number here is a floor.
    package var newDealPeriods: Int

    package init(
      p10: Quantity, p50: Quantity, p90: Quantity, probability: Quantity, isCalibrated: Bool,
      newDealPeriods: Int
    ) {
      self.p10 = p10
      self.p50 = p50
      self.p90 = p90
      self.probability = probability
      self.isCalibrated = isCalibrated
      self.newDealPeriods = newDealPeriods
    }
  }

  package init(objective: Objective, scope: ScopeID) {
    self.objective = objective.id
    label = objective.label
    why = objective.why
    self.scope = scope
    kpi = objective.kpi
    kind = objective.kind
    comparator = objective.comparator
    direction = objective.direction
    level = objective.level
    parent = objective.parent
    period = objective.period
    priority = objective.priority
    isHeadline = false
    workingDaysElapsed = 0
    workingDaysTotal = 0
    versions = objective.versions.isEmpty ? nil : objective.versions
    var notes = objective.annotations
    notes["validated_by"] = objective.validatedBy
    notes["validated_on"] = objective.validatedOn?.description
    self.notes = notes.isEmpty ? nil : notes
    position = .none
    solidity = .none
  }
}

extension ObjectiveResult {
  /// The judgement of a proxy as that of the milestone it stands for.
  var asMilestone: ObjectiveResult {
    var result = self
    result.kind = .milestone
    return result
  }
}
