package import Analysis
package import Markup

/// Turns results into documents.
///
/// Made once: compiling the templates finds every mistake in them.
package struct Reporter: Sendable {
  private static let contentsFile = "index.xhtml"
  private static let scopeFile = "scope.xhtml"
  private static let dictionaryFile = DictionaryPage.file + ".xhtml"
  private static let mailFile = "mail.xhtml"

  private let templates: [String: Template]
  private let options: ReportOptions
  private let site: SitePlan
  private let words: [String: TemplateValue]

  /// Compiles the templates of a folder; every issue of every file is thrown together.
  package init(
    templates folder: TemplateFolder, options: ReportOptions
  ) throws(TemplateFailure) {
    try self.init(templates: folder, options: options, known: Language.all + options.ownLanguages)
  }

  /// With languages that may be others than the product's own.
  init(
    templates folder: TemplateFolder, options: ReportOptions, known all: [Language]
  ) throws(TemplateFailure) {
    self.options = options
    let known = options.languages.compactMap { code in all.first { $0.code == code } }
    var seen: Set<String> = []
    let languages = (known.isEmpty ? [Language.french] : known).filter {
      seen.insert($0.code).inserted
    }
    site = SitePlan(languages: languages)
    words = Dictionary(languages.map { ($0.code, WordRecord.value($0)) }) { first, _ in first }
    let schemas = Self.schemas().filter { file, _ in
      !Self.optionalFiles.contains(file) || folder.isPage(file)
    }
    templates = try Template.compile(schemas, in: folder, formats: [:])
  }

  /// Pages that a folder of templates may do without.
  private static let optionalFiles = Set(DetailPage.allCases.map(\.template) + [dictionaryFile])

  /// What each template may name, for `check` and for documentation.
  package static func schemas() -> [String: TemplateSchema] {
    let words = WordRecord.schema(Language.french)
    let scope = ScopePage.schema(words: words)
    var schemas = [
      contentsFile: ContentsPage.schema(words: words), scopeFile: scope,
      dictionaryFile: DictionaryPage.schema(words: words),
      mailFile: MailPage.schema(words: words),
    ]
    for page in DetailPage.allCases { schemas[page.template] = scope }
    return schemas
  }

  /// What had to be left out of the documents of a run, for the caller to tell.
  package struct Outcome: Sendable {
    /// Values that a template put where they cannot stand, each once.
    package var issues: [TemplateIssue] = []
    /// Recipients without a mail: their scope is not in the result, or an address, theirs or the
    /// sender's, cannot stand in a header.
    package var undelivered: [ReportOptions.Recipient] = []
  }

  /// All documents of a run, in a fixed order.
  ///
  /// For many reps prefer `forEachDocument`, which holds few of them at a time.
  package func documents(for result: RunResult) throws -> [Document] {
    var documents: [Document] = []
    try forEachDocument(of: result) { documents.append($0) }
    return documents
  }

  /// Hands over the documents of a run in a fixed order, making a few at a time.
  @discardableResult
  package func forEachDocument(
    of result: RunResult, _ body: (Document) throws -> Void
  ) throws -> Outcome {
    var outcome = Outcome()
    let index = ResultIndex(result)
    let tasks = tasks(index, result)
    let threadCount = max(1, options.threadCount)
    // While some are taken away, the next are being made; the first beside the figures. The workbook
    // takes as long as hundreds of pages, which need not wait for it.
    let workbook = WorkAhead(count: 1, threadCount: threadCount, ahead: 1) { _ in
      product(of: .workbook, index)
    }
    defer { workbook.stop() }
    let work = WorkAhead(count: tasks.count, threadCount: threadCount, ahead: threadCount * 8) {
      product(of: tasks[$0], index)
    }
    defer { work.stop() }
    let figures = FigureTable(result)
    try body(figures.csvDocument(threadCount: threadCount))
    try body(figures.jsonDocument(threadCount: threadCount))
    try body(
      Document(path: "rejects.csv", mediaType: "text/csv", bytes: RejectTable.csv(result.rejects)))
    for number in 0...tasks.count {
      let product = number < tasks.count ? work.next() : workbook.next()
      if let failure = product.failure { throw failure }
      for document in product.documents { try body(document) }
      for issue in product.issues where !outcome.issues.contains(issue) {
        outcome.issues.append(issue)
      }
      outcome.undelivered += product.undelivered
    }
    return outcome
  }

  // MARK: Pages and mails

  private enum Task {
    /// The result itself, from which every page can be made again.
    case store(RunResult)
    case workbook
    case contents(Language)
    case dictionary(Language)
    case scope(Scope, Language)
    case mail(ReportOptions.Recipient, file: String)
  }

  /// What one task made.
  private struct Product {
    var documents: [Document] = []
    var issues: [TemplateIssue] = []
    var undelivered: [ReportOptions.Recipient] = []
    var failure: (any Error)?
  }

  /// Whether the templates have a page for the definitions.
  private var hasDictionary: Bool { templates[Self.dictionaryFile] != nil }

  private func tasks(_ index: ResultIndex, _ result: RunResult) -> [Task] {
    var tasks: [Task] = [.store(result)] + site.languages.map { .contents($0) }
    if hasDictionary { tasks += site.languages.map { .dictionary($0) } }
    let shown = index.result.scopes.filter { $0.id != .unassigned }
    for scope in shown { tasks += site.languages.map { .scope(scope, $0) } }
    guard options.mail != nil else { return tasks }
    var taken: Set<String> = []
    for recipient in options.recipients {
      let slug = index.scopes[recipient.scope]?.slug ?? ""
      let file = MailFileName.make(recipient.email, scope: slug, taken: &taken)
      tasks.append(.mail(recipient, file: file))
    }
    return tasks
  }

  private func product(of task: Task, _ index: ResultIndex) -> Product {
    switch task {
    case .store(let result):
      do { return Product(documents: [try RunStore.document(result)]) } catch {
        return Product(failure: error)
      }
    case .workbook:
      do {
        let workbook = FigureWorkbook(index: index, language: site.defaultLanguage)
        return Product(documents: [try workbook.document()])
      } catch { return Product(failure: error) }
    case .contents(let language):
      let page = ContentsPage(
        index: index, site: site, language: language, hasDictionary: hasDictionary)
      return pages(
        Self.contentsFile, at: site.languageFolder(language) + "index",
        page.values(words: words[language.code] ?? .absent))
    case .dictionary(let language):
      let page = DictionaryPage(index: index, site: site, language: language)
      return pages(
        Self.dictionaryFile, at: site.languageFolder(language) + DictionaryPage.file,
        page.values(words: words[language.code] ?? .absent))
    case .scope(let scope, let language):
      let details = DetailPage.allCases.filter {
        $0.isMade(for: scope) && templates[$0.template] != nil
      }
      let page = ScopePage(
        view: index.view(of: scope), site: site, language: language, pages: details,
        hasDictionary: hasDictionary)
      var values = page.values(words: words[language.code] ?? .absent)
      let shown = page.shownPages(values)
      let folder = site.path(scope, language)
      page.turn(&values, to: nil, of: shown)
      var product = pages(Self.scopeFile, at: folder + "index", values)
      for detail in shown {
        page.turn(&values, to: detail, of: shown)
        let made = pages(detail.template, at: folder + detail.rawValue, values)
        product.documents += made.documents
        product.issues += made.issues
      }
      return product
    case .mail(let recipient, let file):
      guard let settings = options.mail, let template = templates[Self.mailFile],
        let scope = index.scopes[recipient.scope], scope.id != .unassigned
      else { return Product(undelivered: [recipient]) }
      let page = MailPage(
        view: index.view(of: scope), site: site, settings: settings, recipient: recipient,
        baseURL: options.baseURL)
      let message = page.message(template, words: words)
      guard let bytes = message.bytes else {
        return Product(issues: message.issues, undelivered: [recipient])
      }
      let document = Document(
        path: "mail/\(file).eml", mediaType: "message/rfc822", bytes: bytes, isPrivate: true)
      return Product(documents: [document], issues: message.issues)
    }
  }

  private func pages(_ file: String, at path: String, _ values: TemplateRecord) -> Product {
    guard let template = templates[file] else { return Product() }
    // Links stay within one kind of page; nothing else differs.
    var values = values
    let definitions = values["definitions"]
    func turn(to ending: String) {
      values["ending"] = .text(ending)
      if case .text(let page) = definitions { values["definitions"] = .text("\(page).\(ending)") }
    }
    turn(to: "html")
    let html = template.render(values, as: .html)
    var product = Product(
      documents: [Document(path: path + ".html", mediaType: "text/html", bytes: html.bytes)],
      issues: html.issues)
    if options.hasXHTML {
      turn(to: "xhtml")
      let xhtml = template.render(values, as: .xhtml)
      product.documents.append(
        Document(path: path + ".xhtml", mediaType: "application/xhtml+xml", bytes: xhtml.bytes))
      product.issues += xhtml.issues
    }
    return product
  }
}
