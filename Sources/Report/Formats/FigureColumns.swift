import Analysis

/// The figures of a period, one text of numbers per column; texts by their place in a list of distinct
/// texts.
///
/// Format 2 had all periods in one.
struct FigureColumns: Decodable {
  /// A unit for each quantity, -1 for an absent one; a numerator for each that is there.
  struct Quantities: Decodable {
    @NumberText var units: [Int8] = []
    @NumberText var numerators: [Int64] = []
    /// Only what differs from 1, as place and denominator in turn.
    @NumberText var denominators: [Int64] = []

    private static let order = Unit.allCases

    mutating func append(_ quantity: Quantity?) {
      guard let quantity else {
        units.append(-1)
        return
      }
      units.append(Int8(quantity.unit.number))
      numerators.append(quantity.numerator)
      if quantity.denominator != 1 {
        denominators.append(Int64(numerators.count - 1))
        denominators.append(quantity.denominator)
      }
    }

    var json: [[UInt8]] {
      jsonObject([
        ("denominators", [$denominators.json]), ("numerators", [$numerators.json]),
        ("units", [$units.json]),
      ])
    }

    func restored() throws -> [Quantity?] {
      var exceptions: [Int64: Int64] = [:]
      for pair in stride(from: 0, to: denominators.count - 1, by: 2) {
        exceptions[denominators[pair]] = denominators[pair + 1]
      }
      var next = 0
      return try units.map { unit in
        guard unit >= 0 else { return nil }
        guard Int(unit) < Self.order.count, next < numerators.count else {
          throw RunStore.Failure.unreadable("the columns of figures do not fit together")
        }
        let denominator = exceptions[Int64(next)] ?? 1
        guard denominator > 0 else {
          throw RunStore.Failure.unreadable("a denominator is not above 0")
        }
        defer { next += 1 }
        return Quantity(Self.order[Int(unit)], numerators[next], over: denominator)
      }
    }
  }

  var texts: [String] = []
  @NumberText var period: [Int32] = []
  @NumberText var scopeKind: [Int8] = []
  @NumberText var scope: [Int32] = []
  @NumberText var kpi: [Int32] = []
  @NumberText var segment: [Int32] = []
  var value = Quantities()
  var numerator = Quantities()
  var denominator = Quantities()
  var low = Quantities()
  var high = Quantities()
  /// -1 for none.
  @NumberText var count: [Int64] = []
  @NumberText var absent: [Int8] = []
  @NumberText var approximate: [Int32] = []

  private static let kinds = ScopeID.Kind.allCases
  private static let reasons = AbsentReason.allCases

  init(_ part: FigurePart) {
    var codes: [String: Int32] = [:]
    func code(_ text: String) -> Int32 {
      if let known = codes[text] { return known }
      let new = Int32(texts.count)
      codes[text] = new
      texts.append(text)
      return new
    }
    let length = part.count
    period.reserveCapacity(length)
    scopeKind.reserveCapacity(length)
    scope.reserveCapacity(length)
    kpi.reserveCapacity(length)
    segment.reserveCapacity(length)
    count.reserveCapacity(length)
    absent.reserveCapacity(length)
    let period = code(part.period)
    // Coded when they first occur: numbers of names are not the same in a part that was read back.
    var kpis = [Int32](repeating: -1, count: part.kpis.count)
    var segments = [Int32](repeating: -1, count: part.segments.count)
    for run in part.runs {
      let kind = Self.number(of: run.scope.kind)
      let scope = code(run.scope.id)
      for place in run.places {
        let names = part.names(at: place)
        let outcome = part.outcome(at: place)
        if kpis[names.kpi] < 0 { kpis[names.kpi] = code(part.kpis[names.kpi]) }
        if segments[names.segment] < 0 {
          segments[names.segment] = code(part.segments[names.segment])
        }
        self.period.append(period)
        scopeKind.append(kind)
        self.scope.append(scope)
        kpi.append(kpis[names.kpi])
        segment.append(segments[names.segment])
        value.append(outcome.value)
        numerator.append(outcome.numerator)
        denominator.append(outcome.denominator)
        low.append(outcome.interval?.low)
        high.append(outcome.interval?.high)
        count.append(outcome.count.map(Int64.init) ?? -1)
        absent.append(
          outcome.absentReason.flatMap { Self.reasons.firstIndex(of: $0) }.map(Int8.init) ?? -1)
        if outcome.isApproximate { approximate.append(Int32(place)) }
      }
    }
  }

  /// The place in `kinds`.
  private static func number(of kind: ScopeID.Kind) -> Int8 {
    switch kind {
    case .company: 0
    case .team: 1
    case .rep: 2
    }
  }

  /// Adds the figures to a list.
  func restore(to list: inout FigureList) throws {
    let unfit = RunStore.Failure.unreadable("the columns of figures do not fit together")
    let values = try value.restored()
    let numerators = try numerator.restored()
    let denominators = try denominator.restored()
    let lows = try low.restored()
    let highs = try high.restored()
    let length = period.count
    guard
      [
        scopeKind.count, scope.count, kpi.count, segment.count, values.count, numerators.count,
        denominators.count, lows.count, highs.count, count.count, absent.count,
      ].allSatisfy({ $0 == length })
    else { throw unfit }
    func text(_ code: Int32) throws -> String {
      guard texts.indices.contains(Int(code)) else { throw unfit }
      return texts[Int(code)]
    }
    let approximate = Set(approximate)
    for place in 0..<length {
      guard Self.kinds.indices.contains(Int(scopeKind[place])),
        Int(absent[place]) < Self.reasons.count
      else { throw unfit }
      var figure = Figure(
        period: try text(period[place]),
        scope: ScopeID(Self.kinds[Int(scopeKind[place])], try text(scope[place])),
        kpi: try text(kpi[place]), segment: try text(segment[place]), value: values[place],
        numerator: numerators[place], denominator: denominators[place],
        count: count[place] < 0 ? nil : Int(count[place]),
        absentReason: absent[place] < 0 ? nil : Self.reasons[Int(absent[place])],
        isApproximate: approximate.contains(Int32(place)))
      if let low = lows[place], let high = highs[place] {
        figure.interval = Figure.Interval(low: low, high: high)
      }
      list.append(figure)
    }
  }

  /// Keys are in alphabetical order, as the encoder of the rest writes them.
  var json: [UInt8] {
    var words: [UInt8] = []
    for text in texts {
      words.append(UInt8(ascii: words.isEmpty ? "[" : ","))
      JSONText.append(text, to: &words)
    }
    words += texts.isEmpty ? Array("[]".utf8) : [UInt8(ascii: "]")]
    return jsonObject([
      ("absent", [$absent.json]), ("approximate", [$approximate.json]), ("count", [$count.json]),
      ("denominator", denominator.json), ("high", high.json), ("kpi", [$kpi.json]),
      ("low", low.json), ("numerator", numerator.json), ("period", [$period.json]),
      ("scope", [$scope.json]), ("scopeKind", [$scopeKind.json]), ("segment", [$segment.json]),
      ("texts", [words]), ("value", value.json),
    ]).reduce(into: []) { $0 += $1 }
  }
}

/// `{"units":…,…}`.
private func jsonObject(_ members: [(name: String, parts: [[UInt8]])]) -> [[UInt8]] {
  var parts: [[UInt8]] = []
  for (place, member) in members.enumerated() {
    parts.append(Array("\(place == 0 ? "{" : ",")\"\(member.name)\":".utf8))
    parts += member.parts
  }
  return parts + [[UInt8(ascii: "}")]]
}
