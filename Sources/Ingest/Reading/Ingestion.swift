/// Reads exports into canonical tables, and says everything that is wrong with them at once.
package struct Ingestion: Sendable {
  private let plan: ReadPlan
  private let catalogue: DialectCatalogue

  package init(_ plan: ReadPlan, catalogue: DialectCatalogue = .builtIn) {
    self.plan = plan
    self.catalogue = catalogue
  }

  /// Reads every file of every source, in the order of the plan, and hands over whole tables.
  ///
  /// A table holds the rows of some megabytes of a file; its columns are those of the projection
  /// that the file has. Opportunities whose file has HubSpot's `Date entered` columns also yield
  /// tables of stage history, when the projection is nil or holds `stage_history`.
  ///
  /// A fault never stops the reading of the other files; the caller throws the tables away when the
  /// report `hasErrors`. Only what `consume` throws ends the reading early.
  package func read<Failure: Error>(
    into consume: (ExportTable) throws(Failure) -> Void
  ) throws(Failure) -> IngestReport {
    var reading = Reading(plan: plan, catalogue: catalogue)
    for source in plan.sources {
      var identifiers = IdentifierRegister()
      for file in source.files {
        try reading.read(file, of: source, &identifiers, into: consume)
      }
    }
    return reading.finished()
  }
}

/// A reading under way.
struct Reading {
  let plan: ReadPlan
  let catalogue: DialectCatalogue
  private var report = IngestReport()
  private var assembly = TableAssembly()
  private var rejectCount = 0

  init(plan: ReadPlan, catalogue: DialectCatalogue) {
    self.plan = plan
    self.catalogue = catalogue
  }

  mutating func finished() -> IngestReport {
    report.dictionaries = assembly.dictionaries
    if rejectCount > plan.maximumRejects {
      // What caused the rejects is then what stops the run.
      for index in report.diagnostics.indices
      where rejecting.contains(index) {
        report.diagnostics[index].severity = .error
      }
      report.diagnostics.append(
        Diagnostic(
          "too-many-rejects", .error,
          rejectCount == 1
            ? "1 row was rejected, \(plan.maximumRejects) are allowed"
            : "\(rejectCount) rows were rejected, \(plan.maximumRejects) are allowed",
          fixes: [
            "mend what the findings above name",
            "or allow more: 'rejects: {maximum: \(rejectCount)}', or --max-rejects",
          ]))
    }
    return report
  }

  /// Indices of the diagnostics that explain rejects.
  private var rejecting: Set<Int> = []

  /// Reads one file; what is wrong with it goes into the report.
  mutating func read<Failure: Error>(
    _ file: (path: String, name: String), of source: ReadPlan.Source,
    _ identifiers: inout IdentifierRegister, into consume: (ExportTable) throws(Failure) -> Void
  ) throws(Failure) {
    var opening = FileOpening(plan: plan, catalogue: catalogue, source: source, file: file)
    let opened = opening.open()
    report.diagnostics += opening.diagnostics
    guard let opened else { return }
    let index = report.files.count
    report.files.append(opened.description)
    guard let layout = opened.layout else { return }

    let reader = ChunkReader(layout: layout)
    var faults = FaultLog(rejectLimit: plan.maximumRejects)
    var counts = FileCounts()
    var failure: Failure?
    identifiers.startFile()
    do throws(ScanFailure) {
      let summary = try opened.scanner.scanChunks { batch in
        batch.recordCount > 0 ? reader : nil
      } makePart: { reader in
        ChunkPart(layout: reader.layout)
      } read: { batch, reader, part in
        reader.read(batch, into: &part)
      } merge: { part, position in
        faults.merge(part.faults, linesBefore: position.linesBefore)
        counts.add(part)
        guard !part.lines.isEmpty else { return true }
        let table = assembly.table(
          part, layout, file: index, linesBefore: position.linesBefore)
        let history = assembly.stageHistory(
          part, layout, file: index, linesBefore: position.linesBefore)
        if IdentifierRegister.applies(to: layout.entity) { identifiers.add(table) }
        do throws(Failure) {
          try consume(table)
          if let history { try consume(history) }
          return true
        } catch {
          failure = error
          return false
        }
      }
      report.files[index].byteCount = summary.storedByteCount
    } catch {
      report.diagnostics.append(
        ScanFailureText(file: file.name, source: source).diagnostic(error))
    }
    if let failure { throw failure }
    finish(file.name, index, layout, faults, counts, identifiers, source)
  }

