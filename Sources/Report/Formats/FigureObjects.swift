import Analysis

/// Text of `figures.json`, written straight from figures: one object for a period and a scope, with
/// the figures in it.
///
/// A key that is left out is missing; `position` and `solidity` are then `none`, `approximate` is
/// false.
struct FigureObjects {
  private let table: FigureTable
  private var numbers = NameNumbers()
  /// The beginning of a figure and its unit, by the number of its KPI.
  private var kpis: [(start: [UInt8], unit: Unit?)] = []
  private let keys = JSONText.keys(FigureTable.columns)
  /// Whose object is open, and whose the next figure is.
  private var heading: (period: String, scope: ScopeID)?
  private var next = (period: "", scope: ScopeID.company)
  private var isFirst: Bool

  /// The beginnings of the members that hold a decimal.
  private let members = Members()

  private final class Members: Sendable {
    let value = Array(",\"value\":\"".utf8)
    let numerator = Array(",\"numerator\":\"".utf8)
    let denominator = Array(",\"denominator\":\"".utf8)
    let low = Array(",\"interval_low\":\"".utf8)
    let high = Array(",\"interval_high\":\"".utf8)
  }

  /// How many columns say whose figure it is and of when: those of the outer object.
  private static let headingCount = 7

  /// `isFirst` says that no object stands before the first one here.
  init(_ table: FigureTable, isFirst: Bool) {
    self.table = table
    self.isFirst = isFirst
  }

  private static func start(_ kpi: String) -> [UInt8] {
    var bytes = Array("\n{\"kpi\":".utf8)
    JSONText.append(kpi, to: &bytes)
    return bytes
  }

  /// Says whom the figures are about that follow, and of when.
  mutating func begin(_ period: String, _ scope: ScopeID) { next = (period, scope) }

  /// Appends a figure.
  mutating func append(
    _ kpi: String, _ segment: String, _ figure: Figure.Outcome, to bytes: inout [UInt8]
  ) {
    open(next.period, next.scope, to: &bytes)
    let minorDigits = table.minorDigits
    let number = numbers.number(kpi)
    if number == kpis.count { kpis.append((Self.start(kpi), table.units[kpi])) }
    bytes += kpis[number].start
    if !segment.isEmpty {
      bytes += ",\"segment\":".utf8
      JSONText.append(segment, to: &bytes)
    }
    Self.append(members.value, figure.value, minorDigits, to: &bytes)
    Self.append(members.numerator, figure.numerator, minorDigits, to: &bytes)
    Self.append(members.denominator, figure.denominator, minorDigits, to: &bytes)
    if let count = figure.count {
      bytes += ",\"n\":".utf8
      DecimalText(Int64(count), decimals: 0, isTrimmed: false).append(to: &bytes)
    }
    if let unit = figure.value?.unit ?? kpis[number].unit {
      bytes += ",\"unit\":\"".utf8
      bytes += unit.rawValue.utf8
      bytes.append(UInt8(ascii: "\""))
    }
    Self.append(members.low, figure.interval?.low, minorDigits, to: &bytes)
    Self.append(members.high, figure.interval?.high, minorDigits, to: &bytes)
    if let reason = figure.absentReason {
      bytes += ",\"absent_reason\":\"".utf8
      bytes += reason.rawValue.utf8
      bytes.append(UInt8(ascii: "\""))
    }
    if figure.isApproximate { bytes += ",\"approximate\":true".utf8 }
    bytes.append(UInt8(ascii: "}"))
  }

  /// Appends the row of an objective, given as cells in the order of the columns.
  mutating func append(
    _ cells: [FigureTable.Cell], _ period: String, _ scope: ScopeID, to bytes: inout [UInt8]
  ) {
    open(period, scope, to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
    JSONText.appendObject(
      cells.dropFirst(Self.headingCount), keys.dropFirst(Self.headingCount), to: &bytes)
  }

  /// Ends what is open.
  mutating func close(_ bytes: inout [UInt8]) {
    if heading != nil { bytes += "\n]}".utf8 }
    heading = nil
  }

  /// Goes on with the list of the same period and scope, or begins the next one.
  private mutating func open(_ period: String, _ scope: ScopeID, to bytes: inout [UInt8]) {
    if let heading, heading.period == period, heading.scope == scope {
      bytes.append(UInt8(ascii: ","))
      return
    }
    close(&bytes)
    bytes += (isFirst ? "\n" : ",\n").utf8
    isFirst = false
    heading = (period, scope)
    JSONText.appendObject(
      table.heading(period, scope)[...], keys.prefix(Self.headingCount), to: &bytes)
    bytes.removeLast()
    bytes += ",\"figures\":[".utf8
  }

  private static func append(
    _ member: [UInt8], _ quantity: Quantity?, _ minorDigits: Int, to bytes: inout [UInt8]
  ) {
    guard let quantity else { return }
    bytes += member
    bytes.append(addingCapacity: OutputSpan<UInt8>.longestDecimal + 1) { text in
      text.append(DecimalText(quantity, minorDigits: minorDigits))
      text.append(UInt8(ascii: "\""))
    }
  }
}
