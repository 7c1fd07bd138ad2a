package import Analysis
import Calendar

/// The records behind figures as a tidy table: one row per record and role, then what was left out.
///
/// Amounts that stand in no file, as a week or a target, have no line either. Samples are listed from
/// the smallest value on; `rank` is there where the value is one of them.
///
/// Of an objective, and of a KPI that is set against one, the parts of the judgement come first: rows
/// without a file, whose roles are those of `ObjectiveAccount.Line`, with the objective under
/// `measure`.
package struct ExplanationTable {
  /// Stable names: people build on them.
  package static let columns = [
    "kpi", "scope_kind", "scope_id", "period", "role", "measure", "id", "name", "owner", "date",
    "value", "unit", "file", "line", "left_out", "field", "found", "rank", "note", "reason",
  ]

  private let explanations: [Explanation]
  private let minorDigits: Int
  private let accounts: [[ObjectiveAccount.Line]]
  private let language: Language

  /// With an objective, how its judgement came about stands before the records.
  package init(
    _ explanations: [Explanation], result: RunResult, language: Language,
    objective: String? = nil
  ) {
    self.explanations = explanations
    self.language = language
    minorDigits = result.currency.minorDigits
    accounts = explanations.map {
      ObjectiveAccount.all(of: $0.request, objective: objective, in: result).flatMap(\.lines)
    }
  }

  /// A header, then the rows.
  package func csv() -> [UInt8] {
    var bytes: [UInt8] = []
    CSVWriter.append(Self.columns.map { .token($0) }, to: &bytes)
    forEachRow { CSVWriter.append($0, to: &bytes) }
    return bytes
  }

  /// A list of objects with the columns as keys, one a line; what is missing is `null`.
  package func json() -> [UInt8] {
    JSONText.table(columns: Self.columns, forEachRow)
  }

  private func forEachRow(_ body: ([FigureTable.Cell]) -> Void) {
    for (explanation, account) in zip(explanations, accounts) {
      forEachRow(explanation, account, body)
    }
  }

  private func forEachRow(
    _ explanation: Explanation, _ account: [ObjectiveAccount.Line],
    _ body: ([FigureTable.Cell]) -> Void
  ) {
    let request = explanation.request
    for line in account {
      body([
        .token(request.kpi.id), .token(request.scope.kind.rawValue), .text(request.scope.id),
        .token(request.period.id), .token(line.role), .text(line.objective), .empty,
        .text(line.name), line.scope.map { .text($0.description) } ?? .empty, .empty,
        line.value.map { .decimal(DecimalText($0, minorDigits: minorDigits)) } ?? .empty,
        line.value.map { .token($0.unit.rawValue) } ?? .empty, .empty, .empty, .empty, .empty,
        .empty, .empty, .empty, .empty,
      ])
    }
    for role in explanation.roles {
      for (index, record) in role.records.enumerated() {
        body(
          cells(record, role: role, request) + [
            .empty, .empty, .empty, role.rank == nil ? .empty : .integer(index + 1),
            record.note.isEmpty ? .empty : .text(record.note), .empty,
          ])
      }
    }
    for leftOut in explanation.leftOut {
      let (token, field, found) = leftOut.reason.columns
      body(
        cells(leftOut.record, role: nil, request) + [
          .token(token), field.map { .token($0) } ?? .empty, found.map { .text($0) } ?? .empty,
          .empty, .empty, .text(leftOut.reason.words(language)),
        ])
    }
  }

  private func cells(
    _ record: Explanation.Record, role: Explanation.Role?, _ request: ExplanationRequest
  ) -> [FigureTable.Cell] {
    [
      .token(request.kpi.id), .token(request.scope.kind.rawValue), .text(request.scope.id),
      .token(request.period.id), role.map { .token($0.name) } ?? .empty,
      role.flatMap { $0.measure.isEmpty ? nil : .token($0.measure) } ?? .empty, .text(record.id),
      .text(record.name),
      .text(record.owner), record.date.map { .token($0.description) } ?? .empty,
      record.value.map { .decimal(DecimalText($0, minorDigits: minorDigits)) } ?? .empty,
      record.value.map { .token($0.unit.rawValue) } ?? .empty,
      record.line > 0 ? .text(record.file) : .empty,
      record.line > 0 ? .integer(record.line) : .empty,
    ]
  }
}
