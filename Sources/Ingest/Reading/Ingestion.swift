/// Reads exports into canonical tables, and says everything that is wrong with them at once.
package struct Ingestion: Sendable {
  private let plan: ReadPlan
  private let catalogue: DialectCatalogue

  /// Other dialects than those that ship are for tests.
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
  /// Each record comes once: of several rows with one identifier in the files of a source the one
  /// that was changed last, of records that were merged the survivor (exports.md B4). What was left
  /// out is in the report.
  ///
  /// To know that, the identifiers are looked through before the rows are read. With `restart`,
  /// files sorted by identifier are read at once; should the order break further down, `restart` is
  /// called, once, and every table comes again from the first on: throw away what the earlier ones
  /// gave. The same holds for how numbers and dates are written, where nobody declared it: the first
  /// rows say it, and all of them must confirm it.
  ///
  /// A fault never stops the reading of the other files; the caller throws the tables away when the
  /// report `hasErrors`. Only what `consume` throws ends the reading early.
  package func read<Failure: Error>(
    into consume: (ExportTable) throws(Failure) -> Void, restart: (() -> Void)? = nil
  ) throws(Failure) -> IngestReport {
    if let restart {
      var reading = Reading(plan: plan)
      if try reading.read(open(mayGuess: true), trustsOrder: true, into: consume) {
        return reading.finished()
      }
      restart()
    }
    var reading = Reading(plan: plan)
    _ = try reading.read(open(mayGuess: false), trustsOrder: false, into: consume)
    return reading.finished()
  }

  private func open(mayGuess: Bool) -> [OpenedSource] {
    plan.sources.map { source in
      OpenedSource(source: source, files: source.files.map { open($0, of: source, mayGuess) })
    }
  }

  private func open(
    _ file: (path: String, name: String), of source: ReadPlan.Source, _ mayGuess: Bool
  ) -> OpenedSource.File {
    var opening = FileOpening(plan: plan, catalogue: catalogue, source: source, file: file)
    opening.mayGuessFormats = mayGuess
    let opened = opening.open()
    return OpenedSource.File(file: file, opened: opened, diagnostics: opening.diagnostics)
  }
}
