import Analysis

/// What is odd about records, as lines of tab-separated text with a heading: orphans, duplicates,
/// contradictions, rejects.
///
/// The costliest first, as on the page of data quality; amounts are in minor units.
enum FindingTable {
  static func text(_ findings: [RunResult.Finding]) -> String {
    let heading = "finding\trecords\trejects\tamount_at_stake\tkpis\tfirst"
    let lines = RunResult.Finding.byStake(findings).map { finding in
      [
        finding.id, "\(finding.count)", finding.rejectedCount.map { "\($0)" } ?? "-",
        finding.amount.map { "\($0.numerator)" } ?? "-",
        finding.kpis.isEmpty ? "-" : finding.kpis.joined(separator: " "),
        finding.examples.first.map { SafeText.neutralised("\($0)") } ?? "-",
      ].joined(separator: "\t")
    }
    return ([heading] + lines).map { $0 + "\n" }.joined()
  }
}
