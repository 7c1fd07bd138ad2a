import Analysis
import Calendar

/// Published figures as lines of text, so that a night keeps only the lines that are not those of
/// the night before.
///
/// Fields are divided by tabs; a missing one is empty, a quantity is `unit numerator denominator`.
enum FigureLines {
  /// The lines of what a result publishes, in the order of their bytes.
  static func bytes(of result: RunResult) -> [UInt8] {
    var bytes: [UInt8] = []
    forEachPiece(of: result) { bytes += $0 }
    return bytes
  }

  /// Calls `body` with the same bytes piece by piece, so that the lines of ten thousand reps are never
  /// held whole.
  static func forEachPiece(of result: RunResult, _ body: ([UInt8]) throws -> Void) rethrows {
    let parts = Dictionary(grouping: result.figures.parts, by: \.period)
    let objectives = Dictionary(grouping: result.objectives, by: \.period.id)
    // A line begins with its period and its scope, so that these are sorted, and the few lines of each.
    let periods = Set(parts.keys).union(objectives.keys).map { (head: head([$0]), id: $0) }
    var lines = SortedFigureLines()
    var piece: [UInt8] = []
    for period in periods.sorted(by: { $0.head.lexicographicallyPrecedes($1.head) }) {
      let groups = groups(parts[period.id] ?? [], objectives[period.id] ?? [])
      for group in groups.sorted(by: { $0.head.lexicographicallyPrecedes($1.head) }) {
        for (texts, run) in group.runs { append(texts, run, to: &lines) }
        for objective in group.objectives { append(PublishedFigure(objective), to: &lines) }
        lines.move(to: &piece, head: period.head + group.head)
        guard piece.count >= pieceSize else { continue }
        try body(piece)
        piece.removeAll(keepingCapacity: true)
      }
    }
    if !piece.isEmpty { try body(piece) }
  }

  private static let pieceSize = 1 << 20

  /// What a period has of a scope.
  private struct Group {
    var head: [UInt8]
    var runs: [(texts: PartTexts, run: FigurePart.Run)] = []
    var objectives: [ObjectiveResult] = []
  }

  /// A part with what its lines write of names, each with the tab behind it.
  private final class PartTexts {
    let part: FigurePart
    let kpis: [[UInt8]]
    /// Behind them stands the empty objective.
    let segments: [[UInt8]]

    init(_ part: FigurePart) {
      self.part = part
      kpis = part.kpis.map { head([$0]) }
      segments = part.segments.map { head([$0]) }
    }
  }

  private static func groups(
    _ parts: [FigurePart], _ objectives: [ObjectiveResult]
  ) -> [Group] {
    var groups: [Group] = []
    var places: [ScopeID: Int] = [:]
    func place(_ scope: ScopeID) -> Int {
      if let known = places[scope] { return known }
      places[scope] = groups.count
      groups.append(Group(head: head([scope.kind.rawValue, scope.id])))
      return groups.count - 1
    }
    for part in parts {
      let texts = PartTexts(part)
      for run in part.runs { groups[place(run.scope)].runs.append((texts, run)) }
    }
    for objective in objectives { groups[place(objective.scope)].objectives.append(objective) }
    return groups
  }

  /// Words with a tab behind each.
  private static func head(_ words: [String]) -> [UInt8] {
    var head: [UInt8] = []
    for word in words {
      appendEscaped(word, to: &head)
      appendTab(to: &head)
    }
    return head
  }

  private static func append(
    _ texts: PartTexts, _ run: FigurePart.Run, to lines: inout SortedFigureLines
  ) {
    for place in run.places {
      let names = texts.part.names(at: place)
      let outcome = texts.part.outcome(at: place)
      lines.append { line in
        line += texts.kpis[names.kpi]
        line += texts.segments[names.segment]
        append(
          outcome.value, outcome.count, outcome.absentReason, outcome.isApproximate, to: &line)
        // No target, nothing expected, no index and no position.
        line += "\t\t\t\t".utf8
      }
    }
  }

