package import Analysis
import FoundationEssentials

/// `run.json`: a whole `RunResult`, from which every page can be rendered again.
package enum RunStore {
  package enum Failure: Error, CustomStringConvertible {
    /// Written by a release whose format this one does not read.
    case unknownVersion(Int)
    case unreadable(String)
    case unwritable(String)

    package var description: String {
      switch self {
      case .unknownVersion(let version): "run.json has format version \(version), unknown here"
      case .unreadable(let reason): "run.json cannot be read: \(reason)"
      case .unwritable(let reason): "the result cannot be written as JSON: \(reason)"
      }
    }
  }

  /// `run.json`; keys are sorted, so that the same result gives the same bytes.
  ///
  /// Made period by period as it is written.
  package static func document(_ result: RunResult) throws(Failure) -> Document {
    let (end, parts) = (try end(of: result), result.figures.parts)
    return Document(
      path: "run.json", mediaType: "application/json", count: parts.count + 1
    ) { place in
      let head = Array((place == 0 ? "{\"figures\":[" : ",").utf8)
      guard place < parts.count else { return place == 0 ? head + end : end }
      return head + FigureColumns(parts[place]).json
    }
  }

  /// All of it at once.
  package static func bytes(_ result: RunResult) throws(Failure) -> [UInt8] {
    try document(result).bytes
  }

  /// What follows the figures.
  private static func end(of result: RunResult) throws(Failure) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var run = result
    run.figures = []
    do {
      return try Array("],\"formatVersion\":\(run.formatVersion),\"run\":".utf8)
        + Array(encoder.encode(run)) + Array("}\n".utf8)
    } catch {
      throw .unwritable("\(error)")
    }
  }

  package static func result(from bytes: [UInt8]) throws(Failure) -> RunResult {
    do {
      return try JSONDecoder().decode(StoredRun.self, from: Data(bytes)).restored()
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .unreadable("\(error)")
    }
  }
}

/// The result with its figures as columns: there are hundreds of thousands of them, and texts of
/// numbers are smaller than as many objects that repeat their keys.
private struct StoredRun: Decodable {
  private enum CodingKeys: CodingKey {
    case formatVersion, run, figures
  }

  let run: RunResult
  let figures: [FigureColumns]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    // Nothing else can be said of what another release has written.
    let version = try container.decode(Int.self, forKey: .formatVersion)
    switch version {
    case RunResult.formatVersion:
      figures = try container.decode([FigureColumns].self, forKey: .figures)
    case 2: figures = [try container.decode(FigureColumns.self, forKey: .figures)]
    default: throw RunStore.Failure.unknownVersion(version)
    }
    run = try container.decode(RunResult.self, forKey: .run)
  }

  func restored() throws -> RunResult {
    var result = run
    result.formatVersion = RunResult.formatVersion
    for columns in figures { try columns.restore(to: &result.figures) }
    return result
  }
}
