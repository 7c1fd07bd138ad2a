package import Calendar
import Ingest

/// An opportunity as it was known at the end of a day: what the archive keeps the changes of, and
/// what waterfalls and comparisons are made of.
package struct OpportunityState: Sendable, Hashable {
  /// As in the CRM.
  package var id: String
  package var name: String
  /// Identifier of a person; the export's own text behind `?` where nobody is known by it; empty
  /// where the record has no owner.
  package var owner: String
  package var stage: String
  /// `open`, `won`, `lost`, `on_hold`, or `unqualified`.
  package var status: String
  /// Minor units, net; absent where the export has none.
  package var amount: Int64?
  package var created: CalendarDate?
  package var closed: CalendarDate?
  /// Planned close of an open one.
  package var expected: CalendarDate?

  package init(
    id: String, name: String = "", owner: String = "", stage: String = "", status: String,
    amount: Int64? = nil, created: CalendarDate? = nil, closed: CalendarDate? = nil,
    expected: CalendarDate? = nil
  ) {
    self.id = id
    self.name = name
    self.owner = owner
    self.stage = stage
    self.status = status
    self.amount = amount
    self.created = created
    self.closed = closed
    self.expected = expected
  }

  /// The person, where one is known.
  package var person: String? { owner.isEmpty || owner.hasPrefix("?") ? nil : owner }

  package var isOpen: Bool { status == "open" || status == "unqualified" }
  package var isClosed: Bool { status == "won" || status == "lost" }
}

extension OpportunityState {
  /// The included rows of a batch of opportunities whose derived fields are there.
  static func states(of rows: RowSet, people: [Person]) -> [OpportunityState] {
    guard rows.entity == .opportunities, let ids = rows.texts["id"] else { return [] }
    func day(_ field: String, _ row: Int) -> CalendarDate? {
      guard let day = rows.days[field]?[row], day != Column.missingDay else { return nil }
      return CalendarDate(dayNumber: day)
    }
    return (0..<rows.count).compactMap { row in
      guard rows.isIncluded[row], let id = ids[row] else { return nil }
      let amount = rows.numbers["amount_net"]?[row] ?? Column.missingNumber
      let owner = Int(rows.owners[row])
      return OpportunityState(
        id: id, name: rows.texts["name"]?[row] ?? "",
        owner: owner >= 0 ? people[owner].id : rows.text("owner", row).map { "?" + $0 } ?? "",
        stage: rows.text("stage", row) ?? "", status: rows.text("status", row) ?? "open",
        amount: amount == Column.missingNumber ? nil : amount,
        created: day("created_at", row), closed: day("closed_on", row),
        expected: day("expected_close_on", row))
    }
  }
}
