package import Ingest

/// The measures and KPIs of a run: the built-in catalogue and the customer's own, in one form.
package struct Catalogue: Sendable, Codable, Hashable {
  /// By identifier.
  package var measures: [String: Measure]
  /// In the order of the catalogue file, which is the order of the dictionary.
  package var kpis: [KPI]
  /// Worked examples by KPI.
  package var examples: [String: [KPIExample]]
  /// What gaps can come from, in the order of the file.
  package var diagnoses: [DiagnosisRule]

  package init(
    measures: [String: Measure] = [:], kpis: [KPI] = [], examples: [String: [KPIExample]] = [:],
    diagnoses: [DiagnosisRule] = []
  ) {
    self.measures = measures
    self.kpis = kpis
    self.examples = examples
    self.diagnoses = diagnoses
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
    /// The distribution of `field`: mean, median, P80 and largest.
    case values
    /// Number of different values of `field`, each counted once in whatever it is rolled up to
    /// (rule C9).
    case distinct
  }

  /// A row counts only when it got from one day to another in time: the half of a conversion.
  package struct Within: Sendable, Codable, Hashable {
    package var from: String
    package var to: String
    /// At most so many days after `from`, never before it.
    package var days: Int

    package init(from: String, to: String, days: Int) {
      self.from = from
      self.to = to
      self.days = days
    }
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
  package var within: Within?

  package init(
    id: String, entity: Entity, aggregate: Aggregate, field: String? = nil, from: String? = nil,
    to: String? = nil, date: String? = nil, time: Time = .event,
    filter: [String: [String]] = [:], within: Within? = nil
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
    self.within = within
  }
}

/// One entry of the KPI dictionary (kpis.md 3): what it means, why it is followed, how it is made.
package struct KPI: Sendable, Codable, Hashable {
  /// How the value is made: of measures, or of other KPIs.
  package enum Formula: Sendable, Codable, Hashable {
    case simple(measure: String)
    /// Sum over sum (rule C8).
    case ratio(numerator: String, denominator: String)
    /// A statistic of a `days` or `values` measure: `mean`, `median`, `p80`, `p95`, `largest`.
    case statistic(measure: String, statistic: String)
    /// The measure accumulated from the start of the year.
    case cumulative(measure: String)
    /// The share of the rows of a measure that got to an event within some days of the date that
    /// puts them into a period; absent until every row of the period had that long (rule C13).
    case conversion(measure: String, to: String, filter: [String: [String]], days: Int)
    /// Arithmetic on other KPIs of the same scope, recomputed for each (rule C8).
    case derived(expression: Expression)
    /// Nothing: what it needs is in no export that is read.
    case unavailable
    /// A named algorithm of `KPIAlgorithm`, with the measures it uses by role and its parameters.
    case algorithm(
      name: String, measures: [String: String], parameters: [String: Int64] = [:])
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
  /// Tables without which it has no value, where no export that is read today has them.
  package var lacks: LocalizedText
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
    lacks = LocalizedText()
  }
}
