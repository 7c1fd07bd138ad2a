import Calendar

/// What the cells of one file say about how its numbers and dates are written.
struct FormatEvidence: Sendable {
  /// A cell that proves something, and where it stands.
  struct Sample: Sendable, Equatable {
    var text: String
    var line: Int
    var column: Int
    /// The line of the file.
    var excerpt: String
  }

  /// About the decimal mark and the scale of one column.
  struct Numbers: Sendable {
    /// Cells that are numbers with a decimal point only, with a comma only, and with either but
    /// not the same one.
    var point: Sample?
    var comma: Sample?
    var either: Sample?
    /// A number above 1 without a percent sign.
    var aboveOne: Sample?
  }

  /// About the order of dates in one column.
  struct Dates: Sendable {
    /// Cells that are dates only with the day first, only with the month first, with either.
    var dayFirst: Sample?
    var monthFirst: Sample?
    var either: Sample?

    fileprivate mutating func take(_ verdict: DateVerdict, _ sample: () -> Sample) {
      switch verdict {
      case .dayFirst: dayFirst = dayFirst ?? sample()
      case .monthFirst: monthFirst = monthFirst ?? sample()
      case .either: either = either ?? sample()
      case .none: break
      }
    }
  }

  /// Rows that were looked at.
  var rowCount = 0
  /// By index of the layout's columns.
  var numbers: [Int: Numbers] = [:]
  var dates: [Int: Dates] = [:]

  /// Takes in what the cells of some columns say, in the records that are rows.
  mutating func look(at columns: [Int], _ batch: borrowing RecordBatch, _ reader: ChunkReader) {
    var scratch = ChunkPart(layout: reader.layout)
    look(at: columns, in: reader.select(batch, &scratch), batch, reader.layout)
  }

  /// The same of records that are known to be rows.
  mutating func look(
    at columns: [Int], in rows: [Int], _ batch: borrowing RecordBatch, _ layout: FileLayout
  ) {
    rowCount += rows.count
    for index in columns { look(at: index, layout.columns[index], rows, batch) }
  }

  private mutating func look(
    at index: Int, _ column: FileLayout.Column, _ rows: [Int], _ batch: borrowing RecordBatch
  ) {
    switch column.field.type {
    case .money, .number, .rate:
      var found = numbers[index] ?? Numbers()
      for record in rows {
        let verdict = column.withCell(record, batch) { Self.verdict(number: $0) }
        guard let verdict else { continue }
        func sample() -> Sample { Self.sample(column, record, batch) }
        switch verdict.mark {
        case .point: found.point = found.point ?? sample()
        case .comma: found.comma = found.comma ?? sample()
        case .either: found.either = found.either ?? sample()
        case .none: break
        }
        if verdict.isAboveOne, found.aboveOne == nil { found.aboveOne = sample() }
      }
      numbers[index] = found
    case .date, .moment:
      var found = dates[index] ?? Dates()
      if column.ordinals.count == 1 {
        lookAtDates(column, rows, batch, &found)
      } else {
        for record in rows {
          let verdict = column.withCell(record, batch) { Self.verdict(date: $0) }
          found.take(verdict) { Self.sample(column, record, batch) }
        }
      }
      dates[index] = found
    case .text, .code, .flag: break
    }
  }

  /// Looks only at what several cells at once do not tell: cells that are dates in an order of which
  /// there are samples already prove nothing more.
  private func lookAtDates(
    _ column: FileLayout.Column, _ rows: [Int], _ batch: borrowing RecordBatch,
    _ found: inout Dates
  ) {
    var days: [Int32] = []
    var others: [Int] = []
    batch.withCells(column.ordinals[0], of: rows) { bytes, places, first in
      others.removeAll(keepingCapacity: true)
      let known =
        found.either == nil
        ? Self.yearFirst
        : found.dayFirst != nil
          ? Self.dayFirst : found.monthFirst != nil ? Self.monthFirst : Self.yearFirst
      if let kernel = known.kernel {
        if days.count < places.count {
          days = [Int32](repeating: Column.missingDay, count: places.count)
        }
        var target = days.mutableSpan
        kernel.readDays(
          places, in: bytes, needsValue: false, into: &target, at: 0, others: &others)
      } else {
        others += places.indices
      }
      for row in others {
        found.take(Self.verdict(date: bytes.extracting(places[row].range))) {
          Self.sample(column, rows[first + row], batch)
        }
      }
    }
  }

  private static func sample(
    _ column: FileLayout.Column, _ record: Int, _ batch: borrowing RecordBatch
  ) -> Sample {
    let ordinal = column.filledOrdinal(record, batch)
    return Sample(
      text: String(batch.text(ofField: ordinal, inRecord: record).prefix(60)),
      line: batch.line(ofField: ordinal, inRecord: record),
      column: batch.column(ofField: ordinal, inRecord: record),
      excerpt: batch.excerpt(ofField: ordinal, inRecord: record))
  }

  private enum Mark { case point, comma, either, none }

