import Analysis
import Calendar
import Ingest

/// One source of the draft: the newest file of a pattern, and what it turned out to be.
struct DraftSource {
  var name: String
  var pattern: String
  var survey: FileSurvey
  /// Whether the order of its dates is not its own word.
  var orderIsLikely = false

  /// Groups recognised files by the pattern of their names, the newest of each first, and names
  /// them: by their table where it is the only source of it, else by their file.
  static func grouped(_ surveys: [FileSurvey], zone: TimeZoneRules) -> [DraftSource] {
    let order = FileNameDate.order(of: surveys.map { FilePath.name(of: $0.file.name) }) ?? .day
    var newest: [String: (date: CalendarDate?, survey: FileSurvey)] = [:]
    for survey in surveys where survey.recognition != nil {
      let pattern = pattern(of: survey, among: surveys, zone)
      let stored = FilePattern.archive(in: survey.file.name)?.archive ?? survey.file.name
      let date =
        FilePattern.date(in: FilePath.name(of: stored), zone: zone, order: order)
        ?? FilePattern.date(
          in: FilePath.name(of: FilePath.folder(of: stored)), zone: zone, order: order)
      if let known = newest[pattern]?.date, let date, date < known { continue }
      var survey = survey
      if let known = newest[pattern], known.date == date, !isEdition(survey.file.name) {
        survey.parts = known.survey.parts + [known.survey.file]
      }
      newest[pattern] = (date, survey)
    }
    let sources = newest.sorted { left, right in
      (rank(left.value.survey), left.key) < (rank(right.value.survey), right.key)
    }
    var counts: [Entity: Int] = [:]
    for source in sources {
      if let entity = source.value.survey.recognition?.entity { counts[entity, default: 0] += 1 }
    }
    var used: Set<String> = []
    return sources.compactMap { pattern, found in
      guard let entity = found.survey.recognition?.entity else { return nil }
      var name = entity.rawValue
      if counts[entity] != 1 {
        let stem = FilePath.name(of: pattern).split(separator: ".").first.map(String.init) ?? name
        name = Slug.of(stem.replacing("hubspot-crm-exports-", with: ""))
        if name.isEmpty { name = entity.rawValue }
      }
      var free = name
      var number = 2
      while !used.insert(free).inserted {
        free = "\(name)-\(number)"
        number += 1
      }
      return DraftSource(name: free, pattern: pattern, survey: found.survey)
    }
  }

  /// Whether a file stands for others of its day, instead of beside them.
  private static func isEdition(_ name: String) -> Bool {
    FilePattern.withoutDownloadNumber(name) != nil || FilePattern.edition(of: name) != nil
  }

  private static func rank(_ survey: FileSurvey) -> Int {
    survey.recognition.flatMap { Entity.allCases.firstIndex(of: $0.entity) } ?? 0
  }

  /// The file's name with `*` for its date, or that of its folder, unless that would take in another kind of file.
  private static func pattern(
    of survey: FileSurvey, among surveys: [FileSurvey], _ zone: TimeZoneRules
  ) -> String {
    if let (archive, member) = FilePattern.archive(in: survey.file.name) {
      let name = FilePattern.undated(FilePath.name(of: archive), zone: zone)
      let path = FilePath.joined(FilePath.folder(of: archive), name ?? FilePath.name(of: archive))
      let members = surveys.filter { $0.file.name.hasPrefix(archive + "/") }
      // The only member needs no name, which may carry a date of its own.
      if members.count == 1 { return path }
      let undated = FilePattern.undated(member, zone: zone) ?? member
      let others = members.filter { FilePattern.matches($0.file.name, "\(archive)/\(undated)") }
      return "\(path)/\(isOneKind(others) ? undated : member)"
    }
    let folder = FilePath.folder(of: survey.file.name)
    let name = FilePath.name(of: survey.file.name)
    let wildcard = FilePattern.undated(name, zone: zone)
    let undatedFolder = FilePattern.undated(FilePath.name(of: folder), zone: zone).map {
      FilePath.joined(FilePath.folder(of: folder), $0)
    }
    guard wildcard != nil || undatedFolder != nil else { return survey.file.name }
    let pattern = (
      folder: wildcard == nil ? undatedFolder ?? folder : folder, name: wildcard ?? name
    )
    let others = surveys.filter {
      FilePattern.matches(FilePath.folder(of: $0.file.name), pattern.folder)
        && FilePattern.matches(FilePath.name(of: $0.file.name), pattern.name)
    }
    return isOneKind(others) ? FilePath.joined(pattern.folder, pattern.name) : survey.file.name
  }

