package import Calendar

extension RunResult {
  /// How much was read and how fresh it is, beside the same of the run before: what the checks
  /// before publishing look at, and what the page of run health shows.
  package struct Health: Sendable, Codable, Hashable {
    /// One source of the configuration.
    package struct Source: Sendable, Codable, Hashable {
      package var name: String
      /// The canonical table: `opportunities`.
      package var entity: String
      package var rowCount: Int
      package var rejectCount: Int
      /// Different owners in the rows; 0 where the table has no owner.
      package var ownerCount: Int
      /// Days of the first and the last thing that happened by the as-of day; absent without dates.
      package var oldest: CalendarDate?
      package var newest: CalendarDate?
      /// Rows and last day of the run before; absent where it did not have the source.
      package var previousRowCount: Int?
      package var previousNewest: CalendarDate?

      package init(
        name: String, entity: String, rowCount: Int = 0, rejectCount: Int = 0,
        ownerCount: Int = 0, oldest: CalendarDate? = nil, newest: CalendarDate? = nil
      ) {
        self.name = name
        self.entity = entity
        self.rowCount = rowCount
        self.rejectCount = rejectCount
        self.ownerCount = ownerCount
        self.oldest = oldest
        self.newest = newest
      }
    }

    /// In the order of the configuration.
    package var sources: [Source]
    /// By KPI, a digest of its definition: another one means other figures under the same name.
    package var definitions: [String: String]
    /// As-of date of the run compared with; absent for the first one.
    package var previousAsOf: CalendarDate?
    /// Date of the exports where they are of a later night, because none of the as-of date is kept;
    /// what is read off them as of that day is approximate.
    package var exportsAsOf: CalendarDate?
    /// What the checks before publishing made of it, in the order of `Hold.Check`.
    package var checks: [CheckResult]

    package init(
      sources: [Source], definitions: [String: String] = [:], previousAsOf: CalendarDate? = nil,
      exportsAsOf: CalendarDate? = nil, checks: [CheckResult] = []
    ) {
      self.sources = sources
      self.definitions = definitions
      self.previousAsOf = previousAsOf
      self.exportsAsOf = exportsAsOf
      self.checks = checks
    }

    /// One check and whether it held.
    package struct CheckResult: Sendable, Codable, Hashable {
      package var check: Hold.Check
      package var isPassed: Bool

      package init(check: Hold.Check, isPassed: Bool) {
        self.check = check
        self.isPassed = isPassed
      }
    }
  }

  /// A later run was held by a check, so that this one is still what readers see.
  package struct Staleness: Sendable, Codable, Hashable {
    /// As-of date of the run that was held.
    package var heldAsOf: CalendarDate
    /// Why, each check once.
    package var checks: [Hold.Check]

    package init(heldAsOf: CalendarDate, checks: [Hold.Check]) {
      self.heldAsOf = heldAsOf
      self.checks = checks
    }
  }
}
