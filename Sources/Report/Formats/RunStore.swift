package import Analysis
import FoundationEssentials

/// `run.json`: a whole `RunResult`, from which every page can be rendered again.
package enum RunStore {
  package enum Failure: Error, CustomStringConvertible {
    /// Written by a release whose format this one does not read.
    case unknownVersion(Int)
    case unreadable(String)
    case unwritable(String)

    package var description: String {
      switch self {
      case .unknownVersion(let version): "run.json has format version \(version), unknown here"
      case .unreadable(let reason): "run.json cannot be read: \(reason)"
      case .unwritable(let reason): "the result cannot be written as JSON: \(reason)"
      }
    }
  }

  /// Keys are sorted, so that the same result gives the same bytes.
  package static func bytes(_ result: RunResult) throws(Failure) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(StoredRun(result))) + [UInt8(ascii: "\n")]
    } catch {
      throw .unwritable("\(error)")
    }
  }

  package static func result(from bytes: [UInt8]) throws(Failure) -> RunResult {
    struct Heading: Decodable { var formatVersion: Int }
    let data = Data(bytes)
    let decoder = JSONDecoder()
    do {
      let version = try decoder.decode(Heading.self, from: data).formatVersion
      guard version == RunResult.formatVersion else { throw Failure.unknownVersion(version) }
      return try decoder.decode(StoredRun.self, from: data).restored()
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .unreadable("\(error)")
    }
  }
}

/// The result with its figures as columns: there are hundreds of thousands of them, and lists of
/// integers are smaller than as many objects that repeat their keys.
private struct StoredRun: Codable {
  var formatVersion: Int
  var run: RunResult
  var figures: FigureColumns

  init(_ result: RunResult) {
    formatVersion = result.formatVersion
    run = result
    run.figures = []
    figures = FigureColumns(result.figures)
  }

  func restored() throws -> RunResult {
    var result = run
    result.figures = try figures.restored()
    return result
  }
}

/// Figures, one list per column; texts by their place in a list of distinct texts.
private struct FigureColumns: Codable {
  /// A unit for each quantity, -1 for an absent one; a numerator for each that is there.
  struct Quantities: Codable {
    var units: [Int8] = []
    var numerators: [Int64] = []
    /// Only what differs from 1, as place and denominator in turn.
    var denominators: [Int64] = []

    static let order: [Unit] = [
      .money, .count, .rate, .points, .days, .hours, .score, .ratio,
    ]

    mutating func append(_ quantity: Quantity?) {
      guard let quantity else {
        units.append(-1)
        return
      }
      units.append(Int8(Self.order.firstIndex(of: quantity.unit) ?? 0))
      numerators.append(quantity.numerator)
      if quantity.denominator != 1 {
        denominators += [Int64(numerators.count - 1), quantity.denominator]
      }
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
  var period: [Int32] = []
  var scopeKind: [Int8] = []
  var scope: [Int32] = []
  var kpi: [Int32] = []
  var segment: [Int32] = []
  var value = Quantities()
  var numerator = Quantities()
  var denominator = Quantities()
  var low = Quantities()
  var high = Quantities()
  /// -1 for none.
  var count: [Int64] = []
  var absent: [Int8] = []
  var approximate: [Int32] = []

  private static let kinds = ScopeID.Kind.allCases
  private static let reasons = AbsentReason.allCases

  init(_ figures: [Figure]) {
    var codes: [String: Int32] = [:]
    func code(_ text: String) -> Int32 {
      if let known = codes[text] { return known }
      let new = Int32(texts.count)
      codes[text] = new
      texts.append(text)
      return new
    }
    for (place, figure) in figures.enumerated() {
      period.append(code(figure.period))
      scopeKind.append(Int8(Self.kinds.firstIndex(of: figure.scope.kind) ?? 0))
      scope.append(code(figure.scope.id))
      kpi.append(code(figure.kpi))
      segment.append(code(figure.segment))
      value.append(figure.value)
      numerator.append(figure.numerator)
      denominator.append(figure.denominator)
      low.append(figure.interval?.low)
      high.append(figure.interval?.high)
      count.append(figure.count.map(Int64.init) ?? -1)
      absent.append(
        figure.absentReason.flatMap { Self.reasons.firstIndex(of: $0) }.map(Int8.init) ?? -1)
      if figure.isApproximate { approximate.append(Int32(place)) }
    }
  }

  func restored() throws -> [Figure] {
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
    return try (0..<length).map { place in
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
      return figure
    }
  }
}
