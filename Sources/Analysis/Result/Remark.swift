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
}

extension RunResult {
  /// What objectives ask that is not credible or cannot be measured, in the order of the findings.
  package var objectiveRemarks: [Remark] {
    objectiveFindings.map { finding in
      Remark(
        place: PlaceText.line(finding.place), id: finding.id, summary: finding.summary,
        explanation: finding.explanation, fixes: finding.fixes)
    }
  }
}
