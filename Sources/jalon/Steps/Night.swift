import Analysis
import Archive
import ArgumentParser
import CFiles
import Calendar
import Configuration
import Dispatch
import Foundation
import Ingest
import Publish

/// What `run`, `check` and `figures` share: from the configuration to one result.
///
/// Each step prints what it finds, and the first one with errors ends the verb.
struct Night {
  let messages: Messages
  let configuration: Configuration
  var plan: AnalysisPlan
  let readPlan: ReadPlan
  /// Nothing where none is configured, or none is there yet and nothing is to be written.
  let archive: Archive?
  /// What the archive was when it was decided what is read.
  private let archiveState: Int?
  /// What the exports were before they were read.
  private let stamps: [String: FileStamp]
  /// Where the exports come from when not from where the configuration says.
  private let archived: ArchivedInputs?
  /// The local day of the run.
  let clock: CalendarDate
  /// The same, where the as-of date was not asked for.
  let today: CalendarDate?

  /// What a verb does with what it reads.
  enum Purpose {
    /// Writes nothing.
    case reading
    /// Writes nothing, and reads what lies there now, whatever the date in its name.
    case comparing
    /// Publishes, and keeps the run in the archive.
    case publishing
  }

  /// Loads the configuration and decides what is read, and as of when.
  ///
  /// `exports` stands for the files of this machine where a folder of old ones is read, and
  /// `rereading` names an archived run whose own files are read.
  init(
    _ options: RunOptions, _ messages: Messages, for purpose: Purpose = .reading,
    exports: DatedExports? = nil,
    rereading: (run: ArchivedRun, archive: Archive)? = nil
  ) throws {
    self.messages = messages
    let current = try Self.load(options, messages)
    messages.counts?.begin(current)
    let now = Clock.now()
    let usual =
      exports?.date ?? rereading?.run.asOf
      ?? current.defaultAsOf(now: now, files: LocalFiles()).date
    let choice = try PeriodChoice(options, usualAsOf: usual, current)
    messages.note("as of \(choice.asOf)")
    archive = try rereading?.archive ?? Self.archive(current, purpose, messages)
    if purpose == .publishing, rereading == nil {
      ArchivedInputs.sweep()
      try Forgetter.endBegun(current, archive, messages)
      if let archive { try Recovery.end(archive, current, options, messages) }
    }
    archiveState = try Self.state(of: archive, messages)
    archived =
      exports == nil
      ? try Self.inputs(
        options, choice.asOf, usual: usual, rereading?.run, archive, current, messages) : nil
    let isAsked = options.asOf != nil || exports != nil || rereading != nil
    clock = current.zone.localDate(at: now)
    today = isAsked ? nil : clock
    var configuration = current
    if let archived {
      configuration = try Self.configuration(of: archived, current, options, messages)
    }
    self.configuration = configuration
    plan = configuration.analysisPlan(
      asOf: choice.asOf, period: choice.kind, version: Version.number)
    plan.exportsAsOf = try Self.laterExports(archived, archive, choice.asOf, messages)
    // The exports of a later night carry its date.
    let readAsOf =
      archived?.run.asOf ?? (purpose == .comparing ? max(usual, choice.asOf) : choice.asOf)
    let files: any FileAccess = archived?.files ?? exports ?? LocalFiles()
    var (readPlan, diagnostics) = configuration.readPlan(
      asOf: readAsOf, files: files, threadCount: options.threadCount)
    archived?.redirect(&readPlan)
    exports?.redirect(&readPlan)
    try options.replaceSources(&readPlan)
    self.readPlan = readPlan
    stamps = Self.stamps(readPlan)
    messages.report(diagnostics)
    try stop(at: diagnostics)
  }

  /// The configuration with what the command line says instead.
  static func load(_ options: RunOptions, _ messages: Messages) throws -> Configuration {
    if options.threadCount > 1 { DispatchQueue.global().async { Configuration.prepare() } }
    var configuration = try load(options.config, messages)
    try options.override(&configuration)
    return configuration
  }

  /// The configuration as it stands.
  static func load(_ path: String, _ messages: Messages) throws -> Configuration {
    let (configuration, diagnostics) = Configuration.load(path: path, files: LocalFiles())
    messages.report(diagnostics)
    guard let configuration else { throw RunEnd(status: .configuration) }
    return configuration
  }

  // MARK: The archive

