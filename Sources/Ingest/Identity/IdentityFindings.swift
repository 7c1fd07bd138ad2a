extension IdentityResolution {
  /// What to say about the rows that are left out, one finding for each cause.
  func diagnostics(source: ReadPlan.Source) -> [Diagnostic] {
    let groups = groups()
    return Cause.allCases.compactMap { cause in
      groups[cause].map { group in
        let more = group.count - 1
        let text = Self.text(cause, group, source, addsUp: addsUpProducts)
        var diagnostic = Diagnostic(
          text.id, cause == .merged ? .note : .warning,
          at: Place(file: source.files[group.file].name, line: group.line),
          text.summary
            + (more > 0 ? ", and \(more) more \(more == 1 ? "row" : "rows") like it" : ""),
          explanation: text.explanation, fixes: [text.fix])
        diagnostic.count = group.count
        diagnostic.entity = source.entity
        diagnostic.amount = group.amount
        return diagnostic
      }
    }
  }

  private static func text(
    _ cause: Cause, _ group: Group, _ source: ReadPlan.Source, addsUp: Bool
  ) -> (id: String, summary: String, explanation: String, fix: String) {
    let name = "'\(source.name)'"
    switch cause {
    case .sameRow where group.id.isEmpty:
      return (
        "row-duplicate", "the row stands in another file of source \(name) too",
        "it is read once; rows that one file repeats are all read",
        "name only the newest export under 'files', or export each row once"
      )
    case .sameRow:
      return (
        "row-duplicate", "the row of id '\(group.id)' stands in source \(name) more than once",
        "it is read once", "export each record once"
      )
    case .sameRecordOtherProduct where addsUp, .otherAmountOfProduct where addsUp:
      return (
        "row-for-each-product",
        "id '\(group.id)' has several rows, which differ in the product and its amount",
        "the record is read once, with the sum of the amounts and the product of its last row",
        "nothing to do, if these are amounts of products; else export the report without products"
      )
    case .sameRecordOtherProduct:
      return (
        "row-for-each-product", "id '\(group.id)' has several rows, which differ in the product",
        "the record is read once, with its amount once and the product of its last row",
        "nothing to do, or export the report without products"
      )
    case .otherAmountOfProduct, .otherValues:
      return (
        "identifier-duplicate",
        "id '\(group.id)' stands in source \(name) more than once, with different values",
        "the row that was changed last is read; where that is not known, the last row",
        "export each record once, with the date of its last change"
      )
    case .latestRejected:
      return (
        "latest-row-rejected",
        "id '\(group.id)' is left out: this row is not its latest, and that one was rejected",
        "an older row is not what the record is now",
        "mend the latest row, of which another message says what is wrong"
      )
    case .merged:
      return (
        "record-merged", "record '\(group.id)' was merged into '\(group.survivor)' and is left out",
        "what refers to it is read as referring to the other", "nothing to do"
      )
    }
  }
}
