import Archive
import Ingest
import Publish

/// How a run can end (ruling 36); the numbers are those of `sysexits.h`, and 79 and 80 our own.
enum ExitStatus: Int32, CaseIterable {
  case done = 0
  /// The arguments are wrong.
  case usage = 64
  /// The exports, or the rules for data, have errors.
  case badData = 65
  /// There is no export to read.
  case noInput = 66
  /// A mail was refused for good.
  case unavailable = 69
  /// Something that cannot happen did.
  case internalError = 70
  /// A file or folder cannot be created.
  case cannotCreate = 73
  case readOrWriteFailed = 74
  /// Locked by another run, or an input changed under us: run again.
  case tryAgain = 75
  case noPermission = 77
  /// The configuration has errors.
  case configuration = 78
  /// A check before publishing held the run: nothing was published or sent.
  case held = 79
  /// Published, but mails wait: run `send` again.
  case mailsDeferred = 80
}

/// Ends a verb with a status, after its reasons have been printed.
struct RunEnd: Error {
  let status: ExitStatus
}

extension ExitStatus {
  init(_ failure: PublishFailure) {
    self =
      switch failure {
      case .locked: .tryAgain
      case .cannotCreate(_, let reason): reason.isPermission ? .noPermission : .cannotCreate
      case .readOrWrite(_, let reason): reason.isPermission ? .noPermission : .readOrWriteFailed
      case .noRun: .noInput
      case .unreadableManifest: .badData
      case .unusableDocumentPath, .unusableDate: .internalError
      }
  }

  /// How errors among findings end a run; nothing when there is none.
  ///
  /// A finding about the configuration file is one about the configuration, whoever found it.
  init?(_ diagnostics: [Diagnostic], configurationFile: String) {
    let errors = diagnostics.filter { $0.severity == .error }
    guard !errors.isEmpty else { return nil }
    let name = configurationFile.split(separator: "/").last.map(String.init)
    let missing: Set<String> = [
      "export-file-missing", "source-file-missing", "source-file-unreadable",
    ]
    if errors.contains(where: { $0.id == "changed-while-reading" }) {
      self = .tryAgain
    } else if errors.allSatisfy({ missing.contains($0.id) }) {
      self = .noInput
    } else if errors.contains(where: { !missing.contains($0.id) && $0.place?.file == name }) {
      self = .configuration
    } else {
      self = .badData
    }
  }

  init(_ failure: ArchiveFailure) {
    self =
      switch failure {
      case .locked, .inputChanged: .tryAgain
      case .cannotOpen: .cannotCreate
      case .notPermitted: .noPermission
      case .unusable, .readOrWrite: .readOrWriteFailed
      }
  }
}
