/// A named way to print a value: `{{ amount | money(short) }}`.
package struct TemplateFormat: Sendable {
  /// What may stand in the parentheses; anything else is found when the template is compiled.
  package enum Argument: Sendable {
    case none
    /// One of these words, or no parentheses at all.
    case optional([String])
    /// One of these words.
    case required([String])
    /// Any text, or none.
    case anything
  }

  /// The kinds it can print; empty means every kind.
  package var kinds: [TemplateKind]
  package var argument: Argument
  /// True when its output may stand in a `style` attribute: a percentage, a colour.
  ///
  /// It is then made of letters, digits and `. % # - +` only; the writer checks all the same.
  package var isStyleSafe: Bool
  /// Value and argument to text.
  ///
  /// Absent values come here too, so that a format can print a dash; nil means absent.
  package var apply: @Sendable (TemplateValue, String?) -> String?

  package init(
    kinds: [TemplateKind], argument: Argument = .none, isStyleSafe: Bool = false,
    apply: @escaping @Sendable (TemplateValue, String?) -> String?
  ) {
    self.kinds = kinds
    self.argument = argument
    self.isStyleSafe = isStyleSafe
    self.apply = apply
  }
}
