package import Analysis
import Calendar

/// How the judgement of an objective came about, part by part: what each number is made of, for
/// people at a terminal and for programs.
package struct ObjectiveAccount {
  /// What some lines are about, as the text heads them.
  package enum Subject: String {
    case standing = "where it stands"
    case target = "effective target"
    case projection
    case backTests = "back-tests: median forecast at the same point, and what came"
    case causes = "causes of the gap to date"
    case readings = "causes taken apart"
    case challenge
  }

  /// One number with its name.
  package struct Line {
    package var subject: Subject
    /// A fixed token: `achieved`, `target`, `target_term`, `cause`, `checksum` and so on.
    package var role: String
    package var objective: String
    /// What tells it from others of its role, in words; empty where it is the only one.
    package var name: String
    package var scope: ScopeID?
    package var value: Quantity?

    /// Role and name for a reader.
    var label: String {
      let role = role.split(separator: "_").joined(separator: " ")
      let parts = [role, scope?.description ?? "", name].filter { !$0.isEmpty }
      return parts.joined(separator: ", ")
    }
  }

  package let objective: String
  package private(set) var lines: [Line] = []

  private let minorDigits: Int

  /// The objective that was asked about, or those that a KPI of attainment or forecast is set against,
  /// for the scope and period of a figure.
  static func all(
    of request: ExplanationRequest, objective: String?, in result: RunResult
  ) -> [ObjectiveAccount] {
    let isSetAgainst =
      if case .algorithm(let name, _, _) = request.kpi.formula {
        KPIAlgorithm.needingTarget.contains(name)
      } else { false }
    guard objective != nil || isSetAgainst else { return [] }
    return result.objectives.filter { found in
      found.scope == request.scope && found.period.hasDays(of: request.period)
        && (objective.map { $0 == found.objective }
          ?? (found.kind == .cumul && found.target?.unit == .money))
    }.map { ObjectiveAccount($0, in: result) }
  }

  init(_ judged: ObjectiveResult, in result: RunResult) {
    objective = judged.objective
    minorDigits = result.currency.minorDigits
    addStanding(judged)
    addTarget(judged)
    let forecast = result.forecasts.first {
      $0.objective == judged.objective && $0.scope == judged.scope
    }
    addProjection(judged, forecast)
    let attribution = result.attributions.first {
      $0.objective == judged.objective && $0.scope == judged.scope
    }
    if let attribution { add(attribution) }
    if let challenge = judged.challenge {
      for standing in challenge.standings {
        add(.challenge, "challenge", challenge.label, standing.scope, standing.actual)
      }
    }
  }

  private mutating func add(_ subject: Subject, _ role: String, _ value: Quantity?) {
    add(subject, role, "", nil, value)
  }

  private mutating func add(
    _ subject: Subject, _ role: String, _ name: String, _ scope: ScopeID?, _ value: Quantity?
  ) {
    guard let value else { return }
    lines.append(
      Line(
        subject: subject, role: role, objective: objective, name: name, scope: scope, value: value))
  }

  private mutating func say(_ subject: Subject, _ role: String, _ name: String) {
    lines.append(
      Line(
        subject: subject, role: role, objective: objective, name: name, scope: nil, value: nil))
  }

  // MARK: Where it stands

  private mutating func addStanding(_ judged: ObjectiveResult) {
    add(.standing, "achieved", judged.actual)
    if judged.actual == nil { say(.standing, "no_value", judged.absentReason?.rawValue ?? "") }
    add(.standing, "target", "\(judged.comparator.rawValue)", nil, judged.target)
    add(.standing, "expected_to_date", judged.expectedToDate)
    add(.standing, "gap_to_date", judged.gapToDate)
    add(.standing, "gap_to_target", judged.gapToTarget)
    add(.standing, "attainment", judged.attainment)
    add(.standing, "index", judged.index.map { Quantity(.rate, Int64($0), over: 100) })
    say(.standing, "position", "\(judged.position.rawValue), \(judged.solidity.rawValue)")
    if let cohort = judged.cohort {
      say(.standing, "judged_on", "\(cohort.first) to \(cohort.last)")
    }
    if let units = judged.units {
      add(.standing, "units_met", Quantity(.count, Int64(units.met)))
      add(.standing, "units_finished", Quantity(.count, Int64(units.finished)))
    }
    add(.standing, "baseline", judged.baseline)
    add(.standing, "required_per_day", judged.requiredPerDay)
    add(.standing, "required_over_pace", judged.requiredOverPace)
  }

  // MARK: The target

  private mutating func addTarget(_ judged: ObjectiveResult) {
    add(.target, "stated_target", judged.statedTarget)
    for version in judged.versions ?? [] {
      let words = [version.reason, version.author].filter { !$0.isEmpty }
      let name = (["from \(version.validFrom)"] + words).joined(separator: ", ")
      add(.target, "target_version", name, nil, version.target)
    }
    for term in judged.targetTerms ?? [] {
      let name = words(term)
      add(.target, "target_term", name, term.scope, term.amount)
      add(.target, "target_term_to_date", name, term.scope, term.toDate)
    }
    add(.target, "over_assignment", judged.overAssignment)
    if let pace = judged.pace {
      var name = pace.curve.rawValue
      if let count = pace.pastPeriods { name += ", learnt from \(count) past periods" }
      add(.target, "elapsed_share", name, nil, judged.elapsedShare)
      add(.target, "learnt_weight", pace.weight)
    }
    add(.target, "working_days", "elapsed", nil, Quantity(.days, Int64(judged.workingDaysElapsed)))
    add(.target, "working_days", "in all", nil, Quantity(.days, Int64(judged.workingDaysTotal)))
  }

  private func words(_ term: ObjectiveResult.TargetTerm) -> String {
    var words: [String] = []
    if let team = term.team { words.append("in team:\(team)") }
    if let stated = term.stated, let from = term.validFrom {
      words.append("\(DecimalText(stated, minorDigits: minorDigits).text) from \(from)")
    }
    if let month = term.tenureMonth, let ramp = term.ramp {
      words.append("month \(month) of tenure at \(Self.percent(ramp))")
    }
    if let fte = term.fte { words.append("\(Self.percent(fte)) of a full time") }
    if let share = term.share { words.append("\(Self.percent(share)) of the pace") }
    return words.joined(separator: ", ")
  }

  private static func percent(_ rate: Quantity) -> String {
    DecimalText(rate.scaled(by: 10_000), decimals: 2, isTrimmed: true).text + " %"
  }

  // MARK: The projection

  private mutating func addProjection(
    _ judged: ObjectiveResult, _ forecast: RunResult.Forecast?
  ) {
    guard let projection = judged.projection else { return }
    add(.projection, "projection_p10", projection.p10)
    add(.projection, "projection_p50", projection.p50)
    add(.projection, "projection_p90", projection.p90)
    add(.projection, "probability", projection.probability)
    for estimate in forecast?.estimates ?? [] {
      add(.projection, "method", estimate.method.rawValue, nil, estimate.value)
      add(.projection, "method_weight", estimate.method.rawValue, nil, estimate.weight)
      add(.projection, "method_error", estimate.method.rawValue, nil, estimate.wape)
    }
    add(.projection, "crm_weighted", forecast?.crmWeighted)
    add(.projection, "widening", forecast?.factor)
    add(.projection, "interval_coverage", forecast?.coverage)
    add(.projection, "forecast_wape", forecast?.wape)
    add(.projection, "forecast_bias", forecast?.bias)
    if !projection.isCalibrated { say(.projection, "not_calibrated", "") }
    if let spread = forecast?.spread { say(.projection, "wide_because", spread.rawValue) }
    for test in forecast?.backTests ?? [] {
      add(.backTests, "forecast", test.period, nil, test.p50)
      add(.backTests, "actual", test.period, nil, test.actual)
    }
  }

  // MARK: The causes

  private mutating func add(_ attribution: RunResult.Attribution) {
    if let reason = attribution.absentReason {
      let from = attribution.availableFrom.map { ", from \($0) on" } ?? ""
      return say(.causes, "no_causes", reason.rawValue + from)
    }
    for part in attribution.parts {
      add(.causes, "cause", part.cause.rawValue, nil, part.amount)
      add(.causes, "mix_effect", part.cause.rawValue, nil, part.mix)
    }
    add(.causes, "checksum", "sum of the causes = gap to date", nil, attribution.checksum)
    for reading in attribution.readings ?? [] {
      let of = [reading.of.rawValue, reading.kind.rawValue, reading.dimension ?? ""]
        .filter { !$0.isEmpty }.joined(separator: " by ")
      for part in reading.parts {
        let count = part.count.map { " (\($0))" } ?? ""
        add(.readings, "reading", "\(of), \(part.name)\(count)", nil, part.amount)
      }
    }
  }
}
