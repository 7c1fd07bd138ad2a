extension Language {
  /// What pages say about objectives: how they are counted, what their gaps are made of, what is
  /// doubtful in them.
  static let frenchObjectives = PagePhrases(
    phrases: [
      "basis.assignment": "Réparti entre commerciaux",
      "basis.challenge": "Challenge",
      "basis.cohort": "Jugé sur",
      "basis.cohort_days":
        "les jours du {from} au {to}\u{A0}: ceux d’après n’ont pas encore eu tout leur temps",
      "basis.done": "fait {done}",
      "basis.done_and_required": "fait {done}, à faire {required}",
      "basis.elapsed": "{pace}\u{A0}: {share} au jour du rapport, {days} jours ouvrés sur {total}",
      "basis.met": "À la fin de la période",
      "basis.note.bsc_axis": "Axe",
      "basis.note.capacity_assumption": "Hypothèse de moyens",
      "basis.note.framework": "Cadre",
      "basis.note.gap_cause": "Cause de l’écart",
      "basis.note.growth": "Croissance",
      "basis.note.market_growth": "Croissance du marché",
      "basis.note.market_growth_period": "Période de cette croissance",
      "basis.note.market_size": "Taille du marché",
      "basis.note.review": "Revue",
      "basis.note.rolled_up_from": "Somme des objectifs de",
      "basis.note.share_of_parent": "Part de l’objectif supérieur",
      "basis.note.survival": "Part qui aboutit",
      "basis.over": "{share} de plus que cet objectif",
      "basis.pace": "Rythme attendu",
      "basis.parts": "Part de chacun",
      "basis.per_day": "Par jour ouvré",
      "basis.ranking": "Classement",
      "basis.reward": "Récompense",
      "basis.start": "Point de départ",
      "basis.start_days": "{value} (en {days} jours ouvrés, contre {now} ici)",
      "basis.term": "Compté",
      "basis.term_fte": "{share} d’un temps plein",
      "basis.term_pace": "{share} du rythme",
      "basis.term_ramp": "{share} de montée en charge (mois\u{A0}{month})",
      "basis.term_sum": "{amount}, dont {due} attendus à ce jour",
      "basis.under": "{share} de moins que cet objectif",
      "basis.units": "Semaines ou mois tenus",
      "basis.validated": "Validé par",
      "basis.version": "Depuis le {date}",
      "basis.why": "Pourquoi",
      "basis.written": "Objectif écrit",
      "basis.written_and_counted":
        "{written}\u{A0}; compté {counted} sur la période, selon la présence, la montée en charge, les changements d’objectif et sa cadence",
      "diagnosis.before": "douze mois avant\u{A0}:",
      "pace.calendar": "au prorata des jours",
      "pace.milestones": "selon les jalons écrits",
      "pace.seasonal": "selon la saison",
      "pace.unlearnt": "selon la saison, encore inconnue, donc au prorata des jours ouvrés",
      "pace.working_days": "au prorata des jours ouvrés",
      "reading.activity_chain": "le long de la chaîne d’activité",
      "reading.by": "{kind} ({field})",
      "reading.currency": "effet de change",
      "reading.lead_chain": "le long de la chaîne des prospects",
      "reading.part.assignment": "Répartition de l’objectif",
      "reading.part.beyond_plan": "Au-delà du plan de certains",
      "reading.part.calls": "Nombre d’appels",
      "reading.part.calls_to_meetings": "D’appel à rendez-vous",
      "reading.part.constant_rates": "À taux de change constant",
      "reading.part.exchange_rates": "Taux de change",
      "reading.part.lost_earlier": "Perdues avant",
      "reading.part.meetings_to_opportunities": "De rendez-vous à opportunité",
      "reading.part.mql": "Nombre de MQL",
      "reading.part.mql_to_sql": "De MQL à SQL",
      "reading.part.not_created": "Jamais créées",
      "reading.part.opportunity_to_close": "D’opportunité à affaire close",
      "reading.part.presence": "Absences, montée en charge, temps partiel",
      "reading.part.segment_mix": "Poids des segments",
      "reading.part.slipped": "Glissées plus tard",
      "reading.part.sql_to_opportunity": "De SQL à opportunité",
      "reading.part.stuck": "À l’arrêt",
      "reading.part.within_segments": "Dans les segments",
      "reading.pipeline": "là où sont les affaires qui manquent",
      "reading.presence": "présence et répartition",
      "reading.segment_mix": "par segment",
      "reading.title": "{cause}, {kind}",
      "remark.objective": "«\u{A0}{label}\u{A0}» ({owner})",
      "remark.objective-beyond-market":
        "L’objectif {objective} demande {needed} comptes à un taux de conclusion de {rate}, et le marché en a {market}",
      "remark.objective-beyond-market.fix1": "Demander {most} au plus",
      "remark.objective-beyond-market.fix2": "Ou élargir le marché",
      "remark.objective-done-in-future":
        "L’objectif {objective} est dit fait le {day}, après la date du rapport",
      "remark.objective-done-in-future.fix1": "Corriger done_on",
      "remark.objective-done-in-future.fix2": "L’enlever jusqu’à ce que ce soit fait",
      "remark.objective-done-in-future.why": "Jusque-là il compte comme ouvert",
      "remark.objective-field-missing":
        "«\u{A0}{kpi}\u{A0}» demande le champ «\u{A0}{field}\u{A0}», qu’aucun export de {entity} n’a",
      "remark.objective-field-missing.fix1":
        "Exporter la colonne, ou nommer son titre sous headers",
      "remark.objective-field-missing.fix2": "Ou choisir un indicateur qui s’en passe",
      "remark.objective-field-missing.why": "L’objectif {objective} resterait sans chiffre",
      "remark.objective-filter-value-unknown":
        "Aucun enregistrement n’a «\u{A0}{value}\u{A0}» comme {field}, que l’objectif {objective} compte",
      "remark.objective-filter-value-unknown.fix1": "Valeurs connues\u{A0}: {known}",
      "remark.objective-filter-value-unknown.near":
        "Aucun enregistrement n’a «\u{A0}{value}\u{A0}» comme {field}, que l’objectif {objective} compte",
      "remark.objective-filter-value-unknown.near.fix1": "Était-ce «\u{A0}{known}\u{A0}»\u{A0}?",
      "remark.objective-growth-beyond-history":
        "L’objectif {objective} demande {growth} de plus que le meilleur passé ({period}), à moyens égaux",
      "remark.objective-growth-beyond-history.fix1":
        "Écrire dans capacity_assumption ce qui sera ajouté pour y arriver",
      "remark.objective-growth-beyond-history.fix2":
        "Ou commencer par {start}, soit 20\u{A0}% de plus",
      "remark.objective-growth-beyond-history.why":
        "{target} sont demandés, {base} avaient été faits",
      "remark.objective-implied-conversion":
        "L’objectif {objective} ne mène à {parent} que si {implied} aboutissent, contre {history} ces douze derniers mois",
      "remark.objective-implied-conversion.fix1": "Demander {enough} de «\u{A0}{kpi}\u{A0}»",
      "remark.objective-implied-conversion.fix2":
        "Ou ajouter un objectif sur la conversion elle-même",
      "remark.objective-implied-conversion.why":
        "Une activité sans lien avec son résultat n’est pas un levier",
      "remark.objective-not-measured.baseline":
        "Les exports ne remontent pas au point de départ de l’objectif {objective} ({period})",
      "remark.objective-not-measured.baseline.fix1": "Donner sa valeur dans baseline",
      "remark.objective-not-measured.baseline.fix2": "Nommer une période que les exports couvrent",
      "remark.objective-not-measured.before":
        "Les exports ne disent rien de {period}, l’objectif {objective} ne peut donc pas être jugé",
      "remark.objective-not-measured.before.fix1": "Corriger sa période",
      "remark.objective-not-measured.before.fix2": "Le supprimer",
      "remark.objective-not-measured.before.fix3": "Ou ajouter des exports plus anciens",
      "remark.objective-not-measured.export":
        "Aucun export ne donne «\u{A0}{kpi}\u{A0}»\u{A0}: l’objectif {objective} ne peut pas être jugé",
      "remark.objective-not-measured.export.fix1": "Ajouter l’export sous exports",
      "remark.objective-not-measured.export.fix2": "Ou le saisir dans la table readings",
      "remark.objective-not-measured.export.why": "Il compte des {entity}",
      "remark.objective-not-measured.reading":
        "Aucun relevé de «\u{A0}{kpi}\u{A0}» n’est connu\u{A0}: l’objectif {objective} ne peut pas être jugé",
      "remark.objective-not-measured.reading.fix1":
        "Ajouter des lignes à la table readings\u{A0}: kpi, scope, date, value",
      "remark.objective-over-capacity":
        "L’objectif {objective} demande {load} de ce qui a été fait par jour dans le meilleur mois, {month}",
      "remark.objective-over-capacity.fix1": "Demander {most} ({period})",
      "remark.objective-over-capacity.fix2":
        "Ou écrire dans capacity_assumption qui ou quoi portera le reste",
      "remark.objective-over-capacity.why":
        "{per_day} par jour ouvré sont demandés, {best} avaient été faits",
      "remark.objective-shorter-than-cycle":
        "L’objectif {objective} dure {length}, et la moitié des ventes demande plus de {days}",
      "remark.objective-shorter-than-cycle.fix1":
        "Lui donner une période plus longue, ou un objectif de pipeline créé à côté",
      "remark.objective-shorter-than-cycle.several":
        "L’objectif {objective} et d’autres ({others}) sur «\u{A0}{kpi}\u{A0}» durent {length} au plus, et la moitié des ventes demande plus de {days}",
      "remark.objective-shorter-than-cycle.several.fix1":
        "Leur donner une période plus longue, ou un objectif de pipeline créé à côté",
      "remark.objective-shorter-than-cycle.several.why":
        "Seules des affaires déjà ouvertes peuvent les atteindre",
      "remark.objective-shorter-than-cycle.why":
        "Seules des affaires déjà ouvertes peuvent l’atteindre",
      "section.basis": "Comment chaque objectif est compté",
      "section.readings": "D’où vient chaque cause",
    ],
    plurals: [
      "pace.learnt": Plural(
        "selon la saison, apprise de {n} période (poids {weight})",
        "selon la saison, apprise de {n} périodes (poids {weight})")
    ])
}
