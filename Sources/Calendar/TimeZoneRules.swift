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
}
