package import Calendar
package import Ingest

/// How good the exports of a run are: what each table holds, how new and how complete it is.
///
/// What is odd about single records is in `RunResult.findings`, each with its count, its records, the
/// KPIs that it damages and the money at stake. Both are results: shown on pages, stored in
/// `run.json` and printed by `jalon check`, never left to a log.
package struct DataQuality: Sendable, Codable, Hashable {
  /// In the order of the canonical tables; only those that were read.
  package var tables: [Table]

  package init(tables: [Table]) { self.tables = tables }

  /// One canonical table, over all files it was read from.
  package struct Table: Sendable, Codable, Hashable {
    package var entity: Entity
    /// The table as the configuration writes it, `opportunities`.
    package var entityName: String { entity.rawValue }
    /// Rows that count on the as-of date: neither deleted, nor a test, nor later.
    package var rowCount: Int
    /// Rows that could not be used and are listed in `RunResult.rejects`.
    package var rejectCount: Int
    /// The last day, up to the as-of date, on which something happened in the table; nothing when no
    /// row has such a date.
    package var newest: CalendarDate?
    /// Days from `newest` to the as-of date; 0 for an export of the same day.
    package var ageDays: Int?
    /// The fields that figures depend on.
    package var fields: [Completeness]

    package init(
      entity: Entity, rowCount: Int, rejectCount: Int, newest: CalendarDate?, ageDays: Int?,
      fields: [Completeness]
    ) {
      self.entity = entity
      self.rowCount = rowCount
      self.rejectCount = rejectCount
      self.newest = newest
      self.ageDays = ageDays
      self.fields = fields
    }
  }

  /// How many of the rows that should have a value have one.
  ///
  /// A closing date is asked of closed opportunities only, an expected close of open ones, a reason
  /// of lost ones.
  package struct Completeness: Sendable, Codable, Hashable {
    /// Canonical name: `amount_net`.
    package var field: String
    /// Which rows are asked: `all`, `open`, `closed`, `won` or `lost`.
    package var rows: String
    package var filledCount: Int
    package var askedCount: Int
    /// Amounts of the rows without a value, in minor units; absent where amounts are not exported.
    package var amountAtStake: Quantity?
    /// The KPIs that are wrong or absent as far as values are missing.
    package var kpis: [String]

    package init(
      field: String, rows: String, filledCount: Int, askedCount: Int, amountAtStake: Quantity?,
      kpis: [String]
    ) {
      self.field = field
      self.rows = rows
      self.filledCount = filledCount
      self.askedCount = askedCount
      self.amountAtStake = amountAtStake
      self.kpis = kpis
    }

    /// Share of the rows asked that have a value; absent when none is asked.
    package var share: Quantity? {
      askedCount == 0 ? nil : Quantity(.rate, Int64(filledCount), over: Int64(askedCount))
    }
  }
}
