package import Analysis

/// Where the pages of a run stand (rulings 38 and 39), and how they link to each other.
package struct SitePlan: Sendable {
  let languages: [Language]

  var defaultLanguage: Language { languages.first ?? Language.french }

  /// `company/`, `teams/nord/`, `reps/alice/`.
  static func folder(of scope: Scope) -> String {
    switch scope.id.kind {
    case .company: "company/"
    case .team: "teams/\(scope.slug)/"
    case .rep: "reps/\(scope.slug)/"
    }
  }

  /// The folder of a scope's pages within a run, without the final slash.
  package static func folderName(of scope: Scope) -> String { String(folder(of: scope).dropLast()) }

  /// Empty for the default language, else `en/`.
  func languageFolder(_ language: Language) -> String {
    language.code == defaultLanguage.code ? "" : "\(language.code)/"
  }

  /// The folder of a scope's page in a language, from the run's folder.
  func path(_ scope: Scope, _ language: Language) -> String {
    Self.folder(of: scope) + languageFolder(language)
  }

  /// `../` for each folder of `path`.
  static func climb(from path: String) -> String {
    String(repeating: "../", count: path.utf8.count { $0 == UInt8(ascii: "/") })
  }
}
