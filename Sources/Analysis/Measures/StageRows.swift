import Calendar
import Ingest

/// One row for each stage that an opportunity entered, with the opportunity's own fields.
///
/// | field | meaning |
/// |---|---|
/// | `stage` | the stage, as the configuration writes it |
/// | `entered_on` | the day it was first entered |
/// | `left_on` | the day it was last left, for another stage or by closing |
/// | `stay_days` | days spent in it so far, stays added up |
/// | `fate` | `moved_on` to a later stage or won, `lost` from it, or `waiting` |
/// | `is_over` | whether it was left |
/// | `went_back` | whether the deal came into an earlier stage after it |
/// | `closed_on` | the day the deal was won or lost |
/// | `squared_error` | of a closed deal: (probability of the stage - outcome)² |
/// | `probability_band` | `0-20` … `80-100`: where the probability of the stage lies, in percent |
/// | `reached:…` | the day a stage or a later one was first entered, or the deal was won |
enum StageRows {
  static let fates = ["moved_on", "lost", "waiting"]

  /// Days within a stage over all stays, up to a day.
  static func days(in stage: Int32, _ path: [StageVisits.Visit], until day: Int32) -> Int64 {
    path.reduce(Int64(0)) { sum, visit in
      visit.stage == stage ? sum + max(0, Int64(visit.left ?? day) - Int64(visit.entered)) : sum
    }
  }

  /// The stays of a deal without the closing itself, which some CRMs write as a stage of its own.
  static func path(
    _ visits: [StageVisits.Visit], closedOn: Int32, status: String?, closingStage: String?,
    names: [String], plan: AnalysisPlan
  ) -> [StageVisits.Visit] {
    guard status == "won" || status == "lost", closedOn != Column.missingDay,
      var last = visits.last
    else { return visits }
    let name = names[Int(last.stage)]
    let isConfigured =
      !plan.stages.isEmpty && StageOrder(plan.stages).rank(of: name) != nil
    let isClosing =
      last.entered >= closedOn && !isConfigured
      || !isConfigured && closingStage.map(HeaderText.folded) == HeaderText.folded(name)
    if isClosing, visits.count > 1 {
      // A snapshot sees the closing later than it was.
      var stays = Array(visits.dropLast())
      let before = stays[stays.count - 1]
      stays[stays.count - 1].left = before.left.map { min($0, max(closedOn, before.entered)) }
      return stays
    }
    last.left = max(closedOn, last.entered)
    return Array(visits.dropLast()) + [last]
  }

  /// The rows of a batch of opportunities.
  static func make(
    _ deals: RowSet, _ ids: [UInt64], paths: [UInt64: [StageVisits.Visit]], names: [String],
    probabilities: [Int64?], plan: AnalysisPlan
  ) -> RowSet {
    let order = StageOrder(plan.stages)
    let ranks = names.map { order.rank(of: $0) }
    let written = names.enumerated().map { index, name in
      ranks[index].map { plan.stages[$0].name } ?? name
    }
    let today = plan.asOf.dayNumber
    var builder = Builder(ranks: ranks, pipelines: plan.stages.map(\.pipeline))
    for row in 0..<deals.count where deals.isIncluded[row] {
      guard let visits = paths[ids[row]] else { continue }
      let status = deals.text("status", row)
      let closed = deals.days["closed_on"]?[row] ?? Column.missingDay
      let path = path(
        visits, closedOn: closed, status: status, closingStage: deals.text("stage", row),
        names: names, plan: plan)
      builder.add(
        row, path, isWon: status == "won", isLost: status == "lost", closed: closed, today: today)
    }
    return builder.rows(deals, stages: written, probabilities: probabilities, plan: plan)
  }

  /// The bands of the calibration table, by their number from the bottom.
  static let bands = ["0-20", "20-40", "40-60", "60-80", "80-100"]

  /// (p - outcome)² of a closed deal in millionths; missing where it is open, or p not known.
  private static func squaredError(_ probability: Int64?, status: String?) -> Int64 {
    guard let probability, status == "won" || status == "lost" else { return Column.missingNumber }
    let distance = probability - (status == "won" ? 1_000_000 : 0)
    return roundedQuotient(Int128(distance) * Int128(distance), 1_000_000)
  }

