import CXLSXWriter
import Calendar
import Glibc

/// An Excel workbook, written sheet by sheet and row by row into a file in memory.
///
/// Rows are flushed as they are complete, so that a sheet of a million cells needs no more memory
/// than a short one. The same calls give the same bytes.
@safe struct Workbook: ~Copyable {
  /// What the system or the library refused.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// How the cells of a column look.
  enum Style: Hashable {
    case text
    /// Grey: why there is no number.
    case muted
    case date
    case integer
    case decimal(Int)
    case percent
  }

  enum Cell: Hashable {
    case empty
    case text(String)
    /// Said where a number is missing; sums pass over it.
    case reason(String)
    case number(Double)
    /// A number that looks another way than its column.
    case styled(Double, Style)
    case date(CalendarDate)
  }

  struct Column: Hashable {
    var title: String
    var style: Style
    /// In characters.
    var width: Double
  }

  /// Excel's own bounds.
  private enum Limit {
    static let rows = 1_048_576
    static let textUnits = 32_000
    static let sheetName = 31
  }

  private let book: UnsafeMutablePointer<lxw_workbook>
  private let file: WorkbookFile
  private var formats: [Style: UnsafeMutablePointer<lxw_format>] = unsafe [:]
  private let heading: UnsafeMutablePointer<lxw_format>?

