import Ingest

extension DialectFixture {
  static let koban: [DialectFixture] = [
    DialectFixture(
      name: "Koban opportunities", dialect: "koban/fr", entity: .opportunities,
      text: """
        Guid;Libellé;Processus;Étape;Résultat;Montant;Probabilité;Date de décision;Date de résultat;\
        Affecté à;Compte;Origine;Date de création
        g1;Alpha;Vente;Devis;Gagné(e);1 250,50;100;31/03/2026;30/03/2026;Zoé;Dupont;Salon;05/01/2026
        g2;Bêta;Vente;Devis;;900,00;50;30/09/2026;;Zoé;Dupont;Salon;05/02/2026
        """,
      expected: [
        "status": "won open", "amount_net": "125050 90000", "closed_at": "2026-03-30 -",
        "expected_close": "2026-03-31 2026-09-30", "probability": "1000000 500000",
      ]),
    DialectFixture(
      name: "Koban opportunities, names of the API: amounts in cents", dialect: "koban/api",
      entity: .opportunities,
      text: """
        Guid;Label;Status.Label;Result;Amount.cent;DPrev;DResult;AssignedTo.FullName
        g1;Alpha;Devis;WON;125050;31/03/2026;30/03/2026;Zoé
        """,
      expected: ["status": "won", "amount_net": "125050"]),
    DialectFixture(
      name: "Koban actions", dialect: "koban/fr", entity: .activities,
      text: """
        Libellé;Type d'action;Date de début;Date de fin;Statut;Affecté à;Opportunité
        Relance;Appel;05/01/2026 09:00;05/01/2026 09:15;Terminé;Zoé;g1
        Visite;RDV;25/01/2026 09:00;;À faire;Zoé;g1
        """,
      expected: [
        "type": "call meeting", "is_done": "1 0", "opportunity_id": "g1 g1",
        "done_at": "2026-01-05T09:15:00 -",
      ]),
    DialectFixture(
      name: "Koban quotes", dialect: "koban/fr", entity: .activities,
      text: """
        Numéro;Libellé;Date de création du devis;Date d'envoi;Montant HT;Affecté à;Opportunité
        D-1;Offre;05/01/2026;25/01/2026;1 250,50;Zoé;g1
        """,
      expected: [
        "type": "quote", "done_at": "2026-01-25T00:00:00", "created_at": "2026-01-05T00:00:00",
        "owner": "Zoé",
      ], unverified: ["Numéro"]),
    DialectFixture(
      name: "Koban orders", dialect: "koban/fr", entity: .orders,
      text: """
        Numéro;Date de commande;Compte;Montant HT;Affecté à;Marge
        C-1;25/01/2026;Dupont;1 250,50;Zoé;200,00
        """,
      expected: [
        "order_id": "C-1", "date": "2026-01-25", "amount": "125050", "margin": "20000",
        "customer_id": "Dupont",
      ], unverified: ["Date de commande"]),
    DialectFixture(
      name: "Koban invoices and credit notes", dialect: "koban/fr", entity: .orders,
      text: """
        Numéro;Date de facture;Compte;Montant HT;Affecté à;Avoir
        F-1;25/01/2026;Dupont;1 250,50;Zoé;Non
        F-2;26/01/2026;Dupont;250,50;Zoé;Oui
        """,
      expected: ["order_id": "F-1 F-2", "amount": "125050 25050", "is_credit_note": "0 1"],
      unverified: ["Date de facture", "Avoir"]),
    DialectFixture(
      name: "Koban leads", dialect: "koban/fr", entity: .leads,
      text: """
        Guid;Nom;Société;Statut commercial;Origine;Affecté à;Date de création
        p1;Lee;Dupont;À qualifier;Salon;Zoé;25/01/2026
        """,
      expected: ["id": "p1", "source": "Salon", "created_at": "2026-01-25T00:00:00"],
      unverified: ["Statut commercial", "Origine", "Affecté à", "Date de création"]),
  ]

