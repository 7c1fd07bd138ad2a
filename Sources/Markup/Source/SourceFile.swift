/// The bytes of one template file, and where its lines begin.
final class SourceFile: Sendable {
  let name: String
  let bytes: [UInt8]
  private let lineStarts: [Int]

  init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [0]
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(index + 1)
    }
    lineStarts = starts
  }

  /// An issue at a byte offset; the column counts Unicode scalars.
  func issue(_ id: String, at offset: Int, _ summary: String, fix: String? = nil) -> TemplateIssue {
    let offset = min(max(offset, 0), bytes.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let start = lineStarts[low]
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), end - start < 200 { end += 1 }
    while end > start, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    let line = String(decoding: bytes[start..<end], as: UTF8.self)
    // The first line may open with a byte order mark, which no editor counts.
    let marked = low == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 1 : 0
    let column = bytes[start..<offset].count(where: { $0 & 0xC0 != 0x80 }) + 1 - marked
    return TemplateIssue(
      file: name, line: low + 1, column: max(column, 1), summary: summary, fix: fix, id: id,
      excerpt: line.trimmingBlanks.isEmpty ? nil : line.trimmingBlanks)
  }

  /// The offset of a 1-based line and byte column, as libxml2 gives them.
  func offset(line: Int, byteColumn: Int) -> Int {
    guard line >= 1, line <= lineStarts.count else { return bytes.count }
    return min(lineStarts[line - 1] + max(byteColumn - 1, 0), bytes.count)
  }
}

extension StringProtocol {
  /// Without spaces, tabs and line ends at both ends.
  var trimmingBlanks: String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let bytes = Array(utf8)
    guard let first = bytes.firstIndex(where: { !isBlank($0) }),
      let last = bytes.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }
}
