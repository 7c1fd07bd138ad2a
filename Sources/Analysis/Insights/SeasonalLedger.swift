import Calendar
import Ingest

/// How past periods filled up, for the objectives whose pace is `seasonal` (objectives.md 4.2): what
/// was counted on each day of the last periods of the same kind.
struct SeasonalLedger: Sendable {
  private struct Question: Sendable {
    let objective: String
    let owner: ScopeID
    let measure: Measure
    /// The latest first, without gap.
    let pasts: [Period]
    var byDay: [Int32: Int64] = [:]
  }

  /// How many past periods are learnt from at most.
  private static let pastCount = 8
  private static let yearDays = 360

  private var questions: [Question] = []
  private let asOf: CalendarDate

  init(_ plan: AnalysisPlan) {
    asOf = plan.asOf
    let measures = Dictionary(
      plan.measures.map { ($0.id, $0) }, uniquingKeysWith: { one, _ in one })
    for objective in plan.objectives where objective.pace == .seasonal {
      guard
        case .simple(let id)? = plan.catalogue.kpi(objective.kpi)?.narrowed(to: objective).formula,
        let measure = measures[id], measure.time == .event,
        measure.aggregate == .count || measure.aggregate == .sum
      else { continue }
      var pasts: [Period] = []
      var past = objective.period
      for _ in 0..<Self.pastCount {
        past = past.previous(fiscal: plan.fiscal)
        pasts.append(past)
      }
      questions.append(
        Question(
          objective: objective.id, owner: objective.owner, measure: measure, pasts: pasts))
    }
  }

  mutating func add(_ rows: RowSet, roster: Roster) {
    for index in questions.indices where questions[index].measure.entity == rows.entity {
      let question = questions[index]
      guard let date = question.measure.date, let days = rows.days[date],
        let first = question.pasts.last?.start.dayNumber,
        let last = question.pasts.first?.lastDay.dayNumber
      else { continue }
      let accepted = MeasureStore.accepted(question.measure, rows)
      let values = question.measure.field.flatMap { rows.numbers[$0] }
      let stays = Set(roster.stays(of: question.owner))
      for row in 0..<rows.count where accepted[row] && days[row] >= first && days[row] <= last {
        let owner = Int(rows.owners[row])
        let stay =
          roster.stay(ofPerson: owner, onDay: days[row])
        let value = values?[row] ?? 1
        guard stays.contains(stay), value != Column.missingNumber else { continue }
        questions[index].byDay[days[row], default: 0] &+= value
      }
    }
  }

  /// By objective, the shares of the past periods that the exports cover.
  func shares(
    firstDay: [Entity: Int32], calendar: WorkingCalendar
  ) -> [String: [SeasonalShares]] {
    var shares: [String: [SeasonalShares]] = [:]
    for question in questions {
      let known = covered(question, firstDay)
      shares[question.objective] = known.compactMap { past in
        var totals: [Int64] = []
        var total: Int64 = 0
        for index in 0..<past.dayCount {
          let date = past.start.adding(days: index)
          total &+= question.byDay[date.dayNumber] ?? 0
          // What comes on a day off counts with the working day before it.
          if calendar.isWorkingDay(date) {
            totals.append(total)
          } else if !totals.isEmpty {
            totals[totals.count - 1] = total
          }
        }
        return SeasonalShares(runningTotals: totals)
      }
    }
    return shares
  }

  /// By objective over a year or so, the indices of its months.
  func months(firstDay: [Entity: Int32], calendar: WorkingCalendar) -> [String: SeasonalMonths] {
    var months: [String: SeasonalMonths] = [:]
    for question in questions {
      let known = covered(question, firstDay).filter { $0.dayCount >= Self.yearDays }
      let years = known.map { year in
        (1...12).map { month -> SeasonalMonths.Month in
          var entry = SeasonalMonths.Month(total: 0, workingDays: 0)
          for index in 0..<year.dayCount {
            let date = year.start.adding(days: index)
            guard date.month == month else { continue }
            entry.total &+= question.byDay[date.dayNumber] ?? 0
            if calendar.isWorkingDay(date) { entry.workingDays += 1 }
          }
          return entry
        }
      }
      months[question.objective] = SeasonalMonths(years: years)
    }
    return months
  }

  private func covered(_ question: Question, _ firstDay: [Entity: Int32]) -> [Period] {
    guard let first = firstDay[question.measure.entity] else { return [] }
    return question.pasts.filter { $0.start.dayNumber >= first && $0.lastDay <= asOf }
  }
}
