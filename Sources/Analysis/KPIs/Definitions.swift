/// What a company decides about its KPIs; all of it is in `definitions` of the configuration.
package struct Definitions: Sendable, Codable, Hashable {
  /// Days past the expected close after which an open deal counts as lost in `win_rate_strict`.
  package var strictOverdueDays = 30
  /// An open deal without activity for longer is not active any more.
  package var activeDays = 30
  /// Days in a stage after which a deal is stuck, where history cannot tell.
  package var stuckDays = 45
  /// As for `stuckDays`, but critical.
  package var criticalDays = 90
  /// Meetings that a rep is expected to hold in a full week.
  package var weeklyMeetings = 5
  /// The dimensions by which figures are also made: `product`, `source`, `seniority`.
  package var segments: [String] = []
  /// The KPIs made by segment; with none given, revenue, deals, rates and pipeline.
  package var segmentKPIs: [String] = [
    "revenue_won", "n_won", "win_rate_closed_n", "avg_deal", "cycle_won", "open_pipeline",
    "pipeline_created",
  ]

  package init() {}
}
