import Ingest

/// A file that lists the people who own the records of the exports.
struct PeopleSheet {
  let survey: FileSurvey
  /// The heading over the names; nothing where first and last names stand apart.
  let header: String?
  let names: [String]

  /// A file that is known to list people.
  init(known survey: FileSurvey) {
    self.survey = survey
    header = "name"
    names = []
  }

  /// The columns of an unknown file that have nearly every owner; nothing where none have.
  init?(_ survey: FileSurvey, of owners: [String]) {
    let wanted = Set(owners.map(HeaderText.folded))
    func hasOwners(_ names: [String]) -> Bool {
      let texts = Set(names.map(HeaderText.folded))
      return wanted.count(where: { texts.contains($0) }) * 10 >= wanted.count * 8
    }
    func column(_ field: String) -> [String]? {
      let known = Set((PeopleSource.aliases[field] ?? []).map(HeaderText.folded) + [field])
      return survey.headers.first { known.contains(HeaderText.folded($0)) }
        .flatMap { survey.nameColumns[$0] }
    }
    self.survey = survey
    header = survey.headers.first { hasOwners(survey.nameColumns[$0] ?? []) }
    if let header {
      names = survey.nameColumns[header] ?? []
    } else if let first = column(PeopleSource.firstName),
      let last = column(PeopleSource.lastName) ?? column("name")
    {
      names = zip(first, last).map { PeopleSource.fullName(first: $0, last: $1) }
      guard hasOwners(names) else { return nil }
    } else {
      return nil
    }
  }
}
