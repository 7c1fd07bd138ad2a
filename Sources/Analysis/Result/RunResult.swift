package import Calendar
package import Ingest

/// One judged result: everything a page, a mail or a table shows is in it.
///
/// Pages add nothing but form. Saved as `run.json`; `jalon render` starts from it.
package struct RunResult: Sendable, Codable {
  /// Raised when a key changes its meaning.
  package static let formatVersion = 3

  package var formatVersion = RunResult.formatVersion
  package var companyName: String
  package var asOf: CalendarDate
  package var mainPeriod: Period
  package var periods: [Period]
  package var currency: Currency
  package var amounts: String
  package var zoneName: String
  package var zoneDataVersion: String
  package var version: String
  package var thresholds: Thresholds
  /// The company first, then teams and reps by identifier; `unassigned` last when it has results.
  package var scopes: [Scope]
  /// The dictionary of the KPIs that occur, in catalogue order.
  package var kpis: [KPI]
  /// Pipeline stages in order.
  package var stages: [String]
  /// Ordered by period start, period end, scope, catalogue order, segment.
  package var figures: FigureList
  /// Ordered by scope, then priority, then identifier.
  package var objectives: [ObjectiveResult]
  package var findings: [Finding]
  package var inputs: [InputFile]
  package var rejects: [Reject]
  /// Opportunities and actions that need attention, most urgent first, per rep.
  package var worklists: [Worklist]
  /// Why a scope is where it is: the causes of the gap of its headline objective, by scope.
  package var attributions: [Attribution]
  /// What each table holds, how new and how complete it is; nothing for runs stored before it was
  /// kept.
  package var dataQuality: DataQuality?
  /// How much was read and how fresh it is; absent in results of earlier versions.
  package var health: Health?
  /// Set where a later run was held, for the banner of the pages.
  package var staleness: Staleness?
  /// How the pipeline went since the main period began and in the last week, by scope; absent where
  /// the archive does not reach back.
  package var waterfalls: [Waterfall]?
  /// What belonged to no team: sums and counts of the main period and of the as-of day, of the scope
  /// `outsideTeams`; absent where there is nothing, and where the company has no teams.
  package var outsideTeams: [Figure]?
  /// How each projection came about.
  package var forecasts: [Forecast] = []
  /// What the gap of each scope's headline probably comes from.
  package var diagnoses: [Diagnosis] = []
  /// What is left to do for each scope's revenue target, down to the calls.
  package var leftToDo: [LeftToDo] = []
  /// What is worth doing first, in euros, per rep.
  package var actions: [ActionList] = []
  /// What objectives ask that cannot be measured, or is not realistic beside what was done before.
  package var objectiveFindings: [Diagnostic] = []

  package init(
    companyName: String, asOf: CalendarDate, mainPeriod: Period, periods: [Period],
    currency: Currency, amounts: String, zoneName: String, zoneDataVersion: String,
    version: String, thresholds: Thresholds, scopes: [Scope], kpis: [KPI], stages: [String],
    figures: FigureList, objectives: [ObjectiveResult], findings: [Finding],
    inputs: [InputFile], rejects: [Reject], worklists: [Worklist],
    attributions: [Attribution] = [], dataQuality: DataQuality? = nil, health: Health? = nil
  ) {
    self.companyName = companyName
    self.asOf = asOf
    self.mainPeriod = mainPeriod
    self.periods = periods
    self.currency = currency
    self.amounts = amounts
    self.zoneName = zoneName
    self.zoneDataVersion = zoneDataVersion
    self.version = version
    self.thresholds = thresholds
    self.scopes = scopes
    self.kpis = kpis
    self.stages = stages
    self.figures = figures
    self.objectives = objectives
    self.findings = findings
    self.inputs = inputs
    self.rejects = rejects
    self.worklists = worklists
    self.attributions = attributions
    self.dataQuality = dataQuality
    self.health = health
  }

  /// A data-quality fact: counted, priced, and never hidden in a log.
  package struct Finding: Sendable, Codable, Hashable {
    /// The diagnostic identifier: `owner-unknown`, `closed-before-created`.
    package var id: String
    package var count: Int
    /// How many of them are rows that the reading could not use; absent where none is.
    package var rejectedCount: Int?
    /// Sum of the amounts of the records concerned; absent where no amount is known.
    package var amount: Quantity?
    /// At most ten records, as `file:line`.
    package var examples: [Place]
    /// KPIs whose value it damages.
    package var kpis: [String]

    package init(
      id: String, count: Int, amount: Quantity? = nil, examples: [Place] = [],
      kpis: [String] = [], rejectedCount: Int? = nil
    ) {
      self.rejectedCount = rejectedCount
      self.id = id
      self.count = count
      self.amount = amount
      self.examples = examples
      self.kpis = kpis
    }

    /// The costliest first, whichever their sign; one without amount is worth its number of records
    /// only.
    package static func byStake(_ findings: [Finding]) -> [Finding] {
      findings.enumerated().sorted { left, right in
        let (first, second) = (left.element, right.element)
        let amounts = (first.stake, second.stake)
        return amounts.0 == amounts.1
          ? (second.count, left.offset) < (first.count, right.offset) : amounts.0 > amounts.1
      }.map(\.element)
    }

    private var stake: Int128 { amount.map { Int128($0.rounded.magnitude) } ?? -1 }
  }

  /// At most five items for one rep (ruling 23).
  package struct Worklist: Sendable, Codable, Hashable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
      /// Open opportunities whose expected close has passed.
      case overdueOpportunities = "overdue_opportunities"
      /// Open tasks whose due date has passed.
      case overdueActions = "overdue_actions"
    }

    package struct Item: Sendable, Codable, Hashable {
      package var id: String
      package var name: String
      package var amount: Quantity?
      package var stage: String
      package var date: CalendarDate?

      package init(
        id: String, name: String, amount: Quantity?, stage: String, date: CalendarDate?
      ) {
        self.id = id
        self.name = name
        self.amount = amount
        self.stage = stage
        self.date = date
      }
    }

    package var scope: ScopeID
    package var kind: Kind
    package var items: [Item]
    /// How many there are in all.
    package var total: Int

    package init(scope: ScopeID, kind: Kind, items: [Item], total: Int) {
      self.scope = scope
      self.kind = kind
      self.items = items
      self.total = total
    }
  }
}
