import Analysis
import Ingest

/// Finds whom a text means: the company, a team, or a person by identifier, name, address or any
/// other alias, however it is written.
struct ScopeNames {
  enum Match: Equatable {
    case none
    case one(ScopeID)
    /// Names a person and a team, or two of either.
    case several([ScopeID])
  }

  /// How the company can be written, beside its name.
  static let companyWords: Set<String> = ["company", "entreprise", "societe", "global"]

  private var people: [String: Set<ScopeID>] = [:]
  private var teams: [String: Set<ScopeID>] = [:]
  private var company: Set<String>
  /// Everything that can be written, for suggestions.
  let suggestions: [String]

  init(companyName: String, people: [Person], teams: [Team]) {
    company = Self.companyWords.union([HeaderText.folded(companyName)])
    for person in people {
      let names = [person.id, person.name] + person.aliases + (person.email.map { [$0] } ?? [])
      for name in names {
        self.people[PersonKey.of(name), default: []].insert(ScopeID(.rep, person.id))
      }
    }
    for team in teams {
      for name in [team.id, team.name] {
        self.teams[HeaderText.folded(name), default: []].insert(ScopeID(.team, team.id))
      }
    }
    suggestions =
      ["company"] + teams.map { "team:\($0.id)" } + people.map { "rep:\($0.id)" }
      + people.map(\.name) + teams.map(\.name)
  }

  func match(_ text: String) -> Match {
    // The case of an identifier matters, that of what stands before it does not.
    let parts = text.split(separator: ":", maxSplits: 1)
    let kind = parts.count == 2 ? HeaderText.folded(String(parts[0])) : ""
    let isTeam = ["team", "equipe"].contains(kind)
    let isPerson = ["rep", "person"].contains(kind)
    let name = isTeam || isPerson ? String(parts[1]) : text
    let folded = HeaderText.folded(name)
    if !isTeam, !isPerson, company.contains(folded) { return .one(.company) }
    let found = (isTeam ? [] : people[PersonKey.of(name)] ?? []).union(
      isPerson ? [] : teams[folded] ?? []
    ).sorted()
    return found.count > 1 ? .several(found) : found.first.map(Match.one) ?? .none
  }

  func scope(_ text: String) -> ScopeID? {
    if case .one(let scope) = match(text) { return scope }
    return nil
  }
}
