import Foundation
import PackagePlugin

/// Turns data files of a target into `EmbeddedText`, an enumeration with one string constant per
/// file: the `*.yaml` and `*.tsv` files under its `Data` folders, and for the executable the
/// default templates, which stand at the top level where people find and copy them.
@main
struct EmbedText: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let directory = target.sourceModule?.directoryURL else { return [] }
    let templates = context.package.directoryURL.appending(path: "templates/default")
    let (folder, kinds) =
      target.name == "jalon" ? (templates, ["xhtml"]) : (directory, ["yaml", "tsv"])
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let files = (found?.compactMap { $0 as? URL } ?? [])
      .filter { kinds.contains($0.pathExtension) }
      .sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedText.swift")
    return [
      .buildCommand(
        displayName: "Embedding the data files of \(target.name)",
        executable: try context.tool(named: "embed-text").url,
        arguments: [output.path, folder.path] + files.map(\.path),
        inputFiles: files, outputFiles: [output])
    ]
  }
}
