import Ingest

/// Writes the lines of a draft, and the findings that go with them.
struct DraftWriter {
  let settings: DraftSettings
  /// What the exports say that the company's currency is.
  let currency: String?
  /// Whether only the sign of the amounts says so.
  let isOfSign: Bool
  let sources: [DraftSource]
  let unknown: [FileSurvey]
  /// Files of a CRM's users.
  let users: [FileSurvey]
  private(set) var lines: [String] = []
  private(set) var people: String?
  /// Sources that are written as comments only.
  private(set) var leftOutCount = 0
  private(set) var diagnostics: [Diagnostic] = []
  private let language: String
  /// The findings that the answer to an open question would settle.
  private static let questions: Set<String> = [
    "date-order-undecidable", "amount-format-undecidable", "amount-format-mixed",
    "date-order-mixed",
  ]

  init(
    settings: DraftSettings, currency: String?, isOfSign: Bool, sources: [DraftSource],
    unknown: [FileSurvey],
    people: [FileSurvey]
  ) {
    self.settings = settings
    self.currency = currency
    self.isOfSign = isOfSign
    let isFrench = sources.contains { $0.survey.recognition?.language == "fr" }
    self.sources = DraftSource.withLikelyOrders(sources, isFrench: isFrench)
    self.unknown = unknown
    users = people
    language = settings.language ?? (isFrench ? "fr" : "en")
  }

  var text: String { lines.map { $0 + "\n" }.joined() }

  mutating func write() {
    comment("head")
    comment("obeyed")
    lines.append("")
    writeCompany()
    lines.append("exports:")
    for source in sources {
      if source.isLeftOut(among: sources) { writeAside(source) } else { write(source) }
    }
    let owners = owners
    let objectives = unknown.compactMap { DraftObjectives($0) }
    let targets = Set(objectives.map(\.survey.file.name))
    let rest = unknown.filter { !targets.contains($0.file.name) }
    // A file whose names are those of the owners lists the people.
    let sheet =
      users.first.map { PeopleSheet(known: $0) }
      ?? (owners.isEmpty ? nil : rest.lazy.compactMap { PeopleSheet($0, of: owners) }.first)
    let others = (rest + users).filter { $0.file.name != sheet?.survey.file.name }
    if !others.isEmpty {
      comment("unknown", others.map(\.file.name).joined(separator: ", "), indent: 2)
    }
    // An empty file keeps nothing from being read.
    diagnostics += others.flatMap(\.diagnostics).map { finding in
      var finding = finding
      if finding.id == "source-file-empty" { finding.severity = .warning }
      return finding
    }
    lines.append("")
    writePeople(owners, sheet)
    writeStages()
    write(objectives, names: owners + (sheet?.names ?? []))
  }

  private mutating func comment(_ key: String, _ arguments: String..., indent: Int = 0) {
    var text = (language == "fr" ? DraftWords.french[key] : DraftWords.english[key]) ?? key
    for (index, argument) in arguments.enumerated() {
      text = text.replacing("{\(index)}", with: argument)
    }
    lines.append(String(repeating: " ", count: indent) + "# " + Self.oneLine(text))
  }

  // MARK: The company