  private static func verdict(number cell: Span<UInt8>) -> (mark: Mark, isAboveOne: Bool)? {
    if let verdict = plainVerdict(cell) ?? groupedVerdict(cell) { return verdict }
    let bare = cell.extracting(CellText.bare(cell))
    if bare.count < cell.count, let verdict = plainVerdict(bare) ?? groupedVerdict(bare) {
      return verdict
    }
    if CellText.isMissing(bare) { return nil }
    guard let text = NumberText(bare) else { return nil }
    let point = text.decimal(mark: UInt8(ascii: "."))
    let comma = text.decimal(mark: UInt8(ascii: ","))
    let mark: Mark =
      switch (point, comma) {
      case (nil, nil): .none
      case (_, nil): .point
      case (nil, _): .comma
      case (let left, let right): left == right ? .none : .either
      }
    let decimal = point ?? comma
    return (mark, !text.isPercent && (decimal.map(isAboveOne) ?? false))
  }

  /// The verdict on digits with at most one point that no decimal comma allows, which is nearly
  /// every cell.
  private static func plainVerdict(_ cell: Span<UInt8>) -> (mark: Mark, isAboveOne: Bool)? {
    guard !cell.isEmpty, cell.count <= 18 else { return nil }
    var whole = 0
    var point = -1
    var hasFraction = false
    for index in cell.indices {
      let digit = cell[index] &- 48
      if digit <= 9 {
        if point < 0 { whole = whole * 10 + Int(digit) } else if digit > 0 { hasFraction = true }
      } else if cell[index] == 0x2E, point < 0, index > 0 {
        point = index
      } else {
        return nil
      }
    }
    let isAboveOne = whole > 1 || (whole == 1 && hasFraction)
    if point < 0 { return (.none, isAboveOne) }
    return cell.count - point == 4 ? nil : (.point, isAboveOne)
  }

  /// The verdict on groups of digits, where `NumberText` would give the same.
  @inline(never)
  private static func groupedVerdict(_ cell: Span<UInt8>) -> (mark: Mark, isAboveOne: Bool)? {
    let readings = (
      GroupedNumber.read(cell, mark: UInt8(ascii: ".")),
      GroupedNumber.read(cell, mark: UInt8(ascii: ","))
    )
    switch readings {
    case (.number(let point), .notANumber): return (.point, isAboveOne(decimal(point)))
    case (.notANumber, .number(let comma)): return (.comma, isAboveOne(decimal(comma)))
    case (.number(let point), .number(let comma)):
      let (left, right) = (decimal(point), decimal(comma))
      return (left == right ? .none : .either, isAboveOne(left))
    default: return nil
    }
  }

  private static func decimal(_ number: GroupedNumber) -> DecimalReader.Decimal {
    DecimalReader.Decimal(
      mantissa: UInt128(number.mantissa), fractionDigits: number.fractionDigits)
  }

  private static func isAboveOne(_ decimal: DecimalReader.Decimal) -> Bool {
    var one: UInt128 = 1
    for _ in 0..<min(DecimalReader.Decimal.digits, max(0, decimal.fractionDigits)) { one *= 10 }
    return decimal.mantissa > one
  }

  private static func verdict(date cell: Span<UInt8>) -> DateVerdict {
    if cell.count >= 10, cell[4] == 0x2D { return .none }
    if let verdict = plainVerdict(date: cell) { return verdict }
    let bare = cell.extracting(CellText.bare(cell))
    if bare.count < cell.count, let verdict = plainVerdict(date: bare) { return verdict }
    if CellText.isMissing(bare) { return .none }
    guard let text = DateText(bare), case .ordered(let first, let second, _) = text.shape else {
      return .none
    }
    if first > 12 { return second > 12 ? .none : .dayFirst }
    if second > 12 { return .monthFirst }
    // The same day either way proves nothing, and needs no proof.
    return first == second ? .none : .either
  }

  private static let clock = WallClock(source: .utc, target: .utc)
  private static let yearFirst = DateReader(order: .ymd, clock: clock)
  private static let dayFirst = DateReader(order: .dmy, clock: clock)
  private static let monthFirst = DateReader(order: .mdy, clock: clock)

  /// The verdict on a date of one of the usual shapes.
  private static func plainVerdict(date cell: Span<UInt8>) -> DateVerdict? {
    if let date = dayFirst.plainOrdered(cell) {
      // What is a day either way proves nothing, and the same day needs no proof.
      return date.day > 12 ? .dayFirst : date.day == date.month ? DateVerdict.none : .either
    }
    return monthFirst.plainOrdered(cell) == nil ? nil : .monthFirst
  }

  fileprivate enum DateVerdict { case dayFirst, monthFirst, either, none }

  mutating func merge(_ other: FormatEvidence, linesBefore lines: Int) {
    func moved(_ sample: Sample?) -> Sample? {
      guard var sample else { return nil }
      sample.line += lines
      return sample
    }
    rowCount += other.rowCount
    for (index, found) in other.numbers {
      var own = numbers[index] ?? Numbers()
      own.point = own.point ?? moved(found.point)
      own.comma = own.comma ?? moved(found.comma)
      own.either = own.either ?? moved(found.either)
      own.aboveOne = own.aboveOne ?? moved(found.aboveOne)
      numbers[index] = own
    }
    for (index, found) in other.dates {
      var own = dates[index] ?? Dates()
      own.dayFirst = own.dayFirst ?? moved(found.dayFirst)
      own.monthFirst = own.monthFirst ?? moved(found.monthFirst)
      own.either = own.either ?? moved(found.either)
      dates[index] = own
    }
  }
}
