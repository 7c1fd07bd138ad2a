import Foundation
import Testing

/// Folders as customers have them, whose configuration a run takes as `jalon init` wrote it.
@Suite struct InitFolderTests {
  /// A folder, what `jalon.yaml` must say of it, and figures of the company that follow from it.
  struct Folder: CustomTestStringConvertible, Sendable {
    var name: String
    var files: [String: String]
    var says: [String] = []
    var saysNot: [String] = []
    /// By KPI the value of 2026 on 31 August; `""` for one that is not known.
    var figures: [String: String] = [:]

    var testDescription: String { name }
  }

  static let folders = usualFolders + oddFolders

  private static let usualFolders: [Folder] = [
    Folder(
      name: "Odoo archives what is lost",
      files: [
        "deals.csv": """
        External ID,Opportunity,Type,Salesperson,Stage,Active,Expected Revenue,Created on,\
        Closed Date,Expected Closing
        1,A,Opportunity,Jane,Won,True,1000.0,2026-05-01 10:00:00,2026-07-13 10:00:00,
        2,B,Opportunity,Jane,Proposition,False,2000.0,2026-05-01 10:00:00,2026-07-14 10:00:00,
        3,C,Opportunity,Jane,Won,False,500.0,2026-05-01 10:00:00,2026-07-14 10:00:00,
        4,D,Opportunity,Jane,New,True,100.0,2026-05-01 10:00:00,,2026-10-01
        """
      ],
      figures: ["n_won": "2", "n_lost": "1", "n_open": "1", "open_pipeline": "100.00"]),
    Folder(
      name: "activities of Pipedrive name their deals",
      files: [
        "activities.csv": """
        Activity - Subject,Activity - Type,Activity - Due date,Activity - Done,\
        Activity - Marked as done time,Activity - Assigned to user,Deal - ID,Deal - Title
        Ring,Call,2026-07-01,Done,2026-07-01 10:40:00,Jane,3,C
        """
      ],
      says: ["entity: activities"], figures: ["calls": "1"]),
    Folder(
      name: "a table of Salesforce that nothing is read from keeps no other from being read",
      files: [
        "Opportunity.csv": """
        Id,StageName,CloseDate,Amount,Owner.Name
        00600000263E0A0AAA,Closed Won,2026-07-01,1000,Jane Doe
        00600000263E0B0AAA,Prospecting,2026-09-01,2000,Jane Doe
        """,
        "OpportunityLineItem.csv": "Id,OpportunityId,ProductCode\n", "empty.csv": "",
      ],
      says: ["crm: salesforce", "# Files that are not read: OpportunityLineItem.csv, empty.csv"],
      saysNot: ["dynamics"], figures: ["revenue_won": "1000.00", "n_open": "1"]),
    Folder(
      name: "users of Salesforce are the people",
      files: [
        "Opportunity.csv": """
        Id,Name,StageName,CloseDate,Amount,OwnerId,IsWon,IsClosed,CreatedDate
        00600000263E0A0AAA,A,Closed Won,2026-07-01,1000,005000000000001AAA,true,true,2026-06-01
        """,
        "User.csv": """
        Id,Username,LastName,FirstName,Name,Title,Email,IsActive,ManagerId
        005000000000001AAA,jane@x,Doe,Jane,Jane Doe,AE,jane@x.example,true,
        """,
      ],
      says: ["people:\n  file: \"User.csv\""], saysNot: ["entity: people"],
      figures: ["revenue_won": "1000.00"]),
    Folder(
      name: "events of Salesforce have no outcome: those that have come were held",
      files: [
        "Task.csv": """
        Id,WhoId,WhatId,Subject,ActivityDate,Status,OwnerId,TaskSubtype,IsClosed,IsDeleted,CreatedDate
        00T000000000001AAA,,00600000263E0A0,C,2026-07-02,Completed,1,Call,true,false,2026-07-01
        """,
        "Event.csv": """
        Id,WhoId,WhatId,Subject,StartDateTime,EventSubtype,OwnerId,IsDeleted,IsChild,CreatedDate
        00U000000000001AAA,,00600000263E0A0,Held,2026-07-05T09:00:00.000Z,Event,1,false,false,2026-06-30
        00U000000000002AAA,,00600000263E0A0,Ahead,2026-09-05T09:00:00.000Z,Event,1,false,false,2026-06-30
        00U000000000003AAA,,00600000263E0A0,Gone,2026-07-06T09:00:00.000Z,Event,1,true,false,2026-06-30
        00U000000000004AAA,,00600000263E0A0,Copy,2026-07-05T09:00:00.000Z,Event,1,false,true,2026-06-30
        """,
      ],
      figures: ["meetings_held": "1", "meetings_booked": "2", "calls": "1"]),
    Folder(
      name: "a call that nobody answered",
      files: [
        "calls.csv": """
        Record ID,Call title,Activity date,Activity assigned to,Call status
        103,c,2026-07-01 10:00,Jane,NO_ANSWER
        104,c,2026-07-01 10:00,Jane,Occupé
        """
      ], figures: ["calls": "2"]),
    Folder(
      name: "amounts say the company's currency",
      files: [
        "deals.csv": """
        (Do Not Modify) Opportunity,Topic,Est. Revenue,Actual Revenue,Est. Close Date,\
        Actual Close Date,Status,Owner,Created On
        1,A,"$1,000.00","$1,200.00",6/30/2026,7/13/2026,Won,Jane,5/1/2026 10:00 AM
        """
      ],
      says: ["currency: USD"], figures: ["revenue_won": "1200.00"]),
    Folder(
      name: "a report says which currency it converts to",
      files: [
        "report.csv": """
        Opportunity ID,Opportunity Owner,Opportunity Name,Stage,Amount Currency,Amount,\
        Amount (converted) Currency,Amount (converted),Close Date,Created Date
        006AA00000aaaaA,Jane,A,Closed Won,GBP,900.00,USD,1200.00,7/13/2026,5/1/2026
        """
      ],
      says: ["currency: USD"], figures: ["revenue_won": "1200.00"]),
    Folder(
      name: "Koban's programs count seconds",
      files: [
        "koban.csv": """
        Guid,Label,Status.Label,Result,Amountprev,Probability,DPrev,DResult,AssignedTo.FullName,\
        DCreated
        1,A,Nego,WON,131000.0,100,1751241600,1783900800,Alice,1777593600
        """
      ],
      says: ["dates: unix"], figures: ["revenue_won": "131000.00"]),
    Folder(
      name: "quotes of Koban are sent or not",
      files: [
        "devis.csv": """
        Numéro;Date d'envoi;Date de création du devis;Statut;Affecté à;Opportunité;Montant HT
        D1;23/07/2026;22/07/2026;Envoyé;Alice;A;12500,50
        D2;;22/07/2026;Brouillon;Alice;B;3000
        """
      ], figures: ["quotes": "1"]),
    Folder(
      name: "invoices of Koban that are drafts are none yet",
      files: [
        "factures.csv": """
        Numéro de facture;Date de facture;Compte;Montant HT;Statut;Affecté à
        F1;23/07/2026;A;12500,50;Validée;Alice
        F2;24/07/2026;B;3000,00;Brouillon;Alice
        """
      ], figures: ["revenue_invoiced": "12500.50"]),
    Folder(
      name: "Koban's Statut is the stage beside a result, and its dates begin with the day",
      files: [
        "k.csv": """
        Guid;Libellé;Statut;Résultat;Montant;Date de décision;Date de résultat;Affecté à;\
        Date de création
        1;A;Négociation;Gagné(e);1000;01/06/2026;03/07/2026;Alice;01/05/2026
        4;D;Découverte;;8000;01/12/2026;;Alice;01/05/2026
        """
      ],
      says: ["dates: dmy", "- {name: \"Découverte\"}"],
      figures: ["revenue_won": "1000.00", "open_pipeline": "8000.00"]),
    Folder(
      name: "Koban's Statut tells won and lost where nothing else does",
      files: [
        "k.csv": """
        Guid;Libellé;Statut;Montant;Date de décision;Date de résultat;Affecté à;\
        Date de création
        1;A;Gagné(e);1000;30/06/2026;13/07/2026;Alice;01/05/2026
        2;B;En sommeil;500;30/06/2026;;Alice;01/05/2026
        4;D;En cours;8000;30/12/2026;;Alice;01/05/2026
        """
      ],
      figures: ["revenue_won": "1000.00", "open_pipeline": "8000.00"]),
    Folder(
      name: "labels of Salesforce that begin with the table, in a report saved twice",
      files: [
        "Rapport-2026-08-31-09-00-12 (1).csv": """
        "Opportunity Owner: Full Name","Account Name: Account Name","Stage","Amount","Close Date",\
        "Created Date","Opportunity: Opportunity ID","Opportunity: Opportunity Name"
        "Jane","Acme","Closed Won","1000","2026-07-13","2026-05-01","00600000263E0A0","A"
        """
      ],
      says: ["files: \"Rapport-*.csv\""], figures: ["revenue_won": "1000.00"]),
    Folder(
      name: "a stage called won is no open one, whatever one row says",
      files: [
        "deals.csv": """
        Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Deal owner,Is Closed Won,\
        Is Deal Closed?
        1,A,Closed Won,100,2026-07-10 10:00,2026-05-01 10:00,Jane,true,true
        2,B,Closed Won,100,2026-07-10 10:00,2026-05-01 10:00,Jane,false,true
        3,C,Closed Won,100,2026-07-10 10:00,2026-05-01 10:00,Jane,false,false
        4,D,Negotiation,100,2026-12-10 10:00,2026-05-01 10:00,Jane,false,false
        """
      ],
      says: ["stages:\n  - {name: \"Negotiation\"}\n"]),
  ]

