/// The dialects that the program knows.
package struct DialectCatalogue: Sendable {
  private let dialects: [Dialect]

  /// Every dialect that ships with the program.
  package static let builtIn = DialectCatalogue(
    dialects: EmbeddedText.all.map { DialectFile(name: $0.name, text: $0.text).dialect($0.name) })

  init(dialects: [Dialect]) {
    self.dialects = dialects.sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }
  }

  /// The names that a configuration may use, in the order in which signatures are tried.
  package var names: [String] { dialects.map(\.name) }

  /// The dialect of a name as configurations write it; nothing for any other.
  package func dialect(named name: String) -> Dialect? { dialects.first { $0.name == name } }

  /// The lines of a built-in dialect's data file that are no usable rule.
  package static func faults(inDialect name: String) -> [Diagnostic] {
    EmbeddedText.all.filter { $0.name == name }.flatMap {
      DialectFile(name: $0.name, text: $0.text).faults
    }
  }

  /// What an export's header record says it is.
  package struct Recognition: Equatable, Sendable {
    /// The name of the dialect.
    package let dialect: String
    /// The table that the export holds.
    package let entity: Entity
    /// `en`, `fr` or `api`.
    package let language: String
  }

  /// The first dialect whose signature the headers have; nothing for a table of nobody's.
  package func recognise(headers: [String]) -> Recognition? {
    let folded = headers.map(HeaderText.folded)
    for dialect in dialects {
      for signature in dialect.signatures where signature.matches(folded) {
        return Recognition(
          dialect: dialect.name, entity: signature.entity, language: signature.language)
      }
    }
    return nil
  }

  /// The dialect of a file that should hold this table: a signature of the table itself goes before
  /// one of another table of the same vendor.
  func recognise(headers: [String], as entity: Entity) -> Recognition? {
    let folded = headers.map(HeaderText.folded)
    for dialect in dialects {
      let matches = dialect.signatures.filter { $0.matches(folded) }
      if let best = matches.first(where: { $0.entity == entity }) ?? matches.first {
        return Recognition(
          dialect: dialect.name, entity: best.entity, language: best.language)
      }
    }
    return nil
  }
}
