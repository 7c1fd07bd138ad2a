import Analysis
import Calendar
import Foundation
import Ingest
import Report
import Testing

/// What a page leaves to another one where there is much of it, and what it says instead.
@Suite struct LongPageTests {
  /// The fixture with `count` more reps in team Nord, each behind a target of its own.
  private static func crowded(_ count: Int) -> RunResult {
    var result = Fixture.result()
    guard let model = result.objectives.first(where: { $0.scope.id == "amelie" }) else {
      return result
    }
    for number in 1...count {
      let rep = ScopeID(.rep, "crowd-\(number)")
      result.scopes.append(
        Scope(
          id: rep, name: "Foule \(number)", slug: "crowd-\(number)", parent: ScopeID(.team, "nord"))
      )
      var objective = model
      objective.scope = rep
      objective.objective = "crowd-\(number)"
      result.objectives.append(objective)
    }
    return result
  }

  private static func page(_ path: String, of result: RunResult) throws -> String {
    let documents = try PageTests.documents(result)
    return PageTests.text(try #require(documents.first { $0.path == path }))
  }

  private static func rows(_ page: String, _ heading: String) -> Int {
    let section = page.components(separatedBy: "id=\"\(heading)\"").dropFirst().first ?? ""
    let body = section.components(separatedBy: "</tbody>")[0]
    return body.components(separatedBy: "<tbody>").last?.components(separatedBy: "<tr").dropFirst()
      .count ?? 0
  }

  @Test(arguments: [(30, 40), (60, 25)])
  func `beside its teams a company shows the latest reps where they are many`(
    more: Int, shown: Int
  ) throws {
    let page = try Self.page("company/index.html", of: Self.crowded(more))
    // The fixture has nine reps and what nobody owns.
    #expect(Self.rows(page, "h-reps") == shown)
    #expect(page.contains("autres lignes sont dans les pages des équipes") == (shown == 25))
  }

  @Test func `a team shows all of its reps`() throws {
    let page = try Self.page("teams/nord/index.html", of: Self.crowded(60))
    #expect(Self.rows(page, "h-reps") == 65)
  }

  @Test func `in a long cascade the objectives of reps are left to the teams`() throws {
    let short = try Self.page("company/objectives.html", of: Self.crowded(20))
    #expect(Self.rows(short, "h-tree") == 32)
    let long = try Self.page("company/objectives.html", of: Self.crowded(150))
    #expect(Self.rows(long, "h-tree") == 3)
    #expect(long.contains("159 objectifs de commerciaux sont dans les pages des équipes."))
    let team = try Self.page("teams/nord/objectives.html", of: Self.crowded(80))
    #expect(team.contains("Foule 80"))
  }

  @Test func `of many doubts of one kind five are said`() throws {
    var result = Fixture.result()
    let model = try #require(result.objectiveFindings.first)
    result.objectiveFindings = (1...40).map { _ in model }
    result.objectiveFindings.append(
      Diagnostic(
        "objective-check-incomplete", .note, at: Place(file: "objectives.yaml"), "another kind"))
    let page = try Self.page("company/quality.html", of: result)
    #expect(page.components(separatedBy: "class=\"finding\"").count - 1 == 6)
    #expect(page.contains("another kind"))
    #expect(page.contains("35 autres constats ne sont pas montrés"))
  }

  @Test func `a work list that the actions say already is left out`() throws {
    var result = Fixture.result()
    let elodie = ScopeID(.rep, "elodie")
    let place = try #require(result.actions.firstIndex { $0.scope == elodie })
    func add(_ id: String, _ kind: RunResult.ActionList.Kind) {
      result.actions[place].items.append(
        .init(kind: kind, id: id, name: id, stage: "", amount: nil, since: nil, days: nil))
    }
    add("d1", .pastClose)
    add("d2", .stuck)
    #expect(try Self.page("reps/elodie/index.html", of: result).contains("h-worklists"))
    add("d2", .pastClose)
    #expect(!(try Self.page("reps/elodie/index.html", of: result).contains("h-worklists")))
    let mail = try #require(try MailTests.mail(result: result).first)
    #expect(!mail.contains("AFFAIRES DONT LA CL"))
  }

  @Test func `without XHTML the other pages are the same`() throws {
    var options = Fixture.options
    options.hasXHTML = false
    let documents = try Reporter(templates: Files.templates, options: options)
      .documents(for: Fixture.result())
    let all = try PageTests.documents()
    #expect(all.contains { $0.path.hasSuffix(".xhtml") })
    let kept = all.filter { !$0.path.hasSuffix(".xhtml") }
    #expect(documents.map(\.path) == kept.map(\.path))
    for (one, other) in zip(documents, kept) { #expect(one.bytes == other.bytes, "\(one.path)") }
  }

  @Test func `a table of activity has no column of zeros and none of a variant`() throws {
    var result = Fixture.result()
    var variant = Fixture.kpi("calls[cold]", "Appels froids", "Cold calls", .count, .leading)
    variant.tile = nil
    result.kpis.insert(variant, at: 0)
    result.figures += result.figures.filter { $0.kpi == "calls" }.map {
      var figure = $0
      figure.kpi = "calls[cold]"
      return figure
    }
    result.figures = FigureList(
      result.figures.map { figure in
        guard figure.kpi == "quotes", figure.value != nil else { return figure }
        var zero = figure
        zero.value = Quantity(.count, 0)
        return zero
      })
    let page = try Self.page("company/activity.html", of: result)
    let table = page.components(separatedBy: "id=\"h-activity\"")[1].components(
      separatedBy: "</table>")[0]
    #expect(table.contains(">Appels</th>") && table.contains(">Rendez-vous tenus</th>"))
    #expect(!table.contains("Appels froids") && !table.contains("Devis envoyés"))
  }

  // MARK: The parts of a target

  private static func term(
    _ scope: String? = nil, team: String? = nil, share: Quantity? = nil, month: Int? = nil,
    euros: Int64
  ) -> ObjectiveResult.TargetTerm {
    ObjectiveResult.TargetTerm(
      scope: scope.map { ScopeID(.rep, $0) }, team: team, validFrom: Fixture.quarter.start,
      stated: scope == nil ? Quantity(.money, 10_000_000) : nil, tenureMonth: month,
      ramp: month.map { _ in Quantity(.rate, 1, over: 4) },
      fte: month.map { _ in Quantity(.rate, 4, over: 5) }, share: share,
      amount: Quantity(.money, euros * 100), toDate: Quantity(.money, euros * 50))
  }

  private static func basis(_ terms: [ObjectiveResult.TargetTerm], of id: String) throws -> String {
    var result = Fixture.result()
    for place in result.objectives.indices where result.objectives[place].scope.id == id {
      result.objectives[place].targetTerms = terms
    }
    let page = try page(
      id == "company" ? "company/objectives.html" : "reps/\(id)/index.html", of: result)
    return page.replacingOccurrences(of: "\u{202F}", with: " ")
      .replacingOccurrences(of: "&nbsp;", with: " ")
  }

  @Test func `the parts of a target are multiplied out`() throws {
    let page = try Self.basis(
      [
        Self.term(team: "sud", share: Quantity(.rate, 1, over: 3), month: 2, euros: 6_667),
        Self.term(team: "nord", share: Quantity(.rate, 2, over: 3), euros: 66_667),
      ], of: "amelie")
    #expect(
      page.contains(
        "<dt>Compté, Équipe Sud</dt><dd>100 000 € × 33,3 % du rythme × 25 % de montée en charge "
          + "(mois 2) × 80 % d’un temps plein = 6 667 €, dont 3 334 € attendus à ce jour</dd>"))
    #expect(page.contains("<dt>Compté, Équipe Nord</dt><dd>100 000 € × 66,7 % du rythme = "))
  }

  @Test func `a target that is a sum names who has how much`() throws {
    let few = try Self.basis(
      [
        Self.term("amelie", euros: 40_000), Self.term("bruno", euros: 9_000),
        Self.term("amelie", euros: 2_000),
      ], of: "company")
    #expect(
      few.contains("<dt>Amélie Durand</dt><dd>42 000 €, dont 21 000 € attendus à ce jour</dd>"))
    #expect(few.contains("<dt>Bruno Lefèvre</dt>"))
    let many = try Self.basis(
      (1...15).map { Self.term("rep-\($0)", euros: Int64($0) * 1_000) }, of: "company")
    #expect(many.contains("<dt>rep-4</dt>") && !many.contains("<dt>rep-3</dt>"))
    #expect(many.contains("<dt>3 autres</dt><dd>6 000 €, dont 3 000 € attendus à ce jour</dd>"))
  }

  // MARK: Words

  @Test func `a projection without the deals to come has no chances`() throws {
    for (path, isSaid) in [("reps/elodie/index.html", false), ("reps/amelie/index.html", true)] {
      let page = try Self.page(path, of: Fixture.result())
      #expect(page.contains("sur 100 d’atteindre") == isSaid, "\(path)")
      #expect(page.contains("non estimées") == !isSaid, "\(path)")
    }
  }

  @Test func `a mail says what its bars mean, and of which KPI they are where they differ`() throws
  {
    let legend = "Trait orange"
    var result = Fixture.result()
    func html(_ result: RunResult) throws -> String {
      let mail = try #require(
        try MailTests.mail(scope: ScopeID(.team, "nord"), result: result).first)
      return mail.replacingOccurrences(of: "=\r\n", with: "")
    }
    #expect(try html(result).contains(legend))
    let kpi = "Appels</span>"
    #expect(!(try html(result).contains(kpi)))
    let place = try #require(result.objectives.firstIndex { $0.scope.id == "bruno" })
    result.objectives[place].kpi = "calls"
    #expect(try html(result).contains(kpi))
    result.objectives.removeAll { $0.scope.kind == .rep }
    #expect(!(try html(result).contains(legend)))
  }
}
