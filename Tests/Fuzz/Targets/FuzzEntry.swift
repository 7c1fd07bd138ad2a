// Compiled into one module with `Sources/Ingest`, so that the targets reach what is internal there.
import Glibc

/// Takes one input of libFuzzer; the target is named by the environment variable `JALON_FUZZ`.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  FuzzTarget.chosen(bytes)
  return 0
}

/// The targets by name.
enum FuzzTarget {
  static let all: [String: @Sendable ([UInt8]) -> Void] = [
    "scanner": { ScannerTarget.run($0) }, "decoders": { DecoderTarget.run($0) },
    "numbers": { NumberTarget.run($0) }, "dates": { DateTarget.run($0) },
    "columns": { ColumnTarget.run($0) },
  ]

  static let chosen: @Sendable ([UInt8]) -> Void = {
    let name = getenv("JALON_FUZZ").map { String(cString: $0) } ?? ""
    guard let target = all[name] else {
      fatalError("JALON_FUZZ must be one of \(all.keys.sorted().joined(separator: ", "))")
    }
    return target
  }()
}

/// Stops with what was found, which libFuzzer turns into a file with the input.
func require(_ isTrue: Bool, _ message: @autoclosure () -> String) {
  if !isTrue { fatalError(message()) }
}

/// Takes an input apart into choices and content.
struct FuzzInput {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  /// A number below `bound`, 0 when the input is used up.
  mutating func choice(_ bound: Int) -> Int { Int(bytes.popFirst() ?? 0) % bound }

  mutating func element<Element>(of elements: [Element]) -> Element {
    elements[choice(elements.count)]
  }

  /// Eight bytes as a number.
  mutating func integer() -> Int64 {
    (0..<8).reduce(0) { sum, _ in sum << 8 | Int64(bytes.popFirst() ?? 0) }
  }

  var rest: [UInt8] { Array(bytes) }
}

/// One file in memory, rewritten for every input.
enum FuzzFile {
  static let path: String = {
    var template = Array("/dev/shm/jalon-fuzz-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { fatalError("mkstemp: \(errno)") }
    Self.descriptor = descriptor
    return template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }()

  nonisolated(unsafe) private static var descriptor: CInt = -1

  /// The path of a file with these bytes.
  static func holding(_ bytes: [UInt8]) -> String {
    let path = path
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
    else { fatalError("write: \(errno)") }
    return path
  }
}