  @Test func `an event that lies ahead contradicts nothing`() throws {
    let workdir = try Workdir("init")
    try workdir.write(
      "Event.csv",
      """
      Id,WhoId,WhatId,Subject,StartDateTime,EventSubtype,OwnerId,IsDeleted,IsChild,CreatedDate
      00U000000000002AAA,,00600000263E0A0,Ahead,2026-09-05T09:00:00.000Z,Event,1,false,false,2026-06-30

      """)
    try workdir.jalon("init", "--time-zone", "UTC", "--currency", "EUR").expect(status: 0)
    let check = try workdir.jalon("check", "--as-of", "2026-07-10", "--quality")
    check.expect(status: 0)
    #expect(!(check.output + check.errors).contains("activity-after-as-of"), "\(check)")
  }

  /// What testers of exports found to be read wrongly, or not at all.
  private static let oddFolders: [Folder] = [
    Folder(
      name: "a folder for each day",
      files: [
        "2026-08-30/deals.csv": Self.deals.replacing("1500.50", with: "1.00"),
        "2026-08-31/deals.csv": Self.deals,
      ],
      says: ["files: \"*/deals.csv\""], figures: ["revenue_won": "1500.50"]),
    Folder(
      name: "users with first and last names apart",
      files: [
        "deals-2026-08-31.csv": Self.deals,
        "utilisateurs.csv": "Prénom;Nom;E-mail;Équipe\nZoé;Martin;z@x.fr;Nord\nKarim;Ali;;Sud",
      ],
      says: ["file: \"utilisateurs.csv\""], saysNot: ["headers:"]),
    Folder(
      name: "days and times of a spreadsheet",
      files: [
        "deals.csv": """
        Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Deal owner
        1,A,Closed Won,1000,46112.4166666667,46030,Zoé Martin
        2,B,Negotiation,2000,46300,46031.5,Karim Ali
        """
      ],
      says: ["dates: excel", "file: \"people.csv\"", "{name: \"Negotiation\"}"],
      figures: ["n_won": "1", "n_open": "1"]),
    Folder(
      name: "calls are not the opportunities that they name",
      files: [
        "deals.csv": Self.deals,
        "appels.csv": "Id;Type;Date;Commercial;Opportunité\n1;Appel;15/03/2026;Karim Ali;1\n",
      ],
      says: ["entity: activities"], saysNot: ["crm: odoo"],
      figures: ["revenue_won": "1500.50", "calls": "1"]),
    Folder(
      name: "people of Pipedrive without identifiers are left out",
      files: [
        "deals.csv": Self.deals,
        "people.csv": "Person - Name,Person - Email - Work,Person - Organization\nJ,j@x.fr,ACME\n",
      ],
      says: ["  # contacts:\n", "  #   entity: contacts\n"], saysNot: ["\n  contacts:"],
      figures: ["revenue_won": "1500.50"]),
    Folder(
      name: "an export of HubSpot without identifiers",
      files: [
        "deals.csv": Self.deals.split(separator: "\n")
          .map { $0.split(separator: ",").dropFirst().joined(separator: ",") }
          .joined(separator: "\n")
      ],
      says: ["key: [\"Deal Name\"]", "\"Deal owner\": owner", "{name: \"Negotiation\"}"],
      figures: ["revenue_won": "1500.50", "n_open": "1"]),
    Folder(
      name: "a French table of one's own",
      files: [
        "suivi.csv": """
        N°;Client;Commercial;Montant HT;Statut;Date signature;Commentaire
        1;ACME;Marie Dupont;1 200 €;Signé;12/08/2026;
        2;Béta;Jean Martin;800 €;En cours;;"relancer ; urgent"
        3;Gamma;Jean Martin;500 €;Perdu;20/07/2026;
        Total;;;2 500 €;;;
        """
      ],
      says: ["decimal: \",\"", "\"Signé\": won", "\"Date signature\": close_date"],
      saysNot: ["Perdu"], figures: ["revenue_won": "1200.00", "n_lost": "1"]),
    Folder(
      name: "a table of one's own with some of Koban's headings",
      files: [
        "affaires.csv": """
        Affaire;Client;Responsable;Etape;CA prévisionnel;Proba;Date création;\
        Date clôture prévue;Date gain;Motif perte
        Projet A;ACME;DUPONT Marie;5 - Gagné;12 000;100 %;01/06/2026;15/08/2026;14/08/2026;
        Projet B;Beta;MARTIN Jean;2 - Proposition;8 000;40 %;10/06/2026;30/09/2026;;
        """
      ],
      says: [
        "crm: plain", "key: [\"Affaire\"]", "\"5 - Gagné\": won", "{name: \"2 - Proposition\"}",
      ],
      figures: ["revenue_won": "12000.00", "n_open": "1"]),
    Folder(
      name: "a table of one's own with sales phases and outcomes",
      files: [
        "Opportunites.csv": """
        Référence;Nom de l'opportunité;Chargé d'affaires;Phase de vente;Montant (€ HT);\
        Probabilité (%);Créée le;Échéance;Date de fermeture;Issue
        OPP-1;Site;Zoé Martin;Négociation;12000;90;01/06/2026;15/08/2026;14/08/2026;Gagnée
        OPP-2;App;Luc Petit;Qualification;8000,5;20;10/06/2026;30/09/2026;;Active
        OPP-3;CRM;Luc Petit;Négociation;5000;50;11/05/2026;30/07/2026;29/07/2026;Perdue
        """
      ],
      says: ["\"Échéance\": expected_close", "\"Phase de vente\": stage", "\"Active\": open"],
      figures: ["revenue_won": "12000.00", "open_pipeline": "8000.50", "n_lost": "1"]),
    Folder(
      name: "a table of one's own with a date for won and one for lost",
      files: [
        "deals.csv": """
        Organization,Deal title,Deal owner,Value,Currency,Stage,Status,Won date,Lost date,\
        Created,Expected close
        ACME,Alpha,Jane,12000.5,EUR,Negotiation,won,2026-08-14,,2026-06-01,2026-08-15
        Beta,Bravo,John,8000,EUR,Proposal,open,,,2026-06-10,2026-09-30
        Corp,Charlie,John,5000,EUR,Proposal,lost,,2026-07-30,2026-05-11,2026-07-30
        """
      ],
      says: ["\"Won date\": closed_at", "\"Lost date\": closed_at", "key: [\"Deal title\"]"],
      figures: ["revenue_won": "12000.50", "n_lost": "1", "open_pipeline": "8000.00"]),
    Folder(
      name: "what was really earned of an opportunity of Dynamics in French",
      files: [
        "opportunites.csv": """
        (Ne pas modifier) Opportunité,Rubrique,Propriétaire,Statut,Revenu réel,Revenu estimé,\
        Date de clôture réelle,Date de clôture estimée,Créé le
        8f1,A,Marie Dupont,Conclue,"1 200,00 €","1 000,00 €",12/08/2026,15/08/2026,01/06/2026
        8f2,B,Jean Martin,Ouverte,,"800,50 €",,30/09/2026,01/07/2026
        8f3,C,Jean Martin,Perdue,"0,00 €","500,00 €",30/07/2026,30/07/2026,11/06/2026
        """
      ],
      figures: ["revenue_won": "1200.00", "open_pipeline": "800.50", "n_lost": "1"]),
    Folder(
      name: "a stage of Odoo in which all is certain is won",
      files: [
        "deals.csv": """
        External ID,Opportunity,Salesperson,Stage,Expected Revenue,Probability,Created on,\
        Closed Date,Expected Closing
        1,A,Jane,Purchase order,1000.0,100.0,2026-05-01 10:00:00,2026-07-13 10:00:00,
        2,B,Jane,New,2000.0,10.0,2026-05-01 10:00:00,,2026-10-01
        """
      ],
      says: ["\"Purchase order\": won", "{name: \"New\"}"], saysNot: ["{name: \"Purchase"],
      figures: ["revenue_won": "1000.00", "n_open": "1"]),
    Folder(
      name: "words that have others in them, or are denied",
      files: [
        "deals.csv": Self.deals.replacing("Negotiation", with: "Assigned")
          + "\n3,C,Non gagné,1,2026-09-30,2026-02-05,Zoé Martin\n"
          + "4,D,Won't fix,1,2026-09-30,2026-02-05,Zoé Martin"
      ],
      says: ["{name: \"Assigned\"}", "{name: \"Non gagné\"}", "{name: \"Won't fix\"}"],
      saysNot: ["because", "lost"], figures: ["n_won": "1", "n_open": "3"]),
    Folder(
      name: "amounts with tax, in thousands",
      files: [
        "affaires.csv": """
        Id;Nom;Commercial;Étape;Statut;Montant TTC (k€);Date de création;Date de clôture
        1;a;Alice;Signature;Gagné;12,5;13/06/2026;14/08/2026
        2;b;Alice;Signature;Perdu;8;13/06/2026;14/08/2026
        """
      ],
      says: ["amounts: including_tax", "scale: {money: 1000}"],
      figures: ["revenue_won": "12500.00"]),
    Folder(
      name: "Koban's export with the names of its API",
      files: [
        "opportunites.csv": """
        Guid;LIBELLE;ResultCode;CAPREVISIONNEL;PROBABILITE;DATEPREVISION;ResultDate;RESPONSABLE;ETAPE
        5f01;Alpha;WON;12000,00;100;31/08/2026;13/08/2026;Alice Dupont;Signature
        5f02;Gamma;;7000,50;60;30/09/2026;;Bob Martin;Proposition
        """
      ],
      says: ["crm: koban"], figures: ["revenue_won": "12000.00", "n_open": "1"]),
  ]

