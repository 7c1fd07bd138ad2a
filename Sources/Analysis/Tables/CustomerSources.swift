import Calendar
import Ingest

/// Where what is known of customers stands in the exports; kept where a figure is to be explained.
struct CustomerSources: Sendable {
  /// A row that tells something of a customer.
  struct Row: Sendable {
    var day: Int32
    /// Minor units; 1 where a row is counted.
    var amount: Int64
    var place: RowPlace
    /// Of a deal won: the stay of its owner, and the conditions that it meets.
    var stay: Int32 = 0
    var met: Set<Int> = []
  }

  /// By customer.
  private(set) var definitions: [Int32: RowPlace] = [:]
  private(set) var months: [Int32: [Row]] = [:]
  private(set) var orders: [Int32: [Row]] = [:]
  private(set) var wins: [Int32: [Row]] = [:]

  mutating func define(_ customer: Int32, _ place: RowPlace) { definitions[customer] = place }

  mutating func addMonth(_ customer: Int32, _ row: Row) {
    months[customer, default: []].append(row)
  }

  mutating func addOrder(_ customer: Int32, _ row: Row) {
    orders[customer, default: []].append(row)
  }

  mutating func addWin(_ customer: Int32, _ row: Row) { wins[customer, default: []].append(row) }

  /// The row of a customer, or the first that names one whom no row of the customers tells of.
  func place(of customer: Int) -> RowPlace? {
    let index = Int32(customer)
    return definitions[index] ?? months[index]?.first?.place ?? orders[index]?.first?.place
      ?? wins[index]?.first?.place
  }

  /// The rows of a month, by its number.
  func months(of customer: Int, in month: Int32) -> [Row] {
    (months[Int32(customer)] ?? []).filter { MonthNumber.of(day: $0.day) == month }
  }

  /// The orders of some days.
  func orders(of customer: Int, in days: Range<Int32>) -> [Row] {
    (orders[Int32(customer)] ?? []).filter { days.contains($0.day) }
  }
}

/// What the formulas of customers say of each.
extension AlgorithmInput {
  var sources: CustomerSources { tables.ledgers.base.sources ?? CustomerSources() }

  /// Customers, each of whom counts.
  func note(
    _ customers: some Sequence<Int>, as part: Explanation.Part, _ value: Int64 = 1,
    note: String = ""
  ) {
    guard let trace else { return }
    for customer in customers {
      trace.note(
        sources.place(of: customer), as: part,
        day: tables.customers.customers[customer].since, value: Quantity(.count, value), note: note)
    }
  }

  /// Customers of the scope who do not count.
  func leaveOut(_ customers: some Sequence<Int>, _ reason: (Customer) -> Explanation.Reason) {
    guard let trace else { return }
    for index in customers {
      let customer = tables.customers.customers[index]
      trace.leaveOut(sources.place(of: index), day: customer.since, reason(customer))
    }
  }

  /// Rows of months or orders, each with its amount times a factor.
  func note(
    _ rows: [CustomerSources.Row], as part: Explanation.Part, times factor: Int64 = 1,
    note: String = ""
  ) {
    guard let trace else { return }
    for row in rows {
      trace.note(
        row.place, as: part, day: row.day, value: Quantity(.money, row.amount * factor), note: note)
    }
  }
}
