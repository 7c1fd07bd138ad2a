import Analysis
import Calendar
import Testing

@testable import Configuration

/// The records that stand behind the worked examples of the catalogue.
@Suite struct ExampleExplanationTests {
  private static let catalogue = Configuration.builtInCatalogue()

  private static func explanations(of id: String) -> [Explanation] {
    guard let kpi = catalogue.kpi(id) else { return [] }
    return (catalogue.examples[id] ?? []).flatMap { $0.explanations(of: kpi, in: catalogue) }
  }

  private static func total(_ explanation: Explanation, _ name: String) -> Fraction? {
    let roles = explanation.roles.filter { $0.name == name }
    return roles.isEmpty ? nil : roles.map { Fraction($0.total) }.sum()
  }

  @Test(arguments: catalogue.examples.keys.sorted())
  func `the records of a worked example add up to what it gives`(id: String) {
    for explanation in Self.explanations(of: id) {
      guard let figure = explanation.figure else { continue }
      for role in explanation.roles {
        let sum = role.records.compactMap(\.value).map { Fraction($0) }.sum()
        #expect(sum == Fraction(role.total), "\(id) \(role.name)")
      }
      if let counted = Self.total(explanation, "counted"), let value = figure.value {
        #expect(counted == Fraction(value), "\(id)")
      }
      if let numerator = figure.numerator, let found = Self.total(explanation, "numerator") {
        #expect(found == Fraction(numerator), "\(id)")
      }
      if let denominator = figure.denominator, let found = Self.total(explanation, "denominator") {
        #expect(found == Fraction(denominator), "\(id)")
      }
      let sample = explanation.roles.filter { $0.name == "sample" }.flatMap(\.records)
      for (part, sum) in [("numerator", figure.numerator), ("denominator", figure.denominator)] {
        guard let sum, sum.numerator != 0, sample.isEmpty else { continue }
        #expect(Self.total(explanation, part) != nil, "\(id) lists no \(part)")
      }
      if !sample.isEmpty, Self.total(explanation, "numerator") == nil {
        #expect(sample.count == figure.count, "\(id)")
      }
      if let value = figure.value, value.numerator != 0 {
        #expect(explanation.roles.contains { !$0.records.isEmpty }, "\(id)")
      }
    }
  }

  @Test(arguments: catalogue.examples.keys.sorted())
  func `nothing is both listed and left out`(id: String) {
    for explanation in Self.explanations(of: id) {
      let listed = Set(
        explanation.roles.flatMap { role in
          role.records.filter { $0.line > 0 }.map { "\(role.entity) \($0.line)" }
        })
      let entity = explanation.roles.first?.entity ?? ""
      for leftOut in explanation.leftOut where Set(explanation.roles.map(\.entity)).count == 1 {
        #expect(!listed.contains("\(entity) \(leftOut.record.line)"), "\(id)")
      }
    }
  }

  @Test(arguments: [
    ("frt[p95]", "p95"), ("frt[p50]", "median"), ("cycle_won[median]", "median"),
    ("cycle_won[p80]", "p80"),
  ])
  func `the value of a sample stands at the rank that is said`(id: String, statistic: String) throws
  {
    let explanations = Self.explanations(of: id).filter { $0.figure?.value != nil }
    #expect(!explanations.isEmpty)
    for explanation in explanations {
      let sample = try #require(explanation.roles.first { $0.part == .sample })
      let rank = try #require(sample.rank)
      #expect(rank.statistic == statistic)
      let values = [rank.first, rank.last].compactMap { sample.records[$0 - 1].value }
      let middle = values.map { Fraction($0) }.sum() / Fraction(values.count)
      #expect(Fraction(try #require(explanation.figure?.value)) == middle)
    }
  }
}
