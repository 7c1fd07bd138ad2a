/// The offsets of one zone from UTC over time, from embedded IANA data; the machine's zone database
/// and `TZ` never matter (ruling 1).
package struct TimeZoneRules: Sendable, Hashable {
  /// `Europe/Paris`.
  package let name: String
  /// Instants (seconds since 1970 UTC) at which the offset changes, ascending.
  package let transitions: [Int64]
  /// `offsets[0]` holds before the first transition, `offsets[i + 1]` from `transitions[i]` on;
  /// seconds east of UTC.
  package let offsets: [Int32]

  package init(name: String, transitions: [Int64], offsets: [Int32]) {
    self.name = name
    self.transitions = transitions
    self.offsets = offsets
  }

  package static let utc = TimeZoneRules(name: "UTC", transitions: [], offsets: [0])

  /// What a local time means in UTC, in seconds since 1970.
  package enum Instant: Hashable, Sendable {
    /// The usual case.
    case unique(Int64)
    /// The clocks were put forward over this local time, so it never was; the instant at which
    /// they were is the nearest one.
    case gap(change: Int64)
    /// The clocks were put back, so it was twice, at these instants.
    case fold(first: Int64, second: Int64)
  }

  /// Seconds east of UTC at an instant (seconds since 1970 UTC).
  package func offset(at instant: Int64) -> Int32 { offsets[changes(upTo: instant)] }

  /// The local seconds, counted as if local midnight of 1 January 1970 were 0.
  package func utcToLocal(_ instant: Int64) -> Int64 { instant + Int64(offset(at: instant)) }

  /// The local date at an instant.
  package func localDate(at instant: Int64) -> CalendarDate {
    CalendarDate(dayNumber: Int32(utcToLocal(instant).flooredDivision(by: 86_400)))
  }

  /// The instant or instants at which the local clock shows a time, given in local seconds.
  package func localToUTC(_ local: Int64) -> Instant {
    // Offsets lie within a day of UTC, so only changes within a day can matter.
    let first = changes(upTo: local - 86_400)
    let last = changes(upTo: local + 86_400)
    let matches = (first...last).compactMap { index -> Int64? in
      let instant = local - Int64(offsets[index])
      return changes(upTo: instant) == index ? instant : nil
    }
    if let earliest = matches.first, let latest = matches.last {
      return earliest == latest ? .unique(earliest) : .fold(first: earliest, second: latest)
    }
    // No offset fits: the time lies in the gap of the change whose two local times surround it.
    let change = transitions[first..<last].first { local < $0 + Int64(offset(at: $0)) }
    return .gap(change: change ?? local)
  }

  /// The first instant of a local day: midnight, or where the clocks skip it the moment they go
  /// forward; of two midnights the first.
  package func startOfDay(_ date: CalendarDate) -> Int64 {
    switch localToUTC(Int64(date.dayNumber) * 86_400) {
    case .unique(let instant), .gap(change: let instant), .fold(first: let instant, second: _):
      instant
    }
  }

  /// The number of transitions at or before an instant, by halving.
  private func changes(upTo instant: Int64) -> Int {
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= instant { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Int64 {
  /// Division that rounds down.
  func flooredDivision(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
