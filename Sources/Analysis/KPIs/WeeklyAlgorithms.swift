import Calendar

extension KPIAlgorithm {
  /// Points of the last weeks that are more than ordinary variation (XmR limits): how many, with the
  /// limits as interval and the mean as numerator (kpis.md 3.11).
  static func signal(_ input: AlgorithmInput) -> [Figure] {
    guard input.isToday else { return [] }
    let points = input.maker.weeks.map { week in
      Fraction(Int64(clamping: input.total("points", over: week, as: .detail).sum))
    }
    let unit = input.maker.quantity(MeasureStore.Cell(), of: input.measure("points")).unit
    var figure = input.figure
    figure.count = points.count
    let chart = ProcessBehaviour(points)
    let signals = chart.map { Set($0.signals(in: points)) } ?? []
    for (index, week) in input.maker.weeks.enumerated() {
      input.trace?.note(
        line: week.id, as: .sample, date: week.lastDay, value: points[index].quantity(unit),
        note: signals.contains(index) ? "signal" : "")
    }
    guard let chart else {
      figure.absentReason = .insufficientHistory
      return [figure]
    }
    figure.value = Quantity(.count, Int64(signals.count))
    figure.numerator = chart.mean.quantity(unit)
    figure.interval = Figure.Interval(
      low: chart.lower.quantity(unit), high: chart.upper.quantity(unit))
    return [figure]
  }

  /// The share of the weeks with at least the weekly floor, scaled to the days worked.
  ///
  /// Weeks of absence are left out; of a team it is the weeks of its reps (kpis.md 3.7).
  static func rhythm(_ input: AlgorithmInput) -> [Figure] {
    guard input.isToday else { return [] }
    let floor = Int64(input.maker.definitions.weeklyMeetings)
    var reached = 0
    var weeks = 0
    for week in worked(input) {
      weeks += 1
      // At least floor times the days worked over the days of a full week.
      let isReached = week.activity * 5 >= floor * Int64(week.days)
      if isReached { reached += 1 }
      input.note(week, as: .denominator, Quantity(.count, 1))
      if isReached { input.note(week, as: .numerator, Quantity(.count, 1)) }
    }
    var figure = input.figure
    figure.count = weeks
    figure.numerator = Quantity(.count, Int64(reached))
    figure.denominator = Quantity(.count, Int64(weeks))
    guard weeks > 0 else {
      figure.absentReason = .noWorkingDay
      return [figure]
    }
    figure.value = Fraction(reached, over: weeks).quantity(.rate)
    return [figure]
  }

  /// The coefficient of variation of the activity a working day, week by week.
  static func rhythmVariation(_ input: AlgorithmInput) -> [Figure] {
    guard input.isToday else { return [] }
    let weeks = worked(input)
    for week in weeks where input.trace != nil {
      input.note(week, as: .sample, Fraction(week.activity, over: week.days).quantity(.ratio))
    }
    var figure = input.figure
    figure.count = weeks.count
    figure.value = variation(weeks.map { (count: $0.activity, days: $0.days) })
    if figure.value == nil {
      figure.absentReason = weeks.count < 2 ? .insufficientHistory : .zeroDenominator
    }
    return [figure]
  }

  /// The coefficient of variation of what was done a day worked, week by week; nothing for fewer than
  /// two weeks, or where nothing was done.
  static func variation(_ weeks: some Sequence<(count: Int64, days: Int)>) -> Quantity? {
    let weeks = Array(weeks)
    guard weeks.count >= 2 else { return nil }
    let (mean, squares) = moments(weeks) ?? moments(weeks.map { Fraction($0.count, over: $0.days) })
    guard !mean.isZero else { return nil }
    return Quantity(.ratio, millionthsOf: squares.double.squareRoot() / mean.double)
  }

  /// The mean and the variance of some rates.
  static func moments(_ rates: [Fraction]) -> (mean: Fraction, squares: Fraction) {
    let mean = rates.sum() / Fraction(rates.count)
    let squares = rates.map { ($0 - mean) * ($0 - mean) }.sum()
    return (mean, squares / Fraction(rates.count - 1))
  }

  /// The same of weeks, of which every rate is a number of 420ths; nothing where that is not exact.
  ///
  /// Such numbers are added up sooner than fractions.
  static func moments(
    _ weeks: [(count: Int64, days: Int)]
  ) -> (mean: Fraction, squares: Fraction)? {
    let (parts, number) = (Int128(420), Int128(weeks.count))
    guard weeks.count < 1 << 20 else { return nil }
    var (sum, squares) = (Int128(0), Int128(0))
    for week in weeks {
      guard (1...7).contains(week.days), week.count.magnitude < 1 << 32 else { return nil }
      let rate = Int128(week.count * 420 / Int64(week.days))
      sum += rate
      squares += rate * rate
    }
    return (
      Fraction(sum, over: parts * number),
      Fraction(
        number * squares - sum * sum, over: parts * parts * number * (number - 1))
    )
  }

