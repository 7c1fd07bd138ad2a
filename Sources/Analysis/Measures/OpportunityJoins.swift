import Calendar
import Ingest

/// Opportunities together with their stages, demos and outcomes, once every table has been read.
///
/// Rows are kept only while a measure of the run needs them, and of them the fields that are asked for
/// once they are put together.
struct OpportunityJoins: Sendable {
  private struct Batch: Sendable {
    var rows: RowSet
    var ids: [UInt64]
    /// Digests of the names that demos may call them by, 0 for none; empty where nobody asks for demos.
    var names: [UInt64]
  }

  private let plan: AnalysisPlan
  private let needed: Set<String>
  /// The fields of opportunities that are kept.
  private let kept: Set<String>
  private let needsStageRows: Bool
  private let keepsTexts: Bool
  private let needsContacts: Bool
  private var batches: [Batch] = []
  private(set) var visits = StageVisits()
  /// By opportunity, as its demos call it, the day of the first that was held.
  private var demos = FlatTable<Int32>()
  private var contacts: [UInt64: Contact] = [:]

  private struct Contact: Sendable {
    var first: Int32
    var owner: Int32
    var replied: Int32
  }

  /// Where the first attempt to reach somebody stands, and who it is; only where the records
  /// themselves are asked for.
  private var attempts: [UInt64: (place: RowPlace, id: String)] = [:]

  /// `keepsTexts` says that the records themselves will be asked for.
  init(_ plan: AnalysisPlan, measures: [Measure], keepsTexts: Bool = false) {
    self.plan = plan
    self.keepsTexts = keepsTexts
    needed = measures.filter { $0.entity == .opportunities }
      .reduce(into: Set<String>()) { $0.formUnion($1.fieldNames) }
      .intersection(JoinedFields.all(.opportunities))
    needsStageRows = measures.contains { $0.entity == .stageHistory }
    let joined = measures.filter { measure in
      measure.entity == .stageHistory
        || measure.entity == .opportunities
          && !JoinedFields.all(.opportunities).isDisjoint(with: measure.fieldNames)
    }
    kept = joined.reduce(into: Self.ownFields.union(plan.definitions.segments)) {
      $0.formUnion($1.fieldNames)
    }
    needsContacts = measures.contains {
      $0.entity == .contacts && !JoinedFields.all(.contacts).isDisjoint(with: $0.fieldNames)
    }
  }

  /// What stages, limits and the missing volume of objectives (`PipelineLedger`) ask for.
  private static let ownFields: Set<String> = [
    "status", "stage", "pipeline", "segment", "created_at", "closed_on", "expected_close_on",
  ]

  private var needsOpportunities: Bool { needsStageRows || !needed.isEmpty }

  private var needsVisits: Bool {
    needsStageRows || !needed.subtracting(["demo_on"]).isEmpty
  }

  // MARK: Taking in

  mutating func add(history table: ExportTable) {
    if needsVisits { visits.add(table, asOf: plan.asOf) }
  }

  /// Rows with their owners and derived fields.
  mutating func add(opportunities rows: RowSet) {
    guard needsOpportunities else { return }
    let ids = rows.texts["id"]
    var part = rows
    if keepsTexts {
      part.texts = rows.texts.filter { ["id", "name"].contains($0.key) }
    } else {
      part.keepFields(kept)
    }
    batches.append(
      Batch(
        rows: part,
        ids: (0..<rows.count).map { row in ids?.digest(row) ?? 0 },
        names: needed.contains("demo_on")
          ? rows.texts["name"].map { names in (0..<rows.count).map { names.digest($0) ?? 0 } } ?? []
          : []))
  }

  mutating func add(activities rows: RowSet) {
    if needed.contains("demo_on") { addDemos(rows) }
    if needsContacts { addContacts(rows) }
  }

  private mutating func addDemos(_ rows: RowSet) {
    guard let ids = rows.texts["opportunity_id"], let days = rows.days["scheduled_on"] else {
      return
    }
    let isDemo = rows.rows(where: "type", isOneOf: ["demo"])
    let isHeld = rows.rows(where: "outcome", isOneOf: ["done"])
    for row in 0..<rows.count
    where isDemo[row] && isHeld[row] && rows.isIncluded[row] && days[row] != Column.missingDay {
      guard let key = ids.digest(row) else { continue }
      demos[key] = min(demos[key] ?? .max, days[row])
    }
  }

