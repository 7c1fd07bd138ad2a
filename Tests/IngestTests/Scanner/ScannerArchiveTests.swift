import Foundation
import Testing

@testable import Ingest

/// Compressed exports, made here with the smallest writers that do: stored blocks, no compression.
@Suite struct ScannerArchiveTests {
  static let text = "id,name\n1,Zoé\n2,\"a,b\"\n"
  static let table = [["id", "name"], ["1", "Zoé"], ["2", "a,b"]]

  @Test func `a gzip file is read as its content`() throws {
    let file = try TemporaryFile(Self.gzip(Array(Self.text.utf8)), suffix: ".csv.gz")
    for blockSize in [1, 16, 1 << 16] {
      var options = ScanOptions()
      options.blockSize = blockSize
      let outcome = scanFile(file.path, options: options)
      #expect(outcome.table == Self.table)
      #expect(outcome.failure == nil)
    }
    #expect(try ScanInput.inputs(path: file.path, name: "x.csv.gz").map(\.name) == ["x.csv.gz"])
  }

  @Test func `an empty gzip file is an empty file`() throws {
    let file = try TemporaryFile(Self.gzip([]), suffix: ".csv.gz")
    let outcome = scanFile(file.path)
    #expect(outcome.failure == nil && outcome.records.isEmpty)
  }

  @Test func `a cut gzip file is refused`() throws {
    let whole = Self.gzip(Array(String(repeating: Self.text, count: 5000).utf8))
    for length in [11, 14, 100, whole.count / 2] {
      let file = try TemporaryFile(Array(whole.prefix(length)), suffix: ".csv.gz")
      guard case .archive(.damaged)? = scanFile(file.path).failure else {
        Issue.record("cut at \(length): \(scanFile(file.path).failure as Any)")
        continue
      }
    }
  }

  @Test func `a gzip file whose content or check sum was changed is refused`() throws {
    let whole = Self.gzip(Array(Self.text.utf8))
    for index in [whole.count - 8, whole.count - 4, whole.count / 2] {
      var bytes = whole
      bytes[index] ^= 1
      let file = try TemporaryFile(bytes, suffix: ".csv.gz")
      guard case .archive(.damaged)? = scanFile(file.path).failure else {
        Issue.record("byte \(index): \(scanFile(file.path).failure as Any)")
        continue
      }
    }
  }

  @Test func `a gzip file of two members is read as both`() throws {
    let file = try TemporaryFile(
      Self.gzip(Array(Self.text.utf8)) + Self.gzip(Array("3,c\n".utf8)), suffix: ".csv.gz")
    let outcome = scanFile(file.path)
    #expect(outcome.failure == nil)
    #expect(outcome.table == Self.table + [["3", "c"]])
  }