  /// The activity of each rep in each complete week of the last twelve, with the days worked.
  private static func worked(_ input: AlgorithmInput) -> [WorkedWeek] {
    let maker = input.maker
    if let first = maker.weeks.first, let last = maker.weeks.last {
      input.trace?.note(
        input.measure("activity"), as: .detail, stays: input.scope.stays,
        in: .window(from: first.start, to: last.lastDay))
    }
    let activity = input.prepared.source("activity").place
    let spans = maker.weeks.map(maker.store.timeline.spans)
    var weeks: [WorkedWeek] = []
    for (person, stays) in maker.roster.people(among: input.scope.stays) {
      let inTeams = maker.spans(ofTeamStays: stays, of: person)
      for (number, week) in maker.weeks.enumerated() {
        let days = maker.daysWorked(by: person, in: week, spans: inTeams)
        guard days > 0 else { continue }
        let cell = maker.store.total(activity, stays: stays, spans: spans[number])
        weeks.append(
          WorkedWeek(
            person: person, week: number, activity: Int64(clamping: cell.sum), days: days))
      }
    }
    return weeks
  }
}

/// What a rep did in a week, and on how many days.
private struct WorkedWeek {
  var person: Int
  /// Its place in `FigureMaker.weeks`.
  var week: Int
  var activity: Int64
  var days: Int
}

extension AlgorithmInput {
  fileprivate func note(_ week: WorkedWeek, as part: Explanation.Part, _ value: Quantity) {
    guard let trace else { return }
    let period = maker.weeks[week.week]
    trace.note(
      line: period.id, as: part, name: "\(week.activity) / \(week.days) d",
      owner: maker.roster.people[week.person].id, date: period.lastDay, value: value)
  }
}

extension FigureMaker {
  /// The complete weeks up to the as-of day, twelve of them.
  static func weeks(asOf: CalendarDate) -> [Period] {
    let last = Period.containing(asOf.adding(days: 1), kind: .week).start
    return (1...12).reversed().map { back in
      Period.containing(last.adding(days: -7 * back), kind: .week)
    }
  }

  /// The 13 weeks that end with the as-of day, and the 13 before.
  static func progressWindows(asOf: CalendarDate) -> (now: Period, before: Period) {
    let days = 91
    let start = asOf.adding(days: 1 - days)
    return (
      .window(from: start, to: asOf),
      .window(from: start.adding(days: -days), to: start.adding(days: -1))
    )
  }

  /// Working days of a week on which a person was there: in one of the stays, hired, not absent.
  func daysWorked(by person: Int, in week: Period, stays: [Int]) -> Int {
    daysWorked(by: person, in: week, spans: spans(ofTeamStays: stays, of: person))
  }

  /// When a person was in those of some stays in which work counts: in a team, where there is one.
  func spans(ofTeamStays stays: [Int], of person: Int) -> [DaySpan] {
    let isInTeam = roster.isInTeam(person)
    return stays.compactMap { stay in
      roster.stays[stay].team != nil || !isInTeam ? roster.stays[stay].span : nil
    }
  }

  /// The same for the spans of those stays.
  func daysWorked(by person: Int, in week: Period, spans: [DaySpan]) -> Int {
    // Of most weeks nothing but the calendar takes a day away. Nobody is copied to see that.
    let isThere =
      roster.people[person].absences.isEmpty
      && roster.people[person].hiredAt.map { $0 <= week.start } ?? true
      && roster.people[person].leftAt.map { week.lastDay <= $0 } ?? true
      && spans.contains { $0.contains(week.start) && $0.contains(week.lastDay) }
    if isThere { return calendar.workingDays(in: week.range) }
    let who = roster.people[person]
    return (0..<week.dayCount).count { offset in
      let day = week.start.adding(days: offset)
      return calendar.isWorkingDay(day) && spans.contains { $0.contains(day) }
        && who.hiredAt.map { $0 <= day } ?? true && who.leftAt.map { day <= $0 } ?? true
        && !who.absences.contains { $0.contains(day) }
    }
  }
}

extension Period {
  /// The days from two thirds of the period on, rounded down to whole days.
  var lastThird: Period {
    .window(from: start.adding(days: 2 * dayCount / 3), to: lastDay)
  }
}
