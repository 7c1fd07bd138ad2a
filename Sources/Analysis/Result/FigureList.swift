/// The figures of a result in their order, packed by period.
///
/// A figure is made when it is asked for; loops over many go through `forEach(in:begin:_:)`, which
/// makes neither texts nor copies.
package struct FigureList: Sendable {
  /// One for each period, or more where figures of others stand between its own.
  package private(set) var parts: [FigurePart] = []
  /// The place of the first figure of each part.
  private var starts: [Int] = []
  /// How many figures there are.
  package private(set) var count = 0

  /// Of no figure.
  package init() {}

  /// The figures of parts that follow each other.
  package init(_ parts: [FigurePart]) {
    for part in parts where part.count > 0 {
      starts.append(count)
      count += part.count
      self.parts.append(part)
    }
  }

  /// Figures in the order given.
  package init(_ figures: some Sequence<Figure>) {
    for figure in figures { append(figure) }
  }

  /// Adds a figure behind the others.
  package mutating func append(_ figure: Figure) {
    if parts.last?.period != figure.period {
      parts.append(FigurePart(period: figure.period))
      starts.append(count)
    }
    parts[parts.count - 1].append(figure)
    count += 1
  }

  /// Adds figures in the order given.
  package static func += (list: inout FigureList, figures: some Sequence<Figure>) {
    for figure in figures { list.append(figure) }
  }

  /// What a figure came to.
  package func outcome(at place: Int) -> Figure.Outcome {
    let part = part(of: place)
    return parts[part].outcome(at: place - starts[part])
  }

  /// Calls `begin` wherever the period or the scope is another one, and `body` with each figure: its
  /// place, its KPI, its segment and what it came to.
  package func forEach(
    in places: Range<Int>, begin: (_ period: String, _ scope: ScopeID) -> Void,
    _ body: (_ place: Int, _ kpi: String, _ segment: String, _ outcome: Figure.Outcome) -> Void
  ) {
    forEachRun(in: places) { part, scope, own, start in
      begin(part.period, scope)
      let (kpis, segments) = (part.kpis.span, part.segments.span)
      for place in own {
        let names = part.names(at: place)
        body(
          start + place, kpis[names.kpi], segments[names.segment], part.outcome(at: place))
      }
    }
  }

  /// Calls `body` with the figures of one period and scope that follow each other: their part, their
  /// places in it, and the place of its first figure.
  package func forEachRun(
    in places: Range<Int>? = nil,
    _ body: (_ part: FigurePart, _ scope: ScopeID, _ own: Range<Int>, _ start: Int) -> Void
  ) {
    let places = places ?? 0..<count
    guard !places.isEmpty else { return }
    for number in part(of: places.lowerBound)..<parts.count {
      let (part, start) = (parts[number], starts[number])
      guard start < places.upperBound else { return }
      let (runs, own) = (part.runs, places.lowerBound - start..<places.upperBound - start)
      let first = runs.partitioned { start + $0.places.upperBound > places.lowerBound }
      for run in runs[first...] {
        guard start + run.places.lowerBound < places.upperBound else { break }
        body(part, run.scope, run.places.clamped(to: own), start)
      }
    }
  }

  /// The figures of a scope, in their order.
  package func figures(of scope: ScopeID) -> [Figure] {
    var figures: [Figure] = []
    forEachRun { part, owner, own, start in
      guard owner == scope else { return }
      for place in own { figures.append(self[start + place]) }
    }
    return figures
  }

  /// The last part that begins at a place or before it.
  private func part(of place: Int) -> Int {
    starts.count < 2 ? 0 : starts.partitioned { $0 > place } - 1
  }
}

extension FigureList: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { count }

  package subscript(place: Int) -> Figure {
    let number = part(of: place)
    let part = parts[number]
    let own = place - starts[number]
    let run = part.runs.partitioned { $0.places.upperBound > own }
    let names = part.names(at: own)
    return Figure(
      period: part.period, scope: part.runs[run].scope, kpi: part.kpis[names.kpi],
      segment: part.segments[names.segment], outcome: part.outcome(at: own))
  }
}

extension FigureList: ExpressibleByArrayLiteral, Equatable, Codable {
  package init(arrayLiteral figures: Figure...) { self.init(figures) }

  package static func == (left: FigureList, right: FigureList) -> Bool {
    left.elementsEqual(right)
  }

  /// As a list of objects; those of a run are written as columns (`FigureColumns`).
  package func encode(to encoder: any Encoder) throws { try Array(self).encode(to: encoder) }

  package init(from decoder: any Decoder) throws { self.init(try [Figure](from: decoder)) }
}

extension Array {
  /// The place of the first element that `isLater` says true of; it does so of all after it.
  fileprivate func partitioned(where isLater: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isLater(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
