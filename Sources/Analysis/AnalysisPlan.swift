package import Calendar
package import Ingest

/// Everything the analysis is told beside the exports.
///
/// Together with the batches it determines every figure: no clock, no locale, no file is consulted.
package struct AnalysisPlan: Sendable {
  package var companyName: String
  /// D of ruling 5: everything known by the end of this local day counts.
  package var asOf: CalendarDate
  /// The period the pages are about; it contains `asOf`.
  package var mainPeriod: Period
  /// The periods for which figures are made, `mainPeriod` among them; past ones feed the charts.
  package var periods: [Period]
  package var currency: Currency
  package var zone: TimeZoneRules
  package var calendar: WorkingCalendar
  /// When somebody is there to answer; 9 to 18 o'clock of working days unless set.
  package var openingHours: OpeningHours
  package var fiscal: FiscalCalendar
  package var catalogue: Catalogue
  package var people: [Person]
  package var teams: [Team]
  package var objectives: [Objective]
  /// Stages in order with their probabilities where configured (ruling 31), by pipeline-less label.
  package var stages: [Stage]
  package var thresholds: Thresholds
  /// What other currencies are worth; without them amounts in one are refused.
  package var rates = ExchangeRates()
  /// What the company decided about its KPIs.
  package var definitions = Definitions()
  /// Sources of opportunities that are marketing's doing.
  package var marketingSources: [String] = []
  /// The features whose use says that a customer has taken the product up; all when empty.
  package var keyFeatures: [String] = []
  /// What was open at the start of closed periods, where the archive has kept it.
  package var snapshots: [PeriodSnapshot] = []
  /// `excluding_tax` or `including_tax` (ruling 30).
  package var amounts: String
  /// Version of the binary, for the result's colophon.
  package var version: String
  /// Date of the exports where they are of a later night: what they say of the as-of day is
  /// approximate.
  package var exportsAsOf: CalendarDate?
  /// The tables that are read; only between them are references followed.
  package var entities: Set<Entity> = []

  package struct Stage: Sendable, Codable, Hashable {
    /// What it is called wherever figures are shown: `label`, and behind it the pipeline in brackets
    /// where it belongs to one.
    package var name: String
    /// The text of the exports.
    package var label: String
    /// The text of the exports for the pipeline that it is a stage of; nothing where stages of all
    /// pipelines go by their names alone.
    package var pipeline: String?
    /// As a rate; absent means empirical.
    package var probability: Quantity?
    /// Whether open opportunities in it count as pipeline.
    package var isQualified: Bool
    /// Whether a deal must have passed it (`process_respect`).
    package var isMandatory: Bool

    package init(
      name label: String, pipeline: String? = nil, probability: Quantity? = nil,
      isQualified: Bool = true, isMandatory: Bool = false
    ) {
      name = pipeline.map { "\(label) (\($0))" } ?? label
      self.label = label
      self.pipeline = pipeline
      self.isMandatory = isMandatory
      self.probability = probability
      self.isQualified = isQualified
    }
  }

  package init(
    companyName: String, asOf: CalendarDate, mainPeriod: Period, periods: [Period],
    currency: Currency, zone: TimeZoneRules, calendar: WorkingCalendar, fiscal: FiscalCalendar,
    catalogue: Catalogue, people: [Person], teams: [Team], objectives: [Objective],
    stages: [Stage], thresholds: Thresholds, amounts: String, version: String
  ) {
    self.companyName = companyName
    self.asOf = asOf
    self.mainPeriod = mainPeriod
    self.periods = periods
    self.currency = currency
    self.zone = zone
    self.calendar = calendar
    openingHours = OpeningHours(calendar: calendar)
    self.fiscal = fiscal
    self.catalogue = catalogue
    self.people = people
    self.teams = teams
    self.objectives = objectives
    self.stages = stages
    self.thresholds = thresholds
    self.amounts = amounts
    self.version = version
  }
}

package struct Currency: Sendable, Codable, Hashable {
  /// ISO 4217, `EUR`.
  package var code: String
  /// Digits after the decimal mark: 2 for the euro, 0 for the yen.
  package var minorDigits: Int

  package init(code: String, minorDigits: Int) {
    self.code = code
    self.minorDigits = minorDigits
  }
}

/// The bounds of ruling 19 in whole percent and points; all configurable, printed in the footer.
package struct Thresholds: Sendable, Codable, Hashable {
  package var aheadFrom = 105
  package var onTimeFrom = 95
  package var lateFrom = 80
  /// Band around the target of a rate, in points (hundredths).
  package var rateBandPoints = 1
  /// Band around any other level, in percent of the target.
  package var levelBandPercent = 5
  /// Share of the period, in percent, before which a `reach` shows its level only.
  package var reachTooEarlyPercent = 20
  /// Share of the period, in percent, before which solidity is `too_early`.
  package var solidityTooEarlyPercent = 10

  package init() {}
}
