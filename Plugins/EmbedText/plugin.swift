import Foundation
import PackagePlugin

/// Turns the `*.yaml` and `*.tsv` files under a target's `Data` folders into `EmbeddedText`, an
/// enumeration with one string constant per file.
@main
struct EmbedText: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let directory = target.sourceModule?.directoryURL else { return [] }
    let found = FileManager.default.enumerator(at: directory, includingPropertiesForKeys: nil)
    let files = (found?.compactMap { $0 as? URL } ?? [])
      .filter { ["yaml", "tsv"].contains($0.pathExtension) }
      .sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedText.swift")
    return [
      .buildCommand(
        displayName: "Embedding the data files of \(target.name)",
        executable: try context.tool(named: "embed-text").url,
        arguments: [output.path] + files.map(\.path),
        inputFiles: files, outputFiles: [output])
    ]
  }
}
