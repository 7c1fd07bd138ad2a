import Ingest

/// What special measures came to, ready to be read; nothing is told of a measure that is not among them.
///
/// A class, because each figure of a segment or source is made with the whole of one.
final class SpecialReading: Sendable {
  private let measures: [Measure]
  private let cells: [SpecialCells.Settled]
  private let credited: CreditedStore
  private let lines: CellLines
  private let indexOfMeasure: [String: Int]

  init(
    _ measures: [Measure], _ cells: [SpecialCells.Settled], _ credited: CreditedStore,
    _ lines: CellLines
  ) {
    self.measures = measures
    self.cells = cells
    self.credited = credited
    self.lines = lines
    indexOfMeasure = Dictionary(
      measures.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Where a measure is read; nothing of one that is not among these.
  func place(of measure: String) -> MeasurePlace? {
    guard let index = indexOfMeasure[measure] else { return nil }
    return credited.isEmpty ? .special(self, index) : .named(measure)
  }

  /// The sum over some stays and spans; different values count once in all of them (rule C9).
  func total(_ measure: String, stays: [Int], spans: Range<Int>) -> MeasureStore.Cell? {
    indexOfMeasure[measure].map { total($0, stays: stays, spans: spans) }
  }

  /// The same of the measure of a number.
  func total(_ index: Int, stays: [Int], spans: Range<Int>) -> MeasureStore.Cell {
    if measures[index].aggregate == .distinct {
      var union =
        credited.isEmpty
        ? [] : credited.different(measures[index].id, stays: stays) { spans.contains($0) }
      forEach(in: cells[index].distinct, stays, spans) { union.formUnion($0) }
      return Self.cell(union.count)
    }
    var total = MeasureStore.Cell()
    if !credited.isEmpty { total = credited.total(measures[index].id, stays: stays, spans: spans) }
    forEach(in: cells[index].cells, stays, spans) { total += $0 }
    return total
  }

  /// The distribution over some stays and spans.
  func distribution(_ measure: String, stays: [Int], spans: Range<Int>) -> Histogram? {
    indexOfMeasure[measure].map { distribution($0, stays: stays, spans: spans) }
  }

  /// The same of the measure of a number.
  func distribution(_ index: Int, stays: [Int], spans: Range<Int>) -> Histogram {
    var histogram = Histogram()
    if !credited.isEmpty {
      histogram = credited.distribution(measures[index].id, stays: stays, spans: spans)
    }
    forEach(in: cells[index].values, stays, spans) { histogram.add($0) }
    return histogram
  }

  @inline(__always)
  private func forEach<Value: Sendable>(
    in table: CellValues<Value>, _ stays: [Int], _ spans: Range<Int>,
    _ body: (Value) -> Void
  ) {
    for stay in stays {
      guard let cells = lines.cells(ofStay: stay, spans: spans) else { continue }
      table.forEach(in: cells, body)
    }
  }

  /// The distribution of a measure of the as-of instant.
  func instantDistribution(_ measure: String, stays: [Int]) -> Histogram? {
    guard let index = indexOfMeasure[measure] else { return nil }
    var histogram = credited.instantDistribution(measure, stays: stays)
    for stay in stays {
      guard let line = lines.line(ofStay: stay) else { continue }
      if let part = cells[index].values[line] { histogram.add(part) }
    }
    return histogram
  }

  /// The sum of a measure of the as-of instant.
  func instant(
    _ measure: String, stays: [Int], stage: Int32?,
    where matches: (MeasureStore.Bucket) -> Bool
  ) -> MeasureStore.Cell? {
    guard let index = indexOfMeasure[measure] else { return nil }
    let lines = stays.lazy.compactMap { self.lines.line(ofStay: $0) }
    if measures[index].aggregate == .distinct {
      var union = credited.different(measure, stays: stays) { $0 < 0 }
      for line in lines { union.formUnion(cells[index].distinct[line] ?? []) }
      return Self.cell(union.count)
    }
    var total = credited.instant(measure, stays: stays, stage: stage, where: matches)
    for line in lines {
      cells[index].instants.forEach(ofLine: line) { key, place in
        guard stage == nil || stage == key.stage, matches(MeasureStore.Bucket(number: key.bucket))
        else { return }
        total += cells[index].instants.sum(ofField: 0, at: place)
      }
    }
    return total
  }

  func isAvailable(_ measure: String) -> Bool? {
    indexOfMeasure[measure].map { cells[$0].isAvailable }
  }

  private static func cell(_ count: Int) -> MeasureStore.Cell {
    var cell = MeasureStore.Cell()
    cell.sum = Int128(count)
    cell.count = Int64(count)
    cell.rowCount = Int64(count)
    return cell
  }
}
