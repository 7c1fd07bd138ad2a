import Calendar
import Ingest

/// Who is credited with an opportunity, and with how much of it (rule C5).
///
/// Revenue credits share the amounts; an overlay credit shows on the rep and is never part of a
/// team's total. Without credits the owner has all of it.
struct Credits: Sendable {
  struct Credit: Sendable {
    var person: Int32
    /// In millionths.
    var share: Int64
    var isOverlay: Bool
  }

  private static let whole: Int64 = 1_000_000

  private var byOpportunity: [UInt64: [Credit]] = [:]

  var isEmpty: Bool { byOpportunity.isEmpty }

  /// Takes a batch of `credits`, its owners resolved; unknown people take no credit.
  mutating func add(_ rows: RowSet) {
    guard let ids = rows.texts["opportunity_id"], let shares = rows.numbers["share"] else { return }
    for row in 0..<rows.count {
      guard let id = ids[row], rows.owners[row] >= 0, shares[row] != Column.missingNumber else {
        continue
      }
      byOpportunity[IdentifierDigest.of(id), default: []].append(
        Credit(
          person: rows.owners[row], share: shares[row],
          isOverlay: rows.text("type", row) == "overlay"))
    }
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
      guard revenue.isEmpty || revenue.reduce(0, { $0 + $1.share }) == Self.whole else {
        findings.add("credit-shares-not-whole", rows, row)
        continue
      }
      if let first = revenue.first { rows.owners[row] = first.person }
      let whole = Credit(person: rows.owners[row], share: Self.whole, isOverlay: false)
      result[row] = (revenue.isEmpty ? [whole] : revenue) + credits.filter(\.isOverlay)
    }
    return result
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