  private mutating func writeCompany() {
    comment("company")
    lines.append("company: \(Self.quoted(settings.company))")
    lines.append("language: \(language)")
    if let currency = settings.currency {
      lines.append("currency: \(currency)")
    } else if let currency {
      comment("currency.found")
      lines.append("currency: \(currency)")
      if isOfSign, currency != "GBP" {
        confirm(
          "'currency: \(currency)' is taken from the sign of the amounts, which others have too",
          fixes: ["correct it, or use --currency"])
      }
    } else {
      assume("currency", "currency.assumed", DraftSettings.usualCurrency, "--currency")
    }
    comment("amounts")
    let taxed = taxedAmounts
    lines.append("amounts: \(taxed.isEmpty ? "excluding_tax" : "including_tax")")
    if !taxed.isEmpty {
      confirm(
        "amounts are taken to include tax because of "
          + taxed.map { "'\($0)'" }.joined(separator: ", "),
        explanation: "every page says which; amounts with and without tax are never mixed",
        fixes: ["correct it here, or map columns without tax under 'headers'"])
    }
    if let zone = settings.zone {
      lines.append("time_zone: \(zone)")
    } else {
      assume("time_zone", "zone.assumed", DraftSettings.usualZone, "--time-zone")
    }
    lines += ["", "calendar:"]
    lines.append("  holidays: \(language == "fr" ? "metropole" : "none")")
    lines += ["", "report:", "  period: quarter", "  also: [month, year]", ""]
  }

  /// The headings of the amounts of opportunities that say that tax is in them.
  private var taxedAmounts: [String] {
    sources.flatMap { source in
      (source.survey.recognition?.proposals ?? [:]).filter {
        $0.value == "amount_net" && HeaderProposals.includesTax($0.key)
      }.map(\.key)
    }.sorted()
  }

  private mutating func assume(_ key: String, _ words: String, _ value: String, _ option: String) {
    comment(words)
    lines.append("\(key): \(value)")
    confirm(
      "'\(key): \(value)' is assumed; no export says it", fixes: ["correct it, or use \(option)"])
  }

  private mutating func confirm(
    _ summary: String, explanation: String? = nil, fixes: [String]
  ) {
    diagnostics.append(
      Diagnostic(
        "init-to-confirm", .warning, at: here, summary, explanation: explanation, fixes: fixes))
  }

  /// The line that was written last.
  private var here: Place { Place(file: settings.fileName, line: lines.count) }

  // MARK: Sources

  private mutating func write(_ source: DraftSource) {
    let survey = source.survey
    guard let recognition = survey.recognition else { return }
    lines.append("  \(source.name):")
    comment(
      "lines",
      recognition.language.isEmpty
        ? recognition.dialect : "\(recognition.dialect)/\(recognition.language)",
      String(survey.rowCount + survey.rejectCount), indent: 4)
    reportRepeated(source, recognition.entity)
    let errors = survey.diagnostics.filter { $0.severity == .error }
    for error in errors where !Self.questions.contains(error.id) {
      comment("error", error.summary, indent: 4)
    }
    diagnostics += survey.diagnostics.filter { $0.id != Diagnostic.tooManyRejectsID }
    reportRejects(survey, errors)
    lines.append("    entity: \(recognition.entity.rawValue)")
    lines.append("    files: \(Self.quoted(source.pattern))")
    if source.isNumbered {
      confirm(
        "the name of \(survey.file.name) has a number that no date goes with",
        explanation: "an export that comes under another number isn't read",
        fixes: [
          "save each export under this name, or with its date in the name: deals-2026-08-31.csv"
        ])
    }
    lines.append("    crm: \(recognition.dialect)")
    lines.append("    encoding: \(survey.encoding)")
    lines.append("    delimiter: " + Self.delimiter(survey))
    if let quotes = survey.quotes { lines.append("    quotes: \(quotes)") }
    writeFormats(source, errors)
    if !recognition.proposals.isEmpty {
      comment("proposed", indent: 4)
      lines.append("    headers:")
      for (header, field) in recognition.proposals.sorted(by: { $0.key < $1.key }) {
        lines.append("      \(Self.quoted(header)): \(field)")
      }
      confirm(
        "the columns of \(survey.file.name) are taken for fields by their words",
        explanation: recognition.proposals.sorted { $0.key < $1.key }
          .map { "'\($0.key)' for \($0.value)" }.joined(separator: ", "),
        fixes: ["correct 'headers' here if a column holds something else"])
    }
    if !recognition.key.isEmpty {
      comment("key", indent: 4)
      lines.append("    key: [\(recognition.key.map { Self.quoted($0) }.joined(separator: ", "))]")
      confirm(
        "no column of \(survey.file.name) has identifiers; these tell its records apart: "
          + recognition.key.joined(separator: ", "),
        fixes: [
          "add the identifier to the export; or correct 'key' here: columns that never change, and "
            + "together are different for each record"
        ])
    }
    writeValues(source, recognition.entity)
    if !survey.unreadHeaders.isEmpty {
      comment("unread", survey.unreadHeaders.joined(separator: ", "), indent: 4)
    }
  }

