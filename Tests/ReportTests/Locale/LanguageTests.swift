import Testing

@testable import Report

@Test func `every language has exactly the same keys`() {
  let reference = Language.french
  for language in Language.all {
    #expect(Set(language.phrases.keys) == Set(reference.phrases.keys), "\(language.code)")
    #expect(Set(language.plurals.keys) == Set(reference.plurals.keys), "\(language.code)")
  }
}
