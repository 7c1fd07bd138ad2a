import Ingest

/// One row of a people file, or one entry under `people:`: texts with their places, not yet checked.
struct PersonDraft {
  struct Cell {
    var text: String
    var place: Place
  }

  struct Span {
    /// Nothing for an absence.
    var team: Cell?
    var from: Cell?
    var to: Cell?
    var place: Place
  }

  var place: Place
  /// By canonical field of the people table.
  var fields: [String: Cell] = [:]
  var memberships: [Span] = []
  var absences: [Span] = []
  /// Order of the parts of a date in the file.
  var dateOrder: String?
  var decimalMark: Character?
}

/// Reads drafts from sheets and YAML.
enum PeopleSource {
  static let aliases: [String: [String]] = [
    "id": ["identifiant", "matricule", "code"],
    "name": ["nom", "nom complet", "full name", "rep", "commercial", "vendeur", "sales rep"],
    "email": ["e-mail", "mail", "courriel", "adresse e-mail"],
    "aliases": ["alias", "autres noms", "autres identifiants", "other names"],
    "team": ["équipe"],
    "manager_of": ["responsable de", "manager de", "dirige", "manages"],
    "role": ["rôle", "fonction", "métier", "function"],
    "seniority": ["ancienneté", "séniorité", "niveau"],
    "hired_at": ["embauché le", "date d'embauche", "entrée", "hired", "hire date"],
    "left_at": ["parti le", "date de départ", "sortie", "left", "leaving date"],
    "fte": ["etp", "temps de travail", "quotité"],
    "from": ["du", "depuis", "début", "valid_from", "start"],
    "to": ["au", "jusqu'au", "fin", "valid_to", "end"],
    "absent_from": ["absent du", "absence du", "début d'absence"],
    "absent_to": ["absent au", "absence au", "fin d'absence"],
    "is_person": ["personne", "est une personne"],
    "language": ["langue"],
    "ramp": ["montée en charge", "rampe"],
    firstName: ["prénom", "first name", "firstname", "given name"],
    lastName: ["nom de famille", "last name", "lastname", "surname", "family name"],
  ]
  /// Two columns that together are the name, as lists of users have them.
  static let firstName = "first_name"
  static let lastName = "last_name"
  /// `Alice` and `Dupont` are `Alice Dupont`; a last name that has the first one in it stays.
  static func fullName(first: String, last: String) -> String {
    let words = HeaderText.folded(last).split(separator: " ")
    return words.contains(HeaderText.folded(first)[...]) ? last : "\(first) \(last)"
  }

  static let fields = Entity.people.fields.map(\.name)

  static func drafts(
    _ sheet: Sheet, headers: [String: String], format: Sheet.Format, findings: Findings
  ) -> [PersonDraft] {
    let columns = SheetColumns(
      sheet, own: headers, aliases: aliases, fields: fields + [firstName, lastName],
      findings: findings)
    let hasName = columns["name"] != nil || columns[firstName] != nil && columns[lastName] != nil
    guard hasName || columns["id"] != nil else {
      findings.error(
        "people-without-name", at: sheet.headings.first?.place, "the file has no column 'name'",
        fixes: [
          "map the column under 'headers' of the people file: {\"your heading\": name}"
        ])
      return []
    }
    return sheet.records.map { record in
      var draft = PersonDraft(
        place: record[0].place, dateOrder: format.dateOrder, decimalMark: format.decimalMark)
      func cell(_ field: String) -> PersonDraft.Cell? {
        columns.cell(field, record).map { PersonDraft.Cell(text: $0.text, place: $0.place) }
      }
      for field in fields { draft.fields[field] = cell(field) }
      // Where first and last names stand apart, `nom` is the last one.
      if columns[firstName] != nil, columns[lastName] == nil || columns["name"] == nil {
        let parts = [cell(firstName), cell(lastName) ?? cell("name")]
        draft.fields["name"] =
          if let first = parts[0], let last = parts[1] {
            PersonDraft.Cell(
              text: fullName(first: first.text, last: last.text), place: first.place)
          } else { parts[0] ?? parts[1] }
      }
      if let team = cell("team") {
        draft.memberships = [
          PersonDraft.Span(team: team, from: cell("from"), to: cell("to"), place: team.place)
        ]
      }
      if let first = cell("absent_from") ?? cell("absent_to") {
        draft.absences = [
          PersonDraft.Span(from: cell("absent_from"), to: cell("absent_to"), place: first.place)
        ]
      }
      return draft
    }
  }

  private static let keys = [
    "id", "name", "email", "aliases", "team", "manager_of", "role", "seniority", "hired_at",
    "left_at", "fte", "is_person", "language", "ramp", "from", "to", "memberships", "absences",
  ]

  static func draft(_ node: YAMLNode, findings: Findings) -> PersonDraft? {
    guard let section = Section(node, "people", keys: keys, findings: findings) else { return nil }
    var draft = PersonDraft(place: node.place)
    func cell(_ section: Section, _ key: String) -> PersonDraft.Cell? {
      let texts = section.texts(key)
      guard let first = texts.first else { return nil }
      return PersonDraft.Cell(
        text: texts.map(\.text).joined(separator: "|"), place: first.place)
    }
    for key in keys where !["memberships", "absences"].contains(key) {
      draft.fields[key] = cell(section, key)
    }
    if let team = cell(section, "team") {
      draft.memberships = [
        PersonDraft.Span(
          team: team, from: cell(section, "from"), to: cell(section, "to"), place: team.place)
      ]
    }
    for node in section.nodes("memberships") {
      guard
        let span = Section(
          node, "people.memberships", keys: ["team", "from", "to"], findings: findings),
        let team = span.required("team"), let text = span.text(of: team, "team")
      else { continue }
      draft.memberships.append(
        PersonDraft.Span(
          team: PersonDraft.Cell(text: text, place: team.place), from: cell(span, "from"),
          to: cell(span, "to"), place: node.place))
    }
    for node in section.nodes("absences") {
      guard
        let span = Section(node, "people.absences", keys: ["from", "to"], findings: findings)
      else { continue }
      draft.absences.append(
        PersonDraft.Span(from: cell(span, "from"), to: cell(span, "to"), place: node.place))
    }
    return draft
  }
}