  /// A source as comments, to be completed.
  private mutating func writeAside(_ source: DraftSource) {
    let (start, found) = (lines.count, diagnostics)
    write(source)
    for line in lines.indices[start...] { lines[line] = "  # " + lines[line].dropFirst(2) }
    diagnostics = found
    leftOutCount += 1
    confirm(
      "\(source.survey.file.name) is not read: "
        + source.missingColumns.map(\.summary).joined(separator: "; "),
      explanation: source.missingColumns.first?.explanation,
      fixes: (source.missingColumns.first?.fixes ?? []) + ["then take the '#' away here"])
  }

  /// A run ends at rejected rows, unless they are allowed; nothing where what rejects them is asked for.
  private mutating func reportRejects(_ survey: FileSurvey, _ errors: [Diagnostic]) {
    guard survey.rejectCount > 0, errors.isEmpty, survey.unknownValues["status"] == nil else {
      return
    }
    comment("rejects", String(survey.rejectCount), indent: 4)
    diagnostics.append(
      Diagnostic(
        "init-rows-rejected", .error, at: here,
        "\(survey.rejectCount) of \(survey.rowCount + survey.rejectCount) rows of "
          + "\(survey.file.name) can't be read",
        explanation: "a run ends at them; what is wrong with them is told with their lines",
        fixes: [
          "correct the formats and values here, or the export",
          "or leave such rows out: rejects: {maximum: \(survey.rejectCount)}",
        ]))
  }

  private mutating func reportRepeated(_ source: DraftSource, _ entity: Entity) {
    let others = sources.filter {
      $0.name != source.name && $0.survey.recognition?.entity == entity
    }
    // Calls, meetings and tasks are one table in several exports; other tables hardly ever.
    guard entity != .activities, let first = others.first, source.name < first.name else { return }
    let names = others.map(\.name).joined(separator: ", ")
    comment("twice", entity.rawValue, names, indent: 4)
    confirm(
      "\(source.name) and \(names) all hold \(entity.rawValue)",
      fixes: ["keep one of them if their records are the same: each would count twice"])
  }

  private static let amountFields: Set<String> = ["amount_net", "amount_gross", "amount"]

  private mutating func writeFormats(_ source: DraftSource, _ errors: [Diagnostic]) {
    let survey = source.survey
    let ids = Set(errors.map(\.id))
    if ids.contains("amount-format-undecidable") || ids.contains("amount-format-mixed") {
      comment("decimal.open", indent: 4)
      lines.append("    # decimal: ")
    } else if let mark = survey.decimalMark {
      lines.append("    decimal: \(Self.quoted(String(Character(Unicode.Scalar(mark)))))")
    }
    if ids.contains("date-order-undecidable") || ids.contains("date-order-mixed") {
      comment("dates.open", indent: 4)
      lines.append("    # dates: ")
    } else if let order = survey.dateOrder {
      if source.orderIsLikely { comment("dates.likely", indent: 4) }
      lines.append("    dates: \(order)")
      if source.orderIsLikely {
        confirm(
          "'dates: \(order)' is taken from the other exports, or from French headings; no date of "
            + "\(survey.file.name) tells it",
          fixes: ["correct it if the \(order == "dmy" ? "month" : "day") comes first in this file"])
      }
    }
    let amounts = (survey.recognition?.proposals ?? [:]).filter {
      Self.amountFields.contains($0.value)
    }
    let money = amounts.keys.sorted().first { HeaderProposals.moneyScale(of: $0) > 1 }
    let scales =
      [
        money.map { ("money", HeaderProposals.moneyScale(of: $0)) },
        survey.rateScale.map { ("rate", $0) },
      ].compactMap(\.self).map { "\($0.0): \($0.1)" }
    if !scales.isEmpty { lines.append("    scale: {\(scales.joined(separator: ", "))}") }
    if let money {
      confirm(
        "amounts are multiplied by \(HeaderProposals.moneyScale(of: money)) because of "
          + "'\(money)'",
        fixes: ["correct 'scale' here, which is of all amounts of the file"])
    }
  }

