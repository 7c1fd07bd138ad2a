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

  /// Whether a customer is silent on the as-of day for longer than is normal for them.
  func isSilent(_ customer: Int, usual: Int64 = usualSilence) -> Bool {
    guard let last = lastHeard(from: customer) else { return false }
    return Int64(asOf.dayNumber - last) > normalSilence(of: customer, usual: usual)
  }

  /// The days that nine in ten of the gaps between a customer's own orders do not exceed; for want of
  /// orders, `usual`.
  func normalSilence(of customer: Int, usual: Int64 = usualSilence) -> Int64 {
    let days = boughtDays(customer)
    // Two orders of a day are no gap.
    let gaps = zip(days, days.dropFirst()).map { Int64($1 - $0) }.filter { $0 > 0 }
    return gaps.count >= Self.leastGaps ? Histogram(gaps).percentile(90) ?? usual : usual
  }

  /// The days of orders that are no credit notes.
  private func boughtDays(_ customer: Int) -> [Int32] {
    orders(of: customer).filter { $0.amount >= 0 }.map(\.day)
  }
}
