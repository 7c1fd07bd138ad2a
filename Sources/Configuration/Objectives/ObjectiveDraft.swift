import Analysis
import Calendar
import Ingest

/// An objective as it is written, not yet checked: texts with their places.
struct ObjectiveDraft {
  struct Cell {
    var text: String
    var place: Place
  }

  struct Version {
    var validFrom: Cell
    var target: Cell
    var reason: String
    var author: String
  }

  struct Milestone {
    var date: Cell
    var share: Cell
  }

  var place: Place
  /// By canonical key of `ObjectiveKeys`.
  var fields: [String: Cell] = [:]
  var label = LocalizedText()
  var why = LocalizedText()
  /// Field to accepted values, with the place of the field.
  var filters: [(field: Cell, values: [String])] = []
  var versions: [Version] = []
  var milestones: [Milestone] = []
  var members: [Cell] = []
  /// Multiplies money, for files in thousands.
  var scale: Int64 = 1
  var decimalMark: Character?
  var dateOrder: String?

  subscript(key: String) -> Cell? { fields[key] }
}

/// The keys of an objective and the headings they have in spreadsheets.
enum ObjectiveKeys {
  /// Comments on why the objective is SMART; annotations `smart.…`.
  static let smart = ["specific", "attainable", "realistic", "relevant"]

  /// Kept as annotations, for pages and lint.
  static let annotations =
    [
      "framework", "bsc_axis", "okr_role", "share_of_parent", "share_of_growth",
      "capacity_assumption", "market_growth", "source", "status", "reward", "review", "reason",
    ] + smart

  /// Keys with one text each.
  static let scalars =
    [
      "id", "owner", "kpi", "period", "period_start", "period_end", "target", "unit", "currency",
      "kind", "comparator", "direction", "relative", "baseline", "baseline_period", "cadence",
      "pace", "level", "parent", "priority", "headline", "target_is_effective", "validated_by",
      "validated_on",
    ] + annotations

  /// All columns a spreadsheet may have.
  static let columns = scalars + ["label", "why", "filters", "year"]

  static let aliases: [String: [String]] = [
    "id": ["identifiant", "code"],
    "owner": [
      "person_or_team", "person or team", "qui", "who", "rep", "commercial", "person", "personne",
      "team", "équipe", "responsable", "propriétaire", "name", "nom", "employeeid", "employee",
      "employee_id", "matricule", "rep_id", "person_id",
    ],
    "kpi": ["indicateur", "indicator", "metric", "mesure"],
    "period": ["période"],
    "period_start": ["from", "du", "début", "start", "début de période"],
    "period_end": ["to", "au", "fin", "end", "fin de période", "échéance", "deadline"],
    "target": ["value", "valeur", "objectif", "cible", "montant", "quota", "amount"],
    "unit": ["unité"],
    "currency": ["devise"],
    "kind": ["type", "nature"],
    "comparator": ["comparateur", "cmp", "sens"],
    "baseline": ["base", "référence"],
    "baseline_period": ["période de référence", "période de base"],
    "cadence": ["fréquence", "rythme"],
    "level": ["niveau"],
    "parent": ["objectif parent", "parent_id"],
    "priority": ["priorité"],
    "headline": ["principal"],
    "label": ["libellé", "intitulé"],
    "why": ["pourquoi"],
    "filters": ["filtres", "filtre", "filter"],
    "validated_by": ["validé par"],
    "validated_on": ["validé le"],
    "reason": ["motif", "raison"],
    "year": ["année", "exercice"],
  ]

  /// Keys of YAML that are no single text.
  static let structured = ["label", "why", "filters", "versions", "milestones", "members", "smart"]
}
