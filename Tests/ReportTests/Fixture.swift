import Analysis
import Calendar
import Ingest
import Markup
import Report

/// A result written by hand: a company, two teams, nine reps, French, with what goes wrong in real
/// life: a rep without objective, a rep without value, few cases, names that attack.
enum Fixture {
  static let asOf = day(2026, 8, 14)
  static let quarter = Period(
    id: "2026-Q3", kind: .quarter, start: day(2026, 7, 1), end: day(2026, 10, 1))
  static let before = Period(
    id: "2026-Q2", kind: .quarter, start: day(2026, 4, 1), end: day(2026, 7, 1))
  static let today = Period(
    id: "2026-08-14", kind: .day, start: asOf, end: day(2026, 8, 15))

  static func day(_ year: Int, _ month: Int, _ day: Int) -> CalendarDate {
    CalendarDate(year: year, month: month, day: day) ?? CalendarDate(dayNumber: 0)
  }

  /// September 2025 to July 2026, and the running August.
  static let months: [Period] = (0..<12).map { offset in
    let month = (8 + offset) % 12 + 1
    let year = 2025 + (8 + offset) / 12
    let next = month == 12 ? day(year + 1, 1, 1) : day(year, month + 1, 1)
    return Period(
      id: "\(year)-\(month < 10 ? "0" : "")\(month)", kind: .month, start: day(year, month, 1),
      end: next)
  }

  // MARK: People

  static let hostile = "<B>Zo\u{EB}</B> \"O'Neil\" =1+1 {{ words }}\u{202E}"
  static let people: [(id: String, name: String, team: String)] = [
    ("amelie", "Amélie Durand", "nord"), ("bruno", "Bruno Lefèvre", "nord"),
    ("chloe", "Chloé Martin", "nord"), ("david", "David N’Guyen", "nord"),
    ("elodie", "Élodie Rousseau", "nord"), ("farid", "Farid Benali", "sud"),
    ("gaelle", "Gaëlle Petit", "sud"), ("hugo", "Hugo Bernard", "sud"),
    ("zoe", hostile, "sud"),
  ]

  static var scopes: [Scope] {
    var scopes = [Scope(id: .company, name: "Ateliers Morvan", slug: "company")]
    scopes.append(
      Scope(id: ScopeID(.team, "nord"), name: "Équipe Nord", slug: "nord", parent: .company))
    scopes.append(
      Scope(id: ScopeID(.team, "sud"), name: "Équipe Sud", slug: "sud", parent: .company))
    for person in people {
      var scope = Scope(
        id: ScopeID(.rep, person.id), name: person.name, slug: person.id,
        parent: ScopeID(.team, person.team), role: "AE")
      if person.id == "elodie" {
        scope.absences = [DaySpan(first: day(2026, 7, 20), last: day(2026, 7, 31))]
        scope.memberships = [
          Scope.Membership(team: "sud", span: DaySpan(last: day(2026, 7, 14))),
          Scope.Membership(team: "nord", span: DaySpan(first: day(2026, 7, 15))),
        ]
      }
      scope.isRampingUp = person.id == "gaelle"
      scopes.append(scope)
    }
    scopes.append(Scope(id: .unassigned, name: "", slug: "unassigned"))
    return scopes
  }

  // MARK: KPIs

  static func kpi(
    _ id: String, _ french: String, _ english: String, _ unit: Unit, _ timing: KPI.Timing,
    direction: Direction = .up
  ) -> KPI {
    var kpi = KPI(id: id, formula: .simple(measure: id), unit: unit, place: .init(file: "kpis"))
    kpi.label = LocalizedText(["fr": french, "en": english])
    kpi.question = LocalizedText(["fr": "Que dit « \(french) » ?", "en": "What is \(english)?"])
    kpi.why = LocalizedText(["fr": "Il se pilote par des actions de chaque semaine."])
    kpi.definition = LocalizedText(["fr": "Somme des affaires gagnées dans la période."])
    kpi.timing = timing
    kpi.direction = direction
    return kpi
  }

