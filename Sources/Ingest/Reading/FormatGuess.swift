/// The formats that the first rows of a file speak for.
///
/// All its rows decide, and looking at them first would be reading the file twice: they are looked at
/// while they are read by these formats, and if they decide otherwise the reading begins anew.
struct FormatGuess: Sendable {
  /// The columns whose cells may still say something else.
  let openColumns: [Int]
  /// What the others said, about which nothing can change.
  let evidence: FormatEvidence
  private let undecided: FormatDecision
  private let declared: FormatDecision.Declared
  private let choices: [FormatDecision.Choice]

  /// Nothing when the first rows already show a fault: then all of them are looked at first.
  init?(
    _ decision: FormatDecision, of undecided: FormatDecision, _ undeclared: [Int],
    _ declared: FormatDecision.Declared, _ evidence: FormatEvidence
  ) {
    guard !decision.hasErrors else { return nil }
    let settled = undeclared.filter {
      decision.layout.columns[$0].field.type == .rate && declared.decimalMark != nil
        && evidence.numbers[$0]?.aboveOne != nil
    }
    openColumns = undeclared.filter { !settled.contains($0) }
    var known = FormatEvidence()
    for index in settled { known.numbers[index] = evidence.numbers[index] }
    self.evidence = known
    self.undecided = undecided
    self.declared = declared
    choices = decision.choices
  }

  /// What is to be said about the formats when all rows speak for the same; nothing when they do not.
  func confirmed(by evidence: FormatEvidence) -> [Diagnostic]? {
    var decision = undecided
    decision.settle(declared, evidence)
    return decision.hasErrors || decision.choices != choices ? nil : decision.diagnostics
  }
}