  /// Opens the archive of a configuration; one that is not there is made only to be written.
  static func archive(
    _ configuration: Configuration, _ purpose: Purpose, _ messages: Messages
  ) throws -> Archive? {
    guard let path = configuration.archivePath,
      purpose == .publishing || FileManager.default.fileExists(atPath: path)
    else { return nil }
    do throws(ArchiveFailure) {
      return try Archive.open(path) { try Digest.sha256(of: $0) }
    } catch {
      throw messages.fail(error)
    }
  }

  private static func state(of archive: Archive?, _ messages: Messages) throws -> Int? {
    do throws(ArchiveFailure) { return try archive?.state() } catch {
      throw messages.fail(error)
    }
  }

  /// Ends with 75 where another run has archived something since it was decided what is read: to be
  /// called under the lock of the output folder.
  func checkArchiveIsUnchanged() throws {
    guard try Self.state(of: archive, messages) != archiveState else { return }
    throw messages.fail(
      .tryAgain, "output-locked", "another run has written to the archive meanwhile")
  }

  /// What was known then: the exports of that night, else those of the first night after it.
  private static func inputs(
    _ options: RunOptions, _ asOf: CalendarDate, usual: CalendarDate, _ rereading: ArchivedRun?,
    _ archive: Archive?, _ configuration: Configuration, _ messages: Messages
  ) throws -> ArchivedInputs? {
    if let archive, let rereading {
      do {
        return try ArchivedInputs(rereading, of: archive, configuration: configuration.path)
      } catch let failure as ArchiveFailure {
        throw messages.fail(failure)
      }
    }
    guard let archive, options.exports != .live, options.source.isEmpty,
      options.exports == .archived || asOf < usual
    else { return nil }
    do {
      let run = try archive.runs(asOf: asOf).last ?? archive.nextRun(after: asOf)
      guard let run else {
        guard options.exports == .archived else { return nil }
        throw messages.fail(
          .noInput, "archive-without-run", "the archive has no run of \(asOf) or later")
      }
      messages.note("read from the archive: \(run.name)")
      return try ArchivedInputs(run, of: archive, configuration: configuration.path)
    } catch let failure as ArchiveFailure {
      throw messages.fail(failure)
    }
  }

  /// The date of the archived exports where it is later than the as-of date, also when they were
  /// archived once more under that date.
  private static func laterExports(
    _ archived: ArchivedInputs?, _ archive: Archive?, _ asOf: CalendarDate, _ messages: Messages
  ) throws -> CalendarDate? {
    guard let run = archived?.run else { return nil }
    if run.asOf > asOf { return run.asOf }
    do throws(ArchiveFailure) { return try archive?.health(of: run)?.exportsAsOf } catch {
      throw messages.fail(error)
    }
  }

  /// The configuration of that night; where things are written is said by the one of today.
  private static func configuration(
    of archived: ArchivedInputs, _ current: Configuration, _ options: RunOptions,
    _ messages: Messages
  ) throws -> Configuration {
    let (configuration, diagnostics) = Configuration.load(
      path: current.path, files: archived.files)
    messages.report(diagnostics)
    guard var configuration else { throw RunEnd(status: .configuration) }
    try options.override(&configuration)
    configuration.pages.output = current.pages.output
    configuration.pages.templates = current.pages.templates
    configuration.pages.owners = current.pages.owners
    configuration.pages.mode = current.pages.mode
    configuration.archivePath = current.archivePath
    configuration.metrics = current.metrics
    configuration.retention = current.retention
    return configuration
  }

  // MARK: Reading

  /// Reads every export, and judges.
  ///
  /// `snapshot` takes what every opportunity was.
  func result(snapshot: SnapshotDraft? = nil) throws -> RunResult {
    var (analyzer, report) = try read(snapshot: snapshot)
    try digest(&report)
    let result = analyzer.series(report).resultWithFigures(threadCount: readPlan.threadCount)
    try stop(atRejectsOf: result)
    let findings = configuration.excerpted(result.objectiveFindings)
    messages.report(findings)
    try stop(at: findings)
    return result
  }

  /// Reports all that is wrong at once: what the analysis finds in the other rows is told beside the
  /// rejected ones, which end a run before it.
  ///
  /// `end` is how a run over the same files ends before it publishes.
  func checked() throws -> (result: RunResult, end: RunEnd?) {
    var (analyzer, report) = try read(goesPastRejects: true)
    try digest(&report)
    let result = analyzer.series(report).resultWithFigures(threadCount: readPlan.threadCount)
    let objectiveFindings = configuration.excerpted(result.objectiveFindings)
    let findings = qualityFindings(result, unknownOwners: analyzer.unknownOwners)
    messages.report(objectiveFindings + findings)
    let status = status(findings) ?? status(objectiveFindings)
    return (result, status.map { RunEnd(status: $0) })
  }

