import Analysis
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
      that were sent are not touched; the next run brings back whoever they still name. What is
      interrupted, the next run ends.
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
    guard !dryRun else {
      let names = try names(of: found(configuration, messages)).sorted()
      _ = Console.write(names.map { SafeText.neutralised($0) + "\n" }.joined())
      return
    }
    let archive = try Night.archive(configuration, .reading, messages)
    if let begun = try Forgetter.endBegun(configuration, archive, messages),
      begun.names.contains(where: isWanted)
    {
      return messages.announce("\(begun.pseudonym) stands for them now, in all stored runs")
    }
    let found = try found(configuration, messages)
    // By chance, so that nobody can work out whom it stands for.
    let digits = String(UInt32.random(in: .min ... .max), radix: 16)
    let pseudonym = "person-" + String(repeating: "0", count: 8 - digits.count) + digits
    let count = try Forgetter.forget(
      Forgetting(owner: found.id, names: names(of: found), pseudonym: pseudonym),
      configuration, archive, messages)
    messages.announce("\(pseudonym) stands for them now, in \(count) stored runs too")
  }

  private func found(
    _ configuration: Configuration, _ messages: Messages
  ) throws -> Person {
    guard let found = configuration.people.first(where: { names(of: $0).contains(where: isWanted) })
    else {
      throw messages.fail(
        .badData, "person-unknown",
        "'\(person)' is nobody among the people of \(configuration.path)")
    }
    return found
  }

  private func isWanted(_ name: String) -> Bool { name.lowercased() == person.lowercased() }

  private func names(of found: Person) -> Set<String> {
    Set(([found.id, found.name, found.email ?? ""] + found.aliases).filter { !$0.isEmpty })
  }
}