  private static func isOneKind(_ surveys: [FileSurvey]) -> Bool {
    surveys.allSatisfy {
      $0.recognition?.entity == surveys.first?.recognition?.entity
        && $0.recognition?.dialect == surveys.first?.recognition?.dialect
    }
  }

  /// Whether its name ends in a number, as Pipedrive and browsers count files, and carries no date.
  var isNumbered: Bool {
    guard !pattern.contains("*") else { return false }
    let stem = FilePath.name(of: pattern).prefix { $0 != "." }
    return stem.hasSuffix(")") || stem.last?.isNumber == true
  }

  /// What it says of required columns that it does not have.
  var missingColumns: [Diagnostic] {
    survey.diagnostics.filter { $0.severity == .error && $0.id == "header-missing-column" }
  }

  /// Whether it lacks columns that it can't be read without; a report needs opportunities alone.
  func isLeftOut(among sources: [DraftSource]) -> Bool {
    !missingColumns.isEmpty && survey.recognition?.entity != .opportunities
      && sources.contains {
        $0.survey.recognition?.entity == .opportunities && $0.missingColumns.isEmpty
      }
  }

  // MARK: What its words say

  /// A status that nothing tells but the name of a stage, or the probability of all that is in it.
  struct StageStatus {
    var stage: String
    var status: String
    var isOfName: Bool
  }

  /// Stages whose words or probabilities tell a status that nothing else tells.
  var stageStatuses: [StageStatus] {
    guard !survey.saysStatus else { return [] }
    return survey.stages.compactMap { stage in
      guard FileSurvey.status(of: stage) == "open" else { return nil }
      if let status = StatusWords.status(in: stage.name) {
        return StageStatus(stage: stage.name, status: status, isOfName: true)
      }
      return stage.isCertain
        ? StageStatus(stage: stage.name, status: "won", isOfName: false) : nil
    }
  }

  /// Whether its status is told by its stages alone, and none of them stands for won.
  var lacksWonStage: Bool {
    survey.recognition?.entity == .opportunities && !survey.saysStatus && !survey.stages.isEmpty
      && !survey.stages.contains { $0.statuses["won"] != nil }
      && !stageStatuses.contains { $0.status == "won" }
  }

  /// The stages that an opportunity goes through while it is open, in order.
  ///
  /// The stages of each pipeline stand together where there are two; the pipeline is nothing where
  /// there is one.
  var openStages: [(name: String, pipeline: String?)] {
    let proposed = Set(stageStatuses.map(\.stage))
    let open = survey.stages.filter { stage in
      !proposed.contains(stage.name)
        && FileSurvey.status(of: stage).map { $0 == "open" } ?? !isClosed(stage)
    }.map(\.name)
    let ofPipelines = survey.pipelines.flatMap { pipeline in
      pipeline.stages.filter(open.contains).map { (name: $0, pipeline: Optional(pipeline.name)) }
    }
    guard Set(ofPipelines.map(\.pipeline)).count > 1 else { return open.map { ($0, nil) } }
    // Those of rows that name no pipeline go by their names alone.
    let known = Set(ofPipelines.map(\.name))
    return ofPipelines + open.filter { !known.contains($0) }.map { ($0, nil) }
  }

  /// Whether a stage is called by the status of some of its rows: the others contradict it.
  private func isClosed(_ stage: FileSurvey.Stage) -> Bool {
    StatusWords.status(in: stage.name).map { stage.statuses[$0] != nil } ?? false
  }
}
