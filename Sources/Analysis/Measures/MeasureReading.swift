import Ingest

/// Where what a measure came to is read, looked up once for many figures.
enum MeasurePlace: Sendable {
  /// All of it is in the dense tables.
  case dense(MeasureReading)
  /// All of it is with the special measures, under a number.
  case special(SpecialReading, Int)
  /// Credits add to it, or there is nothing of it: it is asked for by its name.
  case named(String)
}

/// What the rows came to for one measure, ready to be read.
final class MeasureReading: Sendable {
  let entity: Entity
  private let lines: CellLines
  let isInstant: Bool
  /// Whether the exports can tell what the measure counts.
  let isAvailable: Bool
  /// The first day that any row of the measure's table counts on.
  let firstDay: Int32?
  /// What a measure that counts came to, and its column there.
  let counts: (table: RunningCounts, column: Int)?
  /// Sums by cell, for each class of rows that is added up.
  let sums: [CellValues<MeasureStore.Cell>]
  let days: DayCounts?
  let instants: InstantCells?
  /// The classes of rows that are counted.
  let classes: [Int]
  /// Index of the value in the entries of `instants`; nothing when rows are counted.
  let field: Int?

  init(
    _ measure: Measure, _ lines: CellLines, isAvailable: Bool, firstDay: Int32?,
    counts: (table: RunningCounts, column: Int)?, sums: [CellValues<MeasureStore.Cell>],
    days: DayCounts?, instants: InstantCells?, classes: [Int], field: Int?
  ) {
    self.lines = lines
    entity = measure.entity
    isInstant = measure.time == .instant
    self.isAvailable = isAvailable
    self.firstDay = firstDay
    self.counts = counts
    self.sums = sums
    self.days = days
    self.instants = instants
    self.classes = classes
    self.field = field
  }

  /// The sum over the stays of a scope and the spans of a period.
  func total(stays: [Int], spans: Range<Int>) -> MeasureStore.Cell {
    var total = MeasureStore.Cell()
    if let (table, column) = counts {
      var rows: Int64 = 0
      for stay in stays {
        guard let cells = lines.cells(ofStay: stay, spans: spans) else { continue }
        rows &+= table.count(column, in: cells)
      }
      total.addRows(rows)
      return total
    }
    for stay in stays {
      guard let cells = lines.cells(ofStay: stay, spans: spans) else { continue }
      for sums in sums { sums.forEach(in: cells) { total += $0 } }
    }
    return total
  }

  /// The distribution of a `days` or `values` measure.
  func distribution(stays: [Int], spans: Range<Int>) -> Histogram {
    var histogram = Histogram()
    forEachDays(stays, spans) { histogram.add($0, times: $1) }
    return histogram
  }

  /// How a distribution lies about a limit.
  func outline(stays: [Int], spans: Range<Int>, limit: Int64) -> Histogram.Outline {
    var outline = Histogram.Outline(limit: limit)
    forEachDays(stays, spans) { outline.add($0, times: $1) }
    return outline
  }

  @inline(__always)
  private func forEachDays(
    _ stays: [Int], _ spans: Range<Int>, _ body: (_ days: Int64, _ times: Int) -> Void
  ) {
    guard let days else { return }
    for stay in stays {
      guard let cells = lines.cells(ofStay: stay, spans: spans) else { continue }
      days.forEach(inCells: cells) { body(Int64($0), $1) }
    }
  }
}