  /// Columns in the making.
  private struct Builder {
    var sources: [Int] = []
    var stage: [Int32] = []
    var entered: [Int32] = []
    var left: [Int32] = []
    var stays: [Int64] = []
    var fate: [Int32] = []
    var wentBack: [UInt8] = []
    var reached: [[Int32]]
    /// By stage of the history, its place among the configured ones; -1 for any other.
    private let ranks: [Int]
    /// By place, a number for the pipeline.
    private let pipelines: [Int]

    /// The last column of those that are reached is for being won.
    init(ranks: [Int?], pipelines: [String?]) {
      self.ranks = ranks.map { $0 ?? -1 }
      self.pipelines = pipelines.map { pipelines.firstIndex(of: $0) ?? 0 }
      reached = Array(repeating: [], count: pipelines.count + 1)
    }

    /// Whether two places, neither of them -1, are of one pipeline: only those come one behind the
    /// other.
    private func areOfOnePipeline(_ rank: Int, _ other: Int) -> Bool {
      pipelines[rank] == pipelines[other]
    }

    mutating func add(
      _ row: Int, _ path: [StageVisits.Visit], isWon: Bool, isLost: Bool, closed: Int32,
      today: Int32
    ) {
      let missing = Column.missingDay
      var seen: Set<Int32> = []
      for (index, visit) in path.enumerated() where seen.insert(visit.stage).inserted {
        let lastStay = path.last { $0.stage == visit.stage }
        let rank = ranks[Int(visit.stage)]
        let hasMovedOn =
          isWon
          || rank >= 0
            && path.contains {
              let other = ranks[Int($0.stage)]
              return other > rank && areOfOnePipeline(other, rank)
            }
        sources.append(row)
        stage.append(visit.stage)
        entered.append(visit.entered)
        left.append(lastStay?.left ?? missing)
        stays.append(StageRows.days(in: visit.stage, path, until: today))
        fate.append(hasMovedOn ? 0 : isLost ? 1 : 2)
        let hasGoneBack =
          rank >= 0
          && path.dropFirst(index + 1).contains {
            let other = ranks[Int($0.stage)]
            return other >= 0 && other < rank && areOfOnePipeline(other, rank)
          }
        wentBack.append(hasGoneBack ? 1 : 0)
        // A later stage counts for every one that was skipped on the way to it (kpis.md 3.4).
        for target in reached.indices {
          let later = path.dropFirst(index + 1).first {
            let other = ranks[Int($0.stage)]
            return other >= target && areOfOnePipeline(other, target)
          }
          reached[target].append(later?.entered ?? (isWon ? closed : missing))
        }
      }
    }

    func rows(
      _ deals: RowSet, stages: [String], probabilities: [Int64?], plan: AnalysisPlan
    ) -> RowSet {
      var rows = RowSet(
        entity: .stageHistory, file: deals.file, lines: sources.map { deals.lines[$0] })
      for (name, column) in deals.texts {
        rows.texts[name] = TextColumn(sources.map { column[$0] })
      }
      rows.owners = sources.map { deals.owners[$0] }
      for (name, column) in deals.codes where name != "stage" {
        rows.codes[name] = (sources.map { column.values[$0] }, column.texts)
      }
      rows.codes["stage"] = (stage, stages)
      rows.codes["fate"] = (fate, StageRows.fates)
      rows.days["entered_on"] = entered
      rows.days["left_on"] = left
      rows.numbers["stay_days"] = stays
      rows.days["closed_on"] = sources.map { deals.days["closed_on"]?[$0] ?? Column.missingDay }
      rows.numbers["squared_error"] = zip(sources, stage).map { source, stage in
        StageRows.squaredError(probabilities[Int(stage)], status: deals.text("status", source))
      }
      rows.codes["probability_band"] = (
        stage.map { stage in
          probabilities[Int(stage)].map { Int32(min($0 / 200_000, 4)) } ?? Column.missingCode
        }, StageRows.bands
      )
      rows.flags["went_back"] = wentBack
      rows.flags["is_over"] = left.map { $0 == Column.missingDay ? 0 : 1 }
      for (index, target) in plan.stages.enumerated() {
        rows.days["reached:\(target.name)"] = reached[index]
      }
      rows.days["reached:won"] = reached.last ?? []
      return rows
    }
  }
}
