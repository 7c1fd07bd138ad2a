/// Which columns of one file hold which canonical fields.
struct HeaderBinding {
  /// One field and the columns that give its value: the first that is not empty.
  struct Bound: Sendable {
    var field: Field
    var ordinals: [Int]
    /// The header as people see it, of the first column.
    var header: String
    var language: String
    /// The column with the time of day, for a column of dates that has one.
    var timeOrdinal: Int?
    /// The cells are whole minor units.
    var isMinorUnits = false
    /// How identifiers begin that are of the field.
    var prefix: String?
    /// The value is the texts of all the columns together.
    var isJoined = false
    /// The first column tells of opportunities that are won, the others of those that are not.
    var isOfWon = false
  }

  /// A column that says when the opportunity entered one stage.
  struct Entered: Sendable {
    var ordinal: Int
    var header: String
    var stage: String
    var pipeline: String?
  }

  /// Records that are left out because of what a column holds.
  struct Drop: Sendable {
    var ordinal: Int
    var header: String
    /// Folded texts.
    var values: Set<String>
    /// Whether records with one of the texts stay, and all others go.
    var keeps: Bool
  }

  private(set) var columns: [Bound] = []
  private(set) var entered: [Entered] = []
  private(set) var drops: [Drop] = []
  /// Fields that take the same value in every row.
  private(set) var constants: [String: String] = [:]
  /// The language of most headers: `en`, `fr`, `api`, or nothing for canonical names and mappings.
  private(set) var language = ""
  private(set) var diagnostics: [Diagnostic] = []
  /// How many headers were recognised, of whatever table: tells a header record from a title line.
  private(set) var recognisedCount = 0

  private let source: ReadPlan.Source
  private let dialect: Dialect?
  private let place: Place
  /// Headers cleaned, with `#2` behind a repeated one.
  let headers: [String]
  private let folded: [String]
  private let ordinals: [String: Int]
  private var taken: Set<Int> = []
  /// Those in the company's currency: amounts, and the column that says which one that is.
  private var companyFields: Set<String> = []

  /// `place` is that of the header record.
  init(headers texts: [String], source: ReadPlan.Source, dialect: Dialect?, place: Place) {
    self.source = source
    self.dialect = dialect
    self.place = place
    let named = Self.named(texts)
    headers = named.headers
    folded = named.folded
    var ordinals: [String: Int] = [:]
    for (ordinal, header) in folded.enumerated() where !header.isEmpty {
      if ordinals[header] == nil { ordinals[header] = ordinal }
    }
    // `Account Name: Account Name`, `Opportunity Owner: Full Name`: the left part is the label; of
    // `Opportunity: Opportunity ID`, which begins with the table, the right one.
    if dialect?.name == "salesforce" {
      for (ordinal, header) in folded.enumerated() {
        guard let colon = header.firstRange(of: ": ") else { continue }
        let left = String(header[..<colon.lowerBound])
        let isTable = Self.salesforceTables[source.entity]?.contains(left) == true
        let label = isTable ? String(header[colon.upperBound...]) : left
        if ordinals[label] == nil { ordinals[label] = ordinal }
      }
    }
    self.ordinals = ordinals
    bind()
  }

  /// What Salesforce's reports call the tables.
  private static let salesforceTables: [Entity: Set<String>] = [
    .opportunities: ["opportunity", "opportunite"], .leads: ["lead", "piste"],
    .tickets: ["case", "requete"], .accounts: ["account", "compte"], .contacts: ["contact"],
    .activities: ["activity", "activite", "task", "event"],
  ]

  static func named(_ texts: [String]) -> (headers: [String], folded: [String]) {
    var counts: [String: Int] = [:]
    var headers: [String] = []
    var folded: [String] = []
    for text in texts {
      var header = HeaderText.cleaned(text)
      var key = HeaderText.folded(header)
      let count = counts[key, default: 0] + 1
      counts[key] = count
      if count > 1, !key.isEmpty {
        header += "#\(count)"
        key += "#\(count)"
      }
      headers.append(header)
      folded.append(key)
    }
    return (headers, folded)
  }

