import CFiles
import Foundation
import Glibc

/// What was mailed, one line of JSON each, appended and made durable before and after every message
/// is handed over.
///
/// A message that was begun and never ended, because the machine stopped between the two, may have
/// been delivered: it counts as sent until somebody says otherwise. The file is for its owner only,
/// because it holds addresses.
package struct SendLog: Sendable {
  /// Where one message stands.
  package enum Event: String, Codable, Sendable {
    case begun
    case accepted
    case later
    case refused
    case unknown
  }

  /// One line.
  package struct Entry: Codable, Hashable, Sendable {
    package var event: Event
    /// With its angle brackets: the identity of a message, the same for every run of a date.
    package var messageID: String
    package var recipient: String
    /// As the command line writes it: `team:nord`.
    package var scope: String
    /// `2026-08-31.1`.
    package var run: String
    /// `YYYY-MM-DD`.
    package var asOf: String
    /// Seconds since 1970.
    package var at: Int64
    /// Digest of what the mail says, to tell whether something changed since.
    package var content: String
    package var reason: String?

    package init(
      event: Event, messageID: String, recipient: String, scope: String, run: String,
      asOf: String, at: Int64, content: String, reason: String? = nil
    ) {
      self.event = event
      self.messageID = messageID
      self.recipient = recipient
      self.scope = scope
      self.run = run
      self.asOf = asOf
      self.at = at
      self.content = content
      self.reason = reason
    }

    private enum CodingKeys: String, CodingKey {
      case event
      case messageID = "message_id"
      case recipient, scope, run
      case asOf = "as_of"
      case at, content, reason
    }
  }

  /// The name of the log within the output folder.
  package static let fileName = "mails.jsonl"

  private let path: String
  /// In the order of the file.
  package private(set) var entries: [Entry]

  /// Reads the log of an output folder; a line that a crash cut short is passed over.
  package init(folder: String) throws(PublishFailure) {
    path = folder + "/" + Self.fileName
    entries = []
    guard !FileSystem.isMissing(path) else { return }
    let decoder = JSONDecoder()
    entries = try FileSystem.read(path).split(separator: UInt8(ascii: "\n")).compactMap {
      try? decoder.decode(Entry.self, from: $0)
    }
  }

  /// Adds a line, durable when this returns.
  package mutating func append(_ entry: Entry) throws(PublishFailure) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(entry) else { throw .unusableDocumentPath(path) }
    // The feed before the line ends whatever a crash left behind.
    try FileSystem.append(
      path, mode: 0o600, bytes: [UInt8(ascii: "\n")] + data + [UInt8(ascii: "\n")])
    entries.append(entry)
  }

  /// Whether a message was delivered, or may have been: the last word on it.
  package func isSent(_ messageID: String) -> Bool {
    switch entries.last(where: { $0.messageID == messageID })?.event {
    case .accepted?, .begun?, .unknown?: true
    case .later?, .refused?, nil: false
    }
  }

  /// The deliveries, certain or not, to a recipient about a scope, in order.
  package func deliveries(to recipient: String, about scope: String) -> [Entry] {
    entries.filter {
      $0.recipient.lowercased() == recipient.lowercased() && $0.scope == scope
        && ($0.event == .accepted || $0.event == .unknown)
    }
  }
}
