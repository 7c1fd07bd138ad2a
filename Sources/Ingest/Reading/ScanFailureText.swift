/// The words for a file that cannot be scanned.
struct ScanFailureText {
  let file: String
  let source: ReadPlan.Source
  /// What the file holds on a line, to show beside the finding.
  var excerpt: (Int) -> String? = { _ in nil }

  func diagnostic(_ failure: ScanFailure) -> Diagnostic {
    let place = Place(file: file)
    let configuration = source.place.file
    switch failure {
    case .missing:
      return Diagnostic(
        "source-file-missing", .error, at: place,
        "the file of source '\(source.name)' is not there",
        fixes: [
          "check that the export ran and where it writes",
          "or correct 'files' of source '\(source.name)' in \(configuration)",
        ])
    case .unreadable:
      return unreadable(
        "there is no right to read it", fix: "give the user of the batch the right to read it")
    case .isDirectory:
      return unreadable(
        "it is a folder",
        fix: "name the file, or a pattern such as folder/*.csv, in \(configuration)")
    case .notRegularFile:
      return unreadable(
        "it is a pipe or a device", fix: "name an ordinary file in \(configuration)")
    case .system(let operation, let code):
      return unreadable(
        "\(operation) failed with error \(code)",
        fix: "check the disk and the share, then run again")
    case .changedWhileReading:
      return Diagnostic(
        "changed-while-reading", .error, at: place, "the file changed while it was read",
        explanation: "another program was still writing it",
        fixes: ["run again when the export is complete, or write it beside and rename it"])
    case .notDelimitedText(let kind):
      return Diagnostic(
        "not-a-csv", .error, at: place, "the file is \(kind.rawValue), not CSV",
        fixes: [kindFix(kind)])
    case .undecidableEncoding(let readings):
      return Diagnostic(
        "encoding-undecidable", .error, at: place,
        readings.count == 2
          ? "two encodings fit the file, and give two texts" : "no encoding fits the file",
        explanation: readings.map { reading in
          // A wrong reading may be full of control characters, which show nothing.
          let isShown = reading.text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0 != "\u{FFFD}"
          }
          let text = isShown ? " reads '\(reading.text)'" : ""
          return "\(reading.encoding.rawValue)\(text): \(reading.objection)"
        }.joined(separator: "; "),
        fixes: [
          "set 'encoding' in source '\(source.name)' of \(configuration)",
          "or export again as UTF-8",
        ])
    case .contradictedEncoding(let declared, let found, let sign, let character):
      return Diagnostic(
        "encoding-wrong", .error,
        at: Place(file: file, line: character?.line, column: character?.column),
        "the file is \(found.rawValue), not \(declared.rawValue) as declared", explanation: sign,
        fixes: [
          "set 'encoding: \(found.rawValue)' in source '\(source.name)' of \(configuration)",
          "or export again as \(declared.rawValue)",
        ])
    case .mixedEncodings(let mixed):
      let (encoding, byte) = (mixed.encoding.rawValue, String(mixed.byte, radix: 16).uppercased())
      return Diagnostic(
        "encoding-undecidable", .error,
        at: Place(file: file, line: mixed.position.line, column: mixed.position.column),
        "'\(mixed.word)' is \(encoding), but '\(mixed.rightWord)' in line \(mixed.line) is utf-8",
        explanation: "byte 0x\(byte) is not UTF-8, and \(encoding) would read "
          + "'\(mixed.wrongWord)' in line \(mixed.line): perhaps two files were put together",
        fixes: [
          "export again as UTF-8, or name the files that were put together one by one",
          "set 'encoding: utf-8' in source '\(source.name)' of \(configuration), so that the other "
            + "rows are rejected, each with its line",
        ])
    case .cutInCharacter(let encoding):
      return Diagnostic(
        "file-cut", .error, at: place,
        "the file ends in the middle of a character of \(encoding.rawValue)",
        fixes: ["export again, and copy the file whole"])
    case .nulBytes(let position, let count, let atEnd):
      return Diagnostic(
        "nul-byte", .error, at: Place(file: file, line: position.line, column: position.column),
        atEnd
          ? "from here on the file holds nothing but NUL bytes, \(count) of them"
          : "\(count) NUL bytes stand here, one behind the other",
        explanation: "no text has one: the machine or the disk failed while the file was written",
        fixes: ["export again, and copy the file whole"])
    case .undecidableDelimiter(let readings):
      return Diagnostic(
        "delimiter-undecidable", .error, at: Place(file: file, line: readings.first?.line),
        "the header can be split in \(readings.count) ways",
        explanation: readings.map {
          "by \(DelimiterName.of($0.delimiter)): \($0.firstRecord.prefix(4).map { $0.prefix(200) }.joined(separator: " | "))"
        }.joined(separator: "; "),
        fixes: ["set 'delimiter' in source '\(source.name)' of \(configuration)"])
    case .unclosedQuote(let line, let column):
      return Diagnostic(
        "quote-unclosed", .error, at: Place(file: file, line: line, column: column),
        "the quote that opens here is never closed",
        explanation: "the rest of the file would be one cell", excerpt: excerpt(line),
        fixes: ["export again: the file may be cut", "or close or double the quote"])
    case .fieldTooLong(let line, let column, let limit):
      return Diagnostic(
        "field-too-long", .error, at: Place(file: file, line: line, column: column),
        "the cell is longer than \(limit) bytes",
        explanation: "most often a quote is missing at its end", excerpt: excerpt(line),
        fixes: ["close the quote, or export again"])
    case .recordTooLong(let line, let limit):
      return Diagnostic(
        "field-too-long", .error, at: Place(file: file, line: line),
        "the record is longer than \(limit) bytes",
        explanation: "most often the file has no line breaks or a quote is missing",
        excerpt: excerpt(line),
        fixes: ["export again"])
    case .archive(let fault): return archive(fault)
    }
  }

  private func unreadable(_ reason: String, fix: String) -> Diagnostic {
    Diagnostic(
      "source-file-unreadable", .error, at: Place(file: file),
      "the file of source '\(source.name)' can't be read: \(reason)", fixes: [fix])
  }

  private func kindFix(_ kind: ScanFailure.ContentKind) -> String {
    switch kind {
    case .excelWorkbook, .oldOfficeDocument:
      "export as CSV from the CRM, or save the workbook as CSV UTF-8"
    case .html: "the download was not signed in: mend the job that fetches the export"
    case .zip, .gzip, .sevenZip, .rar, .bzip2, .xz, .zstandard:
      "unpack it, or name the member of the archive"
    case .utf32: "export as UTF-8"
    default: "export as CSV from the CRM"
    }
  }

  private func archive(_ fault: ScanFailure.ArchiveFault) -> Diagnostic {
    let place = Place(file: file)
    switch fault {
    case .encrypted(let member):
      return Diagnostic(
        "archive-encrypted", .error, at: place, "'\(member)' in the archive has a password",
        fixes: ["export without a password"])
    case .damaged(let detail):
      return Diagnostic(
        "archive-damaged", .error, at: place, "the archive is damaged: \(detail)",
        fixes: ["fetch the export again"])
    case .noSuchMember(let member, let members):
      return Diagnostic(
        "archive-member-missing", .error, at: place,
        member.contains("*")
          ? "no member of the archive fits '\(member)'" : "the archive has no '\(member)'",
        explanation: members.isEmpty ? nil : "it holds \(Self.shown(members))",
        fixes: ["correct 'files' of source '\(source.name)' in \(source.place.file)"])
    case .noTextMember:
      return Diagnostic(
        "archive-member-missing", .error, at: place, "the archive holds no CSV file",
        fixes: ["check what the export wrote"])
    case .memberNotChosen(let members):
      return Diagnostic(
        "archive-member-not-chosen", .error, at: place,
        "the archive holds \(members.count) CSV files",
        explanation: Self.shown(members),
        fixes: [
          "name the one that is meant, such as \(archiveName)/\(members.first ?? "…"), in "
            + source.place.file,
          "or list those that belong together under 'files', with 'all: true'",
        ])
    }
  }

  /// Without the member that the configuration names in it.
  private var archiveName: String {
    ArchivePath.parts(of: file)?.archive ?? file
  }

  private static func shown(_ members: [String]) -> String {
    let more = members.count - 10
    return members.prefix(10).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}
