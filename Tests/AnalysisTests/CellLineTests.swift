import Calendar
import Ingest
import Testing

@testable import Analysis

/// Where the events of owners and days are counted, against the stays and spans they belong to.
@Suite struct CellLineTests {
  private static let asOf = CalendarDate(dayNumber: 20_000)

  private func days(_ random: inout Wheel) -> [CalendarDate] {
    (0..<2).map { _ in CalendarDate(dayNumber: Int32.random(in: 19_800...20_200, using: &random)) }
      .sorted()
  }

  /// People who join, change and leave teams on any day, some in no team.
  private func roster(_ random: inout Wheel) -> Roster {
    let people = (0..<Int.random(in: 1...5, using: &random)).map { number in
      var person = Person(id: "p\(number)", name: "P\(number)", place: Place(file: "test"))
      for team in ["north", "south"] where Bool.random(using: &random) {
        let bounds = days(&random)
        person.memberships.append(
          Scope.Membership(
            team: team,
            span: DaySpan(
              first: Bool.random(using: &random) ? bounds[0] : nil,
              last: Bool.random(using: &random) ? bounds[1] : nil)))
      }
      return person
    }
    return Roster(
      people: people,
      teams: ["north", "south"].map { Team(id: $0, name: $0) })
  }

  @Test(arguments: 1...60)
  func `an event counts in the cell of its owner's stay and of its day's span`(seed: Int) {
    var random = Wheel(state: UInt64(seed))
    let roster = roster(&random)
    let periods = (0..<3).map { _ in
      let bounds = days(&random)
      return Period(
        id: "\(bounds)", kind: .day, start: bounds[0], end: bounds[1].adding(days: 1))
    }
    let timeline = Timeline(periods: periods, asOf: Self.asOf)
    let lines = CellLines(roster: roster, timeline: timeline, asOf: Self.asOf)
    let owners = (0..<300).map { _ in
      Int32.random(in: -1..<Int32(roster.people.count), using: &random)
    }
    let dayNumbers = (0..<300).map { _ in
      Int.random(in: 0..<9, using: &random) == 0
        ? Int32.min : Int32.random(in: 19_700...20_300, using: &random)
    }
    for last in [Int32.max, Self.asOf.dayNumber, 19_000, Int32.min + 1] {
      let expected = zip(owners, dayNumbers).map { owner, day -> Int32 in
        guard day != .min, day <= last,
          let span = timeline.bounds.indices.dropLast().first(where: {
            (timeline.bounds[$0]..<timeline.bounds[$0 + 1]).contains(day)
          }),
          let cells = lines.cells(
            ofStay: roster.stay(ofPerson: Int(owner), onDay: day), spans: span..<span + 1)
        else { return -1 }
        return Int32(cells.lowerBound)
      }
      #expect(lines.cells(ofOwners: owners, onDays: dayNumbers, upTo: last) == expected)
    }
  }

  @Test(arguments: [false, true])
  func `counts side by side are those of each measure alone`(isWide: Bool) {
    var random = Wheel(state: 7)
    let (cellCount, classCount) = (77, 4)
    let classes = [[1], [], [2, 3], [1, 2, 3]]
    // By class and cell; beyond four bytes where that may be.
    let counts = (0..<classCount * cellCount).map { _ in
      Int64.random(in: 0..<9, using: &random) << (isWide ? 33 : 0)
    }
    let table = RunningCounts(
      first: 2, classes: classes, cellCount: cellCount, isWide: isWide
    ) { counts[$0 * cellCount + $1] }
    for _ in 0..<200 {
      let bounds = [0, 1].map { _ in Int.random(in: 0...cellCount, using: &random) }.sorted()
      let cells = bounds[0]..<bounds[1]
      let expected = classes.map { numbers in
        numbers.reduce(Int64(0)) { sum, number in
          sum + cells.reduce(0) { $0 + counts[number * cellCount + $1] }
        }
      }
      #expect(classes.indices.map { table.count($0, in: cells) } == expected)
      var sums: [Int64] = Array(repeating: 1, count: 7)
      var target = sums.mutableSpan
      table.add(cells, to: &target)
      #expect(sums == [1, 1] + expected.map { $0 + 1 } + [1])
    }
  }
}
