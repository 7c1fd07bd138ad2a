import Analysis
import Calendar
import Ingest

/// Makes people and teams of drafts: several rows of one person become one, and every reference is
/// resolved or reported.
struct PeopleBuilder {
  private let findings: Findings
  /// Codes of the languages that pages can be in.
  private let languages: [String]
  private var people: [Person] = []
  /// By identifier.
  private var indices: [String: Int] = [:]
  /// People of whom some row says no identifier: their rows are told by the name alone.
  private var namedOnly: Set<Int> = []
  private var teams: [Team]
  /// Identifiers of the teams by what people's rows call them, as far as they did: of thousands of people
  /// most name the team of others.
  private var teamsByText: [String: String] = [:]
  private let teamsAreDeclared: Bool
  private var managerOf: [Int: PersonDraft.Cell] = [:]
  /// Where each membership of each person is written.
  private var membershipPlaces: [Int: [Place]] = [:]

  static func build(
    _ drafts: [PersonDraft], teams: [TeamSection.Draft], languages: [String],
    findings: Findings
  ) -> (people: [Person], teams: [Team]) {
    var builder = PeopleBuilder(teams: teams, languages: languages, findings: findings)
    for draft in drafts { builder.add(draft) }
    for (index, cell) in builder.managerOf.sorted(by: { $0.key < $1.key }) {
      builder.people[index].managerOf = builder.managedScope(cell)
    }
    builder.resolveManagers(of: teams)
    for index in builder.people.indices { builder.checkMemberships(index) }
    builder.checkNames()
    return (builder.people, builder.teams)
  }

  private init(teams: [TeamSection.Draft], languages: [String], findings: Findings) {
    self.languages = languages
    self.findings = findings
    self.teams = teams.map(\.team)
    teamsAreDeclared = !teams.isEmpty
  }

  private mutating func add(_ draft: PersonDraft) {
    let name = draft.fields["name"]
    guard let label = name ?? draft.fields["id"] else {
      findings.error(
        "people-without-name", at: draft.place, "the row names nobody",
        fixes: ["fill in 'name', or delete the row"])
      return
    }
    // A short form would lose the case, which tells these apart.
    let id = draft.fields["id"]?.text ?? PersonKey.salesforceID(label.text) ?? Slug.of(label.text)
    if id.isEmpty {
      findings.error(
        "people-without-id", at: label.place,
        "no identifier can be made from the name '\(label.text)'",
        fixes: ["give the person an 'id' of Latin letters and digits"])
      return
    }
    let isNamedOnly = draft.fields["id"] == nil
    guard let index = indices[id] else {
      if isNamedOnly { namedOnly.insert(people.count) }
      indices[id] = people.count
      people.append(Person(id: id, name: label.text, place: draft.place))
      fill(people.count - 1, draft)
      return
    }
    if let name, name.text != people[index].name {
      if PersonKey.of(name.text) == PersonKey.of(people[index].name) {
        addAlias(index, name.text)
      } else {
        findings.error(
          "people-contradiction", at: name.place,
          "person '\(id)' is '\(people[index].name)' on line \(people[index].place.line ?? 0) "
            + "and '\(name.text)' here",
          fixes: ["give each person an 'id' of their own", "write the second name as an alias"])
      }
    }
    if isNamedOnly { namedOnly.insert(index) }
    if namedOnly.contains(index), let email = draft.fields["email"], isOther(email.text, index) {
      findings.error(
        "people-name-shared", at: email.place,
        "'\(people[index].name)' has the e-mail '\(people[index].email ?? "")' on line "
          + "\(people[index].place.line ?? 0) and '\(email.text)' here, and no 'id' tells whether "
          + "that is one person",
        explanation: "one of two people would get the figures and the mail of both",
        fixes: [
          "give each person an 'id' of their own, the same on all lines of one person",
          "if it is one person, give one e-mail and write the other as an alias",
        ])
      return
    }
    fill(index, draft)
  }

  /// Whether an e-mail differs from the one that is known of a person.
  private func isOther(_ email: String, _ index: Int) -> Bool {
    people[index].email.map { PersonKey.of($0) != PersonKey.of(email) } ?? false
  }

  private mutating func addAlias(_ index: Int, _ alias: String) {
    if !people[index].aliases.contains(alias) { people[index].aliases.append(alias) }
  }

