import Ingest

/// After how many days in a stage a deal is stuck: later than 80 % of the deals that were won took
/// there (kpis.md 3.5); the company's own pace, and not a number of days that suits everybody.
///
/// Deals of the same pipeline and segment decide when there are twenty of them, else those of the
/// pipeline, else the configured days.
struct StuckLimits: Sendable {
  struct Key: Hashable, Sendable {
    var pipeline: String
    var segment: String?
    var stage: String
  }

  struct Limits: Sendable, Equatable {
    var stuck: Int64
    var critical: Int64
    /// Whether configured days stand in for history.
    var isConfigured: Bool
  }

  /// Fewer deals do not make a percentile.
  static let minimumCount = 20
  private static let percents = (stuck: 80, critical: 95)

  private var stays: [Key: Histogram] = [:]
  private let definitions: Definitions

  init(_ definitions: Definitions) { self.definitions = definitions }

  /// A deal that was won spent `days` in a stage.
  mutating func add(_ key: Key, days: Int64) {
    stays[key, default: Histogram()].add(days)
    if key.segment != nil {
      stays[Key(pipeline: key.pipeline, segment: nil, stage: key.stage), default: Histogram()]
        .add(days)
    }
  }

  func limits(_ key: Key) -> Limits {
    for candidate in [key, Key(pipeline: key.pipeline, segment: nil, stage: key.stage)] {
      if let histogram = stays[candidate], histogram.count >= Self.minimumCount,
        let stuck = histogram.percentile(Self.percents.stuck),
        let critical = histogram.percentile(Self.percents.critical)
      {
        return Limits(stuck: stuck, critical: critical, isConfigured: false)
      }
    }
    return Limits(
      stuck: Int64(definitions.stuckDays), critical: Int64(definitions.criticalDays),
      isConfigured: true)
  }
}
