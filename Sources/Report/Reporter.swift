package import Analysis
import Dispatch
package import Markup
import Synchronization

/// Turns results into documents.
///
/// Made once: compiling the templates finds every mistake in them.
package struct Reporter: Sendable {
  private static let contentsFile = "index.xhtml"
  private static let scopeFile = "scope.xhtml"
  private static let mailFile = "mail.xhtml"

  private let templates: [String: Template]
  private let options: ReportOptions
  private let site: SitePlan
  private let words: [String: TemplateValue]

  /// Compiles the templates of a folder; every issue of every file is thrown together.
  package init(
    templates folder: TemplateFolder, options: ReportOptions
  ) throws(TemplateFailure) {
    self.options = options
    let known = options.languages.compactMap { Language.named($0)?.withPages }
    var seen: Set<String> = []
    let languages = (known.isEmpty ? [Language.french.withPages] : known).filter {
      seen.insert($0.code).inserted
    }
    site = SitePlan(languages: languages)
    words = Dictionary(languages.map { ($0.code, WordRecord.value($0)) }) { first, _ in first }
    templates = try Template.compile(Self.schemas(), in: folder, formats: [:])
  }

  /// What each template may name, for `check` and for documentation.
  package static func schemas() -> [String: TemplateSchema] {
    let words = WordRecord.schema(Language.french.withPages)
    return [
      contentsFile: ContentsPage.schema(words: words),
      scopeFile: ScopePage.schema(words: words),
      mailFile: MailPage.schema(words: words),
    ]
  }

  /// All documents of a run, in a fixed order.
  ///
  /// For many reps prefer `forEachDocument`, which holds few of them at a time.
  package func documents(for result: RunResult) throws -> [Document] {
    var documents: [Document] = []
    try forEachBatch(of: result) { documents += $0 }
    return documents
  }

  /// Hands over the documents of a run in a fixed order, a batch at a time.
  package func forEachDocument<Failure: Error>(
    of result: RunResult, _ body: (Document) throws(Failure) -> Void
  ) throws {
    try forEachBatch(of: result) { batch in
      for document in batch { try body(document) }
    }
  }

  private func forEachBatch(
    of result: RunResult, _ body: ([Document]) throws -> Void
  ) throws {
    try body(try Self.tables(of: result))
    let index = ResultIndex(result)
    let tasks = tasks(index)
    let batchSize = max(1, options.threadCount) * 8
    var start = 0
    while start < tasks.count {
      let batch = tasks[start..<min(start + batchSize, tasks.count)]
      try body(made(batch, index))
      start += batchSize
    }
  }

  /// The files that are not pages.
  private static func tables(of result: RunResult) throws(RunStore.Failure) -> [Document] {
    let figures = FigureTable(result)
    return [
      Document(path: "figures.csv", mediaType: "text/csv", bytes: figures.csv()),
      Document(path: "figures.json", mediaType: "application/json", bytes: figures.json()),
      Document(
        path: "rejects.csv", mediaType: "text/csv", bytes: RejectTable.csv(result.rejects)),
      Document(
        path: "run.json", mediaType: "application/json", bytes: try RunStore.bytes(result)),
    ]
  }

  // MARK: Pages and mails

  private enum Task {
    case contents(Language)
    case scope(Scope, Language)
    case mail(ReportOptions.Recipient, file: String, Scope)
  }

  private func tasks(_ index: ResultIndex) -> [Task] {
    var tasks: [Task] = site.languages.map { .contents($0) }
    let shown = index.result.scopes.filter { $0.id != .unassigned }
    for scope in shown { tasks += site.languages.map { .scope(scope, $0) } }
    guard options.mail != nil else { return tasks }
    var taken: Set<String> = []
    for recipient in options.recipients {
      guard let scope = index.scopes[recipient.scope], scope.id != .unassigned else { continue }
      let file = MailFileName.make(recipient.email, scope: scope, taken: &taken)
      tasks.append(.mail(recipient, file: file, scope))
    }
    return tasks
  }

  /// The documents of some tasks, made at the same time and returned in their order.
  private func made(_ tasks: ArraySlice<Task>, _ index: ResultIndex) -> [Document] {
    guard options.threadCount > 1, tasks.count > 1 else {
      return tasks.flatMap { documents(for: $0, index) }
    }
    let slots = Mutex([[Document]](repeating: [], count: tasks.count))
    let next = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: min(options.threadCount, tasks.count)) { _ in
      while true {
        let place = next.withLock { value in
          defer { value += 1 }
          return value
        }
        guard place < tasks.count else { return }
        let documents = documents(for: tasks[tasks.startIndex + place], index)
        slots.withLock { $0[place] = documents }
      }
    }
    return slots.withLock { $0.flatMap { $0 } }
  }

  private func documents(for task: Task, _ index: ResultIndex) -> [Document] {
    switch task {
    case .contents(let language):
      let page = ContentsPage(index: index, site: site, language: language)
      return pages(
        Self.contentsFile, at: site.languageFolder(language) + "index",
        page.values(words: words[language.code] ?? .absent))
    case .scope(let scope, let language):
      let page = ScopePage(view: index.view(of: scope), site: site, language: language)
      return pages(
        Self.scopeFile, at: site.path(scope, language) + "index",
        page.values(words: words[language.code] ?? .absent))
    case .mail(let recipient, let file, let scope):
      guard let settings = options.mail, let template = templates[Self.mailFile] else { return [] }
      let page = MailPage(
        view: index.view(of: scope), site: site, settings: settings, recipient: recipient,
        baseURL: options.baseURL)
      guard let message = page.message(template, words: words) else { return [] }
      return [
        Document(
          path: "mail/\(file).eml", mediaType: "message/rfc822", bytes: message, isPrivate: true)
      ]
    }
  }

  private func pages(
    _ file: String, at path: String, _ values: TemplateRecord
  ) -> [Document] {
    guard let template = templates[file] else { return [] }
    // Links stay within one kind of page; nothing else differs.
    var values = values
    values["ending"] = .text("html")
    let html = template.render(values, as: .html).bytes
    values["ending"] = .text("xhtml")
    let xhtml = template.render(values, as: .xhtml).bytes
    return [
      Document(path: path + ".html", mediaType: "text/html", bytes: html),
      Document(path: path + ".xhtml", mediaType: "application/xhtml+xml", bytes: xhtml),
    ]
  }
}