  static let others: [DialectFixture] = [
    DialectFixture(
      name: "Zoho deals, English", dialect: "zoho/en", entity: .opportunities,
      text: """
        Record Id,Deal Owner,Deal Name,Account Name,Account Name.id,Amount,Stage,Closing Date,Created Time
        zcrm_1,Zoé,A,Dupont,zcrm_9,"1,500.50",Closed Won,2026-03-31,2026-01-05 09:12:00
        """,
      expected: ["status": "won", "amount_net": "150050", "account_id": "zcrm_9"],
      unverified: ["Deal Name", "Amount", "Stage", "Closing Date"]),
    DialectFixture(
      name: "Zoho deals, French", dialect: "zoho/fr", entity: .opportunities,
      text: """
        ID d'enregistrement,Propriétaire de la transaction,Nom de la transaction,Nom du compte,\
        Montant,Étape,Date d'échéance,Probabilité (%)
        zcrm_1,Zoé,A,Dupont,"1500,50",Conclue - gagnée,31/03/2026,100
        """,
      expected: ["status": "won", "amount_net": "150050", "close_date": "2026-03-31"],
      unverified: ["ID d'enregistrement"]),
    DialectFixture(
      name: "Zoho tasks", dialect: "zoho/en", entity: .activities,
      text: """
        Record Id,Task Owner,Subject,Due Date,Status,Contact Name.id,Related To.id,Closed Time
        zcrm_3,Zoé,Call,2026-01-05,Completed,zcrm_5,zcrm_1,2026-01-06 08:00:00
        """,
      expected: ["type": "task", "is_done": "1", "opportunity_id": "zcrm_1", "owner": "Zoé"]),
    DialectFixture(
      name: "Dynamics opportunities, English: the actual revenue goes before the estimated",
      dialect: "dynamics/en", entity: .opportunities,
      text: """
        (Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Topic,\
        Est. Revenue,Actual Revenue,Est. Close Date,Actual Close Date,Status,Owner,Sales Stage
        g-1,x,2026-04-01 08:00,A,1000.00,1500.50,2026-03-31,2026-03-30,Won,Zoé,Close
        g-2,x,2026-04-01 08:00,B,900.00,,2026-09-30,,Open,Zoé,Propose
        """,
      expected: [
        "status": "won open", "amount_net": "150050 90000", "closed_at": "2026-03-30 -",
      ],
      unverified: [
        "Topic", "Actual Revenue", "Est. Revenue", "Est. Close Date", "Actual Close Date", "Status",
        "Owner", "Sales Stage",
      ]),
    DialectFixture(
      name: "Dynamics opportunities, French", dialect: "dynamics/fr", entity: .opportunities,
      text: """
        (Ne pas modifier) Opportunité;Rubrique;Chiffre d'affaires estimé;Date de clôture estimée;\
        Statut;Propriétaire
        g-1;A;1 500,50;31/03/2026;Conclu;Zoé
        """,
      expected: ["status": "won", "amount_net": "150050", "expected_close": "2026-03-31"],
      unverified: [
        "(Ne pas modifier) Opportunité", "Rubrique", "Chiffre d'affaires estimé",
        "Date de clôture estimée", "Statut", "Propriétaire",
      ]),
    DialectFixture(
      name: "Odoo, English", dialect: "odoo/en", entity: .opportunities,
      text: """
        External ID,Opportunity,Salesperson,Stage,Expected Revenue,Expected Closing,Type
        crm.lead_1,A,Zoé,Won,1500.5,2026-03-31,Opportunity
        crm.lead_2,B,Zoé,New,10,2026-03-31,Lead
        """,
      expected: ["id": "crm.lead_1", "status": "won", "amount_net": "150050"],
      unverified: [
        "External ID", "Opportunity", "Salesperson", "Stage", "Expected Revenue",
        "Expected Closing", "Type",
      ]),
    DialectFixture(
      name: "Odoo, French", dialect: "odoo/fr", entity: .opportunities,
      text: """
        ID externe,Opportunité,Vendeur,Étape,Revenu espéré,Clôture prévue
        crm.lead_1,A,Zoé,Gagné,1500.5,2026-03-31
        """,
      expected: ["status": "won", "amount_net": "150050", "owner": "Zoé"],
      unverified: [
        "ID externe", "Opportunité", "Vendeur", "Étape", "Revenu espéré", "Clôture prévue",
      ]),
  ]
}
