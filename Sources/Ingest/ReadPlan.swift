package import Calendar

/// What to read and how: everything declared, nothing guessed (ruling 29).
package struct ReadPlan: Sendable {
  /// In the order in which they are read.
  package var sources: [Source]
  /// Local days and moments are in this zone.
  package var zone: TimeZoneRules
  /// Minor units per unit of the company's currency: 100 for the euro, 1 for the yen.
  package var minorUnitsPerUnit: Int64
  /// ISO 4217 code of the company's currency.
  package var currency: String
  /// Other currencies that the analysis has rates for; amounts in any other are refused.
  package var convertible: Set<String> = []
  /// The stages that an opportunity goes through while it is open, after header normalisation.
  ///
  /// Where nothing but its stage tells the status of an opportunity, one that is neither here nor has
  /// a status is refused (`stage-unknown`); empty when the stages are not listed, so that any is open.
  package var openStages: Set<String> = []
  /// The run fails when more rows than this are rejected; of the rejects one more than that is kept.
  package var maximumRejects: Int
  /// Threads to read with; what is read does not depend on it.
  package var threadCount: Int

  /// Everything else is left out, which means: not configured.
  package init(
    sources: [Source], zone: TimeZoneRules, minorUnitsPerUnit: Int64 = 100,
    currency: String = "EUR", maximumRejects: Int = 0, threadCount: Int = 1
  ) {
    self.sources = sources
    self.zone = zone
    self.minorUnitsPerUnit = minorUnitsPerUnit
    self.currency = currency
    self.maximumRejects = maximumRejects
    self.threadCount = threadCount
  }

  /// One table and the files it is read from.
  package struct Source: Sendable {
    /// What the configuration calls it.
    package var name: String
    /// The table that its files hold.
    package var entity: Entity
    /// Path to open and name to show, in the order of the names.
    package var files: [(path: String, name: String)]
    /// `hubspot`, `salesforce`, `plain`…; nothing lets the signatures decide.
    package var dialect: String?
    /// Rules of the customer's own, of the same kind, which go before those of the dialect.
    package var rules: Dialect?
    /// How the files are written, as far as it is declared.
    package var format: FileFormat
    /// Header to canonical field, from the customer's own mapping; wins over the dialect.
    package var headers: [String: String]
    /// The headers of the columns that together name a record, where no one column does; empty when
    /// one does.
    package var key: [String]
    /// Canonical field to (text in the export to canonical value), as `status` to
    /// `["Gagné": "won"]`; compared after header normalisation.
    package var values: [String: [String: String]]
    /// Canonical fields that take the same value in every row, as `type: call` for an export of
    /// calls.
    package var constants: [String: String]
    /// The canonical fields that the run needs; nothing means every field of the entity.
    package var projection: Set<String>?
    /// The moments of which the run needs the time of day, while of the others days are read.
    ///
    /// Nothing means every one.
    package var timedFields: Set<String>?
    /// Where the source is declared, for diagnostics that blame the configuration.
    package var place: Place

    package init(
      name: String, entity: Entity, files: [(path: String, name: String)], dialect: String? = nil,
      format: FileFormat = FileFormat(), headers: [String: String] = [:],
      key: [String] = [], values: [String: [String: String]] = [:],
      constants: [String: String] = [:],
      projection: Set<String>? = nil, timedFields: Set<String>? = nil, place: Place
    ) {
      self.name = name
      self.entity = entity
      self.files = files
      self.dialect = dialect
      self.format = format
      self.headers = headers
      self.key = key
      self.values = values
      self.constants = constants
      self.projection = projection
      self.timedFields = timedFields
      self.place = place
    }
  }

  /// How the bytes of a file are to be read.
  ///
  /// Nothing means: detect, and say what was detected.
  package struct FileFormat: Sendable, Hashable {
    /// `utf-8`, `utf-16le`, `utf-16be`, `windows-1252`, `iso-8859-1`, `mac-roman`.
    package var encoding: String?
    /// An ASCII character; without it comma, semicolon, tab and bar are tried.
    package var delimiter: UInt8?
    /// `doubled`, `backslash`, `single`, `spaced` or `record`; nothing for what the file shows.
    package var quotes: String?
    /// `.` or `,` before the decimals.
    package var decimalMark: UInt8?
    /// Order of the parts of a date: `ymd`, `dmy` or `mdy`; `excel` for spreadsheet day numbers,
    /// `unix` for seconds since 1970.
    package var dateOrder: String?
    /// Zone of date-times without zone; nothing means the plan's.
    package var zone: TimeZoneRules?
    /// Names of the columns of a file that has no header record.
    package var columnNames: [String]?
    /// Amounts in the file are to be multiplied by this: 1,000 for a file in thousands.
    package var moneyScale: Int64
    /// Rates in the file are out of this number: 1 or 100.
    package var rateScale: Int64?

    /// Nothing is declared.
    package init() { moneyScale = 1 }
  }
}
