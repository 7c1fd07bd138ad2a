import Testing

@testable import Report

@Test(
  arguments: [
    ("Combien ?", "Combien\u{A0}?"), ("Au-delà de 40 %, ceci : cela ; fin !", nil),
    ("un « mot » cité", "un «\u{A0}mot\u{A0}» cité"), ("l'étape d'Aude", "l’étape d’Aude"),
    ("'cité'", "'cité'"), ("5 €", "5\u{A0}€"), ("a : b", "a\u{A0}: b"), ("plain", "plain"),
    ("C'", "C'"), ("", ""), ("x\u{A0}:", "x\u{A0}:"), ("?", "?"),
  ] as [(String, String?)])
func `French texts that people typed do not break before their signs`(
  _ text: String, _ expected: String?
) {
  let all = "Au-delà de 40\u{A0}%, ceci\u{A0}: cela\u{A0}; fin\u{A0}!"
  #expect(Language.french.typeset(text) == expected ?? all)
  #expect(Language.english.typeset(text) == text)
}
