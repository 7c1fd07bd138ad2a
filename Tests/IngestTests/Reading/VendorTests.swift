import Ingest
import Testing

/// One small export of each vendor beside HubSpot, through the whole of Ingest.
struct VendorTests {
  @Test
  func `Pipedrive deals, in English: the status is the vendor's, the closing day the first known`()
    throws
  {
    let readout = try read(
      """
      Deal - ID,Deal - Title,Deal - Owner,Deal - Value,Deal - Currency of Value,Deal - Probability,\
      Deal - Stage,Deal - Status,Deal - Deal created,Deal - Won time,Deal - Lost time,\
      Deal - Expected close date,Deal - Lost reason
      7,A,Zoé,1500.5,EUR,,Proposal ,Won,2026-01-01 10:00:00,2026-02-03 12:00:00,,2026-03-01,
      8,B,Zoé,20,EUR,60,Proposal,Lost,2026-01-01 10:00:00,,2026-02-04 12:00:00,2026-03-01,Price
      9,C,,,EUR,,Qualified,Open,2026-01-01 10:00:00,,,2026-03-01,
      10,D,,,EUR,,Qualified,deleted,2026-01-01 10:00:00,,,2026-03-01,

      """)
    #expect(readout.report.diagnostics.filter { $0.severity > .note } == [])
    #expect(readout.report.files.map(\.dialect) == ["pipedrive/en"])
    #expect(readout.texts("id") == ["7", "8", "9"])
    #expect(readout.texts("status") == ["won", "lost", "open"])
    #expect(readout.texts("stage") == ["Proposal", "Proposal", "Qualified"])
    #expect(readout.days("closed_at") == ["2026-02-03", "2026-02-04", nil])
    #expect(readout.numbers("probability") == [nil, 600_000, nil])
    #expect(readout.texts("owner") == ["Zoé", "Zoé", nil])
    #expect(readout.diagnostic("records-dropped")?.summary.contains("'Deal - Status'") == true)
  }

  /// Amounts of several currencies are never added as if they were one.
  @Test(arguments: [
    (
      "salesforce",
      "Opportunity ID,Opportunity Owner,Stage,Total Amount Currency,Total Amount,Close Date\n"
        + "0060000000000A1,Zoé,Closed Won,USD,10,2026-01-31\n"
    ),
    (
      "salesforce",
      "ID de l'opportunité,Propriétaire de l'opportunité,Étape,Montant Devise,Montant,"
        + "Date de clôture\n0060000000000A1,Zoé,Closed Won,USD,10,2026-01-31\n"
    ),
    (
      "koban",
      "Code externe;Étape;Résultat;Montant;Devise;Date de résultat;Affecté à\n"
        + "1;S;Gagnée;10;USD;2026-01-31;Zoé\n"
    ),
    (
      "pipedrive",
      "Deal - ID,Deal - Owner,Deal - Deal value,Deal - Currency,Deal - Stage,Deal - Status,"
        + "Deal - Won time\n1,Zoé,10,USD,S,Won,2026-01-31 10:00:00\n"
    ),
  ])
  func `the currency beside an amount is read`(_ dialect: String, text: String) throws {
    let readout = try read(text, dialect: dialect, maximumRejects: 1)
    #expect(readout.ids.contains("currency-contradicts"), "\(readout.ids)")
  }

  @Test func `Pipedrive deals in French`() throws {
    let readout = try read(
      """
      Affaire - ID,Affaire - Titre,Affaire - Propriétaire,Affaire - Valeur,Affaire - Étape,\
      Affaire - Statut,Affaire - Affaire créée,Affaire - Date de gain,Affaire - Heure de l'échec
      7,A,Zoé,1500,Devis,Gagnée,2026-01-01 10:00:00,2026-02-03 12:00:00,
      8,B,Zoé,20,Devis,Perdue,2026-01-01 10:00:00,,2026-02-04 12:00:00
      9,C,Zoé,20,Devis,En cours,2026-01-01 10:00:00,,

      """)
    #expect(readout.report.diagnostics.filter { $0.severity > .note } == [])
    #expect(readout.texts("status") == ["won", "lost", "open"])
    #expect(readout.days("closed_at") == ["2026-02-03", "2026-02-04", nil])
  }

