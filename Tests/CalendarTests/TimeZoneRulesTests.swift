import Foundation
import Testing

@testable import Calendar

// Zones whose history IANA has not corrected since the data that Foundation carries.
private let zones = [
  "Europe/Paris", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Athens",
  "Europe/Moscow", "America/New_York", "America/Chicago", "America/Los_Angeles", "America/St_Johns",
  "America/Santiago", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Tokyo", "Asia/Kathmandu",
  "Asia/Jerusalem", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland",
  "Pacific/Chatham", "Pacific/Apia", "Indian/Reunion", "America/Martinique", "Pacific/Noumea",
]

@Test(arguments: zones)
func `offsets around every change agree with Foundation until 2037`(name: String) throws {
  let ours = try #require(TimeZoneRules.named(name))
  let theirs = try #require(TimeZone(identifier: name))
  for change in ours.transitions where change < 2_114_380_800 {
    for instant in [change - 86_400, change - 1, change, change + 1, change + 86_400] {
      let expected = theirs.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
      #expect(Int(ours.offset(at: instant)) == expected, "\(name) \(instant)")
    }
  }
}

@Test(arguments: zones)
func `no change of Foundation's is missing`(name: String) throws {
  let ours = try #require(TimeZoneRules.named(name))
  let theirs = try #require(TimeZone(identifier: name))
  for instant in stride(from: Int64(0), to: 2_114_380_800, by: 6 * 86_400 + 3_607) {
    let expected = theirs.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
    #expect(Int(ours.offset(at: instant)) == expected, "\(name) \(instant)")
  }
}

@Test func `a random local time of any zone goes to UTC and back`() throws {
  var generator = SeededGenerator(seed: 10)
  let names = TimeZoneRules.names
  #expect(names.count > 590)
  for name in names {
    let zone = try #require(TimeZoneRules.named(name))
    #expect(zone.transitions == zone.transitions.sorted())
    #expect(zone.offsets.count == zone.transitions.count + 1)
    let changes = zone.transitions.shuffled(using: &generator).prefix(8)
    let instants =
      changes.map { $0 + Int64.random(in: -7_200...7_200, using: &generator) }
      + (0..<8).map { _ in Int64.random(in: 0...4_100_000_000, using: &generator) }
    for instant in instants {
      switch zone.localToUTC(zone.utcToLocal(instant)) {
      case .unique(let found): #expect(found == instant)
      case .fold(let first, let second):
        #expect(first < second)
        #expect(instant == first || instant == second)
      case .gap: Issue.record("\(name): \(instant) has a local time")
      }
    }
  }
}

private func local(_ text: String, _ hour: Int64, _ minute: Int64) -> Int64 {
  Int64(day(text).dayNumber) * 86_400 + hour * 3_600 + minute * 60
}

@Test func `Paris skips 02:30 on 29 March 2026 and has it twice on 25 October`() throws {
  let paris = try #require(TimeZoneRules.named("Europe/Paris"))
  #expect(paris.localToUTC(local("2026-03-29", 1, 59)) == .unique(local("2026-03-29", 0, 59)))
  #expect(paris.localToUTC(local("2026-03-29", 2, 0)) == .gap(change: local("2026-03-29", 1, 0)))
  #expect(paris.localToUTC(local("2026-03-29", 2, 30)) == .gap(change: local("2026-03-29", 1, 0)))
  #expect(paris.localToUTC(local("2026-03-29", 3, 0)) == .unique(local("2026-03-29", 1, 0)))
  #expect(
    paris.localToUTC(local("2026-10-25", 2, 30))
      == .fold(first: local("2026-10-25", 0, 30), second: local("2026-10-25", 1, 30)))
  #expect(paris.localToUTC(local("2026-10-25", 3, 0)) == .unique(local("2026-10-25", 2, 0)))
}

@Test(arguments: [("2099-07-01", 7_200), ("2100-01-15", 3_600), ("2100-07-15", 7_200)])
func `the rules of Paris still hold in 2100`(text: String, offset: Int32) throws {
  let paris = try #require(TimeZoneRules.named("Europe/Paris"))
  #expect(paris.offset(at: local(text, 12, 0)) == offset)
}

@Test func `a day can be missing: Samoa had no 30 December 2011`() throws {
  let apia = try #require(TimeZoneRules.named("Pacific/Apia"))
  let change = local("2011-12-30", 10, 0)
  #expect(apia.localToUTC(local("2011-12-30", 12, 0)) == .gap(change: change))
  #expect(apia.localDate(at: change - 1) == day("2011-12-29"))
  #expect(apia.localDate(at: change) == day("2011-12-31"))
}

@Test func `a local day starts at midnight, or where the clocks skip it`() throws {
  let paris = try #require(TimeZoneRules.named("Europe/Paris"))
  #expect(paris.startOfDay(day("2026-08-14")) == local("2026-08-13", 22, 0))
  let saoPaulo = try #require(TimeZoneRules.named("America/Sao_Paulo"))
  #expect(saoPaulo.startOfDay(day("2018-11-04")) == local("2018-11-04", 3, 0))
  #expect(saoPaulo.localDate(at: local("2018-11-04", 3, 0) - 1) == day("2018-11-03"))
}

@Test func `a link gives the rules of its zone under its own name`() throws {
  let monaco = try #require(TimeZoneRules.named("Europe/Monaco"))
  let paris = try #require(TimeZoneRules.named("Europe/Paris"))
  #expect(monaco.name == "Europe/Monaco")
  #expect(monaco.transitions == paris.transitions)
  #expect(TimeZoneRules.named("UTC")?.offsets == TimeZoneRules.utc.offsets)
}

@Test(arguments: [
  "", "Europe", "Europe/Pari", "europe/paris", "Europe/Paris,", "A", "Europe/Monaco,Europe/Paris",
])
func `a name IANA does not have is refused`(name: String) {
  #expect(TimeZoneRules.named(name) == nil)
}

@Test func `the version of the data is known`() {
  #expect(TimeZoneRules.dataVersion.wholeMatch(of: /20\d\d[a-z]/) != nil)
}
