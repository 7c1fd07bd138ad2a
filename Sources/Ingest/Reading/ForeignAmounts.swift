/// Amounts that the company's currency cannot be added to.
extension ChunkReader {
  /// Refuses rows whose amounts are in another currency than the company's (rule C7): nothing says
  /// at which rate they could be added.
  func refuseForeignAmounts(
    _ start: Int, _ rows: [Int], _ batch: borrowing RecordBatch, _ part: inout ChunkPart,
    _ isRejected: inout [Bool]
  ) {
    guard let index = layout.index(of: "currency"), case .coded(let codes) = part.columns[index]
    else { return }
    let isForeign = part.tables[index].meanings.map { meaning in
      if case .value(let text) = meaning {
        !isOwnCurrency(text) && !layout.convertible.contains(text.uppercased())
      } else {
        false
      }
    }
    guard isForeign.contains(true) else { return }
    let amounts = part.columns.compactMap { column -> [Int64]? in
      if case .money(let values) = column { values } else { nil }
    }
    for row in rows.indices {
      let code = codes[start + row]
      guard code >= 0, isForeign[Int(code)],
        amounts.contains(where: { $0[start + row] != Column.missingNumber })
      else { continue }
      fault("currency-contradicts", true, index, row, rows[row], batch, &part, &isRejected) {
        layout.foreignText(layout.columns[index], $0)
      }
    }
  }

  private func isOwnCurrency(_ text: String) -> Bool {
    let signs = ["€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "EURO": "EUR", "EUROS": "EUR"]
    let code = text.uppercased()
    return (signs[code] ?? code) == layout.currency
  }
}
