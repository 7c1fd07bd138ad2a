/// What names of stages and statuses say by their words.
///
/// Only `jalon init` asks, and what it takes over is written down for people to confirm; a run never
/// guesses (ruling 29).
package enum StatusWords {
  /// The status that a whole word in the name of a stage says, unless a word denies it; every other
  /// stage is open.
  package static func status(in name: String) -> String? { status(in: name, rules) }

  /// The same of a status, of which open is one that has to be said.
  static func status(ofStatus name: String) -> String? { status(in: name, rules + [open]) }

  private static func status(
    in name: String, _ rules: [(words: [String], status: String)]
  ) -> String? {
    let text = HeaderText.folded(name).replacing("n't", with: " not")
    let words = text.split { !$0.isLetter }.map(String.init)
    guard denials.isDisjoint(with: words) else { return nil }
    let spaced = " \(words.joined(separator: " ")) "
    return rules.first { rule in rule.words.contains { spaced.contains(" \($0) ") } }?.status
  }

  private static let denials: Set<String> = ["non", "not", "pas", "no", "jamais", "never"]

  private static let open: (words: [String], status: String) = (
    [
      "actif", "active", "actifs", "actives", "ouvert", "ouverte", "open", "cours", "progress",
      "ongoing", "pending", "attente", "nouveau", "nouvelle", "new",
    ], "open"
  )

  private static let rules: [(words: [String], status: String)] = [
    (
      [
        "perdu", "perdue", "perdus", "perdues", "perdu e", "perte", "lost", "loss", "abandon",
        "abandonne", "abandonnee", "abandoned", "annule", "annulee", "annulation", "cancelled",
        "canceled", "dead", "sans suite", "disqualifie", "disqualifiee", "disqualified", "refuse",
        "refusee",
      ], "lost"
    ),
    (
      [
        "gagne", "gagnee", "gagnes", "gagnees", "won", "signe", "signee", "signes", "signees",
        "signed", "conclu", "conclue",
      ], "won"
    ),
    (
      ["veille", "sommeil", "on hold", "pause", "paused", "suspendu", "suspendue", "suspended"],
      "on_hold"
    ),
  ]
}
