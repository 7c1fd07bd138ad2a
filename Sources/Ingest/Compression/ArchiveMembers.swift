extension ScanInput {
  /// What there is to scan in a file: the file itself, or the text members of a ZIP archive, sorted.
  ///
  /// `name` is what people are shown; a member's name goes behind it.
  static func inputs(path: String, name: String) throws(ScanFailure) -> [ScanInput] {
    let file = try FileSource(path: path)
    guard try kind(of: file) == .zip else { return [ScanInput(path: path, name: name)] }
    return try textMembers(of: file).map {
      ScanInput(path: path, name: "\(name)/\($0)", member: $0)
    }
  }

  /// Opens the bytes to scan.
  func open() throws(ScanFailure) -> any ByteSource {
    let file = try FileSource(path: path)
    switch try Self.kind(of: file) {
    case .gzip?: return try ArchiveSource(file, kind: .gzip, member: nil)
    case .zip?:
      let members = try Self.textMembers(of: file)
      if let member, !member.contains("*") {
        return try ArchiveSource(file, kind: .zip, member: member)
      }
      let wanted = members.filter { NamePattern.matches($0, member ?? "*") }
      guard let only = wanted.first, wanted.count == 1 else {
        if let member, wanted.isEmpty { throw .archive(.noSuchMember(member, among: members)) }
        throw .archive(.memberNotChosen(wanted))
      }
      return try ArchiveSource(file, kind: .zip, member: only)
    case nil:
      if let member { throw .archive(.noSuchMember(member, among: [])) }
      return file
    }
  }

  private static func kind(of file: FileSource) throws(ScanFailure) -> ArchiveReader.Kind? {
    switch ContentSignature.binary(of: try file.start(4)) {
    case .gzip?: .gzip
    case .zip?: .zip
    default: nil
    }
  }

  private static func textMembers(of file: FileSource) throws(ScanFailure) -> [String] {
    let reader = try ArchiveReader(file, .zip)
    var members: [String] = []
    while let entry = try reader.nextEntry() {
      if entry.path.hasPrefix("xl/") { throw .notDelimitedText(.excelWorkbook) }
      if entry.isFile && isText(entry.path) { members.append(entry.path) }
    }
    guard !members.isEmpty else { throw .archive(.noTextMember) }
    return members.sorted()
  }

  /// Whether a member is meant to be read, going by its name; what macOS adds is not.
  static func isText(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    guard !path.hasPrefix("__MACOSX/"), !name.hasPrefix(".") else { return false }
    let lowered = name.lowercased()
    return [".csv", ".tsv", ".tab", ".txt"].contains { lowered.hasSuffix($0) }
  }
}
