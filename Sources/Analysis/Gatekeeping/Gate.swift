package import Calendar

/// Why a result must not be published before somebody has looked at it.
package struct Hold: Sendable, Hashable {
  /// What is checked before anything is published or sent, in this order.
  package enum Check: String, Sendable, Codable, CaseIterable {
    /// The export itself is older than it should be.
    case exportStale = "export_stale"
    /// Nothing has happened in it for too long.
    case recordsStale = "records_stale"
    /// Rows have gone since the run before.
    case rowsFell = "rows_fell"
    /// Owners have gone since the run before.
    case ownersFell = "owners_fell"
    /// The export no longer reaches as far back, or as far forward, as it did.
    case rangeShrank = "range_shrank"
    /// What the reps have does not add up to what the company has.
    case totalsDiffer = "totals_differ"
    /// A KPI means something else than in the run before.
    case definitionChanged = "definition_changed"
    /// The as-of date is still to come: a slip that would stay the newest report for as long.
    case asOfAhead = "as_of_ahead"
  }

  package var check: Check
  /// What is wrong, in one line without full stop.
  package var summary: String

  package init(_ check: Check, _ summary: String) {
    self.check = check
    self.summary = summary
  }
}

/// The bounds of the checks; each is configurable.
package struct GateRules: Sendable, Hashable {
  /// Most days between the as-of date and the day of the run, where no date was asked for.
  package var exportAgeDays = 7
  /// Most days between the newest record of a source and the as-of date.
  package var recordAgeDays = 31
  /// Most rows that may go, in percent of the run before.
  package var rowFallPercent = 20
  /// Most owners that may go, in percent.
  package var ownerFallPercent = 50
  /// Most days by which the range of dates may shrink at either end.
  package var rangeShrinkDays = 31
  /// Whether a changed definition holds the run.
  package var holdsDefinitions = true
  /// Falls of fewer rows or owners than this are never held.
  package var smallestFall = 10

  package init() {}
}