  @Test func `Pipedrive activities, with typographic apostrophes`() throws {
    let readout = try read(
      """
      Activité - Sujet,Activité - Type,Activité - Date d'échéance,Activité - Date d’ajout,\
      Activité - Attribué à l’utilisateur,Activité - Terminé
      Relance,Appel,2026-01-05,2026-01-01 09:00:00,Zoé,Terminé
      Visite,Réunion,2026-01-06,2026-01-01 09:00:00,Zoé,À faire

      """, as: .activities)
    #expect(readout.texts("type", of: .activities) == ["call", "meeting"])
    #expect(readout.numbers("is_done", of: .activities) == [1, 0])
    #expect(readout.moments("due_at", of: .activities).first == "2026-01-05 00:00:00")
    #expect(readout.texts("owner", of: .activities) == ["Zoé", "Zoé"])
  }

  @Test func `Salesforce events: copies for invitees are left out, the type is meeting`() throws {
    let readout = try read(
      """
      Id,WhoId,WhatId,Subject,ActivityDateTime,StartDateTime,OwnerId,IsChild,IsDeleted
      00U000000000001AAA,003000000000001,006000000000001,Démo,2026-07-01T22:30:00.000Z,2026-07-01T22:30:00.000Z,005A,false,false
      00U000000000002AAA,003000000000002,006000000000001,Démo,2026-07-01T22:30:00.000Z,2026-07-01T22:30:00.000Z,005B,true,false

      """, as: .activities, zone: paris)
    #expect(readout.report.files.map(\.dialect) == ["salesforce/api"])
    #expect(readout.rows(.activities) == 1)
    #expect(readout.texts("type", of: .activities) == ["meeting"])
    #expect(readout.texts("opportunity_id", of: .activities) == ["006000000000001AAA"])
    #expect(readout.moments("scheduled_at", of: .activities) == ["2026-07-02 00:30:00"])
  }

