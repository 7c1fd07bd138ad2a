import Calendar

/// Dates: the fast way and the long way agree, orders mirror each other, every moment that is
/// written is read back, and nothing outside of the accepted years comes out.
enum DateTarget {
  private static let paris = TimeZoneRules.named("Europe/Paris") ?? .utc
  private static let newYork = TimeZoneRules.named("America/New_York") ?? .utc

  private static let clocks: [WallClock] = [
    WallClock(source: .utc, target: .utc), WallClock(source: paris, target: paris),
    WallClock(source: .utc, target: paris), WallClock(source: newYork, target: paris),
  ]

  static func run(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    let order = input.element(of: [DateOrder.ymd, .dmy, .mdy, .excel, .unix, nil])
    let clock = input.element(of: clocks)
    let allowsMonth = input.choice(2) == 1
    let reader = DateReader(order: order, clock: clock, allowsMonth: allowsMonth)
    let moment = input.integer()
    requireRoundTrip(moment)
    requireMirror(moment)
    requireSameOffset(moment)
    let cell = input.rest

    let reading = reader.read(cell.span)
    // White space changes nothing but sends the cell the long way.
    for padded in [[0x20] + cell, cell + [0x20], [0xC2, 0xA0] + cell] {
      let slow = reader.read(padded.span)
      require(slow == reading, "\(cell): \(slow) with white space, \(reading) without")
    }
    if case .local(let wall, _) = reading {
      let earliest = Int64(CalendarDate(firstOfMonth: 1, of: 1900).dayNumber - 1) * 86_400
      let latest = Int64(CalendarDate(firstOfMonth: 1, of: 2200).dayNumber + 1) * 86_400
      require((earliest..<latest).contains(wall), "\(cell): \(wall)")
    }
  }

  /// Seconds since 1970 within the accepted years, from any number.
  private static func wall(_ number: Int64) -> Int64 {
    // 1900-01-02 to 2199-12-31.
    let first: Int64 = -2_208_902_400
    let count: Int64 = 7_258_118_400 - first
    return first + Int64(number.magnitude % UInt64(count))
  }

  private static func two(_ number: some BinaryInteger) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  private static let months = [
    ["January", "janvier", "janv.", "Jan"], ["February", "février", "févr.", "Feb"],
    ["March", "mars", "mars", "Mar"], ["April", "avril", "avr.", "Apr"],
    ["May", "mai", "mai", "May"], ["June", "juin", "juin", "Jun"],
    ["July", "juillet", "juil.", "Jul"], ["August", "août", "août", "Aug"],
    ["September", "septembre", "sept.", "Sep"], ["October", "octobre", "oct.", "Oct"],
    ["November", "novembre", "nov.", "Nov"], ["December", "décembre", "déc.", "Dec"],
  ]

  private static func requireRoundTrip(_ number: Int64) {
    let wall = wall(number)
    let day = DateReader.floor(wall, by: 86_400)
    let second = wall - day * 86_400
    let date = CalendarDate(dayNumber: Int32(day))
    let (hour, minute) = (second / 3_600, second / 60 % 60)
    let clock = "\(two(hour)):\(two(minute)):\(two(second % 60))"
    let (y, m, d) = (date.year, date.month, date.day)
    let half = "\(two((hour + 11) % 12 + 1)):\(two(minute)) \(hour < 12 ? "AM" : "PM")"
    let names = months[m - 1]
    let midnight = day * 86_400
    let toMinute = second / 60 * 60
    func check(_ text: String, _ order: DateOrder?, _ expected: Int64, _ hasTime: Bool) {
      let reader = DateReader(order: order, clock: clocks[0])
      let cell = Array(text.utf8)
      let reading = reader.read(cell.span)
      require(
        reading == .local(expected, hasTime: hasTime), "\(text): \(reading), not \(expected)")
    }
    check("\(y)-\(two(m))-\(two(d))", nil, midnight, false)
    check("\(y)/\(m)/\(d)", nil, midnight, false)
    check("\(y)\(two(m))\(two(d))", nil, midnight, false)
    check("\(y)-\(two(m))-\(two(d))T\(clock)Z", nil, wall, true)
    check("\(y)-\(two(m))-\(two(d)) \(clock)", nil, wall, true)
    check("\(y)-\(two(m))-\(two(d))T\(clock).123Z", nil, wall, true)
    check("\(y)-\(two(m))-\(two(d)) \(clock)+00:00", nil, wall, true)
    check("\(y)-\(two(m))-\(two(d)) \(clock) -0130", nil, wall + 5_400, true)
    check("\(two(d))/\(two(m))/\(y)", .dmy, midnight, false)
    check("\(d).\(m).\(y) \(clock)", .dmy, wall, true)
    check("\(m)/\(d)/\(y) \(half)", .mdy, midnight + toMinute, true)
    check("\(d) \(names[1]) \(y) à \(two(hour))h\(two(minute))", nil, midnight + toMinute, true)
    check("\(d) \(names[2]) \(y)", nil, midnight, false)
    check("\(names[0]) \(d), \(y)", nil, midnight, false)
    check("\(two(d))-\(names[3])-\(y)", nil, midnight, false)
    check("/Date(\(wall * 1_000))/", nil, wall, true)
    check("\(day + 25_569)", .excel, midnight, false)
    if wall >= 0 { check("\(wall)", .unix, wall, true) }
  }

  /// Two numbers and a year under one order are the numbers the other way round under the other.
  private static func requireMirror(_ number: Int64) {
    let (first, second) = (Int(number & 0x3F), Int(number >> 8 & 0x3F))
    let year = 1900 + Int(number >> 16 & 0x1FF)
    for mark in ["/", "-", "."] {
      func read(_ text: String, _ order: DateOrder) -> DateReading {
        DateReader(order: order, clock: clocks[0]).read(Array(text.utf8).span)
      }
      let dayFirst = read("\(first)\(mark)\(second)\(mark)\(year)", .dmy)
      let monthFirst = read("\(second)\(mark)\(first)\(mark)\(year)", .mdy)
      require(dayFirst == monthFirst, "\(first) \(second) \(year): \(dayFirst), \(monthFirst)")
      if year < 2_200, (first, second) != (0, 0), !(year == 1900 && first < 2 && second < 2) {
        let expected = CalendarDate(year: year, month: second, day: first)
        if let expected {
          require(
            dayFirst == .local(Int64(expected.dayNumber) * 86_400, hasTime: false),
            "\(first)\(mark)\(second)\(mark)\(year): \(dayFirst)")
        } else {
          require(
            dayFirst == .notADate || dayFirst == .contradictsOrder,
            "\(first)\(mark)\(second)\(mark)\(year): \(dayFirst)")
        }
      }
    }
  }

  /// The clock's table of offsets says what the zone's rules say.
  private static func requireSameOffset(_ number: Int64) {
    let instant = wall(number)
    require(
      clocks[2].local(instant: instant) == paris.utcToLocal(instant), "offset at \(instant)")
    let local = clocks[3].local(sourceWall: instant)
    switch newYork.localToUTC(instant) {
    case .unique(let moment), .fold(let moment, _), .gap(let moment):
      require(local == paris.utcToLocal(moment), "New York's \(instant)")
    }
  }
}
