extension Language {
  /// What `jalon explain` says of records: why one is left out, and which ones a value is.
  static let frenchExplanations = PagePhrases(
    phrases: [
      "explain.rank.one": "{statistic}\u{A0}: rang {first} sur {count}",
      "explain.rank.two": "{statistic}\u{A0}: moyenne des rangs {first} et {last} sur {count}",
      "explain.reason.answered_again": "le même client a répondu de nouveau le {date}",
      "explain.reason.date_missing": "pas de {field}",
      "explain.reason.field_missing": "pas de {field}",
      "explain.reason.filtered": "son {field} est {value}",
      "explain.reason.filtered_missing": "pas de {field}",
      "explain.reason.future": "son {field} tombe après l’arrêté",
      "explain.reason.immature": "trop récent pour compter, ou incomplet",
      "explain.reason.negative_duration": "finit avant de commencer",
      "explain.reason.not_customer": "pas client le {date}",
      "explain.reason.not_first":
        "pas la première affaire gagnée de ce client (la première\u{A0}: {first}, {date})",
      "explain.reason.not_first_elsewhere":
        "pas la première affaire gagnée de ce client (la première\u{A0}: {first}, {date}, dans une autre période)",
      "explain.reason.not_in_sample": "n’entre pas dans le calcul",
      "explain.reason.other_scope": "montant de {scope}, qui n’est pas réparti",
      "explain.reason.owner_unknown": "propriétaire inconnu",
      "explain.reason.partly_within": "sa propre période {period} n’est qu’en partie comprise",
      "explain.reason.planned": "son {field} est plus tard",
      "explain.reason.recent": "dernier signe le {date}, et {days} jours de silence sont habituels",
      "explain.reason.too_few": "son propriétaire en a moins de {count}",
    ],
    plurals: [:])
}
