import Foundation

/// `embed-text OUTPUT FOLDER FILE…`: writes a Swift file with one string constant per data file; of
/// YAML the nodes (`NodeText`), so that no run has to parse it.
///
/// `hubspot.tsv` becomes `EmbeddedText.hubspot`; `all` lists every constant under its file name
/// without the ending, and `files` under its path within the folder. Where two files have one name,
/// the constant of the second begins with the name of its folder.
let folder = CommandLine.arguments[2] + "/"
var text = "enum EmbeddedText {\n"
var names: [String] = []
var paths: [String] = []
var taken: Set<String> = []
for path in CommandLine.arguments.dropFirst(3) {
  let url = URL(filePath: path)
  let name = url.deletingPathExtension().lastPathComponent
  var identifier = name.replacing("-", with: "_").replacing(".", with: "_")
  if !taken.insert(identifier).inserted {
    identifier = url.deletingLastPathComponent().lastPathComponent + "_" + identifier
  }
  names.append("(\"\(name)\", \(identifier))")
  paths.append(
    "(\"\(path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path)\", \(identifier))")
  let source = try String(contentsOf: url, encoding: .utf8)
  let content = url.pathExtension == "yaml" ? try NodeText.make(source) : source
  text += "  static let \(identifier) = ####\"\"\"\n\(content)\n\"\"\"####\n"
}
text += "  static let all: [(name: String, text: String)] = [\(names.joined(separator: ", "))]\n"
text +=
  "  static let files: [(path: String, text: String)] = [\(paths.joined(separator: ", "))]\n}\n"
try text.write(toFile: CommandLine.arguments[1], atomically: true, encoding: .utf8)
