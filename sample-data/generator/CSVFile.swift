import Foundation

/// A CSV file as HubSpot writes it: UTF-8 with a byte order mark, every value quoted, LF.
struct CSVFile {
  private var text = "\u{FEFF}"

  init(header: [String]) { append(header) }

  mutating func append(_ values: [String]) {
    text +=
      values.map { "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }
      .joined(separator: ",") + "\n"
  }

  func write(to folder: URL, name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }
}
