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
  private let measures: [Measure]
  private let timeline: Timeline
  private(set) var stores: [Segment: SpecialStore] = [:]

  /// What the sources of opportunities brought, for shares of channels.
  init(channelsOf plan: AnalysisPlan, timeline: Timeline) {
    dimensions = ["source"]
    let ids = Set(
      plan.catalogue.kpis.flatMap { kpi -> [String] in
        guard case .algorithm("largest_channel", let measures, _) = kpi.formula else { return [] }
        return Array(measures.values)
      })
    measures = plan.measures.filter { ids.contains($0.id) }
    self.timeline = timeline
  }

  init(_ plan: AnalysisPlan, timeline: Timeline) {
    dimensions = plan.definitions.segments.filter { !Self.ofPeople.contains($0) }
    let ids = Set(plan.segmentKPIs.flatMap(\.formula.measureIDs))
    measures = dimensions.isEmpty ? [] : plan.measures.filter { ids.contains($0.id) }
    self.timeline = timeline
  }

  /// In the order in which figures are made: dimensions as configured, then values by name.
  var segments: [Segment] {
    dimensions.flatMap { dimension in
      stores.keys.filter { $0.dimension == dimension }.sorted { $0.value < $1.value }
    }
  }

  mutating func add(
    _ rows: RowSet, roster: Roster, asOf: CalendarDate, isJoined: Bool = false,
    credits: [Int: [Credits.Credit]] = [:]
  ) {
    guard !measures.isEmpty else { return }
    for dimension in dimensions {
      guard let column = rows.codes[dimension] else { continue }
      for code in Set(column.values).sorted() {
        let value = code < 0 ? "" : column.texts[Int(code)]
        var part = rows
        for row in 0..<rows.count where column.values[row] != code { part.leaveOut(row) }
        stores[
          Segment(dimension: dimension, value: value),
          default: SpecialStore(measures: measures, timeline: timeline, roster: roster)
        ].add(part, roster: roster, asOf: asOf, isJoined: isJoined, credits: credits)
      }
    }
  }
}

extension AnalysisPlan {
  /// The KPIs that are also made by segment.
  var segmentKPIs: [KPI] {
    let wanted = Set(definitions.segmentKPIs)
    return definitions.segments.isEmpty ? [] : catalogue.kpis.filter { wanted.contains($0.id) }
  }
}
