import Calendar
package import Ingest

/// Reads the tables of worked examples as the reading of exports would: with codes that go on from
/// table to table.
///
/// Amounts are in whole units, days and moments as `2026-08-14` and `2026-08-14 09:30`; a day alone
/// is a moment at 10:00.
package struct ExampleReading {
  private var dictionaries: [Entity: [String: CodeDictionary]] = [:]

  package init() {}

  /// A reading that goes on after a table with these codes.
  package init(_ entity: Entity, dictionaries: [String: CodeDictionary]) {
    self.dictionaries = [entity: dictionaries]
  }

  /// A batch of the rows of a text.
  package mutating func table(_ entity: Entity, _ text: String) -> ExportTable {
    let lines = text.split(separator: "\n").map { line in
      line.split(separator: "|", omittingEmptySubsequences: false)
        .map { HeaderText.cleaned(String($0)) }
    }
    let rows = Array(lines.dropFirst())
    var columns: [String: Column] = [:]
    for (index, name) in (lines.first ?? []).enumerated() {
      let cells = rows.map { row in
        index < row.count && !row[index].isEmpty ? row[index] : nil
      }
      let type = entity.fields.first { $0.name == name }?.type ?? .code
      columns[name] = column(cells, type, entity: entity, field: name)
    }
    return ExportTable(
      entity: entity, file: 0, lines: rows.indices.map { $0 + 2 }, columns: columns,
      dictionaries: dictionaries[entity] ?? [:])
  }

  private mutating func column(
    _ cells: [String?], _ type: FieldType, entity: Entity, field: String
  ) -> Column {
    switch type {
    case .text: .text(TextColumn(cells))
    case .money: .money(cells.map { Self.scaled($0, by: 100) })
    case .number, .rate: .number(cells.map { Self.scaled($0, by: 1_000_000) })
    case .date:
      .date(cells.map { $0.flatMap { CalendarDate(iso: $0) }?.dayNumber ?? Column.missingDay })
    case .moment: .moment(cells.map(Self.moment))
    case .flag: .flag(cells.map { $0 == nil ? Column.missingFlag : $0 == "true" ? 1 : 0 })
    case .code: .coded(codes(cells, entity: entity, field: field))
    }
  }

  private mutating func codes(_ cells: [String?], entity: Entity, field: String) -> [Int32] {
    var dictionary = dictionaries[entity]?[field] ?? CodeDictionary()
    let codes = cells.map { cell -> Int32 in
      guard let cell else { return Column.missingCode }
      if let code = dictionary.values.firstIndex(of: cell) { return Int32(code) }
      dictionary.values.append(cell)
      return Int32(dictionary.values.count - 1)
    }
    dictionaries[entity, default: [:]][field] = dictionary
    return codes
  }

  private static func scaled(_ cell: String?, by factor: Int64) -> Int64 {
    guard let cell, let (digits, scale) = KPIExample.decimal(cell) else {
      return Column.missingNumber
    }
    return digits * factor / scale
  }

  private static func moment(_ cell: String?) -> Int64 {
    guard let parts = cell?.split(separator: " "), let first = parts.first,
      let date = CalendarDate(iso: String(first))
    else { return Column.missingNumber }
    let clock = parts.count > 1 ? parts[1].split(separator: ":").compactMap { Int64($0) } : [10]
    let seconds = zip(clock, [3600, 60, 1]).reduce(Int64(0)) { $0 + $1.0 * $1.1 }
    return Int64(date.dayNumber) * 86_400 + seconds
  }

  /// A person for each owner, the text being name and identifier.
  package func people(place: Place) -> [Person] {
    let owners = dictionaries.values.flatMap { fields in
      ["owner", "agent"].flatMap { fields[$0]?.values ?? [] }
    }
    return Set(owners).sorted().map { Person(id: $0, name: $0, place: place) }
  }
}
