import Calendar
import Ingest

/// Everything that is told of customers, by customer: who they are, what they pay, order, use.
///
/// Customers are interned by a digest of their identifier. A customer takes some 80 bytes, a month's
/// revenue 16, an order 24, a feature 16; nothing grows with activities or opportunities.
struct CustomerBase: Sendable {
  struct MonthlyRevenue: Sendable {
    var customer: Int32
    var month: Int32
    /// Minor units.
    var amount: Int64
  }

  struct Order: Sendable {
    var customer: Int32
    var day: Int32
    var amount: Int64
    /// Lines with the same digest are one order.
    var digest: UInt64
  }

  struct FeatureUse: Sendable {
    var customer: Int32
    var feature: Int32
    var day: Int32
  }

  /// A deal sold to somebody who was a customer already.
  struct Upsell: Sendable {
    var customer: Int32
    var day: Int32
  }

  private(set) var customers: [Customer] = []
  /// By measure of deals won and customer, whether its filter holds for the first deal.
  private(set) var firstWonMeets: [[Bool]]
  private(set) var months: [MonthlyRevenue] = []
  private(set) var orders: [Order] = []
  private(set) var features: [FeatureUse] = []
  private(set) var upsells: [Upsell] = []
  /// Where all that stands; nothing where nobody asks.
  private(set) var sources: CustomerSources?
  /// Texts of the features' codes.
  private(set) var featureNames: [String] = []
  /// Tables that were read, with the columns that any of their files had.
  private(set) var columns: [Entity: Set<String>] = [:]
  /// Measures of customers on which conditions are laid; the others every customer meets.
  private let conditions: [Measure]
  private let measures: Set<String>
  /// By condition, whether each customer meets it; whom no row of the customers' table told of does
  /// not.
  private var met: [[Bool]]
  /// The index of each measure that first deals are asked for.
  let indexOfWin: [String: Int]
  private let winMeasures: [Measure]
  private var indices = FlatTable<Int32>()

