import Calendar
import Ingest

/// A batch of rows with the derived fields that measures speak of, as whole columns.
struct RowSet {
  let entity: Entity
  let file: Int
  let lines: [Int]
  /// False for rows that count nowhere: deleted, test, not yet known on the as-of date.
  private(set) var isIncluded: [Bool]
  /// The findings that say why rows count nowhere, and for each row the number of the first, from 1;
  /// without any exclusion no row has one.
  private var exclusions = (findings: [String](), numbers: [UInt8]())
  /// Day numbers, `Column.missingDay` where missing.
  var days: [String: [Int32]] = [:]
  /// Local seconds of the moments, `Column.missingNumber` where missing; their days are in `days`.
  var moments: [String: [Int64]] = [:]
  /// Minor units or millionths, `Column.missingNumber` where missing.
  var numbers: [String: [Int64]] = [:]
  /// Codes with their texts, -1 where missing.
  var codes: [String: (values: [Int32], texts: [String])] = [:]
  /// 0, 1, or 2 where missing.
  var flags: [String: [UInt8]] = [:]
  var texts: [String: TextColumn] = [:]
  /// Index into the roster's people; -1 unknown or none.
  var owners: [Int32]

  var count: Int { lines.count }

  /// The columns of an export as they are; derived fields are added by the entity's own rules.
  init(_ table: ExportTable) {
    entity = table.entity
    file = table.file
    lines = table.lines
    isIncluded = Array(repeating: true, count: table.lines.count)
    owners = Array(repeating: -1, count: table.lines.count)
    for (name, column) in table.columns {
      switch column {
      case .text(let values): texts[name] = values
      case .coded(let values): codes[name] = (values, table.dictionaries[name]?.values ?? [])
      case .money(let values), .number(let values): numbers[name] = values
      case .date(let values): days[name] = values
      case .moment(let values):
        let (missing, missingDay) = (Column.missingNumber, Column.missingDay)
        days[name] = values.converted(missingDay) {
          $0 == missing ? missingDay : Self.day(ofMoment: $0)
        }
        moments[name] = values
      case .flag(let values): flags[name] = values
      }
    }
  }

  /// Has rows count nowhere.
  mutating func exclude(_ rows: [Int], _ finding: String, _ findings: inout Findings) {
    guard !rows.isEmpty else { return }
    if exclusions.numbers.isEmpty {
      exclusions.numbers = Array(repeating: 0, count: count)
    }
    exclusions.findings.append(finding)
    let number = UInt8(exclusions.findings.count)
    for row in rows {
      isIncluded[row] = false
      if exclusions.numbers[row] == 0 { exclusions.numbers[row] = number }
    }
    findings.add(finding, self, rows)
  }

  /// The first finding that says why a row counts nowhere.
  func exclusion(of row: Int) -> String? {
    guard !exclusions.numbers.isEmpty, exclusions.numbers[row] > 0 else { return nil }
    return exclusions.findings[Int(exclusions.numbers[row]) - 1]
  }

  /// Has a row count nowhere, without a finding.
  mutating func leaveOut(_ row: Int) { isIncluded[row] = false }

  /// Forgets all fields but some, and every text and moment.
  mutating func keepFields(_ names: Set<String>) {
    texts = [:]
    moments = [:]
    days = days.filter { names.contains($0.key) }
    numbers = numbers.filter { names.contains($0.key) }
    codes = codes.filter { names.contains($0.key) }
    flags = flags.filter { names.contains($0.key) }
  }

  /// Rows without columns, to be filled with what other tables tell.
  init(entity: Entity, file: Int, lines: [Int]) {
    self.entity = entity
    self.file = file
    self.lines = lines
    isIncluded = Array(repeating: true, count: lines.count)
    owners = Array(repeating: -1, count: lines.count)
  }

  /// The names that measures can use on these rows.
  var fieldNames: Set<String> {
    Set(days.keys).union(numbers.keys).union(codes.keys).union(flags.keys).union(texts.keys)
  }

  /// The local day of a local wall-clock moment, of the years that dates may lie in.
  ///
  /// A day is 675 times 128 seconds: what is left of a moment of some centuries without its last
  /// seven bits is small enough for a division that is made of several rows at once.
  @inline(__always)
  private static func day(ofMoment moment: Int64) -> Int32 {
    let part = UInt32(truncatingIfNeeded: (moment &+ earliest &* 86_400) &>> 7) / 675
    return Int32(truncatingIfNeeded: Int64(part) &- earliest)
  }

  /// Days before 1970 that no date lies before.
  private static var earliest: Int64 { 1 << 20 }

  /// A column of dates that says nothing.
  var missingDays: [Int32] { Array(repeating: Column.missingDay, count: count) }

  /// Row by row, whether a coded cell says one of some texts; a missing one does not.
  func rows(where field: String, isOneOf texts: Set<String>) -> [Bool] {
    guard let column = codes[field] else { return Array(repeating: false, count: count) }
    let isWanted = column.texts.map(texts.contains)
    return column.values.map { code in
      code >= 0 && Int(code) < isWanted.count && isWanted[Int(code)]
    }
  }

  /// The text of a coded cell.
  func text(_ field: String, _ row: Int) -> String? {
    guard let column = codes[field], column.values[row] >= 0 else { return nil }
    let code = Int(column.values[row])
    return code < column.texts.count ? column.texts[code] : nil
  }
}
