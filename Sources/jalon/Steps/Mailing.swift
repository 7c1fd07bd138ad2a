import Analysis
import Calendar
import Configuration
import Foundation
import Ingest
import Publish
import Report

/// The mails of a published run, handed over one by one to the mail program.
struct Mailing {
  /// What is asked for beside the mails that are due.
  struct Options {
    /// Also what was sent already.
    var again = false
    /// Print what would be sent, and send nothing.
    var dryRun = false
    /// The corrections of mails of the same date that were sent from an earlier run.
    var corrects = false
    /// Only these addresses; empty for all.
    var only: Set<String> = []
  }

  /// Whether a mail goes out, and why not.
  enum Decision: String {
    case send
    case sentAlready = "sent already"
    case notDue = "not due"
    case unchanged
    case notARecipient = "not a recipient"
    case nothingToCorrect = "nothing to correct"
  }

  /// One message with what is decided about it.
  private struct Item {
    let mail: StoredMail
    let scope: ScopeID
    let messageID: String
    let content: String
    let decision: Decision
    /// Nothing for the mail as it is stored.
    var correction: [UInt8]?
  }

  let configuration: Configuration
  let settings: Configuration.MailSettings
  let run: RunFolder
  let options: Options
  let messages: Messages

  init(
    _ configuration: Configuration, run: RunFolder, options: Options, _ messages: Messages
  ) throws {
    guard let settings = configuration.mail else {
      throw messages.fail(
        .configuration, "mail-not-configured",
        "\(configuration.path) has no section 'mail', so there is no mail to send")
    }
    (self.configuration, self.settings, self.run) = (configuration, settings, run)
    (self.options, self.messages) = (options, messages)
  }

  /// Sends what is due; `isLocked` says that this process holds the lock of the output folder.
  func send(isLocked: Bool = false) throws {
    let output = configuration.pages.output
    do {
      if isLocked || options.dryRun {
        try end(deliver(SendLog(folder: output)))
      } else {
        let lock = try OutputLock(folder: output)
        try end(deliver(SendLog(folder: output)))
        lock.release()
      }
    } catch let failure as PublishFailure {
      throw messages.fail(failure)
    }
  }

  // MARK: Deciding

  private func items(_ log: SendLog) throws -> [Item] {
    let manifest = try manifest(ofRunFolder: run.path)
    let damaged = try verify(runFolder: run.path).first {
      $0.path.hasPrefix("mail/") || $0.path == "run.json"
    }
    if let damaged {
      throw messages.fail(
        .badData, "published-file-\(damaged.kind.rawValue)",
        "\(run.path)/\(damaged.path) is \(damaged.kind.rawValue)")
    }
    let result = try StoredRun(run.path, messages).result
    let scopes = Dictionary(
      result.scopes.map { ("\($0.id.kind.rawValue)/\($0.slug)", $0.id) }
    ) { first, _ in first }
    return try StoredMail.all(runFolder: run.path, manifest: manifest).compactMap { mail in
      guard options.only.isEmpty || options.only.contains(mail.recipient.lowercased()),
        let scope = scopes["\(mail.scopeKind)/\(mail.scopeSlug)"]
      else { return nil }
      return options.corrects
        ? try correction(mail, scope, result, log) : item(mail, scope, result, log)
    }
  }

  private func item(
    _ mail: StoredMail, _ scope: ScopeID, _ result: RunResult, _ log: SendLog
  ) -> Item {
    let content = MailContent.digest(of: result, scope: scope)
    func item(_ decision: Decision) -> Item {
      Item(
        mail: mail, scope: scope, messageID: mail.messageID, content: content,
        decision: decision)
    }
    let recipient = configuration.recipients.first {
      Self.bare($0.email) == mail.recipient.lowercased() && $0.scope == scope
    }
    guard let recipient else { return item(.notARecipient) }
    if options.again { return item(.send) }
    if log.isSent(mail.messageID) { return item(.sentAlready) }
    let earlier = log.deliveries(to: mail.recipient, about: scope.description)
      .filter { $0.asOf < result.asOf.description }
    let last = earlier.max { $0.asOf < $1.asOf }
    guard
      MailSchedule(calendar: configuration.calendar).isDue(
        recipient.cadence, asOf: result.asOf, last: last.flatMap { CalendarDate(iso: $0.asOf) })
    else { return item(.notDue) }
    if recipient.onlyIfChanged, last?.content == content { return item(.unchanged) }
    return item(.send)
  }

