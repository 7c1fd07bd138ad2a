/// Looks at the start of a file and decides how it is read.
struct FileOpening {
  let plan: ReadPlan
  let catalogue: DialectCatalogue
  let source: ReadPlan.Source
  let file: (path: String, name: String)
  private(set) var diagnostics: [Diagnostic] = []
  /// Whether formats are inferred from the cells even where the dialect has them; what it says holds
  /// then only where no cell tells.
  var ignoresDialectFormats = false
  /// Whether the first rows may say how numbers and dates are written, if all rows are asked later.
  var mayGuessFormats = false
  /// The formats that the file turned out to have.
  private(set) var formats: FormatDecision.Formats?

  init(
    plan: ReadPlan, catalogue: DialectCatalogue, source: ReadPlan.Source,
    file: (path: String, name: String)
  ) {
    self.plan = plan
    self.catalogue = catalogue
    self.source = source
    self.file = file
  }

  /// A file that could be opened; without a layout when its rows can't be read.
  struct Opened {
    var description: IngestReport.File
    var layout: FileLayout?
    /// What the layout rests on, until all rows have confirmed it.
    var guess: FormatGuess?
    var scanner: RecordScanner
  }

  mutating func open() -> Opened? {
    guard let options = options() else { return nil }
    let scanner = RecordScanner(Self.input(of: file), options: options)
    guard let head = head(scanner) else { return nil }
    reportEncoding(head.format)
    reportQuotes(head.format)
    var description = IngestReport.File(
      source: source.name, name: file.name, entity: source.entity, byteCount: 0, rowCount: 0,
      rejectCount: 0, encoding: head.format.encoding.rawValue,
      delimiter: String(Character(Unicode.Scalar(head.format.delimiter))), dialect: "")
    var opened = Opened(description: description, layout: nil, scanner: scanner)
    guard checkDelimiter(head), checkLineEnds(head), let header = header(head),
      checkSign(head, header)
    else { return opened }
    let language = header.binding.language
    let dialect = header.dialect?.name ?? "plain"
    description.dialect = language.isEmpty ? dialect : "\(dialect)/\(language)"
    opened.description = description
    diagnostics += header.binding.diagnostics
    if let heading = header.record.cells.firstIndex(where: { $0.utf8.contains(0) }) {
      let text = HeaderText.cleaned(header.record.cells[heading])
      diagnostics.append(
        Diagnostic(
          "nul-byte", .error, at: Place(file: file.name, line: header.record.line),
          "heading \(heading + 1) of the file, '\(text)', holds a NUL byte",
          explanation: "no text has one: the file is damaged",
          fixes: ["export again, and copy the file whole"]))
      return opened
    }
    if let record = head.rowAbove(header.record) {
      reportRow(record, above: header.record)
      return opened
    }
    if header.binding.diagnostics.contains(where: { $0.severity == .error }) { return opened }
    (opened.layout, opened.guess) = layout(header, scanner, delimiter: head.format.delimiter)
    return opened
  }

  /// `folder/export.zip/deals.csv` names a member of an archive.
  static func input(of file: (path: String, name: String)) -> ScanInput {
    guard let (archive, member) = ArchivePath.parts(of: file.path) else {
      return ScanInput(path: file.path, name: file.name)
    }
    return ScanInput(path: archive, name: file.name, member: member)
  }

