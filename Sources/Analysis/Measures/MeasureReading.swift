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
  let isInstant: Bool
  /// Whether the exports can tell what the measure counts.
  let isAvailable: Bool
  /// The first day that any row of the measure's table counts on.
  let firstDay: Int32?
  /// Number of rows before each cell and after the last one, for measures that count.
  let counts: [UInt32]?
  /// The same where there may be more than such a number holds.
  let wideCounts: [Int64]?
  /// Sums by cell, for each class of rows that is added up.
  let sums: [CellValues<MeasureStore.Cell>]
  let days: DayCounts?
  let instants: InstantCells?
  /// The classes of rows that are counted.
  let classes: [Int]
  /// Index of the value in the entries of `instants`; nothing when rows are counted.
  let field: Int?

  init(
    _ measure: Measure, isAvailable: Bool, firstDay: Int32?, counts: [UInt32]?,
    wideCounts: [Int64]?, sums: [CellValues<MeasureStore.Cell>], days: DayCounts?,
    instants: InstantCells?, classes: [Int], field: Int?
  ) {
    entity = measure.entity
    isInstant = measure.time == .instant
    self.isAvailable = isAvailable
    self.firstDay = firstDay
    self.counts = counts
    self.wideCounts = wideCounts
    self.sums = sums
    self.days = days
    self.instants = instants
    self.classes = classes
    self.field = field
  }
}
