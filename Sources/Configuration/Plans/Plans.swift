package import Analysis
package import Calendar
package import Ingest

extension Configuration {
  /// The period of an objective without end, until `analysisPlan` cuts one out of it.
  static let continuous = Period(
    id: "continuous", kind: .window, start: CalendarDate(firstOfMonth: 1, of: 1970),
    end: CalendarDate(firstOfMonth: 1, of: 9999))

  /// The files to read as of a day, and how.
  ///
  /// Each pattern stands for the newest of its files whose name carries a date that is not after
  /// the day; with `all`, for every one up to that day. Files without a date count when no file of
  /// the pattern has one. Of `deals.csv` and `deals (1).csv`, one export downloaded twice, the later
  /// one stands for both, which is said (`export-superseded`). Where records are in two files, the
  /// later date and then the higher number in a name is the newer (`FilePattern.precedes`).
  ///
  /// A pattern without a file is reported as `export-file-missing`, one whose names leave open which
  /// number is the day as `export-date-undecidable`.
  package func readPlan(
    asOf: CalendarDate, files: some FileAccess, threadCount: Int = 1
  ) -> (plan: ReadPlan, diagnostics: [Diagnostic]) {
    var diagnostics: [Diagnostic] = []
    let sources = exports.compactMap { source -> ReadPlan.Source? in
      var chosen: [String: ExportFile] = [:]
      for pattern in source.patterns {
        let found = matches(pattern.text, files: files)
        if let open = found.first(where: { $0.date == nil && $0.isDateOpen }) {
          diagnostics.append(undecidable(open.name, at: pattern.place))
          continue
        }
        let files = latest(
          known(found, asOf: asOf, all: source.readsAll), all: source.readsAll, at: pattern.place,
          &diagnostics)
        if files.isEmpty {
          diagnostics.append(
            Diagnostic(
              "export-file-missing", .error, at: pattern.place,
              found.isEmpty
                ? "no file matches '\(pattern.text)'"
                : "no file that matches '\(pattern.text)' is of \(asOf) or earlier",
              fixes: (pattern.text.contains { "?[{".contains($0) }
                ? ["write '*' for any text: nothing else stands for something"] : [])
                + ["check that the export ran, and where it writes", "or correct the name here"]))
        }
        // A file that two patterns match is read once.
        for file in files { chosen[file.name] = file }
      }
      guard !chosen.isEmpty else { return nil }
      var read = ReadPlan.Source(
        name: source.name, entity: source.entity,
        files: chosen.values.sorted { $0.precedes($1) }.map { ($0.path, $0.name) },
        dialect: source.dialect, format: source.format, headers: source.headers,
        key: source.key, values: source.values, constants: source.constants, place: source.place)
      read.rules = source.rules
      return read
    }
    let minorUnits = (0..<currency.minorDigits).reduce(Int64(1)) { value, _ in value * 10 }
    var plan = ReadPlan(
      sources: sources.readingOrder, zone: zone, minorUnitsPerUnit: minorUnits,
      currency: currency.code,
      maximumRejects: maximumRejects, threadCount: threadCount)
    plan.convertible = Set(rates.rates.keys)
    plan.openStages = Set(stages.map { HeaderText.folded($0.name) })
    return (plan, excerpted(diagnostics))
  }

