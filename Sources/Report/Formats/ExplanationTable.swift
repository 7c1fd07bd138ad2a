package import Analysis
import Calendar

/// The records behind a figure as a tidy table: one row per record and role, then what was left out.
///
/// Of an objective, and of a KPI that is set against one, the parts of the judgement come first: rows
/// without a file, whose roles are those of `ObjectiveAccount.Line`, with the objective under
/// `measure`.
package struct ExplanationTable {
  /// Stable names: people build on them.
  package static let columns = [
    "kpi", "scope_kind", "scope_id", "period", "role", "measure", "id", "name", "owner", "date",
    "value", "unit", "file", "line", "left_out", "field", "found",
  ]

  private let explanation: Explanation
  private let minorDigits: Int
  private let account: [ObjectiveAccount.Line]

  /// With an objective, how its judgement came about stands before the records.
  package init(_ explanation: Explanation, result: RunResult, objective: String? = nil) {
    self.explanation = explanation
    minorDigits = result.currency.minorDigits
    account = ObjectiveAccount.all(of: explanation.request, objective: objective, in: result)
      .flatMap(\.lines)
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
    for line in account {
      let request = explanation.request
      body([
        .token(request.kpi.id), .token(request.scope.kind.rawValue), .text(request.scope.id),
        .token(request.period.id), .token(line.role), .text(line.objective), .empty,
        .text(line.name), line.scope.map { .text($0.description) } ?? .empty, .empty,
        line.value.map { .decimal(DecimalText($0, minorDigits: minorDigits)) } ?? .empty,
        line.value.map { .token($0.unit.rawValue) } ?? .empty, .empty, .empty, .empty, .empty,
        .empty,
      ])
    }
    for role in explanation.roles {
      for record in role.records {
        body(cells(record, role: role) + [.empty, .empty, .empty])
      }
    }
    for leftOut in explanation.leftOut {
      let (token, field, found) = leftOut.reason.columns
      body(
        cells(leftOut.record, role: nil) + [
          .token(token), field.map { .token($0) } ?? .empty, found.map { .text($0) } ?? .empty,
        ])
    }
  }

  private func cells(
    _ record: Explanation.Record, role: Explanation.Role?
  ) -> [FigureTable.Cell] {
    let request = explanation.request
    return [
      .token(request.kpi.id), .token(request.scope.kind.rawValue), .text(request.scope.id),
      .token(request.period.id), role.map { .token($0.name) } ?? .empty,
      role.map { .token($0.measure) } ?? .empty, .text(record.id), .text(record.name),
      .text(record.owner), record.date.map { .token($0.description) } ?? .empty,
      record.value.map { .decimal(DecimalText($0, minorDigits: minorDigits)) } ?? .empty,
      record.value.map { .token($0.unit.rawValue) } ?? .empty, .text(record.file),
      .integer(record.line),
    ]
  }
}

extension Explanation.Reason {
  /// As the columns `left_out`, `field` and `found` have it.
  package var columns: (token: String, field: String?, found: String?) {
    switch self {
    case .excluded(let finding): (finding, nil, nil)
    case .filtered(let field, let value): ("filtered", field, value)
    case .dateMissing(let field): ("date_missing", field, nil)
    case .fieldMissing(let field): ("field_missing", field, nil)
    case .future(let field): ("future", field, nil)
    case .negativeDuration: ("negative_duration", nil, nil)
    case .immature: ("immature", nil, nil)
    case .ownerUnknown: ("owner_unknown", nil, nil)
    }
  }
}