  @Test func `every text member of a ZIP archive is a file`() throws {
    let file = try TemporaryFile(
      Self.zip([
        ("deals.csv", Array(Self.text.utf8)), ("b/owners.CSV", Array("x\n".utf8)),
        ("__MACOSX/deals.csv", [1]), ("readme.md", [2]), ("b/.hidden.csv", [3]),
      ]), suffix: ".zip")
    let inputs = try ScanInput.inputs(path: file.path, name: "all.zip")
    #expect(inputs.map(\.name) == ["all.zip/b/owners.CSV", "all.zip/deals.csv"])
    #expect(scanFile(inputs[1]).table == Self.table)
    #expect(scanFile(inputs[0]).table == [["x"]])
    #expect(
      scanFile(file.path).failure
        == .archive(.memberNotChosen(["b/owners.CSV", "deals.csv"])))
    let wrong = ScanInput(path: file.path, member: "c.csv")
    #expect(
      scanFile(wrong).failure
        == .archive(.noSuchMember("c.csv", among: ["b/owners.CSV", "deals.csv"])))
  }

  @Test func `a name in the code page of DOS is read as it was written`() throws {
    let (dos, utf8) = (Array("Opportunit".utf8) + [0x82], Array("Opportunité".utf8))
    for name in [dos, utf8] {
      let file = try TemporaryFile(
        Self.zip(paths: [(name + Array("s.csv".utf8), Array(Self.text.utf8))]), suffix: ".zip")
      let inputs = try ScanInput.inputs(path: file.path, name: "all.zip")
      #expect(inputs.map(\.name) == ["all.zip/Opportunités.csv"])
      let named = ScanInput(path: file.path, member: "Opportunités.csv")
      #expect(scanFile(named).table == Self.table)
    }
  }

  @Test func `the only text member of a ZIP archive needs no name`() throws {
    let file = try TemporaryFile(
      Self.zip([("a.txt", Array(Self.text.utf8)), ("logo.png", [1])]), suffix: ".zip")
    #expect(scanFile(file.path).table == Self.table)
  }

  @Test func `an Excel workbook is refused by name, whatever its own`() throws {
    let file = try TemporaryFile(
      Self.zip([("[Content_Types].xml", [1]), ("xl/workbook.xml", [2])]), suffix: ".csv")
    #expect(scanFile(file.path).failure == .notDelimitedText(.excelWorkbook))
  }

  @Test func `an archive without text is refused`() throws {
    let file = try TemporaryFile(Self.zip([("logo.png", [1])]), suffix: ".zip")
    #expect(scanFile(file.path).failure == .archive(.noTextMember))
  }

  @Test func `an encrypted member is refused`() throws {
    let file = try TemporaryFile(
      Self.zip([("a.csv", Array(Self.text.utf8))], flags: 1), suffix: ".zip")
    #expect(scanFile(file.path).failure == .archive(.encrypted(member: "a.csv")))
  }

  @Test func `a cut or altered ZIP archive is refused`() throws {
    let whole = Self.zip([("a.csv", Array(String(repeating: Self.text, count: 500).utf8))])
    var altered = whole
    altered[200] ^= 1
    let variants = [altered] + [10, 40, 500, whole.count - 30].map { Array(whole.prefix($0)) }
    for (index, bytes) in variants.enumerated() {
      let file = try TemporaryFile(bytes, suffix: ".zip")
      guard case .archive(.damaged)? = scanFile(file.path).failure else {
        Issue.record("variant \(index): \(scanFile(file.path).failure as Any)")
        continue
      }
    }
  }

  @Test func `a member that is compressed itself is refused`() throws {
    let file = try TemporaryFile(
      Self.zip([("a.csv", Self.gzip(Array(Self.text.utf8)))]), suffix: ".zip")
    #expect(scanFile(file.path).failure == .notDelimitedText(.gzip))
  }

  // MARK: Writers

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func checksum(_ bytes: [UInt8]) -> Int {
    var sum: UInt32 = .max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return Int(~sum)
  }

  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    var rest = bytes[...]
    repeat {
      let part = rest.prefix(0xFFFF)
      rest = rest.dropFirst(part.count)
      result += [rest.isEmpty ? 1 : 0] + little(part.count, 2) + little(~part.count, 2) + part
    } while !rest.isEmpty
    return result + little(checksum(bytes), 4) + little(bytes.count, 4)
  }

  private static func zip(_ members: [(String, [UInt8])], flags: Int = 0) -> [UInt8] {
    zip(paths: members.map { (Array($0.0.utf8), $0.1) }, flags: flags)
  }

  private static func zip(paths members: [([UInt8], [UInt8])], flags: Int = 0) -> [UInt8] {
    var result: [UInt8] = []
    var directory: [UInt8] = []
    for (path, bytes) in members {
      let common =
        little(20, 2) + little(flags, 2) + little(0, 8 - 2) + little(checksum(bytes), 4)
        + little(bytes.count, 4) + little(bytes.count, 4) + little(path.count, 2) + little(0, 2)
      directory += little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 10)
      directory += little(result.count, 4) + path
      result += little(0x0403_4B50, 4) + common + path + bytes
    }
    let end =
      little(0x0605_4B50, 4) + little(0, 4) + little(members.count, 2) + little(members.count, 2)
      + little(directory.count, 4) + little(result.count, 4) + little(0, 2)
    return result + directory + end
  }
}
