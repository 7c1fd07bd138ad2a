import Ingest

/// What a row counts for in a share, and whether it counts at all yet.
///
/// A row that is too young to tell is in neither sum, so that a recent period is never read as a
/// fall (rule C13).
enum ShareRule: Hashable, Sendable {
  /// Answered in time. Nobody's answer counts against us once the time is over.
  case answered(Response)
  /// Contracts renewed, of those due; late ones count within the days of grace (kpis.md 3.9).
  ///
  /// With `value` both sums are of that field.
  case renewed(grace: Int32, value: String?)
  /// Tickets that one answer settled, of those resolved more than so many days ago (kpis.md 3.10).
  case resolvedAtOnce(days: Int32)

  /// Reads the time of an answer out of a row.
  struct Response: Hashable, Sendable {
    var from: String
    var to: String
    var clock: ResponseClock
    /// Seconds.
    var limit: Int64
    /// Whether an answer at the very limit is late: `< 2 h` is not `<= 2 h` (rule C14).
    var isStrict: Bool
    /// Whether only rows older than the limit count, answered or not; otherwise an answer counts
    /// at once.
    var countsAgedOnly: Bool

    /// Whether a time is within the limit.
    func isInTime(_ seconds: Int64) -> Bool { isStrict ? seconds < limit : seconds <= limit }
  }

  /// Numerator and denominator of a row; nothing when it does not count.
  ///
  /// `now` is the end of the as-of day in local seconds.
  func share(_ rows: RowSet, _ row: Int, now: Int64) -> (numerator: Int64, denominator: Int64)? {
    switch self {
    case .answered(let response): Self.answered(rows, row, response, now: now)
    case .renewed(let grace, let value): Self.renewed(rows, row, grace: grace, value: value)
    case .resolvedAtOnce(let days): Self.resolvedAtOnce(rows, row, days: days, now: now)
    }
  }

  private static func answered(
    _ rows: RowSet, _ row: Int, _ response: Response, now: Int64
  ) -> (Int64, Int64)? {
    guard let from = rows.moments[response.from]?[row], from != Column.missingNumber,
      let to = rows.moments[response.to]?[row]
    else { return nil }
    let isOver = !response.isInTime(response.clock.seconds(from: from, to: now))
    if to == Column.missingNumber { return isOver ? (0, 1) : nil }
    let seconds = response.clock.seconds(from: from, to: to)
    guard seconds >= 0, isOver || !response.countsAgedOnly else { return nil }
    return (response.isInTime(seconds) ? 1 : 0, 1)
  }

  private static func renewed(
    _ rows: RowSet, _ row: Int, grace: Int32, value: String?
  ) -> (Int64, Int64)? {
    guard let due = rows.days["due_on"]?[row], due != Column.missingDay else { return nil }
    let weight = value.map { rows.numbers[$0]?[row] ?? Column.missingNumber } ?? 1
    guard weight != Column.missingNumber else { return nil }
    let renewed = rows.days["renewed_at"]?[row] ?? Column.missingDay
    return (renewed != Column.missingDay && renewed <= due + grace ? weight : 0, weight)
  }

  private static func resolvedAtOnce(
    _ rows: RowSet, _ row: Int, days: Int32, now: Int64
  ) -> (Int64, Int64)? {
    let window = Int64(days) * 86_400
    guard let resolved = rows.moments["resolved_at"]?[row], resolved != Column.missingNumber,
      now - resolved > window, let replies = rows.numbers["customer_replies"]?[row],
      replies != Column.missingNumber
    else { return nil }
    let reopened = rows.moments["reopened_at"]?[row] ?? Column.missingNumber
    let stays = reopened == Column.missingNumber || reopened > resolved + window
    return (replies == 0 && stays ? 1 : 0, 1)
  }
}