  private mutating func bind() {
    var ignored: Set<Int> = []
    let mapped = bindMapping(&ignored).union(bindKey())
    for field in source.entity.fields + pseudoFields where !mapped.contains(field.name) {
      bindDialect(field, ignored)
    }
    bindCanonicalNames(ignored)
    if !companyFields.isEmpty, !companyFields.contains("currency") {
      columns.removeAll { $0.field.name == "currency" }
    }
    constants = source.constants
    bindConstants()
    bindEntered()
    if let dialect {
      for rule in dialect.drops where rule.entity == source.entity {
        if let ordinal = ordinals[rule.header] {
          drops.append(
            Drop(
              ordinal: ordinal, header: headers[ordinal], values: rule.values, keeps: rule.keeps))
        }
      }
      for rule in dialect.times where rule.entity == source.entity {
        if let index = columns.firstIndex(where: { $0.field.name == rule.field }) {
          columns[index].timeOrdinal = columns[index].timeOrdinal ?? ordinals[rule.folded]
        }
      }
    }
    decideLanguage()
    recognisedCount = columns.count + entered.count
    reportDuplicates()
    reportMissing()
  }

  private var pseudoFields: [Field] {
    PseudoField.names(of: source.entity).compactMap { name in
      switch name {
      case PseudoField.isLost, PseudoField.isArchived: Field(name, .flag)
      case PseudoField.mergedIDs, PseudoField.mergedInto: Field(name, .text)
      default: nil
      }
    }
  }

  // MARK: The customer's own mapping

  /// Binds what `headers` of the source names; returns the fields that are settled.
  private mutating func bindMapping(_ ignored: inout Set<Int>) -> Set<String> {
    var settled: Set<String> = []
    for (header, name) in source.headers.sorted(by: { $0.key < $1.key }) {
      let key = HeaderText.folded(header)
      let ordinal = ordinals[key]
      if name.isEmpty || name == "ignore" {
        if let ordinal { ignored.insert(ordinal) }
        continue
      }
      guard let field = (source.entity.fields + pseudoFields).first(where: { $0.name == name })
      else {
        diagnostics.append(
          Diagnostic(
            "field-unknown", .error, at: source.place,
            "'\(name)', which '\(header)' is mapped to, is no field of \(source.entity.rawValue)",
            fixes: fieldFixes(name)))
        continue
      }
      guard let ordinal else {
        settled.insert(name)
        diagnostics.append(missing("column '\(header)', mapped to \(name),", near: [key], [name]))
        continue
      }
      add(field, ordinal, language: "", joins: true)
      settled.insert(name)
    }
    return settled
  }

  /// Binds the identifier to the columns that name a record together; they may hold other fields too.
  private mutating func bindKey() -> Set<String> {
    guard let name = source.entity.identityField, !source.key.isEmpty,
      let field = source.entity.fields.first(where: { $0.name == name })
    else { return [] }
    var parts: [Int] = []
    for header in source.key {
      let folded = HeaderText.folded(header)
      if let ordinal = ordinals[folded] {
        parts.append(ordinal)
      } else {
        diagnostics.append(missingPart(header, folded))
      }
    }
    guard parts.count == source.key.count else { return [name] }
    columns.append(
      Bound(
        field: field, ordinals: parts, header: parts.map { headers[$0] }.joined(separator: " / "),
        language: "", isJoined: true))
    return [name]
  }

  private func missingPart(_ header: String, _ key: String) -> Diagnostic {
    let nearest = EditDistance.nearest(to: key, among: folded).flatMap(folded.firstIndex)
    return Diagnostic(
      "header-missing-column", .error, at: place,
      "column '\(header)', part of the key, is missing in \(source.entity.rawValue)"
        + (nearest.map { "; the nearest is '\(headers[$0])'" } ?? ""),
      explanation: "the file has: " + headersInWords,
      fixes: [
        "correct 'key' of source '\(source.name)' in \(source.place.file)",
        "or add the column to the export",
      ])
  }

  private func fieldFixes(_ name: String) -> [String] {
    let names = source.entity.fields.map(\.name)
    let nearest = EditDistance.nearest(to: name, among: names).map { ["did you mean \($0)?"] } ?? []
    return nearest + ["use one of: \(names.joined(separator: ", "))"]
  }

  // MARK: The dialect and the canonical names

  private mutating func bindDialect(_ field: Field, _ ignored: Set<Int>) {
    guard let dialect else { return }
    var isBound = columns.contains { $0.field.name == field.name }
    for rule in dialect.headers where rule.entity == source.entity && rule.field == field.name {
      guard let ordinal = ordinals[rule.folded], !ignored.contains(ordinal) else { continue }
      if isBound && !rule.joins || rule.isFree && taken.contains(ordinal) { continue }
      if columns.contains(where: { $0.field.name == field.name && $0.ordinals.contains(ordinal) }) {
        continue
      }
      // `Ticket ID` is the same in both languages, and tells neither.
      let isShared = dialect.headers.contains {
        $0.entity == rule.entity && $0.folded == rule.folded && $0.language != rule.language
      }
      add(field, ordinal, language: isShared ? "" : rule.language, joins: rule.joins)
      if !isBound {
        columns[columns.count - 1].isMinorUnits = rule.isMinorUnits
        columns[columns.count - 1].prefix = rule.prefix
        columns[columns.count - 1].isOfWon = rule.isOfWon
        isBound = true
      }
      if rule.isCompanyCurrency { companyFields.insert(field.name) }
      if rule.grade == "S" || rule.grade == "K" {
        diagnostics.append(
          Diagnostic(
            "header-matched-by-unverified-alias", .note, at: place,
            "column '\(headers[ordinal])' is taken for \(field.name)",
            explanation: "this header was not yet seen in a real export of \(dialect.name)",
            fixes: [
              "nothing to do if that's right; otherwise map the column of \(field.name) under "
                + "'headers' of source '\(source.name)' in \(source.place.file)"
            ]))
      }
    }
  }

