import Foundation
import Testing

@testable import Ingest

/// What is detected, what is refused.
@Suite struct ScannerFormatTests {
  static let text = "Nom;Montant\nZoé;12,50 €\n\"Œuvre; \"\"x\"\"\";3\n"
  static let table = [["Nom", "Montant"], ["Zoé", "12,50 €"], ["Œuvre; \"x\"", "3"]]

  static func utf16(_ text: String, isLittle: Bool) -> [UInt8] {
    text.utf16.flatMap { unit in
      let pair = [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
      return isLittle ? pair : pair.reversed()
    }
  }

  @Test(arguments: [
    (TextEncoding.utf8, String.Encoding.utf8), (.utf16LittleEndian, .utf16LittleEndian),
    (.utf16BigEndian, .utf16BigEndian), (.windows1252, .windowsCP1252),
  ]) func `a declared encoding is read as Foundation reads it`(
    encoding: TextEncoding, oracle: String.Encoding
  ) throws {
    let bytes = try Array(#require(Self.text.data(using: oracle)))
    for blockSize in [1, 3, 1 << 16] {
      var options = ScanOptions(encoding: encoding)
      options.blockSize = blockSize
      let outcome = try scanBytes(bytes, options: options)
      #expect(outcome.table == Self.table)
      #expect(outcome.failure == nil)
      let second = bytes.count - (outcome.records.last?.byteOffset ?? 0)
      let rest = try #require("\"Œuvre; \"\"x\"\"\";3\n".data(using: oracle))
      #expect(second == rest.count)
    }
  }

  @Test(arguments: [String.Encoding.windowsCP1252, .isoLatin1])
  func `every byte of a single-byte encoding has Foundation's character`(
    oracle: String.Encoding
  ) throws {
    let encodings: [String.Encoding: TextEncoding] = [
      .windowsCP1252: .windows1252, .isoLatin1: .latin1,
    ]
    for byte in UInt8(0x80)...0xFF {
      guard let expected = String(data: Data([byte]), encoding: oracle), !expected.isEmpty else {
        continue  // The five holes of Windows-1252.
      }
      let options = ScanOptions(encoding: encodings[oracle], delimiter: UInt8(ascii: ","))
      #expect(try scanBytes([0x61, byte], options: options).table == [["a\(expected)"]])
    }
  }

  /// Foundation for Linux takes NeXTSTEP's table for Mac Roman, so this one is spelled out.
  @Test func `the upper half of Mac Roman is`() throws {
    let expected = """
      ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø\
      ¿¡¬√ƒ≈∆«»…\u{A0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{F8FF}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ
      """
    let options = ScanOptions(encoding: .macRoman, delimiter: UInt8(ascii: ","))
    #expect(try scanBytes(Array(0x80...0xFF), options: options).table == [[expected]])
  }

  @Test func `an encoding without mark is detected`() throws {
    let utf16 = "Owner;Amount\nA;1\nB;2\n"
    let little = try scanBytes(Self.utf16(utf16, isLittle: true))
    #expect(little.format?.encoding == .utf16LittleEndian)
    #expect(little.table == [["Owner", "Amount"], ["A", "1"], ["B", "2"]])
    let big = try scanBytes(Self.utf16(utf16, isLittle: false))
    #expect(big.format?.encoding == .utf16BigEndian)
    let utf8 = try scanText(Self.text)
    #expect(utf8.format?.encoding == .utf8 && utf8.format?.firstInvalidByte == nil)
    let western = try scanBytes(Array(#require(Self.text.data(using: .windowsCP1252))))
    #expect(western.table == Self.table)
    #expect(western.format?.encoding == .windows1252)
    #expect(
      western.format?.firstInvalidByte == InvalidByte(value: 0xE9, offset: 14, line: 2))
  }

  /// Each scalar stands for the byte of its number.
  @Test(arguments: [
    // "société;été" of Windows, then of the Macintosh.
    ("soci\u{E9}t\u{E9};\u{E9}t\u{E9}", TextEncoding.windows1252),
    ("soci\u{8E}t\u{8E};\u{8E}t\u{8E}", .macRoman),
    // "père" with the è that Windows leaves undefined.
    ("p\u{8F}re", .macRoman),
    // "Žižek, André" and "l’œuvre" of Windows.
    ("\u{8E}i\u{9E}ek, Andr\u{E9}", .windows1252),
    ("l\u{92}\u{9C}uvre", .windows1252),
    // "À côté, déjà reçu; ÉTÉ" of the Macintosh.
    ("\u{CB} c\u{99}t\u{8E}, d\u{8E}j\u{88} re\u{8D}u; \u{83}T\u{83}", .macRoman),
    // "Žižek" or "éiéek": nobody knows.
    ("\u{8E}i\u{9E}ek", nil),
  ]) func `one byte a character is Windows or Macintosh, by the letters`(
    text: String, encoding: TextEncoding?
  ) throws {
    let bytes = ("Owner\n" + text + "\n").unicodeScalars.map { UInt8($0.value) }
    let outcome = try scanBytes(bytes)
    #expect(outcome.format?.encoding == encoding)
    if encoding == nil {
      guard case .undecidableEncoding(let readings)? = outcome.failure else {
        Issue.record("not refused")
        return
      }
      #expect(readings.map(\.text) == ["Žižek", "éiûek"])
    }
  }

  @Test func `a mark, even twice, is no part of the header`() throws {
    for (mark, count) in [("\u{FEFF}", 1), ("\u{FEFF}\u{FEFF}", 2)] {
      for isLittle in [true, false] {
        let outcome = try scanBytes(Self.utf16(mark + Self.text, isLittle: isLittle))
        #expect(outcome.table == Self.table)
        #expect(outcome.format?.byteOrderMarkCount == count)
        #expect(outcome.records[0].byteOffset == 2 * count)
      }
      let outcome = try scanText(mark + Self.text)
      #expect(outcome.table == Self.table)
      #expect(outcome.format?.byteOrderMarkCount == count)
    }
  }

  @Test func `halves of UTF-16 characters are no UTF-8, each in its place`() throws {
    let bytes: [UInt8] = [0x61, 0, 0x3D, 0xD8, 0x62, 0, 0x0A, 0, 0x00, 0xDE, 0x63, 0, 0x3D, 0xD8]
    let outcome = try scanBytes(bytes, options: ScanOptions(encoding: .utf16LittleEndian))
    #expect(outcome.records.map(\.byteOffset) == [0, 8])
    #expect(outcome.records.allSatisfy { $0.flags.contains(.invalidUTF8) })
  }

  @Test func `UTF-16 that ends within a unit is cut`() throws {
    for isLittle in [true, false] {
      let bytes = Self.utf16("\u{FEFF}" + Self.text, isLittle: isLittle).dropLast()
      #expect(
        try scanBytes(Array(bytes)).failure
          == .cutInCharacter(isLittle ? .utf16LittleEndian : .utf16BigEndian))
    }
  }

  @Test func `NUL bytes in one row are told with their place`() throws {
    let (text, zeros) = (Array("id,é\n1,a\n".utf8), [UInt8](repeating: 0, count: 100))
    let place = ScanFailure.TextPosition(line: 3, column: 1)
    #expect(try scanBytes(text + zeros).failure == .nulBytes(place, count: 100, atEnd: true))
    #expect(
      try scanBytes(text + zeros + text).failure == .nulBytes(place, count: 100, atEnd: false))
  }

  @Test func `a file that fits no encoding is refused with the readings`() throws {
    let bytes = (0..<400).map { UInt8(truncatingIfNeeded: ($0 * 7) % 251) }
    guard case .undecidableEncoding(let readings)? = try scanBytes(bytes).failure else {
      Issue.record("not refused")
      return
    }
    #expect(readings.map(\.encoding).contains(.windows1252))
    #expect(readings.allSatisfy { !$0.objection.isEmpty })
  }

  @Test func `a NUL in UTF-8 text is no reason to refuse the file`() throws {
    let outcome = try scanText("col1|col2\nval1|val\02\n")
    #expect(outcome.records.map(\.flags) == [[], .containsNUL])
  }

  @Test(arguments: [
    ("a,b;c\n1,2;3\n", [",", ";"], 1), ("a|b\tc\n", ["\t", "|"], 1),
    ("Report\n\nof a day\na,b;c\n1,2;3\n4,5;6\n", [",", ";"], 4),
  ]) func `delimiters that fit equally well are refused with the readings`(
    text: String, candidates: [String], line: Int
  ) throws {
    guard case .undecidableDelimiter(let readings)? = try scanText(text).failure else {
      Issue.record("not refused")
      return
    }
    let found = readings.map { String(decoding: [$0.delimiter], as: UTF8.self) }
    #expect(found == candidates)
    #expect(readings.allSatisfy { $0.line == line })
    let declared = ScanOptions(delimiter: readings[0].delimiter)
    #expect(try scanText(text, options: declared).failure == nil)
  }

  @Test(arguments: [
    ("a;b\n1,5;2,5\n", ";"), ("a\tb\n1,5\t2;5\n", "\t"), ("a|b|c\n1|2|3\n", "|"),
    ("\"a;b;c\",d\n\"1;2;3\",2\n", ","), ("a\n1\n", ","), ("a,b,c,d\n1,2\n3;4,5,6,7\n", ","),
  ]) func `the delimiter is`(text: String, delimiter: String) throws {
    let found = try scanText(text).format?.delimiter
    #expect(found.map { String(decoding: [$0], as: UTF8.self) } == delimiter)
  }

  @Test(arguments: [
    ("<!DOCTYPE html><html>login</html>", ScanFailure.ContentKind.html),
    ("\u{FEFF} \n<HTML><body>", .html), ("<?xml version=\"1.0\"?><html>", .html),
    ("{\"error\":\"unauthorized\"}\n", .json), ("[\n  {\"id\": 1}]", .json),
    ("<?xml version=\"1.0\"?><rows/>", .xml), ("%PDF-1.7\n", .pdf), ("PAR1xxxx", .parquet),
  ]) func `what is no table is refused by name`(
    text: String, kind: ScanFailure.ContentKind
  ) throws {
    #expect(try scanText(text).failure == .notDelimitedText(kind))
  }

  @Test func `what cannot be opened is refused with its cause`() throws {
    let folder = FileManager.default.temporaryDirectory
    #expect(scanFile(folder.path).failure == .isDirectory)
    #expect(scanFile(folder.path + "/jalon-no-such-file").failure == .missing)
    let pipe = folder.appending(path: "jalon-\(UUID().uuidString).fifo").path
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    defer { try? FileManager.default.removeItem(atPath: pipe) }
    #expect(scanFile(pipe).failure == .notRegularFile)
    #expect(scanFile("/dev/zero").failure == .notRegularFile)
  }

  @Test func `a file that changes while it is read is refused`() throws {
    for change in ["grow", "cut"] {
      let file = try TemporaryFile(String(repeating: "a,b\n", count: 1000))
      var options = ScanOptions()
      options.blockSize = 64
      var isChanged = false
      var failure: ScanFailure?
      do throws(ScanFailure) {
        try RecordScanner(path: file.path, options: options).scan { _ in
          if !isChanged { _ = unsafe truncate(file.path, change == "cut" ? 100 : 5000) }
          isChanged = true
          return true
        }
      } catch { failure = error }
      #expect(failure == .changedWhileReading, "\(change)")
    }
  }
}