  /// `created` is the day that the file says it was made on, so that a rerun is the same file.
  init(title: String, company: String, created: CalendarDate) throws(Failure) {
    let descriptor = jalon_memory_file()
    guard descriptor >= 0 else { throw Failure(description: "no file in memory to write to") }
    let file = WorkbookFile(descriptor: descriptor)
    let seconds = Int64(created.dayNumber) * 86_400
    guard
      let book = unsafe jalon_workbook(
        descriptor, Self.clean(title), Self.clean(company), seconds)
    else { throw Failure(description: "no memory for a workbook") }
    self.file = file
    unsafe self.book = book
    unsafe heading = workbook_add_format(book)
    if let heading = unsafe heading {
      unsafe format_set_bold(heading)
      unsafe format_set_text_wrap(heading)
      unsafe format_set_align(heading, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
      unsafe format_set_bg_color(heading, 0xE8EDF2)
      unsafe format_set_bottom(heading, UInt8(LXW_BORDER_THIN.rawValue))
    }
  }

  /// Adds a sheet with a heading that stays in view and can be filtered by.
  ///
  /// `body` is given the function that writes the next row; what is beyond Excel's rows is left out.
  mutating func addSheet(
    _ name: String, _ columns: [Column], frozenColumns: Int = 1,
    _ body: (_ row: ([Cell]) -> Void) -> Void
  ) throws(Failure) {
    guard let sheet = unsafe workbook_add_worksheet(book, Self.sheetName(name)) else {
      throw Failure(description: "the sheet '\(name)' cannot be added")
    }
    for (index, column) in columns.enumerated() {
      let place = lxw_col_t(index)
      unsafe worksheet_set_column(sheet, place, place, column.width, format(column.style))
    }
    unsafe worksheet_freeze_panes(sheet, 1, lxw_col_t(frozenColumns))
    unsafe worksheet_set_landscape(sheet)
    unsafe worksheet_set_paper(sheet, 9)
    unsafe worksheet_fit_to_pages(sheet, 1, 0)
    unsafe worksheet_repeat_rows(sheet, 0, 0)
    // An identifier made of digits is a text, and no mistake of ours.
    unsafe worksheet_ignore_errors(
      sheet, UInt8(LXW_IGNORE_NUMBER_STORED_AS_TEXT.rawValue), "A1:XFD1048576")
    for (index, column) in columns.enumerated() {
      unsafe worksheet_write_string(
        sheet, 0, lxw_col_t(index), Self.clean(column.title), heading)
    }
    let muted = unsafe format(.muted)
    let styles = columns.map(\.style)
    var formats: [UnsafeMutablePointer<lxw_format>?] = unsafe []
    for style in styles { unsafe formats.append(format(style)) }
    var byStyle = unsafe self.formats
    var count = 1
    body { cells in
      guard count < Limit.rows else { return }
      let row = lxw_row_t(count)
      for (index, cell) in cells.prefix(styles.count).enumerated() {
        let place = lxw_col_t(index)
        switch cell {
        case .empty: break
        case .text(let text):
          unsafe worksheet_write_string(sheet, row, place, Self.clean(text), formats[index])
        case .reason(let text):
          unsafe worksheet_write_string(sheet, row, place, Self.clean(text), muted)
        case .number(let number):
          unsafe worksheet_write_number(sheet, row, place, number, formats[index])
        case .styled(let number, let style) where style == styles[index]:
          unsafe worksheet_write_number(sheet, row, place, number, formats[index])
        case .styled(let number, let style):
          if unsafe byStyle[style] == nil { unsafe byStyle[style] = Self.format(style, in: book) }
          unsafe worksheet_write_number(sheet, row, place, number, byStyle[style] ?? formats[index])
        case .date(let date):
          unsafe worksheet_write_number(
            sheet, row, place, Self.serialNumber(of: date), formats[index])
        }
      }
      count += 1
    }
    unsafe self.formats = byStyle
    unsafe worksheet_autofilter(
      sheet, 0, 0, lxw_row_t(max(1, count - 1)), lxw_col_t(max(1, columns.count) - 1))
  }

  /// Puts the file together; the workbook cannot be used afterwards.
  consuming func finish() throws(Failure) -> WorkbookFile {
    let code = unsafe workbook_close(book)
    guard code == LXW_NO_ERROR else {
      let reason = unsafe lxw_strerror(code).map { unsafe String(cString: $0) }
      throw Failure(description: reason ?? "the workbook cannot be put together")
    }
    return file
  }

  private mutating func format(_ style: Style) -> UnsafeMutablePointer<lxw_format>? {
    if let known = unsafe formats[style] { return unsafe known }
    let made = unsafe Self.format(style, in: book)
    unsafe formats[style] = made
    return unsafe made
  }

  private static func format(
    _ style: Style, in book: UnsafeMutablePointer<lxw_workbook>
  ) -> UnsafeMutablePointer<lxw_format>? {
    guard let format = unsafe workbook_add_format(book) else { return nil }
    unsafe format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
    switch style {
    case .text:
      // A text that looks like a formula stays a text when it is edited.
      unsafe format_set_num_format(format, "@")
    case .muted:
      unsafe format_set_num_format(format, "@")
      unsafe format_set_font_color(format, 0x59636E)
      unsafe format_set_italic(format)
      unsafe format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue))
    // Number 14 is the short date of whoever opens the file.
    case .date: unsafe format_set_num_format_index(format, 14)
    case .integer: unsafe format_set_num_format(format, "#,##0")
    case .decimal(let digits):
      let zeros = String(repeating: "0", count: digits)
      unsafe format_set_num_format(format, digits == 0 ? "#,##0" : "#,##0." + zeros)
    case .percent: unsafe format_set_num_format(format, "0.0%")
    }
    return unsafe format
  }

  /// Days since the last of 1899, as Excel counts them.
  private static func serialNumber(of date: CalendarDate) -> Double {
    Double(date.dayNumber + 25_569)
  }

  /// No longer than Excel takes, nothing that XML 1.0 forbids, and never the start of a formula.
  static func clean(_ text: String) -> String {
    if isClean(text) { return text }
    var clean = String.UnicodeScalarView()
    for scalar in CSVWriter.neutralised(text).unicodeScalars.prefix(Limit.textUnits / 2) {
      switch scalar {
      case "\t", "\n", "\u{20}"..."\u{FFFD}", "\u{10000}"...: clean.append(scalar)
      default: clean.append("\u{FFFD}")
      }
    }
    return String(clean)
  }

  /// Whether nothing at all has to be looked at, as in most texts.
  private static func isClean(_ text: String) -> Bool {
    let bytes = text.utf8
    guard bytes.count <= Limit.textUnits / 2, let first = bytes.first else { return bytes.isEmpty }
    switch first {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): break
    default: return false
    }
    return bytes.allSatisfy { 0x20..<0x7F ~= $0 }
  }

  /// A name that Excel accepts for a sheet.
  private static func sheetName(_ name: String) -> String {
    String(name.filter { !"[]:*?/\\'".contains($0) }.prefix(Limit.sheetName))
  }
}

/// The bytes of a workbook in a file without a name, which goes away with this.
final class WorkbookFile: Sendable {
  private static let partLength = 1 << 18
  private let descriptor: Int32

  init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { _ = close(descriptor) }

  private var byteCount: Int {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  func document(path: String) -> Document {
    Document(
      path: path,
      mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      count: (byteCount + Self.partLength - 1) / Self.partLength
    ) { self.part($0) }
  }

  private func part(_ number: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: Self.partLength) { buffer, count in
      var length = 0
      while length < Self.partLength, let start = buffer.baseAddress {
        let read = unsafe pread(
          descriptor, start + length, Self.partLength - length,
          number * Self.partLength + length)
        guard read > 0 else { break }
        length += read
      }
      count = length
    }
  }
}
