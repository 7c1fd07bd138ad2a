import Foundation

/// A message of a published run, as far as sending it needs: whom it is for, and what it is about.
package struct StoredMail: Hashable, Sendable {
  /// Of the file, relative to the run's folder.
  package let path: String
  /// With its angle brackets.
  package let messageID: String
  /// The bare address.
  package let recipient: String
  /// As it stands in the header, encoded.
  package let subject: String
  /// Code of the language it is written in.
  package let language: String
  /// Kind and folder name of the scope, from the Message-ID: `team`, `nord`.
  package let scopeKind: String
  package let scopeSlug: String

  /// The mails of a run's folder, by path; a file of another form is passed over.
  package static func all(
    runFolder: String, manifest: Manifest
  ) throws(PublishFailure) -> [StoredMail] {
    var mails: [StoredMail] = []
    for file in manifest.outputs where file.path.hasPrefix("mail/") && file.path.hasSuffix(".eml") {
      let bytes = try FileSystem.read(runFolder + "/" + file.path)
      if let mail = StoredMail(path: file.path, bytes: bytes) { mails.append(mail) }
    }
    return mails
  }

  init?(path: String, bytes: Data) {
    let headers = Self.headers(bytes)
    guard let messageID = headers["message-id"], let to = headers["to"],
      let subject = headers["subject"]
    else { return nil }
    let topic = messageID.drop { $0 == "<" }.prefix { $0 != "@" }.split(separator: ".")
    guard topic.count == 4 else { return nil }
    self.path = path
    self.messageID = messageID
    self.subject = subject
    language = headers["content-language"] ?? ""
    recipient =
      to.hasSuffix(">")
      ? String(to.split(separator: "<").last?.dropLast() ?? "") : to
    (scopeKind, scopeSlug) = (String(topic[1]), String(topic[2]))
  }

  /// The header fields by lower-case name, unfolded.
  private static func headers(_ bytes: Data) -> [String: String] {
    var headers: [String: String] = [:]
    var name = ""
    for line in String(decoding: bytes, as: UTF8.self)
      .split(separator: "\r\n", omittingEmptySubsequences: false)
    {
      if line.isEmpty { break }
      if line.first == " " || line.first == "\t" {
        let rest = line.drop { $0 == " " || $0 == "\t" }
        headers[name, default: ""] += (headers[name]?.isEmpty == false ? " " : "") + rest
      } else if let colon = line.firstIndex(of: ":") {
        name = line[..<colon].lowercased()
        headers[name] = String(line[line.index(after: colon)...].drop { $0 == " " })
      }
    }
    return headers
  }
}
