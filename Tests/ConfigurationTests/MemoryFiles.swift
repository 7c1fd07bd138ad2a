import Ingest

@testable import Configuration

/// Files held in memory, by path.
struct MemoryFiles: FileAccess {
  var files: [String: [UInt8]]

  init(_ texts: [String: String]) { files = texts.mapValues { Array($0.utf8) } }

  func bytes(atPath path: String) throws(FileAccessFailure) -> [UInt8] {
    guard let bytes = files[path] else { throw .missing }
    return bytes
  }

  func names(inDirectory path: String) -> [String] {
    let folder = path.isEmpty ? "" : path + "/"
    let names = files.keys.filter { $0.hasPrefix(folder) }
      .map { String($0.dropFirst(folder.count).prefix { $0 != "/" }) }
    return Set(names).sorted()
  }
}

/// A finding as tests compare it: where, and which.
func brief(_ diagnostic: Diagnostic) -> String {
  let place = diagnostic.place.map(\.description) ?? ""
  return "\(place) \(diagnostic.severity.rawValue) \(diagnostic.id)"
}

/// Takes the markers `⟦` out of texts and gives the places they stand at, in order of file and
/// position.
func marked(_ texts: [String: String]) -> (texts: [String: String], places: [String]) {
  var plain: [String: String] = [:]
  var places: [String] = []
  for (file, text) in texts.sorted(by: { $0.key < $1.key }) {
    var (line, column) = (1, 1)
    var result = ""
    for character in text {
      if character == "⟦" {
        places.append("\(file):\(line):\(column)")
        continue
      }
      result.append(character)
      if character.isNewline { (line, column) = (line + 1, 1) } else { column += 1 }
    }
    plain[file] = result
  }
  return (plain, places)
}
