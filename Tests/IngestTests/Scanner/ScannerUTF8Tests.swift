import Testing

@testable import Ingest

/// Strict UTF-8, in the kernels and in the loop, against the standard library.
@Suite struct ScannerUTF8Tests {
  /// Bytes at the borders of what each place of a sequence allows.
  static let borders: [UInt8] = [
    0x01, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
    0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
  ]

  @Test(arguments: [0, 60, 61, 62, 63, 64, 125])
  func `sequences of border bytes are judged as the standard library does`(offset: Int) {
    let prefix = [UInt8](repeating: 0x61, count: offset)
    for first in Self.borders {
      for second in Self.borders {
        for third in Self.borders where offset < 64 || third & 1 == 0 {
          let bytes = prefix + [first, second, third, 0x80, 0x62]
          check(bytes)
          check(Array(bytes.dropLast()))
        }
      }
    }
  }

  @Test func `the first invalid byte is where a strict reader stops`() {
    let cases: [([UInt8], Int?)] = [
      ([], nil), ([0x61, 0xC3, 0xA9], nil), ([0x61, 0xC3], 1), ([0xC3, 0x28], 0), ([0x80], 0),
      ([0x61, 0xED, 0xA0, 0x80], 1), ([0xF0, 0x9F, 0x98, 0x80, 0xFF], 4),
    ]
    for (bytes, expected) in cases {
      let offset = UTF8Check.firstInvalidOffset(in: bytes.span)
      #expect(offset == expected, "\(bytes)")
    }
    let cut: [UInt8] = [0x61, 0xE2, 0x82]
    let isAllowed = UTF8Check.firstInvalidOffset(in: cut.span, allowsCutEnd: true) == nil
    let isOdd = UTF8Check.hasOddBytes(in: cut.span)
    let isOddThough = UTF8Check.hasOddBytes(in: cut.span, allowsCutEnd: true)
    #expect(isAllowed && isOdd && !isOddThough)
    let zero: [UInt8] = [0x61, 0]
    let hasZero = UTF8Check.hasOddBytes(in: zero.span)
    #expect(hasZero)
  }

  private func check(_ bytes: [UInt8]) {
    let isValid = String(validating: bytes, as: UTF8.self) != nil
    if (UTF8Check.firstInvalidOffset(in: bytes.span) == nil) != isValid {
      Issue.record("loop: \(bytes)")
    }
    for level in VectorLevel.available
    where UTF8Check.hasOddBytes(in: bytes.span, level: level) == isValid {
      Issue.record("\(level): \(bytes)")
    }
  }
}
