import Analysis
import Ingest

/// What the records of a finding are worth, and which KPIs they damage: the same on the console as
/// on the page of data quality.
struct Stakes {
  let currency: Currency

  /// A finding of the reading with both behind its explanation.
  func told(_ diagnostic: Diagnostic) -> Diagnostic {
    guard let kpis = DamagedKPIs.of(diagnostic) else { return diagnostic }
    let reasons = [diagnostic.explanation].compactMap(\.self) + texts(diagnostic.amount, kpis)
    var diagnostic = diagnostic
    diagnostic.explanation = reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    return diagnostic
  }

  /// Nothing of an amount that is unknown, or none.
  func texts(_ amount: Int64?, _ kpis: [String]) -> [String] {
    var texts: [String] = []
    if let amount, amount != 0 {
      texts.append(
        "worth \(MoneyText.text(amount, digits: currency.minorDigits)) \(currency.code)")
    }
    if !kpis.isEmpty { texts.append("this touches \(kpis.sorted().joined(separator: ", "))") }
    return texts
  }
}
