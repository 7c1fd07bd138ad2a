import Calendar
import Ingest

/// Counts, table by table, what is there and what is missing.
struct QualityTally: Sendable {
  private struct Table {
    var rowCount = 0
    var newest = Column.missingDay
    /// By field, in the order of `QualityField.fields`.
    var counts: [Count]
  }

  private struct Count {
    var filled = 0
    var asked = 0
    var amount: Int128 = 0
    var isExported = false
  }

  private var tables: [Entity: Table] = [:]
  private var hasAmounts = false
  private var wonCount = 0
  private var lostCount = 0
  private var wonAmount: Int128 = 0
  private var firstWon: (file: Int, line: Int)?

  /// Takes a batch in, with its derived fields.
  mutating func add(_ rows: RowSet, _ days: FactDays) {
    let fields = QualityField.fields(of: rows.entity)
    var table =
      tables[rows.entity] ?? Table(counts: Array(repeating: Count(), count: fields.count))
    for row in 0..<rows.count where rows.isIncluded[row] { table.rowCount += 1 }
    table.newest = max(table.newest, days.newest)
    let statuses = rows.codes["status"]
    let amounts = rows.numbers["amount_net"] ?? rows.numbers["amount"]
    if amounts != nil { hasAmounts = true }
    if rows.entity == .opportunities { countOutcomes(rows) }
    for (index, field) in fields.enumerated() {
      guard let isFilled = Self.isFilled(field.field, rows) else { continue }
      // By code of the status: whether its rows are asked.
      let asked = statuses?.texts.map { field.rows.include($0) }
      table.counts[index].isExported = true
      for row in 0..<rows.count where rows.isIncluded[row] {
        if field.rows != .all {
          guard let asked, let code = statuses?.values[row], code >= 0, asked[Int(code)] else {
            continue
          }
        }
        table.counts[index].asked += 1
        if isFilled(row) {
          table.counts[index].filled += 1
        } else if let amount = amounts?[row], amount != Column.missingNumber {
          table.counts[index].amount += Int128(amount)
        }
      }
    }
    tables[rows.entity] = table
  }

  private mutating func countOutcomes(_ rows: RowSet) {
    guard let statuses = rows.codes["status"] else { return }
    let (won, lost) = (statuses.texts.firstIndex(of: "won"), statuses.texts.firstIndex(of: "lost"))
    let amounts = rows.numbers["amount_net"]
    for row in 0..<rows.count where rows.isIncluded[row] {
      let status = Int(statuses.values[row])
      if status == lost { lostCount += 1 }
      guard status == won else { continue }
      wonCount += 1
      if firstWon == nil { firstWon = (rows.file, rows.lines[row]) }
      if let amount = amounts?[row], amount != Column.missingNumber { wonAmount += Int128(amount) }
    }
  }

  /// Tells of each row whether it has a value; nothing when the column was not exported.
  private static func isFilled(_ field: String, _ rows: RowSet) -> ((Int) -> Bool)? {
    if let days = rows.days[field] { return { days[$0] != Column.missingDay } }
    if let numbers = rows.numbers[field] { return { numbers[$0] != Column.missingNumber } }
    if let codes = rows.codes[field]?.values { return { codes[$0] >= 0 } }
    if let texts = rows.texts[field] { return { !texts.isMissing($0) } }
    if let flags = rows.flags[field] { return { flags[$0] != Column.missingFlag } }
    return nil
  }

  /// Adds what only whole tables and the reading can tell.
  func report(_ report: IngestReport, to findings: inout Findings) {
    if wonCount >= Self.enoughWins, lostCount == 0 {
      // Odoo archives what is lost, and leaves it out of the export; every win rate is then 100 %.
      findings.add(
        "wins-without-losses", count: wonCount, amount: wonAmount,
        kpis: ["win_rate_closed_n", "win_rate_closed_v", "weighted_pipeline"],
        at: firstWon.flatMap { first in
          report.files.indices.contains(first.file)
            ? Place(file: report.files[first.file].name, line: first.line) : nil
        })
    }
    for diagnostic in report.diagnostics where !diagnostic.rejectsRows {
      guard let kpis = DamagedKPIs.of(diagnostic) else { continue }
      findings.add(
        diagnostic.id, count: diagnostic.count, amount: diagnostic.amount.map { Int128($0) },
        kpis: kpis, at: diagnostic.place)
    }
    let entities = Dictionary(report.files.map { ($0.name, $0.entity) }) { first, _ in first }
    for reject in report.rejects {
      let entity = entities[reject.place.file]
      findings.addReject(
        reject.id, kpis: entity.map { DamagedKPIs.ofRecords(in: $0) } ?? [], at: reject.place)
    }
  }

  /// Fewer wins than this without a loss are nothing odd.
  private static let enoughWins = 5

  /// What was counted; `report` has the rows that could not be used, `plan` the KPIs that there are.
  func result(_ report: IngestReport, _ plan: AnalysisPlan) -> DataQuality {
    let known = Set(plan.catalogue.kpis.map(\.id))
    return tables(report, asOf: plan.asOf, known: known)
  }

  private func tables(
    _ report: IngestReport, asOf: CalendarDate, known: Set<String>
  ) -> DataQuality {
    DataQuality(
      tables: Entity.allCases.compactMap { entity in
        guard let table = tables[entity] else { return nil }
        let rejects = report.files.filter { $0.entity == entity }.reduce(0) { $0 + $1.rejectCount }
        let newest =
          table.newest == Column.missingDay ? nil : CalendarDate(dayNumber: table.newest)
        return DataQuality.Table(
          entity: entity, rowCount: table.rowCount, rejectCount: rejects, newest: newest,
          ageDays: newest.map { asOf.days(since: $0) },
          fields: zip(QualityField.fields(of: entity), table.counts).compactMap { field, count in
            guard count.isExported, count.asked > 0 else { return nil }
            return DataQuality.Completeness(
              field: field.field, rows: field.rows.rawValue, filledCount: count.filled,
              askedCount: count.asked,
              amountAtStake: hasAmounts && (entity == .opportunities || entity == .orders)
                ? Quantity(.money, Int64(clamping: count.amount)) : nil,
              kpis: field.kpis.filter { known.contains($0) })
          })
      })
  }
}
