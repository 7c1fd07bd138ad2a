/// The words for what can be wrong with a cell.
///
/// Kept apart from the reading, so that the words can be read in one place.
extension FileLayout {
  private func setting(_ key: String, _ values: String...) -> String {
    let choices = values.map { "'\(key): \($0)'" }.joined(separator: " or ")
    return "set \(choices) in source '\(sourceName)' of \(configurationFile)"
  }

  func amountText(_ id: String, _ column: Column, _ text: String) -> FaultText {
    let name = column.header
    let mark = column.decimalMark == UInt8(ascii: ",") ? "," : "."
    let other = mark == "," ? "." : ","
    switch id {
    case "amount-format-contradicts":
      return FaultText(
        summary: "\(name) '\(text)' can't be read with decimal mark '\(mark)'",
        explanation: "with '\(other)' it could; the mark is decided per column, never per cell",
        fixes: [
          setting("decimal", "\"\(other)\"") + ", if the whole column is written so",
          "else mend the cell in the CRM or the export",
        ])
    case "amount-too-large":
      return FaultText(
        summary: "\(name) '\(text)' is beyond what an amount can hold",
        fixes: ["mend the cell in the CRM"])
    case "currency-contradicts":
      return FaultText(
        summary: "\(name) '\(text)' is in another currency than \(currency)",
        explanation: "amounts of different currencies are never added",
        fixes: ["export the amount in company currency"])
    case "rate-out-of-range":
      return FaultText(
        summary: "\(name) '\(text)' is no share between 0 and 100 %",
        fixes: [
          setting("scale", "{rate: 1}", "{rate: 100}") + ", whichever the file has for the whole",
          "else mend the cell in the CRM",
        ])
    default:
      let mended = "mend the cell in the CRM or the export"
      if let scale = Self.number(text)?.scale, scale != 1 {
        return FaultText(
          summary: "\(name) '\(text)' is in \(scale == 1_000 ? "thousands" : "millions")",
          explanation: "what amounts are in is declared per file, never per cell",
          fixes: [
            setting("scale", "{money: \(scale)}") + ", if all amounts of the file are",
            mended,
          ])
      }
      guard let letter = text.first(where: { Self.digits[$0] != nil }),
        let number = Self.number(String(text.map { Self.digits[$0] ?? $0 })),
        let allowed = [mark, other].first(where: {
          number.decimal(mark: $0.utf8.first ?? 0) != nil
        })
      else {
        return FaultText(summary: "\(name) '\(text)' is not a number", fixes: [mended])
      }
      let declaration = setting("decimal", "\"\(other)\"") + ", if the column is written so"
      return FaultText(
        summary: "\(name) '\(text)' is not a number (letter \(letter)?)",
        fixes: allowed == mark ? [mended] : [mended, declaration])
    }
  }

  private static func number(_ text: String) -> NumberText? {
    let bytes = Array(text.utf8)
    return NumberText(bytes.span.extracting(CellText.bare(bytes.span)))
  }

  /// Letters that are easily taken for a digit.
  private static let digits: [Character: Character] = [
    "O": "0", "o": "0", "I": "1", "l": "1", "S": "5",
  ]

  func signText(_ column: Column, _ text: String, currency: String) -> FaultText {
    FaultText(
      summary: "\(column.header) '\(text)' has the sign of another currency than \(currency), "
        + "that of its row",
      explanation: "a row without a currency is in \(self.currency)",
      fixes: ["mend the amount or the currency in the CRM or the export"])
  }

  func foreignText(_ column: Column, _ text: String) -> FaultText {
    FaultText(
      summary: "\(column.header) '\(text)' is not \(currency), in which the company counts",
      explanation: "amounts of different currencies are never added",
      fixes: [
        "export amounts in \(currency)",
        "or say what one unit is worth in \(currency): 'rates: [{currency: "
          + "\(CurrencyText.code(text)), from: 2026-01-01, rate: 0.92}]' in \(configurationFile), "
          + "with your rates",
        "or leave records in other currencies out",
      ])
  }

