import Foundation

/// `embed-text OUTPUT FILE…`: writes a Swift file with one string constant per data file.
///
/// `hubspot.tsv` becomes `EmbeddedText.hubspot`; `all` lists every constant under its file name.
var text = "enum EmbeddedText {\n"
var names: [String] = []
for path in CommandLine.arguments.dropFirst(2) {
  let url = URL(filePath: path)
  let name = url.deletingPathExtension().lastPathComponent
  let identifier = name.replacing("-", with: "_").replacing(".", with: "_")
  names.append("(\"\(name)\", \(identifier))")
  let content = try String(contentsOf: url, encoding: .utf8)
  text += "  static let \(identifier) = ####\"\"\"\n\(content)\n\"\"\"####\n"
}
text += "  static let all: [(name: String, text: String)] = [\(names.joined(separator: ", "))]\n}\n"
try text.write(toFile: CommandLine.arguments[1], atomically: true, encoding: .utf8)
