import Ingest

/// A YAML document as plain values with their places.
///
/// Scalars stay text: what they mean is decided
/// by the key they stand under, never guessed from their look.
struct YAMLNode: Equatable {
  indirect enum Content: Equatable {
    /// `isPlain` when written without quotes.
    case text(String, isPlain: Bool)
    case list([YAMLNode])
    case mapping([Entry])
  }

  struct Entry: Equatable {
    var key: String
    var keyPlace: Place
    var value: YAMLNode

    /// Whether it is what follows the comma of an unquoted `1,5` between braces.
    var isCutByComma: Bool { value.isMissing && key.first?.isNumber == true }
  }

  var content: Content
  var place: Place

  /// Nothing after the colon, `~` or `null`.
  var isMissing: Bool {
    guard case .text(let text, isPlain: true) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  var text: String? {
    if case .text(let text, _) = content { return text }
    return nil
  }

  var list: [YAMLNode]? {
    if case .list(let nodes) = content { return nodes }
    return nil
  }

  var mapping: [Entry]? {
    if case .mapping(let entries) = content { return entries }
    return nil
  }

  /// What it is, for messages.
  var description: String {
    switch content {
    case .text(let text, _): isMissing ? "nothing" : "'\(text)'"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}
