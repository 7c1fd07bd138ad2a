import Foundation

/// The one reading of the machine's clock (ruling 5); libraries are told what it says.
enum Clock {
  /// Seconds since 1970 UTC.
  static func now() -> Int64 { Int64(Date().timeIntervalSince1970.rounded(.down)) }
}