  static func figures(_ bytes: [UInt8]) -> [PublishedFigure] {
    bytes.split(separator: 0x0A).compactMap { figure(String(decoding: $0, as: UTF8.self)) }
  }

  private static func append(_ figure: PublishedFigure, to lines: inout SortedFigureLines) {
    lines.append { line in
      line += head([figure.kpi, figure.segment])
      appendEscaped(figure.objective, to: &line)
      append(figure.value, figure.count, figure.absentReason, figure.isApproximate, to: &line)
      append(figure.target, to: &line)
      append(figure.expectedToDate, to: &line)
      appendTab(to: &line)
      if let index = figure.index { line.append(decimal: Int64(index)) }
      appendTab(to: &line)
      if let position = figure.position { line += position.rawValue.utf8 }
    }
  }

  private static func append(
    _ value: Quantity?, _ count: Int?, _ reason: AbsentReason?, _ isApproximate: Bool,
    to line: inout [UInt8]
  ) {
    append(value, to: &line)
    appendTab(to: &line)
    if let count { line.append(decimal: Int64(count)) }
    appendTab(to: &line)
    if let reason { line += reason.rawValue.utf8 }
    appendTab(to: &line)
    if isApproximate { line.append(UInt8(ascii: "~")) }
  }

  private static func append(_ quantity: Quantity?, to line: inout [UInt8]) {
    appendTab(to: &line)
    guard let quantity else { return }
    line += quantity.unit.rawValue.utf8
    line.append(UInt8(ascii: " "))
    line.append(decimal: quantity.numerator)
    line.append(UInt8(ascii: " "))
    line.append(decimal: quantity.denominator)
  }

  private static func appendTab(to line: inout [UInt8]) { line.append(UInt8(ascii: "\t")) }

  /// Nothing when the line was written with words this version does not know.
  private static func figure(_ line: String) -> PublishedFigure? {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 14, let kind = ScopeID.Kind(rawValue: fields[1]) else { return nil }
    var figure = PublishedFigure(
      period: restored(fields[0]), scope: ScopeID(kind, restored(fields[2])),
      kpi: restored(fields[3]), segment: restored(fields[4]), objective: restored(fields[5]),
      isApproximate: fields[9] == "~")
    figure.value = quantity(fields[6])
    figure.count = Int(fields[7])
    figure.absentReason = AbsentReason(rawValue: fields[8])
    figure.target = quantity(fields[10])
    figure.expectedToDate = quantity(fields[11])
    figure.index = Int(fields[12])
    figure.position = ObjectiveResult.Position(rawValue: fields[13])
    return figure
  }

  private static func quantity(_ text: String) -> Quantity? {
    let parts = text.split(separator: " ")
    guard parts.count == 3, let unit = Unit(rawValue: String(parts[0])),
      let numerator = Int64(parts[1]), let denominator = Int64(parts[2]), denominator > 0
    else { return nil }
    return Quantity(unit, numerator, over: denominator)
  }

  /// Appends a text whose tabs and line ends are written as words.
  static func appendEscaped(_ text: String, to line: inout [UInt8]) {
    if text.isEmpty { return }
    let bytes = text.utf8.span
    // Each byte becomes two at most.
    line.append(addingCapacity: 2 * bytes.count) { line in
      for place in bytes.indices {
        let byte = bytes[place]
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "\t"), UInt8(ascii: "\n"):
          line.append(UInt8(ascii: "\\"))
          line.append(
            byte == UInt8(ascii: "\t")
              ? UInt8(ascii: "t") : byte == UInt8(ascii: "\n") ? UInt8(ascii: "n") : byte)
        default: line.append(byte)
        }
      }
    }
  }

  private static func restored(_ text: String) -> String {
    guard text.contains("\\") else { return text }
    var result = ""
    var isEscaped = false
    for character in text {
      if isEscaped {
        result.append(character == "t" ? "\t" : character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    return result
  }
}
