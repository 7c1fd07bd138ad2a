import Calendar
import Ingest

/// The customer base in order, to make figures of (kpis.md 3.9).
///
/// A customer counts for its present owner, in the team that the owner was in on the day that a
/// figure is about (rule C4).
///
/// A class, because every figure's formula is given the whole of it.
final class CustomerFigures: Sendable {
  let customers: [Customer]
  /// By customer, then month; one row a customer and month.
  let months: [CustomerBase.MonthlyRevenue]
  /// By customer, then day; one row an order.
  let orders: [CustomerBase.Order]
  let base: CustomerBase
  let roster: Roster
  let asOf: CalendarDate
  /// First and last month of which anything is said.
  let knownMonths: ClosedRange<Int32>?
  /// The first day of which the table of orders says anything.
  let firstOrderDay: Int32?
  private let monthRange: [Range<Int>]
  private let orderRange: [Range<Int>]
  /// By person, -1 first.
  private let customersOfOwner: [[Int32]]
  /// By stay, those whose first deal won counts for it, by its day.
  private let winsOfStay: [[Int32]]

  init(_ base: CustomerBase, roster: Roster, asOf: CalendarDate) {
    self.base = base
    self.roster = roster
    self.asOf = asOf
    customers = base.customers
    months = Self.summed(base.months)
    orders = Self.joined(base.orders)
    firstOrderDay = orders.lazy.map(\.day).min()
    monthRange = Self.ranges(months.lazy.map(\.customer), count: customers.count)
    orderRange = Self.ranges(orders.lazy.map(\.customer), count: customers.count)
    let known = months.map(\.month)
    knownMonths = known.min().flatMap { low in known.max().map { low...$0 } }
    var owned: [[Int32]] = Array(repeating: [], count: roster.people.count + 1)
    for (index, customer) in base.customers.enumerated() {
      owned[Int(customer.owner) + 1].append(Int32(index))
    }
    customersOfOwner = owned
    var wins: [[Int32]] = Array(repeating: [], count: roster.stays.count)
    for (index, customer) in base.customers.enumerated()
    where customer.firstWonOn != Column.missingDay {
      wins[Int(customer.firstWonStay)].append(Int32(index))
    }
    winsOfStay = wins.map { wins in
      wins.sorted { base.customers[Int($0)].firstWonOn < base.customers[Int($1)].firstWonOn }
    }
  }

  /// The customers whose first deal won counts for a stay and lies within some days.
  func firstWins(ofStay stay: Int, in days: Range<Int32>) -> ArraySlice<Int32> {
    let wins = winsOfStay[stay]
    func place(_ day: Int32) -> Int {
      wins.partitioningIndex(where: { customers[Int($0)].firstWonOn >= day })
    }
    return wins[place(days.lowerBound)..<place(days.upperBound)]
  }

  private static func summed(
    _ rows: [CustomerBase.MonthlyRevenue]
  ) -> [CustomerBase.MonthlyRevenue] {
    var result: [CustomerBase.MonthlyRevenue] = []
    for row in rows.sorted(by: { ($0.customer, $0.month) < ($1.customer, $1.month) }) {
      if let last = result.last, last.customer == row.customer, last.month == row.month {
        result[result.count - 1].amount += row.amount
      } else {
        result.append(row)
      }
    }
    return result
  }

  private static func joined(_ rows: [CustomerBase.Order]) -> [CustomerBase.Order] {
    var result: [CustomerBase.Order] = []
    let sorted = rows.sorted {
      ($0.customer, $0.day, $0.digest) < ($1.customer, $1.day, $1.digest)
    }
    for row in sorted {
      if let last = result.last, last.customer == row.customer, last.day == row.day,
        last.digest == row.digest
      {
        result[result.count - 1].amount += row.amount
      } else {
        result.append(row)
      }
    }
    return result
  }

  private static func ranges(
    _ customers: some Collection<Int32>, count: Int
  ) -> [Range<Int>] {
    var starts = Array(repeating: 0, count: count + 1)
    for customer in customers { starts[Int(customer) + 1] += 1 }
    for index in 0..<count { starts[index + 1] += starts[index] }
    return (0..<count).map { starts[$0]..<starts[$0 + 1] }
  }

  func months(of customer: Int) -> ArraySlice<CustomerBase.MonthlyRevenue> {
    months[monthRange[customer]]
  }

  func orders(of customer: Int) -> ArraySlice<CustomerBase.Order> { orders[orderRange[customer]] }

  /// The monthly revenue of a customer in a month; 0 where the table has none for it.
  func revenue(of customer: Int, month: Int32) -> Int64 {
    months(of: customer).first { $0.month == month }?.amount ?? 0
  }

  /// What was ordered between two days, the second excluded.
  func ordered(by customer: Int, in days: Range<Int32>) -> Int64 {
    orders(of: customer).reduce(0) { days.contains($1.day) ? $0 + $1.amount : $0 }
  }

  /// The customers of a scope on a day that a measure of customers accepts; all without a measure.
  func members(
    _ scope: FigureMaker.ScopeStays, on day: CalendarDate, measure: String? = nil
  ) -> [Int] {
    let isCounted = measure.flatMap { base.isCounted(by: $0) }
    let stays = Set(scope.stays)
    var people: Set<Int> = []
    for stay in scope.stays { people.insert(roster.stays[stay].person ?? -1) }
    var members: [Int] = []
    for person in people.sorted() {
      let stay = roster.stay(ofPerson: person, onDay: day.dayNumber)
      guard stays.contains(stay) else { continue }
      for index in customersOfOwner[person + 1] {
        if let isCounted, !isCounted.indices.contains(Int(index)) || !isCounted[Int(index)] {
          continue
        }
        members.append(Int(index))
      }
    }
    return members
  }
}
