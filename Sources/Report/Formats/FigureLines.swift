import Analysis
import Markup

/// Lines of `figures.csv`, written straight from figures: what a line has in common with the one
/// before it, or with others of its KPI, is made once.
struct FigureLines {
  /// What the lines of a KPI have in common; places in `texts`, since handing texts on takes longer than
  /// to write them.
  private struct KPICells {
    /// The cell of its identifier between two commas.
    let lead: Range<Int>
    let unit: Unit?
    /// What follows the number of records in a line with the KPI's unit and no interval, up to the
    /// reason why there is no value.
    let tail: Range<Int>
  }

  private let table: FigureTable
  private let minorDigits: Int
  private var numbers = NameNumbers()
  /// What lines have in common, by the number of their KPI; nothing before its first.
  private var kpis: [KPICells?] = []
  private var texts: [UInt8] = []
  /// The period of the last figure, its cells, and those of the scope behind them.
  private var period: String?
  private var periodCells: [UInt8] = []
  private var heading: [UInt8] = []

  /// The cells of objectives and projections, which a figure has not.
  private static let untargeted = Array(",,,,,,,none,none,,,,,".utf8)

  init(_ table: FigureTable) {
    self.table = table
    minorDigits = table.minorDigits
  }

  private mutating func cells(_ kpi: @autoclosure () -> String, _ number: Int) -> KPICells {
    if number < kpis.count, let known = kpis[number] { return known }
    let kpi = kpi()
    let unit = table.units[kpi]
    let lead = texts.count
    texts += ",".utf8
    texts += CSVWriter.record([.token(kpi)])
    texts += ",".utf8
    let tail = texts.count
    texts += ",\(unit?.rawValue ?? ""),,".utf8 + Self.untargeted
    let cells = KPICells(lead: lead..<tail, unit: unit, tail: tail..<texts.count)
    kpis += repeatElement(nil, count: max(0, number + 1 - kpis.count))
    kpis[number] = cells
    return cells
  }

  /// Says whom the lines are about that follow, and of when.
  mutating func begin(_ period: String, _ scope: ScopeID) {
    if self.period != period {
      self.period = period
      periodCells = table.record(ofPeriod: period)
    }
    heading = periodCells + table.record(of: scope)
  }

  /// Appends a line about whom `begin` has said.
  mutating func append(
    _ kpi: String, _ segment: String, _ outcome: Figure.Outcome, to bytes: inout [UInt8]
  ) {
    append(kpi, numbers.number(kpi), segment, outcome, to: &bytes)
  }

  /// The same where KPIs have numbers; `number` is always the same for a KPI.
  mutating func append(
    _ kpi: @autoclosure () -> String, _ number: Int, _ segment: String, _ outcome: Figure.Outcome,
    to bytes: inout [UInt8]
  ) {
    let cells = cells(kpi(), number)
    let isPlain =
      outcome.interval == nil && Self.isOf(cells.unit, outcome.value)
    let segment = segment.isEmpty ? [] : CSVWriter.record([.text(segment)])
    let room =
      heading.count + cells.lead.count + segment.count + cells.tail.count + Self.longestRest
    let (heading, texts, untargeted) = (heading.span, texts.span, Self.untargeted.span)
    let minorDigits = minorDigits
    bytes.append(addingCapacity: room) { line in
      line.append(heading)
      line.append(texts.extracting(cells.lead))
      line.append(segment.span)
      line.append(outcome.value, minorDigits)
      line.append(outcome.numerator, minorDigits)
      line.append(outcome.denominator, minorDigits)
      line.append(UInt8(ascii: ","))
      if let count = outcome.count {
        line.append(DecimalText(Int64(count), decimals: 0, isTrimmed: false))
      }
      if isPlain {
        line.append(texts.extracting(cells.tail))
      } else {
        line.append(UInt8(ascii: ","))
        line.append((outcome.value?.unit ?? cells.unit)?.rawValue ?? "")
        line.append(outcome.interval?.low, minorDigits)
        line.append(outcome.interval?.high, minorDigits)
        line.append(untargeted)
      }
      if let reason = outcome.absentReason { line.append(reason.rawValue) }
      line.append(outcome.isApproximate ? ",true\n" : ",false\n")
    }
  }

  /// Bytes that the cells of an outcome may take: six decimals, and some words.
  private static let longestRest = 6 * (OutputSpan<UInt8>.longestDecimal + 1) + 100

  /// Whether a value, if there is one, has the unit of its KPI.
  private static func isOf(_ unit: Unit?, _ value: Quantity?) -> Bool {
    guard let value else { return true }
    guard let unit else { return false }
    return value.unit == unit
  }
}

extension OutputSpan<UInt8> {
  fileprivate mutating func append(_ text: String) { append(text.utf8.span) }

  /// Appends a comma and a cell, which is empty for nothing.
  fileprivate mutating func append(_ quantity: Quantity?, _ minorDigits: Int) {
    append(UInt8(ascii: ","))
    if let quantity { append(DecimalText(quantity, minorDigits: minorDigits)) }
  }
}
