import Ingest

/// Short names made from identifiers and names.
package enum Slug {
  /// Lower-case ASCII letters and digits with single hyphens between, `jose-saraiva`.
  ///
  /// Letters that have no Latin base are dropped, so the result may be empty.
  package static func of(_ name: String) -> String {
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

  /// The name of a folder that no other has: `taken` by another, or empty, it gets a digest behind.
  static func make(_ id: String, taken: inout Set<String>) -> String {
    var slug = of(id)
    if slug.isEmpty || taken.contains(slug) { slug += (slug.isEmpty ? "" : "-") + hash(id) }
    taken.insert(slug)
    return slug
  }

  /// Eight hexadecimal digits of FNV-1a.
  private static func hash(_ id: String) -> String {
    var hash: UInt32 = 0x811C_9DC5
    for byte in id.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
