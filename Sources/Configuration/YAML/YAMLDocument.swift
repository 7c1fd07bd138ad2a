import Ingest
import Yams

/// Reads one YAML file into nodes.
enum YAMLDocument {
  /// Aliases could otherwise multiply without bound.
  private static let nodeLimit = 200_000

  /// The root, or nothing when the file is empty or is not YAML, which is then reported.
  static func read(_ text: String, file: String, findings: Findings) -> YAMLNode? {
    findings.register(file: file, text: text)
    var text = text
    var duplicates = 0
    while true {
      do {
        let root = try Parser(yaml: text, resolver: .basic).singleRoot()
        guard let root else { return nil }
        var converter = Converter(
          file: file, lines: YAMLLines(text), remaining: nodeLimit)
        let node = converter.node(root)
        if converter.remaining <= 0 {
          findings.error(
            "yaml-too-large", at: Place(file: file), "the file has more than \(nodeLimit) values",
            explanation: "aliases count as often as they are used",
            fixes: ["write the values out, in several files"])
          return nil
        }
        return node
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        duplicates += 1
        guard duplicates < 100, let key = keys.first,
          let (line, column, without) = DuplicateKey.hide(
            key, firstAt: context.mark.line, context.mark.column, in: text, number: duplicates)
        else {
          findings.error(
            "configuration-key-duplicate",
            at: Place(file: file, line: context.mark.line, column: context.mark.column),
            "key '\(keys.first ?? "")' is given twice", fixes: ["keep one of the two"])
          return nil
        }
        findings.error(
          "configuration-key-duplicate", at: Place(file: file, line: line, column: column),
          "key '\(key)' is given twice; the first is on line \(context.mark.line)",
          fixes: ["keep one of the two"])
        text = without
      } catch {
        findings.error(
          "yaml-invalid", at: place(of: error, file: file), problem(error),
          fixes: hasTab(error, in: text)
            ? ["indent with spaces: YAML allows no tabs there"]
            : [
              "indent the keys of one entry alike",
              "close what is open here or above: a bracket, a brace, a quote",
              "put quotes around a value that begins with > or % or holds a colon and a space",
            ])
        return nil
      }
    }
  }

  private static func place(of error: any Error, file: String) -> Place {
    switch error {
    case YamlError.scanner(_, _, let mark, _), YamlError.parser(_, _, let mark, _),
      YamlError.composer(_, _, let mark, _):
      Place(file: file, line: mark.line, column: mark.column)
    default: Place(file: file)
    }
  }

  /// Whether the line on which reading stopped is indented with a tab.
  private static func hasTab(_ error: any Error, in text: String) -> Bool {
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    guard let line = place(of: error, file: "").line, lines.indices.contains(line - 1) else {
      return false
    }
    return lines[line - 1].prefix { $0.isWhitespace }.contains("\t")
  }

  private static func problem(_ error: any Error) -> String {
    switch error {
    case YamlError.scanner(let context, let problem, _, _),
      YamlError.parser(let context, let problem, _, _),
      YamlError.composer(let context, let problem, _, _):
      (context.map { "\($0.text): " } ?? "") + problem
    case YamlError.reader(let problem, _, _, _): problem
    default: "the file is not YAML"
    }
  }

  private struct Converter {
    let file: String
    let lines: YAMLLines
    var remaining: Int

    mutating func node(_ node: Node) -> YAMLNode {
      remaining -= 1
      guard remaining > 0 else { return YAMLNode(content: .list([]), place: place(node)) }
      switch node {
      case .scalar(let scalar):
        return YAMLNode(
          content: .text(scalar.string, isPlain: scalar.style == .plain || scalar.style == .any),
          place: place(node))
      case .sequence(let sequence):
        return YAMLNode(content: .list(sequence.map { self.node($0) }), place: place(node))
      case .mapping(let mapping):
        let entries = mapping.compactMap { key, value -> YAMLNode.Entry? in
          let name = key.scalar?.string ?? ""
          if DuplicateKey.isHidden(name) { return nil }
          return YAMLNode.Entry(key: name, keyPlace: place(key), value: self.node(value))
        }
        return YAMLNode(content: .mapping(Self.merged(entries)), place: place(node))
      case .alias:
        return YAMLNode(content: .text("", isPlain: true), place: place(node))
      }
    }