  private mutating func bindCanonicalNames(_ ignored: Set<Int>) {
    for field in source.entity.fields + pseudoFields
    where !columns.contains(where: { $0.field == field }) {
      if source.headers.values.contains(field.name) { continue }
      for (ordinal, header) in folded.enumerated()
      where !taken.contains(ordinal) && !ignored.contains(ordinal) {
        let name = String(header.map { $0 == " " || $0 == "-" ? "_" : $0 })
        if name == field.name {
          add(field, ordinal, language: "", joins: false)
          break
        }
      }
    }
  }

  private mutating func add(_ field: Field, _ ordinal: Int, language: String, joins: Bool) {
    taken.insert(ordinal)
    if let index = columns.firstIndex(where: { $0.field.name == field.name }) {
      if joins { columns[index].ordinals.append(ordinal) }
      return
    }
    columns.append(
      Bound(field: field, ordinals: [ordinal], header: headers[ordinal], language: language))
  }

  private mutating func bindConstants() {
    guard let dialect else { return }
    for rule in dialect.constants where rule.entity == source.entity {
      if constants[rule.field] == nil, ordinals[rule.folded] != nil,
        !columns.contains(where: { $0.field.name == rule.field })
      {
        constants[rule.field] = rule.value
      }
    }
  }

  private mutating func decideLanguage() {
    var counts: [String: Int] = [:]
    for column in columns where !column.language.isEmpty {
      counts[column.language, default: 0] += 1
    }
    language = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
  }

  // MARK: Columns that hold a stage in their header

  private mutating func bindEntered() {
    guard source.entity == .opportunities else { return }
    let rules = (dialect?.entered ?? []).filter { $0.entity == source.entity }
    var found: [(family: Int, entered: Entered)] = []
    for (ordinal, header) in headers.enumerated() where !taken.contains(ordinal) {
      for rule in rules {
        guard let inner = Self.inner(of: header, rule) else { continue }
        let (stage, pipeline) = HeaderText.stageAndPipeline(inner)
        // HubSpot's own "current stage" column names no stage.
        if stage.isEmpty || stage == "current_stage" { continue }
        found.append(
          (
            rule.family,
            Entered(ordinal: ordinal, header: header, stage: stage, pipeline: pipeline)
          ))
        break
      }
    }
    let best = found.map(\.family).min()
    entered = found.filter { $0.family == best }.map(\.entered)
  }

  /// What stands in place of the `*`, in the header's own spelling.
  private static func inner(of header: String, _ rule: Dialect.EnteredRule) -> String? {
    let count = header.unicodeScalars.count
    let prefix = rule.prefix.unicodeScalars.count
    let suffix = rule.suffix.unicodeScalars.count
    guard count > prefix + suffix, header.lowercased().hasPrefix(rule.prefix),
      header.lowercased().hasSuffix(rule.suffix)
    else { return nil }
    return String(
      String.UnicodeScalarView(header.unicodeScalars.dropFirst(prefix).dropLast(suffix)))
  }

  // MARK: What is missing or doubtful

  private mutating func reportDuplicates() {
    for column in columns {
      for ordinal in column.ordinals where folded.contains(folded[ordinal] + "#2") {
        diagnostics.append(
          Diagnostic(
            "header-duplicate", .warning, at: place,
            "column '\(headers[ordinal])' stands in the file more than once; the first is used "
              + "for \(column.field.name)",
            fixes: [
              "rename one of them in the CRM, or map '\(headers[ordinal])#2' under 'headers' of "
                + "source '\(source.name)' in \(source.place.file)"
            ]))
      }
    }
  }

