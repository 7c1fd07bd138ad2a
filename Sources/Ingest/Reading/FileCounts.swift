/// What was left out of a file, and how many rows it gave.
struct FileCounts {
  private(set) var rowCount = 0
  private var excludedCount = 0
  private var repeatedHeaderCount = 0
  private var footerCount = 0
  /// By rule that leaves records out.
  private var droppedCounts: [Int: Int] = [:]
  private var inexactAmounts: [Int: Int] = [:]
  /// By header, the texts that only a guess of the dialect maps.
  private var unverified: [String: Set<String>] = [:]

  mutating func add(_ part: ChunkPart) {
    rowCount += part.lines.count
    repeatedHeaderCount += part.repeatedHeaderCount
    footerCount += part.footerCount
    droppedCounts.merge(part.droppedCounts, uniquingKeysWith: +)
    for (column, count) in part.inexactAmounts { inexactAmounts[column, default: 0] += count }
    for (header, texts) in part.unverifiedValues {
      unverified[header, default: []].formUnion(texts)
    }
  }

  /// Takes rows out that were read but do not count.
  mutating func exclude(_ count: Int) {
    rowCount -= count
    excludedCount += count
  }

  func diagnostics(file: String, _ layout: FileLayout, hasRejects: Bool) -> [Diagnostic] {
    var result: [Diagnostic] = []
    func note(
      _ id: String, _ severity: Diagnostic.Severity, _ summary: String, _ fix: String,
      count: Int = 0
    ) {
      var diagnostic = Diagnostic(id, severity, at: Place(file: file), summary, fixes: [fix])
      diagnostic.count = count
      diagnostic.entity = layout.entity
      result.append(diagnostic)
    }
    func counted(_ count: Int, _ one: String, _ many: String) -> String {
      count == 1 ? "1 \(one)" : "\(count) \(many)"
    }
    if repeatedHeaderCount > 0 {
      note(
        "header-repeated", .note,
        counted(repeatedHeaderCount, "repeated header record was", "repeated header records were")
          + " left out", "nothing to do; the file was put together from several")
    }
    if footerCount > 0 {
      note(
        "footer-dropped", .note,
        counted(footerCount, "closing line was", "closing lines were") + " left out",
        "nothing to do; they are no records")
    }
    for (number, count) in droppedCounts.sorted(by: { $0.key < $1.key }) {
      let drop = layout.drops[number]
      note(
        "records-dropped", .note,
        counted(count, "record was", "records were")
          + " left out because '\(drop.header)' is \(drop.keeps ? "not " : "")"
          + drop.values.sorted().map { "'\($0)'" }.joined(separator: " or "),
        "nothing to do; such records are counted elsewhere or deleted")
    }
    for (index, count) in inexactAmounts.sorted(by: { $0.key < $1.key }) {
      note(
        "amount-rounded", .warning,
        counted(count, "amount", "amounts") + " of '\(layout.columns[index].header)' "
          + (count == 1 ? "has" : "have") + " more decimals than \(layout.currency) and "
          + (count == 1 ? "was" : "were") + " rounded",
        "export amounts with the decimals of the currency", count: count)
    }
    for (header, texts) in unverified.sorted(by: { $0.key < $1.key }) {
      note(
        "value-matched-by-unverified-alias", .note,
        "of '\(header)', " + texts.sorted().prefix(8).map { "'\($0)'" }.joined(separator: ", ")
          + (texts.count == 1 ? " is" : " are") + " read as the dialect supposes",
        "nothing to do if that's right; otherwise say what each means under 'values' of source "
          + "'\(layout.sourceName)' in \(layout.configurationFile)")
    }
    if rowCount == 0, excludedCount == 0, !hasRejects {
      note(
        "source-file-without-rows", .warning, "the file has a header and no rows",
        "nothing to do if nothing was to be exported")
    }
    return result
  }
}
