import Analysis

/// Published figures as lines of text, so that a night keeps only the lines that are not those of
/// the night before.
///
/// Fields are divided by tabs; a missing one is empty, a quantity is `unit numerator denominator`.
enum FigureLines {
  static func bytes(_ figures: [PublishedFigure]) -> [UInt8] {
    var lines = figures.map(line)
    lines.sort()
    return lines.flatMap { Array($0.utf8) + [0x0A] }
  }

  static func figures(_ bytes: [UInt8]) -> [PublishedFigure] {
    bytes.split(separator: 0x0A).compactMap { figure(String(decoding: $0, as: UTF8.self)) }
  }

  private static func line(_ figure: PublishedFigure) -> String {
    [
      escaped(figure.period), figure.scope.kind.rawValue, escaped(figure.scope.id),
      escaped(figure.kpi), escaped(figure.segment), escaped(figure.objective),
      text(figure.value), figure.count.map(String.init) ?? "",
      figure.absentReason?.rawValue ?? "", figure.isApproximate ? "~" : "", text(figure.target),
      text(figure.expectedToDate), figure.index.map(String.init) ?? "",
      figure.position?.rawValue ?? "",
    ].joined(separator: "\t")
  }

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

  private static func text(_ quantity: Quantity?) -> String {
    quantity.map { "\($0.unit.rawValue) \($0.numerator) \($0.denominator)" } ?? ""
  }

  private static func quantity(_ text: String) -> Quantity? {
    let parts = text.split(separator: " ")
    guard parts.count == 3, let unit = Unit(rawValue: String(parts[0])),
      let numerator = Int64(parts[1]), let denominator = Int64(parts[2]), denominator > 0
    else { return nil }
    return Quantity(unit, numerator, over: denominator)
  }

  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\\") }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\t": result += "\\t"
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
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
