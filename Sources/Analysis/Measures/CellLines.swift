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
  /// By owner, from -1 for nobody on, and by `Timeline.place`, the cell of all days there: `none` or
  /// `changing` where there is not one.
  private let cells: [Int32]
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
    cells.reserveCapacity((roster.people.count + 1) * (spanCount + 1))
    cells += [Self.none] + (0..<spanCount).map(Int32.init)
    for person in roster.people.indices {
      cells.append(Self.none)
      for span in 0..<spanCount {
        let days = timeline.bounds[span]..<timeline.bounds[span + 1]
        let stay = roster.stay(ofPerson: person, throughout: days)
        cells.append(
          stay.map { lineOfStay[$0] * Int32(spanCount) + Int32(span) } ?? Self.changing)
      }
    }
    self.cells = cells
  }

  /// No period contains the day.
  private static let none: Int32 = -1
  /// The stay changes within the span.
  private static let changing: Int32 = -2

  var cellCount: Int { lineCount * timeline.spanCount }

  /// For each row the cell of its owner's day, or -1 when the day is missing, when no period contains it
  /// or when it is later than `last`; an owner below 0 is nobody.
  func cells(ofOwners owners: [Int32], onDays days: [Int32], upTo last: Int32) -> [Int32] {
    var slots = Array(repeating: Self.none, count: days.count)
    let (timeline, known) = (timeline, cells)
    let width = timeline.spanCount + 1
    let end = timeline.end(upTo: last)
    var target = slots.mutableSpan
    for row in 0..<min(target.count, owners.count) {
      let place = timeline.place(ofDay: days[row], before: end)
      // Two look-ups and nothing to guess: in the order of an export days and owners are random.
      let cell = known[(Int(owners[row]) &+ 1) &* width &+ place]
      target[row] = cell == Self.changing ? changing(owners[row], days[row], place &- 1) : cell
    }
    return slots
  }

  @inline(never)
  private func changing(_ owner: Int32, _ day: Int32, _ span: Int) -> Int32 {
    let line = lineOfStay[roster.stay(ofPerson: Int(owner), onDay: day)]
    return line * Int32(timeline.spanCount) + Int32(span)
  }

  /// The line of an owner on the as-of day.
  @inline(__always)
  func lineToday(ofOwner owner: Int32) -> Int { owner < 0 ? 0 : Int(lineToday[Int(owner)]) }

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
