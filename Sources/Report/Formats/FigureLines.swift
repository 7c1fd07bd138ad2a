import Analysis

/// Lines of `figures.csv`, written straight from figures: what a line has in common with the one
/// before it, or with others of its KPI, is made once.
struct FigureLines {
  /// What the lines of a KPI have in common; places in `texts`, since handing texts on takes longer than
  /// to write them.
  private struct KPICells {
    /// The cell of its identifier between two commas.
    let lead: Range<Int>
    let unit: Unit?
    /// What follows the number of records in a line with the KPI's unit and nothing special.
    let tail: Range<Int>
  }

  private let table: FigureTable
  private let minorDigits: Int
  private var numbers = NameNumbers()
  /// What lines have in common, by the number of their KPI.
  private var kpis: [KPICells] = []
  private var texts: [UInt8] = []
  /// The period and the scope of the last line, and their cells.
  private var period: String?
  private var scope: ScopeID?
  private var periodCells: [UInt8] = []
  private var heading: [UInt8] = []

  /// The cells of objectives and projections, which a figure has not.
  private static let untargeted = ",,,,,,,none,none,,,,,"

  init(_ table: FigureTable) {
    self.table = table
    minorDigits = table.minorDigits
  }

  private mutating func cells(_ kpi: String) -> KPICells {
    let number = numbers.number(kpi)
    if number == kpis.count {
      let unit = table.units[kpi]
      let lead = texts.count
      texts += ",".utf8
      texts += CSVWriter.record([.token(kpi)])
      texts += ",".utf8
      let tail = texts.count
      texts += ",\(unit?.rawValue ?? ""),,\(Self.untargeted),false\n".utf8
      kpis.append(KPICells(lead: lead..<tail, unit: unit, tail: tail..<texts.count))
    }
    return kpis[number]
  }

  /// Appends the line of a figure.
  mutating func append(_ figure: Figure, to bytes: inout [UInt8]) {
    if period != figure.period {
      period = figure.period
      periodCells = table.record(ofPeriod: figure.period)
      scope = nil
    }
    if scope != figure.scope {
      scope = figure.scope
      heading = periodCells + table.record(of: figure.scope)
    }
    let cells = cells(figure.kpi)
    bytes += heading
    bytes += texts[cells.lead]
    if !figure.segment.isEmpty { bytes += CSVWriter.record([.text(figure.segment)]) }
    // A closure that named the figure would hold a copy of all its texts.
    let (value, numerator, denominator) = (figure.value, figure.numerator, figure.denominator)
    let (count, interval, minorDigits) = (figure.count, figure.interval, minorDigits)
    bytes.append(addingCapacity: 4 * (OutputSpan<UInt8>.longestDecimal + 1)) { text in
      text.append(value, minorDigits)
      text.append(numerator, minorDigits)
      text.append(denominator, minorDigits)
      text.append(UInt8(ascii: ","))
      if let count {
        text.append(DecimalText(Int64(count), decimals: 0, isTrimmed: false))
      }
    }
    if interval == nil, figure.absentReason == nil, !figure.isApproximate,
      Self.isOf(cells.unit, value)
    {
      bytes += texts[cells.tail]
      return
    }
    bytes.append(UInt8(ascii: ","))
    bytes += (value?.unit ?? cells.unit)?.rawValue.utf8 ?? "".utf8
    bytes.append(addingCapacity: 2 * (OutputSpan<UInt8>.longestDecimal + 1)) { text in
      text.append(interval?.low, minorDigits)
      text.append(interval?.high, minorDigits)
    }
    bytes += Self.untargeted.utf8
    if let reason = figure.absentReason { bytes += reason.rawValue.utf8 }
    bytes += figure.isApproximate ? ",true\n".utf8 : ",false\n".utf8
  }

  /// Whether a value, if there is one, has the unit of its KPI.
  private static func isOf(_ unit: Unit?, _ value: Quantity?) -> Bool {
    guard let value else { return true }
    guard let unit else { return false }
    return value.unit == unit
  }
}

extension OutputSpan<UInt8> {
  /// Appends a comma and a cell, which is empty for nothing.
  fileprivate mutating func append(_ quantity: Quantity?, _ minorDigits: Int) {
    append(UInt8(ascii: ","))
    if let quantity { append(DecimalText(quantity, minorDigits: minorDigits)) }
  }
}
