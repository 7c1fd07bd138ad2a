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
  package static func document(_ result: RunResult) throws(Failure) -> Document {
    let parts = try parts(result)
    return Document(path: "run.json", mediaType: "application/json", count: parts.count) {
      parts[$0]
    }
  }

  /// All of it at once.
  package static func bytes(_ result: RunResult) throws(Failure) -> [UInt8] {
    try Array(parts(result).joined())
  }

  private static func parts(_ result: RunResult) throws(Failure) -> [[UInt8]] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      var run = result
      run.figures = []
      // Millions of small integers are not for a general encoder.
      var parts = [Array("{\"figures\":".utf8)] + FigureColumns(result.figures).json
      parts.append(Array(",\"formatVersion\":\(result.formatVersion),\"run\":".utf8))
      parts.append(Array(try encoder.encode(run)))
      parts.append(Array("}\n".utf8))
      return parts
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
  let figures: FigureColumns

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    // Nothing else can be said of what another release has written.
    let version = try container.decode(Int.self, forKey: .formatVersion)
    guard version == RunResult.formatVersion else { throw RunStore.Failure.unknownVersion(version) }
    run = try container.decode(RunResult.self, forKey: .run)
    figures = try container.decode(FigureColumns.self, forKey: .figures)
  }

  func restored() throws -> RunResult {
    var result = run
    result.figures = try figures.restored()
    return result
  }
}
