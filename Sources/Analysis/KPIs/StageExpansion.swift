import Ingest

extension Catalogue {
  /// Entries with `{a}` in their identifier become one entry for each stage, `{b}` being the next
  /// stage, or being won after the last (ruling 26: `stage_conversion[qualification>proposition]`).
  ///
  /// Without stages nothing can be said of them, and they are left out. After the last stage of a
  /// pipeline comes being won, not the first stage of the next pipeline.
  package func expanded(stages: [AnalysisPlan.Stage]) -> Catalogue {
    var result = Catalogue(measures: measures, examples: examples, diagnoses: diagnoses)
    for kpi in kpis {
      guard kpi.id.contains("{a}") else {
        result.kpis.append(kpi)
        continue
      }
      for (index, stage) in stages.enumerated() {
        let next = stages.dropFirst(index + 1).first { $0.pipeline == stage.pipeline }
        let pair = StagePair(first: stage, second: next)
        result.kpis.append(pair.filled(kpi))
        for id in kpi.formula.catalogueMeasureIDs {
          guard let measure = measures[id] else { continue }
          let filled = pair.filled(measure)
          result.measures[filled.id] = filled
        }
      }
    }
    return result
  }
}

/// A stage and the one after it, and what they fill in.
private struct StagePair {
  let first: AnalysisPlan.Stage
  /// Nothing after the last stage: then the deal is won.
  let second: AnalysisPlan.Stage?

  private func identifiers(_ text: String) -> String {
    text.replacing("{a}", with: Self.identifier(first))
      .replacing("{b}", with: second.map(Self.identifier) ?? "won")
  }

  private func names(_ text: String, won: String) -> String {
    text.replacing("{a}", with: first.name).replacing("{b}", with: second?.name ?? won)
  }

  /// `negociation`, or `negociation_ventes` for the stage of one pipeline.
  private static func identifier(_ stage: AnalysisPlan.Stage) -> String {
    let name = stage.pipeline.map { "\(stage.label) \($0)" } ?? stage.label
    return String(
      HeaderText.folded(name).map { character in
        character.isASCII && (character.isLetter || character.isNumber) ? character : "_"
      })
  }

  private func filled(_ text: LocalizedText) -> LocalizedText {
    var text = text
    for (language, words) in text.texts {
      text.texts[language] = names(words, won: language == "fr" ? "Gagné" : "Won")
    }
    return text
  }

  func filled(_ measure: Measure) -> Measure {
    var measure = measure
    measure.filter = measure.filter.mapValues { $0.map { names($0, won: "won") } }
    measure.id = measureID(measure.id)
    return measure
  }

  private func measureID(_ id: String) -> String { "\(id)[\(Self.identifier(first))]" }

  func filled(_ kpi: KPI) -> KPI {
    var kpi = kpi
    kpi.id = identifiers(kpi.id)
    kpi.label = filled(kpi.label)
    kpi.definition = filled(kpi.definition)
    kpi.formula =
      switch kpi.formula {
      case .simple(let measure): .simple(measure: measureID(measure))
      case .ratio(let numerator, let denominator):
        .ratio(numerator: measureID(numerator), denominator: measureID(denominator))
      case .statistic(let measure, let statistic):
        .statistic(measure: measureID(measure), statistic: statistic)
      case .cumulative(let measure): .cumulative(measure: measureID(measure))
      case .conversion(let measure, let to, let filter, let days):
        .conversion(
          measure: measureID(measure), to: names(to, won: "won"), filter: filter, days: days)
      case .algorithm(let name, let measures, let parameters):
        .algorithm(
          name: name, measures: measures.mapValues(measureID), parameters: parameters)
      case .derived, .unavailable: kpi.formula
      }
    return kpi
  }
}
