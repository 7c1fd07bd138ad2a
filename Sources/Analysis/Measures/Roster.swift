import Calendar
import Ingest

/// Who is who, and who was in which team on which day (rule C4).
///
/// Figures are accumulated by *stay*: a person in a team between two days. A person is the union of
/// their stays and a team the union of the stays in it, so that a rep who changed team in
/// mid-period is split on the day, and no figure is counted twice in a total.
struct Roster: Sendable {
  struct Stay: Sendable {
    /// Index into `people`; nothing for results of owners nobody knows.
    let person: Int?
    /// Index into `teams`; nothing outside every team.
    let team: Int?
    let span: DaySpan
    /// What the person was in these days.
    var role = ""
    var seniority = ""
    /// Results that show on the person and in no total (rule C5).
    var isOverlay = false
  }

  let people: [Person]
  let teams: [Team]
  /// `stays[0]` is the unassigned line.
  let stays: [Stay]
  /// By person: the stays in teams in order of their first day, and the stay outside every team.
  private let staysOfPerson: [(inTeams: [Int], outside: Int)]
  /// By person, the stay of overlay credits.
  private let overlays: [Int]
  /// By team, the stays in it and in the teams under it; and all that count for the company.
  private let staysOfTeam: [[Int]]
  private let staysOfCompany: [Int]
  private let personOfAlias: [String: Int]
  private let teamIndex: [String: Int]
  private let personIndex: [String: Int]

  static let unassignedStay = 0

