/// What is unusual about a record.
///
/// None of it stops the scan; the caller decides.
struct RecordFlags: OptionSet, Sendable, Hashable {
  let rawValue: UInt8

  /// Every field is empty, or the line holds nothing but spaces.
  static let blank = RecordFlags(rawValue: 1)
  /// A quote stands where RFC 4180 has none (`5" pipe`, `"a"b`), so the boundaries follow the lenient
  /// rule of `RecordStateMachine`.
  static let irregularQuoting = RecordFlags(rawValue: 2)
  /// A NUL byte stands in the record.
  static let containsNUL = RecordFlags(rawValue: 4)
  /// The record is not UTF-8; `RecordBatch.invalidByte(inRecord:)` says where.
  static let invalidUTF8 = RecordFlags(rawValue: 8)
}
