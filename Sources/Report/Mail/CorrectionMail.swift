package import Analysis
import Calendar

/// A mail that replies to one that was sent, and lists what has changed in it since (ruling 37).
///
/// The corrected report follows in the same message, as its own mail has it.
package struct CorrectionMail {
  private let old: RunResult
  private let new: RunResult
  private let scope: ScopeID
  private let words: PageText

  /// `language` is the code of that of the first mail, a built-in one or one of `own`.
  package init(
    from old: RunResult, to new: RunResult, scope: ScopeID, language: String,
    own: [Language] = []
  ) {
    self.old = old
    self.new = new
    self.scope = scope
    words = PageText(
      language: (Language.all + own).first { $0.code == language } ?? .french, medium: .mail,
      currency: new.currency)
  }

  /// Whom a correction is for, and what it answers to.
  package struct Heading: Sendable {
    package var recipient: String
    /// Message-ID of the first mail, in angle brackets.
    package var original: String
    /// What makes the correction's own Message-ID: `2026-08-31.2`.
    package var run: String

    package init(recipient: String, original: String, run: String) {
      self.recipient = recipient
      self.original = original
      self.run = run
    }
  }

  /// The identity of a correction: the same for the same correction.
  package static func messageID(_ heading: Heading) -> String {
    let parts = heading.original.dropFirst().dropLast().split(separator: "@")
    let identity = MailMessage.hash("\(heading.original)\n\(heading.run)")
    return "<\(parts.first ?? "").\(identity)@\(parts.last ?? "")>"
  }

  /// One line for each figure of the scope that is not what it was, those of the main period first.
  package var changes: [String] {
    let before = Dictionary(
      old.figures.figures(of: scope).map { (Key($0), $0) }
    ) { first, _ in first }
    let figures = new.figures.figures(of: scope)
    let known = Set(figures.map(Key.init))
    var changed: [(key: Key, from: Quantity?, to: Quantity?)] = figures.compactMap { figure in
      let earlier = before[Key(figure)]
      guard earlier?.value != figure.value || earlier == nil else { return nil }
      return (Key(figure), earlier?.value, figure.value)
    }
    changed += before.filter { !known.contains($0.key) }.map { ($0.key, $0.value.value, nil) }
    let order = Dictionary(
      new.kpis.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    return changed.filter { $0.from != nil || $0.to != nil }
      .sorted { left, right in
        (isMain(left.key) ? 0 : 1, order[left.key.kpi] ?? .max, left.key)
          < (isMain(right.key) ? 0 : 1, order[right.key.kpi] ?? .max, right.key)
      }.map { line($0.key, $0.from, $0.to) }
  }

  /// The whole message made of the corrected mail; nothing when that has no body.
  package func message(_ heading: Heading, corrected: [UInt8]) -> [UInt8]? {
    let text = String(decoding: corrected, as: UTF8.self)
    guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
    let fields = Self.fields(text[..<end.lowerBound])
    let body = text[end.upperBound...]
    let boundary = "=_jalon_correction_\(MailMessage.hash(heading.original + heading.run))"
    let kept = ["date", "from", "to", "reply-to", "list-id", "list-unsubscribe"]
    var head = kept.compactMap { fields[$0] }.joined()
    head += "Message-ID:\r\n \(Self.messageID(heading))\r\n"
    head += "In-Reply-To:\r\n \(heading.original)\r\nReferences:\r\n \(heading.original)\r\n"
    let name = new.scopes.first { $0.id == scope }?.name ?? scope.id
    head += HeaderText.unstructured(
      "Subject", words.phrase("correction.subject", ["name": name, "date": words.date(new.asOf)]))
    head += "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"
    head += "Content-Language: \(words.language.code)\r\nMIME-Version: 1.0\r\n"
    head += "Content-Type: multipart/mixed;\r\n boundary=\"\(boundary)\"\r\n\r\n"
    head += "--\(boundary)\r\nContent-Type: text/plain; charset=utf-8\r\n"
    head += "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    var bytes = Array(head.utf8) + QuotedPrintable.encoded(Array(listing.utf8))
    bytes += "\r\n--\(boundary)\r\n\(fields["content-type"] ?? "")\r\n".utf8
    bytes += Array(body.utf8) + Array("\r\n--\(boundary)--\r\n".utf8)
    return bytes
  }

  // MARK: Text

  private static let limit = 40

  private var listing: String {
    let changes = changes
    var lines = [
      words.phrase("correction.opening", ["date": words.date(new.asOf)]), "",
    ]
    lines += changes.prefix(Self.limit).map { "- " + $0 }
    if changes.count > Self.limit {
      lines.append(words.plural("mail.more", changes.count - Self.limit))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ key: Key, _ from: Quantity?, _ to: Quantity?) -> String {
    let label = new.kpis.first { $0.id == key.kpi }.flatMap { words.written($0.label) } ?? key.kpi
    let period = new.periods.first { $0.id == key.period }.map { words.language.period($0) }
    let segment = key.segment.isEmpty ? "" : " (\(key.segment))"
    var (before, after) = (said(from), said(to))
    if before == after, let from, let to {
      // Rounding hides the difference: both in full.
      before = DecimalText(from, minorDigits: new.currency.minorDigits).text
      after = DecimalText(to, minorDigits: new.currency.minorDigits).text
    }
    return label + segment + ", " + (period ?? key.period) + words["verdict.colon"] + before
      + " → " + after
  }

  private func said(_ value: Quantity?) -> String {
    value.map { words.value($0) } ?? words["absent.mark"]
  }

  private func isMain(_ key: Key) -> Bool { key.period == new.mainPeriod.id }

  private struct Key: Hashable, Comparable {
    let kpi: String
    let period: String
    let segment: String

    init(_ figure: Figure) {
      (kpi, period, segment) = (figure.kpi, figure.period, figure.segment)
    }

    static func < (left: Key, right: Key) -> Bool {
      (left.kpi, left.period, left.segment) < (right.kpi, right.period, right.segment)
    }
  }

  /// Each header field by lower-case name, as it stands with its folds and its line end.
  private static func fields(_ head: Substring) -> [String: String] {
    var fields: [String: String] = [:]
    var name = ""
    for line in head.split(separator: "\r\n", omittingEmptySubsequences: false) {
      if line.first != " ", line.first != "\t" {
        name = line.prefix { $0 != ":" }.lowercased()
        fields[name] = ""
      }
      fields[name, default: ""] += line + "\r\n"
    }
    return fields
  }
}
