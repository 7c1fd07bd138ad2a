import Calendar
import Ingest

/// What special measures make of a batch of rows: found once, however many segments the rows are then
/// added to.
struct SpecialRows {
  /// What a measure counts of the batch, and where.
  struct Part {
    /// Index of the measure.
    let measure: Int
    let columns: Columns
    /// By row its cell, or its line for what is kept by line; -1 where no period has it.
    let places: [Int32]
    /// For measures of the as-of instant, by row the bucket of its planned day.
    let buckets: [Int32]
    /// The rows that it counts.
    var rows: [Int32]
  }

  /// What a measure reads of a batch, looked up once.
  struct Columns {
    let from: [Int32]?
    let to: [Int32]?
    let numbers: [Int64]?
    let stages: [Int32]?
    private let texts: TextColumn?
    private let codes: (values: [Int32], texts: [String])?

    init(_ measure: Measure, _ rows: RowSet) {
      from = measure.from.flatMap { rows.days[$0] }
      to = measure.to.flatMap { rows.days[$0] }
      numbers = measure.field.flatMap { rows.numbers[$0] }
      stages = rows.codes["stage"]?.values
      texts = measure.field.flatMap { rows.texts[$0] }
      codes = measure.field.flatMap { rows.codes[$0] }
    }

    /// Whole days between two dates; a negative duration is a finding, not a duration (kpis.md 3.6).
    func days(_ row: Int) -> Int64? {
      guard let from = from?[row], let to = to?[row], from != Column.missingDay,
        to != Column.missingDay, to >= from
      else { return nil }
      return Int64(to - from)
    }

    /// The text of a field, as it is written or by its code.
    func text(_ row: Int) -> String? {
      if let text = texts?[row] { return text }
      guard let codes, codes.values[row] >= 0 else { return nil }
      let code = Int(codes.values[row])
      return code < codes.texts.count ? codes.texts[code] : nil
    }
  }

  var parts: [Part] = []

  /// The same by the value of a coded field: for each code of the column its part of the rows.
  func split(by codes: [Int32]) -> [Int32: SpecialRows] {
    var empty = self
    for index in parts.indices { empty.parts[index].rows = [] }
    var split = Dictionary(uniqueKeysWithValues: Set(codes).map { ($0, empty) })
    for (index, part) in parts.enumerated() {
      // By code plus one: nothing has none.
      var rows: [[Int32]] = []
      for row in part.rows {
        let list = Int(codes[Int(row)]) + 1
        if list >= rows.count { rows += repeatElement([], count: list + 1 - rows.count) }
        rows[list].append(row)
      }
      for (list, rows) in rows.enumerated() where !rows.isEmpty {
        split[Int32(list) - 1]?.parts[index].rows = rows
      }
    }
    return split
  }
}

/// Finds the rows that special measures count, and their cells.
struct SpecialSorting: Sendable {
  /// Measures of one table that are told apart together.
  private struct Group: Sendable {
    let entity: Entity
    let isJoined: Bool
    let members: [Int]
    var classes: RowClasses
  }

  private let measures: [Measure]
  /// By measure, the fields without which it says nothing.
  private let needed: [Set<String>]
  private let timeline: Timeline
  private let lines: CellLines
  private var groups: [Group] = []

  init(_ measures: [Measure], timeline: Timeline, lines: CellLines) {
    self.measures = measures
    needed = measures.map(\.neededFields)
    self.timeline = timeline
    self.lines = lines
    struct Key: Hashable {
      var entity: Entity
      var isJoined: Bool
    }
    let members = Dictionary(grouping: measures.indices) { index in
      Key(
        entity: measures[index].entity,
        isJoined: !JoinedFields.all(measures[index].entity)
          .isDisjoint(with: measures[index].fieldNames))
    }
    for (key, members) in members {
      var rest = members[...]
      while !rest.isEmpty {
        let some = Array(rest.prefix(RowClasses.measureLimit))
        rest = rest.dropFirst(some.count)
        groups.append(
          Group(
            entity: key.entity, isJoined: key.isJoined, members: some,
            classes: RowClasses(filters: some.map { measures[$0].filter })))
      }
    }
  }

  /// The measures of the rows' table whose fields they have, among those that need a joined field or
  /// among those that need none.
  mutating func sorted(_ rows: RowSet, asOf: CalendarDate, isJoined: Bool) -> SpecialRows {
    var result = SpecialRows()
    let names = rows.fieldNames
    // By date; what it costs to find is spent once for all measures.
    var cells: [String: [Int32]] = [:]
    var buckets: [String: [Int32]] = [:]
    var linesToday: [Int32]?
    for index in groups.indices
    where groups[index].entity == rows.entity && groups[index].isJoined == isJoined {
      var available: UInt64 = 0
      for (member, measure) in groups[index].members.enumerated()
      where names.isSuperset(of: needed[measure]) {
        available |= 1 << UInt64(member)
      }
      guard available != 0 else { continue }
      let classes = groups[index].classes.classes(of: rows, available: available)
      for (member, number) in groups[index].members.enumerated()
      where available >> UInt64(member) & 1 != 0 {
        let measure = measures[number]
        let isCounted = (0..<groups[index].classes.count).map {
          groups[index].classes.isCounted($0, by: member)
        }
        var places: [Int32] = []
        var planned: [Int32] = []
        if measure.time == .instant {
          let known = linesToday ?? rows.owners.map { Int32(lines.lineToday(ofOwner: $0)) }
          linesToday = known
          places = known
          let date = measure.date ?? ""
          planned = buckets[date] ?? self.buckets(rows, date: date, asOf: asOf)
          buckets[date] = planned
        } else if let date = measure.date, let days = rows.days[date] {
          places = cells[date] ?? self.cells(date, days, rows.owners, asOf)
          cells[date] = places
        }
        result.parts.append(
          SpecialRows.Part(
            measure: number, columns: SpecialRows.Columns(measure, rows), places: places,
            buckets: planned,
            rows: places.isEmpty ? [] : counted(rows, classes, isCounted, places, measure)))
      }
    }
    return result
  }

  private func counted(
    _ rows: RowSet, _ classes: [UInt16], _ isCounted: [Bool], _ places: [Int32],
    _ measure: Measure
  ) -> [Int32] {
    var counted: [Int32] = []
    for row in classes.indices where isCounted[Int(classes[row])] && places[row] >= 0 {
      counted.append(Int32(truncatingIfNeeded: row))
    }
    guard let within = measure.within, let from = rows.days[within.from],
      let to = rows.days[within.to]
    else { return counted }
    return counted.filter { row in
      let (from, to) = (from[Int(row)], to[Int(row)])
      return from != Column.missingDay && to != Column.missingDay && to >= from
        && Int(to - from) <= within.days
    }
  }

  /// The cells of rows by one of their dates, -1 where no period has it.
  private func cells(
    _ date: String, _ days: [Int32], _ owners: [Int32], _ asOf: CalendarDate
  ) -> [Int32] {
    // Facts of the future are not known yet (rule C2); plans lie there by nature (ruling 7).
    let last = MeasureStore.plannedDates.contains(date) ? Int32.max : asOf.dayNumber
    return lines.cells(ofOwners: owners, onDays: days, upTo: last)
  }

  private func buckets(_ rows: RowSet, date: String, asOf: CalendarDate) -> [Int32] {
    guard let days = rows.days[date] else {
      let undated = MeasureStore.Bucket.undated.number
      return Array(repeating: Int32(undated), count: rows.count)
    }
    return days.map { day in
      Int32(MeasureStore.Bucket(planned: day, asOf: asOf, timeline).number)
    }
  }
}
