package import Calendar
import Ingest

/// What a unit of another currency is worth in the company's, from a day on (rule C7).
package struct ExchangeRates: Sendable, Codable, Hashable {
  package struct Rate: Sendable, Codable, Hashable {
    /// The first day it holds for.
    package var from: CalendarDate
    /// Units of the company's currency for one of the other, as a rate.
    package var rate: Quantity

    package init(from: CalendarDate, rate: Quantity) {
      self.from = from
      self.rate = rate
    }
  }

  /// By ISO code, in the order of their days.
  package private(set) var rates: [String: [Rate]]

  package init(_ rates: [String: [Rate]] = [:]) {
    self.rates = rates.mapValues { $0.sorted { $0.from < $1.from } }
  }

  package var isEmpty: Bool { rates.isEmpty }

  /// The rate that holds on a day; nothing before the first one, which is never taken for 1.
  package func rate(of currency: String, on day: CalendarDate) -> Quantity? {
    rates[currency]?.last { $0.from <= day }?.rate
  }
}

extension ExchangeRates {
  /// Converts the amounts of rows in another currency: at the rate of the day they were won, lost or
  /// invoiced, and at that of the as-of day while they are open.
  ///
  /// Each amount is rounded to the minor unit, half away from zero. A row without a rate is rejected:
  /// it counts nowhere, and a run with more rejects than are allowed fails. `fx_effect` is what a
  /// closed amount would be worth more on the as-of day.
  func convert(
    _ rows: inout RowSet, own: String, dateOfEvent: String, asOf: CalendarDate,
    findings: inout Findings, rejects: inout Rejects
  ) {
    guard let currencies = rows.codes["currency"] else { return }
    let isForeign = currencies.texts.map { CurrencyText.code($0) != own }
    guard isForeign.contains(true) else { return }
    let days = rows.days[dateOfEvent]
    let names = rows.numbers.keys.filter { name in
      name == "amount_at_closure"
        || rows.entity.fields.contains { $0.name == name && $0.type == .money }
    }
    var effects = Array(repeating: Int64(0), count: rows.count)
    var unrated: [Int] = []
    for row in 0..<rows.count {
      let code = Int(currencies.values[row])
      guard code >= 0, isForeign[code] else { continue }
      let currency = CurrencyText.code(currencies.texts[code])
      let event = days?[row] ?? Column.missingDay
      let day = event == Column.missingDay ? asOf : CalendarDate(dayNumber: event)
      guard let rate = rate(of: currency, on: day) else {
        unrated.append(row)
        rejects.add(
          rows, row, field: "currency", text: currencies.texts[code], id: "exchange-rate-missing",
          summary: "no rate of \(currency) for \(day)")
        continue
      }
      for name in names {
        guard let value = rows.numbers[name]?[row], value != Column.missingNumber else { continue }
        let converted = Self.converted(value, rate)
        rows.numbers[name]?[row] = converted
        if name == "amount_net" || name == "amount", event != Column.missingDay,
          let today = self.rate(of: currency, on: asOf)
        {
          effects[row] = Self.converted(value, today) - converted
        }
      }
    }
    rows.exclude(unrated, "exchange-rate-missing", &findings)
    rows.numbers["fx_effect"] = effects
  }

  private static func converted(_ value: Int64, _ rate: Quantity) -> Int64 {
    roundedQuotient(Int128(value) * Int128(rate.numerator), Int128(rate.denominator))
  }
}
