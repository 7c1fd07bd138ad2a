import Ingest

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
      "frozen_at", "minimum", "maximum", "survival", "per", "evidence", "comment", "gap_cause",
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
    "kpi": ["indicateur", "indicator", "metric", "mesure", "quoi", "what"],
    "period": [
      "période", "targetmonth", "month", "mois", "quarter", "trimestre", "quand", "when",
    ],
    "period_start": [
      "from", "du", "début", "start", "début de période", "start date", "date de début",
    ],
    "period_end": [
      "to", "au", "fin", "end", "fin de période", "échéance", "deadline", "due", "due date",
      "end date", "date de fin", "date limite",
    ],
    "target": [
      "value", "valeur", "objectif", "cible", "montant", "quota", "amount", "goal", "combien",
      "how much", "how many",
    ],
    "unit": ["unité"],
    "currency": ["devise"],
    "kind": ["type"],
    "comparator": ["comparateur", "cmp", "sens"],
    "baseline": ["base", "référence", "point de départ"],
    "baseline_period": ["période de référence", "période de base"],
    "relative": ["relatif"],
    "direction": [],
    "cadence": ["fréquence", "rythme"],
    "level": ["niveau"],
    "parent": ["objectif parent", "parent_id"],
    "priority": ["priorité"],
    "headline": ["principal"],
    "label": ["libellé", "intitulé", "title", "titre"],
    "why": ["pourquoi"],
    "filters": ["filtres", "filtre", "filter"],
    "members": ["membres"],
    "milestones": ["jalons", "étapes"],
    "pace": ["allure", "courbe"],
    "per": ["par"],
    "role": ["rôle", "fonction du commercial"],
    "validated_by": ["validé par"],
    "validated_on": ["validé le"],
    "valid_from": ["valable dès le", "en vigueur le"],
    "valid_to": ["valable jusqu'au"],
    "reason": ["motif", "raison", "reason_for_change"],
    "reward": ["récompense", "prime"],
    "seniority": ["séniorité"],
    "year": ["année", "exercice"],
    "done_on": ["fait le", "atteint le"],
    "author": ["auteur"],
    "gap_cause": ["cause", "cause de l'écart"],
    "status": ["statut"],
    "review": ["revue"],
    "framework": ["cadre"],
    "minimum": ["min", "plancher"],
    "maximum": ["max", "plafond"],
    "capacity_assumption": ["capacité", "hypothèse de capacité"],
    "market_growth": ["croissance du marché"],
    "market_size": ["taille du marché"],
    "share_of_parent": ["part du parent"],
    "comment": [
      "commentaire", "commentaires", "comments", "note", "notes", "remarque", "remarques",
    ],
    "specific": ["spécifique"],
    "measurable": ["mesurable"],
    "attainable": ["atteignable", "achievable"],
    "realistic": ["réaliste"],
    "relevant": ["pertinent"],
    "time_bound": ["temporel", "temporellement défini"],
  ]

  /// Keys of YAML that are no single text.
  static let structured = ["label", "why", "filters", "versions", "milestones", "members", "smart"]

  /// All keys of an entry in YAML.
  static let ofYAML = scalars + structured

  /// The key that a word of a person stands for, in YAML as in a heading; there `name` is what the
  /// objective is called, and not whose it is.
  static func meant(by word: String) -> String? {
    let folded = HeaderText.folded(word)
    if ["name", "nom"].contains(folded) { return "label" }
    if ofYAML.contains(folded) { return folded }
    return meanings[folded]
  }

  /// The field of a heading that is written out.
  static func heading(_ folded: String) -> String? { meanings[folded] }

  private static let meanings = Dictionary(
    aliases.flatMap { key, words in words.map { (HeaderText.folded($0), key) } },
    uniquingKeysWith: { first, _ in first })

  /// The same for the parts of a key, such as `owner: {équipe: nord}`.
  static let parts = [
    "equipe": "team", "commercial": "rep", "entreprise": "company", "societe": "company",
    "chaque": "each", "seniorite": "seniority", "debut": "start", "du": "start", "from": "start",
    "fin": "end", "au": "end", "to": "end", "valeur": "value", "periode": "period",
    "courbe": "curve", "jalons": "milestones", "libelle": "label", "recompense": "reward",
    "prime": "reward", "classement": "ranking", "taux": "rate", "cible": "target",
    "objectif": "target", "motif": "reason", "raison": "reason", "auteur": "author",
    "depuis": "valid_from", "part": "share", "specifique": "specific", "mesurable": "measurable",
    "atteignable": "attainable", "realiste": "realistic", "pertinent": "relevant",
    "temporel": "time_bound", "reason_for_change": "reason",
  ]
}
