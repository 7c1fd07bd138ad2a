import Testing

@testable import Ingest

/// The vector kernel and the state machine must agree on any bytes, wherever the blocks are cut.
@Suite struct ScannerTwinTests {
  static let blockSizes = [16, 17, 63, 64, 65, 200, 4096]

  static let alphabets: [String] = [
    "a,\n", "ab,\"\n", "a,\"\r\n", "\",\r\n", "ab;,\"\r\n\té", "x\0,\"\né\u{10FFFF}",
    "abcdefghijklmnopqrstuvwxyz,\"\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,,,\"\"\n\r\né€😀",
  ]

  @Test(arguments: alphabets.indices)
  func `random text gives the same records both ways`(alphabetIndex: Int) throws {
    let alphabet = Self.alphabets[alphabetIndex].unicodeScalars.map { Array(String($0).utf8) }
    var random = FixedRandom(seed: UInt64(alphabetIndex))
    for round in 0..<25 {
      let length = Int.random(in: 1...700, using: &random)
      var bytes: [UInt8] = []
      for _ in 0..<length { bytes += alphabet.randomElement(using: &random) ?? [] }
      try compare(bytes, "round \(round)")
    }
  }

  @Test func `random tables with every field quoted give the same records both ways`() throws {
    var random = FixedRandom(seed: 7)
    let pieces = ["a", "é", "\"\"", ",", "\n", "\r\n", "\r", "b", "c", " ", "€"]
    for round in 0..<40 {
      var text = ""
      let newline = ["\n", "\r\n"].randomElement(using: &random) ?? "\n"
      for _ in 0..<Int.random(in: 1...30, using: &random) {
        var fields: [String] = []
        for _ in 0..<5 {
          var field = ""
          for _ in 0..<Int.random(in: 0...20, using: &random) {
            field += pieces.randomElement(using: &random) ?? ""
          }
          fields.append("\"\(field)\"")
        }
        text += fields.joined(separator: ",") + newline
      }
      try compare(Array(text.utf8), "round \(round)")
    }
  }

  @Test func `random bytes give the same records both ways`() throws {
    var random = FixedRandom(seed: 11)
    for round in 0..<150 {
      let bytes = (0..<Int.random(in: 1...600, using: &random)).map { _ in
        let byte = UInt8.random(in: 0...255, using: &random)
        return byte % 5 == 0 ? [44, 34, 10, 13, 0xE2][Int(byte / 5) % 5] : byte
      }
      try compare(bytes, "round \(round)")
    }
  }

  @Test func `irregular quotes among many regular records give the same records`() throws {
    var random = FixedRandom(seed: 13)
    var text = "id,size,note\n"
    for row in 0..<2000 {
      let isOdd = Int.random(in: 0..<40, using: &random) == 0
      text += "\(row),\(isOdd ? "5\" pipe" : "\"five, \"\"inch\"\"\""),plain text here\n"
    }
    try compare(Array(text.utf8), "pipes")
  }

  private func compare(_ bytes: [UInt8], _ comment: String) throws {
    let file = try TemporaryFile(bytes)
    var options = ScanOptions(encoding: .utf8, delimiter: UInt8(ascii: ","))
    options.method = .bytewise
    options.blockSize = 1 << 20
    let expected = scanFile(file.path, options: options)
    for blockSize in Self.blockSizes {
      options.blockSize = blockSize
      options.method = .bytewise
      #expect(
        scanFile(file.path, options: options) == expected, "\(comment), bytewise, \(blockSize)")
      for level in VectorLevel.available {
        options.method = .vector(level)
        let actual = scanFile(file.path, options: options)
        #expect(actual == expected, "\(comment), \(level), blocks of \(blockSize): \(bytes)")
      }
    }
  }
}