  /// A correction replies to the first mail about that date, and compares with the last one.
  private func correction(
    _ mail: StoredMail, _ scope: ScopeID, _ result: RunResult, _ log: SendLog
  ) throws -> Item {
    let sent = log.deliveries(to: mail.recipient, about: scope.description)
      .filter { $0.asOf == result.asOf.description }
    func item(_ decision: Decision, _ id: String = mail.messageID, _ bytes: [UInt8]? = nil) -> Item
    {
      Item(
        mail: mail, scope: scope, messageID: id,
        content: MailContent.digest(of: result, scope: scope), decision: decision,
        correction: bytes)
    }
    guard let first = sent.first, let last = sent.last else { return item(.nothingToCorrect) }
    let name = run.run.folderName
    let heading = CorrectionMail.Heading(
      recipient: mail.recipient, original: first.messageID, run: name)
    let id = CorrectionMail.messageID(heading)
    if log.isSent(id), !options.again { return item(.sentAlready, id) }
    guard last.run != name || options.again else { return item(.nothingToCorrect) }
    let before = try RunFolder(last.run, output: configuration.pages.output, messages)
    let correction = CorrectionMail(
      from: try StoredRun(before.path, messages).result, to: result, scope: scope,
      language: mail.language, own: OwnLanguages.make(configuration.languageFiles).languages)
    guard !correction.changes.isEmpty else { return item(.nothingToCorrect) }
    let stored = try Data(contentsOf: URL(filePath: run.path + "/" + mail.path))
    return item(.send, id, correction.message(heading, corrected: Array(stored)))
  }

  private static func bare(_ email: String) -> String {
    guard email.hasSuffix(">"), let open = email.lastIndex(of: "<") else {
      return email.lowercased()
    }
    return email[email.index(after: open)...].dropLast().lowercased()
  }

  // MARK: Delivering

  /// How many mails ended how; the words of the program about those that were not accepted.
  private struct Counts {
    var accepted = 0
    var later: [String] = []
    var refused: [String] = []
    var unknown: [String] = []
  }

  private func deliver(_ log: SendLog) throws -> Counts {
    var log = log
    var counts = Counts()
    let items = try items(log)
    if options.dryRun {
      let lines = items.map {
        "\($0.decision.rawValue)\t\($0.mail.recipient)\t\($0.scope)\t\($0.mail.path)\n"
      }
      _ = Console.write(
        lines.map { SafeText.neutralised(String($0.dropLast()), keepsTabs: true) + "\n" }.joined())
      return counts
    }
    for item in items where item.decision != .send {
      messages.note("\(item.mail.recipient), \(item.scope): \(item.decision.rawValue)")
    }
    let due = items.filter { $0.decision == .send }
    guard !due.isEmpty else { return counts }
    guard let program = MailProgram(settings.program, timeoutSeconds: settings.timeoutSeconds)
    else {
      throw messages.fail(
        .configuration, "mail-program-missing",
        "there is no program '\(settings.program.first ?? "")' to send mail with")
    }
    for item in due { try deliver(item, program, &log, &counts) }
    return counts
  }

  private func deliver(
    _ item: Item, _ program: MailProgram, _ log: inout SendLog, _ counts: inout Counts
  ) throws {
    let output = configuration.pages.output
    var entry = SendLog.Entry(
      event: .begun, messageID: item.messageID, recipient: item.mail.recipient,
      scope: item.scope.description, run: run.run.folderName, asOf: run.run.asOf,
      at: Clock.now(), content: item.content)
    try log.append(entry)
    let outcome = try MailSpool(folder: output).deliver(
      stored: run.path + "/" + item.mail.path, made: item.correction, with: program)
    let whom = "\(item.mail.recipient)"
    switch outcome {
    case .accepted:
      entry.event = .accepted
      counts.accepted += 1
      messages.note("sent to \(whom), \(item.scope)")
    case .later(let reason):
      (entry.event, entry.reason) = (.later, reason)
      counts.later.append("\(whom): \(reason)")
    case .refused(let reason):
      (entry.event, entry.reason) = (.refused, reason)
      counts.refused.append("\(whom): \(reason)")
    case .unknown(let reason):
      (entry.event, entry.reason) = (.unknown, reason)
      counts.unknown.append("\(whom): \(reason)")
    }
    entry.at = Clock.now()
    try log.append(entry)
  }