  private func stop(atRejectsOf result: RunResult) throws {
    let errors = qualityFindings(result, unknownOwners: []).filter { $0.severity == .error }
    messages.report(errors)
    try stop(at: errors)
  }

  /// What the analysis found odd in the records.
  ///
  /// Rows of which only the analysis could tell that they are unusable count with those that the
  /// reading rejected; beyond what is allowed, what made them so is an error.
  private func qualityFindings(_ result: RunResult, unknownOwners: [String]) -> [Diagnostic] {
    var findings = QualityFindings(
      configurationFile: configuration.path, people: configuration.people,
      unknownOwners: unknownOwners, rejects: result.rejects,
      stakes: Stakes(currency: configuration.currency)
    ).diagnostics(result.findings)
    let count = result.inputs.reduce(0) { $0 + $1.rejectCount }
    guard count > readPlan.maximumRejects else { return findings }
    let rejecting = Set(result.rejects.map(\.id))
    for index in findings.indices where rejecting.contains(findings[index].id) {
      findings[index].severity = .error
    }
    return findings + [.tooManyRejects(count, allowed: readPlan.maximumRejects)]
  }

  /// The result without its figures, and the records behind some of them.
  func explained(
    _ requests: [ExplanationRequest]
  ) throws -> (result: RunResult, explanations: [Explanation]) {
    var (analyzer, report) = try read(explaining: requests)
    try digest(&report)
    return analyzer.explained(report)
  }

  /// Reads what the figures need, and no other column: `run` and `check` read all of them, so that
  /// a run ends as its check does.
  func figures() throws -> FigureSeries {
    var (analyzer, report) = try read(worklists: false) { plan.figureProjection(of: $0) }
    let series = analyzer.series(report)
    try stop(atRejectsOf: series.result)
    return series
  }

  private func read(
    worklists: Bool = true, explaining requests: [ExplanationRequest] = [],
    snapshot: SnapshotDraft? = nil, goesPastRejects: Bool = false,
    projection: (Entity) -> Set<String>? = { _ in nil }
  ) throws -> (Analyzer, IngestReport) {
    var readPlan = readPlan
    for index in readPlan.sources.indices {
      let entity = readPlan.sources[index].entity
      readPlan.sources[index].projection = projection(entity)
      readPlan.sources[index].timedFields = plan.timedFields(of: entity)
    }
    let observer = StateObserver(snapshot, isConcurrent: readPlan.threadCount > 1)
    let past = try stageEntries()
    var plan = plan
    plan.snapshots = try periodSnapshots()
    var analyzer = Analyzer(plan: plan, worklists: worklists, explaining: requests)
    analyzer.consume(past)
    analyzer.observe = observer.observe
    // What the configuration has touched is hardly needed again; nor what reading has when it is done.
    jalon_unload_program()
    defer { jalon_unload_program() }
    let report = Ingestion(readPlan).read { table in
      analyzer.consume(table)
    } restart: {
      analyzer = Analyzer(plan: plan, worklists: worklists, explaining: requests)
      analyzer.consume(past)
      observer.restart()
      analyzer.observe = observer.observe
    }
    observer.finish()
    // What a file lacked while it was being written says nothing.
    try checkInputsAreUnchanged()
    // How many rows are rejected is said when the analysis has seen the others.
    let others = report.diagnostics.filter { $0.id != Diagnostic.tooManyRejectsID }
    let goesOn = goesPastRejects && others.allSatisfy { $0.severity != .error || $0.rejectsRows }
    messages.report(
      (goesOn ? others : report.diagnostics).map(Stakes(currency: configuration.currency).told))
    if !goesOn { try stop(at: report.diagnostics) }
    if let failure = observer.failure { throw messages.fail(failure) }
    for file in report.files {
      messages.note("read \(file.rowCount) rows of \(file.name), \(file.rejectCount) rejected")
    }
    return (analyzer, report)
  }

