package import Calendar
import Ingest

/// A finding about objectives in the words of a report, so that pages need to know no diagnostics.
package struct Remark: Sendable {
  /// File and line to change; empty when none is known.
  package let place: String
  /// The identifier that `docs/errors.md` explains.
  package let id: String
  /// One sentence without its full stop.
  package let summary: String
  /// Why it matters.
  package let explanation: String?
  /// What could be written instead, the most likely first.
  package let fixes: [String]
  /// The same as data, for a language that has words for it; summary, explanation and fixes are
  /// English.
  package let facts: Facts?

  /// The wording, and what its placeholders stand for.
  package struct Facts: Sendable {
    package enum Value: Sendable {
      case text(String)
      case figure(Quantity)
      case period(String)
      case day(CalendarDate)
    }

    package let wording: String
    package let values: [String: Value]
  }
}

extension RunResult {
  /// What objectives ask that is not credible or cannot be measured, in the order of the findings.
  package var objectiveRemarks: [Remark] {
    objectiveFindings.map { finding in
      Remark(
        place: PlaceText.line(finding.place), id: finding.id, summary: finding.summary,
        explanation: finding.explanation, fixes: finding.fixes,
        facts: finding.facts.map(Remark.Facts.init))
    }
  }
}

extension Remark.Facts {
  fileprivate init(_ facts: DiagnosticFacts) {
    wording = facts.wording
    values = facts.values.mapValues { value in
      switch value {
      case .text(let text): .text(text)
      case .period(let id): .period(id)
      case .day(let day): CalendarDate(iso: day).map { .day($0) } ?? .text(day)
      case .figure(let unit, let numerator, let denominator):
        Unit(rawValue: unit).flatMap {
          Quantity($0, numerator, dividedBy: denominator)
        }.map { .figure($0) } ?? .text("\(numerator)")
      }
    }
  }
}

extension Diagnostic {
  /// The same with what it says as data; the wording is the identifier, with `variant` behind it.
  func saying(
    _ values: [String: DiagnosticFacts.Value], variant: String? = nil
  ) -> Diagnostic {
    var diagnostic = self
    diagnostic.facts = DiagnosticFacts(
      wording: variant.map { "\(id).\($0)" } ?? id, values: values)
    return diagnostic
  }
}

extension DiagnosticFacts.Value {
  static func figure(_ value: Fraction, _ unit: Unit) -> DiagnosticFacts.Value {
    let quantity = value.quantity(unit)
    return .figure(
      unit: unit.rawValue, numerator: quantity.numerator, denominator: quantity.denominator)
  }
}
