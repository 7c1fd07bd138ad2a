import Archive
import Configuration
import Publish

/// Takes somebody out of the archive and of every stored run.
///
/// A note in the output folder says who it is until it is done; a process that is killed leaves it,
/// and the next one ends what was begun, under the same pseudonym.
enum Forgetter {
  /// Gives the number of stored runs that named them.
  static func forget(
    _ forgetting: Forgetting, _ configuration: Configuration, _ archive: Archive?,
    _ messages: Messages
  ) throws -> Int {
    do {
      let folder = try OutputFolder(configuration.pages.output)
      try folder.begin(forgetting)
      return try end(forgetting, archive, in: folder)
    } catch {
      throw failure(error, messages)
    }
  }

  /// Ends what a killed process began, and says of whom it was; nothing where all was ended.
  ///
  /// Takes the lock of the output folder where there is something to end, and only then.
  @discardableResult
  static func endBegun(
    _ configuration: Configuration, _ archive: Archive?, _ messages: Messages
  ) throws -> Forgetting? {
    guard OutputFolder.hasBegunForgetting(configuration.pages.output) else { return nil }
    do {
      let folder = try OutputFolder(configuration.pages.output)
      guard let begun = try folder.begunForgetting() else { return nil }
      _ = try end(begun, archive, in: folder)
      messages.note("somebody was forgotten, as was begun: \(begun.pseudonym)")
      return begun
    } catch {
      throw failure(error, messages)
    }
  }

  private static func end(
    _ forgetting: Forgetting, _ archive: Archive?, in folder: borrowing OutputFolder
  ) throws -> Int {
    let replacement = forgetting.pseudonymisation
    _ = try archive?.forget(owner: forgetting.owner, pseudonym: forgetting.pseudonym) {
      replacement.applied(to: $0)
    }
    let runs = try folder.forget(forgetting)
    try folder.endForgetting()
    return runs.count
  }

  private static func failure(_ error: any Error, _ messages: Messages) -> any Error {
    switch error {
    case let failure as PublishFailure: messages.fail(failure)
    case let failure as ArchiveFailure: messages.fail(failure)
    default: error
    }
  }
}
