import Calendar

/// Columns: what is read of several cells at once is what is read of each alone, at every level; the
/// cells are the lines of the input.
enum ColumnTarget {
  private static let paris = TimeZoneRules.named("Europe/Paris") ?? .utc
  private static let levels = VectorLevel.available.filter(\.readsColumns)

  private static let clocks: [WallClock] = [
    WallClock(source: .utc, target: .utc), WallClock(source: paris, target: paris),
    WallClock(source: .utc, target: paris),
  ]

  static func run(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    let clock = input.element(of: clocks)
    let needsValue = input.choice(2) == 1
    let order: DateOrder = input.element(of: [.ymd, .dmy, .mdy])
    let cells = input.rest
    var places: [CellPlace] = []
    var start = 0
    for index in 0...cells.count where index == cells.count || cells[index] == 0x0A {
      places.append(CellPlace(start: Int32(start), end: Int32(index)))
      start = index + 1
    }
    // What must be readable behind the start of a cell that is empty at the end, and no byte more.
    let room = cells + [UInt8](repeating: 0x35, count: 32)
    requireSameTexts(room, places)
    requireSameMoments(room, places, order, clock, needsValue)
    requireSameOrder(room, places)
    for areIdentifiers in [false, true] {
      for isSalesforce in [false, true] {
        let texts = PlainTexts(
          areIdentifiers: areIdentifiers, isSalesforce: isSalesforce, needsValue: needsValue)
        for level in [nil] + levels.map(Optional.some) {
          requireWholeTexts(room, places, texts, level)
        }
      }
    }
  }

  /// Every text that is taken stands as it is, and needs nobody to look at it.
  private static func requireWholeTexts(
    _ bytes: [UInt8], _ places: [CellPlace], _ texts: PlainTexts, _ level: VectorLevel?
  ) {
    var column = TextColumn()
    var left: Set<Int> = []
    places.withPlaces { cells in
      var row = column.append(cells, from: 0, in: bytes.span, texts, level: level)
      while row < cells.count {
        left.insert(row)
        column.appendMissing()
        row = column.append(cells, from: row + 1, in: bytes.span, texts, level: level)
      }
    }
    require(column.count == places.count, "\(column.count) texts")
    for (row, place) in places.enumerated() where !left.contains(row) {
      let text = bytes.span.extracting(place.range)
      if text.isEmpty {
        require(!texts.needsValue && column[row] == nil, "row \(row) is missing")
        continue
      }
      require(
        column.digest(row) == ByteWords.digest(text)
          && column[row] == String(decoding: bytes[place.range], as: UTF8.self),
        "row \(row) is \(column[row] ?? "missing")")
      require(CellText.trimmed(text) == 0..<text.count, "row \(row) has blanks around it")
      guard texts.areIdentifiers else { continue }
      require(
        !CellText.isMissing(text)
          && RecordID.isNormal(text, isSalesforce: texts.isSalesforce),
        "row \(row) is no whole identifier")
    }
  }

  private static func requireSameTexts(_ bytes: [UInt8], _ places: [CellPlace]) {
    var table = TextTable()
    var numbers: [[UInt8]: Int32] = [:]
    for (row, place) in places.enumerated() where row % 3 != 1 {
      let text = Array(bytes[place.range])
      guard numbers[text] == nil else { continue }
      numbers[text] = Int32(numbers.count)
      table.add(text.span, number: Int32(numbers.count - 1))
    }
    let expected = places.map { numbers[Array(bytes[$0.range])] }
    for level in [nil] + levels.map(Optional.some) {
      var found = [Int32](repeating: -7, count: places.count)
      let unknown = places.withPlaces { places in
        var target = found.mutableSpan
        return table.look(up: places, in: bytes.span, into: &target, at: 0, level: level)
      }
      require(unknown == expected.indices.filter { expected[$0] == nil }, "unknown: \(unknown)")
      for (row, number) in expected.enumerated() where number != nil {
        require(found[row] == number, "row \(row) is \(found[row])")
      }
    }
  }

  private static func requireSameMoments(
    _ bytes: [UInt8], _ places: [CellPlace], _ order: DateOrder, _ clock: WallClock,
    _ needsValue: Bool
  ) {
    for level in levels {
      let reader = DateReader(order: order, clock: clock, level: level)
      var seconds = [Int64](repeating: 7, count: places.count)
      var days = [Int32](repeating: 7, count: places.count)
      var (others, otherDays): ([Int], [Int]) = ([], [])
      places.withPlaces { places in
        var target = seconds.mutableSpan
        reader.kernel?.readSeconds(
          places, in: bytes.span, needsValue: needsValue, into: &target, at: 0, others: &others)
        var dayTarget = days.mutableSpan
        reader.kernel?.readDays(
          places, in: bytes.span, needsValue: needsValue, into: &dayTarget, at: 0,
          others: &otherDays)
      }
      require(others == otherDays, "\(others) and \(otherDays)")
      let left = Set(others)
      for (row, place) in places.enumerated() where !left.contains(row) {
        let reading = reader.read(bytes.span.extracting(place.range))
        let wall: Int64? =
          switch reading {
          case .local(let wall, _): wall
          case .missing where place.range.isEmpty && !needsValue: Column.missingNumber
          default: nil
          }
        require(seconds[row] == wall, "row \(row) is \(seconds[row]), not \(reading)")
        let day = wall.map {
          $0 == Column.missingNumber ? Column.missingDay : Int32(DateReader.floor($0, by: 86_400))
        }
        require(days[row] == day, "row \(row) is day \(days[row])")
      }
    }
  }

  private static func requireSameOrder(_ bytes: [UInt8], _ places: [CellPlace]) {
    var expected = 1
    while expected < places.count {
      let (before, here) = (places[expected - 1].range, places[expected].range)
      let texts = (Array(bytes[before]), Array(bytes[here]))
      let words = (TextWords(texts.0.span), TextWords(texts.1.span))
      guard here.count == before.count, (9...32).contains(here.count),
        words.1.differsPlainly(from: words.0), texts.0.lexicographicallyPrecedes(texts.1)
      else { break }
      expected += 1
    }
    for level in levels {
      let count = places.withPlaces { level.ascendingCount($0, in: bytes.span) }
      require(count == expected, "\(count) ascend instead of \(expected)")
    }
  }
}

extension [CellPlace] {
  /// Runs `body` on cells that need not lie one behind the other.
  func withPlaces<Result>(_ body: (CellPlaces) -> Result) -> Result {
    var edges: [Int32] = []
    for place in self { edges += [place.start - 1, place.end] }
    edges += [0, 0]
    return unsafe edges.withUnsafeBufferPointer { edges in
      guard let first = edges.baseAddress else { preconditionFailure("there are edges") }
      return unsafe body(CellPlaces(edges: first, step: 2, count: count))
    }
  }
}