  /// A place for what every opportunity was; nothing without opportunities, or without an archive to
  /// keep their changes.
  func snapshot() throws -> SnapshotDraft? {
    guard let archive, readPlan.sources.contains(where: { $0.entity == .opportunities }) else {
      return nil
    }
    do throws(ArchiveFailure) { return try archive.snapshot() } catch {
      throw messages.fail(error)
    }
  }

  /// The stages that earlier snapshots saw, where no export of their history is read.
  private func stageEntries() throws -> [StageEntry] {
    let entities = readPlan.sources.map(\.entity)
    guard let archive, entities.contains(.opportunities), !entities.contains(.stageHistory) else {
      return []
    }
    do throws(ArchiveFailure) { return try archive.stageEntries(before: plan.asOf) } catch {
      throw messages.fail(error)
    }
  }

  /// What was open on the first day of which a snapshot was kept, of the periods that are over.
  private func periodSnapshots() throws -> [PeriodSnapshot] {
    guard let archive, readPlan.sources.contains(where: { $0.entity == .opportunities }) else {
      return []
    }
    var seen: Set<Period> = []
    let periods = (plan.periods + [plan.mainPeriod]).filter {
      $0.lastDay <= plan.asOf && $0.dayCount > 6 && seen.insert($0).inserted
    }
    do throws(ArchiveFailure) {
      var snapshots: [PeriodSnapshot] = []
      for period in periods {
        let days = try archive.snapshotDates(
          from: period.start, through: min(period.lastDay, plan.asOf.adding(days: -1)))
        guard let first = days.first else { continue }
        var deals: [OpportunityState] = []
        try archive.forEachPair(from: first, to: first) { state, _ in
          if let state { deals.append(state) }
        }
        let pushes = try archive.pushes(from: first, through: plan.asOf.adding(days: -1))
        snapshots.append(
          PeriodSnapshot(period: period, date: first, deals: deals, pushes: pushes))
      }
      return snapshots
    } catch {
      throw messages.fail(error)
    }
  }

  /// The stored file that a source's file was read from.
  func path(source: String, name: String) -> String {
    let files = readPlan.sources.first { $0.name == source }?.files ?? []
    return ExportPath.stored(files.first { $0.name == name }?.path ?? name)
  }

  /// Files are digested after they were read; one whose size differs by then was being written, and
  /// one that was replaced would be archived under the figures of the other.
  private func digest(_ report: inout IngestReport) throws {
    let paths = report.files.map { path(source: $0.source, name: $0.name) }
    let digests = Dictionary(
      uniqueKeysWithValues: Set(paths).map { path in
        let digest = Aside(threadCount: readPlan.threadCount) {
          Result { () throws(PublishFailure) in try sha256(ofFile: path) }
        }
        return (path, digest)
      })
    for (index, path) in paths.enumerated() {
      let file = report.files[index]
      do throws(PublishFailure) {
        guard let digest = try digests[path]?.value().get() else { continue }
        report.files[index].sha256 = digest.sha256
        if ExportPath.isMember(file.name) || digest.byteCount == file.byteCount { continue }
      } catch {
        try checkInputsAreUnchanged()
        throw messages.fail(error)
      }
      throw messages.fail(
        .tryAgain, "changed-while-reading", "\(file.name) changed while it was being read")
    }
    try checkInputsAreUnchanged()
  }

  /// Ends with 75 where an export was written to, replaced or removed since the run began.
  private func checkInputsAreUnchanged() throws {
    guard stamps != Self.stamps(readPlan) else { return }
    throw messages.fail(
      .tryAgain, "changed-while-reading", "an export changed while it was being read")
  }

  /// What tells whether an export was written to or replaced.
  private static func stamps(_ plan: ReadPlan) -> [String: FileStamp] {
    let paths = plan.sources.flatMap { $0.files.map { ExportPath.stored($0.path) } }
    return Dictionary(paths.map { ($0, FileStamp($0)) }) { first, _ in first }
  }

  private func stop(at diagnostics: [Diagnostic]) throws {
    if let status = status(diagnostics) { throw RunEnd(status: status) }
  }

  private func status(_ diagnostics: [Diagnostic]) -> ExitStatus? {
    ExitStatus(diagnostics, configurationFile: configuration.path)
  }
}

/// Exports inside a ZIP file are named `export.zip/deals.csv`.
enum ExportPath {
  static func isMember(_ path: String) -> Bool { ArchivePath.parts(of: path) != nil }

  /// The file on the disk.
  static func stored(_ path: String) -> String {
    ArchivePath.parts(of: path)?.archive ?? path
  }
}
