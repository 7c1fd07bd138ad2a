import Analysis
import Archive
import ArgumentParser
import Configuration
import Publish

/// Takes a person out of everything that is kept.
struct ForgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Replace a person by a pseudonym in the archive and in every stored run.",
    discussion: """
      Cost: reads and rewrites what is kept. For the law on personal data: it cannot be undone, and
      the manifests of the runs say so. The exports in their own place, the people file and mails
      that were sent are not touched; the next run brings back whoever they still name.
      Example: jalon forget alice --dry-run
      """)

  @Argument(help: "The person: identifier, name or e-mail, as the people say it.")
  var person: String

  @Flag(name: .long, help: "Print which names would be replaced, and change nothing.")
  var dryRun = false

  @OptionGroup var folders: FolderOptions
  @OptionGroup var messageOptions: MessageOptions

  func run() throws {
    let messages = Messages(options: messageOptions)
    let configuration = try folders.load(messages)
    let wanted = person.lowercased()
    guard
      let found = configuration.people.first(where: { person in
        ([person.id, person.name, person.email ?? ""] + person.aliases)
          .contains { $0.lowercased() == wanted }
      })
    else {
      throw messages.fail(
        .badData, "person-unknown",
        "'\(person)' is nobody among the people of \(configuration.path)")
    }
    let names = Set(
      ([found.id, found.name, found.email ?? ""] + found.aliases).filter { !$0.isEmpty })
    guard !dryRun else {
      _ = Console.write(
        names.sorted().map { SafeText.neutralised($0) + "\n" }.joined())
      return
    }
    try forget(found, names, configuration, messages)
  }

  private func forget(
    _ found: Person, _ names: Set<String>, _ configuration: Configuration, _ messages: Messages
  ) throws {
    // By chance, so that nobody can work out whom it stands for.
    let digits = String(UInt32.random(in: .min ... .max), radix: 16)
    let pseudonym = "person-" + String(repeating: "0", count: 8 - digits.count) + digits
    let replacement = Pseudonymisation(names: names, pseudonym: pseudonym)
    do {
      let folder = try OutputFolder(configuration.pages.output)
      if let archive = try Night.archive(configuration, .reading, messages) {
        _ = try archive.forget(owner: found.id, pseudonym: pseudonym) {
          replacement.applied(to: $0)
        }
      }
      let runs = try folder.forget(
        replacement, scope: "rep:\(found.id)", pseudonym: pseudonym)
      messages.announce("\(pseudonym) stands for them now, in \(runs.count) stored runs too")
    } catch let failure as PublishFailure {
      throw messages.fail(failure)
    } catch let failure as ArchiveFailure {
      throw messages.fail(failure)
    }
  }
}