  private mutating func reportMissing() {
    func has(_ names: String...) -> Bool {
      names.contains { name in
        constants[name] != nil || columns.contains { $0.field.name == name }
          || source.headers.values.contains(name)
          || (!source.key.isEmpty && name == source.entity.identityField)
      }
    }
    func asks(_ names: String...) -> Bool {
      source.projection.map { projection in names.contains { projection.contains($0) } } ?? true
    }
    if columns.isEmpty, entered.isEmpty {
      // That a mapped column is missing too says nothing more.
      let finding = nothingKnown
      diagnostics.removeAll { $0.id == finding.id }
      diagnostics.append(finding)
      return
    }
    for field in source.entity.fields where field.required && !has(field.name) {
      diagnostics.append(missing("a column for \(field.name)", field.name))
    }
    guard source.entity == .opportunities else { return }
    if !has("status", "stage", "is_won") {
      diagnostics.append(missing("a column for stage or status", "stage", "status"))
    }
    if asks("amount_net", "amount_gross"), !has("amount_net", "amount_gross") {
      diagnostics.append(missing("a column for amount_net", "amount_net"))
    }
    if asks("close_date", "closed_at", "expected_close"),
      !has("close_date", "closed_at", "expected_close")
    {
      diagnostics.append(missing("a column for close_date", "close_date", "closed_at"))
    }
    if asks("owner"), !has("owner") {
      var finding = missing("a column for owner", "owner")
      finding.severity = .warning
      finding.explanation =
        "without it there are figures for the company only; " + (finding.explanation ?? "")
      diagnostics.append(finding)
    }
  }

  private var nothingKnown: Diagnostic {
    Diagnostic(
      "header-missing-column", .error, at: place,
      "no column is known as one of \(source.entity.rawValue)",
      explanation: "the line holds: " + headersInWords,
      fixes: writingFixes + [
        "check that this line is the header, and that 'entity' of source '\(source.name)' is right",
        "if the file has no header, name its columns under 'columns' of source '\(source.name)' in "
          + source.place.file,
        "if its headings are its own, map them: headers: {\"heading\": "
          + "\(source.entity.fields.first?.name ?? "field")}",
      ])
  }

  /// What to mend where the line is no header because of how the file is written.
  private var writingFixes: [String] {
    if headers.allSatisfy({ $0.hasPrefix("'") && $0.hasSuffix("'") }) {
      return ["export with double quotes around the cells, not single ones"]
    }
    guard headers.count == 1,
      headers[0].contains(where: { $0.isASCII && $0 != "_" && ($0.isPunctuation || $0.isSymbol) })
    else { return [] }
    return [
      "if another sign than comma, semicolon, tab or bar parts the cells, name it under 'delimiter' "
        + "of source '\(source.name)' in \(source.place.file)"
    ]
  }

  private func missing(_ what: String, _ fields: String...) -> Diagnostic {
    missing(what, near: nil, fields)
  }

  private func missing(_ what: String, near: [String]?, _ fields: [String]) -> Diagnostic {
    let rules =
      dialect?.headers.filter { $0.entity == source.entity && fields.contains($0.field) } ?? []
    let free = folded.indices.filter { !taken.contains($0) && !folded[$0].isEmpty }
    var nearest: String?
    for expected in near ?? (rules.map(\.folded) + fields) {
      guard let found = EditDistance.nearest(to: expected, among: free.map { folded[$0] }) else {
        continue
      }
      nearest = free.first { folded[$0] == found }.map { headers[$0] }
      break
    }
    let known = rules.filter { $0.language != "api" }.map { "'\($0.text)'" }
    var fixes: [String] = []
    if let nearest {
      fixes.append("if '\(nearest)' is it, \(mappingFix(nearest, fields[0]))")
    }
    fixes.append(
      known.isEmpty
        ? "add the column to the export"
        : "add the column to the export: \(known.prefix(3).joined(separator: " or "))")
    if nearest == nil { fixes.append(mappingFix("Its header", fields[0])) }
    if fields == [source.entity.identityField] {
      fixes.append("or name the columns that tell the records apart: key: [\"heading\"]")
    }
    return Diagnostic(
      "header-missing-column", .error, at: place,
      "\(what) is missing in \(source.entity.rawValue)"
        + (nearest.map { "; the nearest is '\($0)'" } ?? ""),
      explanation: "the file has: " + headersInWords,
      fixes: fixes)
  }

  /// The first headings; who has a thousand finds the others in the file.
  private var headersInWords: String {
    let named = headers.filter { !$0.isEmpty }
    let more = named.count > 60 ? ", and \(named.count - 60) more" : ""
    return named.prefix(60).map { $0.prefix(200) }.joined(separator: ", ") + more
  }

  private func mappingFix(_ header: String, _ field: String) -> String {
    "map it under 'headers' of source '\(source.name)' in \(source.place.file): "
      + "\"\(header)\": \(field)"
  }
}
