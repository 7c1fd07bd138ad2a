import Analysis

/// Lines of `figures.csv`, written straight from figures: what a line has in common with the one
/// before it, or with others of its KPI, is made once.
struct FigureLines {
  private let table: FigureTable
  /// The cells of a KPI and of its unit.
  private let kpis: [String: (cell: [UInt8], unit: [UInt8])]
  /// The cells of the period and the scope of the last line.
  private var heading: (period: String, scope: ScopeID, cells: [UInt8])?

  /// The cells of objectives and projections, which a figure has not.
  private static let untargeted = Array(",,,,,,,none,none,,,,,".utf8)

  init(_ table: FigureTable) {
    self.table = table
    kpis = table.units.reduce(into: [:]) { kpis, entry in
      kpis[entry.key] = (CSVWriter.record([.token(entry.key)]), Array(entry.value.rawValue.utf8))
    }
  }

  /// Appends the line of a figure.
  mutating func append(_ figure: Figure, to bytes: inout [UInt8]) {
    if heading?.period != figure.period || heading?.scope != figure.scope {
      let cells = table.heading(figure.period, figure.scope)
      heading = (figure.period, figure.scope, CSVWriter.record(cells))
    }
    if let heading { bytes += heading.cells }
    comma(&bytes)
    let kpi = kpis[figure.kpi]
    bytes += kpi?.cell ?? CSVWriter.record([.token(figure.kpi)])
    comma(&bytes)
    if !figure.segment.isEmpty { bytes += CSVWriter.record([.text(figure.segment)]) }
    append(figure.value, to: &bytes)
    append(figure.numerator, to: &bytes)
    append(figure.denominator, to: &bytes)
    comma(&bytes)
    if let count = figure.count {
      DecimalText(Int64(count), decimals: 0, isTrimmed: false).append(to: &bytes)
    }
    comma(&bytes)
    if let unit = figure.value?.unit {
      bytes += unit.rawValue.utf8
    } else if let unit = kpi?.unit {
      bytes += unit
    }
    append(figure.interval?.low, to: &bytes)
    append(figure.interval?.high, to: &bytes)
    bytes += Self.untargeted
    if let reason = figure.absentReason { bytes += reason.rawValue.utf8 }
    bytes += figure.isApproximate ? ",true\n".utf8 : ",false\n".utf8
  }

  private func comma(_ bytes: inout [UInt8]) { bytes.append(UInt8(ascii: ",")) }

  private func append(_ quantity: Quantity?, to bytes: inout [UInt8]) {
    comma(&bytes)
    if let quantity {
      DecimalText(quantity, minorDigits: table.minorDigits).append(to: &bytes)
    }
  }
}
