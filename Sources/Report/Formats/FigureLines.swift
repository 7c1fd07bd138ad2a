package import Analysis
import Calendar

/// `figures.csv` row by row, for figures that come one by one: what has been written can be taken
/// away in between, so that any number of them takes little room.
///
/// The rows of objectives follow the figure of the same period, scope and KPI; those without such a
/// figure come last.
package struct FigureLines: Sendable {
  /// What has been written and not yet taken.
  package private(set) var bytes: [UInt8] = []

  private let table: FigureTable
  private let objectives: [ObjectiveResult]
  private var waiting: [FigureTable.Key: [ObjectiveResult]]
  private let minorDigits: Int
  private let asOf: [UInt8]
  /// The cells of a KPI and its unit.
  private let kpis: [String: (cell: [UInt8], unit: [UInt8])]
  /// The cells of the period and the scope of the last row.
  private var heading: (period: String, scope: ScopeID, cells: [UInt8])?

  /// `result` says all but the figures.
  package init(_ result: RunResult) {
    table = FigureTable(result)
    objectives = result.objectives
    waiting = Dictionary(grouping: result.objectives) { FigureTable.Key($0) }
    minorDigits = result.currency.minorDigits
    asOf = Array(result.asOf.description.utf8)
    kpis = Dictionary(
      result.kpis.map { kpi in
        (kpi.id, (CSVWriter.record([.token(kpi.id)]), Array(kpi.unit.rawValue.utf8)))
      }, uniquingKeysWith: { first, _ in first })
    CSVWriter.append(FigureTable.columns.map { .token($0) }, to: &bytes)
  }

  /// The objectives whose rows have been written.
  private var written: [FigureTable.Key] = []

  /// Lines to be filled with some of the figures, apart from these and from other parts.
  package func part() -> FigureLines {
    var part = self
    part.bytes = []
    part.written = []
    return part
  }

  /// Appends what a part was filled with.
  package mutating func append(_ part: FigureLines) {
    bytes += part.bytes
    for key in part.written { waiting[key] = nil }
  }

  /// Forgets what has been written, keeping the room.
  package mutating func clear() { bytes.removeAll(keepingCapacity: true) }

  /// Appends the row of a figure, and those of the objectives on it.
  package mutating func append(_ figure: Figure) {
    if heading?.period != figure.period || heading?.scope != figure.scope {
      let cells = table.heading(figure.period, figure.scope)
      heading = (figure.period, figure.scope, CSVWriter.record(cells))
    }
    bytes += heading?.cells ?? []
    comma()
    let kpi = kpis[figure.kpi]
    bytes += kpi?.cell ?? CSVWriter.record([.token(figure.kpi)])
    comma()
    if !figure.segment.isEmpty { bytes += CSVWriter.record([.text(figure.segment)]) }
    append(figure.value)
    append(figure.numerator)
    append(figure.denominator)
    comma()
    if let count = figure.count { DecimalText.append(Int64(count), to: &bytes) }
    comma()
    if let unit = figure.value?.unit {
      bytes += unit.rawValue.utf8
    } else if let unit = kpi?.unit {
      bytes += unit
    }
    append(figure.interval?.low)
    append(figure.interval?.high)
    bytes += Self.untargeted
    if let reason = figure.absentReason { bytes += reason.rawValue.utf8 }
    bytes += figure.isApproximate ? Self.approximate : Self.exact
    guard !waiting.isEmpty, figure.segment.isEmpty else { return }
    let key = FigureTable.Key(figure)
    guard let objectives = waiting.removeValue(forKey: key) else { return }
    for objective in objectives { CSVWriter.append(table.row(objective), to: &bytes) }
    written.append(key)
  }

  /// Appends the rows of the objectives whose figures did not come.
  package mutating func finish() {
    for objective in objectives {
      for left in waiting.removeValue(forKey: FigureTable.Key(objective)) ?? [] {
        CSVWriter.append(table.row(left), to: &bytes)
      }
    }
  }

  /// The cells of objectives and projections, which a figure has not.
  private static let untargeted = Array(",,,,,,,none,none,,,,,".utf8)
  private static let exact = Array(",false\n".utf8)
  private static let approximate = Array(",true\n".utf8)

  private mutating func comma() { bytes.append(UInt8(ascii: ",")) }

  private mutating func append(_ quantity: Quantity?) {
    comma()
    if let quantity { DecimalText.append(quantity, minorDigits: minorDigits, to: &bytes) }
  }
}
