/// Counts the statuses and adds up the probabilities of each stage, pipeline by pipeline.
struct StageSurvey {
  /// A stage and a pipeline by their codes; the latter missing where the row has none.
  private typealias Pair = SIMD2<Int32>

  private struct Tally {
    var statuses: [Int32: Int] = [:]
    /// In millionths, and how many there are.
    var probabilitySum: Int64 = 0
    var probabilityCount: Int64 = 0

    var rowCount: Int { statuses.values.reduce(0, +) }

    var meanProbability: Int64 { probabilitySum / max(probabilityCount, 1) }

    static func + (left: Tally, right: Tally) -> Tally {
      Tally(
        statuses: left.statuses.merging(right.statuses, uniquingKeysWith: +),
        probabilitySum: left.probabilitySum &+ right.probabilitySum,
        probabilityCount: left.probabilityCount + right.probabilityCount)
    }
  }

  private var tallies: [Pair: Tally] = [:]
  private var statuses: [String] = []

  mutating func add(_ table: ExportTable) {
    guard table.entity == .opportunities, case .coded(let stages)? = table.columns["stage"] else {
      return
    }
    statuses = table.dictionaries["status"]?.values ?? statuses
    var statusCodes: [Int32] = []
    if case .coded(let codes)? = table.columns["status"] { statusCodes = codes }
    var pipelines: [Int32] = []
    if case .coded(let codes)? = table.columns["pipeline"] { pipelines = codes }
    var rates: [Int64] = []
    if case .number(let values)? = table.columns["probability"] { rates = values }
    for row in stages.indices where stages[row] != Column.missingCode {
      let pipeline = row < pipelines.count ? pipelines[row] : Column.missingCode
      let status = row < statusCodes.count ? statusCodes[row] : Column.missingCode
      var tally = tallies[Pair(stages[row], pipeline)] ?? Tally()
      tally.statuses[status, default: 0] += 1
      if row < rates.count, rates[row] != Column.missingNumber {
        tally.probabilitySum &+= rates[row]
        tally.probabilityCount += 1
      }
      tallies[Pair(stages[row], pipeline)] = tally
    }
  }

  /// By mean probability where each stage has one, else by first appearance.
  func stages(_ dictionary: CodeDictionary?) -> [FileSurvey.Stage] {
    guard let names = dictionary?.values else { return [] }
    let merged = Dictionary(tallies.map { ($0.x, $1) }, uniquingKeysWith: +)
    return Self.inOrder(merged).map { code, tally in
      var known: [String: Int] = [:]
      for (status, count) in tally.statuses where statuses.indices.contains(Int(status)) {
        known[statuses[Int(status)], default: 0] += count
      }
      return FileSurvey.Stage(
        name: names[Int(code)], rowCount: tally.rowCount, statuses: known,
        isCertain: tally.probabilitySum == Int64(tally.rowCount) * 1_000_000)
    }
  }

  /// The names of the stages of each pipeline, in the same order; nothing where there are not two
  /// pipelines.
  func pipelines(
    stages: CodeDictionary?, pipelines: CodeDictionary?
  ) -> [(name: String, stages: [String])] {
    guard let names = stages?.values, let pipelines = pipelines?.values else { return [] }
    let codes = Set(tallies.keys.map(\.y)).subtracting([Column.missingCode]).sorted()
    guard codes.count > 1 else { return [] }
    return codes.map { pipeline in
      let own = tallies.filter { $0.key.y == pipeline }.map { ($0.x, $1) }
      let stages = Self.inOrder(Dictionary(own, uniquingKeysWith: +))
      return (pipelines[Int(pipeline)], stages.map { names[Int($0.code)] })
    }
  }

  private static func inOrder(_ tallies: [Int32: Tally]) -> [(code: Int32, tally: Tally)] {
    let known = tallies.allSatisfy { $1.probabilityCount > 0 }
    return tallies.map { ($0, $1) }.sorted { left, right in
      known && left.1.meanProbability != right.1.meanProbability
        ? left.1.meanProbability < right.1.meanProbability : left.0 < right.0
    }
  }
}
