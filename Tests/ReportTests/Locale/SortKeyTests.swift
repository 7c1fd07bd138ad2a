import Foundation
import Testing

@testable import Report

@Test func `names sort without regard to accents, case, hyphens and apostrophes`() {
  let sorted = [
    "Abel Zoé", "Ábel Zoé", "Amélie", "D’Alembert", "Dalle", "DALMAS", "Élodie", "Ÿs Éric",
    "Jean Paul", "Jean-Paul", "Lefevre", "LEFÈVRE", "Lefèvre", "Œuvrard", "Oger", "N’Guyen",
    "Nguyen", "Øvrebø", "Straße", "Strasse", "Zoë", "Ёлка", "李",
  ].sorted { SortKey($0) < SortKey($1) }
  #expect(
    sorted == [
      "Abel Zoé", "Ábel Zoé", "Amélie", "D’Alembert", "Dalle", "DALMAS", "Élodie", "Jean Paul",
      "Jean-Paul", "LEFÈVRE", "Lefevre", "Lefèvre", "Nguyen", "N’Guyen", "Œuvrard", "Oger",
      "Øvrebø", "Strasse", "Straße", "Ÿs Éric", "Zoë", "Ёлка", "李",
    ])
}

@Test func `numbers in names sort by their value`() {
  let sorted = ["É 10", "É 2b", "É 2", "É 02", "É 1", "É", "É a", "3 E", "É 20a1", "É 20a01"]
    .sorted { SortKey($0) < SortKey($1) }
  #expect(
    sorted == ["3 E", "É", "É 1", "É 02", "É 2", "É 2b", "É 10", "É 20a01", "É 20a1", "É a"])
}

@Test func `composed and decomposed accents are the same letters`() {
  #expect(SortKey("e\u{301}a") < SortKey("\u{E9}b"))
  #expect(SortKey("\u{E9}a") < SortKey("e\u{301}b"))
}

@Test func `two names are equal only when they are the same bytes`() {
  #expect(SortKey("Zoë") != SortKey("Zoe"))
  #expect(SortKey("Zoë") == SortKey("Zoë"))
}

@Test func `the order of Latin letters is that of Foundation without accents and case`() {
  let letters = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿñãõåčšžÀÉÇÑABCXYZ".map(String.init)
  var disagreements = 0
  for left in letters {
    for right in letters {
      let theirs = left.compare(
        right, options: [.caseInsensitive, .diacriticInsensitive],
        locale: Locale(identifier: "fr_FR"))
      let (first, second) = (SortKey(left + "m"), SortKey(right + "m"))
      switch theirs {
      case .orderedAscending: if !(first < second) { disagreements += 1 }
      case .orderedDescending: if !(second < first) { disagreements += 1 }
      // Equal letters leave the order to what follows them.
      case .orderedSame: if !(SortKey(left + "a") < SortKey(right + "b")) { disagreements += 1 }
      }
    }
  }
  #expect(disagreements == 0)
}
