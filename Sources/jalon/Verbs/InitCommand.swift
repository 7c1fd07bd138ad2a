import ArgumentParser
import Configuration
import Foundation
import Ingest

/// A first configuration from a folder of exports.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Recognise a folder of exports and write jalon.yaml and people.csv for it.",
    discussion: """
      Cost: one pass over the exports. Nothing that exists is overwritten. Ends with 78 when \
      jalon.yaml has to be completed before a run, and says where; with 66 when no export is found.
      Example: jalon init exports --company "Exemple SA"
      """)

  @Argument(help: "The folder with the exports, or with folders of them.")
  var folder = "."

  @Option(name: .shortAndLong, help: "The configuration to write; without it, jalon.yaml there.")
  var config: String?

  @Option(name: .long, help: "The company's name; without it, that of the folder.")
  var company: String?

  @Option(name: .long, help: "Language of the pages and of the comments: fr or en.")
  var lang: String?

  @Option(name: .long, help: "ISO 4217 code of the company's currency.")
  var currency: String?

  @Option(name: .long, help: "Time zone in which days begin and end, such as Europe/Paris.")
  var timeZone: String?

  @OptionGroup var messageOptions: MessageOptions

  func validate() throws {
    if let lang, !["fr", "en"].contains(lang) { throw ValidationError("--lang must be fr or en.") }
  }

  func run() throws {
    let messages = Messages(options: messageOptions, showsWarnings: true)
    let target = URL(filePath: config ?? folder + "/jalon.yaml").standardizedFileURL
    let place = target.deletingLastPathComponent()
    if FileManager.default.fileExists(atPath: target.path) {
      throw messages.fail(
        .cannotCreate, "init-file-exists",
        "\(target.lastPathComponent) exists already; nothing was written")
    }
    let files = ExportFolder(folder).files(seenFrom: place.path)
    var settings = DraftSettings(
      company: company ?? URL(filePath: folder).standardizedFileURL.lastPathComponent,
      fileName: target.lastPathComponent, peopleFile: freeName("people", "csv", in: place))
    settings.language = lang
    settings.currency = currency
    settings.zone = timeZone
    guard settings.zoneRules != nil else {
      throw ValidationError("--time-zone: '\(timeZone ?? "")' is not a time zone.")
    }
    guard let draft = ConfigurationDraft(files: files, settings: settings) else {
      throw ValidationError("--currency: '\(currency ?? "")' is not a currency.")
    }
    guard draft.sourceCount > 0 else {
      messages.report(draft.diagnostics.filter { $0.id != "init-to-confirm" })
      throw messages.fail(
        .noInput, "init-nothing-recognised",
        files.isEmpty ? "no CSV file in \(folder)" : "no export is recognised in \(folder)")
    }
    messages.report(draft.diagnostics)
    do {
      if let people = draft.people {
        try write(people, to: place.appending(path: settings.peopleFile))
      }
      try write(draft.text, to: target)
    } catch {
      throw messages.fail(
        .cannotCreate, "init-not-written", "\(config ?? folder + "/jalon.yaml") cannot be written")
    }
    messages.announce("\(target.path): \(draft.sourceCount) sources")
    if draft.diagnostics.contains(where: { $0.severity == .error }) {
      throw RunEnd(status: .configuration)
    }
  }

  private func write(_ text: String, to file: URL) throws {
    try Data(text.utf8).write(to: file, options: .withoutOverwriting)
  }

  /// `people.csv`, or `people-2.csv` where that exists.
  private func freeName(_ stem: String, _ suffix: String, in folder: URL) -> String {
    var name = "\(stem).\(suffix)"
    var number = 2
    while FileManager.default.fileExists(atPath: folder.appending(path: name).path) {
      name = "\(stem)-\(number).\(suffix)"
      number += 1
    }
    return name
  }
}