/// The checks before publishing: what they find holds the run, and what they do not find does not
/// make it right.
package enum Gate {
  /// Compares a result with the health of the run before, and with itself.
  ///
  /// `today` is the day of the run where the as-of date was not asked for, `clock` that day in any
  /// case, and `additive` the KPIs whose values of the reps add up to the company's; the result's
  /// health must be there.
  package static func holds(
    _ result: RunResult, previous: RunResult.Health?, today: CalendarDate?, rules: GateRules,
    additive: Set<String> = [], clock: CalendarDate? = nil
  ) -> [Hold] {
    guard let health = result.health else { return [] }
    return ahead(result, clock) + stale(result, health, today, rules)
      + (previous.map { fallen(health, $0, rules) + changed(health, $0, rules) } ?? [])
      + differing(result, additive)
  }

  private static func ahead(_ result: RunResult, _ clock: CalendarDate?) -> [Hold] {
    guard let clock, result.asOf > clock else { return [] }
    return [Hold(.asOfAhead, "\(result.asOf) is still to come, today is \(clock)")]
  }

  private static func stale(
    _ result: RunResult, _ health: RunResult.Health, _ today: CalendarDate?, _ rules: GateRules
  ) -> [Hold] {
    var holds: [Hold] = []
    if let today, today.days(since: result.asOf) > rules.exportAgeDays {
      holds.append(
        Hold(
          .exportStale,
          "the exports are of \(result.asOf), \(today.days(since: result.asOf)) days ago; "
            + "\(rules.exportAgeDays) are allowed"))
    }
    for source in health.sources where ["opportunities", "activities"].contains(source.entity) {
      guard let newest = source.newest else { continue }
      let age = result.asOf.days(since: newest)
      if age > rules.recordAgeDays {
        holds.append(
          Hold(
            .recordsStale,
            "the newest record of '\(source.name)' is of \(newest), \(age) days before the as-of "
              + "date; \(rules.recordAgeDays) are allowed"))
      }
    }
    return holds
  }

  private static func fallen(
    _ health: RunResult.Health, _ previous: RunResult.Health, _ rules: GateRules
  ) -> [Hold] {
    var holds: [Hold] = []
    for old in previous.sources {
      let new = health.sources.first { $0.name == old.name }
      let rows = new?.rowCount ?? 0
      if isFall(from: old.rowCount, to: rows, percent: rules.rowFallPercent, rules) {
        holds.append(
          Hold(
            .rowsFell,
            "'\(old.name)' has \(count(rows, "row")), \(old.rowCount) in the run before"))
      }
      guard let new else { continue }
      if isFall(
        from: old.ownerCount, to: new.ownerCount, percent: rules.ownerFallPercent, rules)
      {
        holds.append(
          Hold(
            .ownersFell,
            "'\(old.name)' has \(count(new.ownerCount, "owner")), \(old.ownerCount) in the run before"
          ))
      }
      if let before = old.newest, let now = new.newest, now < before {
        holds.append(
          Hold(
            .rangeShrank,
            "'\(old.name)' ends with \(now), with \(before) in the run before"))
      }
      if let before = old.oldest, let now = new.oldest,
        now.days(since: before) > rules.rangeShrinkDays
      {
        holds.append(
          Hold(
            .rangeShrank,
            "'\(old.name)' begins with \(now), with \(before) in the run before"))
      }
    }
    return holds
  }

  private static func count(_ number: Int, _ thing: String) -> String {
    "\(number) \(thing)\(number == 1 ? "" : "s")"
  }

  /// A source that is empty after it was not is always a fall.
  private static func isFall(
    from old: Int, to new: Int, percent: Int, _ rules: GateRules
  ) -> Bool {
    guard new < old else { return false }
    return new == 0 || (old - new >= rules.smallestFall && (old - new) * 100 > old * percent)
  }

  private static func changed(
    _ health: RunResult.Health, _ previous: RunResult.Health, _ rules: GateRules
  ) -> [Hold] {
    guard rules.holdsDefinitions else { return [] }
    let changed = previous.definitions.filter { id, digest in
      health.definitions[id].map { $0 != digest } ?? false
    }.keys.sorted()
    guard !changed.isEmpty else { return [] }
    let shown = changed.prefix(5).joined(separator: ", ") + (changed.count > 5 ? "…" : "")
    return [
      Hold(
        .definitionChanged,
        "\(count(changed.count, "KPI")) \(changed.count == 1 ? "is" : "are") defined otherwise than "
          + "in the run before: \(shown)")
    ]
  }

  /// Sums and counts of the reps, with what nobody owns, make those of the company.
  ///
  /// Where no export names an owner nothing is anybody's, and there is no line of what nobody owns:
  /// figures are of the company only (ruling 28).
  private static func differing(_ result: RunResult, _ additive: Set<String>) -> [Hold] {
    struct Key: Hashable {
      var period: String
      var kpi: String
      var segment: String
    }
    var company: [Key: Int64] = [:]
    var reps: [Key: Int64] = [:]
    for part in result.figures.parts {
      let isAdditive = part.kpis.map(additive.contains)
      for (numbers, sums) in AdditiveSums.of(part, isAdditive) {
        let key = Key(
          period: part.period, kpi: part.kpis[numbers.kpi], segment: part.segments[numbers.segment])
        if let sum = sums.company { company[key] = sum }
        if let sum = sums.reps { reps[key, default: 0] += sum }
      }
    }
    guard reps.values.contains(where: { $0 != 0 }) else { return [] }
    let wrong = company.filter { key, value in (reps[key] ?? 0) != value }
      .map { "\($0.key.kpi) of \($0.key.period)" }.sorted()
    guard let first = wrong.first else { return [] }
    return [
      Hold(
        .totalsDiffer,
        "the reps do not add up to the company in \(count(wrong.count, "figure")), such as \(first)"
      )
    ]
  }
}

/// What the company came to in a figure, and its reps together; nothing where neither did.
private struct AdditiveSums {
  struct Names: Hashable {
    var kpi: Int
    var segment: Int
  }

  var company: Int64?
  var reps: Int64?

  /// The sums of a period by the numbers of KPI and segment; no figure is made for them.
  static func of(_ part: FigurePart, _ isAdditive: [Bool]) -> [Names: AdditiveSums] {
    var sums: [Names: AdditiveSums] = [:]
    // Most figures have no segment: they need no look-up.
    var whole = [AdditiveSums](repeating: AdditiveSums(), count: isAdditive.count)
    for run in part.runs where run.scope.kind != .team {
      for place in run.places {
        let (kpi, segment) = part.names(at: place)
        guard isAdditive[kpi], let value = part.outcome(at: place).value, value.denominator == 1
        else { continue }
        if segment == 0 {
          whole[kpi].add(value.numerator, run.scope.kind)
        } else {
          sums[Names(kpi: kpi, segment: segment), default: AdditiveSums()]
            .add(value.numerator, run.scope.kind)
        }
      }
    }
    for kpi in whole.indices { sums[Names(kpi: kpi, segment: 0)] = whole[kpi] }
    return sums
  }

  private mutating func add(_ value: Int64, _ kind: ScopeID.Kind) {
    if kind == .company { company = value } else { reps = (reps ?? 0) + value }
  }
}