  static let kpis: [KPI] = [
    kpi("revenue_won", "CA signé", "Signed revenue", .money, .lagging),
    kpi("n_won", "Affaires gagnées", "Deals won", .count, .lagging),
    kpi("win_rate_closed_n", "Taux de gain", "Win rate", .rate, .lagging),
    kpi("avg_deal", "Panier moyen", "Average deal", .money, .lagging),
    kpi("cycle_won", "Durée du cycle", "Sales cycle", .days, .lagging, direction: .down),
    kpi("open_pipeline", "Pipeline ouvert", "Open pipeline", .money, .leading),
    kpi("coverage", "Couverture", "Coverage", .ratio, .leading),
    kpi("calls", "Appels", "Calls", .count, .leading),
    kpi("meetings_held", "Rendez-vous tenus", "Meetings held", .count, .leading),
    kpi("no_show_rate", "Taux de no-show", "No-show rate", .rate, .leading, direction: .down),
    kpi("quotes", "Devis envoyés", "Quotes sent", .count, .leading),
    kpi(
      "overdue_actions", "Actions en retard", "Overdue actions", .count, .leading,
      direction: .down),
  ]

  static func result() -> RunResult {
    var figures: [Figure] = []
    for scope in scopes { figures += FixtureFigures.figures(of: scope.id) }
    var result = RunResult(
      companyName: "Ateliers Morvan", asOf: asOf, mainPeriod: quarter,
      periods: months + [before, quarter, today], currency: Currency(code: "EUR", minorDigits: 2),
      amounts: "excluding_tax", zoneName: "Europe/Paris", zoneDataVersion: "2026a",
      version: "1.0.0", thresholds: Thresholds(), scopes: scopes, kpis: kpis,
      stages: ["Qualification", "Découverte", "Proposition", "Négociation"],
      figures: FigureList(figures), objectives: FixtureObjectives.all,
      findings: [
        RunResult.Finding(
          id: "owner-unknown", count: 3, amount: Quantity(.money, 1_234_500),
          examples: [.init(file: "deals.csv", line: 12)], kpis: ["revenue_won"]),
        RunResult.Finding(id: "closed-before-created", count: 1, kpis: ["cycle_won"]),
      ],
      inputs: [
        RunResult.InputFile(
          source: "deals", name: "exports/deals.csv", entity: "opportunities",
          byteCount: 120_345, rowCount: 1_204, rejectCount: 2, encoding: "utf-8", delimiter: ",",
          dialect: "hubspot/fr")
      ],
      rejects: [
        RunResult.Reject(
          file: "exports/deals.csv", line: 42, column: 17, byte: 5_120, field: "Montant",
          text: "=HYPERLINK(\"http://x\")", id: "amount-not-a-number",
          summary: "amount \"=HYPERLINK\" isn't a number")
      ],
      worklists: [
        RunResult.Worklist(
          scope: ScopeID(.rep, "elodie"), kind: .overdueOpportunities,
          items: [
            .init(
              id: "d1", name: "Refonte de l’atelier <SCRIPT>", amount: Quantity(.money, 4_500_000),
              stage: "Négociation", date: day(2026, 7, 3)),
            .init(
              id: "d2", name: "", amount: nil, stage: "Proposition", date: day(2026, 8, 1)),
          ], total: 7)
      ], attributions: FixtureObjectives.attributions)
    FixtureInsights.add(to: &result)
    return result
  }

  static let options = ReportOptions(
    languages: ["fr", "en"], baseURL: "https://rapports.example.fr/jalon",
    recipients: [
      .init(name: "Directrice", email: "dg@example.fr", scope: .company, language: "fr"),
      .init(
        name: "Chef d’équipe Nord", email: "nord@example.fr", scope: ScopeID(.team, "nord"),
        language: "en"),
      .init(
        name: "Élodie Rousseau", email: "elodie@example.fr", scope: ScopeID(.rep, "elodie"),
        language: "fr"),
    ],
    mail: .init(
      fromName: "Jalon", fromEmail: "jalon@example.fr", replyTo: "ventes@example.fr",
      listID: "jalon.example.fr", domain: "example.fr", zoneOffsetMinutes: 120))
}
