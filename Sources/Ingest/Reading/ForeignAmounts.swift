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
    if !layout.convertible.isEmpty {
      refuseContradictingSigns(
        Array(codes[start...]), part.tables[index].meanings, rows, batch, &part, &isRejected)
    }
    let isForeign = part.tables[index].meanings.map { meaning in
      if case .value(let text) = meaning {
        !isOwnCurrency(text) && !layout.convertible.contains(CurrencyText.code(text))
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

  /// Refuses rows whose amounts have the sign of another currency than the one of their row; where
  /// there are no rates, any sign but the company's is refused as the cell is read.
  private func refuseContradictingSigns(
    _ codes: [Int32], _ meanings: [CodeTable.Meaning], _ rows: [Int],
    _ batch: borrowing RecordBatch, _ part: inout ChunkPart, _ isRejected: inout [Bool]
  ) {
    for index in layout.columns.indices where layout.columns[index].field.type == .money {
      for (row, code) in codes.enumerated() where !isRejected[row] {
        var currency = layout.currency
        if code >= 0, case .value(let text) = meanings[Int(code)] {
          currency = CurrencyText.code(text)
        }
        let sign = layout.columns[index].withCell(rows[row], batch) { cell in
          // Digits and their marks say nothing of a currency.
          cell.indices.contains { cell[$0] > 0x39 || cell[$0] == UInt8(ascii: "$") }
            ? NumberText(cell.extracting(CellText.bare(cell)))?.currency : nil
        }
        guard let sign, !NumberText.currencies(of: sign).contains(currency) else { continue }
        fault("currency-contradicts", true, index, row, rows[row], batch, &part, &isRejected) {
          layout.signText(layout.columns[index], $0, currency: currency)
        }
      }
    }
  }

  private func isOwnCurrency(_ text: String) -> Bool {
    CurrencyText.code(text) == layout.currency
  }
}
