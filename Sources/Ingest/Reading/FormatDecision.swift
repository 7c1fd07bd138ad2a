/// Decides per column what nobody declared, and says so; refuses what its cells leave open.
struct FormatDecision {
  private(set) var layout: FileLayout
  private(set) var diagnostics: [Diagnostic] = []
  /// Every format that was decided, in the order of the columns.
  private(set) var choices: [Choice] = []
  private let source: ReadPlan.Source
  private let fileName: String

  init(layout: FileLayout, source: ReadPlan.Source, fileName: String) {
    self.layout = layout
    self.source = source
    self.fileName = fileName
  }

  enum Choice: Sendable, Equatable {
    case mark(UInt8)
    case scale(Int64)
    case order(DateOrder?)
  }

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// What was declared by the configuration or by the dialect.
  struct Declared: Sendable {
    var decimalMark: UInt8?
    var dateOrder: DateOrder?
    var rateScale: Int64?
    var money: @Sendable (UInt8) -> DecimalReader
    /// For a column whose cells are whole minor units.
    var minorUnits: @Sendable (UInt8) -> DecimalReader
    var clock: WallClock

    /// Whether the day or the month comes first, where that is what is declared.
    var orderOfParts: DateOrder? { dateOrder == .dmy || dateOrder == .mdy ? dateOrder : nil }
  }

  /// The columns whose cells have to be looked at, because something about them is undeclared.
  static func undeclared(_ layout: FileLayout, _ declared: Declared) -> [Int] {
    layout.columns.indices.filter { index in
      switch layout.columns[index].field.type {
      case .money, .number: declared.decimalMark == nil
      case .rate: declared.decimalMark == nil || declared.rateScale == nil
      case .date, .moment: declared.dateOrder == nil
      case .text, .code, .flag: false
      }
    }
  }

  /// What one column proves for those of the same file that leave it open.
  ///
  /// A tool writes all its dates, and all its numbers, in one way. Nothing when columns disagree.
  private struct Proofs {
    var order: (order: DateOrder, sample: FormatEvidence.Sample)?
    var mark: (mark: UInt8, sample: FormatEvidence.Sample)?

    init(_ evidence: FormatEvidence) {
      let dates = evidence.dates.sorted { $0.key < $1.key }.map(\.value)
      let day = dates.lazy.compactMap(\.dayFirst).first
      let month = dates.lazy.compactMap(\.monthFirst).first
      if let day, month == nil { order = (.dmy, day) }
      if let month, day == nil { order = (.mdy, month) }
      let numbers = evidence.numbers.sorted { $0.key < $1.key }.map(\.value)
      let point = numbers.lazy.compactMap(\.point).first
      let comma = numbers.lazy.compactMap(\.comma).first
      if let point, comma == nil { mark = (UInt8(ascii: "."), point) }
      if let comma, point == nil { mark = (UInt8(ascii: ","), comma) }
    }
  }

  /// Gives every column its reader.
  mutating func settle(_ declared: Declared, _ evidence: FormatEvidence) {
    let proofs = Proofs(evidence)
    for index in layout.columns.indices {
      let column = layout.columns[index]
      switch column.field.type {
      case .money, .number, .rate:
        let numbers = evidence.numbers[index] ?? FormatEvidence.Numbers()
        let mark = declared.decimalMark ?? decideMark(column, numbers, proofs)
        layout.columns[index].decimalMark = mark
        choices.append(.mark(mark))
        if column.field.type == .money {
          layout.columns[index].cells = .money(
            column.isMinorUnits ? declared.minorUnits(mark) : declared.money(mark))
        } else if column.field.type == .number {
          layout.columns[index].cells = .number(.number(mark: mark))
        } else {
          let scale = declared.rateScale ?? decideScale(column, numbers)
          choices.append(.scale(scale))
          layout.columns[index].cells = .rate(.rate(mark: mark, scale: scale))
        }
      case .date, .moment:
        let dates = evidence.dates[index] ?? FormatEvidence.Dates()
        let order = declared.dateOrder ?? decideOrder(column, dates, proofs)
        layout.columns[index].dateOrder = order
        choices.append(.order(order))
        let reader = DateReader(
          order: order, clock: declared.clock,
          allowsMonth: layout.entity == .subscriptions && column.field.name == "month")
        let isTimed =
          column.field.type == .moment && layout.timedFields?.contains(column.field.name) ?? true
        layout.columns[index].cells = isTimed ? .moment(reader) : .date(reader)
      case .text, .code, .flag: break
      }
    }
    // A file has one order of dates: where the run does not read the date of the last change, an
    // order that another column of dates proves is taken.
    let proven = evidence.dates.sorted { $0.key < $1.key }.lazy.compactMap { _, dates in
      switch (dates.dayFirst, dates.monthFirst) {
      case (_?, nil): DateOrder.dmy
      case (nil, _?): DateOrder.mdy
      default: nil
      }
    }
    let order = declared.dateOrder ?? proven.first
    choices.append(.order(order))
    layout.identity?.updatedAtReader = DateReader(order: order, clock: declared.clock)
    layout.enteredReader = DateReader(order: order ?? .ymd, clock: declared.clock)
  }