  private mutating func fill(_ index: Int, _ draft: PersonDraft) {
    let fields = draft.fields
    if let cell = fields["email"] {
      if isOther(cell.text, index) {
        addAlias(index, cell.text)
      } else {
        people[index].email = people[index].email ?? cell.text
      }
    }
    if let cell = fields["language"] {
      if languages.contains(cell.text) {
        people[index].language = cell.text
      } else {
        invalid("language", cell, languages.joined(separator: " or "))
      }
    }
    fillPosition(index, draft)
    // No comma: "Martin, Alice" is one way to write a name.
    let aliases = fields["aliases"]?.text.split { $0 == "|" || $0 == ";" }.map(\.trimmed) ?? []
    for alias in aliases where !alias.isEmpty { addAlias(index, String(alias)) }
    if let cell = fields["hired_at"] { people[index].hiredAt = date(cell, "hired_at", draft) }
    if let cell = fields["left_at"] { people[index].leftAt = date(cell, "left_at", draft) }
    if let hired = people[index].hiredAt, let left = people[index].leftAt, left < hired {
      findings.error(
        "people-span-reversed", at: fields["left_at"]?.place ?? draft.place,
        "\(people[index].name) left on \(left), before being hired on \(hired)",
        fixes: ["correct 'hired_at' or 'left_at'"])
    }
    if let cell = fields["fte"] {
      if let rate = CompanySection.rate(cell.text) {
        people[index].fte = rate
      } else {
        invalid("fte", cell, "a share from 0 to 1, or 0 % to 100 %")
      }
    }
    if let cell = fields["is_person"] {
      switch HeaderText.folded(cell.text) {
      case "1", "true", "yes", "oui", "vrai", "x": people[index].isPerson = true
      case "0", "false", "no", "non", "faux": people[index].isPerson = false
      default: invalid("is_person", cell, "yes or no")
      }
    }
    if let cell = fields["ramp"] { people[index].ramp = ramp(cell) }
    if let cell = fields["manager_of"] { managerOf[index] = cell }
    for span in draft.memberships {
      guard let cell = span.team, let team = team(cell), let days = daySpan(span, draft) else {
        continue
      }
      let membership = Scope.Membership(team: team, span: days)
      if people[index].memberships.contains(membership) { continue }
      people[index].memberships.append(membership)
      membershipPlaces[index, default: []].append(span.place)
    }
    for span in draft.absences {
      if let days = daySpan(span, draft), !people[index].absences.contains(days) {
        people[index].absences.append(days)
      }
    }
  }

  /// A row with days says what somebody was in these days; one without, or the last of all, what they
  /// are.
  private mutating func fillPosition(_ index: Int, _ draft: PersonDraft) {
    let (role, seniority) = (draft.fields["role"], draft.fields["seniority"])
    if let role { people[index].role = role.text }
    if let seniority { people[index].seniority = seniority.text }
    let (from, to) = (draft.fields["from"], draft.fields["to"])
    guard role != nil || seniority != nil, from != nil || to != nil else { return }
    let span = PersonDraft.Span(team: nil, from: from, to: to, place: draft.place)
    guard let days = daySpan(span, draft) else { return }
    let position = Person.Position(
      role: people[index].role, seniority: people[index].seniority, span: days)
    if !people[index].positions.contains(position) { people[index].positions.append(position) }
  }

  /// Shares by month of tenure, `0 % | 25 % | 50 %`, also parted by `/` or spaces.
  private func ramp(_ cell: PersonDraft.Cell) -> [Quantity] {
    let separators: Set<Character> = ["|", "/", ";"]
    var shares: [Quantity] = []
    for part in cell.text.split(whereSeparator: { separators.contains($0) }) {
      guard let share = CompanySection.rate(String(part)) else {
        invalid("ramp", cell, "shares by month such as 0 % | 25 % | 50 %")
        return []
      }
      shares.append(share)
    }
    return shares
  }

  private func daySpan(_ span: PersonDraft.Span, _ draft: PersonDraft) -> DaySpan? {
    let days = DaySpan(
      first: span.from.flatMap { date($0, "from", draft) },
      last: span.to.flatMap { date($0, "to", draft) })
    if let first = days.first, let last = days.last, last < first {
      findings.error(
        "people-span-reversed", at: span.to?.place ?? span.place,
        "the last day \(last) comes before the first day \(first)",
        fixes: ["correct one of the two dates"])
      return nil
    }
    return days
  }

  private func date(
    _ cell: PersonDraft.Cell, _ field: String, _ draft: PersonDraft
  ) -> CalendarDate? {
    if let date = SheetDate.read(cell.text, order: draft.dateOrder) { return date }
    invalid(field, cell, "a date as YYYY-MM-DD, or declare 'dates: dmy' or 'mdy' for the file")
    return nil
  }

  private func invalid(_ field: String, _ cell: PersonDraft.Cell, _ expected: String) {
    findings.error(
      "people-value-invalid", at: cell.place, "'\(cell.text)' is not a value of '\(field)'",
      fixes: ["write \(expected)"])
  }

  /// What a manager leads: the company, or a team with or without `team:` before it.
  private mutating func managedScope(_ cell: PersonDraft.Cell) -> ScopeID? {
    if ScopeNames.companyWords.contains(HeaderText.folded(cell.text)) { return .company }
    var cell = cell
    if cell.text.hasPrefix("team:") { cell.text = String(cell.text.dropFirst(5)) }
    return team(cell).map { ScopeID(.team, $0) }
  }