  /// One message for all that was not delivered; what can still be sent decides the exit code.
  private func end(_ counts: Counts) throws {
    messages.counts?.mailsSent += counts.accepted
    messages.counts?.mailsDeferred += counts.later.count
    messages.counts?.mailsRefused += counts.refused.count + counts.unknown.count
    let problems = [
      (counts.later, "deferred; 'jalon send' tries again"),
      (counts.refused, "refused"),
      (counts.unknown, "perhaps delivered; 'jalon send --again' sends again"),
    ].filter { !$0.0.isEmpty }
    guard !problems.isEmpty else {
      messages.announce("Mails sent: \(counts.accepted)")
      return
    }
    let text = problems.map { list, word in
      "\(list.count) \(list.count == 1 ? "mail" : "mails") \(word) (\(list.joined(separator: "; ")))"
    }.joined(separator: ", ")
    if !counts.later.isEmpty { throw messages.fail(.mailsDeferred, "mail-deferred", text) }
    throw messages.fail(
      .unavailable, counts.refused.isEmpty ? "mail-uncertain" : "mail-refused", text)
  }
}

/// When a recipient's mail is due.
struct MailSchedule {
  let calendar: WorkingCalendar

  /// `last` is the as-of date of the last mail delivered before.
  ///
  /// The first day of a window is always due; a later one only where the window before had a mail
  /// and this one has none yet, so that a missed Monday is made up for on Tuesday, and somebody new
  /// on a Thursday waits for Monday.
  func isDue(
    _ cadence: Configuration.Recipient.Cadence, asOf: CalendarDate, last: CalendarDate?
  ) -> Bool {
    let day = asOf.adding(days: 1)
    let window: CalendarDate
    switch cadence {
    case .daily: return true
    case .weekly: window = day.adding(days: 1 - day.weekday)
    case .monthly: window = firstWorkingDay(day, months: 1)
    case .quarterly: window = firstWorkingDay(day, months: 3)
    }
    if day == window { return true }
    guard let last else { return false }
    return last.adding(days: 1) < window
  }

  /// The first working day of the day's month or quarter, or of the one before while that is to
  /// come.
  private func firstWorkingDay(_ day: CalendarDate, months: Int) -> CalendarDate {
    let month = (day.month - 1) / months * months + 1
    for back in 0...1 {
      let start = CalendarDate(firstOfMonth: month - back * months, of: day.year)
      let first =
        calendar.isWorkingDay(start) ? start : calendar.nextWorkingDay(after: start) ?? start
      if first <= day { return first }
    }
    return day
  }
}

/// What a mail says about its scope, as a digest: figures and positions, but not the days of the
/// as-of date nor what is expected by it, which change every night.
enum MailContent {
  static func digest(of result: RunResult, scope: ScopeID) -> String {
    let days = Set(result.periods.filter { $0.kind == .day }.map(\.id))
    var lines = result.figures.figures(of: scope).filter { !days.contains($0.period) }.map {
      "\($0.period) \($0.kpi) \($0.segment) \(said($0.value)) \($0.count ?? -1)"
    }
    lines += result.objectives.filter { $0.scope == scope }.map {
      "\($0.objective) \(said($0.actual)) \(said($0.target)) \($0.position.rawValue)"
    }
    lines += result.worklists.filter { $0.scope == scope }.map { list in
      "\(list.kind.rawValue) \(list.total) " + list.items.map(\.id).joined(separator: " ")
    }
    return String(Digest(of: Array(lines.sorted().joined(separator: "\n").utf8)).sha256.prefix(16))
  }

  private static func said(_ value: Quantity?) -> String {
    value.map { "\($0.unit.rawValue) \($0.numerator)/\($0.denominator)" } ?? "-"
  }
}