  /// Findings with the lines of the configuration files that they blame.
  package func excerpted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    let blamed = Set(diagnostics.compactMap(\.place?.file))
    let lines = Dictionary(
      inputs.filter { blamed.contains($0.name) }.map { input in
        (
          input.name,
          String(decoding: input.bytes, as: UTF8.self)
            .split(omittingEmptySubsequences: false) { $0.isNewline }
        )
      }, uniquingKeysWith: { first, _ in first })
    return diagnostics.map { diagnostic in
      guard diagnostic.excerpt == nil, let place = diagnostic.place, let line = place.line,
        let lines = lines[place.file], lines.indices.contains(line - 1)
      else { return diagnostic }
      var diagnostic = diagnostic
      diagnostic.excerpt = String(lines[line - 1])
      return diagnostic
    }
  }

  private struct ExportFile {
    var path: String
    /// Relative to the configuration file.
    var name: String
    var date: CalendarDate?
    /// Whether it has a date of which nothing tells what is the day and what the month.
    var isDateOpen = false

    /// Whether what it says is older than what another file says.
    func precedes(_ other: ExportFile) -> Bool {
      guard let date, let otherDate = other.date, date != otherDate else {
        return FilePattern.precedes(name, other.name)
      }
      return date < otherDate
    }
  }

  private func undecidable(_ name: String, at place: Place) -> Diagnostic {
    let date = FileNameDate(in: name)
    let readings = [FileNameDate.Order.day, .month].compactMap { date?.date($0)?.description }
    return Diagnostic(
      "export-date-undecidable", .error, at: place,
      "the date in the name of '\(name)' can be \(readings.joined(separator: " or "))",
      explanation: "which number is the day is told by no other name of the pattern",
      fixes: ["let the CRM or the script that fetches exports write the year first"])
  }

  /// One file of those that a browser numbered because they were downloaded again, and of those of
  /// one day that differ in the time of day alone, unless all are to be read.
  private func latest(
    _ files: [ExportFile], all: Bool, at place: Place, _ diagnostics: inout [Diagnostic]
  ) -> [ExportFile] {
    let editions = files.map { file in
      let name = FilePattern.withoutDownloadNumber(file.name) ?? file.name
      let edition = all ? nil : FilePattern.edition(of: name)
      return (file: file, number: edition?.number ?? 0, series: edition?.series ?? name)
    }
    let series = Dictionary(grouping: editions, by: \.series)
    return series.sorted { $0.key < $1.key }.compactMap { _, editions in
      let files = editions.sorted { left, right in
        left.number == right.number
          ? left.file.precedes(right.file) : left.number < right.number
      }.map(\.file)
      if files.count > 1, let last = files.last {
        let names = files.dropLast().map { "'\($0.name)'" }.joined(separator: ", ")
        diagnostics.append(
          Diagnostic(
            "export-superseded", .note, at: place,
            "'\(last.name)' is read, which is later than \(names)",
            fixes: [
              "nothing to do, or delete the earlier files; if each holds a part, set 'all: true'"
            ]))
      }
      return files.last
    }
  }

  /// `exports/all-*.zip/deals-*.csv` is those members of every archive that the first part matches.
  private func matches(_ pattern: String, files: some FileAccess) -> [ExportFile] {
    if let (archives, member) = FilePattern.archive(in: pattern) {
      return matches(archives, files: files).flatMap { archive in
        let found =
          member.contains("*")
          ? files.names(inDirectory: archive.path).filter { FilePattern.matches($0, member) } : []
        // Reading says what an archive holds that has no such member.
        return (found.isEmpty ? [member] : found).map { member in
          ExportFile(
            path: "\(archive.path)/\(member)", name: "\(archive.name)/\(member)",
            date: archive.date, isDateOpen: archive.isDateOpen)
        }
      }
    }
    let folder = FilePath.folder(of: path)
    let directory = FilePath.folder(of: pattern)
    let wanted = FilePath.name(of: pattern)
    let found = folders(directory, files: files).flatMap { directory in
      files.names(inDirectory: FilePath.joined(folder, directory)).sorted().filter {
        FilePattern.matches($0, wanted)
      }.map { FilePath.joined(directory, $0) }
    }
    // What carries the date: the file, or of files in folders by date the folder.
    func dated(_ name: String) -> String {
      let file = FilePath.name(of: name)
      let parent = FilePath.name(of: FilePath.folder(of: name))
      return directory.contains("*") && FilePattern.undated(file, zone: zone) == nil ? parent : file
    }
    // Nobody who writes French puts the month first.
    let usual: FileNameDate.Order? = languages.contains("fr") ? .day : nil
    let order = FileNameDate.order(of: found.map(dated)) ?? usual
    return found.map { name in
      ExportFile(
        path: FilePath.joined(folder, name), name: name,
        date: FilePattern.date(in: dated(name), zone: zone, order: order),
        isDateOpen: FileNameDate(in: dated(name))?.isYearLast ?? false)
    }
  }

  /// The folders that a pattern of folders matches, seen from that of the configuration file.
  private func folders(_ pattern: String, files: some FileAccess) -> [String] {
    guard pattern.contains("*") else { return [pattern] }
    let wanted = FilePath.name(of: pattern)
    return folders(FilePath.folder(of: pattern), files: files).flatMap { parent in
      let place = FilePath.joined(FilePath.folder(of: path), parent)
      let names = wanted.contains("*") ? files.names(inDirectory: place).sorted() : [wanted]
      return names.filter { FilePattern.matches($0, wanted) }.map { FilePath.joined(parent, $0) }
    }
  }

  private func known(_ files: [ExportFile], asOf: CalendarDate, all: Bool) -> [ExportFile] {
    let dates = files.compactMap(\.date)
    if dates.isEmpty { return files }
    let newest = dates.filter { $0 <= asOf }.max()
    return files.filter { file in
      guard let date = file.date, let newest else { return false }
      return all ? date <= newest : date == newest
    }
  }

  /// The as-of date when none is given (ruling 5).
  ///
  /// It is the date of the newest export of each pattern when all that carry one agree, else the
  /// local day before the one in which `now` lies: seconds since 1970 UTC, read by the caller.
  package func defaultAsOf(
    now: Int64, files: some FileAccess
  ) -> (date: CalendarDate, isFromFileNames: Bool) {
    let patterns = exports.flatMap(\.patterns)
    let dates = Set(
      patterns.compactMap { matches($0.text, files: files).compactMap(\.date).max() })
    if dates.count == 1, let date = dates.first { return (date, true) }
    return (zone.localDate(at: now).adding(days: -1), false)
  }

  /// The dates in the names of all files that some pattern takes, sorted.
  package func exportDates(files: some FileAccess) -> [CalendarDate] {
    Set(exports.flatMap(\.patterns).flatMap { matches($0.text, files: files).compactMap(\.date) })
      .sorted()
  }

  /// What the analysis is told, with the objectives of its periods that only their parts give.
  ///
  /// `period` is the main period's kind, the configured one when absent; `version` that of the
  /// binary.
  package func analysisPlan(
    asOf: CalendarDate, period: Period.Kind? = nil, version: String
  ) -> AnalysisPlan {
    let main = Period.containing(asOf, kind: period ?? report.period, fiscal: fiscal)
    let dated = objectives.map { cut($0, asOf: asOf) }
    let periods = periods(asOf, main)
    let rolledUp = periods.flatMap {
      ObjectiveRollUp.objectives(for: $0, from: dated, fiscal: fiscal)
    }
    var plan = AnalysisPlan(
      companyName: companyName, asOf: asOf, mainPeriod: main, periods: periods,
      currency: currency, zone: zone, calendar: calendar, fiscal: fiscal, catalogue: catalogue,
      people: people, teams: teams, objectives: dated + rolledUp, stages: stages,
      thresholds: thresholds, amounts: amounts, version: version)
    plan.entities = Set(exports.map(\.entity))
    plan.definitions = definitions
    plan.rates = rates
    plan.openingHours = openingHours
    plan.marketingSources = marketingSources
    plan.keyFeatures = keyFeatures
    return plan
  }

  /// Adds to a plan the objectives of other periods that only their parts give.
  package func rollUp(to periods: [Period], in plan: inout AnalysisPlan) {
    for period in periods {
      plan.objectives += ObjectiveRollUp.objectives(
        for: period, from: plan.objectives, fiscal: fiscal)
    }
  }

  /// A standing objective is judged over the period of its review that the day lies in.
  ///
  /// A level that is to be held every month is judged over the running month.
  private func cut(_ objective: Objective, asOf: CalendarDate) -> Objective {
    var objective = objective
    guard objective.period == Self.continuous else {
      if let cadence = objective.cadence, [.hold, .cap].contains(objective.kind),
        objective.period.contains(asOf)
      {
        let running = Period.containing(asOf, kind: cadence, fiscal: fiscal)
        if running.start >= objective.period.start, running.end <= objective.period.end {
          objective.period = running
        }
      }
      return objective
    }
    let kind = objective.annotations["review"].flatMap(Period.Kind.init(rawValue:)) ?? .quarter
    objective.period = Period.containing(asOf, kind: kind, fiscal: fiscal)
    return objective
  }

  /// The main period and the one before, the months of the history, and the current period of each
  /// other kind asked for; by start, then end.
  private func periods(_ asOf: CalendarDate, _ main: Period) -> [Period] {
    let month = Period.containing(asOf, kind: .month)
    let first = month.start.adding(months: 1 - report.historyMonths)
    let months = Period.all(.month, over: first..<month.end)
    let others = report.also.map { Period.containing(asOf, kind: $0, fiscal: fiscal) }
    let all = Set(
      months + others + [
        main, main.previous(fiscal: fiscal), main.sameLastYear(fiscal: fiscal),
      ])
    return all.sorted { ($0.start, $0.end, $0.id) < ($1.start, $1.end, $1.id) }
  }
}

extension [ReadPlan.Source] {
  /// Tables that others link to come before those that point to them, stage histories and credits before the
  /// opportunities that they tell of; otherwise the order is that of the configuration.
  fileprivate var readingOrder: [ReadPlan.Source] {
    func rank(_ entity: Entity) -> Int {
      if entity == .stageHistory || entity == .credits { return Entity.linked.count - 1 }
      return Entity.linked.firstIndex(of: entity).map {
        $0 == Entity.linked.count - 1 ? $0 + 1 : $0
      }
        ?? Entity.linked.count + 1
    }
    return enumerated().sorted {
      (rank($0.element.entity), $0.offset) < (rank($1.element.entity), $1.offset)
    }.map(\.element)
  }
}
