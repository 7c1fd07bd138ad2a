import Calendar
import Testing

@testable import Report

private func placeholders(_ text: String) -> Set<String> {
  Set(text.matches(of: /\{[a-z]+\}/).map { String($0.output) })
}

@Test(arguments: Language.all.map(\.code))
func `every language has exactly the keys of the first, with the same arguments`(
  code: String
) throws {
  let reference = try #require(Language.all.first)
  let language = try #require(Language.named(code))
  #expect(Set(language.phrases.keys) == Set(reference.phrases.keys))
  #expect(Set(language.plurals.keys) == Set(reference.plurals.keys))
  for (key, text) in language.phrases {
    #expect(!text.isEmpty, "\(key)")
    // The names of periods choose between a number and its ordinal.
    guard !key.hasPrefix("period.") else { continue }
    #expect(placeholders(text) == reference.phrases[key].map(placeholders), "\(key)")
  }
  for (key, forms) in language.plurals {
    let expected = reference.plurals[key].map { placeholders($0.other) }
    #expect(placeholders(forms.other) == expected, "\(key)")
    #expect(placeholders(forms.one) == expected, "\(key)")
  }
}

@Test func `codes are unique and an unknown one is refused`() {
  #expect(Set(Language.all.map(\.code)).count == Language.all.count)
  #expect(Language.named("xx") == nil)
}

@Test func `every language names all months, weekdays and positions`() {
  for language in Language.all {
    #expect(Set(language.dates.months).count == 12)
    #expect(Set(language.dates.shortMonths).count == 12)
    #expect(Set(language.dates.weekdays).count == 7)
  }
}

// The tokens of ruling 35.
@Test(arguments: [
  "position.ahead", "position.on_time", "position.late", "position.very_late",
  "position.too_early", "position.none", "solidity.signal", "solidity.to_confirm",
  "solidity.too_early", "solidity.none", "absent.no_event", "absent.missing_field",
  "absent.insufficient_history", "absent.no_objective", "absent.zero_denominator",
  "absent.immature", "absent.not_projectable", "absent.no_working_day",
])
func `every fixed token has a word in every language`(key: String) {
  for language in Language.all { #expect(language.phrases[key] != nil, "\(language.code)") }
}

@Test func `the words of the three positions`() {
  #expect(Language.french["position.ahead"] == "En avance")
  #expect(Language.french["position.on_time"] == "À l’heure")
  #expect(Language.french["position.late"] == "En retard")
}

@Test func `French texts have a no-break space before a colon and an apostrophe that is not ASCII`()
{
  for (key, text) in Language.french.phrases {
    #expect(!text.contains("'"), "\(key)")
    #expect(!text.contains(" :"), "\(key)")
  }
}

@Test func `a missing key shows itself`() {
  #expect(Language.french["no.such_key"] == "no.such_key")
  #expect(Language.french.plural("no.such_key", 1, medium: .web) == "no.such_key")
}

@Test func `an argument with braces is not filled again, and an unknown name stays`() {
  let french = Language.french
  #expect(french.phrase("share_of", ["part": "{whole}", "whole": "5"]) == "{whole} sur 5")
  #expect(french.phrase("share_of", ["part": "3"]) == "3 sur {whole}")
}

@Test(
  arguments: [
    ([], "", ""), (["A"], "A", "A"), (["A", "B"], "A et B", "A and B"),
    (["A", "B", "C"], "A, B et C", "A, B and C"),
  ] as [([String], String, String)])
func `a list in a sentence`(items: [String], french: String, english: String) {
  #expect(Language.french.list(items) == french)
  #expect(Language.english.list(items) == english)
}

@Test func `plurals carry their own arguments`() {
  #expect(
    Language.french.plural("need.action", 1, medium: .web, arguments: ["total": "9"])
      == "1 commercial sur 9 demande une action.")
  #expect(
    Language.french.plural("need.action", 3, medium: .web, arguments: ["total": "9"])
      == "3 commerciaux sur 9 demandent une action.")
}
