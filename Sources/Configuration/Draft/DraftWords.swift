/// The comments of a draft, in both languages.
enum DraftWords {
  static let french: [String: String] = [
    "head":
      "Écrit par jalon init d'après les exports. docs/configuration.yaml explique chaque clé.",
    "obeyed": "Les formats sont écrits ici : un fichier qui les contredit est refusé.",
    "company": "Le nom tel que les pages le montrent.",
    "currency.found": "La devise des exports.",
    "currency.assumed": "À vérifier : aucun export ne dit la devise.",
    "amounts": "À vérifier : hors taxes, ou including_tax.",
    "zone.assumed": "À vérifier : les jours commencent et finissent dans ce fuseau.",
    "lines": "{0}, {1} lignes.",
    "key": "À vérifier : aucune colonne n'a d'identifiant ; celles-ci distinguent les lignes.",
    "proposed": "À vérifier : d'après les mots des en-têtes, qu'aucun CRM connu n'a.",
    "dates.open": "À compléter : dmy (jour d'abord) ou mdy (mois d'abord) ; rien ne le dit.",
    "decimal.open": "À compléter : \".\" ou \",\" ; rien ne le dit.",
    "stages.proposed": "À vérifier : statut lu dans le nom de l'étape.",
    "values.open": "À compléter, l'une de : {0}.",
    "unread": "Colonnes qui ne sont pas lues : {0}.",
    "error": "À corriger d'abord : {0}.",
    "people.found": "Les noms de ce fichier sont ceux des propriétaires.",
    "people.made":
      "Les propriétaires trouvés dans les exports ; complétez équipes, rôles et responsables.",
    "stages": "Les étapes ouvertes ; mettez-les dans l'ordre de votre processus.",
    "objectives": "À vérifier : des objectifs, d'après les en-têtes.",
    "unknown": "Fichiers qui ne sont pas lus : {0}.",
    "twice": "{0} sont aussi dans : {1}. Ne gardez qu'une source si ce sont les mêmes.",
  ]

  static let english: [String: String] = [
    "head": "Written by jalon init from the exports. docs/configuration.yaml explains every key.",
    "obeyed": "The formats are written down here: a file that contradicts them is refused.",
    "company": "The name as pages show it.",
    "currency.found": "The currency of the exports.",
    "currency.assumed": "To confirm: no export names the currency.",
    "amounts": "To confirm: excluding tax, or including_tax.",
    "zone.assumed": "To confirm: days begin and end in this zone.",
    "lines": "{0}, {1} rows.",
    "key": "To confirm: no column has identifiers; these tell the rows apart.",
    "proposed": "To confirm: from the words of the headings, which no known CRM has.",
    "dates.open": "To complete: dmy (day first) or mdy (month first); nothing tells.",
    "decimal.open": "To complete: \".\" or \",\"; nothing tells.",
    "stages.proposed": "To confirm: the status that the name of the stage suggests.",
    "values.open": "To complete, one of: {0}.",
    "unread": "Columns that are not read: {0}.",
    "error": "To mend first: {0}.",
    "people.found": "The names of this file are those of the owners.",
    "people.made": "The owners found in the exports; add teams, roles and managers.",
    "stages": "The open stages; put them in the order of your process.",
    "objectives": "To confirm: objectives, from the headings.",
    "unknown": "Files that are not read: {0}.",
    "twice": "{0} are in {1} too. Keep one source if they are the same.",
  ]
}
