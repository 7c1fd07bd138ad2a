import Ingest

/// The configured order of the stages.
struct StageOrder: Sendable {
  private let ranks: [String: Int]

  init(_ stages: [AnalysisPlan.Stage]) {
    ranks = Dictionary(
      stages.enumerated().map { (HeaderText.folded($1.name), $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The position of a stage; nothing for one that is not configured.
  func rank(of name: String) -> Int? { ranks[HeaderText.folded(name)] }
}
