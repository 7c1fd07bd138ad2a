package import Calendar

/// Turns a moment of an export into local wall-clock time of the report's zone, once.
///
/// Wall-clock time is counted in seconds since 1970-01-01T00:00:00 as the clock on the wall shows
/// it, so that dividing by 86,400 gives the local day.
package struct WallClock: Sendable {
  private let source: TimeZoneRules
  private let target: TimeZoneRules
  let isSameZone: Bool
  /// The target's offset over each 2^20 seconds (twelve days) from 1970 on; nothing where it changes.
  let offsets: [Int32]

  private static let changing = Int32.min
  /// Up to the end of the 21st century.
  private static let stretchCount = 3_914

  /// `source` is the zone of moments that name none; `target` is the report's.
  package init(source: TimeZoneRules, target: TimeZoneRules) {
    self.source = source
    self.target = target
    isSameZone = source == target
    var offsets: [Int32] = []
    offsets.reserveCapacity(Self.stretchCount)
    var change = 0
    for stretch in 0..<Int64(Self.stretchCount) {
      let (start, end) = (stretch << 20, (stretch + 1) << 20)
      while change < target.transitions.count, target.transitions[change] <= start { change += 1 }
      let isSteady = change == target.transitions.count || target.transitions[change] >= end
      offsets.append(isSteady ? target.offsets[change] : Self.changing)
    }
    self.offsets = offsets
  }

  /// The report's wall clock at an instant, in seconds since 1970 UTC.
  @inline(__always)
  package func local(instant: Int64) -> Int64 {
    let stretch = Int(truncatingIfNeeded: instant &>> 20)
    if stretch >= 0, stretch < offsets.count {
      let offset = offsets[stretch]
      if offset != Self.changing { return instant &+ Int64(offset) }
    }
    return localSlowly(instant)
  }

  @inline(never)
  private func localSlowly(_ instant: Int64) -> Int64 {
    instant + Int64(target.offset(at: instant))
  }

  /// The report's wall clock when the source's shows `wall`.
  ///
  /// Where the source's clock showed that time twice, the first is meant; where it never did,
  /// the moment at which it was put forward.
  @inline(__always)
  package func local(sourceWall wall: Int64) -> Int64 {
    isSameZone ? wall : localSlowly(sourceWall: wall)
  }

  @inline(never)
  private func localSlowly(sourceWall wall: Int64) -> Int64 {
    switch source.localToUTC(wall) {
    case .unique(let instant), .fold(let instant, _), .gap(let instant):
      return local(instant: instant)
    }
  }
}