  /// What was declared, with what the vendor says of the formats that no cell tells; nothing where that
  /// settles none.
  func settling(_ declared: Declared, by vendor: Declared) -> Declared? {
    let ids = Set(diagnostics.map(\.id))
    var settled = declared
    if ids.contains("amount-format-undecidable") { settled.decimalMark = vendor.decimalMark }
    if ids.contains("date-order-undecidable") { settled.dateOrder = vendor.orderOfParts }
    let isSettled =
      settled.decimalMark != declared.decimalMark || settled.dateOrder != declared.dateOrder
    return isSettled ? settled : nil
  }

  /// One format for the whole file, as a configuration writes it down.
  struct Formats: Sendable, Equatable {
    /// Nothing without a column of numbers.
    var decimalMark: UInt8?
    /// Nothing without a column of dates, and when only people can tell the order.
    var dateOrder: DateOrder?
    var rateScale: Int64?
  }

  /// What the cells prove, else what is declared, else the usual mark, and dates with the year first,
  /// which allows the least.
  func formats(
    declared: Declared, usualMark: UInt8, _ evidence: FormatEvidence
  ) -> Formats {
    var formats = Formats()
    let numbers = evidence.numbers.sorted { $0.key < $1.key }.map(\.value)
    let hasNumbers = layout.columns.contains {
      [.money, .number, .rate].contains($0.field.type)
    }
    if hasNumbers {
      let hasComma = numbers.contains { $0.comma != nil && $0.point == nil }
      let hasPoint = numbers.contains { $0.point != nil }
      formats.decimalMark =
        hasComma
        ? UInt8(ascii: ",")
        : hasPoint
          ? UInt8(ascii: ".")
          : declared.decimalMark ?? usualMark
    }
    if layout.columns.contains(where: { [.date, .moment].contains($0.field.type) }) {
      let dates = evidence.dates.sorted { $0.key < $1.key }.map(\.value)
      let proven = dates.lazy.compactMap { dates -> DateOrder? in
        dates.dayFirst != nil ? .dmy : dates.monthFirst != nil ? .mdy : nil
      }.first
      let isOpen = dates.contains { $0.either != nil }
      formats.dateOrder =
        proven ?? (isOpen ? declared.orderOfParts : declared.dateOrder ?? .ymd)
    }
    if layout.columns.contains(where: { $0.field.type == .rate }) {
      let isPercent = numbers.contains { $0.aboveOne != nil }
      formats.rateScale = declared.rateScale ?? (isPercent ? 100 : nil)
    }
    return formats
  }

