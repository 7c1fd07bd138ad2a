/// Counts the statuses and adds up the probabilities of each stage.
struct StageSurvey {
  private var counts: [Int32: [Int32: Int]] = [:]
  /// Sum of the probabilities in millionths, and how many.
  private var probabilities: [Int32: (sum: Int64, count: Int64)] = [:]
  private var statuses: [String] = []

  mutating func add(_ table: ExportTable) {
    guard table.entity == .opportunities, case .coded(let stages)? = table.columns["stage"] else {
      return
    }
    statuses = table.dictionaries["status"]?.values ?? statuses
    var statusCodes: [Int32] = []
    if case .coded(let codes)? = table.columns["status"] { statusCodes = codes }
    var rates: [Int64] = []
    if case .number(let values)? = table.columns["probability"] { rates = values }
    for row in stages.indices where stages[row] != Column.missingCode {
      let status = row < statusCodes.count ? statusCodes[row] : Column.missingCode
      counts[stages[row], default: [:]][status, default: 0] += 1
      if row < rates.count, rates[row] != Column.missingNumber {
        let found = probabilities[stages[row]] ?? (0, 0)
        probabilities[stages[row]] = (found.sum &+ rates[row], found.count + 1)
      }
    }
  }

  /// By mean probability where each stage has one, else by first appearance.
  func stages(_ dictionary: CodeDictionary?) -> [FileSurvey.Stage] {
    guard let names = dictionary?.values else { return [] }
    var codes = names.indices.map { Int32($0) }.filter { counts[$0] != nil }
    if codes.allSatisfy({ probabilities[$0] != nil }) {
      codes.sort { left, right in
        mean(left) == mean(right) ? left < right : mean(left) < mean(right)
      }
    }
    return codes.map { code in
      var known: [String: Int] = [:]
      for (status, count) in counts[code] ?? [:] where statuses.indices.contains(Int(status)) {
        known[statuses[Int(status)], default: 0] += count
      }
      return FileSurvey.Stage(
        name: names[Int(code)], rowCount: (counts[code] ?? [:]).values.reduce(0, +),
        statuses: known)
    }
  }

  private func mean(_ code: Int32) -> Int64 {
    probabilities[code].map { $0.sum / max($0.count, 1) } ?? 0
  }
}
