package import Calendar

/// Turns a moment of an export into local wall-clock time of the report's zone, once.
///
/// Wall-clock time is counted in seconds since 1970-01-01T00:00:00 as the clock on the wall shows
/// it, so that dividing by 86,400 gives the local day.
package struct WallClock: Sendable {
  private let source: TimeZoneRules
  private let target: TimeZoneRules
  private let isSameZone: Bool

  /// `source` is the zone of moments that name none; `target` is the report's.
  package init(source: TimeZoneRules, target: TimeZoneRules) {
    self.source = source
    self.target = target
    isSameZone = source == target
  }

  /// The report's wall clock at an instant, in seconds since 1970 UTC.
  package func local(instant: Int64) -> Int64 {
    instant + Int64(target.offset(at: instant))
  }

  /// The report's wall clock when the source's shows `wall`.
  ///
  /// Where the source's clock showed that time twice, the first is meant; where it never did,
  /// the moment at which it was put forward.
  package func local(sourceWall wall: Int64) -> Int64 {
    if isSameZone { return wall }
    switch source.localToUTC(wall) {
    case .unique(let instant), .fold(let instant, _), .gap(let instant):
      return local(instant: instant)
    }
  }
}
