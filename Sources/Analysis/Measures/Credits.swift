import Calendar
import Ingest

/// Who is credited with an opportunity, and with how much of it (rule C5).
///
/// Revenue credits share the amounts; an overlay credit shows on the rep and is never part of a
/// team's total. Without credits the owner has all of it. A part of somebody whom the people do not
/// list is nobody's, as a deal of theirs is.
struct Credits: Sendable {
  struct Credit: Sendable {
    /// -1 is nobody who is known, whose part is unassigned.
    var person: Int32
    /// In millionths.
    var share: Int64
    var isOverlay: Bool
  }

  private static let whole: Int64 = 1_000_000

  private var byOpportunity: [UInt64: [Credit]] = [:]

  var isEmpty: Bool { byOpportunity.isEmpty }

  /// Takes a batch of `credits`, its owners resolved.
  ///
  /// What is said of nobody's overlay shows on nobody, and a type that is neither revenue nor overlay
  /// gives nothing.
  mutating func add(_ rows: RowSet) {
    guard let ids = rows.texts["opportunity_id"], let shares = rows.numbers["share"] else { return }
    for row in 0..<rows.count {
      let type = rows.text("type", row) ?? "revenue"
      guard let id = ids[row], shares[row] != Column.missingNumber,
        type == "revenue" || (type == "overlay" && rows.owners[row] >= 0)
      else { continue }
      byOpportunity[IdentifierDigest.of(id), default: []].append(
        Credit(
          person: rows.owners[row], share: shares[row],
          isOverlay: type == "overlay"))
    }
  }

  /// Whether revenue credits give all of an opportunity to somebody, whoever its owner is.
  func shareAll(of id: String) -> Bool {
    let credits = byOpportunity[IdentifierDigest.of(id)] ?? []
    return credits.contains { !$0.isOverlay } && Self.areWhole(credits)
  }

  private static func areWhole(_ credits: [Credit]) -> Bool {
    credits.reduce(0) { $1.isOverlay ? $0 : $0 + $1.share } == whole
  }

  /// The credits of the rows that have some, with the first revenue credit as their owner.
  ///
  /// Revenue credits that do not add up to one are not used, and said.
  func apply(_ rows: inout RowSet, findings: inout Findings) -> [Int: [Credit]] {
    guard !isEmpty, let ids = rows.texts["id"] else { return [:] }
    var result: [Int: [Credit]] = [:]
    for row in 0..<rows.count where rows.isIncluded[row] {
      guard let id = ids[row], let credits = byOpportunity[IdentifierDigest.of(id)] else {
        continue
      }
      let revenue = credits.filter { !$0.isOverlay }
      guard revenue.isEmpty || Self.areWhole(revenue) else {
        findings.add("credit-shares-not-whole", rows, row)
        continue
      }
      if let first = revenue.first { rows.owners[row] = first.person }
      tellUnknown(revenue, rows, row, &findings)
      let whole = Credit(person: rows.owners[row], share: Self.whole, isOverlay: false)
      result[row] = (revenue.isEmpty ? [whole] : revenue) + credits.filter(\.isOverlay)
    }
    return result
  }

  /// Adds to the credits of unknown people, which were counted as they were read, what is theirs.
  private func tellUnknown(
    _ revenue: [Credit], _ rows: RowSet, _ row: Int, _ findings: inout Findings
  ) {
    guard revenue.contains(where: { $0.person < 0 }),
      let amount = rows.numbers["amount_net"]?[row], amount != Column.missingNumber
    else { return }
    for (credit, part) in zip(revenue, Self.parts(of: amount, revenue)) where credit.person < 0 {
      findings.add("owner-unknown", count: 0, amount: Int128(part), kpis: [])
    }
  }

  /// The parts of an amount, which add up to it; overlays have theirs beside.
  static func parts(of amount: Int64, _ credits: [Credit]) -> [Int64] {
    let exact = credits.map { Fraction(Int128(amount) * Int128($0.share), over: Self.whole) }
    let revenue = LargestRemainder.round(
      zip(credits, exact).filter { !$0.0.isOverlay }.map(\.1))
    var rest = revenue[...]
    return zip(credits, exact).map { credit, part in
      credit.isOverlay ? part.rounded : rest.popFirst() ?? 0
    }
  }
}
