extension Language {
  /// What `jalon explain` says of records: why one is left out, and which ones a value is.
  static let englishExplanations = PagePhrases(
    phrases: [
      "explain.rank.one": "{statistic}: rank {first} of {count}",
      "explain.rank.two": "{statistic}: mean of ranks {first} and {last} of {count}",
      "explain.reason.answered_again": "the same customer answered again on {date}",
      "explain.reason.date_missing": "it has no {field}",
      "explain.reason.field_missing": "it has no {field}",
      "explain.reason.filtered": "its {field} is {value}",
      "explain.reason.filtered_missing": "it has no {field}",
      "explain.reason.future": "its {field} lies after the as-of day",
      "explain.reason.immature": "it is too young to tell, or does not say enough",
      "explain.reason.negative_duration": "it ends before it begins",
      "explain.reason.not_customer": "not a customer on {date}",
      "explain.reason.not_first": "not this customer’s first won deal (first: {first}, {date})",
      "explain.reason.not_first_elsewhere":
        "not this customer’s first won deal (first: {first}, {date}, in another period)",
      "explain.reason.not_in_sample": "no part of what the value is made of",
      "explain.reason.other_scope": "an amount of {scope}, which is not shared out",
      "explain.reason.owner_unknown": "nobody is known by its owner",
      "explain.reason.partly_within": "its own period {period} lies only partly within",
      "explain.reason.planned": "its {field} lies later",
      "explain.reason.recent": "last heard of on {date}, and {days} days of silence are usual",
      "explain.reason.too_few": "its owner has fewer than {count}",
    ],
    plurals: [:])
}