  private mutating func options() -> ScanOptions? {
    var options = ScanOptions(delimiter: source.format.delimiter)
    options.threadCount = plan.threadCount
    options.quotes = source.format.quotes.flatMap { QuoteStyle(rawValue: $0) }
    var isUsable = true
    if let name = source.format.encoding {
      options.encoding = TextEncoding(rawValue: name.lowercased())
      if options.encoding == nil {
        isUsable = false
        unknownFormat("encoding '\(name)'", TextEncoding.allCases.map(\.rawValue))
      }
    }
    if let order = source.format.dateOrder, DateOrder(rawValue: order) == nil {
      isUsable = false
      unknownFormat("dates '\(order)'", ["ymd", "dmy", "mdy", "excel", "unix"])
    }
    if let mark = source.format.decimalMark, mark != UInt8(ascii: "."), mark != UInt8(ascii: ",") {
      isUsable = false
      unknownFormat("decimal '\(Character(Unicode.Scalar(mark)))'", ["\".\"", "\",\""])
    }
    if let name = source.dialect, catalogue.dialect(named: name) == nil {
      isUsable = false
      diagnostics.append(
        Diagnostic(
          "dialect-unknown", .error, at: source.place,
          "source '\(source.name)' names the dialect '\(name)', which isn't known",
          fixes: (EditDistance.nearest(to: name, among: catalogue.names).map {
            ["did you mean \($0)?"]
          } ?? []) + ["use one of: \(catalogue.names.joined(separator: ", "))"]))
    }
    return isUsable ? options : nil
  }

  private mutating func unknownFormat(_ what: String, _ known: [String]) {
    diagnostics.append(
      Diagnostic(
        "format-unknown", .error, at: source.place,
        "\(what) of source '\(source.name)' isn't known",
        fixes: ["use one of: \(known.joined(separator: ", "))"]))
  }

  /// The first records of the file, whatever they are.
  mutating func head() -> FileHead? {
    options().flatMap { head(RecordScanner(Self.input(of: file), options: $0)) }
  }

  private mutating func head(_ scanner: RecordScanner) -> FileHead? {
    var head: FileHead?
    do throws(ScanFailure) {
      try scanner.scan { batch in
        head = FileHead(batch)
        return false
      }
    } catch {
      diagnostics.append(
        ScanFailureText(file: file.name, source: source, excerpt: { scanner.excerpt(line: $0) })
          .diagnostic(error))
      return nil
    }
    if let head, !head.records.isEmpty { return head }
    diagnostics.append(
      Diagnostic(
        "source-file-empty", .error, at: Place(file: file.name),
        "the file of source '\(source.name)' is empty",
        explanation: "not even a header; an export without records still has one",
        fixes: ["check that the export ran to its end, and export again"]))
    return nil
  }

  /// Rows that a sorted or appended file has above its header would be lost as titles are left out.
  private mutating func reportRow(_ row: FileHead.Record, above header: FileHead.Record) {
    diagnostics.append(
      Diagnostic(
        "row-above-header", .error, at: Place(file: file.name, line: row.line),
        "the row that begins with '\(row.cells.prefix(3).map { $0.prefix(200) }.joined(separator: "', '"))' stands above "
          + "the header, which is in line \(header.line)",
        explanation: "perhaps the file was sorted together with its header",
        fixes: ["export again, or put the header into the first line"]))
  }

  private mutating func reportEncoding(_ format: ScanFormat) {
    guard format.encodingIsDetected, let invalid = format.firstInvalidByte else { return }
    let byte = String(invalid.value, radix: 16, uppercase: true)
    diagnostics.append(
      Diagnostic(
        "encoding-assumed", .warning, at: Place(file: file.name, line: invalid.line),
        "the file is read as \(format.encoding.rawValue): byte 0x\(byte) is not UTF-8",
        fixes: [
          "set 'encoding: \(format.encoding.rawValue)' in source '\(source.name)' of "
            + source.place.file,
          "or export as UTF-8",
        ]))
  }

  /// Tells of cells that are not quoted as CSV has it, which nobody declared.
  private mutating func reportQuotes(_ format: ScanFormat) {
    guard let line = format.firstOddQuoteLine else { return }
    let (text, other) =
      switch format.quotes {
      case .doubled: ("cells are quoted with doubled quotes", "")
      case .backslash:
        (
          "cells are quoted with a backslash before a quote inside",
          "double the quotes inside cells"
        )
      case .single: ("cells are quoted with apostrophes", "quote cells with \"")
      case .spaced:
        ("cells are quoted behind blanks", "write nothing between a separator and a quote")
      case .record:
        ("records stand in quotes as a whole", "quote cells, not the records that they are in")
      }
    diagnostics.append(
      Diagnostic(
        "quotes-assumed", .warning, at: Place(file: file.name, line: line),
        "the file is read as one whose \(text)",
        fixes: [
          "set 'quotes: \(format.quotes.rawValue)' in source '\(source.name)' of "
            + source.place.file,
          "or let the export \(other)",
        ]))
  }

