import Calendar

/// Turns a bound header into the layout that every chunk of the file is read with.
struct LayoutBuilder {
  let plan: ReadPlan
  let source: ReadPlan.Source
  let catalogue: DialectCatalogue
  let header: FileHead.Header

  func layout() -> FileLayout {
    let binding = header.binding
    let dialects = [header.dialect, catalogue.dialect(named: "plain")].compactMap { $0 }
    let bound = binding.columns
    let pseudoFields = PseudoField.names(of: source.entity)
    let derivesStatus = source.entity == .opportunities && wants("status")
    let deliversEntered = !binding.entered.isEmpty && wants("stage_history")
    let inputs: Set<String> =
      derivesStatus
      ? ["status", "stage", "is_won", "is_closed", PseudoField.isLost, PseudoField.isArchived] : []
    // Amounts in another currency are refused, whether or not somebody asks for the currency.
    let wantsMoney = bound.contains { $0.field.type == .money && wants($0.field.name) }
    var columns: [FileLayout.Column] = []
    for column in bound {
      let name = column.field.name
      let isDelivered =
        wants(name) && !pseudoFields.contains(name) && !(derivesStatus && name == "status")
      let isChecked = name == "currency" && wantsMoney
      guard isDelivered || isChecked || inputs.contains(name) || (deliversEntered && name == "id")
      else {
        continue
      }
      columns.append(self.column(column, dialects, isDelivered: isDelivered))
    }
    let constants = source.entity.fields.compactMap { field -> (field: Field, value: String)? in
      guard wants(field.name), !columns.contains(where: { $0.field == field }) else { return nil }
      return binding.constants[field.name].map { (field, $0) }
    }
    return FileLayout(
      entity: source.entity, columns: columns, constants: constants,
      entered: deliversEntered ? binding.entered : [],
      enteredReader: DateReader(order: .ymd, clock: clock), drops: binding.drops,
      headerRecord: source.format.columnNames == nil ? header.record.index : nil,
      headerCells: header.record.cells, fieldCount: header.record.cells.count,
      namedFieldCount: header.record.cells.count
        - header.record.cells.reversed().prefix { HeaderText.folded($0).isEmpty }.count,
      derivesStatus: derivesStatus && columns.contains { inputs.contains($0.field.name) },
      openStages: plan.openStages,
      minorUnitsPerUnit: plan.minorUnitsPerUnit, currency: plan.currency,
      convertible: plan.convertible, timedFields: source.timedFields,
      isSalesforce: format("record_id") == "salesforce", identity: identity(dialects),
      rejectLimit: plan.maximumRejects,
      sourceName: source.name, configurationFile: source.place.file)
  }

  private func identity(_ dialects: [Dialect]) -> IdentityColumns? {
    let bound = header.binding.columns
    func column(_ name: String?) -> HeaderBinding.Bound? { bound.first { $0.field.name == name } }
    guard let id = column(source.entity.identityField) else { return nil }
    func ordinal(_ name: String) -> Int? { column(name)?.ordinals.first }
    let product = column("product")
    let compared = bound.filter { $0.field != id.field && $0.field.name != "product" }
    return IdentityColumns(
      id: self.column(id, dialects, isDelivered: false),
      whole: source.entity == .orders
        ? column("order_id").map { self.column($0, dialects, isDelivered: false) } : nil,
      updatedAt: column("updated_at").map { self.column($0, dialects, isDelivered: false) },
      updatedAtReader: DateReader(order: nil, clock: clock),
      product: product.map { self.column($0, dialects, isDelivered: false) },
      mergedIDs: ordinal(PseudoField.mergedIDs), mergedInto: ordinal(PseudoField.mergedInto),
      compared: compared.flatMap(\.ordinals).sorted(),
      comparedButAmounts: compared.filter { $0.field.type != .money }.flatMap(\.ordinals).sorted())
  }

  private func wants(_ name: String) -> Bool { source.projection?.contains(name) ?? true }

  private func format(_ name: String) -> String? {
    header.dialect?.format(name, entity: source.entity, language: header.binding.language)
  }

  private var clock: WallClock {
    WallClock(source: source.format.zone ?? plan.zone, target: plan.zone)
  }

  private func column(
    _ bound: HeaderBinding.Bound, _ dialects: [Dialect], isDelivered: Bool
  ) -> FileLayout.Column {
    let name = bound.field.name
    let mapping = ValueMapping(
      entity: source.entity, field: name, source: source, dialects: dialects)
    let isID = name == "id" || name.hasSuffix("_id")
    let cells: FileLayout.Cells =
      switch bound.field.type {
      case .text: .text(isRecordID: isID)
      case .code: .code(name == "status" && source.entity == .opportunities ? .status : .plain)
      case .flag: .flag
      // Numbers and dates get their readers once their format is decided.
      case .money, .number, .rate: .number(.number(mark: UInt8(ascii: ".")))
      case .date, .moment: .moment(DateReader(order: nil, clock: clock))
      }
    var stageStatus: ValueMapping?
    if name == "stage", source.entity == .opportunities {
      stageStatus = ValueMapping(
        entity: source.entity, field: PseudoField.statusFromStage, source: source,
        dialects: dialects)
    }
    return FileLayout.Column(
      field: bound.field, ordinals: bound.ordinals, header: bound.header, cells: cells,
      mapping: mapping.isEmpty ? nil : mapping, stageStatus: stageStatus,
      isRequired: bound.field.required, isDelivered: isDelivered, timeOrdinal: bound.timeOrdinal,
      isMinorUnits: bound.isMinorUnits, prefix: bound.prefix.map { Array($0.utf8) },
      isJoined: bound.isJoined, isOfWon: bound.isOfWon && bound.ordinals.count > 1)
  }

  /// What is declared; the configuration goes before the dialect.
  func declared(usesDialect: Bool = true) -> FormatDecision.Declared {
    func format(_ name: String) -> String? { usesDialect ? self.format(name) : nil }
    let minorUnits = plan.minorUnitsPerUnit
    let scale = source.format.moneyScale
    let hasCurrencyColumn = header.binding.columns.contains { $0.field.name == "currency" }
    // A sign in a cell may be another currency's only where a column says which one each row has, and
    // rates say what it is worth; elsewhere it contradicts the company's currency.
    let currency = hasCurrencyColumn && !plan.convertible.isEmpty ? nil : plan.currency
    return FormatDecision.Declared(
      decimalMark: source.format.decimalMark ?? format("decimal_mark")?.utf8.first,
      dateOrder: (source.format.dateOrder ?? format("date_order")).flatMap(DateOrder.init),
      rateScale: source.format.rateScale ?? format("rate_scale").flatMap { Int64($0) },
      money: { mark in
        .money(mark: mark, minorUnitsPerUnit: minorUnits, scale: scale, currency: currency)
      },
      minorUnits: { mark in
        .money(mark: mark, minorUnitsPerUnit: 1, scale: scale, currency: currency)
      }, clock: clock)
  }
}