  init(people: [Person], teams: [Team]) {
    self.people = people
    self.teams = teams
    teamIndex = Dictionary(
      teams.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    personIndex = Dictionary(
      people.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var stays = [Stay(person: nil, team: nil, span: DaySpan())]
    var staysOfPerson: [(inTeams: [Int], outside: Int)] = []
    var aliases: [String: Int] = [:]
    var overlays: [Int] = []
    let bearers = Dictionary(
      people.map { (PersonKey.of($0.name), 1) }, uniquingKeysWith: +)
    for (index, person) in people.enumerated() {
      var inTeams: [Int] = []
      let ordered = person.memberships.sorted {
        ($0.span.first?.dayNumber ?? .min) < ($1.span.first?.dayNumber ?? .min)
      }
      for membership in ordered {
        guard let team = teamIndex[membership.team] else { continue }
        for part in Self.parts(of: membership.span, person) {
          inTeams.append(stays.count)
          stays.append(
            Stay(
              person: index, team: team, span: part.span, role: part.role,
              seniority: part.seniority))
        }
      }
      staysOfPerson.append((inTeams, stays.count))
      stays.append(
        Stay(
          person: index, team: nil, span: DaySpan(), role: person.role,
          seniority: person.seniority))
      overlays.append(stays.count)
      stays.append(Stay(person: index, team: nil, span: DaySpan(), isOverlay: true))
      for alias in [person.id, person.name, person.email ?? ""] + person.aliases {
        let key = PersonKey.of(alias)
        // A name that several people bear leads to none of them.
        if !key.isEmpty, aliases[key] == nil, bearers[key] ?? 1 == 1 { aliases[key] = index }
      }
    }
    let teamIndex = teamIndex
    var staysOfTeam = [[Int]](repeating: [], count: teams.count)
    for (index, stay) in stays.enumerated() {
      var team = stay.team
      // A cycle of parents is refused by the configuration; this ends without it.
      while let current = team, staysOfTeam[current].last != index {
        staysOfTeam[current].append(index)
        team = teams[current].parent.flatMap { teamIndex[$0] }
      }
    }
    self.staysOfTeam = staysOfTeam
    staysOfCompany = stays.indices.filter { !stays[$0].isOverlay }
    self.stays = stays
    self.staysOfPerson = staysOfPerson
    self.overlays = overlays
    personOfAlias = aliases
  }

  /// A membership cut where the role or seniority of the person changes.
  private static func parts(of span: DaySpan, _ person: Person) -> [Person.Position] {
    var starts = Set(
      person.positions.flatMap { position in
        [position.span.first, position.span.last?.adding(days: 1)].compactMap { $0 }
      }.filter { day in
        (span.first.map { $0 < day } ?? true) && (span.last.map { day <= $0 } ?? true)
      }
    ).sorted()[...]
    var parts: [Person.Position] = []
    var first = span.first
    while true {
      let next = starts.popFirst()
      let last = next?.adding(days: -1) ?? span.last
      // Any day of the part will do: nothing changes within it.
      let sample = first ?? last ?? CalendarDate(dayNumber: 0)
      let position = person.positions.last { $0.span.contains(sample) }
      parts.append(
        Person.Position(
          role: position?.role ?? person.role, seniority: position?.seniority ?? person.seniority,
          span: DaySpan(first: first, last: last)))
      guard let next else { return parts }
      first = next
    }
  }

  /// The person an export means by a name, an e-mail or an identifier.
  ///
  /// Who is no longer active in the CRM is who they were, unless the people say otherwise.
  func person(named text: String) -> Int? {
    personOfAlias[PersonKey.of(text)]
      ?? PersonKey.ofActive(text).flatMap { personOfAlias[PersonKey.of($0)] }
  }

  /// The index of the person with an identifier.
  func person(withID id: String) -> Int? { personIndex[id] }

  /// Where a person's event of a day counts; below 0 is nobody, whose events are unassigned.
  func stay(ofPerson person: Int, onDay day: Int32) -> Int {
    guard person >= 0 else { return Self.unassignedStay }
    let (inTeams, outside) = staysOfPerson[person]
    let date = CalendarDate(dayNumber: day)
    for stay in inTeams where stays[stay].span.contains(date) { return stay }
    return outside
  }

  /// Where all of a person's events between two days count, the second excluded; nothing when that
  /// changes between them.
  func stay(ofPerson person: Int, throughout days: Range<Int32>) -> Int? {
    let stay = stay(ofPerson: person, onDay: days.lowerBound)
    // A stay that begins or ends inside splits the days.
    for other in staysOfPerson[person].inTeams {
      let span = stays[other].span
      if let first = span.first, days.dropFirst().contains(first.dayNumber) { return nil }
      if let last = span.last, days.dropLast().contains(last.dayNumber) { return nil }
    }
    return stay
  }

  /// The stays of a person that some day falls into.
  func reachableStays(ofPerson person: Int) -> [Int] {
    let (inTeams, outside) = staysOfPerson[person]
    let isAlwaysInTeam = inTeams.contains { stays[$0].span == DaySpan() }
    return isAlwaysInTeam ? inTeams : inTeams + [outside]
  }

  /// The stays whose figures add up to a scope's.
  func stays(of scope: ScopeID) -> [Int] {
    switch scope.kind {
    case .company: return staysOfCompany
    case .team:
      return teamIndex[scope.id].map { staysOfTeam[$0] } ?? []
    case .rep:
      if scope == .unassigned { return [Self.unassignedStay] }
      guard let person = personIndex[scope.id] else { return [] }
      return staysOfPerson[person].inTeams + [staysOfPerson[person].outside, overlays[person]]
    }
  }

  /// The stays that no team has: people without a team, those whose membership has ended or not
  /// begun, and owners nobody knows.
  var staysOutsideTeams: [Int] {
    stays.indices.filter { stays[$0].team == nil && !stays[$0].isOverlay }
  }

  /// Whether a known person belongs to no team on a day.
  func isOutsideTeams(_ person: Int32, onDay day: Int32) -> Bool {
    person >= 0 && stays[stay(ofPerson: Int(person), onDay: day)].team == nil
  }

  /// The team of a person on a day.
  func team(ofPerson person: Int, on date: CalendarDate) -> Team? {
    stays[stay(ofPerson: person, onDay: date.dayNumber)].team.map { teams[$0] }
  }

  /// The people among some stays, each with theirs, in the order of the people.
  func people(among stays: [Int]) -> [(person: Int, stays: [Int])] {
    var found: [(person: Int, stays: [Int])] = []
    // The stays of a person follow each other, those in teams first.
    for stay in Set(stays).sorted() where !self.stays[stay].isOverlay {
      guard let person = self.stays[stay].person, people[person].isPerson else { continue }
      if found.last?.person == person {
        found[found.count - 1].stays.append(stay)
      } else {
        found.append((person, [stay]))
      }
    }
    return found
  }

  /// The stays of each person among some.
  func staysByPerson(among stays: [Int]) -> [[Int]] { people(among: stays).map(\.stays) }

  /// The role or seniority of the person of a stay, empty where it is not known.
  func value(of dimension: String, stay: Int) -> String {
    dimension == "role" ? stays[stay].role : stays[stay].seniority
  }

  /// Where overlay credits of a person are added up.
  func overlayStay(ofPerson person: Int) -> Int { overlays[person] }

  /// Whether a person belongs to some team at some time.
  func isInTeam(_ person: Int) -> Bool { !staysOfPerson[person].inTeams.isEmpty }
}
