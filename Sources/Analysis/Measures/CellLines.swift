import Calendar
import Ingest

/// Where the rows of a stay and a span are added up: one line of cells a stay, one cell a span.
///
/// Stays that no day can fall into have no line: somebody who was in one team all the time was never
/// outside of every team.
struct CellLines: Sendable {
  private let timeline: Timeline
  private let roster: Roster
  /// By stay; -1 where there is no line.
  private let lineOfStay: [Int32]
  /// By person and span, the cell of all days of the span; -1 where the stay changes within it.
  private let cellOfSpan: [Int32]
  private let lineCount: Int
  /// By person, the line on the as-of day.
  private let lineToday: [Int32]

  init(roster: Roster, timeline: Timeline, asOf: CalendarDate) {
    self.roster = roster
    self.timeline = timeline
    var lineOfStay = Array(repeating: Int32(-1), count: roster.stays.count)
    var count: Int32 = 1
    lineOfStay[Roster.unassignedStay] = 0
    for person in roster.people.indices {
      for stay in roster.reachableStays(ofPerson: person) {
        lineOfStay[stay] = count
        count += 1
      }
    }
    self.lineOfStay = lineOfStay
    lineToday = roster.people.indices.map {
      lineOfStay[roster.stay(ofPerson: $0, onDay: asOf.dayNumber)]
    }
    lineCount = Int(count)
    let spanCount = timeline.spanCount
    var cells: [Int32] = []
    cells.reserveCapacity(roster.people.count * spanCount)
    for person in roster.people.indices {
      for span in 0..<spanCount {
        let days = timeline.bounds[span]..<timeline.bounds[span + 1]
        let stay = roster.stay(ofPerson: person, throughout: days)
        cells.append(stay.map { lineOfStay[$0] * Int32(spanCount) + Int32(span) } ?? -1)
      }
    }
    cellOfSpan = cells
  }

  var cellCount: Int { lineCount * timeline.spanCount }

  /// The cell of an owner's day, or -1 when no period contains it; an owner below 0 is nobody.
  @inline(__always)
  func cell(ofOwner owner: Int32, onDay day: Int32) -> Int32 {
    let span = timeline.span(ofDay: day)
    guard span >= 0 else { return -1 }
    guard owner >= 0 else { return Int32(truncatingIfNeeded: span) }
    let known = cellOfSpan[Int(owner) &* timeline.spanCount &+ span]
    if known >= 0 { return known }
    return Int32(line(ofOwner: owner, onDay: day) * timeline.spanCount + span)
  }

  /// The line of an owner on the as-of day.
  @inline(__always)
  func lineToday(ofOwner owner: Int32) -> Int { owner < 0 ? 0 : Int(lineToday[Int(owner)]) }

  private func line(ofOwner owner: Int32, onDay day: Int32) -> Int {
    if owner < 0 { return 0 }
    return Int(lineOfStay[roster.stay(ofPerson: Int(owner), onDay: day)])
  }

  /// Nothing for a stay that no day falls into.
  func line(ofStay stay: Int) -> Int? { lineOfStay[stay] < 0 ? nil : Int(lineOfStay[stay]) }

  /// The cells of some spans of a stay.
  func cells(ofStay stay: Int, spans: Range<Int>) -> Range<Int>? {
    line(ofStay: stay).map { line in
      let base = line * timeline.spanCount
      return base + spans.lowerBound..<base + spans.upperBound
    }
  }
}
