import Ingest

/// Identifiers made from names.
enum Slug {
  /// Lower-case ASCII letters and digits with single hyphens between, `jose-saraiva`.
  ///
  /// Letters that have no Latin base are dropped, so the result may be empty.
  static func of(_ name: String) -> String {
    var slug = ""
    for scalar in HeaderText.folded(name).unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9": slug.unicodeScalars.append(scalar)
      default: if !slug.isEmpty, slug.last != "-" { slug.append("-") }
      }
    }
    if slug.last == "-" { slug.removeLast() }
    return slug
  }
}