  private static let channels: Set<String> = ["email", "linkedin", "call"]

  /// The first attempt to reach somebody, and their first reply; what bounced reached nobody, and an
  /// automatic reply is none (kpis.md 3.7).
  private mutating func addContacts(_ rows: RowSet) {
    guard let ids = rows.texts["contact_id"], let days = rows.days["done_on"] else { return }
    let isAttempt = rows.rows(where: "type", isOneOf: Self.channels)
    let isBounced = rows.rows(where: "outcome", isOneOf: ["bounced"])
    let isReply = rows.rows(where: "outcome", isOneOf: ["replied"])
    let isAutomatic = rows.rows(where: "outcome", isOneOf: ["auto_reply"])
    let isIncoming = rows.rows(where: "direction", isOneOf: ["inbound"])
    for row in 0..<rows.count
    where isAttempt[row] && !isBounced[row] && rows.isIncluded[row]
      && days[row] != Column.missingDay
    {
      guard let id = ids[row] else { continue }
      let key = IdentifierDigest.of(id)
      var contact =
        contacts[key] ?? Contact(first: .max, owner: -1, replied: Column.missingDay)
      let isInbound = isIncoming[row]
      if !isInbound,
        days[row] < contact.first
          || (days[row] == contact.first && rows.owners[row] < contact.owner)
      {
        contact.first = days[row]
        contact.owner = rows.owners[row]
        if keepsTexts { attempts[key] = (RowPlace(rows, row), id) }
      }
      if isReply[row] || (isInbound && !isAutomatic[row]) {
        let earlier = contact.replied == Column.missingDay ? .max : contact.replied
        contact.replied = min(earlier, days[row])
      }
      contacts[key] = contact
    }
  }

  // MARK: Putting together

  /// The rows that measures on joined fields are added up from.
  func results(_ probabilities: StageProbabilities) -> [RowSet] {
    var results = contactRows()
    guard needsOpportunities else { return results }
    let paths = visits.byOpportunity()
    let limits = stuckLimits(paths)
    let names = namesOfDemos()
    for batch in batches {
      var rows = batch.rows
      addDemos(to: &rows, batch, names)
      join(&rows, batch.ids, paths, limits)
      if !needed.isEmpty { results.append(rows) }
      if needsStageRows, !visits.isEmpty {
        results.append(
          StageRows.make(
            rows, batch.ids, paths: paths, names: visits.stageNames,
            probabilities: visits.stageNames.map { probabilities[$0] }, plan: plan))
      }
    }
    return results
  }

  /// The names that demos call, by digest, of one opportunity alone each.
  private func namesOfDemos() -> FlatTable<Bool> {
    var names = FlatTable<Bool>()
    guard !demos.isEmpty else { return names }
    for batch in batches {
      for name in batch.names where demos.index(of: name) != nil {
        names[name] = names.index(of: name) == nil
      }
    }
    return names
  }

  private func addDemos(to rows: inout RowSet, _ batch: Batch, _ names: FlatTable<Bool>) {
    guard needed.contains("demo_on"), !demos.isEmpty else { return }
    var days = batch.ids.map { demos[$0] ?? Column.missingDay }
    if !names.isEmpty {
      for (row, name) in batch.names.enumerated()
      where days[row] == Column.missingDay && names[name] == true {
        days[row] = demos[name] ?? Column.missingDay
      }
    }
    rows.days["demo_on"] = days
  }

  private func contactRows() -> [RowSet] {
    guard needsContacts, !contacts.isEmpty else { return [] }
    func rows(_ known: [Contact], file: Int, lines: [Int]) -> RowSet {
      var rows = RowSet(entity: .contacts, file: file, lines: lines)
      rows.owners = known.map(\.owner)
      rows.days["first_contact_on"] = known.map(\.first)
      rows.days["replied_on"] = known.map(\.replied)
      return rows
    }
    guard keepsTexts else {
      let known = contacts.values.filter { $0.first != .max }
      return [rows(known, file: 0, lines: known.map { _ in 0 })]
    }
    // By file, because the rows of a set stand in one.
    let files = Dictionary(grouping: attempts, by: \.value.place.file)
    return files.sorted { $0.key < $1.key }.map { file, attempts in
      let attempts = attempts.sorted { $0.value.place < $1.value.place }
      var rows = rows(
        attempts.compactMap { contacts[$0.key] }, file: Int(file),
        lines: attempts.map { Int($0.value.place.line) })
      rows.texts["id"] = TextColumn(attempts.map(\.value.id))
      return rows
    }
  }

