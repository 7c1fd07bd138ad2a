import Ingest

/// One code a stage for all batches of a run, whether today's export or only the history has it.
///
/// A batch knows the stages that some deal is in today; the one that a deal was in on the as-of day
/// may be none of them.
struct StageCodes: Sendable {
  private(set) var texts: [String] = []
  private var codes: [String: Int32] = [:]

  /// However the stage is written; the first spelling is the one that is shown.
  mutating func code(of stage: String) -> Int32 {
    let folded = HeaderText.folded(stage)
    if let code = codes[folded] { return code }
    let code = Int32(texts.count)
    codes[folded] = code
    texts.append(stage)
    return code
  }
}
