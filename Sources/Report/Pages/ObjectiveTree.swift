import Analysis
import Calendar
import Markup

/// The objectives of a scope and those below them, each under the one that it serves.
struct ObjectiveTree {
  private static let limit = 300
  /// Beyond these the objectives of reps are left to the pages of their teams.
  private static let limitWithReps = 120

  let view: ScopeView
  let text: PageText

  static let rowSchema = TemplateSchema.record([
    TemplateKey("depth", .text, "class `depth-0` to `depth-6`: how far below the top"),
    TemplateKey("label", .text, "what the objective is called"),
    TemplateKey("owner", .text, "whose objective it is"),
    TemplateKey("folder", .text, "address of the owner's folder, ends in `/`"),
    TemplateKey("level", .text, "vision, strategic, tactical or operational"),
    TemplateKey("period", .text, "its period"),
    TemplateKey("position", PositionWords.schema, "where it stands"),
    TemplateKey("solidity", .text, "`à confirmer`, when the position may be chance"),
    TemplateKey("bullet", .element, "bullet graph"),
    TemplateKey("index", .text, "the judged index in whole percent"),
    TemplateKey("actual", .text, "what was done, or why that is unknown"),
    TemplateKey("target", .text, "the effective target, with its comparator"),
    TemplateKey("smart", .list(smartSchema), "what makes it an objective, five letters"),
    TemplateKey("missing", .text, "which of the five is missing, in words"),
  ])

  static let smartSchema = TemplateSchema.record([
    TemplateKey("letter", .text, "S, M, A, R or T"),
    TemplateKey("is_met", .flag, "whether the objective has it"),
    TemplateKey("word", .text, "what the letter stands for"),
  ])

  static let schema = TemplateSchema.record([
    TemplateKey("rows", .list(rowSchema), "each objective under the one that it serves"),
    TemplateKey("more", .text, "how many are not shown"),
  ])

  func value(link: (Scope) -> String) -> TemplateValue {
    let all = ordered
    guard all.count > 1 else { return .absent }
    let ofTeams = all.filter { $0.objective.scope.kind != .rep }
    let isShortened = all.count > Self.limitWithReps && ofTeams.count > 1
    let rows = (isShortened ? ofTeams : all).prefix(Self.limit)
    return .record([
      "rows": .list(rows.map { row($0.objective, $0.depth, link) }),
      "more": all.count > rows.count
        ? .text(
          text.plural(isShortened ? "tree.more_in_teams" : "tree.more", all.count - rows.count))
        : .absent,
    ])
  }

  /// The scope's own and those of the scopes below it; children right behind their parent.
  private var ordered: [(objective: ObjectiveResult, depth: Int)] {
    let scopes =
      [view.scope.id] + view.index.allTeams(below: view.scope.id).map(\.id)
      + view.index.reps(within: view.scope.id).map(\.id)
    let all = scopes.flatMap { view.index.objectives(of: $0) }
    let known = Set(all.map(\.objective))
    var children: [String: [ObjectiveResult]] = [:]
    var tops: [ObjectiveResult] = []
    for objective in all {
      if let parent = objective.parent, known.contains(parent), parent != objective.objective {
        children[parent, default: []].append(objective)
      } else {
        tops.append(objective)
      }
    }
    var rows: [(ObjectiveResult, Int)] = []
    var seen: Set<String> = []
    func add(_ objective: ObjectiveResult, _ depth: Int) {
      guard seen.insert(objective.objective).inserted else { return }
      rows.append((objective, depth))
      for child in children[objective.objective] ?? [] { add(child, min(depth + 1, 6)) }
    }
    for top in tops { add(top, 0) }
    return rows
  }

  private func row(
    _ objective: ObjectiveResult, _ depth: Int, _ link: (Scope) -> String
  ) -> TemplateValue {
    let words = ObjectiveWords(objective, text)
    let kpi = view.index.kpi(objective.kpi)
    let owner = view.index.scopes[objective.scope]
    let smart = SMARTState(objective, text)
    return .record([
      "depth": .text("depth-\(depth)"),
      "label": .text(
        text.written(objective.label) ?? kpi.flatMap { text.written($0.label) } ?? objective.kpi),
      "owner": .optional(owner?.name),
      "folder": .optional(owner.flatMap { $0.id == view.scope.id ? nil : link($0) }),
      "level": .optional(objective.level.map { text.named("level", $0.rawValue) }),
      "period": .text(text.language.period(objective.period)),
      "position": PositionWords(position: objective.position).value(text),
      "solidity": .optional(words.solidity), "bullet": .optional(words.bullet),
      "index": .optional(words.index), "actual": .text(words.actual),
      "target": .optional(words.target), "smart": smart.value, "missing": .optional(smart.missing),
    ])
  }
}

/// Whether an objective can be followed: specific, measurable, attainable, relevant, time-bound.
struct SMARTState {
  private let parts: [(letter: String, isMet: Bool)]
  private let text: PageText

  /// Judges the five parts of an objective by its result.
  ///
  /// Specific: it has an owner, a KPI and a target. Measurable: what was done is known. Attainable:
  /// it is reached, or the chances are not below one in twenty where they are known. Relevant: it
  /// serves another one, or is at the top. Time-bound: its period has an end.
  init(_ objective: ObjectiveResult, _ text: PageText) {
    self.text = text
    let chances = objective.projection.flatMap {
      $0.newDealPeriods > 0 ? $0.probability.scaled(by: 100) : nil
    }
    let isTop = objective.level == .vision || objective.level == .strategic
    parts = [
      ("S", objective.target != nil), ("M", objective.actual != nil),
      ("A", objective.isMet == true || chances.map { $0 >= 5 } ?? true),
      ("R", objective.parent != nil || isTop || objective.why != LocalizedText()),
      ("T", objective.period.end > objective.period.start),
    ]
  }

  var value: TemplateValue {
    .list(
      parts.map { part in
        .record([
          "letter": .text(part.letter), "is_met": .flag(part.isMet),
          "word": .text(text["smart.\(part.letter)"]),
        ])
      })
  }

  /// `atteignable, mesurable`, or nothing.
  var missing: String? {
    let words = parts.filter { !$0.isMet }.map { text["smart.missing.\($0.letter)"] }
    return words.isEmpty ? nil : text.language.list(words)
  }
}
