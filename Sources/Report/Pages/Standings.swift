import Analysis
import Calendar
import Markup

/// Reps or teams side by side, by their headline objective, the latest first.
struct Standings {
  /// Beyond this a page is no longer read; the rest is on the pages of the teams.
  static let pageLimit = 250
  /// Reps beside a table of teams: the latest ones, where there are more than twice as many.
  static let besideTeamsLimit = 25
  /// Gmail cuts a mail at about 102 kB.
  static let mailLimit = 25

  struct Row {
    let scope: Scope
    let objective: ObjectiveResult?
  }

  let rows: [Row]
  let index: ResultIndex
  let text: PageText
  /// What stands in the column of actuals where there is no objective: the KPI of the page's own
  /// headline objective, else the first result in money.
  private let kpi: KPIEntry?

  /// `scope` is whom the page is about; the company's reps include the results of nobody known, and
  /// its teams get a line for what belongs to none of them.
  init(_ scopes: [Scope], of scope: ScopeID, index: ResultIndex, text: PageText) {
    self.index = index
    self.text = text
    let headline = index.headline(of: scope)
    kpi =
      headline.flatMap { index.kpi($0.kpi) }
      ?? index.entries.first { $0.unit == .money && $0.timing == .lagging }
    let isOfMainPeriod = headline.map { $0.period.id == index.result.mainPeriod.id } ?? true
    let areTeams = scope == .company && scopes.first?.id.kind == .team
    let rest = kpi.flatMap { index.outsideTeams($0.id) }
    // Rows about another KPI have no sum that it would complete.
    let isAlone = scopes.allSatisfy { row in
      index.headline(of: row.id).map { $0.kpi == headline?.kpi } ?? true
    }
    let nobody =
      areTeams && isOfMainPeriod && isAlone && rest != nil
      ? [Scope(id: .outsideTeams, name: "", slug: "")] : []
    let keyed = (scopes + nobody).map { scope in
      (
        row: Row(scope: scope, objective: index.headline(of: scope.id)),
        name: SortKey(scope.name)
      )
    }
    rows =
      keyed.sorted { left, right in
        let (first, second) = (Self.urgency(left.row), Self.urgency(right.row))
        if first != second { return first.lexicographicallyPrecedes(second) }
        if left.name != right.name { return left.name < right.name }
        return left.row.scope.id < right.row.scope.id
      }
      .map(\.row)
  }

  /// By name, then by identifier.
  static func alphabetical(_ scopes: [Scope]) -> [Scope] {
    let keyed: [(scope: Scope, key: SortKey)] = scopes.map { ($0, SortKey($0.name)) }
    let sorted = keyed.sorted { left, right in
      left.key == right.key ? left.scope.id < right.scope.id : left.key < right.key
    }
    return sorted.map(\.scope)
  }

  /// By position, then by how far behind, as displayed; what nobody owns comes last.
  private static func urgency(_ row: Row) -> [Int] {
    guard let objective = row.objective else { return [row.scope.isNobody ? 9 : 8] }
    return [
      PositionWords(position: objective.position).urgency, objective.index ?? Int.max,
    ]
  }

  var counters: Counters {
    Counters(rows.filter { !$0.scope.isNobody }.map(\.objective))
  }

  /// How many rows a page shows.
  func limit(besideTeams: Bool) -> Int {
    besideTeams && rows.count > 2 * Self.besideTeamsLimit ? Self.besideTeamsLimit : Self.pageLimit
  }

  /// Whether the rows are about different KPIs, which must then be named.
  var showsObjective: Bool { Set(rows.compactMap { $0.objective?.kpi }).count > 1 }

  /// Nothing where no row has a bar.
  var hasBars: Bool {
    rows.contains { CellBarWords.value($0.objective).isTrue }
  }

  private var hasObjectives: Bool { rows.contains { $0.objective != nil } }

  /// Words for the heading: nobody is late where nothing is expected.
  func title(_ anchor: String) -> String {
    text[hasObjectives ? "section.\(anchor)" : "section.\(anchor)_short"]
  }

  static let rowSchema = TemplateSchema.record([
    TemplateKey("name", .text, "name of the rep or team"),
    TemplateKey("folder", .text, "address of its folder, ends in `/`"),
    TemplateKey("number", .integer, "place in the table, from 1"),
    TemplateKey("has_objective", .flag, "false: of the figures, only `actual` is known"),
    TemplateKey("objective", .text, "KPI of the headline objective"),
    TemplateKey("position", PositionWords.schema, "where it stands"),
    TemplateKey("solidity", .text, "`à confirmer`, when the position may be chance"),
    TemplateKey("bullet", .element, "bullet graph"),
    TemplateKey("bar", CellBarWords.schema, "the same for a mail"),
    TemplateKey("ascii", .text, "the same for a text mail"),
    TemplateKey("index", .text, "the judged index in whole percent"),
    TemplateKey("gap", .text, "actual minus expected to date"),
    TemplateKey("actual", .text, "what was done"),
    TemplateKey("expected", .text, "what was expected by the as-of day"),
    TemplateKey("target", .text, "the effective target"),
    TemplateKey("index_value", .text, "for sorting"),
    TemplateKey("gap_value", .text, "for sorting"),
    TemplateKey("actual_value", .text, "for sorting"),
    TemplateKey("target_value", .text, "for sorting"),
  ])