  func dateText(_ id: String, _ column: Column, _ text: String) -> FaultText {
    let name = column.header
    if id == "date-format-contradicts" {
      let order =
        switch column.dateOrder {
        case .dmy: "day/month/year"
        case .mdy: "month/day/year"
        case .excel: "spreadsheet day numbers"
        case .unix: "seconds since 1970"
        default: "year-month-day"
        }
      let isCount = column.dateOrder == .excel || column.dateOrder == .unix
      return FaultText(
        summary: "\(name) '\(text)' is no date in the order \(order)",
        explanation: "the order is decided per column, never per cell",
        fixes: (isCount ? [Self.exportAgain] : []) + [
          setting("dates", "dmy", "mdy") + ", if the whole column is written so",
          "else mend the cell in the CRM or the export",
        ])
    }
    var fixes = ["mend the cell in the CRM or the export"]
    if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      switch text.utf8.count {
      case 5 where column.dateOrder != .excel:
        fixes = [
          Self.exportAgain,
          setting("dates", "excel") + ", if the whole column holds spreadsheet day numbers",
        ]
      case 9... where column.dateOrder != .unix:
        fixes.append(
          setting("dates", "unix")
            + ", if the whole column holds seconds or milliseconds since 1970")
      default: break
      }
    }
    return FaultText(summary: "\(name) '\(text)' is not a date", fixes: fixes)
  }

  /// Where some dates of a column are numbers, no order reads it.
  private static let exportAgain = "export again from the CRM, without a spreadsheet in between"

  func valueText(_ column: Column, _ text: String, rejects: Bool) -> FaultText {
    let values = Vocabulary.values(entity, column.field.name) ?? []
    return FaultText(
      summary: "\(column.header) '\(text)' is not known",
      explanation: rejects
        ? "the row is rejected, since its status decides every figure"
        : "the text is kept, but no figure counts by it",
      fixes: [
        "say what it means under 'values' of source '\(sourceName)' in \(configurationFile): "
          + "\(column.field.name): {\"\(text)\": \(values.joined(separator: " | "))}"
      ])
  }

  func stageText(_ column: Column, _ text: String) -> FaultText {
    FaultText(
      summary: "\(column.header) '\(text)' is not known",
      explanation: "nothing but the stage tells whether the opportunity is open, won or lost",
      fixes: [
        "add it to 'stages' of \(configurationFile), if an opportunity in it is open",
        "else say what it means under 'values' of source '\(sourceName)': "
          + "status: {\"\(text)\": won | lost | on_hold}",
        "or, if a stage was only renamed: stage: {\"\(text)\": \"…\"} with its former name",
      ])
  }

  /// Whether a flag is read from a list of words, such as the states of a task.
  ///
  /// One more of them is no mistake of the row. The flags of opportunities decide every figure.
  func isListed(_ column: Column) -> Bool { column.mapping != nil && entity != .opportunities }

  func flagText(_ column: Column, _ text: String, rejects: Bool) -> FaultText {
    FaultText(
      summary: "\(column.header) '\(text)' is neither yes nor no",
      explanation: rejects ? nil : "the row is kept, and \(column.field.name) is missing in it",
      fixes: [
        "say what it means under 'values' of source '\(sourceName)' in \(configurationFile): "
          + "\(column.field.name): {\"\(text)\": true}"
      ])
  }

  func missingText(_ column: Column) -> FaultText {
    FaultText(
      summary: "\(column.header) is empty",
      explanation: "a row of \(entity.rawValue) is nothing without it",
      fixes: ["complete the record in the CRM, or leave it out of the export"])
  }

  func damagedText(_ column: Column, _ text: String, isNeeded: Bool) -> FaultText {
    FaultText(
      summary: "\(column.header) '\(text)' was turned into a number by a spreadsheet",
      explanation: isNeeded
        ? "its digits are lost, so the record can't be matched with others"
        : "its digits are lost; the row is read without it",
      fixes: ["export again and don't save the file in a spreadsheet"])
  }
}
