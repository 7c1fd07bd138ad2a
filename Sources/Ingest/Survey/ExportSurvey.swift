package import Calendar

/// Looks through exports about which nothing is declared.
package struct ExportSurvey: Sendable {
  private let zone: TimeZoneRules
  private let currency: String
  private let minorUnitsPerUnit: Int64
  private let catalogue = DialectCatalogue.builtIn

  /// `currency` is the company's: amounts with the sign of another one are reported.
  package init(zone: TimeZoneRules, currency: String, minorUnitsPerUnit: Int64) {
    self.zone = zone
    self.currency = currency
    self.minorUnitsPerUnit = minorUnitsPerUnit
  }

  /// The delimited files inside a ZIP archive, or the file itself, with the names to show.
  package static func members(path: String, name: String) -> [(path: String, name: String)] {
    guard let inputs = try? ScanInput.inputs(path: path, name: name) else { return [(path, name)] }
    return inputs.map { input in
      (input.member.map { "\(input.path)/\($0)" } ?? input.path, input.name)
    }
  }

  /// Recognises a file by its headings.
  package func recognised(_ file: (path: String, name: String)) -> FileSurvey {
    var survey = FileSurvey(file: file)
    let unknown = source(file, .opportunities, Place(file: file.name))
    var opening = FileOpening(
      plan: plan(unknown), catalogue: catalogue, source: unknown, file: file)
    guard let head = opening.head() else {
      survey.diagnostics = opening.diagnostics
      return survey
    }
    survey.encoding = head.format.encoding.rawValue
    survey.delimiter = String(Character(Unicode.Scalar(head.format.delimiter)))
    if head.format.quotes != .doubled { survey.quotes = head.format.quotes.rawValue }
    survey.recognition = recognition(head, &survey)
    if survey.recognition == nil { survey.nameColumns = nameColumns(file, survey.headers) }
    return survey
  }

  /// Infers the formats of a recognised file, and reads it once for the values that it has.
  ///
  /// `source` and `place` are what the configuration is going to call it, for the fixes.
  package func read(_ survey: inout FileSurvey, as source: String, at place: Place) {
    guard let recognition = survey.recognition else { return }
    var declared = self.source(survey.file, recognition.entity, place)
    declared.name = source
    declared.files += survey.parts
    declared.dialect = recognition.dialect
    declared.headers = recognition.proposals
    declared.key = recognition.key
    read(declared, &survey)
    let doubtful = Self.doubtful(recognition, survey)
    for header in doubtful {
      declared.headers[header] = nil
      survey.recognition?.proposals[header] = nil
    }
    if recognition.entity == .opportunities {
      for text in survey.unknownValues["status"] ?? [] {
        survey.statusProposals[text] = StatusWords.status(ofStatus: text)
      }
      declared.values["status"] = survey.statusProposals
    }
    guard !doubtful.isEmpty || !survey.statusProposals.isEmpty else { return }
    survey.forgetReading()
    read(declared, &survey)
  }

  /// Proposed headers of rates whose cells are mostly none: probabilities in words.
  private static func doubtful(
    _ recognition: FileSurvey.Recognition, _ survey: FileSurvey
  ) -> [String] {
    let rates = Set(recognition.entity.fields.filter { $0.type == .rate }.map(\.name))
    return recognition.proposals.filter { header, field in
      rates.contains(field)
        && (survey.rejectCounts[header] ?? 0) > survey.rowCount / 2
    }.map(\.key).sorted()
  }

  private func plan(_ source: ReadPlan.Source) -> ReadPlan {
    ReadPlan(
      sources: [source], zone: zone, minorUnitsPerUnit: minorUnitsPerUnit, currency: currency,
      maximumRejects: 100_000)
  }

  private func source(
    _ file: (path: String, name: String), _ entity: Entity, _ place: Place
  ) -> ReadPlan.Source {
    ReadPlan.Source(name: file.name, entity: entity, files: [file], place: place)
  }

  // MARK: Whose it is

  private func recognition(
    _ head: FileHead, _ survey: inout FileSurvey
  ) -> FileSurvey.Recognition? {
    for record in head.records.prefix(FileHead.depth) {
      guard let found = catalogue.recognise(headers: record.headings) else { continue }
      survey.headers = HeaderBinding.named(record.headings).headers
      let fields = fields(found, survey)
      let identity = found.entity.identityField
      // A table of somebody's own may have some headings of a vendor, and all that is needed besides.
      let missing = HeaderProposals.missing(found.entity, Set(fields.values))
      if record.index == head.records.first?.index, missing.contains(where: { $0 != identity }),
        let plain = catalogue.dialect(named: "plain"),
        HeaderProposals(headers: survey.headers, plain: plain).isWhole
      {
        break
      }
      return FileSurvey.Recognition(
        dialect: found.dialect, entity: found.entity, language: found.language, proposals: [:],
        key: found.entity == .opportunities && missing == [identity]
          ? KeyProposal(file: survey.file, headers: survey.headers, fields: fields).headers : [])
    }
    guard let first = head.records.first, let plain = catalogue.dialect(named: "plain") else {
      return nil
    }
    survey.headers = HeaderBinding.named(first.headings).headers
    let proposals = HeaderProposals(headers: survey.headers, plain: plain)
    if let best = proposals.best {
      return FileSurvey.Recognition(
        dialect: "plain", entity: best.entity, language: proposals.language,
        proposals: best.headers.filter { $0.key != $0.value },
        key: proposals.lacksIdentifier
          ? KeyProposal(file: survey.file, headers: survey.headers, fields: best.headers).headers
          : [])
    }
    var fixes = ["name the file under 'exports' with its 'entity' and its 'headers'"]
    if let nearest = proposals.nearest {
      fixes.insert(
        "if it holds \(nearest.entity.rawValue), say which columns are "
          + "\(nearest.missing.joined(separator: ", ")): headers: {\"heading\": "
          + "\(nearest.missing[0])}", at: 0)
    }
    let sign = head.signs.first { sign in
      let headers = HeaderBinding.named(head.parted(by: sign).records[0].headings).headers
      return HeaderProposals(headers: headers, plain: plain).best != nil
    }
    if let sign {
      fixes = [
        "the \(DelimiterName.of(sign)) parts it into known headings: name the file under 'exports' "
          + "with its 'entity' and 'delimiter: \(DelimiterName.setting(sign))'"
      ]
    }
    survey.diagnostics.append(
      Diagnostic(
        "init-file-unknown", .warning, at: Place(file: survey.file.name, line: first.line),
        "no CRM's export has these headings",
        explanation: "the line holds: "
          + survey.headers.filter { !$0.isEmpty }.joined(separator: ", "),
        fixes: fixes + [
          "or, if it lists the people who sell, name it under 'people': file",
          "nothing to do if Jalon needn't read the file",
        ]))
    return nil
  }

  /// Header to field, as the dialect has it.
  private func fields(
    _ found: DialectCatalogue.Recognition, _ survey: FileSurvey
  ) -> [String: String] {
    let place = Place(file: survey.file.name)
    let columns = HeaderBinding(
      headers: survey.headers, source: source(survey.file, found.entity, place),
      dialect: catalogue.dialect(named: found.dialect), place: place
    ).columns
    return Dictionary(columns.map { ($0.header, $0.field.name) }) { first, _ in first }
  }

  /// The columns of a small file whose cells are texts that occur once or seldom.
  private func nameColumns(
    _ file: (path: String, name: String), _ headers: [String]
  ) -> [String: [String]] {
    var columns: [[String]] = headers.map { _ in [] }
    _ = try? RecordScanner(FileOpening.input(of: file)).scan { batch in
      for record in 0..<batch.recordCount {
        for ordinal in 0..<min(headers.count, batch.fieldCount(ofRecord: record)) {
          columns[ordinal].append(batch.text(ofField: ordinal, inRecord: record))
        }
      }
      return (columns.first?.count ?? 0) < Self.longestPeopleFile
    }
    guard let count = columns.first?.count, count < Self.longestPeopleFile else { return [:] }
    return Dictionary(zip(headers, columns.map { Array($0.dropFirst()) })) { first, _ in first }
  }

  private static let longestPeopleFile = 5_000

  // MARK: What is in it

  private func read(_ declared: ReadPlan.Source, _ survey: inout FileSurvey) {
    var source = declared
    var opening = FileOpening(
      plan: plan(source), catalogue: catalogue, source: source, file: survey.file)
    opening.ignoresDialectFormats = true
    let opened = opening.open()
    // What was inferred will be written down, so it is no news.
    let inferred = ["format-inferred", "encoding-assumed", "quotes-assumed"]
    survey.diagnostics += opening.diagnostics.filter {
      $0.severity == .error || !inferred.contains($0.id)
    }
    guard let opened, let formats = opening.formats else { return }
    survey.unreadHeaders = unread(survey.headers, opened)
    survey.saysStatus = ["status", "is_won", "is_closed"].contains {
      opened.layout?.index(of: $0) != nil
    }
    survey.decimalMark = formats.decimalMark
    survey.dateOrder = formats.dateOrder?.rawValue
    survey.rateScale = formats.rateScale
    // An order that nothing tells is asked for; any will do to see the other columns.
    source.format.decimalMark = formats.decimalMark
    source.format.dateOrder = formats.dateOrder?.rawValue ?? "dmy"
    source.format.rateScale = formats.rateScale
    var stages = StageSurvey()
    var report = Ingestion(plan(source)).read { (table: ExportTable) in stages.add(table) }
    if let count = Self.countOfDays(report.rejects) {
      var counted = (source: source, stages: StageSurvey())
      counted.source.format.dateOrder = count
      let again = Ingestion(plan(counted.source)).read { (table: ExportTable) in
        counted.stages.add(table)
      }
      // One number among dates is a damaged cell.
      if again.rejects.count < report.rejects.count {
        (report, stages, survey.dateOrder) = (again, counted.stages, count)
      }
    }
    survey.rowCount = report.files.reduce(0) { $0 + $1.rowCount }
    survey.rejectCount = report.files.reduce(0) { $0 + $1.rejectCount }
    survey.stages = stages.stages(report.dictionaries["opportunities.stage"])
    survey.pipelines = stages.pipelines(
      stages: report.dictionaries["opportunities.stage"],
      pipelines: report.dictionaries["opportunities.pipeline"])
    for field in declared.entity.fields where field.type == .code {
      let key = "\(declared.entity.rawValue).\(field.name)"
      if let values = report.dictionaries[key]?.values { survey.values[field.name] = values }
    }
    let signs = Dictionary(
      report.rejects.filter { $0.id == "currency-contradicts" }.compactMap {
        Self.currency(of: $0.text)
      }.map { ($0, 1) }, uniquingKeysWith: +)
    // One amount with another sign is a slip; it says nothing of the company.
    let half = (survey.rowCount + survey.rejectCount) / 2
    survey.signedCurrencies = Set(signs.filter { $0.value > half }.keys)
    survey.currencies = Set((survey.values["currency"] ?? []).map(CurrencyText.code))
      .union(survey.signedCurrencies)
    survey.rejectCounts = Dictionary(report.rejects.map { ($0.field, 1) }, uniquingKeysWith: +)
    survey.unknownValues = unknownValues(report, declared.entity, survey.values)
    survey.diagnostics += report.diagnostics.filter { finding in
      finding.severity > .note && finding.id != "value-unknown" && !inferred.contains(finding.id)
        && !survey.diagnostics.contains(finding)
    }
  }

  /// `unix` or `excel` where every date that can't be read is a number as those have.
  private static func countOfDays(_ rejects: [RejectedRow]) -> String? {
    // Behind the mark stands the time of day.
    let texts = rejects.filter { $0.id.hasPrefix("date-") }
      .map { $0.text.split(maxSplits: 1) { ".,".contains($0) } }
      .map { $0.last?.allSatisfy(\.isNumber) == true ? String($0[0]) : "" }
    func areNumbers(_ lengths: ClosedRange<Int>) -> Bool {
      texts.allSatisfy {
        lengths.contains($0.utf8.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) }
      }
    }
    if texts.isEmpty { return nil }
    return areNumbers(9...10) || areNumbers(13...13) ? "unix" : areNumbers(5...5) ? "excel" : nil
  }

  /// The currency that the sign of a refused amount stands for.
  private static func currency(of text: String) -> String? {
    if let sign = text.first(where: \.isCurrencySymbol) { return CurrencyText.code(String(sign)) }
    let letters = text.filter(\.isLetter)
    return letters.count == 3 ? letters.uppercased() : nil
  }

  private func unread(_ headers: [String], _ opened: FileOpening.Opened) -> [String] {
    guard let layout = opened.layout else { return [] }
    let read = Set(
      layout.columns.flatMap(\.ordinals) + layout.entered.map(\.ordinal)
        + layout.drops.map(\.ordinal))
    return headers.indices.filter { !read.contains($0) && !headers[$0].isEmpty }
      .map { headers[$0] }
  }

  /// Texts that the file has in fields with a closed list, and that are no value of it.
  private func unknownValues(
    _ report: IngestReport, _ entity: Entity, _ values: [String: [String]]
  ) -> [String: [String]] {
    var unknown: [String: [String]] = [:]
    for (field, texts) in values {
      guard let vocabulary = Vocabulary.values(entity, field) else { continue }
      let others = texts.filter { !vocabulary.contains($0) }
      if !others.isEmpty { unknown[field] = others }
    }
    // A status that nobody knows rejects its row.
    var counts: [String: Int] = [:]
    for reject in report.rejects where reject.id == "value-unknown" {
      counts[reject.text, default: 0] += 1
    }
    if !counts.isEmpty {
      unknown["status"] = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }
    return unknown
  }
}
