import Ingest

/// What is open, by what activities call it: its identifier, or the name that it alone has.
///
/// Lists of Koban and Pipedrive tell the title of the opportunity that an action is about, and no
/// identifier (exports.md, `activity.link` and `activity.dealName`).
struct OpenOpportunities: Sendable {
  /// Amounts by digest of the identifier, `Column.missingNumber` where there is none.
  private var amounts = FlatTable<Int64>()
  /// By digest of the name, that of the identifier.
  private var names = FlatTable<Name>()

  private enum Name: Sendable {
    case of(UInt64)
    /// Which of them is meant nobody can tell.
    case ofSeveral
  }

  /// Takes in an open opportunity, by digests.
  mutating func add(_ id: UInt64, name: UInt64?, amount: Int64) {
    amounts[id] = amount
    guard let name else { return }
    if case .of(let other) = names[name], other != id {
      names[name] = .ofSeveral
    } else if names[name] == nil {
      names[name] = .of(id)
    }
  }

  /// The identifier that a link leads to, by digests; nothing where it is not open.
  func id(of link: UInt64) -> UInt64? {
    if amounts.index(of: link) != nil { return link }
    if case .of(let id) = names[link] { return id }
    return nil
  }

  /// What the opportunity with this identifier is worth, `Column.missingNumber` where nobody knows.
  func amount(of id: UInt64) -> Int64 { amounts[id] ?? Column.missingNumber }
}