  static let schema = TemplateSchema.record([
    TemplateKey("anchor", .text, "identifier of the heading"),
    TemplateKey("title", .text, "what is listed"),
    TemplateKey("name_title", .text, "what the names are of"),
    TemplateKey("rows", .list(rowSchema), "the latest first"),
    TemplateKey("totals", .list(rowSchema), "the scope of the page itself, or nothing"),
    TemplateKey("more", .text, "how many rows are not shown"),
    TemplateKey("shows_objective", .flag, "the rows are about different KPIs"),
    TemplateKey("has_bars", .flag, "one of the rows has a bar, which a legend explains"),
    TemplateKey("has_objectives", .flag, "one of the rows has an objective"),
    TemplateKey("actual_title", .text, "what the actuals are"),
  ])

  /// Nothing without rows.
  ///
  /// `link` gives the address of a scope's folder from the page that is made.
  func value(
    _ anchor: String, total: Scope, limit: Int, more: String = "table.more",
    link: (Scope) -> String
  ) -> TemplateValue? {
    guard let kind = rows.first?.scope.id.kind else { return nil }
    let shown = rows.prefix(limit)
    let kpis = Set(rows.compactMap { $0.objective?.kpi })
    let headline = index.headline(of: total.id)
    let isComparable = kpis.isEmpty ? headline == nil : kpis == [headline?.kpi]
    return .record([
      "anchor": .text(anchor), "title": .text(title(anchor)),
      "name_title": .text(text["table.\(kind.rawValue)"]),
      "rows": .list(
        shown.enumerated().map { number, row in
          value(
            row.scope, row.objective, number: number + 1,
            folder: row.scope.isNobody ? nil : link(row.scope))
        }),
      // A sum of another KPI than the rows' would be read as their total.
      "totals": .list(
        isComparable ? [value(total, headline, number: 0, folder: nil)] : []),
      "more": rows.count > limit
        ? .text(text.plural(more, rows.count - limit)) : .absent,
      "shows_objective": .flag(showsObjective), "has_bars": .flag(hasBars),
      "has_objectives": .flag(hasObjectives),
      "actual_title": .text(
        hasObjectives ? text["table.actual"] : kpi.flatMap { text.written($0.label) } ?? ""),
    ])
  }

  private func value(
    _ scope: Scope, _ objective: ObjectiveResult?, number: Int, folder: String?
  ) -> TemplateValue {
    guard let objective else {
      let figure = figure(of: scope)
      return .record([
        "name": .text(name(of: scope)), "folder": .optional(folder), "number": .integer(number),
        "has_objective": .flag(false), "index_value": .text(""), "gap_value": .text(""),
        "actual": .optional(actual(of: scope)), "actual_value": Self.sortable(figure?.value),
        "target_value": .text(""),
      ])
    }
    let words = ObjectiveWords(objective, text)
    let kpi = index.kpi(objective.kpi)
    return .record([
      "name": .text(scope.name), "folder": .optional(folder), "number": .integer(number),
      "has_objective": .flag(true),
      "objective": .text(kpi.flatMap { text.written($0.label) } ?? objective.kpi),
      "position": PositionWords(position: objective.position).value(text),
      "solidity": .optional(words.solidity), "bullet": .optional(words.bullet),
      "bar": CellBarWords.value(objective),
      "ascii": .optional(words.asciiBar),
      "index": .optional(words.index),
      "gap": .optional(objective.gapToDate.map { text.gap($0) }), "actual": .text(words.actual),
      "expected": .optional(objective.expectedToDate.map { text.value($0) }),
      "target": .optional(words.target),
      "index_value": .text(objective.index.map(String.init) ?? ""),
      "gap_value": Self.sortable(objective.gapToDate),
      "actual_value": Self.sortable(objective.actual),
      "target_value": Self.sortable(objective.target),
    ])
  }

  func name(of scope: Scope) -> String {
    switch scope.id {
    case .unassigned: text["scope.unassigned"]
    case .outsideTeams: text["scope.outside_teams"]
    default: scope.name
    }
  }

  /// What was done by a scope without objective, or why that is unknown.
  func actual(of scope: Scope) -> String? {
    figure(of: scope).map { figure in
      figure.value.map { text.value($0) } ?? text.absent(figure.absentReason)
    }
  }

  private func figure(of scope: Scope) -> Figure? {
    guard let kpi else { return nil }
    if scope.id == .outsideTeams { return index.outsideTeams(kpi.id) }
    return index.current(kpi, of: scope.id)
  }

  private static func sortable(_ quantity: Quantity?) -> TemplateValue {
    .text(quantity.map { String($0.scaled(by: $0.unit == .money ? 1 : 1000)) } ?? "")
  }
}

extension Scope {
  /// A line for what nobody has, without a page.
  fileprivate var isNobody: Bool { id == .unassigned || id == .outsideTeams }
}
