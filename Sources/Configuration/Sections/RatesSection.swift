import Analysis
import Calendar

/// `rates`: what one unit of another currency is worth in the company's, from a day on.
enum RatesSection {
  static func decode(_ root: Section) -> ExchangeRates {
    var rates: [String: [ExchangeRates.Rate]] = [:]
    for node in root.nodes("rates") {
      guard
        let section = Section(
          node, "rates", keys: ["currency", "from", "rate"], findings: root.findings),
        let code = section.requiredText("currency"), section.required("from") != nil,
        let from = section.date("from"), let text = section.requiredText("rate")
      else { continue }
      guard CurrencyCode.minorDigits(of: code) != nil else {
        section.invalid("currency", code, section.place(of: "currency"), "an ISO 4217 code")
        continue
      }
      guard let amount = try? AmountText(text, decimalMark: "."), amount.suffix == .none,
        amount.digits > 0
      else {
        section.invalid("rate", text, section.place(of: "rate"), "a number above 0 such as 0.92")
        continue
      }
      rates[code, default: []].append(
        ExchangeRates.Rate(from: from, rate: Quantity(.rate, amount.digits, over: amount.scale)))
    }
    return ExchangeRates(rates)
  }
}
