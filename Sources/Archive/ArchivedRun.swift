package import Analysis
package import Calendar

/// A published run, as the archive knows it.
package struct ArchivedRun: Hashable, Sendable {
  package var asOf: CalendarDate
  /// The n of `runs/<as-of>.<n>`, or a later one where the archive had that already.
  package var number: Int
  /// Version of the binary.
  package var version: String
  /// Version of the embedded zone data.
  package var zones: String
  /// SHA-256 of the configuration in force.
  package var configuration: String

  package init(
    asOf: CalendarDate, number: Int, version: String, zones: String, configuration: String
  ) {
    self.asOf = asOf
    self.number = number
    self.version = version
    self.zones = zones
    self.configuration = configuration
  }

  /// `2026-08-31.1`.
  package var name: String { "\(asOf).\(number)" }
}

/// A file that a run was made from; its content is kept once, whatever the number of runs.
package struct ArchivedFile: Hashable, Sendable {
  package enum Role: String, Sendable, CaseIterable {
    case export
    case configuration
    /// The published figures, as lines of text.
    case figures
  }

  package var role: Role
  /// As shown to people.
  package var name: String
  /// 64 lower-case hexadecimal digits.
  package var sha256: String
  package var byteCount: Int
  /// The source of an export; empty for other files.
  package var source: String

  package init(
    role: Role, name: String, sha256: String, byteCount: Int, source: String = ""
  ) {
    self.role = role
    self.name = name
    self.sha256 = sha256
    self.byteCount = byteCount
    self.source = source
  }

  /// What files of different nights that resemble each other have in common.
  var family: String { "\(role.rawValue) \(role == .export && !source.isEmpty ? source : name)" }
}

/// Where the content of a file to be archived comes from.
package enum ArchivedContent: Hashable, Sendable {
  /// Read in blocks, so that its size does not matter.
  case file(path: String)
  case bytes([UInt8])
  /// A large content that was compressed as it was made (`ContentStore.figures`): the rows to keep.
  case packed([[UInt8]])
}

/// One row of the tidy figures as it was published (ruling 35).
package struct PublishedFigure: Hashable, Sendable {
  package var period: String
  package var scope: ScopeID
  package var kpi: String
  package var segment: String
  /// Empty on the row that is about no objective.
  package var objective: String
  package var value: Quantity?
  package var count: Int?
  package var absentReason: AbsentReason?
  package var isApproximate: Bool
  /// With an objective: its effective target, what is expected by now, and the verdict.
  package var target: Quantity?
  package var expectedToDate: Quantity?
  package var index: Int?
  package var position: ObjectiveResult.Position?

  /// The rows that a result would publish.
  package static func all(of result: RunResult) -> [PublishedFigure] {
    result.figures.map(PublishedFigure.init) + result.objectives.map(PublishedFigure.init)
  }

  init(_ figure: Figure) {
    period = figure.period
    scope = figure.scope
    kpi = figure.kpi
    segment = figure.segment
    objective = ""
    value = figure.value
    count = figure.count
    absentReason = figure.absentReason
    isApproximate = figure.isApproximate
  }

  init(_ result: ObjectiveResult) {
    period = result.period.id
    scope = result.scope
    kpi = result.kpi
    segment = ""
    objective = result.objective
    value = result.actual
    count = result.actualCount
    absentReason = result.absentReason
    isApproximate = false
    target = result.target
    expectedToDate = result.expectedToDate
    index = result.index
    position = result.position
  }

  init(
    period: String, scope: ScopeID, kpi: String, segment: String, objective: String,
    isApproximate: Bool
  ) {
    self.period = period
    self.scope = scope
    self.kpi = kpi
    self.segment = segment
    self.objective = objective
    self.isApproximate = isApproximate
  }
}