  /// The identifier of a team; a new one is made when the configuration lists no teams.
  private mutating func team(_ cell: PersonDraft.Cell) -> String? {
    if let known = teamsByText[cell.text] { return known }
    let id = newlyNamedTeam(cell)
    teamsByText[cell.text] = id
    return id
  }

  private mutating func newlyNamedTeam(_ cell: PersonDraft.Cell) -> String? {
    let folded = HeaderText.folded(cell.text)
    if let team = teams.first(where: {
      $0.id == cell.text || HeaderText.folded($0.name) == folded || $0.id == folded
    }) {
      return team.id
    }
    if teamsAreDeclared {
      findings.error(
        "people-team-unknown", at: cell.place, "'\(cell.text)' is no team",
        fixes: NearestName.fixes(cell.text, among: teams.map(\.id)))
      return nil
    }
    let id = Slug.of(cell.text)
    if id.isEmpty {
      invalid("team", cell, "a name with Latin letters or digits, or list the teams under 'teams'")
      return nil
    }
    if !teams.contains(where: { $0.id == id }) { teams.append(Team(id: id, name: cell.text)) }
    return id
  }

  /// Both ways of saying who leads a team are made one.
  private mutating func resolveManagers(of drafts: [TeamSection.Draft]) {
    var known: ScopeNames?
    for draft in drafts {
      guard let manager = draft.manager else { continue }
      let names = known ?? ScopeNames(companyName: "", people: people, teams: [])
      known = names
      guard case .one(let scope) = names.match(manager.text), let index = indices[scope.id],
        let team = teams.firstIndex(where: { $0.id == draft.team.id })
      else {
        findings.error(
          "team-manager-unknown", at: manager.place, "'\(manager.text)' is no person",
          fixes: NearestName.fixes(manager.text, among: people.map(\.name)))
        continue
      }
      teams[team].manager = scope.id
      if people[index].managerOf == nil {
        people[index].managerOf = ScopeID(.team, draft.team.id)
      }
    }
    for person in people {
      if let team = teams.firstIndex(where: { $0.id == person.managerOf?.id }),
        teams[team].manager == nil
      {
        teams[team].manager = person.id
      }
    }
  }

  /// Results of a day go to one team, so nobody may be in two on one day.
  private func checkMemberships(_ index: Int) {
    let person = people[index]
    let places = membershipPlaces[index] ?? []
    for (later, membership) in person.memberships.enumerated() {
      for earlier in person.memberships[..<later] where overlap(earlier.span, membership.span) {
        findings.error(
          "people-membership-overlap", at: places[later],
          "\(person.name) is in '\(earlier.team)' and in '\(membership.team)' on the same days",
          explanation: "the first is \(words(earlier.span)), the second \(words(membership.span))",
          fixes: ["give the first membership a last day"])
        break
      }
    }
  }

  private func overlap(_ left: DaySpan, _ right: DaySpan) -> Bool {
    if let first = left.first, let last = right.last, last < first { return false }
    if let first = right.first, let last = left.last, last < first { return false }
    return true
  }

  private func words(_ span: DaySpan) -> String {
    switch (span.first, span.last) {
    case (nil, nil): "always"
    case (let first?, nil): "from \(first)"
    case (nil, let last?): "until \(last)"
    case (let first?, let last?): "from \(first) to \(last)"
    }
  }

  /// What an export names an owner by must lead to one person.
  ///
  /// Two people may bear the same name when each has an identifier of their own: then the name alone
  /// leads to neither.
  private func checkNames() {
    var bearers: [String: Person] = [:]
    var sharedNames: Set<String> = []
    for person in people {
      let name = PersonKey.of(person.name)
      guard let other = bearers.updateValue(person, forKey: name) else { continue }
      sharedNames.insert(name)
      findings.warning(
        "people-name-shared", at: person.place,
        "'\(person.name)' is the name of '\(other.id)' and of '\(person.id)'",
        explanation: "a record that names its owner so counts for the company only",
        fixes: ["let the CRM export the owners' e-mails or identifiers"])
    }
    var owners: [String: String] = [:]
    for person in people {
      let names = [person.id, person.name] + person.aliases + (person.email.map { [$0] } ?? [])
      for name in Set(names.map(PersonKey.of)).subtracting(sharedNames).sorted() {
        guard let other = owners.updateValue(person.id, forKey: name) else { continue }
        findings.error(
          "people-alias-shared", at: person.place,
          "'\(name)' means both '\(other)' and '\(person.id)'",
          fixes: ["remove it from one of them, or give both an alias that only they have"])
      }
    }
  }
}
