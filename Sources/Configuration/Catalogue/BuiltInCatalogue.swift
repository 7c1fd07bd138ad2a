package import Analysis
import Ingest

extension Configuration {
  /// The KPIs that every configuration starts from.
  package static func builtInCatalogue() -> Catalogue { CatalogueSource.builtIn.catalogue }

  /// Makes what every configuration is read with; without it the first to ask makes it.
  ///
  /// It takes about as long as the rest of reading one, and can be done on another thread meanwhile.
  package static func prepare() {
    _ = CatalogueSource.builtIn
    _ = DialectCatalogue.builtIn
  }
}

extension CatalogueSource {
  /// What the built-in catalogue holds, made once.
  struct BuiltIn: Sendable {
    let catalogue: Catalogue
    let measurePlaces: [String: Place]
    let tables: [String: KPIExample.Table]
    /// What is wrong with it: nothing.
    let diagnostics: [Diagnostic]
  }

  static let builtIn: BuiltIn = {
    let findings = Findings()
    var source = CatalogueSource(findings: findings)
    source.read(builtInFiles.compactMap { NodeReader.root(of: $0.nodes, file: $0.name) })
    return BuiltIn(
      catalogue: source.catalogue, measurePlaces: source.measurePlaces,
      tables: source.examples.tables, diagnostics: findings.sorted)
  }()

  /// The files of the built-in catalogue in the order of the dictionary, one a subject, parsed when
  /// the program was built.
  static let builtInFiles: [(nodes: String, name: String)] = [
    (EmbeddedText.results, "results"), (EmbeddedText.conversion, "conversion"),
    (EmbeddedText.pipeline, "pipeline"), (EmbeddedText.cycle, "cycle"),
    (EmbeddedText.activity, "activity"), (EmbeddedText.leads, "leads"),
    (EmbeddedText.customers, "customers"), (EmbeddedText.support, "support"),
    (EmbeddedText.people, "people"), (EmbeddedText.readings, "readings"),
    (EmbeddedText.diagnoses, "diagnoses"),
  ].map { ($0.0, "\(builtInFolder)\($0.1).yaml") }
}
