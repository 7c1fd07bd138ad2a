/// A source with its files opened.
struct OpenedSource {
  struct File {
    var file: (path: String, name: String)
    var opened: FileOpening.Opened?
    var diagnostics: [Diagnostic]
  }

  var source: ReadPlan.Source
  var files: [File]
}
