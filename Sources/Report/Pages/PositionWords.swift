import Analysis
import Markup

/// A position as people see it: a word, a shape and a style, never a colour alone.
struct PositionWords {
  let position: ObjectiveResult.Position

  /// Down, dot, up; a ring where nothing is judged.
  var glyph: String {
    switch position {
    case .late, .veryLate: "▼"
    case .onTime: "●"
    case .ahead: "▲"
    case .tooEarly, .none: "○"
    }
  }

  /// The class of the style sheets.
  var style: String {
    switch position {
    case .late, .veryLate: "late"
    case .onTime: "on-time"
    case .ahead: "ahead"
    case .tooEarly, .none: "unjudged"
    }
  }

  /// The most urgent first.
  var urgency: Int {
    switch position {
    case .veryLate: 0
    case .late: 1
    case .onTime: 2
    case .ahead: 3
    case .tooEarly: 4
    case .none: 5
    }
  }

  func word(_ text: PageText) -> String { text["position.\(position.rawValue)"] }

  static let schema = TemplateSchema.record([
    TemplateKey("word", .text, "`En retard`, `À l’heure`, `En avance`…"),
    TemplateKey("glyph", .text, "▼ ● ▲ or ○, to stand beside the word"),
    TemplateKey("style", .text, "class: `late`, `on-time`, `ahead` or `unjudged`"),
    TemplateKey("is_late", .flag, "late or very late"),
    TemplateKey("is_on_time", .flag, "on time"),
    TemplateKey("is_ahead", .flag, "ahead"),
  ])

  func value(_ text: PageText) -> TemplateValue {
    .record([
      "word": .text(word(text)), "glyph": .text(glyph), "style": .text(style),
      "is_late": .flag(style == "late"), "is_on_time": .flag(style == "on-time"),
      "is_ahead": .flag(style == "ahead"),
    ])
  }
}

extension TemplateValue {
  /// Text, or absent.
  static func optional(_ text: String?) -> TemplateValue { text.map { .text($0) } ?? .absent }

  /// A chart, or absent.
  static func optional(_ element: MarkupElement?) -> TemplateValue {
    element.map { .element($0) } ?? .absent
  }
}
