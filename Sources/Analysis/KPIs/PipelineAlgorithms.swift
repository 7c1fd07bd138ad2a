import Calendar

extension KPIAlgorithm {
  /// What is read off the open opportunities and actions.
  static let pipeline: [String: Body] = [
    "weighted_pipeline": { weightedPipeline($0) },
    "overdue_actions": { overdueActions($0) },
    "overdue_open_share": { overdueShare($0) },
    "next_step_rate": { nextStepRate($0) },
  ]

  /// Sum of probability times amount over the open opportunities (kpis.md 3.5), exact in millionths
  /// of the minor unit; with `stages: 1` among its parameters also stage by stage.
  private static func weightedPipeline(_ input: AlgorithmInput) -> [Figure] {
    let maker = input.maker
    let store = maker.store
    guard input.isToday || input.period.contains(maker.asOf) else { return [] }
    let spans = store.timeline.spans(from: maker.asOf.adding(days: 1), to: input.period.end)
    var figure = input.figure
    figure.isApproximate = maker.isRerun
    guard input.isToday || maker.isDated(input.measure("open"), input.scope) else {
      return input.absent(.missingField)
    }
    func isMeant(_ bucket: MeasureStore.Bucket) -> Bool {
      if input.isToday { return true }
      if case .span(let span) = bucket { return spans.contains(span) }
      return false
    }
    noteWeighted(input, isMeant)
    var stages: [Figure] = []
    var weighted: Int128 = 0
    let cells = store.instantByStage(
      input.measure("open"), stays: input.scope.stays, where: isMeant)
    figure.count = cells.reduce(0) { $0 + Int($1.cell.rowCount) }
    for (name, cell) in cells where cell.rowCount > 0 {
      guard let probability = maker.probabilities[name] else {
        figure.absentReason = .insufficientHistory
        return [figure]
      }
      weighted += cell.sum * Int128(probability)
      guard input.parameters["stages"] == 1, input.isToday, let name else { continue }
      var stage = figure
      stage.segment = "stage:\(name)"
      stage.count = Int(cell.rowCount)
      stage.value = money(millionths: cell.sum * Int128(probability))
      stages.append(stage)
    }
    figure.value = money(millionths: weighted)
    return [figure] + stages
  }

  /// Each open deal adds its amount times the probability of its stage.
  private static func noteWeighted(
    _ input: AlgorithmInput, _ isMeant: (MeasureStore.Bucket) -> Bool
  ) {
    guard let trace = input.trace else { return }
    withoutActuallyEscaping(isMeant) { isMeant in
      trace.note(
        TableLedgers.Key(measure: input.measure("open")), as: .counted, stays: input.scope.stays,
        .planned(isWhole: input.isToday, where: isMeant)
      ) { deal, amount in
        guard let probability = input.maker.probabilities[deal.stage] else { return .counted(nil) }
        return .counted(
          amount.map { money(millionths: Int128($0.numerator) * Int128(probability)) })
      }
    }
  }

  private static func money(millionths: Int128) -> Quantity {
    // Beyond 92 billion the parts of a minor unit find no room, and nobody misses them.
    guard let exact = Int64(exactly: millionths) else {
      return Quantity(.money, Int64(clamping: roundedQuotient(millionths, 1_000_000)))
    }
    return Quantity(.money, exact, over: 1_000_000)
  }

  /// Tasks past their due date; those without one are counted apart.
  private static func overdueActions(_ input: AlgorithmInput) -> [Figure] {
    guard input.isToday else { return [] }
    func filled(_ segment: String, _ bucket: MeasureStore.Bucket) -> Figure {
      var result = input.figure
      let cell =
        segment.isEmpty
        ? input.instant("open", as: .counted) { $0 == bucket }
        : input.maker.store.instant(input.measure("open"), stays: input.scope.stays) {
          $0 == bucket
        }
      result.segment = segment
      result.value = Quantity(.count, cell.rowCount)
      result.count = Int(cell.rowCount)
      return result
    }
    return [filled("", .overdue), filled("undated", .undated)]
  }

  /// The share of open records whose planned date has passed, by number or by value (ruling 25).
  private static func overdueShare(_ input: AlgorithmInput) -> [Figure] {
    let open = input.measure("open")
    guard !input.isToday || input.maker.isDated(open, input.scope) else {
      return input.absent(.missingField)
    }
    return share(of: "open", input) { $0 == .overdue }
  }

  /// The share of open opportunities with a next step after the as-of day (kpis.md 3.7).
  private static func nextStepRate(_ input: AlgorithmInput) -> [Figure] {
    share(of: "planned", input) { $0 != .overdue && $0 != .undated }
  }

  private static func share(
    of role: String, _ input: AlgorithmInput, where matches: (MeasureStore.Bucket) -> Bool
  ) -> [Figure] {
    guard input.isToday else { return [] }
    let measure = input.measure(role)
    var figure = input.figure
    figure.isApproximate = input.maker.isRerun
    input.maker.fill(
      &figure.outcome, input.unit, input.instant(role, as: .numerator, where: matches),
      over: input.instant(role, as: .denominator), (measure, measure))
    return [figure]
  }
}
