/// How the exports of one vendor are read: a table of rules, kept as a data file.
///
/// The first lines of each file under `Data` say what the rules mean.
package struct Dialect: Sendable {
  /// What configurations call it: `hubspot`.
  package let name: String
  /// Signatures of dialects with a smaller rank are tried first.
  let rank: Int
  let signatures: [Signature]
  /// In the order of the file, which is the order of preference.
  let headers: [HeaderRule]
  let values: [ValueRule]
  let constants: [ConstantRule]
  let entered: [EnteredRule]
  let drops: [DropRule]
  let times: [TimeRule]
  let formats: [FormatRule]
  /// Headers that `init` proposes for a field, and that no run takes for it.
  let proposals: [HeaderRule]

  /// The headers by which an export is known.
  struct Signature: Sendable {
    let entity: Entity
    let language: String
    let terms: [Term]
    let grade: String

    /// At least `count` headers that match one of `patterns`.
    struct Term: Sendable {
      let patterns: [Pattern]
      let count: Int
    }

    /// A folded header, or the start of one.
    enum Pattern: Sendable {
      case whole(String)
      case prefix(String)

      func matches(_ header: String) -> Bool {
        switch self {
        case .whole(let text): header == text
        case .prefix(let text): header.hasPrefix(text)
        }
      }
    }

    func matches(_ headers: [String]) -> Bool {
      terms.allSatisfy { term in
        var found = 0
        for header in headers where term.patterns.contains(where: { $0.matches(header) }) {
          found += 1
          if found >= term.count { return true }
        }
        return false
      }
    }
  }

  struct HeaderRule: Sendable {
    let entity: Entity
    let field: String
    let language: String
    let text: String
    let folded: String
    let grade: String
    /// Joins the columns found before it instead of standing back.
    let joins: Bool
    /// The amounts are in the company's currency.
    let isCompanyCurrency: Bool
    /// The amounts are whole minor units, such as cents.
    let isMinorUnits: Bool
    /// How identifiers begin that are of the field; others in the column are of another table.
    let prefix: String?
    /// Stands back where another field has the column.
    let isFree: Bool
    /// Tells of opportunities that are won; the columns joined to it tell of all others.
    let isOfWon: Bool
  }

  struct ValueRule: Sendable {
    let entity: Entity
    let field: String
    let folded: String
    /// Nothing means a missing value.
    let value: String?
    let grade: String
  }

  struct ConstantRule: Sendable {
    let entity: Entity
    let field: String
    let folded: String
    let value: String
  }

  /// A header that holds a stage in the middle.
  struct EnteredRule: Sendable {
    let entity: Entity
    /// What stands before and after the stage, in lower case.
    let prefix: String
    let suffix: String
    let family: Int
    let language: String
  }

  /// Records that are left out because of what a column holds.
  struct DropRule: Sendable {
    let entity: Entity
    let header: String
    /// Folded texts.
    let values: Set<String>
    /// Whether records with one of the texts stay, and all others go.
    let keeps: Bool
  }

  /// The column with the time of day that belongs to a column of dates.
  struct TimeRule: Sendable {
    let entity: Entity
    let field: String
    let folded: String
  }

  struct FormatRule: Sendable {
    /// Nothing means every entity.
    let entity: Entity?
    /// `decimal_mark`, `date_order`, `rate_scale` or `record_id`.
    let name: String
    /// Nothing means every language.
    let language: String?
    let value: String
  }

  /// The rules of a customer's own file, with what is wrong with its lines; `file` is its name there.
  package static func own(file: String, text: String) -> (rules: Dialect, faults: [Diagnostic]) {
    let read = DialectFile(file: file, text: text)
    return (read.dialect(file), read.faults)
  }

  /// The same dialect with a customer's rules before its own.
  func preceded(by own: Dialect?) -> Dialect {
    guard let own else { return self }
    return Dialect(
      name: name, rank: rank, signatures: signatures, headers: own.headers + headers,
      values: own.values + values, constants: own.constants + constants,
      entered: own.entered + entered, drops: own.drops + drops, times: own.times + times,
      formats: own.formats + formats, proposals: proposals)
  }

  /// The value of a format that holds for files of this entity and language.
  func format(_ name: String, entity: Entity, language: String) -> String? {
    formats.first {
      $0.name == name && ($0.entity ?? entity) == entity && ($0.language ?? language) == language
    }?.value
  }
}