  @Test(arguments: folders)
  func `the configuration of a folder needs no edit`(folder: Folder) throws {
    let workdir = try Workdir("init")
    for (name, text) in folder.files { try workdir.write(name, text + "\n") }
    let currency = folder.says.contains("currency: USD") ? [] : ["--currency", "EUR"]
    try workdir.jalon(["init", "--time-zone", "UTC", "--lang", "en"] + currency).expect(status: 0)
    let text = try workdir.text("jalon.yaml")
    for line in folder.says { #expect(text.contains(line), "\(text)") }
    for line in folder.saysNot { #expect(!text.contains(line), "\(text)") }
    try workdir.jalon("check", "--as-of", "2026-08-31").expectReadable()
    let figures = try workdir.jalon(
      "figures", "--as-of", "2026-08-31", "--scope", "company", "--period", "year")
    figures.expect(status: 0)
    for (kpi, value) in folder.figures {
      let cells = figures.output.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let row = cells.first { $0[1] == "2026" && $0[7] == kpi && $0[8].isEmpty }
      #expect(row?[9] == value[...], "\(kpi)")
    }
  }

  private static let deals = """
    Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Deal owner
    1,Alpha,Closed Won,1500.50,2026-03-31 10:00,2026-01-05 09:00,Zoé Martin
    2,Beta,Negotiation,900,2026-12-31 10:00,2026-02-05 09:00,Karim Ali

    """

  @Test func `the only member of an archive goes unnamed, others go without their dates`() throws {
    let workdir = try Workdir("init")
    try workdir.write("all-deals-2026-08-30.csv", Self.deals)
    try workdir.write("contacts-2026-08-30.csv", "Record ID,First Name,Lifecycle Stage\n1,A,Lead\n")
    try workdir.shell(
      "python3 -m zipfile -c one-2026-08-30.zip all-deals-2026-08-30.csv"
        + " && python3 -m zipfile -c two-2026-08-30.zip *-2026-08-30.csv && rm *.csv"
    ).expect(status: 0)
    try workdir.jalon("init", "--currency", "EUR", "--time-zone", "UTC").expect(status: 0)
    let text = try workdir.text("jalon.yaml")
    #expect(text.contains("files: \"one-*.zip\""), "\(text)")
    #expect(text.contains("files: \"two-*.zip/all-deals-*.csv\""), "\(text)")
    #expect(text.contains("files: \"two-*.zip/contacts-*.csv\""), "\(text)")
    try workdir.jalon("check", "--as-of", "2026-08-31").expectReadable()
  }

  @Test func `an archive may hold an export in parts and the people`() throws {
    let workdir = try Workdir("init")
    try workdir.write("all-deals-2026-08-30-1.csv", Self.deals)
    try workdir.write(
      "all-deals-2026-08-30-2.csv",
      Self.deals.replacing("\n1,", with: "\n3,").replacing("\n2,", with: "\n4,")
        .replacing("Zoé Martin", with: "Ann Other"))
    try workdir.write("users.csv", "Name\nZoé Martin\nAnn Other\nKarim Ali\n")
    try workdir.shell("python3 -m zipfile -c all-2026-08-30.zip *.csv && rm *.csv")
      .expect(status: 0)
    let outcome = try workdir.jalon("init", "--currency", "EUR", "--time-zone", "UTC")
    outcome.expect(status: 0)
    #expect(outcome.errors.contains("its name carries a date"), "\(outcome.errors)")
    let text = try workdir.text("jalon.yaml")
    #expect(text.contains("files: \"all-*.zip/all-deals-*.csv\""), "\(text)")
    #expect(text.contains("file: \"all-2026-08-30.zip/users.csv\""), "\(text)")
    let figures = [
      "figures", "--as-of", "2026-08-30", "--periods", "2026-Q1", "--kpi", "revenue_won",
    ]
    let first = try workdir.jalon(figures)
    #expect(first.output.contains(",ann-other,Ann Other,revenue_won,,1500.50,"), "\(first)")
    #expect(first.output.contains(",revenue_won,,3001.00,"), "\(first)")
    // What a run has archived is read again where the exports are gone.
    try workdir.jalon("run", "--as-of", "2026-08-30", "--release").expect(status: 0)
    try workdir.shell(
      "python3 -m zipfile -e all-2026-08-30.zip . && rm all-2026-08-30.zip"
        + " && python3 -m zipfile -c all-2026-08-30.zip users.csv"
    ).expect(status: 0)
    let second = try workdir.jalon(figures + ["--exports", "archived"])
    #expect(second.output == first.output, "\(second)")
    try workdir.jalon("check", "--as-of", "2026-08-30", "--exports", "live").expect(status: 65)
  }

  @Test func `a number in a name that is no date is told`() throws {
    let workdir = try Workdir("init")
    try workdir.write("deals-29684860-7.csv", Self.deals)
    let outcome = try workdir.jalon("init", "--currency", "EUR", "--time-zone", "UTC")
    outcome.expect(status: 0)
    #expect(
      outcome.errors.contains(
        "the name of deals-29684860-7.csv has a number that no date goes with"),
      "\(outcome.errors)")
  }

  @Test func `rows that a run would end at have to be decided upon`() throws {
    let workdir = try Workdir("init")
    try workdir.write("deals.csv", Self.deals.replacing("900", with: "9OO"))
    let outcome = try workdir.jalon("init", "--currency", "EUR", "--time-zone", "UTC")
    outcome.expect(status: 78)
    #expect(
      outcome.errors.contains("error: 1 of 2 rows of deals.csv can't be read [init-rows-rejected]"),
      "\(outcome.errors)")
    #expect(try workdir.text("jalon.yaml").contains("    # To decide: 1 rows are rejected.\n"))
  }
}
