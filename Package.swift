// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled the same strict way; a warning stops the build.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// The rooms, left to right: a target may depend only on what stands above it.
///
/// `Tests/ArchitectureTests` compares every `import` with the same arrows.
let package = Package(
  name: "jalon",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .target(name: "Calendar", exclude: ["Zones/make-zones.py"], swiftSettings: strict),
    .target(name: "CScan"),
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(
      name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(
      name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .target(
      name: "Ingest", dependencies: ["Calendar", "CScan", "CArchive"],
      exclude: ["Dialects/Data"], swiftSettings: strict, plugins: ["EmbedText"]),
    .target(name: "Analysis", dependencies: ["Calendar", "Ingest"], swiftSettings: strict),
    .target(
      name: "Configuration", dependencies: ["Calendar", "Ingest", "Analysis", "Yams"],
      exclude: ["Catalogue/Data"], swiftSettings: strict, plugins: ["EmbedText"]),
    .target(
      name: "Archive",
      dependencies: [
        "Calendar", "Ingest", "Analysis", .product(name: "GRDB", package: "GRDB.swift"),
      ], swiftSettings: strict),
    .target(name: "Markup", dependencies: ["CLibXML2"], swiftSettings: strict),
    .target(
      name: "Report", dependencies: ["Calendar", "Analysis", "Markup", "CXLSXWriter"],
      swiftSettings: strict),
    .target(name: "CFiles"),
    .target(
      name: "Publish",
      dependencies: ["Report", "CFiles", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .executableTarget(
      name: "jalon",
      dependencies: [
        "Calendar", "Ingest", "Analysis", "Configuration", "Archive", "Markup", "Report",
        "Publish", "CFiles",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict, plugins: ["EmbedText"]),

    .testTarget(name: "CalendarTests", dependencies: ["Calendar"], swiftSettings: strict),
    .testTarget(
      name: "IngestTests", dependencies: ["Calendar", "Ingest"], swiftSettings: strict),
    .testTarget(
      name: "AnalysisTests", dependencies: ["Calendar", "Ingest", "Analysis"],
      swiftSettings: strict),
    .testTarget(
      name: "ConfigurationTests",
      dependencies: ["Calendar", "Ingest", "Analysis", "Configuration"], swiftSettings: strict),
    .testTarget(
      name: "ArchiveTests",
      dependencies: [
        "Calendar", "Ingest", "Analysis", "Archive",
        .product(name: "GRDB", package: "GRDB.swift"),
      ], swiftSettings: strict),
    .testTarget(name: "MarkupTests", dependencies: ["Markup"], swiftSettings: strict),
    .testTarget(
      name: "ReportTests", dependencies: ["Calendar", "Ingest", "Analysis", "Markup", "Report"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "PublishTests", dependencies: ["Report", "Publish"], swiftSettings: strict),
    // Runs the binary itself; the dependency makes sure that it is built.
    .testTarget(
      name: "CommandTests", dependencies: ["jalon", "sample-data-generator"],
      swiftSettings: strict),
    // Reads the sources; depends on nothing.
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),

    // Rewrites `sample-data/hubspot-fr/exports`, the same bytes every time.
    .executableTarget(
      name: "sample-data-generator", dependencies: ["Calendar"], path: "sample-data/generator",
      swiftSettings: strict),

    // Data files (`*.yaml`, `*.tsv` under a target's `Data` folder; `templates/default`) become
    // string constants of the binary, YAML parsed already, so that one file is shipped and the data
    // stays a file that a user can read and copy.
    .plugin(name: "EmbedText", capability: .buildTool(), dependencies: ["embed-text"]),
    .executableTarget(name: "embed-text", dependencies: ["Yams"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