  private mutating func writeValues(_ source: DraftSource, _ entity: Entity) {
    let proposed = source.stageStatuses
    if source.lacksWonStage {
      let stages = source.survey.stages.map { "'\($0.name)'" }
      confirm(
        "no stage of \(source.survey.file.name) stands for won, so that no opportunity is: "
          + stages.prefix(8).joined(separator: ", ")
          + (stages.count > 8 ? " and \(stages.count - 8) more" : ""),
        fixes: [
          "if one of them does, take it out of 'stages', and write in this source: "
            + "values: {status: {\(Self.quoted(source.survey.stages[0].name)): won}}"
        ])
    }
    let unknown = source.survey.unknownValues.sorted { $0.key < $1.key }
    let statuses = source.survey.statusProposals.sorted { $0.key < $1.key }
    let hasProposals = !proposed.isEmpty || !statuses.isEmpty
    guard hasProposals || !unknown.isEmpty else { return }
    // Without a value that stands, the mapping itself must stay a comment.
    lines.append(hasProposals ? "    values:" : "    # values:")
    if hasProposals {
      comment("stages.proposed", indent: 6)
      lines.append("      status:")
      for (text, status) in statuses {
        lines.append("        \(Self.quoted(text)): \(status)")
        confirm(
          "status '\(text)' is taken for \(status) because of its words",
          fixes: ["correct it here if it means something else"])
      }
      for proposal in proposed {
        lines.append("        \(Self.quoted(proposal.stage)): \(proposal.status)")
        confirm(
          "stage '\(proposal.stage)' is taken for \(proposal.status) because of "
            + (proposal.isOfName ? "its name" : "the probability of 100 % of all in it"),
          fixes: ["correct it here if it means something else"])
      }
    }
    for (field, texts) in unknown {
      let choices = Entity.values(of: field, in: entity) ?? []
      comment("values.open", choices.joined(separator: ", "), indent: 6)
      lines.append(
        "      # \(field): {\(texts.map { "\(Self.quoted($0)): " }.joined(separator: ", "))}")
      diagnostics.append(
        Diagnostic(
          "init-value-unknown", field == "status" ? .error : .warning, at: here,
          "\(field) of \(source.survey.file.name) has values that are not known: "
            + texts.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
            + (texts.count > 8 ? " and \(texts.count - 8) more" : ""),
          explanation: field == "status"
            ? "their rows are rejected, since the status decides every figure"
            : "their rows are kept, but no figure counts by the field",
          fixes: ["say what each means here, one of: \(choices.joined(separator: ", "))"]))
    }
  }

  // MARK: People and stages

  private var owners: [String] {
    var seen: Set<String> = []
    return sources.flatMap { $0.survey.values["owner"] ?? [] }.filter { seen.insert($0).inserted }
  }

