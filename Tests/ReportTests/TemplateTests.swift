import Analysis
import Foundation
import Markup
import Testing

@testable import Report

@Suite struct TemplateTests {
  @Test(arguments: Language.all.map(\.code))
  func `every value of a page is what its schema says`(_ code: String) throws {
    let language = try #require(Language.named(code))
    let site = SitePlan(languages: Language.all)
    let words = WordRecord.value(language)
    let schemas = Reporter.schemas()
    let index = ResultIndex(Fixture.result())
    for scope in index.result.scopes where scope.id != .unassigned {
      let page = ScopePage(view: index.view(of: scope), site: site, language: language)
      let schema = try #require(schemas["scope.xhtml"])
      #expect(schema.mismatches(with: .record(page.values(words: words))) == [])
    }
    let contents = ContentsPage(index: index, site: site, language: language)
    let schema = try #require(schemas["index.xhtml"])
    #expect(schema.mismatches(with: .record(contents.values(words: words))) == [])
    let dictionary = DictionaryPage(index: index, site: site, language: language)
    let entries = try #require(schemas["dictionary.xhtml"])
    #expect(entries.mismatches(with: .record(dictionary.values(words: words))) == [])
  }

  @Test func `both languages say the same things`() {
    let french = Language.french
    let english = Language.english
    #expect(Set(french.phrases.keys) == Set(english.phrases.keys))
    #expect(Set(french.plurals.keys) == Set(english.plurals.keys))
  }

  @Test func `the policy of the frame allows the script of the frame`() throws {
    let frame = Files.package.appending(path: "templates/default/frame.xhtml")
    let text = try String(contentsOf: frame, encoding: .utf8)
    let script = try #require(
      text.components(separatedBy: "<script>").last?.components(separatedBy: "</script>").first)
    let bytes = script.replacingOccurrences(of: "&lt;", with: "<")
      .replacingOccurrences(of: "&amp;", with: "&")
    let digest = Data(SHA256.digest(Array(bytes.utf8))).base64EncodedString()
    #expect(text.contains("script-src 'sha256-\(digest)'"), "the script's digest is \(digest)")
  }

  @Test(arguments: [("", "e3b0c44298fc1c14"), ("abc", "ba7816bf8f01cfea")])
  func `the digest is SHA-256`(_ text: String, _ start: String) {
    let hexadecimal = SHA256.digest(Array(text.utf8)).map {
      ($0 < 16 ? "0" : "") + String($0, radix: 16)
    }
    #expect(hexadecimal.joined().hasPrefix(start))
  }
}

/// FIPS 180-4, for the test above only: the policy names the script by its digest.
private enum SHA256 {
  static func digest(_ message: [UInt8]) -> [UInt8] {
    // The first 32 bits of the fractional parts of square and cube roots of the first primes.
    let primes = (2...311).filter { candidate in
      !(2..<candidate).contains { candidate.isMultiple(of: $0) }
    }
    func fraction(_ value: Double) -> UInt32 {
      UInt32((value - value.rounded(.down)) * 4_294_967_296)
    }
    let constants = primes.map { fraction(cbrt(Double($0))) }
    var state = primes.prefix(8).map { fraction(Double($0).squareRoot()) }
    var padded = message + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    let bits = UInt64(message.count) * 8
    padded += (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * $0)) }
    for start in stride(from: 0, to: padded.count, by: 64) {
      var words = (0..<16).map { place in
        (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(padded[start + place * 4 + $1]) }
      }
      func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word >> count | word << (32 - count)
      }
      for place in 16..<64 {
        let near = words[place - 15]
        let far = words[place - 2]
        let first = rotated(near, 7) ^ rotated(near, 18) ^ near >> 3
        let second = rotated(far, 17) ^ rotated(far, 19) ^ far >> 10
        words.append(words[place - 16] &+ first &+ words[place - 7] &+ second)
      }
      var v = state
      for place in 0..<64 {
        let sum = rotated(v[4], 6) ^ rotated(v[4], 11) ^ rotated(v[4], 25)
        let choice = v[4] & v[5] ^ ~v[4] & v[6]
        let first = v[7] &+ sum &+ choice &+ constants[place] &+ words[place]
        let other = rotated(v[0], 2) ^ rotated(v[0], 13) ^ rotated(v[0], 22)
        let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]
        v = [first &+ other &+ majority, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
      }
      state = zip(state, v).map { $0 &+ $1 }
    }
    return state.flatMap { word in (0..<4).map { UInt8(word >> UInt32(24 - 8 * $0) & 255) } }
  }
}
