import Analysis

/// Published figures as lines of text, so that a night keeps only the lines that are not those of
/// the night before.
///
/// Fields are divided by tabs; a missing one is empty, a quantity is `unit numerator denominator`.
enum FigureLines {
  /// The lines of what a result publishes, in the order of their bytes.
  static func bytes(of result: RunResult) -> [UInt8] {
    var lines = SortedFigureLines()
    // Copies of figures would take as long as their lines.
    let figures = result.figures.span
    for place in figures.indices { append(PublishedFigure(figures[place]), to: &lines) }
    for objective in result.objectives { append(PublishedFigure(objective), to: &lines) }
    return lines.bytes()
  }

  static func figures(_ bytes: [UInt8]) -> [PublishedFigure] {
    bytes.split(separator: 0x0A).compactMap { figure(String(decoding: $0, as: UTF8.self)) }
  }

  private static func append(_ figure: PublishedFigure, to lines: inout SortedFigureLines) {
    lines.append(period: figure.period, scope: figure.scope) { line in
      appendEscaped(figure.kpi, to: &line)
      appendTab(to: &line)
      appendEscaped(figure.segment, to: &line)
      appendTab(to: &line)
      appendEscaped(figure.objective, to: &line)
      append(figure.value, to: &line)
      appendTab(to: &line)
      if let count = figure.count { line.append(decimal: Int64(count)) }
      appendTab(to: &line)
      if let reason = figure.absentReason { line += reason.rawValue.utf8 }
      appendTab(to: &line)
      if figure.isApproximate { line.append(UInt8(ascii: "~")) }
      append(figure.target, to: &line)
      append(figure.expectedToDate, to: &line)
      appendTab(to: &line)
      if let index = figure.index { line.append(decimal: Int64(index)) }
      appendTab(to: &line)
      if let position = figure.position { line += position.rawValue.utf8 }
    }
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
