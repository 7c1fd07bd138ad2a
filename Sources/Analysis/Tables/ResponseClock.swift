import Calendar

/// How the time between two moments is counted (rule C16): around the clock, or in business hours.
enum ResponseClock: Hashable, Sendable {
  /// Real time: the hour that a night in March lacks is not counted.
  case calendar(TimeZoneRules)
  case business(OpeningHours)

  /// Seconds between two local moments; below 0 where the second is earlier.
  func seconds(from start: Int64, to end: Int64) -> Int64 {
    switch self {
    case .calendar(let zone): Self.instant(end, zone) - Self.instant(start, zone)
    case .business(let hours):
      // Out of hours no time passes either way, and backwards is still backwards.
      start <= end
        ? hours.seconds(from: start, to: end) : min(-1, -hours.seconds(from: end, to: start))
    }
  }

  /// Whether somebody has to be there at a local moment.
  func isOpen(at moment: Int64) -> Bool {
    if case .business(let hours) = self { hours.isOpen(at: moment) } else { true }
  }

  private static func instant(_ local: Int64, _ zone: TimeZoneRules) -> Int64 {
    switch zone.localToUTC(local) {
    case .unique(let instant), .gap(change: let instant), .fold(first: let instant, second: _):
      instant
    }
  }
}