  @Test func `Salesforce: what is about an account or a case is about no opportunity`() throws {
    let readout = try read(
      """
      Id,WhoId,WhatId,Subject,ActivityDate,Status,OwnerId,TaskSubtype,IsClosed
      00T000000000001AAA,,006000000000001,Rappel,2026-07-01,Completed,005A,Call,true
      00T000000000002AAA,,001000000000001,Rappel,2026-07-01,Completed,005A,Call,true
      00T000000000003AAA,,500000000000001,Rappel,2026-07-01,Completed,005A,Call,true
      00T000000000004AAA,,,Rappel,2026-07-01,Completed,005A,Call,true

      """, as: .activities)
    #expect(
      readout.texts("opportunity_id", of: .activities) == ["006000000000001AAA", nil, nil, nil])
    #expect(readout.texts("account_id", of: .activities) == [nil, "001000000000001AAA", nil, nil])
  }

  @Test func `Salesforce: a deleted record does not contradict itself`() throws {
    let readout = try read(
      """
      Id,Name,StageName,Amount,CloseDate,CreatedDate,OwnerId,IsWon,IsClosed,IsDeleted
      006000000000001AAA,A,Closed Won,10.00,2026-07-01,2026-06-01T00:00:00.000Z,005A,false,true,true

      """)
    #expect(readout.report.diagnostics.filter { $0.id == "status-contradicts-stage" } == [])
  }

  @Test func `Dynamics: on hold is a reason of an open opportunity`() throws {
    let readout = try read(
      """
      (Do Not Modify) Opportunity,Topic,Est. Revenue,Est. Close Date,Status Reason,Owner
      a,A,10.00,2026-09-01,On Hold,Zoé
      b,B,10.00,2026-09-01,In Progress,Zoé
      c,C,10.00,2026-09-01,Out-Sold,Zoé

      """)
    #expect(readout.texts("status") == ["open", "open", "lost"])
  }

  @Test func `Zoho: a history of stages is no list of deals`() throws {
    let readout = try read(
      """
      Record Id,Deal Name.id,Deal Name,Stage,Amount,Closing Date,Stage Duration (Calendar Days),Modified Time
      zcrm_9,zcrm_1,A,Qualification,10.00,2026-09-15,4,2026-07-02 09:00:00

      """, as: .stageHistory)
    #expect(readout.report.files.map(\.dialect) == ["zoho/en"])
    #expect(readout.texts("opportunity_id", of: .stageHistory) == ["zcrm_1"])
  }

  @Test func `a French Salesforce report without id or amount is refused with both named`() throws {
    let readout = try read(
      """
      Opportunity Number,Propriétaire de l'opportunité,Étape,Date de clôture,Nom du produit
      1,Zoé,Closed Won,03/12/2024,X

      """)
    #expect(readout.report.files.map(\.dialect) == ["salesforce/fr"])
    #expect(
      readout.report.diagnostics.filter { $0.severity == .error }.map(\.summary) == [
        "a column for id is missing in opportunities",
        "a column for amount_net is missing in opportunities",
      ])
  }

  @Test func `Koban: an empty result is open, asleep is on hold, /Date(…)/ is a day`() throws {
    let readout = try read(
      """
      Guid;Libellé;Processus;Étape;Résultat;Montant;Probabilité;Date de décision;Date de résultat;Affecté à
      a;A;Vente;Devis;Gagné(e);1 250,50;100;31/01/2026;/Date(1767225600000)/;Zoé
      b;B;Vente;Devis;;10,00;50;28/02/2026;/Date(-62135596800000)/;Zoé
      c;C;Vente;Devis;En sommeil;10,00;50;28/02/2026;;Zoé
      d;D;Vente;Devis;LOST;10,00;50;28/02/2026;01/02/2026;Zoé

      """, dialect: "koban")
    #expect(readout.report.diagnostics.filter { $0.severity > .note } == [])
    #expect(readout.texts("status") == ["won", "open", "on_hold", "lost"])
    #expect(readout.numbers("amount_net") == [125_050, 1_000, 1_000, 1_000])
    #expect(readout.days("closed_at") == ["2026-01-01", nil, nil, "2026-02-01"])
    #expect(readout.numbers("probability").first == 1_000_000)
  }

  @Test func `Zoho: the stage decides`() throws {
    let readout = try read(
      """
      Record Id,Deal Name,Deal Owner,Account Name,Account Name.id,Amount,Stage,Closing Date
      zcrm_1,A,Zoé,X,zcrm_9,"$12,400.00",Closed Won,"Sep 12, 2026"
      zcrm_2,B,Zoé,X,zcrm_9,"42,000",Closed-Lost to Competition,2026-11-15

      """, constants: [:], format: { _ in })
    // A dollar sign in a company that counts in euros.
    #expect(readout.ids.contains("currency-contradicts"))
    let dollars = try read(
      "Record Id,Deal Name,Deal Owner,Amount,Stage,Closing Date\n"
        + "zcrm_1,A,Zoé,\"12,400.00\",Closed Won,\"Sep 12, 2026\"\n"
        + "zcrm_2,B,Zoé,\"42,000\",Closed-Lost to Competition,2026-11-15\n")
    #expect(dollars.texts("status") == ["won", "lost"])
    #expect(dollars.numbers("amount_net") == [1_240_000, 4_200_000])
    #expect(dollars.days("close_date") == ["2026-09-12", "2026-11-15"])
  }

  @Test func `Dynamics and Odoo`() throws {
    let dynamics = try read(
      """
      (Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,Topic,Est. Revenue,Est. Close Date,Status,Owner
      g-1,x,A,10.50,2026-01-31,Won,Zoé

      """)
    #expect(dynamics.report.files.map(\.dialect) == ["dynamics/en"])
    #expect(dynamics.texts("status") == ["won"])
    let odoo = try read(
      """
      id,name,user_id/name,stage_id/name,expected_revenue,date_deadline,type
      __export__.crm_lead_1,A,Zoé,Won,10.5,2026-01-31,opportunity
      __export__.crm_lead_2,B,Zoé,New,10.5,2026-01-31,lead

      """)
    #expect(odoo.report.files.map(\.dialect) == ["odoo/api"])
    #expect(odoo.texts("status") == ["won"])
    #expect(odoo.texts("owner") == ["Zoé"])
  }
}
