import Calendar
import Ingest

/// Who has gone silent, for the KPI and for the list of what is worth doing (kpis.md 3.9).
extension CustomerFigures {
  /// Days of silence where a customer's own orders tell no habit.
  static let usualSilence: Int64 = 180

  /// Fewer gaps than this say nothing about a customer's habits.
  private static let leastGaps = 5

  /// The last day on which a customer ordered, was reached, or came; nothing where none is known.
  func lastHeard(from customer: Int) -> Int32? {
    let known = customers[customer]
    let last = max(
      boughtDays(customer).last ?? Column.missingDay, known.lastOrderAt, known.lastContactAt,
      known.since)
    return last == Column.missingDay ? nil : last
  }

  /// Whether a customer is silent on the as-of day for longer than nine in ten of the gaps between
  /// their own orders; for want of orders, for longer than `usual`.
  func isSilent(_ customer: Int, usual: Int64 = usualSilence) -> Bool {
    guard let last = lastHeard(from: customer) else { return false }
    let days = boughtDays(customer)
    // Two orders of a day are no gap.
    let gaps = zip(days, days.dropFirst()).map { Int64($1 - $0) }.filter { $0 > 0 }
    let habit = gaps.count >= Self.leastGaps ? Histogram(gaps).percentile(90) : nil
    return Int64(asOf.dayNumber - last) > (habit ?? usual)
  }

  /// The days of orders that are no credit notes.
  private func boughtDays(_ customer: Int) -> [Int32] {
    orders(of: customer).filter { $0.amount >= 0 }.map(\.day)
  }
}
