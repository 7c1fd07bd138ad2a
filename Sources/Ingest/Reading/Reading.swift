/// A reading under way.
struct Reading {
  let plan: ReadPlan
  private var report = IngestReport()
  private var assembly = TableAssembly()
  private var rejectCount = 0
  /// Indices of the diagnostics that explain rejects.
  private var rejecting: Set<Int> = []
  /// By line of the file being read: the amounts of rows that are left out.
  private var amountsLeftOut: [(line: Int, amount: Int64)] = []
  /// By line of the file being read: the records whose row there counts, and was not met yet.
  private var awaited = AwaitedRows()

  private var shared: SharedIdentifiers

  init(plan: ReadPlan) {
    self.plan = plan
    shared = SharedIdentifiers(plan)
  }

  mutating func finished() -> IngestReport {
    report.dictionaries = assembly.dictionaries
    if rejectCount > plan.maximumRejects {
      // What caused the rejects is then what stops the run.
      for index in report.diagnostics.indices
      where rejecting.contains(index) {
        report.diagnostics[index].severity = .error
      }
      report.diagnostics.append(.tooManyRejects(rejectCount, allowed: plan.maximumRejects))
    }
    return report
  }

  /// Reads the sources; says no when identifiers that were trusted to be sorted are not, or a format
  /// was guessed wrong.
  mutating func read<Failure: Error>(
    _ sources: [OpenedSource], trustsOrder: Bool,
    into consume: (ExportTable) throws(Failure) -> Void
  ) throws(Failure) -> Bool {
    var surveys: [IdentitySurvey?] = []
    for source in sources {
      var survey = IdentitySurvey(source)
      if trustsOrder && survey.isLikelySorted() {
        surveys.append(nil)
      } else {
        survey.run()
        assembly.merged.add(survey.merges, of: source.source.entity)
        surveys.append(survey)
      }
    }
    assembly.merged.settle()
    for (number, (source, survey)) in zip(sources, surveys).enumerated() {
      var resolution = survey?.resolution(assembly.merged.survivors(of: source.source.entity))
      for (index, file) in source.files.enumerated() {
        report.diagnostics += file.diagnostics
        guard let opened = file.opened else { continue }
        amountsLeftOut = []
        awaited = resolution?.awaited(ofFile: index) ?? AwaitedRows()
        let isDone = try read(
          opened, of: source.source, number, file.file.name,
          excluded: resolution?.excluded(ofFile: index) ?? FlatTable(),
          receivers: resolution?.receivers(ofFile: index) ?? [:], watchesOrder: survey == nil,
          into: consume)
        if !isDone { return false }
        resolution?.add(amountsLeftOut, rejected: awaited.missing, file: index)
      }
      report.diagnostics += resolution?.diagnostics(source: source.source) ?? []
      if let finding = shared.diagnostic(source: source.source) {
        report.diagnostics.append(finding)
      }
    }
    return true
  }

  /// Reads one file; what is wrong with it goes into the report.
  ///
  /// Says no when the order of the identifiers breaks, or a format was guessed wrong.
  private mutating func read<Failure: Error>(
    _ opened: FileOpening.Opened, of source: ReadPlan.Source, _ number: Int, _ name: String,
    excluded: FlatTable<IdentityResolution.Exclusion>, receivers: [Int: Int], watchesOrder: Bool,
    into consume: (ExportTable) throws(Failure) -> Void
  ) throws(Failure) -> Bool {
    let index = report.files.count
    report.files.append(opened.description)
    guard let layout = opened.layout else { return true }

    let reader = ChunkReader(
      layout: layout, watchesOrder: watchesOrder, leavesOutRows: !excluded.isEmpty,
      guess: opened.guess)
    var evidence = opened.guess?.evidence ?? FormatEvidence()
    let opening = report.diagnostics.count
    var faults = FaultLog(rejectLimit: plan.maximumRejects)
    var counts = FileCounts()
    var order = IdentifierOrder()
    var carried: [Int: [Int64]] = [:]
    var failure: Failure?
    let learned = LearnedParts()
    do throws(ScanFailure) {
      let summary = try opened.scanner.scanChunks { batch in
        batch.recordCount > 0 ? reader : nil
      } makePart: { reader in
        ChunkPart(layout: reader.layout, learned: learned.tables, room: learned.room)
      } read: { batch, reader, part in
        reader.read(batch, into: &part)
      } merge: { complete, position in
        var part = complete
        order.append(part.order)
        guard order.isKept else { return false }
        evidence.merge(part.formats, linesBefore: position.linesBefore)
        counts.add(part)
        learned.noteRoom(part)
        part.noteAmounts(
          of: excluded, except: receivers, layout, linesBefore: position.linesBefore,
          &amountsLeftOut)
        part.addUp(receivers, linesBefore: position.linesBefore, carried: &carried)
        part.decide(excluded, linesBefore: position.linesBefore, layout)
        faults.merge(part.faults, linesBefore: position.linesBefore)
        part.leaveOut(excluded, linesBefore: position.linesBefore, &counts)
        if !awaited.isEmpty {
          for line in part.lines { awaited.meet(line: line + position.linesBefore) }
        }
        guard !part.lines.isEmpty else { return true }
        shared.add(
          part, layout, source: number, file: name, linesBefore: position.linesBefore)
        let table = assembly.table(
          part, layout, file: index, linesBefore: position.linesBefore)
        if learned.learn(part) { assembly.learn(part, layout) }
        let history = assembly.stageHistory(
          part, layout, file: index, linesBefore: position.linesBefore)
        do throws(Failure) {
          // A stage of the past comes before the opportunities that it tells of.
          if let history { try consume(history) }
          try consume(table)
          return true
        } catch {
          failure = error
          return false
        }
      }
      report.files[index].byteCount = summary.storedByteCount
    } catch {
      awaited = AwaitedRows()
      // Of a file that ends in a fault only that is said, unless its formats are known.
      if opened.guess != nil { return false }
      report.diagnostics.append(
        ScanFailureText(file: name, source: source, excerpt: { opened.scanner.excerpt(line: $0) })
          .diagnostic(error))
    }
    if let failure { throw failure }
    guard order.isKept else { return false }
    if let guess = opened.guess {
      guard let diagnostics = guess.confirmed(by: evidence) else { return false }
      report.diagnostics.insert(contentsOf: diagnostics, at: opening)
    }
    if counts.rowCount == 0 {
      // A valid, empty file: its columns are known, and nothing happened.
      try consume(assembly.table(ChunkPart(layout: layout), layout, file: index, linesBefore: 0))
    }
    finish(name, index, layout, faults, counts)
    return true
  }

  private mutating func finish(
    _ name: String, _ index: Int, _ layout: FileLayout, _ faults: FaultLog, _ counts: FileCounts
  ) {
    report.files[index].rowCount = counts.rowCount
    report.files[index].rejectCount = faults.rejectCount
    rejectCount += faults.rejectCount
    for (kind, diagnostic) in faults.diagnostics(file: name, entity: layout.entity) {
      if kind.isReject { rejecting.insert(report.diagnostics.count) }
      report.diagnostics.append(diagnostic)
    }
    report.diagnostics += counts.diagnostics(
      file: name, layout, hasRejects: faults.rejectCount > 0)
    for reject in faults.rejects where report.rejects.count <= plan.maximumRejects {
      report.rejects.append(
        RejectedRow(
          place: Place(file: name, line: reject.line, column: reject.column), byte: reject.byte,
          field: reject.field, text: reject.text, id: reject.id, summary: reject.summary))
    }
  }
}