  private mutating func writePeople(_ owners: [String], _ sheet: PeopleSheet?) {
    if let sheet {
      comment("people.found")
      let file = sheet.survey.file.name
      lines += ["people:", "  file: \(Self.quoted(file))"]
      if FileNameDate(in: file) != nil {
        confirm(
          "the people are read from \(file), today as on other days",
          explanation: "its name carries a date, and stands for no later file",
          fixes: ["let this export come under a name without a date, and write that name here"])
      }
      lines.append("  encoding: \(sheet.survey.encoding)")
      lines.append("  delimiter: " + Self.delimiter(sheet.survey))
      let known = PeopleSource.aliases["name"] ?? []
      if let header = sheet.header, HeaderText.folded(header) != "name",
        !known.contains(HeaderText.folded(header))
      {
        lines.append("  headers: {\(Self.quoted(header)): name}")
      }
      lines.append("")
      return
    }
    guard !owners.isEmpty else { return }
    let made = DraftPeople(owners: owners)
    people = made.text(language: language)
    comment("people.made")
    lines += ["people:", "  file: \(Self.quoted(settings.peopleFile))"]
    let identifiers = made.people.filter(\.isIdentifier).map(\.name)
    if !identifiers.isEmpty {
      confirm(
        "\(identifiers.count) of the owners are identifiers: "
          + identifiers.prefix(5).joined(separator: ", ") + (identifiers.count > 5 ? "…" : ""),
        fixes: [
          "write each person's name in \(settings.peopleFile), and the identifier as an alias"
        ])
    }
    lines.append("")
  }

  private mutating func writeStages() {
    var seen: Set<String> = []
    let stages = sources.flatMap(\.openStages).filter {
      seen.insert(HeaderText.folded("\($0.name) (\($0.pipeline ?? ""))")).inserted
    }
    guard !stages.isEmpty else { return }
    comment("stages")
    lines.append("stages:")
    for stage in stages {
      let pipeline = stage.pipeline.map { ", pipeline: \(Self.quoted($0))" } ?? ""
      lines.append("  - {name: \(Self.quoted(stage.name))\(pipeline)}")
    }
  }

  // MARK: Objectives

  /// Sheets whose owners nobody knows yet stand there as comments: a run would refuse them.
  private mutating func write(_ objectives: [DraftObjectives], names: [String]) {
    guard !objectives.isEmpty else { return }
    lines.append("")
    comment("objectives")
    let strangers = objectives.map { $0.strangers(among: names) }
    lines.append(strangers.allSatisfy { !$0.isEmpty } ? "# objectives:" : "objectives:")
    for (sheet, strangers) in zip(objectives, strangers) {
      var entry = [
        "  - file: \(Self.quoted(sheet.survey.file.name))",
        "    encoding: \(sheet.survey.encoding)",
        "    delimiter: " + Self.delimiter(sheet.survey),
      ]
      if sheet.isWide { entry.append("    layout: wide") }
      if !sheet.namesKPI { entry.append("    kpi: \(revenue)") }
      lines += strangers.isEmpty ? entry : entry.map { "# " + $0 }
      confirm(
        "the columns of \(sheet.survey.file.name) are taken for objectives by their headings"
          + (sheet.namesKPI ? "" : ", and their targets for \(revenue)"),
        explanation: strangers.isEmpty
          ? nil
          : "nobody is known by " + strangers.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
            + (strangers.count > 5 ? " and \(strangers.count - 5) more" : ""),
        fixes: (strangers.isEmpty
          ? []
          : ["write these as aliases or teams into the people file, then take the '#' away here"])
          + (sheet.namesKPI ? [] : ["correct 'kpi' here if the targets are on something else"]))
    }
  }

  /// What targets are on when their sheet does not say.
  private var revenue: String {
    sources.contains { $0.survey.recognition?.entity == .opportunities }
      ? "revenue_won" : "revenue_invoiced"
  }

  // MARK: Text

  private static func delimiter(_ survey: FileSurvey) -> String {
    survey.delimiter == "\t" ? "tab" : quoted(survey.delimiter)
  }

  /// A scalar of YAML in double quotes, whatever it holds.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        quoted += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// A comment must not end early, whatever an export has put into it.
  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline || $0 == "\0" ? " " : $0 })
  }
}
