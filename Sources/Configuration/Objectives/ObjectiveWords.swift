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

  /// The KPI that people call otherwise than the catalogue does; nothing for any other word.
  static func kpi(called text: String) -> String? {
    let folded = plain(text)
    return otherNames.first { $0.words.contains(folded) }?.kpi
  }

  private static let otherNames: [(words: Set<String>, kpi: String)] = [
    (
      ["rendez vous tenus", "rdv tenus", "rdv realises", "rendez vous effectues", "held meetings"],
      "meetings_held"
    ),
    (["rdv pris", "booked meetings"], "meetings_booked"),
    (["csat", "satisfaction client"], "csat_mean"),
  ]

  private static func plain(_ text: String) -> String {
    HeaderText.folded(text).split { " -'’_.".contains($0) }.joined(separator: " ")
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
      [
        "taux de conversion", "conversion", "conversion rate", "taux de transformation",
        "taux de transfo", "transfo",
      ],
      [
        "win_rate_closed_n", "win_rate_closed_v", "mql_to_sql", "demo_to_sale[60d]",
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
    case "jour", "day", "j", "daily", "quotidien": .day
    case "semaine", "sem", "week", "hebdo", "hebdomadaire", "weekly": .week
    case "mois", "month", "mensuel", "monthly": .month
    case "trimestre", "trim", "quarter", "trimestriel", "quarterly": .quarter
    case "semestre", "half", "semestriel": .half
    case "an", "annee", "year", "annuel", "yearly", "annually": .year
    default: nil
    }
  }

  /// What a wish could become, word by word; the number is the owner's to find, and what is given
  /// already is kept.
  static func rewrite(
    _ label: String, kpi: String?, target: String?, period: String?, owner: String?,
    in catalogue: Catalogue
  ) -> String {
    let found =
      kpi.flatMap { id in catalogue.kpi(id).map { ($0.id, example(of: $0.unit)) } }
      ?? entry(for: label, in: catalogue).map { ($0.kpi, $0.target) } ?? ("revenue_won", "50 000 €")
    return "say what, how much and by when: {kpi: \(found.0), target: \(target ?? found.1), "
      + "period: \(period ?? "2026-Q3"), owner: \(owner ?? "…")}"
  }

  /// The KPI that a wish could be measured by.
  static func measure(of text: String, in catalogue: Catalogue) -> String? {
    entry(for: text, in: catalogue)?.kpi
  }

  private static func entry(
    for label: String, in catalogue: Catalogue
  ) -> (words: [String], kpi: String, target: String)? {
    let words = plain(label)
    return measurable.first { entry in
      entry.words.contains { words.contains($0) } && catalogue.kpi(entry.kpi) != nil
    }
  }

  /// The words of a name without endings, and without those that say little.
  static func stems(_ text: String) -> Set<String> {
    Set(
      HeaderText.folded(text).replacing("rdv", with: "rendez-vous").split {
        !($0.isLetter || $0.isNumber)
      }.map(String.init)
        .filter { $0.count > 2 && !empty.contains($0) }
        .map { $0.hasSuffix("s") ? String($0.dropLast()) : $0 })
  }

  private static let empty: Set<String> = [
    "les", "des", "par", "sur", "the", "per", "and", "value", "valeur", "nombre", "number", "taux",
    "rate", "part", "share", "moyen", "mean", "average",
  ]

  /// The words that may follow the number of a KPI that counts: `40 appels`.
  static func nouns(_ kpi: KPI) -> Set<String> {
    var nouns = stems(kpi.id)
    for label in kpi.label.texts.values { nouns.formUnion(stems(label)) }
    for entry in measurable where entry.kpi == kpi.id {
      nouns.formUnion(entry.words.flatMap { stems($0) })
    }
    if kpi.id.hasPrefix("meetings") { nouns.formUnion(["rdv", "rendez", "meeting"]) }
    return nouns
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
    (["pipeline"], "pipeline_created", "200 000 €"),
    (["client", "customer"], "n_new_customers", "5"),
    (["conversion", "closing", "transformation"], "win_rate_closed_n", "25 %"),
    (["lead", "prospect"], "qualified_leads", "100"), (["devis", "quote"], "quotes", "20"),
    (["satisf", "nps"], "nps", "> 45"),
    (["churn", "fidelis", "retention"], "logo_churn", "<= 2 %"),
    (["vente", "sale", "signer", "affaire"], "n_won", "10"),
  ]

  /// The value of a key that a word stands for, in French or otherwise spelt.
  static func value(of key: String, meantBy text: String) -> String? {
    if ["cadence", "review"].contains(key) { return cadence(text)?.rawValue }
    return values[key]?[plain(text)]
  }

  private static let values: [String: [String: String]] = [
    "kind": [
      "cumulatif": "cumul", "cumulative": "cumul", "somme": "cumul", "sum": "cumul",
      "atteindre": "reach", "maintenir": "hold", "maintien": "hold", "plafond": "cap",
      "plafonner": "cap", "recurrent": "recur", "recurring": "recur", "chacun": "each",
      "chaque": "each", "jalon": "milestone", "combine": "combo", "combinaison": "combo",
    ],
    "level": [
      "strategique": "strategic", "tactique": "tactical", "operationnel": "operational",
    ],
    "relative": [
      "pourcent": "percent", "pour cent": "percent", "pourcentage": "percent", "%": "percent",
      "point": "points", "pts": "points", "aucun": "none",
    ],
    "pace": [
      "jours ouvres": "working_days", "working days": "working_days", "calendaire": "calendar",
      "calendrier": "calendar", "saisonnier": "seasonal", "saisonniere": "seasonal",
      "jalons": "milestones",
    ],
    "per": [
      "commercial": "rep", "vendeur": "rep", "personne": "rep", "compte": "account",
      "client": "customer",
    ],
    "gap_cause": [
      "moyens": "resources", "ressources": "resources", "hypotheses": "assumptions",
      "hypothese": "assumptions", "marche": "market",
    ],
    "direction": ["hausse": "up", "haut": "up", "baisse": "down", "bas": "down"],
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
