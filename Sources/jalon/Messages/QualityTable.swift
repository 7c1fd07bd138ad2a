import Analysis
import Ingest

/// Rows, age and completeness of every table, as lines of tab-separated text with a heading.
///
/// One line a table, with the field `-`, and one for each field that figures depend on.
enum QualityTable {
  static func text(_ quality: DataQuality) -> String {
    var lines = [
      "table\tfield\trows\tfilled\tasked\trejects\tnewest\tage_days\tamount_at_stake\tkpis"
    ]
    for table in quality.tables {
      lines.append(
        [
          table.entity.rawValue, "-", "all", "\(table.rowCount)", "\(table.rowCount)",
          "\(table.rejectCount)", table.newest.map { "\($0)" } ?? "-",
          table.ageDays.map { "\($0)" } ?? "-", "-", "-",
        ].joined(separator: "\t"))
      for field in table.fields {
        lines.append(
          [
            table.entity.rawValue, field.field, field.rows, "\(field.filledCount)",
            "\(field.askedCount)", "-", "-", "-",
            field.amountAtStake.map { "\($0.numerator)" } ?? "-",
            field.kpis.isEmpty ? "-" : field.kpis.joined(separator: " "),
          ].joined(separator: "\t"))
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
