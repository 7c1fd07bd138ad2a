import Analysis
import Calendar
import Ingest

/// Words people use in objectives: ones with two meanings, ones that say how often, and what a vague
/// wish could be measured by.
enum ObjectiveWords {
  /// The KPIs that a word may mean; empty for a word with one meaning or none.
  static func kpis(meantBy text: String) -> [String] {
    let folded = plain(text)
    return ambiguous.first { $0.words.contains(folded) }?.kpis ?? []
  }

  private static func plain(_ text: String) -> String {
    HeaderText.folded(text).split { " -'’_".contains($0) }.joined(separator: " ")
  }

  private static let ambiguous: [(words: Set<String>, kpis: [String])] = [
    (
      ["ca", "chiffre d affaires", "revenue", "sales", "ventes", "turnover"],
      ["revenue_won", "revenue_invoiced"]
    ),
    (
      [
        "rdv", "rendez vous", "meetings", "rdv qualifies", "qualified meetings",
      ], ["meetings_qualified", "meetings_held", "meetings_booked"]
    ),
    (
      ["taux de conversion", "conversion", "conversion rate", "taux de transformation"],
      [
        "win_rate_closed_n", "win_rate_closed_v", "mql_to_sql", "demo_to_sale",
        "web_lead_to_meeting",
      ]
    ),
    (
      [
        "taux de closing", "closing", "closing rate", "win rate", "winrate", "taux de conclusion",
        "taux de signature",
      ], ["win_rate_closed_n", "win_rate_closed_v", "win_rate_cohort[90d]"]
    ),
    (
      ["taux de rdv qualifies", "taux de rendez vous qualifies", "qualified meeting rate"],
      [
        "qualified_meeting_rate[contacts]", "qualified_meeting_rate[calls]",
        "qualified_meeting_rate[meetings]",
      ]
    ),
    (["churn", "attrition", "taux d attrition"], ["logo_churn", "churn_net", "nrr"]),
    (["churn net", "net churn"], ["churn_net", "nrr"]),
    (
      ["taux de renouvellement", "renouvellement", "renewal rate"],
      ["renewal_rate", "renewal_rate[value]"]
    ),
    (["leads", "prospects"], ["qualified_leads", "mql", "sql"]),
    (
      ["cycle", "cycle de vente", "cycle moyen", "sales cycle"], ["cycle_won", "cycle_won[median]"]
    ),
  ]

  /// The unit of time of `40 / semaine`.
  static func cadence(_ text: String) -> Period.Kind? {
    switch plain(text) {
    case "jour", "day", "j": .day
    case "semaine", "sem", "week", "hebdo": .week
    case "mois", "month": .month
    case "trimestre", "trim", "quarter": .quarter
    case "semestre", "half": .half
    case "an", "annee", "year": .year
    default: nil
    }
  }

  /// What a wish could become, word by word; the number is the owner's to find.
  static func rewrite(_ label: String, kpi: String?, in catalogue: Catalogue) -> String {
    let words = plain(label)
    let found =
      kpi.flatMap { id in catalogue.kpi(id).map { ($0.id, example(of: $0.unit)) } }
      ?? measurable.first { entry in
        entry.words.contains { words.contains($0) } && catalogue.kpi(entry.kpi) != nil
      }.map { ($0.kpi, $0.target) } ?? ("revenue_won", "50 000 €")
    return
      "say what, how much and by when: {kpi: \(found.0), target: \(found.1), period: 2026-Q3, owner: …}"
  }

  private static func example(of unit: Unit) -> String {
    switch unit {
    case .money: "50 000 €"
    case .rate, .points: "25 %"
    case .days: "60 jours"
    case .hours: "2 h"
    case .score: "45"
    case .count, .ratio: "40"
    }
  }

  private static let measurable: [(words: [String], kpi: String, target: String)] = [
    (["appel", "call"], "calls", "40"),
    (["rdv", "rendez vous", "meeting"], "meetings_qualified", "20"),
    (["contrat", "contract"], "n_contracts", "5"),
    (["client", "customer"], "n_new_customers", "5"),
    (["conversion", "closing", "transformation"], "win_rate_closed_n", "25 %"),
    (["lead", "prospect"], "qualified_leads", "100"), (["devis", "quote"], "quotes", "20"),
    (["satisf", "nps"], "nps", "> 45"),
    (["churn", "fidelis", "retention"], "logo_churn", "<= 2 %"),
    (["vente", "sale", "signer", "affaire"], "n_won", "10"),
  ]

  /// Values of the keys that place an objective in a framework (objectives.md 1.4 and 1.7).
  static let axes: [(key: String, values: [String])] = [
    ("framework", ["smart", "okr", "kpi", "bsc", "balanced scorecard"]),
    (
      "bsc_axis",
      [
        "finance", "financier", "client", "customer", "process", "processus", "processus internes",
        "internal", "learning", "apprentissage", "apprentissage & developpement",
      ]
    ),
    ("okr_role", ["objective", "objectif", "key_result", "key result", "resultat cle"]),
    (
      "function",
      [
        "activity", "activite", "pipeline", "result", "resultat", "quality", "qualite",
        "predictive", "predictif",
      ]
    ),
    ("market_growth_period", ["year", "an", "quarter", "trimestre", "month", "mois"]),
  ]
}
