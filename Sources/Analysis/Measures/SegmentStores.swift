import Calendar
import Ingest

/// What the rows add up to for each value of each configured dimension: by product, source, region.
///
/// Dimensions of people (`role`, `seniority`) need no store of their own: they are stays.
struct SegmentStores: Sendable {
  /// A value of a dimension; `product=Licence`, and `product=` where the cell is empty.
  struct Segment: Hashable, Sendable {
    let dimension: String
    let value: String

    var name: String { "\(dimension)=\(value)" }
  }

  /// Dimensions that are fields of a person rather than of a record.
  static let ofPeople: Set<String> = ["role", "seniority"]

  private let dimensions: [String]
  /// What every segment's store begins as; it sorts the rows for all of them.
  private var empty: SpecialStore
  private var stores: [Segment: SpecialStore] = [:]
  /// What they came to, once all is added.
  private(set) var readings: [Segment: SpecialReading] = [:]

  /// What the sources of opportunities brought, for shares of channels.
  init(channelsOf plan: AnalysisPlan, timeline: Timeline, roster: Roster, lines: CellLines) {
    dimensions = ["source"]
    let ids = Set(
      plan.catalogue.kpis.flatMap { kpi -> [String] in
        guard case .algorithm("largest_channel", let measures, _) = kpi.formula else { return [] }
        return Array(measures.values)
      })
    empty = SpecialStore(
      measures: plan.measures.filter { ids.contains($0.id) }, timeline: timeline, roster: roster,
      lines: lines)
  }

  init(_ plan: AnalysisPlan, timeline: Timeline, roster: Roster, lines: CellLines) {
    dimensions = plan.definitions.segments.filter { !Self.ofPeople.contains($0) }
    let ids = Set(plan.segmentKPIs.flatMap(\.formula.measureIDs))
    let measures = dimensions.isEmpty ? [] : plan.measures.filter { ids.contains($0.id) }
    empty = SpecialStore(measures: measures, timeline: timeline, roster: roster, lines: lines)
  }

  /// In the order in which figures are made: dimensions as configured, then values by name.
  var segments: [Segment] {
    dimensions.flatMap { dimension in
      stores.keys.filter { $0.dimension == dimension }.sorted { $0.value < $1.value }
    }
  }

  mutating func add(
    _ rows: RowSet, asOf: CalendarDate, isJoined: Bool = false,
    credits: [Int: [Credits.Credit]] = [:]
  ) {
    guard !empty.isEmpty else { return }
    var counted: SpecialRows?
    for dimension in dimensions {
      guard let column = rows.codes[dimension] else { continue }
      let all =
        counted ?? empty.sorted(rows, asOf: asOf, isJoined: isJoined, credits: credits)
      counted = all
      for (code, part) in all.split(by: column.values) {
        let segment = Segment(
          dimension: dimension, value: code < 0 ? "" : column.texts[Int(code)])
        var store = stores.removeValue(forKey: segment) ?? empty
        if !isJoined {
          store.add(
            credited: rows, credits.filter { column.values[$0.key] == code }, asOf: asOf)
        }
        store.add(part)
        stores[segment] = store
      }
    }
  }

  /// Ends adding; needed once before reading.
  mutating func settle() { readings = stores.mapValues { $0.reading() } }
}

extension AnalysisPlan {
  /// The KPIs that are also made by segment.
  var segmentKPIs: [KPI] {
    let wanted = Set(definitions.segmentKPIs)
    return definitions.segments.isEmpty ? [] : catalogue.kpis.filter { wanted.contains($0.id) }
  }
}
