import Calendar

/// What a named algorithm is given: one KPI of one scope and period.
struct AlgorithmInput {
  let maker: FigureMaker
  let prepared: FigureMaker.Prepared
  let scope: FigureMaker.ScopeStays

  /// The figure to fill: period, scope and KPI are set.
  var figure: Figure {
    var figure = prepared.figure
    figure.scope = scope.id
    return figure
  }
  /// Identifiers of measures by role.
  var measures: [String: String] { prepared.roles }
  var parameters: [String: Int64] { prepared.parameters }
  var unit: Unit { prepared.unit }
  var period: Period { prepared.period }

  /// The measure of a role.
  func measure(_ role: String) -> String { measures[role] ?? "" }

  /// Told what everything is there for, where the figure is to be explained.
  var trace: FigureTrace? { scope.trace }

  /// The sum of a role's measure over the scope and a period, its own when none is given.
  func total(
    _ role: String, over other: Period? = nil, as part: Explanation.Part
  ) -> MeasureStore.Cell {
    trace?.note(measure(role), as: part, stays: scope.stays, in: other ?? period)
    return maker.total(
      prepared.source(role), scope, other.map(maker.store.timeline.spans) ?? prepared.spans)
  }

  /// The distribution of a role's measure; `note` tells its records from others of the part.
  func distribution(
    _ role: String, as part: Explanation.Part, note: String = ""
  ) -> Histogram {
    trace?.note(measure(role), as: part, stays: scope.stays, in: period, note: note)
    return maker.distribution(prepared.source(role), scope, prepared.spans)
  }

  /// How that distribution lies about a limit.
  func outline(_ role: String, limit: Int64) -> Histogram.Outline {
    maker.store.outline(
      prepared.source(role).place, stays: scope.stays, spans: prepared.spans, limit: limit)
  }

  /// What a role's measure of the as-of instant adds up to, all of it or what is planned for some
  /// days.
  func instant(
    _ role: String, as part: Explanation.Part,
    where matches: (MeasureStore.Bucket) -> Bool = { _ in true }
  ) -> MeasureStore.Cell {
    trace?.note(
      measure(role), as: part, stays: scope.stays, isWhole: isToday, where: matches)
    return maker.store.instant(measure(role), stays: scope.stays, where: matches)
  }

  /// Whether the period is the as-of day, which is that of instants.
  var isToday: Bool { period.id == maker.today.id }

  func absent(_ reason: AbsentReason) -> [Figure] {
    var figure = figure
    figure.absentReason = reason
    return [figure]
  }
}

/// The formulas that measures alone cannot express, by the name that the catalogue uses.
package enum KPIAlgorithm {
  typealias Body = @Sendable (AlgorithmInput) -> [Figure]
  /// One that makes one figure of each scope, or none in a period.
  typealias OutcomeBody = @Sendable (AlgorithmInput) -> Figure.Outcome?

  /// A file of algorithms adds its table here.
  static let all: [String: Body] = [
    pipeline, statistical, responses, surveys, costs, customers, customerRevenue, pushes, overdue,
    ofOneOutcome.mapValues { body in
      { input in
        guard let outcome = body(input) else { return [] }
        var figure = input.figure
        figure.outcome = outcome
        return [figure]
      }
    },
  ].reduce(into: [:]) { all, table in
    all.merge(table) { first, _ in first }
  }

  /// Those of one figure: as there are many of them, they are made without a list.
  static let ofOneOutcome: [String: OutcomeBody] = [
    "won_incidence": { wonIncidence($0) },
    "largest_share": { largestShare($0) },
    "largest_channel": { largestChannel($0) },
    "linearity": { linearity($0) },
    "new_customers": { newCustomers($0) },
  ]

  /// Those that can do without some of their measures, and say themselves what is missing.
  static let selfChecking = Set(customers.keys).union(customerRevenue.keys).union(costs.keys)
    .union(["new_customers"])

  /// Those among them that are known of the as-of day only.
  static let ofInstant: Set<String> = [
    "lifetime", "at_risk_contacted", "feature_adoption", "inactive_customers", "signal", "rhythm",
    "rhythm_variation", "own_progress", "overdue_amount",
  ]

  /// Made with the objectives, in `ObjectiveFigures`.
  package static let needingTarget: Set<String> = [
    "quota_attainment", "coverage", "pipeline_needed", "forecast_wape", "forecast_bias",
    "interval_coverage", "ramp",
  ]

  /// Made of readings alone: what was read in a period added up, or the latest of it.
  static let ofReadings: Set<String> = ["reading_sum", "reading_last"]

  /// Those whose amounts add up over a period; the others are levels and shares.
  static let accumulating: Set<String> = [
    "reading_sum", "new_customers", "new_recurring_revenue",
  ]

  /// Every name that a catalogue may use.
  package static let names: [String] =
    Set(all.keys).union(needingTarget).union(ofReadings).sorted()
}
