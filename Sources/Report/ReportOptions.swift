package import Analysis

/// What a report is to hold beside the result: languages, readers, how mails are addressed.
package struct ReportOptions: Sendable {
  /// Somebody who gets a mail about one scope, and about nothing else.
  package struct Recipient: Sendable, Hashable {
    /// As it stands in the `To` header; may be empty.
    package var name: String
    package var email: String
    package var scope: ScopeID
    /// Code of a language of `ReportOptions.languages`; another falls back to the first.
    package var language: String

    package init(name: String, email: String, scope: ScopeID, language: String) {
      self.name = name
      self.email = email
      self.scope = scope
      self.language = language
    }
  }

  /// Whom mails come from, and when.
  package struct Mail: Sendable, Hashable {
    package var fromName: String
    package var fromEmail: String
    /// Empty for none.
    package var replyTo: String
    /// Of RFC 2919, such as `jalon.example.org`; empty takes `domain`.
    package var listID: String
    /// Right-hand side of the Message-ID; a domain of the customer's.
    package var domain: String
    /// Address that takes people off the list; empty takes `replyTo`, else `fromEmail`.
    package var unsubscribe: String
    /// Local time of day at which mails are dated (ruling 9), in minutes after midnight.
    package var sendMinute: Int
    /// What local time is ahead of UTC by, at that time on the as-of day, in minutes.
    package var zoneOffsetMinutes: Int

    package init(
      fromName: String, fromEmail: String, replyTo: String = "", listID: String = "",
      domain: String, unsubscribe: String = "", sendMinute: Int = 7 * 60, zoneOffsetMinutes: Int
    ) {
      self.fromName = fromName
      self.fromEmail = fromEmail
      self.replyTo = replyTo
      self.listID = listID
      self.domain = domain
      self.unsubscribe = unsubscribe
      self.sendMinute = sendMinute
      self.zoneOffsetMinutes = zoneOffsetMinutes
    }
  }

  /// Codes of known languages, the default one first; unknown ones are left out.
  package var languages: [String]
  /// Languages of the customer's own, beside the built-in ones.
  package var ownLanguages: [Language] = []
  /// Where the run's folder will be served, with or without a final `/`; empty when it is not, and
  /// then mails have no links.
  package var baseURL: String
  package var recipients: [Recipient]
  /// Whether each page is also made as XHTML.
  package var hasXHTML = true
  /// No mails are made without it.
  package var mail: Mail?
  /// Documents made at once; their bytes do not depend on it.
  package var threadCount: Int

  package init(
    languages: [String] = ["fr"], baseURL: String = "", recipients: [Recipient] = [],
    mail: Mail? = nil, threadCount: Int = 1
  ) {
    self.languages = languages
    self.baseURL = baseURL
    self.recipients = recipients
    self.mail = mail
    self.threadCount = threadCount
  }
}
