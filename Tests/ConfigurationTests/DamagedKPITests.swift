import Ingest
import Testing

@testable import Analysis
@testable import Configuration

/// The KPIs that findings name are those of the catalogue, and made of the table concerned.
struct DamagedKPITests {
  private let catalogue = CatalogueSource.builtIn.catalogue

  /// What is adopted is compared with what customers have, whose table alone is told of.
  static let entities = Entity.allCases.filter { $0 != .features }

  @Test(arguments: entities)
  func `a finding of a table names KPIs of that table`(entity: Entity) throws {
    for id in DamagedKPIs.ofRecords(in: entity) {
      let kpi = try #require(catalogue.kpi(id), "\(id)")
      #expect(tables(of: kpi).contains(entity), "\(id) is made of \(tables(of: kpi))")
    }
  }

  private func tables(of kpi: KPI) -> Set<Entity> {
    switch kpi.formula {
    case .derived(let expression):
      return Set(expression.parts.compactMap { catalogue.kpi($0.kpi) }.flatMap(tables))
    case .algorithm(let name, let roles, _):
      return Set(roles.values.compactMap { catalogue.measures[$0]?.entity })
        .union(KPIAlgorithm.tables[name] ?? [])
    default:
      return Set(kpi.formula.measureIDs.compactMap { catalogue.measures[$0]?.entity })
    }
  }
}