  private func join(
    _ rows: inout RowSet, _ ids: [UInt64], _ paths: [UInt64: [StageVisits.Visit]],
    _ limits: StuckLimits
  ) {
    let missing = Column.missingDay
    guard needsVisits, !visits.isEmpty else { return }
    let today = plan.asOf.dayNumber
    var entered = Array(repeating: missing, count: rows.count)
    var days = Array(repeating: Column.missingNumber, count: rows.count)
    var stuck = Array(repeating: Column.missingFlag, count: rows.count)
    var critical = stuck
    var pooled = stuck
    let isOpen = rows.rows(where: "status", isOneOf: ["open"])
    for row in 0..<rows.count where isOpen[row] {
      guard let path = paths[ids[row]], let last = path.last else { continue }
      entered[row] = last.entered
      let spent = StageRows.days(in: last.stage, path, until: today)
      days[row] = spent
      let limit = limits.limits(key(rows, row, stage: last.stage))
      stuck[row] = spent > limit.stuck ? 1 : 0
      critical[row] = spent > limit.critical ? 1 : 0
      pooled[row] = limit.isConfigured ? 1 : 0
    }
    rows.days["stage_entered_on"] = entered
    rows.numbers["days_in_stage"] = days
    rows.flags["is_stuck"] = stuck
    rows.flags["is_critical"] = critical
    rows.flags["is_pooled"] = pooled
    followProcess(&rows, ids, paths)
  }

  private func key(_ rows: RowSet, _ row: Int, stage: Int32) -> StuckLimits.Key {
    StuckLimits.Key(
      pipeline: rows.text("pipeline", row) ?? "", segment: rows.text("segment", row),
      stage: HeaderText.folded(visits.stageNames[Int(stage)]))
  }

  /// Deals won that left a stage in the last 24 months show how long a stage takes.
  private func stuckLimits(_ paths: [UInt64: [StageVisits.Visit]]) -> StuckLimits {
    var limits = StuckLimits(plan.definitions)
    guard !needed.isDisjoint(with: ["is_stuck", "is_critical", "is_pooled"]) else { return limits }
    let first = plan.asOf.adding(months: -24).dayNumber
    for batch in batches {
      let rows = batch.rows
      let isWon = rows.rows(where: "status", isOneOf: ["won"])
      for row in 0..<rows.count where isWon[row] && rows.isIncluded[row] {
        let closed = rows.days["closed_on"]?[row] ?? Column.missingDay
        let path = StageRows.path(
          paths[batch.ids[row]] ?? [], closedOn: closed, status: "won",
          closingStage: rows.text("stage", row), names: visits.stageNames, plan: plan)
        for stage in Set(path.map(\.stage)) {
          let left = path.last { $0.stage == stage }?.left ?? closed
          guard left != Column.missingDay, left > first else { continue }
          limits.add(
            key(rows, row, stage: stage), days: StageRows.days(in: stage, path, until: closed))
        }
      }
    }
    return limits
  }

  /// Whether a closed deal entered every mandatory stage: a deal won all of them, a lost one those
  /// before the furthest that it reached; of the pipeline that it is in.
  private func followProcess(
    _ rows: inout RowSet, _ ids: [UInt64], _ paths: [UInt64: [StageVisits.Visit]]
  ) {
    guard needed.contains("followed_process"), plan.stages.contains(where: \.isMandatory) else {
      return
    }
    let order = StageOrder(plan.stages)
    let ranks = visits.stageNames.map { order.rank(of: $0) }
    let mandatory = plan.stages.indices.filter { plan.stages[$0].isMandatory }
    rows.flags["followed_process"] = (0..<rows.count).map { row in
      guard let status = rows.text("status", row), status == "won" || status == "lost",
        let path = paths[ids[row]]
      else { return Column.missingFlag }
      let places = path.compactMap { ranks[Int($0.stage)] }
      let furthest = status == "won" ? plan.stages.count : places.max() ?? 0
      return mandatory.allSatisfy { stage in
        stage > furthest || places.contains(stage)
          || places.last.map { plan.stages[$0].pipeline != plan.stages[stage].pipeline } ?? false
      } ? 1 : 0
    }
  }
}
