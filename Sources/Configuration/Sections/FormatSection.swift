import Calendar
import Ingest

/// The keys that say how a delimited file is to be read; the same for exports, people and objectives.
enum FormatSection {
  static let keys = ["encoding", "delimiter", "decimal", "dates", "columns", "headers"]

  /// What a heading is mapped to when its column holds no field, whatever it says.
  static let ignored = "ignore"

  private static let encodings = [
    "utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-1", "mac-roman",
  ]
  /// How cells are quoted, of exports alone: a quote inside of quotes is doubled, or has a backslash
  /// before it; cells stand in apostrophes, or have blanks before their quotes; or records stand in
  /// quotes as a whole.
  private static let quoteStyles = ["doubled", "backslash", "single", "spaced", "record"]
  private static let delimiters = [",", ";", "|", "tab"]

  static func fileFormat(_ section: Section) -> ReadPlan.FileFormat {
    var format = ReadPlan.FileFormat()
    format.encoding = section.word("encoding", among: encodings)
    format.delimiter = delimiter(section)?.asciiValue
    format.quotes = section.word("quotes", among: quoteStyles)
    format.decimalMark = section.word("decimal", among: [",", "."])?.utf8.first
    format.dateOrder = section.word("dates", among: ["ymd", "dmy", "mdy", "excel", "unix"])
    let columns = section.texts("columns").map(\.text)
    format.columnNames = columns.isEmpty ? nil : columns
    return format
  }

  static func sheetFormat(_ section: Section?) -> Sheet.Format {
    guard let section else { return Sheet.Format() }
    let columns = section.texts("columns").map(\.text)
    return Sheet.Format(
      encoding: section.word("encoding", among: SheetText.encodings),
      delimiter: delimiter(section),
      decimalMark: section.word("decimal", among: [",", "."])?.first,
      dateOrder: section.word("dates", among: ["ymd", "dmy", "mdy"]),
      columns: columns.isEmpty ? nil : columns)
  }

  /// Any sign of ASCII but a quote, as `sep=` may name; a letter or a digit would be part of a cell.
  private static func delimiter(_ section: Section) -> Character? {
    guard let text = section.text("delimiter") else { return nil }
    if text == "tab" { return "\t" }
    if text.utf8.count == 1, let sign = text.first, sign == "\t" || sign.isASCII && !sign.isNewline,
      !sign.isLetter, !sign.isNumber, sign != "\""
    {
      return sign
    }
    // Refused, with the usual ones named.
    return section.word("delimiter", among: delimiters)?.first
  }

  /// `headers`: the file's own heading to the field it holds, which must be one of `fields`.
  static func headers(_ section: Section?, fields: [String]) -> [String: String] {
    guard let section else { return [:] }
    var headers: [String: String] = [:]
    for (entry, field) in section.textMapping("headers") {
      if fields.contains(field) {
        headers[entry.key] = field
      } else {
        unknownField(field, at: entry.value.place, fields: fields, section.findings)
      }
    }
    return headers
  }

  static func unknownField(
    _ field: String, at place: Place, fields: [String], _ findings: Findings
  ) {
    findings.error(
      "configuration-field-unknown", at: place, "there is no field '\(field)' in this table",
      fixes: NearestName.fixes(field, among: fields))
  }
}
