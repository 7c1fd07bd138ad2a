import Analysis
import Ingest

/// Everybody who gets a target of their own from one entry: `each rep`, `each junior SDR in Nord`,
/// `chaque commercial de l'équipe Nord`, or `owner: {each: rep, team: nord, role: SDR}`.
///
/// People whose target is their team's, and names that are no person, are left out.
struct OwnerPopulation: Hashable {
  /// A team's name or identifier; those of all teams without.
  var team: String?
  /// `SDR`, compared without case; everybody without.
  var role: String?
  /// `junior`, compared without case; everybody without.
  var seniority: String?

  private static let beginnings = ["each ", "every ", "chaque ", "tous les ", "toutes les "]
  private static let people: Set<String> = [
    "rep", "reps", "person", "people", "member", "commercial", "commerciaux", "commerciale",
    "personne", "personnes", "collaborateur", "collaborateurs", "vendeur", "vendeurs",
    "salesperson",
  ]
  private static let links = [" in ", " of ", " dans ", " de l'equipe ", " de la ", " du ", " de "]

  init(team: String? = nil, role: String? = nil, seniority: String? = nil) {
    self.team = team
    self.role = role
    self.seniority = seniority
  }

  /// Nothing for a text that does not begin with "each" or its like.
  ///
  /// `role` and `seniority` are those of columns of their own.
  init?(
    _ text: String, role ownRole: String?, seniority ownSeniority: String?, people known: [Person]
  ) {
    self.init(role: ownRole, seniority: ownSeniority)
    var folded = HeaderText.folded(text)
    guard let beginning = Self.beginnings.first(where: { folded.hasPrefix($0) }) else { return nil }
    folded = String(folded.dropFirst(beginning.count))
    for link in Self.links {
      guard let range = folded.firstRange(of: link) else { continue }
      team = String(folded[range.upperBound...]).trimmingSpaces
      if let name = team, name.hasPrefix("team ") || name.hasPrefix("equipe ") {
        team = String(name.split(separator: " ", maxSplits: 1)[1])
      }
      folded = String(folded[..<range.lowerBound])
      break
    }
    let roles = Set(known.map { HeaderText.folded($0.role) })
    let seniorities = Set(known.map { HeaderText.folded($0.seniority) })
    for word in folded.split(separator: " ").map(String.init) where !Self.people.contains(word) {
      let singular = word.hasSuffix("s") ? String(word.dropLast()) : word
      if seniorities.contains(word) || seniorities.contains(singular) {
        seniority = seniorities.contains(word) ? word : singular
      } else if roles.contains(word) || roles.contains(singular) {
        role = roles.contains(word) ? word : singular
      } else if ["junior", "senior"].contains(singular) {
        seniority = singular
      } else {
        role = word
      }
    }
  }

  /// The people meant, in the order of the people file; `team` must be one of `teams`.
  func members(of people: [Person], teams: [Team]) -> [Person] {
    people.filter { person in
      person.isPerson && person.managerOf == nil && matches(person.role, role)
        && matches(person.seniority, seniority)
        && (team.map { name in person.memberships.contains { isWithin($0.team, name, teams) } }
          ?? true)
    }
  }

  private func matches(_ text: String, _ wanted: String?) -> Bool {
    wanted.map { HeaderText.folded(text) == HeaderText.folded($0) } ?? true
  }

  private func isWithin(_ team: String, _ wanted: String, _ teams: [Team]) -> Bool {
    let folded = HeaderText.folded(wanted)
    var current: String? = team
    for _ in 0...teams.count {
      guard let id = current else { return false }
      let name = teams.first { $0.id == id }
      if HeaderText.folded(id) == folded || name.map({ HeaderText.folded($0.name) }) == folded {
        return true
      }
      current = name?.parent
    }
    return false
  }
}
