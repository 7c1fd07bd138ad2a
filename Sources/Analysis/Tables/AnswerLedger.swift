import Calendar
import Ingest

/// The answers to surveys, one by one: which of a customer's answers counts depends on the window
/// that is asked for (kpis.md 3.9, one answer per customer per window).
///
/// An answer takes 24 bytes.
struct AnswerLedger: Sendable {
  struct Answer: Sendable {
    /// Digest of the customer's identifier; nothing where the answer names none.
    var customer: UInt64?
    var day: Int32
    var stay: Int32
    /// Millionths.
    var score: Int64
  }

  private var answers: [Answer] = []

  mutating func add(_ rows: RowSet, accepted: [Bool], date: String, roster: Roster) {
    guard let days = rows.days[date], let scores = rows.numbers["score"] else { return }
    let customers = rows.texts["customer_id"]
    for row in 0..<rows.count where accepted[row] && days[row] != Column.missingDay {
      guard scores[row] != Column.missingNumber else { continue }
      let owner = Int(rows.owners[row])
      let stay = roster.stay(ofPerson: owner, onDay: days[row])
      answers.append(
        Answer(
          customer: customers?[row].map { IdentifierDigest.of($0) }, day: days[row],
          stay: Int32(stay),
          score: scores[row]))
    }
  }

  /// The scores given in a period, the last one of each customer; of two on one day the one that
  /// stands later in the files.
  func scores(stays: Set<Int>, period: Period) -> [Int64] {
    var anonymous: [Int64] = []
    var last: [UInt64: Answer] = [:]
    for answer in answers where stays.contains(Int(answer.stay)) {
      guard period.contains(CalendarDate(dayNumber: answer.day)) else { continue }
      guard let customer = answer.customer else {
        anonymous.append(answer.score)
        continue
      }
      if let known = last[customer], known.day > answer.day { continue }
      last[customer] = answer
    }
    return (anonymous + last.values.map(\.score)).sorted()
  }
}
