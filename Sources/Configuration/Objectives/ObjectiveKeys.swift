/// The keys of an objective and the headings they have in spreadsheets (objectives.md 4.7).
enum ObjectiveKeys {
  /// Comments on why the objective is SMART; annotations `smart.…`.
  ///
  /// "R" is realistic for some and relevant for others: both are kept.
  static let smart = [
    "specific", "measurable", "attainable", "realistic", "relevant", "time_bound",
  ]

  /// Kept as annotations, for pages and lint.
  static let annotations =
    [
      "framework", "bsc_axis", "okr_role", "share_of_parent", "share_of_growth",
      "capacity_assumption", "market_growth", "market_growth_period", "market_size", "source",
      "status", "reward", "challenge", "ranking", "review", "reason", "function", "nature",
      "frozen_at", "minimum", "maximum", "survival", "per", "evidence",
    ] + smart

  /// Keys with one text each.
  static let scalars =
    [
      "id", "owner", "kpi", "period", "period_start", "period_end", "target", "unit", "currency",
      "kind", "comparator", "direction", "relative", "baseline", "baseline_period", "cadence",
      "pace", "level", "parent", "priority", "headline", "target_is_effective", "validated_by",
      "validated_on", "version", "valid_from", "valid_to", "author", "done_on",
    ] + annotations

  /// All columns a spreadsheet may have.
  static let columns =
    scalars + ["label", "why", "filters", "members", "milestones", "year", "role", "seniority"]

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
    "kind": ["type"],
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
    "valid_from": ["valable dès le", "en vigueur le"],
    "valid_to": ["valable jusqu'au"],
    "reason": ["motif", "raison", "reason_for_change"],
    "reward": ["récompense", "prime"],
    "seniority": ["séniorité"],
    "year": ["année", "exercice"],
    "done_on": ["fait le", "atteint le"],
  ]

  /// Keys of YAML that are no single text.
  static let structured = ["label", "why", "filters", "versions", "milestones", "members", "smart"]

  /// Other names of keys in YAML, as objectives.md 4.7 has them.
  static let synonyms = ["parent_id": "parent", "reason_for_change": "reason"]
}
