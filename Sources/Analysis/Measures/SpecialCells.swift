import Ingest

/// What has been added up of one special measure.
struct SpecialCells: Sendable {
  private var cells: CellTable<MeasureStore.Cell>
  private var values: CellTable<Histogram>
  private var distinct: CellTable<Set<UInt64>>
  private var instants = InstantCells(fieldCount: 1)
  var isAvailable = false

  init(cellCount: Int) {
    cells = CellTable(cellCount: cellCount)
    values = CellTable(cellCount: cellCount)
    distinct = CellTable(cellCount: cellCount)
  }

  mutating func add(_ part: SpecialRows.Part, _ measure: Measure) {
    let (columns, places) = (part.columns, part.places)
    switch measure.aggregate {
    case .days:
      values.update(part.rows, at: places, from: Histogram()) { histogram, row in
        if let days = columns.days(row) { histogram.add(days) }
      }
    case .values:
      guard let numbers = columns.numbers else { return }
      values.update(part.rows, at: places, from: Histogram()) { histogram, row in
        if numbers[row] != Column.missingNumber { histogram.add(numbers[row]) }
      }
    case .distinct:
      distinct.update(part.rows, at: places, from: []) { values, row in
        if let text = columns.text(row) { values.insert(IdentifierDigest.of(text)) }
      }
    case .count where measure.time == .event:
      cells.update(part.rows, at: places, from: MeasureStore.Cell()) { cell, _ in
        cell.addRows(1)
      }
    case .sum where measure.time == .event, .mean where measure.time == .event:
      guard let numbers = columns.numbers else { return }
      cells.update(part.rows, at: places, from: MeasureStore.Cell()) { cell, row in
        cell.add(numbers[row])
      }
    case .count, .sum, .mean: addInstants(part)
    }
  }

  /// All of it in order, in which it is read.
  func settled() -> Settled {
    var instants = instants
    instants.settle()
    return Settled(
      cells: cells.settled(), values: values.settled(), distinct: distinct.settled(),
      instants: instants, isAvailable: isAvailable)
  }

  /// What was added up of a special measure.
  struct Settled: Sendable {
    let cells: CellValues<MeasureStore.Cell>
    /// By cell, or by line for measures of the as-of instant.
    let values: CellValues<Histogram>
    /// The same.
    let distinct: CellValues<Set<UInt64>>
    let instants: InstantCells
    let isAvailable: Bool
  }

  private mutating func addInstants(_ part: SpecialRows.Part) {
    for row in part.rows.lazy.map(Int.init) {
      let place = instants.addRow(
        InstantCells.Key(
          class: 0, line: Int(part.places[row]), stage: part.columns.stages?[row] ?? -1,
          bucket: Int(part.buckets[row])))
      instants.add(part.columns.numbers?[row] ?? 1, field: 0, at: place)
    }
  }
}
