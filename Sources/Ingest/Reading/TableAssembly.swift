import Calendar

/// Puts the parts of a reading together in file order: stable codes and whole tables.
struct TableAssembly {
  /// By `entity.rawValue + "." + field`.
  private(set) var dictionaries: [String: CodeDictionary] = [:]
  /// What refers to a merged record is made to refer to its survivor.
  var merged = MergedRecords()
  private var numbers: [String: Codes] = [:]

  /// Codes by text.
  private struct Codes {
    private var plain = TextTable()
    /// Those of texts beyond ASCII, of which several may be the same.
    private var others: [String: Int32] = [:]

    /// The code of a text, which is `next` where it has none yet.
    mutating func code(of text: String, next: Int32) -> Int32 {
      guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
        let code = others[text] ?? next
        others[text] = code
        return code
      }
      return plain.number(of: text, next: next)
    }
  }

  /// The code of a text in the dictionary of an entity's field.
  mutating func code(_ text: String, _ entity: Entity, _ field: String) -> Int32 {
    codes(of: [.value(text)], "\(entity.rawValue).\(field)")[0]
  }

  /// By key, the codes of the texts that the chunks of the file being read may begin with.
  private var learned: [String: [Int32]] = [:]

  /// Takes in a part whose texts other parts of its file begin with.
  mutating func learn(_ part: ChunkPart, _ layout: FileLayout) {
    for (index, column) in layout.columns.enumerated() where column.isDelivered {
      guard case .coded = part.columns[index] else { continue }
      let key = "\(layout.entity.rawValue).\(column.field.name)"
      learned[key] = codes(of: part.tables[index].meanings[...], key)
    }
  }

  /// The codes of a part's texts, by number; it began with `learnedCount` of them.
  private mutating func codes(
    of table: CodeTable, learnedCount: Int = 0, _ entity: Entity, _ field: String
  ) -> [Int32] {
    let key = "\(entity.rawValue).\(field)"
    guard learnedCount > 0, let known = learned[key], known.count == learnedCount else {
      return codes(of: table.meanings[...], key)
    }
    let others = table.meanings[learnedCount...]
    return others.isEmpty ? known : known + codes(of: others, key)
  }

  private mutating func codes(of meanings: ArraySlice<CodeTable.Meaning>, _ key: String) -> [Int32]
  {
    // Taken out while it is changed, so that it is not copied.
    var known = numbers.removeValue(forKey: key) ?? Codes()
    var dictionary = dictionaries.removeValue(forKey: key) ?? CodeDictionary()
    let codes = meanings.map { meaning -> Int32 in
      switch meaning {
      case .missing: return Column.missingCode
      case .value(let text), .unknown(let text):
        let next = Int32(dictionary.values.count)
        let code = known.code(of: text, next: next)
        if code == next { dictionary.values.append(text) }
        return code
      }
    }
    numbers[key] = known
    if !dictionary.values.isEmpty { dictionaries[key] = dictionary }
    return codes
  }

  private static func remapped(_ values: [Int32], _ codes: [Int32]) -> [Int32] {
    // Mostly the texts of a file have the same numbers as in its first part.
    let isSame = codes.indices.allSatisfy { codes[$0] == Int32(truncatingIfNeeded: $0) }
    return isSame ? values : values.map { $0 < 0 ? Column.missingCode : codes[Int($0)] }
  }

  /// The table of a part's rows, with the lines of the file.
  mutating func table(
    _ part: ChunkPart, _ layout: FileLayout, file: Int, linesBefore: Int
  ) -> ExportTable {
    var columns: [String: Column] = [:]
    for (index, column) in layout.columns.enumerated() where column.isDelivered {
      if case .coded(let values) = part.columns[index] {
        let codes = codes(
          of: part.tables[index], learnedCount: part.learnedCounts[index], layout.entity,
          column.field.name)
        columns[column.field.name] = .coded(Self.remapped(values, codes))
      } else {
        columns[column.field.name] = referring(part.columns[index], column.field.name)
      }
    }
    if layout.derivesStatus {
      let codes = codes(of: part.statusTable, layout.entity, "status")
      columns["status"] = .coded(Self.remapped(part.status, codes))
    }
    for (field, value) in layout.constants where columns[field.name] == nil {
      columns[field.name] = constant(value, field, layout, part.lines.count)
    }
    let lines = linesBefore == 0 ? part.lines : part.lines.map { $0 + linesBefore }
    return ExportTable(
      entity: layout.entity, file: file, lines: lines, columns: columns,
      dictionaries: dictionaries(of: layout.entity, columns))
  }

  private func referring(_ column: Column, _ field: String) -> Column {
    guard !merged.isEmpty, let entity = Entity.references[field],
      case .text(let identifiers) = column
    else { return column }
    let survivors = merged.survivors(of: entity)
    return survivors.isEmpty ? column : .text(identifiers.replacing(survivors))
  }

  private func dictionaries(
    of entity: Entity, _ columns: [String: Column]
  ) -> [String: CodeDictionary] {
    var result: [String: CodeDictionary] = [:]
    for (name, column) in columns {
      if case .coded = column {
        result[name] = dictionaries["\(entity.rawValue).\(name)"] ?? CodeDictionary()
      }
    }
    return result
  }

  /// A column with one value; the configuration's check has seen that text fits the field.
  private mutating func constant(
    _ value: String, _ field: Field, _ layout: FileLayout, _ count: Int
  ) -> Column {
    let bytes = Array(value.utf8)
    switch field.type {
    case .code:
      return .coded(Array(repeating: code(value, layout.entity, field.name), count: count))
    case .flag:
      let flag = FlagReader.read(bytes.span) ?? Column.missingFlag
      return .flag(Array(repeating: flag, count: count))
    case .date, .moment:
      let reading = DateReader(order: .ymd, clock: WallClock(source: .utc, target: .utc))
        .read(bytes.span)
      guard case .local(let seconds, _) = reading else { break }
      return field.type == .moment
        ? .moment(Array(repeating: seconds, count: count))
        : .date(Array(repeating: Int32(DateReader.floor(seconds, by: 86_400)), count: count))
    case .money, .number, .rate:
      let mark = UInt8(ascii: ".")
      let reader: DecimalReader =
        switch field.type {
        case .money:
          .money(mark: mark, minorUnitsPerUnit: layout.minorUnitsPerUnit, currency: nil)
        case .rate: .rate(mark: mark, scale: 1)
        default: .number(mark: mark)
        }
      guard case .value(let number, _) = reader.read(bytes.span) else { break }
      let values = Array(repeating: number, count: count)
      return field.type == .money ? .money(values) : .number(values)
    case .text: break
    }
    return .text(TextColumn(repeatElement(Optional(value), count: count)))
  }

  /// The rows of stage history that a part's `Date entered` columns hold; nothing when they are
  /// empty.
  mutating func stageHistory(
    _ part: ChunkPart, _ layout: FileLayout, file: Int, linesBefore: Int
  ) -> ExportTable? {
    guard !layout.entered.isEmpty, let index = layout.index(of: "id"),
      case .text(let identifiers) = part.columns[index]
    else { return nil }
    var lines: [Int] = []
    var opportunities = TextColumn()
    var stages: [Int32] = []
    var pipelines: [Int32] = []
    var moments: [Int64] = []
    for row in part.lines.indices {
      for (ordinal, entered) in layout.entered.enumerated() {
        let moment = part.entered[ordinal][row]
        if moment == Column.missingNumber { continue }
        lines.append(part.lines[row] + linesBefore)
        opportunities.append(identifiers[row])
        stages.append(code(entered.stage, .stageHistory, "stage"))
        pipelines.append(
          entered.pipeline.map { code($0, .stageHistory, "pipeline") } ?? Column.missingCode)
        moments.append(moment)
      }
    }
    guard !lines.isEmpty else { return nil }
    var columns: [String: Column] = [
      "opportunity_id": .text(opportunities), "stage": .coded(stages),
      "entered_at": .moment(moments),
    ]
    if pipelines.contains(where: { $0 >= 0 }) { columns["pipeline"] = .coded(pipelines) }
    return ExportTable(
      entity: .stageHistory, file: file, lines: lines, columns: columns,
      dictionaries: dictionaries(of: .stageHistory, columns))
  }
}
