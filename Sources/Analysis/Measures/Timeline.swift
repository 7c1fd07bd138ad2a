import Calendar

/// The elementary spans between the bounds of all periods of a run.
///
/// A row is attributed to one span; a period is a run of consecutive spans. One pass over the rows
/// therefore serves every period, and adding a period costs no scan.
struct Timeline: Sendable {
  /// Ascending; span `i` is `bounds[i]..<bounds[i + 1]`.
  let bounds: [Int32]
  /// For each day from the first bound on, its span plus one; then 0.
  private let places: [Int32]
  private let firstDay: Int32

  /// The as-of day ends a span, so that "so far" and "still to come" never share one.
  init(periods: some Sequence<Period>, asOf: CalendarDate) {
    var days: Set<Int32> = [asOf.dayNumber, asOf.dayNumber + 1]
    for period in periods {
      days.insert(period.start.dayNumber)
      days.insert(period.end.dayNumber)
    }
    bounds = days.sorted()
    var spans: [Int32] = []
    for (index, bound) in bounds.dropLast().enumerated() {
      spans += Array(repeating: Int32(index + 1), count: Int(bounds[index + 1] - bound))
    }
    places = spans + [0]
    firstDay = bounds.first ?? 0
  }

  var spanCount: Int { bounds.count - 1 }

  /// The span of a day, or -1 when no period contains it.
  @inline(__always)
  func span(ofDay day: Int32) -> Int { place(ofDay: day, before: places.count &- 1) &- 1 }

  /// The span of a day plus one, or 0 when no period contains it or it does not come before `end`, which
  /// `end(upTo:)` gives.
  @inline(__always)
  func place(ofDay day: Int32, before end: Int) -> Int {
    let index = UInt(bitPattern: Int(day) &- Int(firstDay))
    return Int(places[index < UInt(bitPattern: end) ? Int(bitPattern: index) : places.count &- 1])
  }

  /// One past the place of a day, or of the last that a period contains.
  func end(upTo day: Int32) -> Int {
    max(0, min(places.count - 1, Int(day) - Int(firstDay) + 1))
  }

  /// The spans that make up a period that was given at the start.
  func spans(of period: Period) -> Range<Int> {
    let first = lowerBound(period.start.dayNumber)
    return first..<max(first, lowerBound(period.end.dayNumber))
  }

  /// The spans between two days, the second excluded.
  func spans(from start: CalendarDate, to end: CalendarDate) -> Range<Int> {
    let first = lowerBound(start.dayNumber)
    return first..<max(first, lowerBound(end.dayNumber))
  }

  private func lowerBound(_ day: Int32) -> Int {
    bounds.dropLast().partitioningIndex(where: { $0 >= day })
  }
}
