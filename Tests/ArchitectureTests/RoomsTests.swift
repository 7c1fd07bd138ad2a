import Foundation
import Testing

/// Ruling 3: who may import whom, and where `unsafe` may stand.
@Suite struct Rooms {
  static let allowed: [String: Set<String>] = [
    "Calendar": [],
    "Ingest": ["Calendar", "CScan", "CArchive"],
    "Analysis": ["Calendar", "Ingest"],
    "Configuration": ["Calendar", "Ingest", "Analysis", "Yams"],
    "Archive": ["Calendar", "Ingest", "Analysis", "GRDB"],
    "Markup": ["CLibXML2"],
    "Report": ["Calendar", "Analysis", "Markup", "CXLSXWriter"],
    "Publish": ["Report", "Crypto", "CFiles"],
    "jalon": [
      "Calendar", "Ingest", "Analysis", "Configuration", "Archive", "Markup", "Report", "Publish",
      "CFiles", "ArgumentParser", "Logging",
    ],
    "embed-text": ["Yams"],
  ]
  static let system: Set<String> = [
    "FoundationEssentials", "Foundation", "Glibc", "Dispatch", "Synchronization",
  ]
  /// Rooms of pure arithmetic: no Foundation, no operating system.
  static let pure: Set<String> = ["Calendar", "Analysis"]
  static let withoutFoundation: Set<String> = ["Calendar", "Ingest", "Analysis"]
  static let unsafeFolders = [
    "Ingest/Scanner/", "Ingest/Compression/", "Markup/", "Report/Formats/Workbook.swift",
  ]

  @Test func `every import follows the arrows`() throws {
    for file in try SourceFile.all(in: "Sources") where file.name.hasSuffix(".swift") {
      let room = try #require(file.path.split(separator: "/").dropFirst().first.map(String.init))
      var permitted = try #require(Self.allowed[room], "\(file.path): a room nobody knows")
      if !Self.withoutFoundation.contains(room) { permitted.formUnion(Self.system) }
      if !Self.pure.contains(room) {
        permitted.formUnion(["Glibc", "Dispatch", "Synchronization"])
      }
      for module in file.imports where !permitted.contains(module) {
        Issue.record("\(file.path) imports \(module)")
      }
    }
  }

  @Test func `unsafe stands only in its rooms`() throws {
    for file in try SourceFile.all(in: "Sources") where file.name.hasSuffix(".swift") {
      let path = file.path.dropFirst("Sources/".count)
      if Self.unsafeFolders.contains(where: path.hasPrefix) { continue }
      for (line, text) in file.code where text.contains(/\bunsafe\b/) {
        Issue.record("\(file.path):\(line): unsafe")
      }
    }
  }

  @Test func `no room reads the clock, the environment or a locale behind our back`() throws {
    let forbidden = /\b(Date\(\)|Date\.now|ProcessInfo|getenv|Locale\.current|TimeZone\.current)/
    for file in try SourceFile.all(in: "Sources")
    where file.name.hasSuffix(".swift") && !file.path.hasPrefix("Sources/jalon/") {
      for (line, text) in file.code where text.contains(forbidden) {
        Issue.record("\(file.path):\(line): \(text)")
      }
    }
  }

  @Test func `no file is longer than 500 lines`() throws {
    for file in try SourceFile.all(in: "Sources") where file.name.hasSuffix(".swift") {
      let count = file.lines.count
      #expect(count <= 500, "\(file.path) has \(count) lines")
    }
  }

  @Test func `no tracked file names a path of a machine`() throws {
    // Put together here, so that this file does not name them itself.
    let roots = ["work", "tmp", "root", "home", "Users"].map { "/" + $0 + "/" }
    for file in try SourceFile.tracked() {
      for (line, text) in zip(1..., file.lines) {
        for root in roots where text.contains(root) && !text.contains("https:/" + "/") {
          Issue.record("\(file.path):\(line): \(root)")
        }
      }
    }
  }
}