  private mutating func decideMark(
    _ column: FileLayout.Column, _ numbers: FormatEvidence.Numbers, _ proofs: Proofs
  ) -> UInt8 {
    switch (numbers.point, numbers.comma) {
    case (let point?, let comma?):
      diagnostics.append(
        Diagnostic(
          "amount-format-mixed", .error, at: place(comma),
          "\(column.header) has both a decimal point ('\(point.text)', line \(point.line)) and "
            + "a decimal comma ('\(comma.text)')",
          explanation: "one mark holds for a column; both would be guessing",
          excerpt: comma.excerpt,
          fixes: [
            "export again from the CRM, without a spreadsheet in between",
            setting("decimal", "\".\"", "\",\"") + ", so that the other cells are rejected",
          ]))
    case (let sample?, nil):
      noteInferred(column, "with a decimal point", sample, setting("decimal", "\".\""))
    case (nil, let sample?):
      noteInferred(column, "with a decimal comma", sample, setting("decimal", "\",\""))
      return UInt8(ascii: ",")
    case (nil, nil):
      if numbers.either != nil, let proof = proofs.mark {
        let isComma = proof.mark == UInt8(ascii: ",")
        noteInferred(
          column, isComma ? "with a decimal comma" : "with a decimal point", proof.sample,
          setting("decimal", isComma ? "\",\"" : "\".\""))
        return proof.mark
      }
      if let sample = numbers.either {
        let bytes = Array(sample.text.utf8)
        let usesComma = bytes.contains(UInt8(ascii: ","))
        diagnostics.append(
          Diagnostic(
            "amount-format-undecidable", .error, at: place(sample),
            "\(column.header) '\(sample.text)' can mean two numbers",
            explanation: usesComma
              ? "with a decimal point the comma parts thousands; with a decimal comma it marks "
                + "the decimals; no cell of the column tells which"
              : "with a decimal comma the point parts thousands; with a decimal point it marks "
                + "the decimals; no cell of the column tells which",
            excerpt: sample.excerpt,
            fixes: [setting("decimal", "\".\"", "\",\"")]))
      }
    }
    return UInt8(ascii: ".")
  }

  private mutating func decideScale(
    _ column: FileLayout.Column, _ numbers: FormatEvidence.Numbers
  ) -> Int64 {
    guard let sample = numbers.aboveOne else { return 1 }
    noteInferred(column, "as percent", sample, setting("scale", "{rate: 100}"))
    return 100
  }

  private mutating func decideOrder(
    _ column: FileLayout.Column, _ dates: FormatEvidence.Dates, _ proofs: Proofs
  ) -> DateOrder {
    switch (dates.dayFirst, dates.monthFirst) {
    case (let day?, let month?):
      diagnostics.append(
        Diagnostic(
          "date-order-mixed", .error, at: place(month),
          "\(column.header) has dates with the day first ('\(day.text)', line \(day.line)) and "
            + "with the month first ('\(month.text)')",
          explanation: "one order holds for a column; both would be guessing",
          excerpt: month.excerpt,
          fixes: [
            "export again from the CRM, without joining files by hand",
            setting("dates", "dmy", "mdy") + ", so that the other cells are rejected",
          ]))
      return .dmy
    case (let sample?, nil):
      noteInferred(column, "with the day first", sample, setting("dates", "dmy"))
      return .dmy
    case (nil, let sample?):
      noteInferred(column, "with the month first", sample, setting("dates", "mdy"))
      return .mdy
    case (nil, nil):
      if dates.either != nil, let proof = proofs.order {
        noteInferred(
          column, proof.order == .dmy ? "with the day first" : "with the month first",
          proof.sample, setting("dates", proof.order.rawValue))
        return proof.order
      }
      if let sample = dates.either {
        diagnostics.append(
          Diagnostic(
            "date-order-undecidable", .error, at: place(sample),
            "\(column.header) '\(sample.text)' can be two days\(Self.readings(sample.text))",
            explanation: "no cell of the column has a first or second number above 12",
            excerpt: sample.excerpt,
            fixes: [setting("dates", "dmy", "mdy") + ", for the day or the month first"]))
      }
      // Only dates that need no order, or that are the same in both.
      return .dmy
    }
  }

  /// Both readings of a date, written out.
  private static func readings(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard let date = DateText(bytes.span.extracting(CellText.bare(bytes.span))),
      case .ordered(let first, let second, let year) = date.shape
    else { return "" }
    func iso(_ month: Int, _ day: Int) -> String {
      "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
    return ": \(iso(second, first)) or \(iso(first, second))"
  }

  private mutating func noteInferred(
    _ column: FileLayout.Column, _ how: String, _ sample: FormatEvidence.Sample, _ fix: String
  ) {
    diagnostics.append(
      Diagnostic(
        "format-inferred", .note, at: place(sample),
        "\(column.header) is read \(how), because of '\(sample.text)'",
        fixes: [fix + ", so that a file that contradicts it is refused"]))
  }

  private func place(_ sample: FormatEvidence.Sample) -> Place {
    Place(file: fileName, line: sample.line, column: sample.column)
  }

  private func setting(_ key: String, _ values: String...) -> String {
    let choices = values.map { "'\(key): \($0)'" }.joined(separator: " or ")
    return "set \(choices) in source '\(source.name)' of \(source.place.file)"
  }
}
