import Calendar

/// Costs over what they brought: cost per MQL, acquisition cost (kpis.md 3.8).
extension KPIAlgorithm {
  static let costs: [String: Body] = [
    "cost_per": costPer,
    "acquisition_cost": acquisitionCost,
  ]

  /// Spend over a count of the same period.
  ///
  /// Spend has no owner, so it is the company's only.
  private static func costPer(_ input: AlgorithmInput) -> [Figure] {
    guard input.scope.id == .company, input.lastKnownDay != nil else { return [] }
    guard let spend = input.tables.ledgers.amounts[input.measure("cost")], !spend.isEmpty,
      input.maker.store.isAvailable(input.measure("count"))
    else { return input.unavailable }
    if let trace = input.trace { spend.note(trace, in: input.period) { _ in true } }
    switch spend.total(in: input.period, where: { _ in true }) {
    case .unknown: return []
    case .nothing: return input.absent(.noEvent)
    case .amount(let amount):
      return [quotient(input, amount, over: input.total("count", as: .denominator).sum)]
    }
  }

  /// Costs of marketing and sales over new customers; where no cost is of marketing, the spend
  /// stands for it.
  private static func acquisitionCost(_ input: AlgorithmInput) -> [Figure] {
    guard input.lastKnownDay != nil else { return [] }
    guard let costs = input.tables.ledgers.amounts[input.measure("cost")], !costs.isEmpty,
      input.tables.hasAccounts
    else { return input.unavailable }
    guard let isIn = input.costScopes else { return [] }
    if let trace = input.trace { costs.note(trace, in: input.period, where: isIn) }
    var total: Int128 = 0
    switch costs.total(in: input.period, where: isIn) {
    case .unknown: return []
    case .nothing: return input.scope.id == .company ? input.absent(.noEvent) : []
    case .amount(let amount): total = amount
    }
    if input.scope.id == .company, !costs.hasKind("marketing"),
      let spend = input.tables.ledgers.amounts[input.measure("spend")]
    {
      if let trace = input.trace { spend.note(trace, in: input.period) { _ in true } }
      switch spend.total(in: input.period, where: { _ in true }) {
      case .unknown: return []
      case .nothing: break
      case .amount(let amount): total += amount
      }
    }
    let won = KPIAlgorithm.newCustomers(input, as: .denominator)
    return [quotient(input, total, over: Int128(won.count))]
  }

  private static func quotient(
    _ input: AlgorithmInput, _ amount: Int128, over count: Int128
  ) -> Figure {
    var figure = input.figure
    figure.numerator = Quantity(.money, Int64(clamping: amount))
    figure.denominator = Quantity(.count, Int64(clamping: count))
    figure.count = Int(clamping: count)
    guard count > 0 else {
      figure.absentReason = .zeroDenominator
      return figure
    }
    figure.value = (Fraction(amount, over: 1) / Fraction(Int64(clamping: count))).quantity(.money)
    return figure
  }
}

extension AlgorithmInput {
  /// Which scopes of a table of costs are part of this one, as the table writes them; nothing where
  /// costs cannot be told for it.
  fileprivate var costScopes: ((String) -> Bool)? {
    if scope.id == .company { return { _ in true } }
    let stays = Set(scope.stays)
    let roster = maker.roster
    // A team has its own costs and those of the teams within it; a person only those written so.
    let names = Set(
      roster.teams.filter { team in
        guard scope.id.kind == .team else { return false }
        let own = roster.stays(of: ScopeID(.team, team.id))
        return !own.isEmpty && stays.isSuperset(of: own)
      }.map { ScopeID(.team, $0.id).description } + [scope.id.description])
    return { names.contains($0) }
  }
}
