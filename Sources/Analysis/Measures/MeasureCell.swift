import Calendar
import Ingest

/// What measures are added up in.
extension MeasureStore {
  /// A sum with the number of rows that have a value, and the number of rows in all.
  struct Cell: Sendable {
    var sum: Int128 = 0
    /// For the spread of amounts (objectives.md 4.2); clamped, because only its size matters.
    var sumOfSquares: Int128 = 0
    var count: Int64 = 0
    var rowCount: Int64 = 0

    mutating func add(_ value: Int64) {
      rowCount += 1
      guard value != Column.missingNumber else { return }
      sum += Int128(value)
      sumOfSquares.addClamping(Int128(value) * Int128(value))
      count += 1
    }

    /// Adds rows that count 1 each.
    mutating func addRows(_ number: Int64) {
      sum += Int128(number)
      sumOfSquares.addClamping(Int128(number))
      count += number
      rowCount += number
    }

    static func += (left: inout Cell, right: Cell) {
      left.sum += right.sum
      left.sumOfSquares.addClamping(right.sumOfSquares)
      left.count += right.count
      left.rowCount += right.rowCount
    }
  }

  /// Where a planned date lies, for measures of the as-of instant.
  enum Bucket: Hashable, Sendable {
    /// Up to and including the as-of day.
    case overdue
    case span(Int)
    /// After the last period of the run.
    case beyond
    case undated

    @inline(__always)
    init(planned day: Int32, asOf: CalendarDate, _ timeline: Timeline) {
      if day == Column.missingDay {
        self = .undated
      } else if day <= asOf.dayNumber {
        self = .overdue
      } else {
        let span = timeline.span(ofDay: day)
        self = span < 0 ? .beyond : .span(span)
      }
    }

    var number: Int {
      switch self {
      case .undated: 0
      case .overdue: 1
      case .beyond: 2
      case .span(let span): span + 3
      }
    }

    init(number: Int) {
      switch number {
      case 0: self = .undated
      case 1: self = .overdue
      case 2: self = .beyond
      default: self = .span(number - 3)
      }
    }
  }
}

extension Int128 {
  /// Adds a number that is not negative; too large a sum stays at the largest number, in whatever
  /// order it was added up.
  fileprivate mutating func addClamping(_ other: Int128) {
    let (sum, isOver) = addingReportingOverflow(other)
    self = isOver ? .max : sum
  }
}
