import Analysis

extension RunResult {
  /// This result with names as a page can show them.
  ///
  /// What turns the direction of writing, controls and other invisible characters of names become
  /// nothing. The figures keep them as they are.
  var withReadableNames: RunResult {
    var result = self
    result.companyName = ReadableName.text(result.companyName)
    for place in result.scopes.indices {
      result.scopes[place].name = ReadableName.text(result.scopes[place].name)
    }
    for list in result.worklists.indices {
      for item in result.worklists[list].items.indices {
        let name = result.worklists[list].items[item].name
        result.worklists[list].items[item].name = ReadableName.text(name)
      }
    }
    return result
  }
}

/// Names that come from exports and may hold anything.
enum ReadableName {
  static func text(_ name: String) -> String {
    guard name.unicodeScalars.contains(where: isInvisible) else { return name }
    var readable = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      if scalar == "\t" || scalar == "\n" || scalar == "\r" {
        readable.append(" ")
      } else if !isInvisible(scalar) {
        readable.append(scalar)
      }
    }
    return String(readable)
  }

  /// The joiners U+200C and U+200D stay: Persian words and emoji are made with them.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{200B}", "\u{200E}", "\u{200F}",
      "\u{2028}"..."\u{202E}", "\u{2060}"..."\u{206F}", "\u{FEFF}", "\u{FFF0}"..."\u{FFFF}",
      "\u{E0000}"..."\u{E0FFF}":
      true
    default: false
    }
  }
}
