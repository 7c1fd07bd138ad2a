/// One file of a report, ready to be written.
package struct Document: Sendable, Hashable {
  /// Relative to the run's folder, with `/`: `reps/alice/index.html`.
  package let path: String
  /// As in `text/html`, `application/xhtml+xml`, `message/rfc822`, `text/csv`.
  package let mediaType: String
  package let bytes: [UInt8]
  /// Mails are readable by their owner only (0600); everything else is 0640.
  package let isPrivate: Bool

  package init(path: String, mediaType: String, bytes: [UInt8], isPrivate: Bool = false) {
    self.path = path
    self.mediaType = mediaType
    self.bytes = bytes
    self.isPrivate = isPrivate
  }
}
