package import Ingest

/// The measures and KPIs of a run: the built-in catalogue and the customer's own, in one form.
package struct Catalogue: Sendable, Codable, Hashable {
  /// By identifier.
  package var measures: [String: Measure]
  /// In the order of the catalogue file, which is the order of the dictionary.
  package var kpis: [KPI]

  package init(measures: [String: Measure] = [:], kpis: [KPI] = []) {
    self.measures = measures
    self.kpis = kpis
  }

  package func kpi(_ id: String) -> KPI? { kpis.first { $0.id == id } }
}

/// A quantity that is accumulated over the rows of one table: the reusable half of a KPI.
package struct Measure: Sendable, Codable, Hashable {
  package enum Aggregate: String, Sendable, Codable, CaseIterable {
    /// Number of rows, `n`.
    case count
    /// Sum of `field`; rows without a value are counted apart and add nothing.
    case sum
    /// Sum of `field` and number of rows that have it: for means.
    case mean
    /// The distribution of whole days from `from` to `to`: mean, median and P80.
    case days
  }

  /// When a row counts.
  package enum Time: String, Sendable, Codable, CaseIterable {
    /// In the period that contains `date`.
    case event
    /// As it stands on the as-of date.
    case instant
  }

  package var id: String
  package var entity: Entity
  package var aggregate: Aggregate
  package var field: String?
  package var from: String?
  package var to: String?
  /// The date that attributes a row to a period; for an instant measure, the planned date by which
  /// it can be narrowed (expected close), or nothing.
  package var date: String?
  package var time: Time
  /// Field to accepted canonical values, all of which must hold; an empty text accepts a missing one.
  package var filter: [String: [String]]

  package init(
    id: String, entity: Entity, aggregate: Aggregate, field: String? = nil, from: String? = nil,
    to: String? = nil, date: String? = nil, time: Time = .event,
    filter: [String: [String]] = [:]
  ) {
    self.id = id
    self.entity = entity
    self.aggregate = aggregate
    self.field = field
    self.from = from
    self.to = to
    self.date = date
    self.time = time
    self.filter = filter
  }
}

/// One entry of the KPI dictionary (kpis.md 3): what it means, why it is followed, how it is made.
package struct KPI: Sendable, Codable, Hashable {
  /// How the value is made of measures.
  package enum Formula: Sendable, Codable, Hashable {
    case simple(measure: String)
    /// Sum over sum (rule C8).
    case ratio(numerator: String, denominator: String)
    /// A statistic of a `days` measure: `mean`, `median`, `p80`.
    case statistic(measure: String, statistic: String)
    /// The measure accumulated from the start of the year.
    case cumulative(measure: String)
    /// A named algorithm in `Analysis/KPIs`, with the measures it uses by role.
    case algorithm(name: String, measures: [String: String])
  }

  package enum Timing: String, Sendable, Codable, CaseIterable {
    case leading
    case lagging
  }

  package var id: String
  package var label: LocalizedText
  /// The question it answers, for people.
  package var question: LocalizedText
  /// Why it is followed and how an action moves it.
  package var why: LocalizedText
  /// The formula in words.
  package var definition: LocalizedText
  package var formula: Formula
  package var unit: Unit
  package var direction: Direction
  package var timing: Timing
  /// `SDR`, `AE`, `CSM`, `MKT`, `SUP`, `MGR`, `DIR`.
  package var roles: [String]
  /// Actionable, anticipates, impacts results: fewer than two is noise (objectives.md 1.7).
  package var test: [Bool]
  /// Rows of kpis.md 1.3 that it answers: `K15`.
  package var sources: [String]
  /// Its place among the tiles of a first page; without one it is there only with an objective.
  package var tile: Int?
  /// Where it is written.
  package var place: Place

  package init(id: String, formula: Formula, unit: Unit, place: Place) {
    self.id = id
    self.formula = formula
    self.unit = unit
    self.place = place
    label = LocalizedText()
    question = LocalizedText()
    why = LocalizedText()
    definition = LocalizedText()
    direction = .up
    timing = .lagging
    roles = []
    test = [true, true, true]
    sources = []
  }
}
