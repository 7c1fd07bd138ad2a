import Testing

/// Lists of activities that no CRM wrote, and what they are about.
@Suite("Activities of one's own") struct InitActivityTests {
  struct Table: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// The headings, and a row.
    let text: String
    let entity: String
    /// Lines of the configuration, in the order of the alphabet of their headings.
    let headers: [String]

    init(_ name: String, _ text: String, _ entity: String, _ headers: String...) {
      testDescription = name
      self.text = text
      self.entity = entity
      self.headers = headers
    }
  }

  static let tables = [
    Table(
      "a list of actions",
      """
      Type;Objet;Affecté à;Opportunité;Contact;Date de début;Échéance;Statut
      Tâche;Relancer;Zoé Martin;Alpha;M. X;;2026-08-10;À faire
      """, "activities", "\"Affecté à\": owner", "\"Contact\": contact_id",
      "\"Date de début\": scheduled_at", "\"Objet\": subject", "\"Opportunité\": opportunity_id",
      "\"Statut\": outcome", "\"Type\": type", "\"Échéance\": due_at"),
    Table(
      "calls and visits",
      """
      Date de l'appel,Commercial,Client,Type d'action,Résultat
      2026-08-03,Zoé Martin,Acme,Appel téléphonique,Répondeur
      """, "activities", "\"Client\": account_id", "\"Commercial\": owner",
      "\"Date de l'appel\": activity_at", "\"Résultat\": outcome", "\"Type d'action\": type"),
    Table(
      "an English log",
      """
      Activity Date,Salesperson,Company,Activity,Outcome,Deal
      2026-08-03,Zoé Martin,Acme,Call,Voicemail,Alpha
      """, "activities", "\"Activity\": type", "\"Activity Date\": activity_at",
      "\"Company\": account_id", "\"Deal\": opportunity_id", "\"Outcome\": outcome",
      "\"Salesperson\": owner"),
    Table(
      "what is worth money is no activity",
      """
      Affaire;Client;Type;Commercial;Statut;Date;Échéance;Contact;Résultat;Montant
      Alpha;Acme;Nouveau;Zoé Martin;Gagné;2026-08-03;2026-08-10;M. X;;1 200,00
      """, "opportunities", "\"Montant\": amount_net"),
    Table(
      "what has no day but that of its creation is no activity",
      """
      ID;Type;Statut;Origine;Commercial;Date de création;Société;Contact
      1;Entrant;Nouveau;Site;Zoé Martin;2026-08-03;Acme;M. X
      """, "leads", "\"Origine\": source"),
  ]

  @Test(arguments: tables)
  func `what a list holds is told by its headings`(table: Table) throws {
    let workdir = try Workdir("init")
    try workdir.write("list.csv", table.text + "\n")
    let outcome = try workdir.jalon("init", "--lang", "fr")
    let text = try workdir.text("jalon.yaml")
    #expect(text.contains("    entity: \(table.entity)\n"), "\(outcome)")
    var rest = text[...]
    for header in table.headers {
      guard let found = rest.firstRange(of: "      \(header)\n") else {
        Issue.record("\(header) is missing in \(text)")
        continue
      }
      rest = rest[found.upperBound...]
    }
  }

  private static let opportunities = """
    Numéro;Libellé;Affecté à;Étape;Statut;Montant HT;Date de création;Date de signature prévue
    OP-1;Projet Alpha;Zoé Martin;Proposition;En cours;12 000,00;13/07/2026;15/12/2026
    OP-2;Projet Beta;Zoé Martin;Proposition;En cours;8 000,00;06/07/2026;15/12/2026
    OP-3;Projet Delta;Karim Ali;Proposition;En cours;5 500,00;07/07/2026;15/12/2026
    OP-4;Renouvellement;Karim Ali;Proposition;En cours;700,00;07/07/2026;15/12/2026
    OP-5;Renouvellement;Zoé Martin;Proposition;En cours;900,00;07/07/2026;15/12/2026

    """
  private static let actions = """
    Type;Objet;Affecté à;Opportunité;Date de début;Échéance;Statut
    Tâche;Relancer;Zoé Martin;Projet Alpha;;10/08/2026;À faire
    Tâche;Relancer;Karim Ali;Projet Delta;;10/08/2026;À faire
    Tâche;Relancer;Karim Ali;Projet Beta;;10/08/2026;Terminée
    Tâche;Relancer;Karim Ali;Renouvellement;;10/08/2026;À faire
    Appel;Appel;Karim Ali;Projet Delta;03/08/2026 10:00;;Répondeur

    """

  @Test func `overdue actions that tell a title have the amounts of its deal at stake`() throws {
    let workdir = try Workdir("init")
    try workdir.write("affaires.csv", Self.opportunities).write("actions.csv", Self.actions)
    // No date of the actions tells their order; those of the other export do.
    let outcome = try workdir.jalon("init", "--time-zone", "UTC", "--currency", "EUR")
    outcome.expect(status: 0)
    #expect(
      outcome.errors.contains(
        "'dates: dmy' is taken from the other exports, or from French headings; no date of "
          + "actions.csv tells it [init-to-confirm]"), "\(outcome)")
    try workdir.jalon("check", "--as-of", "2026-08-31").expectReadable()
    let figures = try workdir.jalon(
      "figures", "--as-of", "2026-08-31", "--kpi", "overdue_actions[value]")
    figures.expect(status: 0)
    let values = figures.output.split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      return "\(cells[5]) \(cells[9])"
    }
    // Which of the two renewals is meant nobody can tell.
    #expect(values == ["company 17500.00", "karim-ali 5500.00", "zoe-martin 12000.00"])
  }

  @Test func `French headings put the day first where nothing else tells`() throws {
    let workdir = try Workdir("init")
    try workdir.write(
      "affaires.csv",
      """
      Numéro;Libellé;Affecté à;Étape;Statut;Montant HT;Date de création;Date de signature prévue
      OP-1;Alpha;Zoé Martin;Proposition;En cours;12 000,00;03/07/2026;05/12/2026

      """)
    try workdir.jalon("init", "--time-zone", "UTC", "--currency", "EUR").expect(status: 0)
    #expect(
      try workdir.text("jalon.yaml").contains(
        "    # À vérifier : aucune date de ce fichier ne dit l'ordre.\n    dates: dmy\n"))
  }
}