  /// `wins` are the measures of deals won that a first deal may have to meet.
  init(measures: [Measure], wins: [Measure], keepsSources: Bool = false) {
    sources = keepsSources ? CustomerSources() : nil
    winMeasures = wins
    indexOfWin = Dictionary(
      wins.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let own = measures.filter { $0.entity == .customers }
    self.measures = Set(own.map(\.id))
    conditions = own.filter { !$0.filter.isEmpty }
    met = Array(repeating: [], count: conditions.count)
    firstWonMeets = Array(repeating: [], count: wins.count)
  }

  /// By customer, whether a measure of customers counts it; nothing where it counts every one.
  func isCounted(by measure: String) -> [Bool]? {
    guard let index = conditions.firstIndex(where: { $0.id == measure }) else {
      return measures.contains(measure) ? nil : []
    }
    return met[index]
  }

  func has(_ entity: Entity, _ column: String) -> Bool { columns[entity]?.contains(column) == true }

  /// The index of a customer that some table has told of.
  func knownIndex(_ id: String) -> Int? { indices[IdentifierDigest.of(id)].map(Int.init) }

  private mutating func index(_ id: String) -> Int32 { index(IdentifierDigest.of(id)) }

  private mutating func index(_ digest: UInt64) -> Int32 {
    if let index = indices[digest] { return index }
    let index = Int32(customers.count)
    customers.append(Customer())
    for measure in firstWonMeets.indices { firstWonMeets[measure].append(false) }
    indices[digest] = index
    return index
  }

  // MARK: Taking tables in

  /// Takes in a batch of any table that tells of customers.
  mutating func add(
    _ rows: RowSet, roster: Roster, asOf: CalendarDate, findings: inout Findings
  ) {
    columns[rows.entity, default: []].formUnion(rows.fieldNames)
    switch rows.entity {
    case .customers: addCustomers(rows, asOf: asOf, findings: &findings)
    case .subscriptions: addMonths(rows, asOf: asOf, findings: &findings)
    case .orders: addOrders(rows)
    case .features: addFeatures(rows, asOf: asOf)
    case .activities: addContacts(rows)
    case .opportunities: addWins(rows, roster: roster, asOf: asOf)
    default: break
    }
  }

  private mutating func addCustomers(
    _ rows: RowSet, asOf: CalendarDate, findings: inout Findings
  ) {
    guard let ids = rows.texts["id"] else { return }
    let accepted = conditions.map { MeasureStore.accepted($0, rows) }
    func day(_ field: String, _ row: Int) -> Int32 {
      let day = rows.days[field]?[row] ?? Column.missingDay
      // What happens later is not known yet (rule C2).
      return day > asOf.dayNumber ? Column.missingDay : day
    }
    for row in 0..<rows.count where rows.isIncluded[row] {
      guard let id = ids[row] else { continue }
      let index = index(id)
      sources?.define(index, RowPlace(rows, row))
      var customer = customers[Int(index)]
      customer.isDefined = true
      customer.isStrategic = rows.flags["strategic"]?[row] == 1
      customer.since = day("since", row)
      customer.endedAt = day("ended_at", row)
      customer.wonBackAt = day("won_back_at", row)
      customer.atRiskSince = day("at_risk_since", row)
      customer.lastOrderAt = day("last_order_at", row)
      customer.owner = rows.owners[row]
      for (condition, accepted) in accepted.enumerated() {
        let unknown = Int(index) + 1 - met[condition].count
        if unknown > 0 { met[condition] += repeatElement(false, count: unknown) }
        met[condition][Int(index)] = accepted[row]
      }
      if rows.days["since"] != nil, rows.days["since"]?[row] == Column.missingDay {
        findings.add("customer-without-start", rows, row)
      }
      customers[Int(index)] = customer
    }
  }

  private mutating func addMonths(
    _ rows: RowSet, asOf: CalendarDate, findings: inout Findings
  ) {
    guard let ids = rows.texts["customer_id"], let days = rows.days["month"],
      let amounts = rows.numbers["mrr"]
    else { return }
    let last = MonthNumber.of(asOf)
    for row in 0..<rows.count where rows.isIncluded[row] {
      guard let id = ids[row], days[row] != Column.missingDay,
        amounts[row] != Column.missingNumber
      else { continue }
      let month = MonthNumber.of(day: days[row])
      guard month <= last else {
        findings.add("record-after-as-of", rows, row)
        continue
      }
      let customer = index(id)
      months.append(MonthlyRevenue(customer: customer, month: month, amount: amounts[row]))
      sources?.addMonth(
        customer,
        CustomerSources.Row(day: days[row], amount: amounts[row], place: RowPlace(rows, row)))
    }
  }

  private mutating func addOrders(_ rows: RowSet) {
    guard let ids = rows.texts["customer_id"], let days = rows.days["date"],
      let amounts = rows.numbers["amount"], let numbers = rows.texts["order_id"]
    else { return }
    for row in 0..<rows.count where rows.isIncluded[row] && days[row] != Column.missingDay {
      guard let id = ids[row], let number = numbers[row] else { continue }
      let amount = amounts[row] == Column.missingNumber ? 0 : amounts[row]
      let customer = index(id)
      let digest = IdentifierDigest.of(number)
      sources?.addOrder(
        customer, CustomerSources.Row(day: days[row], amount: amount, place: RowPlace(rows, row)))
      if !customers[Int(customer)].isDefined, customers[Int(customer)].owner < 0 {
        customers[Int(customer)].owner = rows.owners[row]
      }
      if let last = orders.last, last.customer == customer, last.digest == digest,
        last.day == days[row]
      {
        orders[orders.count - 1].amount += amount
      } else {
        orders.append(
          Order(customer: customer, day: days[row], amount: amount, digest: digest))
      }
    }
  }

  private mutating func addFeatures(_ rows: RowSet, asOf: CalendarDate) {
    guard let ids = rows.texts["customer_id"], let codes = rows.codes["feature"] else { return }
    if codes.texts.count > featureNames.count { featureNames = codes.texts }
    for row in 0..<rows.count where rows.isIncluded[row] && codes.values[row] >= 0 {
      guard let id = ids[row] else { continue }
      // Without a day it is known to be used, not since when.
      let day = rows.days["first_used_at"]?[row] ?? Column.missingDay
      guard day <= asOf.dayNumber else { continue }
      let customer = index(id)
      features.append(FeatureUse(customer: customer, feature: codes.values[row], day: day))
    }
  }

  /// Activities in which nobody was reached.
  private static let unreached: Set<String> = [
    "no_answer", "no_show", "cancelled", "rescheduled", "bounced", "auto_reply",
  ]

  private mutating func addContacts(_ rows: RowSet) {
    guard let ids = rows.texts["account_id"], let days = rows.days["done_on"] else { return }
    guard let isDone = rows.flags["is_done"] else { return }
    let isUnreached = rows.rows(where: "outcome", isOneOf: Self.unreached)
    let isTask = rows.rows(where: "type", isOneOf: ["task"])
    for row in 0..<rows.count where rows.isIncluded[row] && days[row] != Column.missingDay {
      guard isDone[row] == 1, !isUnreached[row], !isTask[row], let id = ids.digest(row) else {
        continue
      }
      let customer = Int(index(id))
      customers[customer].lastContactAt = max(customers[customer].lastContactAt, days[row])
    }
  }

  private static let upsellTypes: Set<String> = ["upsell", "cross"]

  private mutating func addWins(_ rows: RowSet, roster: Roster, asOf: CalendarDate) {
    let ids = rows.texts["account_id"]
    let names = rows.texts["account_name"]
    guard ids != nil || names != nil, let days = rows.days["closed_on"] else { return }
    let isWon = rows.rows(where: "status", isOneOf: ["won"])
    let isUpsell = rows.rows(where: "type", isOneOf: Self.upsellTypes)
    let fields = rows.fieldNames
    let accepted = winMeasures.map { measure in
      measure.neededFields.isSubset(of: fields)
        ? MeasureStore.accepted(measure, rows) : Array(repeating: false, count: rows.count)
    }
    for row in 0..<rows.count where isWon[row] && rows.isIncluded[row] {
      let day = days[row]
      guard day != Column.missingDay, day <= asOf.dayNumber,
        let account = ids?.digest(row)
          ?? names?[row].map({ IdentifierDigest.of(HeaderText.folded($0)) })
      else { continue }
      let index = index(account)
      let customer = Int(index)
      let owner = Int(rows.owners[row])
      let stay = roster.stay(ofPerson: owner, onDay: day)
      sources?.addWin(
        index,
        CustomerSources.Row(
          day: day, amount: 1, place: RowPlace(rows, row), stay: Int32(stay),
          met: Set(accepted.indices.filter { accepted[$0][row] })))
      let order = customers[customer].noteWin(on: day, stay: Int32(stay))
      if order != .later {
        for (measure, isMet) in accepted.enumerated() {
          // Of several of one person on that day each counts for the conditions that it meets.
          let isMetBeside = order == .besideFirst && firstWonMeets[measure][customer]
          firstWonMeets[measure][customer] = isMet[row] || isMetBeside
        }
      }
      if isUpsell[row] { upsells.append(Upsell(customer: index, day: day)) }
    }
  }
}
