import Analysis
import Ingest
import Testing

@testable import Configuration

struct CatalogueTests {
  private func builtIn() -> (catalogue: Catalogue, diagnostics: [Diagnostic]) {
    let findings = Findings()
    var source = CatalogueSource(findings: findings)
    source.read(CatalogueSource.builtInFiles)
    return (source.catalogue, findings.diagnostics)
  }

  @Test func `the built-in catalogue loads without a finding`() {
    let (catalogue, diagnostics) = builtIn()
    #expect(diagnostics == [])
    #expect(catalogue.kpis.count >= 28)
  }

  @Test func `every KPI has all its texts in French and English`() {
    for kpi in builtIn().catalogue.kpis {
      for text in [kpi.label, kpi.question, kpi.why, kpi.definition] {
        #expect(text.texts.keys.sorted() == ["en", "fr"], "\(kpi.id)")
        #expect(text.texts.values.allSatisfy { !$0.isEmpty }, "\(kpi.id)")
      }
      #expect(!kpi.roles.isEmpty && !kpi.sources.isEmpty, "\(kpi.id)")
    }
  }

  @Test func `every worked example gives what it says`() {
    let catalogue = builtIn().catalogue
    for (id, examples) in catalogue.examples {
      guard let kpi = catalogue.kpi(id) else { continue }
      for example in examples {
        #expect(
          example.outcome(of: kpi, in: catalogue) == example.gives, "\(id) at \(example.place)")
      }
    }
  }
}