    /// `<<: *base` takes the entries of one mapping, or of several, that are not given here.
    private static func merged(_ entries: [YAMLNode.Entry]) -> [YAMLNode.Entry] {
      guard let merge = entries.first(where: { $0.key == "<<" }) else { return entries }
      var merged = entries.filter { $0.key != "<<" }
      for base in merge.value.list ?? [merge.value] {
        let given = Set(merged.map(\.key))
        merged += (base.mapping ?? []).filter { !given.contains($0.key) }
      }
      return merged
    }

    private func place(_ node: Node) -> Place {
      guard let mark = node.mark else { return Place(file: file) }
      return Place(
        file: file, line: mark.line, column: lines.column(mark.column, line: mark.line))
    }
  }
}

/// The lines of a text, to tell columns by: libyaml counts code points, people count characters.
private struct YAMLLines {
  private static let otherBreaks: [Unicode.Scalar] = ["\u{85}", "\u{2028}", "\u{2029}"]

  private let lines: [Substring]
  /// By line, whether code points are characters because all are ASCII.
  private let isPlain: [Bool]

  init(_ text: String) {
    // Line feeds are found as bytes; any other line break is looked for as a character.
    let isUnix = !text.unicodeScalars.contains { scalar in
      // Nearly every one is out at the first comparison.
      (scalar < " " && scalar != "\n") || (scalar > "~" && Self.otherBreaks.contains(scalar))
    }
    lines =
      isUnix
      ? text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        .map { Substring($0) }
      : text.split(omittingEmptySubsequences: false) { $0.isNewline }
    isPlain = lines.map { $0.utf8.allSatisfy { $0 < 0x80 } }
  }

  /// The column in characters of a column in code points, both from 1.
  func column(_ column: Int, line: Int) -> Int {
    guard lines.indices.contains(line - 1), !isPlain[line - 1] else { return column }
    let scalars = lines[line - 1].unicodeScalars.prefix(column - 1)
    return String(String.UnicodeScalarView(scalars)).count + 1
  }
}

/// Lets reading go on after a key that is given twice.
///
/// Yams stops at the first repeated key. To go on and find the rest, the second one is
/// overwritten with private characters of the same width, so that no place moves.
private enum DuplicateKey {
  private static let firstHidden: UInt32 = 0xE000

  static func isHidden(_ key: String) -> Bool {
    key.unicodeScalars.first.map { (firstHidden..<firstHidden + 200).contains($0.value) } ?? false
  }

  /// The place of the second key and the text without it, or nothing when it cannot be found.
  static func hide(
    _ key: String, firstAt line: Int, _ column: Int, in text: String, number: Int
  ) -> (line: Int, column: Int, text: String)? {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      Array($0.unicodeScalars)
    }
    let wanted = Array(key.unicodeScalars)
    guard lines.indices.contains(line - 1),
      let hidden = Unicode.Scalar(firstHidden + UInt32(number))
    else { return nil }
    func hideAt(_ row: Int, _ start: Int) -> (line: Int, column: Int, text: String) {
      for offset in wanted.indices { lines[row][start + offset] = hidden }
      let text = lines.map { String(String.UnicodeScalarView($0)) }.joined(separator: "\n")
      return (row + 1, start + 1, text)
    }
    func isKey(_ row: Int, _ start: Int) -> Bool {
      let end = start + wanted.count
      guard lines[row].count > end, Array(lines[row][start..<end]) == wanted else { return false }
      return lines[row][end...].first { $0 != " " } == ":"
    }
    let flowStart = column - 1 + wanted.count
    if flowStart < lines[line - 1].count {
      for start in flowStart..<lines[line - 1].count where isKey(line - 1, start) {
        let before = lines[line - 1][..<start].last { $0 != " " }
        if before == "," || before == "{" { return hideAt(line - 1, start) }
      }
    }
    for row in line..<lines.count where isKey(row, column - 1) {
      let before = lines[row][..<(column - 1)]
      if before.allSatisfy({ $0 == " " }) { return hideAt(row, column - 1) }
    }
    return nil
  }
}