  private mutating func finish(
    _ name: String, _ index: Int, _ layout: FileLayout, _ faults: FaultLog, _ counts: FileCounts,
    _ identifiers: IdentifierRegister, _ source: ReadPlan.Source
  ) {
    report.files[index].rowCount = counts.rowCount
    report.files[index].rejectCount = faults.rejectCount
    rejectCount += faults.rejectCount
    for (kind, diagnostic) in faults.diagnostics(file: name) {
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
    if let first = identifiers.first {
      let more = identifiers.duplicateCount - 1
      report.diagnostics.append(
        Diagnostic(
          "identifier-duplicate", .warning, at: Place(file: name, line: first.line),
          "id '\(first.text)' stands in source '\(source.name)' already"
            + (more > 0 ? ", and \(more) more ids do" : ""),
          explanation: "both rows count, so figures may be too high",
          fixes: ["export one row for each record"]))
    }
  }
}

/// What was left out of a file, and how many rows it gave.
struct FileCounts {
  private(set) var rowCount = 0
  private var repeatedHeaderCount = 0
  private var footerCount = 0
  private var droppedCount = 0
  private var inexactAmounts: [Int: Int] = [:]

  mutating func add(_ part: ChunkPart) {
    rowCount += part.lines.count
    repeatedHeaderCount += part.repeatedHeaderCount
    footerCount += part.footerCount
    droppedCount += part.droppedCount
    for (column, count) in part.inexactAmounts { inexactAmounts[column, default: 0] += count }
  }

  func diagnostics(file: String, _ layout: FileLayout, hasRejects: Bool) -> [Diagnostic] {
    var result: [Diagnostic] = []
    func note(_ id: String, _ severity: Diagnostic.Severity, _ summary: String, _ fix: String) {
      result.append(Diagnostic(id, severity, at: Place(file: file), summary, fixes: [fix]))
    }
    func counted(_ count: Int, _ one: String, _ many: String) -> String {
      count == 1 ? "1 \(one)" : "\(count) \(many)"
    }
    if repeatedHeaderCount > 0 {
      note(
        "header-repeated", .note,
        counted(repeatedHeaderCount, "repeated header record was", "repeated header records were")
          + " left out", "nothing to do; the file was put together from several")
    }
    if footerCount > 0 {
      note(
        "footer-dropped", .note,
        counted(footerCount, "closing line was", "closing lines were") + " left out",
        "nothing to do; they are no records")
    }
    if droppedCount > 0, let drop = layout.drops.first {
      note(
        "records-dropped", .note,
        counted(droppedCount, "record was", "records were")
          + " left out because '\(drop.header)' is '\(drop.value)'",
        "nothing to do; such records are counted elsewhere or deleted")
    }
    for (index, count) in inexactAmounts.sorted(by: { $0.key < $1.key }) {
      note(
        "amount-rounded", .warning,
        counted(count, "amount", "amounts") + " of '\(layout.columns[index].header)' "
          + (count == 1 ? "has" : "have") + " more decimals than \(layout.currency) and "
          + (count == 1 ? "was" : "were") + " rounded",
        "export amounts with the decimals of the currency")
    }
    if rowCount == 0, !hasRejects {
      note(
        "source-file-without-rows", .warning, "the file has a header and no rows",
        "nothing to do if nothing was to be exported")
    }
    return result
  }
}
