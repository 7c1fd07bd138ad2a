package import Analysis

extension Configuration {
  /// The KPIs that every configuration starts from.
  package static func builtInCatalogue() -> Catalogue {
    var source = CatalogueSource(findings: Findings())
    source.read(CatalogueSource.builtInFiles)
    return source.catalogue
  }
}

extension CatalogueSource {
  /// The files of the built-in catalogue in the order of the dictionary, one a subject.
  static let builtInFiles: [(text: String, name: String)] = [
    (EmbeddedText.results, "results"), (EmbeddedText.conversion, "conversion"),
    (EmbeddedText.pipeline, "pipeline"), (EmbeddedText.cycle, "cycle"),
    (EmbeddedText.activity, "activity"), (EmbeddedText.leads, "leads"),
    (EmbeddedText.customers, "customers"), (EmbeddedText.support, "support"),
    (EmbeddedText.people, "people"), (EmbeddedText.readings, "readings"),
    (EmbeddedText.diagnoses, "diagnoses"),
  ].map { ($0.0, "\(builtInFolder)\($0.1).yaml") }
}
