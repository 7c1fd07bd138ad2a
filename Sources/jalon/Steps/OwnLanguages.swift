import Configuration
import Ingest
import Report

/// Languages of the customer's own, made of the files that the configuration names.
enum OwnLanguages {
  /// The languages, and what is wrong in their files.
  static func make(_ files: [LanguageFile]) -> (languages: [Language], findings: [Diagnostic]) {
    var languages: [Language] = []
    var findings: [Diagnostic] = []
    for file in files {
      var own = OwnLanguage(
        code: file.code, name: file.name, base: Language.named(file.base) ?? .english)
      own.rules = file.rules
      own.names = file.names
      for text in file.texts {
        if let fault = own.fault(key: text.key, text: text.text, other: text.other) {
          findings.append(finding(fault, text, base: file.base))
        } else if let other = text.other {
          own.plurals[text.key] = Plural(text.text, other)
        } else {
          own.phrases[text.key] = text.text
        }
      }
      if own.missingCount > 0 {
        findings.append(
          Diagnostic(
            "language-incomplete", .warning, at: Place(file: file.file),
            "\(own.missingCount) texts are not said in '\(file.code)'; pages say them in "
              + "'\(file.base)'",
            fixes: ["translate docs/language.yaml, which holds them all"]))
      }
      languages.append(Language(own))
    }
    return (languages, findings)
  }

  private static func finding(
    _ fault: OwnLanguage.Fault, _ text: LanguageFile.Text, base: String
  ) -> Diagnostic {
    switch fault {
    case .unknown(let known):
      Diagnostic(
        "language-text-unknown", .error, at: text.place,
        "no page has a text '\(text.key)'",
        fixes: EditDistance.nearest(to: text.key, among: known).map { ["did you mean '\($0)'?"] }
          ?? ["docs/language.yaml holds every text"])
    case .placeholders(let wanted):
      Diagnostic(
        "language-text-placeholder", .error, at: text.place,
        wanted.isEmpty
          ? "'\(text.key)' has nothing to fill in"
          : "'\(text.key)' must hold \(wanted.joined(separator: ", ")), and nothing else in braces",
        explanation: "the figures of a page are put there",
        fixes: ["take the placeholders of the text in '\(base)'"])
    }
  }
}