  /// Whether the delimiter that somebody declared, perhaps in the file's own line `sep=`, splits the
  /// header; another one that does is named.
  private mutating func checkDelimiter(_ head: FileHead) -> Bool {
    // Title lines have one cell anyway: one record with two is enough.
    guard !head.format.delimiterIsDetected || head.format.hasSeparatorLine,
      head.records.allSatisfy({ $0.cells.count == 1 })
    else { return true }
    let counts = head.records.flatMap { record in
      DelimiterDetection.candidates.map { candidate in
        (candidate, record.cells.reduce(0) { $0 + $1.utf8.count { $0 == candidate } }, record.line)
      }
    }
    guard let most = counts.map(\.1).max(), most > 0,
      let best = counts.first(where: { $0.1 == most })
    else { return true }
    diagnostics.append(
      Diagnostic(
        "delimiter-wrong", .error, at: Place(file: file.name, line: best.2),
        "the \(DelimiterName.of(head.format.delimiter)) gives one column; the "
          + "\(DelimiterName.of(best.0)) would give \(best.1 + 1)",
        explanation: head.format.delimiterIsDetected ? "the line 'sep=' above it says so" : nil,
        fixes: [delimiterFix(best.0)]))
    return false
  }

  /// Whether anything is known of a file that no usual delimiter parts; a sign that parts it into known
  /// headings is named.
  private mutating func checkSign(_ head: FileHead, _ header: FileHead.Header) -> Bool {
    guard head.format.delimiterIsDetected, header.binding.recognisedCount == 0 else { return true }
    let found = head.signs.compactMap { sign -> (sign: UInt8, header: FileHead.Header)? in
      guard let parted = self.header(head.parted(by: sign)),
        parted.binding.recognisedCount > 1
      else { return nil }
      return (sign, parted)
    }
    guard
      let best = found.max(by: {
        $0.header.binding.recognisedCount < $1.header.binding.recognisedCount
      })
    else { return true }
    diagnostics.append(
      Diagnostic(
        "delimiter-wrong", .error, at: Place(file: file.name, line: best.header.record.line),
        "the \(DelimiterName.of(head.format.delimiter)) gives one column; the "
          + "\(DelimiterName.of(best.sign)) would give \(best.header.record.cells.count)",
        explanation: "only comma, semicolon, tab and bar are found without being declared",
        fixes: [delimiterFix(best.sign)]))
    return false
  }

  private func delimiterFix(_ delimiter: UInt8) -> String {
    "set 'delimiter: \(DelimiterName.setting(delimiter))' in source '\(source.name)' of "
      + source.place.file
  }

  /// Whether the file's only line holds no line ends that CSV does not have.
  private mutating func checkLineEnds(_ head: FileHead) -> Bool {
    guard head.records.count == 1, let line = head.records.first else { return true }
    for cell in line.cells {
      for scalar in cell.unicodeScalars {
        guard let name = Self.otherLineEnds[scalar.value] else { continue }
        diagnostics.append(
          Diagnostic(
            "line-ends-unknown", .error, at: Place(file: file.name, line: line.line),
            "the file is one line, with a \(name) where lines should end",
            explanation: "records end with a line feed, a carriage return, or both",
            fixes: ["export again with the line ends of Windows or Unix"]))
        return false
      }
    }
    return true
  }

  /// What some programs write between lines.
  private static let otherLineEnds: [UInt32: String] = [
    0x0B: "vertical tab (U+000B)", 0x0C: "form feed (U+000C)", 0x1E: "record separator (U+001E)",
    0x85: "next line (U+0085)", 0x2028: "line separator (U+2028)",
    0x2029: "paragraph separator (U+2029)",
  ]

