import Analysis
import Ingest

/// The people whom the exports name as owners.
struct DraftPeople {
  struct Person: Equatable {
    var name: String
    var email: String?
    var aliases: [String] = []
    /// The exports have a number instead of a name.
    var isIdentifier = false
  }

  private(set) var people: [Person] = []

  /// Several spellings of one name (`Marie DUPONT`, `Dupont Marie`, `marie.dupont@…`) are one person, and
  /// so is the name of a user who is no longer active.
  init(owners: [String]) {
    var indices: [String: Int] = [:]
    for owner in owners.map({ PersonKey.ofActive($0) ?? $0 }).sorted(by: Self.namesFirst) {
      let isEmail = owner.contains("@")
      let words = PersonKey.words(isEmail ? String(owner.prefix { $0 != "@" }) : owner)
      let key = PersonKey.salesforceID(owner) ?? words.sorted().joined(separator: " ")
      if let index = indices[key] {
        if isEmail, people[index].email == nil {
          people[index].email = owner
        } else if people[index].name != owner {
          people[index].aliases.append(owner)
        }
        continue
      }
      indices[key] = people.count
      let isIdentifier =
        !isEmail && owner.contains(where: \.isNumber)
        && !owner.contains(" ")
      var person = Person(name: owner, isIdentifier: isIdentifier)
      if isEmail {
        person.name = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(
          separator: " ")
        person.email = owner
      }
      people.append(person)
    }
    people.sort { HeaderText.folded($0.name) < HeaderText.folded($1.name) }
  }

  /// Names before addresses, the spelling with the most small letters before the others.
  private static func namesFirst(_ left: String, _ right: String) -> Bool {
    func rank(_ text: String) -> Int {
      text.contains("@") ? 2 : text.split(separator: " ").contains { $0 == $0.uppercased() } ? 1 : 0
    }
    return (rank(left), left) < (rank(right), right)
  }

  /// The file, with headings in the language.
  func text(language: String) -> String {
    let headings =
      language == "fr"
      ? "identifiant,nom,e-mail,alias,équipe,responsable de,rôle"
      : "id,name,email,aliases,team,manager_of,role"
    var used: Set<String> = []
    var lines = [headings]
    for person in people {
      var id = PersonKey.salesforceID(person.name) ?? Slug.of(person.name)
      if id.isEmpty { id = "personne" }
      var free = id
      var number = 2
      while !used.insert(free).inserted {
        free = "\(id)-\(number)"
        number += 1
      }
      let cells = [free, person.name, person.email ?? "", person.aliases.joined(separator: "|")]
      lines.append((cells.map(Self.cell) + ["", "", ""]).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func cell(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }
}
