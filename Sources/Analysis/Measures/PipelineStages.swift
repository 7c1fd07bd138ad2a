import Ingest

/// Tells stages of equal names apart by their pipeline: a stage is the two together (exports.md B7).
///
/// It has to do only where a configured stage names its pipeline. A record that names none, as many
/// histories of stages do, goes by the name of the stage, as far as only one pipeline has it.
struct PipelineStages: Sendable {
  private struct Key: Hashable {
    let label: String
    let pipeline: String
  }

  /// The names that figures are shown under, by folded texts of the exports.
  private let names: [Key: String]
  /// By folded label, the name of the only stage that is called so.
  private let onlyNames: [String: String]
  /// By entity: a code stands for one stage in all batches of a run.
  private var codes: [Entity: StageCodes] = [:]

  init(_ stages: [AnalysisPlan.Stage]) {
    var names: [Key: String] = [:]
    var all: [String: [String]] = [:]
    for stage in stages {
      let label = HeaderText.folded(stage.label)
      all[label, default: []].append(stage.name)
      if let pipeline = stage.pipeline {
        names[Key(label: label, pipeline: HeaderText.folded(pipeline))] = stage.name
      }
    }
    self.names = names
    onlyNames = names.isEmpty ? [:] : all.compactMapValues { $0.count == 1 ? $0.first : nil }
  }

  /// The table with the stages of its rows under the names of the configuration; those that it does
  /// not know stay as they are.
  mutating func named(_ table: ExportTable) -> ExportTable {
    guard !names.isEmpty, table.entity == .opportunities || table.entity == .stageHistory,
      case .coded(let stages)? = table.columns["stage"]
    else { return table }
    let labels = table.dictionaries["stage"]?.values ?? []
    let pipelines = (table.dictionaries["pipeline"]?.values ?? []).map(HeaderText.folded)
    var pipelineCodes: [Int32] = []
    if case .coded(let values)? = table.columns["pipeline"] { pipelineCodes = values }
    var registry = codes[table.entity] ?? StageCodes()
    var known: [SIMD2<Int32>: Int32] = [:]
    let named = stages.indices.map { row -> Int32 in
      guard stages[row] >= 0 else { return stages[row] }
      let pipeline = row < pipelineCodes.count ? pipelineCodes[row] : Column.missingCode
      let pair = SIMD2(stages[row], pipeline)
      if let code = known[pair] { return code }
      let label = labels[Int(stages[row])]
      let folded = HeaderText.folded(label)
      let name =
        pipeline >= 0
        ? names[Key(label: folded, pipeline: pipelines[Int(pipeline)])] : onlyNames[folded]
      let code = registry.code(of: name ?? label)
      known[pair] = code
      return code
    }
    codes[table.entity] = registry
    let stageNames = CodeDictionary(values: registry.texts)
    return ExportTable(
      entity: table.entity, file: table.file, lines: table.lines,
      columns: table.columns.merging(["stage": .coded(named)]) { $1 },
      dictionaries: table.dictionaries.merging(["stage": stageNames]) { $1 })
  }
}