  private func header(_ head: FileHead) -> FileHead.Header? {
    if let names = source.format.columnNames, let first = head.records.first {
      let recognition = catalogue.recognise(headers: names, as: source.entity)
      let dialect = catalogue.dialect(named: source.dialect ?? recognition?.dialect ?? "plain")?
        .preceded(by: source.rules)
      return FileHead.Header(
        record: FileHead.Record(index: first.index, line: first.line, cells: names),
        binding: HeaderBinding(
          headers: names, source: source, dialect: dialect,
          place: Place(file: file.name, line: first.line)),
        dialect: dialect, recognition: recognition)
    }
    return head.header(of: source, catalogue, file: file.name)
  }

  /// Blocks of a file whose rows are enough for a guess.
  private static let blocksOfGuess = 4

  /// The layout with the formats that the first rows speak for; nothing where all of them must be
  /// looked at first.
  private func guess(
    _ undeclared: [Int], _ undecided: FormatDecision, _ declared: FormatDecision.Declared,
    _ scanner: RecordScanner
  ) -> (layout: FileLayout, guess: FormatGuess)? {
    let reader = ChunkReader(layout: undecided.layout)
    var evidence = FormatEvidence()
    var blockCount = 0
    let isRead =
      try? scanner.scan { batch in
        evidence.look(at: undeclared, batch, reader)
        blockCount += 1
        return blockCount < Self.blocksOfGuess
      }
    guard isRead != nil else { return nil }
    var decision = undecided
    decision.settle(declared, evidence)
    return FormatGuess(decision, of: undecided, undeclared, declared, evidence).map {
      (decision.layout, $0)
    }
  }

  /// The layout with every format decided, or guessed where that is allowed; the file's columns are
  /// looked at when nobody declared them.
  ///
  /// Nothing when they can't be decided.
  private mutating func layout(
    _ header: FileHead.Header, _ scanner: RecordScanner, delimiter: UInt8
  ) -> (FileLayout?, FormatGuess?) {
    let builder = LayoutBuilder(
      plan: plan, source: source, catalogue: catalogue, header: header)
    let layout = builder.layout()
    let declared = builder.declared(usesDialect: !ignoresDialectFormats)
    let undeclared = FormatDecision.undeclared(layout, declared)
    var decision = FormatDecision(layout: layout, source: source, fileName: file.name)
    var evidence = FormatEvidence()
    if !undeclared.isEmpty {
      if mayGuessFormats, let (layout, guess) = guess(undeclared, decision, declared, scanner) {
        return (layout, guess)
      }
      let reader = ChunkReader(layout: layout)
      do throws(ScanFailure) {
        try scanner.scanChunks { batch in
          batch.recordCount > 0 ? reader : nil
        } makePart: { _ in
          FormatEvidence()
        } read: { batch, reader, part in
          part.look(at: undeclared, batch, reader)
        } merge: { part, position in
          evidence.merge(part, linesBefore: position.linesBefore)
          return true
        }
      } catch {
        diagnostics.append(
          ScanFailureText(file: file.name, source: source, excerpt: { scanner.excerpt(line: $0) })
            .diagnostic(error))
        return (nil, nil)
      }
    }
    let undecided = decision
    decision.settle(declared, evidence)
    if ignoresDialectFormats,
      let vendors = decision.settling(declared, by: builder.declared())
    {
      decision = undecided
      decision.settle(vendors, evidence)
    }
    // A header alone proves nothing, and what is written down would refuse the rows to come.
    // Who parts cells by semicolons needs the comma for numbers.
    let usualMark = UInt8(ascii: delimiter == UInt8(ascii: ";") ? "," : ".")
    formats =
      evidence.rowCount == 0
      ? FormatDecision.Formats()
      : decision.formats(declared: builder.declared(), usualMark: usualMark, evidence)
    diagnostics += decision.diagnostics
    return (decision.hasErrors ? nil : decision.layout, nil)
  }
}
