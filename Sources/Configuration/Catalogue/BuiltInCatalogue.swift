package import Analysis

extension Configuration {
  /// The KPIs that every configuration starts from.
  package static func builtInCatalogue() -> Catalogue {
    var source = CatalogueSource(findings: Findings())
    source.read(EmbeddedText.catalogue, file: CatalogueSource.builtInName)
    return source.catalogue
  }
}
