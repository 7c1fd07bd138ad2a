package import Analysis

extension Configuration {
  /// The KPIs that every configuration starts from.
  package static func builtInCatalogue() -> Catalogue {
    var source = CatalogueSource(findings: Findings())
    source.readBuiltIn()
    return source.catalogue
  }
}

extension CatalogueSource {
  /// Adds the built-in catalogue.
  mutating func readBuiltIn() {
    read(Self.builtInFiles.compactMap { NodeReader.root(of: $0.nodes, file: $0.name) })
  }

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
