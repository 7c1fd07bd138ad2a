import CScan

/// Reads a column of dates several cells at once, where the processor can.
///
/// What a date is, `DateReader` says; this knows the shapes that nearly every cell has, reads them as
/// it does, and leaves the other cells to it.
struct MomentKernel: Sendable {
  private let level: VectorLevel
  private let monthStarts: [Int32]
  private let offsets: [Int32]
  private let firstYear: Int32
  private let disguises: ClosedRange<Int32>
  private let order: cscan_date_order
  private let isSameZone: Bool

  /// Nothing when there is no kernel for the processor.
  ///
  /// `monthStarts` has the day numbers of all months from January of `firstYear` on and of the month
  /// behind them; `disguises` are days that stand for no date. Of an `order` only whether the day or
  /// the month stands first matters.
  init?(
    level: VectorLevel, firstYear: Int, monthStarts: [Int32], disguises: ClosedRange<Int32>,
    order: DateOrder?, clock: WallClock
  ) {
    guard level.readsColumns else { return nil }
    self.level = level
    self.monthStarts = monthStarts
    offsets = clock.offsets
    self.firstYear = Int32(firstYear)
    self.disguises = disguises
    self.order =
      switch order {
      case .dmy: cscan_day_first
      case .mdy: cscan_month_first
      default: cscan_year_first
      }
    isSameZone = clock.isSameZone
  }

  /// Writes the local seconds of cells behind `start`, `Column.missingNumber` for empty ones; adds the
  /// rows that somebody else must look at to `others`, with the empty ones where a value is needed.
  ///
  /// 24 bytes behind the start of each cell must be readable.
  func readSeconds(
    _ places: CellPlaces, in bytes: Span<UInt8>, needsValue: Bool,
    into seconds: inout MutableSpan<Int64>, at start: Int, others: inout [Int]
  ) {
    precondition(start >= 0 && start + places.count <= seconds.count)
    unsafe seconds.withUnsafeMutableBufferPointer { target in
      unsafe read(
        places, bytes, needsValue, target.baseAddress.map { unsafe $0 + start }, nil, &others)
    }
  }

  /// The same with days, `Column.missingDay` for empty cells.
  func readDays(
    _ places: CellPlaces, in bytes: Span<UInt8>, needsValue: Bool,
    into days: inout MutableSpan<Int32>, at start: Int, others: inout [Int]
  ) {
    precondition(start >= 0 && start + places.count <= days.count)
    unsafe days.withUnsafeMutableBufferPointer { target in
      unsafe read(
        places, bytes, needsValue, nil, target.baseAddress.map { unsafe $0 + start }, &others)
    }
  }

  private func read(
    _ places: CellPlaces, _ bytes: Span<UInt8>, _ needsValue: Bool,
    _ seconds: UnsafeMutablePointer<Int64>?, _ days: UnsafeMutablePointer<Int32>?,
    _ others: inout [Int]
  ) {
    guard places.count > 0 else { return }
    unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: places.count) { found in
      unsafe monthStarts.withUnsafeBufferPointer { monthStarts in
        unsafe offsets.withUnsafeBufferPointer { offsets in
          unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe places.withEdges { edges, step in
              var rules = unsafe cscan_moment_rules(
                order: order, month_starts: monthStarts.baseAddress,
                month_count: Int32(monthStarts.count - 1),
                first_year: firstYear, first_disguise: disguises.lowerBound,
                disguise_count: Int32(disguises.count), offsets: offsets.baseAddress,
                offset_count: Int32(offsets.count), is_same_zone: isSameZone ? 1 : 0,
                needs_value: needsValue ? 1 : 0)
              let foundCount = unsafe cscan_moments(
                level.code, bytes.baseAddress, edges, step, Int32(places.count), &rules, seconds,
                days, found.baseAddress)
              for index in 0..<Int(foundCount) { unsafe others.append(Int(found[index])) }
            }
          }
        }
      }
    }
  }
}
