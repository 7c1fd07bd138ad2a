import Ingest
import Testing

/// A small export of a vendor in one language, composed of evidenced headers, and what must come of
/// it without anything being declared.
struct DialectFixture: CustomTestStringConvertible, Sendable {
  var name: String
  var dialect: String
  var entity: Entity
  var text: String
  /// Field to the texts of its column, `-` where a value is missing; days and moments as ISO, money
  /// in minor units.
  var expected: [String: String]
  /// Headers that only a third party's sample or nobody has shown.
  var unverified: [String] = []

  var testDescription: String { name }

  static let all: [DialectFixture] = hubspot + salesforce + pipedrive + koban + others

  static let hubspot: [DialectFixture] = [
    DialectFixture(
      name: "HubSpot deals, French", dialect: "hubspot/fr", entity: .opportunities,
      text: """
        ID de fiche d'informations,Nom de la transaction,Pipeline,Phase de la transaction,Montant,\
        Devise,Date de fermeture,Date de création,Propriétaire de la transaction,Équipe HubSpot,\
        Associated Company IDs
        9001,Alpha,Ventes,Fermé gagné,1500.5,EUR,2026-03-31 17:00,2026-01-05 09:12,Zoé Martin,Nord,77
        9002,Bêta,Ventes,Négociation,,EUR,2026-09-30 00:00,2026-02-05 09:12,,,
        """,
      expected: [
        "id": "9001 9002", "status": "won open", "amount_net": "150050 -",
        "close_date": "2026-03-31 2026-09-30", "created_at": "2026-01-05 2026-02-05",
        "account_id": "77 -",
      ]),
    DialectFixture(
      name: "HubSpot deals, internal names", dialect: "hubspot/api", entity: .opportunities,
      text: """
        hs_object_id,dealname,pipeline,dealstage,amount,closedate,createdate,hubspot_owner_id,\
        hs_is_closed_won
        1,A,default,closedwon,10,2026-03-31,2026-01-05,4711,true
        2,B,default,contractsent,10,2026-03-31,2026-01-05,4711,false
        """,
      expected: ["status": "won open", "owner": "4711 4711", "amount_net": "1000 1000"]),
    DialectFixture(
      name: "HubSpot contacts, English", dialect: "hubspot/en", entity: .leads,
      text: """
        Record ID,First Name,Last Name,Email,Contact owner,Create Date,Lifecycle Stage,Lead Status,\
        Original Traffic Source,Date entered "Opportunity (Lifecycle Stage Pipeline)"
        1,Ann,Lee,ann@example.com,Zoé Martin,2026-01-05 09:12,lead,New,Organic Search,2026-02-01 10:00
        """,
      expected: [
        "id": "1", "owner": "Zoé Martin", "created_at": "2026-01-05T09:12:00",
        "opportunity_at": "2026-02-01T10:00:00", "source": "Organic Search",
      ]),
    DialectFixture(
      name: "HubSpot contacts, French", dialect: "hubspot/fr", entity: .leads,
      text: """
        ID de fiche d'informations,Prénom,Nom,E-mail,Propriétaire du contact,Date de création
        1,Anne,Lee,anne@example.com,Zoé Martin,2026-01-05 09:12
        """,
      expected: ["id": "1", "owner": "Zoé Martin", "created_at": "2026-01-05T09:12:00"]),
    DialectFixture(
      name: "HubSpot companies, French", dialect: "hubspot/fr", entity: .accounts,
      text: """
        ID de fiche d'informations,Nom de l'entreprise,Nom de domaine de l'entreprise,\
        Secteur d'activité,Pays/Région
        77,Dupont & fils,dupont.example,Industrie,France
        """,
      expected: ["id": "77", "name": "Dupont & fils", "sector": "Industrie", "territory": "France"]),
    DialectFixture(
      name: "HubSpot companies, internal names", dialect: "hubspot/api", entity: .accounts,
      text: """
        hs_object_id,name,domain,industry,numberofemployees,hubspot_owner_id,lifecyclestage
        77,Dupont,dupont.example,Retail,250,4711,customer
        """,
      expected: ["id": "77", "headcount": "250000000", "owner": "4711"]),
    DialectFixture(
      name: "HubSpot tickets, English", dialect: "hubspot/en", entity: .tickets,
      text: """
        Ticket ID,Ticket name,Ticket status,Pipeline,Create date,Close date,Ticket owner,Source
        5,Broken,Closed,Support,2026-01-05 09:12,2026-01-06 10:00,Zoé Martin,EMAIL
        """,
      expected: [
        "id": "5", "created_at": "2026-01-05T09:12:00", "resolved_at": "2026-01-06T10:00:00",
        "agent": "Zoé Martin",
      ]),
    DialectFixture(
      name: "HubSpot tickets, French", dialect: "hubspot/fr", entity: .tickets,
      text: """
        Ticket ID,Nom du ticket,Statut du ticket,Pipeline,Date de création,Source
        5,Panne,Fermé,Support,2026-01-05 09:12,EMAIL
        """,
      expected: ["id": "5", "created_at": "2026-01-05T09:12:00"]),
    DialectFixture(
      name: "HubSpot calls, English", dialect: "hubspot/en", entity: .activities,
      text: """
        Record ID,Activity type,Activity date,Activity assigned to,Call outcome,Call duration,\
        Call direction,Call title,Associated Deal IDs
        5,Call,2026-01-05 09:12,Zoé Martin,Connected,60000,Outbound,Prospect,9001;9002
        """,
      expected: [
        "id": "5", "type": "call", "owner": "Zoé Martin", "outcome": "answered",
        "direction": "outbound", "opportunity_id": "9001",
      ]),
    DialectFixture(
      name: "HubSpot tasks, English", dialect: "hubspot/en", entity: .activities,
      text: """
        Record ID,Task title,Due date,Task status,Task type,Assigned to,Completion date
        5,Call back,2026-01-05 09:12,Completed,TODO,Zoé Martin,2026-01-06 08:00
        """,
      expected: [
        "id": "5", "type": "task", "due_at": "2026-01-05T09:12:00",
        "done_at": "2026-01-06T08:00:00",
      ]),
  ]

  static let salesforce: [DialectFixture] = [
    DialectFixture(
      name: "Salesforce opportunity report, English", dialect: "salesforce/en",
      entity: .opportunities,
      text: """
        Opportunity ID,Opportunity Name,Opportunity Owner,Account Name,Stage,Amount,Close Date,\
        Created Date,Last Modified Date,Next Step,Type
        006000000000001AAA,Alpha,Zoé Martin,Dupont,Closed Won,"1,500.50",3/31/2026,1/5/2026,4/1/2026,,
        006000000000002AAA,Beta,Zoé Martin,Dupont,Prospecting,,9/30/2026,2/5/2026,4/1/2026,Call,
        """,
      expected: [
        "status": "won open", "amount_net": "150050 -", "close_date": "2026-03-31 2026-09-30",
        "created_at": "2026-01-05 2026-02-05",
      ]),
    DialectFixture(
      name: "Salesforce opportunities, API names", dialect: "salesforce/api",
      entity: .opportunities,
      text: """
        Id,AccountId,Name,StageName,Amount,Probability,CloseDate,IsClosed,IsWon,OwnerId,CreatedDate
        006000000000001AAA,001000000000001AAA,A,Closed Won,10.5,100,2026-03-31,true,true,\
        005000000000001AAA,2026-01-05T09:12:00.000+0000
        """,
      expected: ["status": "won", "amount_net": "1050", "probability": "1000000"]),
    DialectFixture(
      name: "Salesforce opportunity history, API names", dialect: "salesforce/api",
      entity: .stageHistory,
      text: """
        Id,OpportunityId,StageName,Amount,CloseDate,SystemModstamp,CreatedDate,IsDeleted
        008000000000001AAA,006000000000001AAA,Prospecting,10,2026-03-31,2026-01-05T09:12:00.000Z,\
        2026-01-05T09:12:00.000Z,false
        """,
      expected: ["stage": "Prospecting", "entered_at": "2026-01-05T09:12:00"]),
    DialectFixture(
      name: "Salesforce field history, API names: only changes of the stage",
      dialect: "salesforce/api", entity: .stageHistory,
      text: """
        Id,OpportunityId,Field,OldValue,NewValue,CreatedDate,CreatedById
        017000000000001AAA,006000000000001AAA,StageName,Prospecting,Closed Won,2026-01-05T09:12:00.000Z,x
        017000000000002AAA,006000000000001AAA,Amount,1,2,2026-01-06T09:12:00.000Z,x
        """,
      expected: [
        "stage": "Closed Won", "from_stage": "Prospecting", "entered_at": "2026-01-05T09:12:00",
      ], unverified: ["OpportunityId", "NewValue", "OldValue", "CreatedDate"]),
    DialectFixture(
      name: "Salesforce history report, French", dialect: "salesforce/fr", entity: .stageHistory,
      text: """
        ID de l'opportunité,De l'étape,À l'étape,Date de modification
        006000000000001AAA,Prospection,Gagnée,2026-01-05 09:12
        """,
      expected: ["stage": "Gagnée", "from_stage": "Prospection"],
      unverified: ["ID de l'opportunité", "De l'étape", "À l'étape", "Date de modification"]),
    DialectFixture(
      name: "Salesforce tasks, API names", dialect: "salesforce/api", entity: .activities,
      text: """
        Id,WhoId,WhatId,Subject,ActivityDate,Status,OwnerId,IsClosed,TaskSubtype,CallType,AccountId
        00T000000000001AAA,003000000000001AAA,006000000000001AAA,Call,2026-01-05,Completed,\
        005000000000001AAA,true,Call,Outbound,001000000000001AAA
        """,
      expected: [
        "type": "call", "is_done": "1", "outcome": "done", "direction": "outbound",
        "account_id": "001000000000001AAA",
      ],
      unverified: [
        "Id", "WhoId", "WhatId", "Subject", "ActivityDate", "Status", "OwnerId", "IsClosed",
        "TaskSubtype", "CallType", "AccountId",
      ]),
    DialectFixture(
      name: "Salesforce leads, API names", dialect: "salesforce/api", entity: .leads,
      text: """
        Id,IsDeleted,LastName,LeadSource,Status,OwnerId,IsConverted,ConvertedDate,\
        ConvertedOpportunityId,CreatedDate
        00Q000000000001AAA,false,Lee,Web,Qualified,005000000000001AAA,true,2026-02-05,\
        006000000000001AAA,2026-01-05T09:12:00.000Z
        """,
      expected: [
        "id": "00Q000000000001AAA", "source": "Web", "opportunity_at": "2026-02-05T00:00:00",
        "opportunity_id": "006000000000001AAA", "is_deleted": "0",
      ]),
    DialectFixture(
      name: "Salesforce leads report, French", dialect: "salesforce/fr", entity: .leads,
      text: """
        ID de la piste,Propriétaire de la piste,Statut de la piste,Origine de la piste,Date de création
        00Q000000000001AAA,Zoé Martin,Qualifiée,Web,31/01/2026
        """,
      expected: ["owner": "Zoé Martin", "created_at": "2026-01-31T00:00:00"],
      unverified: [
        "ID de la piste", "Propriétaire de la piste", "Statut de la piste", "Origine de la piste",
        "Date de création",
      ]),
    DialectFixture(
      name: "Salesforce cases, API names", dialect: "salesforce/api", entity: .tickets,
      text: """
        Id,CaseNumber,AccountId,OwnerId,CreatedDate,ClosedDate
        500000000000001AAA,00001,001000000000001AAA,005000000000001AAA,2026-01-05T09:12:00.000Z,
        """,
      expected: ["created_at": "2026-01-05T09:12:00", "resolved_at": "-"],
      unverified: ["Id", "AccountId", "OwnerId", "CreatedDate", "ClosedDate"]),
  ]

  static let pipedrive: [DialectFixture] = [
    DialectFixture(
      name: "Pipedrive deals, English", dialect: "pipedrive/en", entity: .opportunities,
      text: """
        Deal - ID,Deal - Title,Deal - Owner,Deal - Value,Deal - Currency of Value,Deal - Stage,\
        Deal - Status,Deal - Deal created,Deal - Won time,Deal - Expected close date
        7,A,Zoé,1500.5,EUR,Proposal,Won,2026-01-01 10:00:00,2026-02-03 12:00:00,2026-03-01
        """,
      expected: ["status": "won", "amount_net": "150050", "closed_at": "2026-02-03"]),
    DialectFixture(
      name: "Pipedrive activities, English: day and time of day in two columns",
      dialect: "pipedrive/en", entity: .activities,
      text: """
        Activity - Subject,Activity - Type,Activity - Due date,Activity - Due time,Activity - Done,\
        Activity - Assigned to user,Deal - ID,Organization - ID
        Call,Call,2026-01-05,14:30,Done,Zoé,7,12
        Visit,Meeting,2026-01-06,,To do,Zoé,7,12
        """,
      expected: [
        "due_at": "2026-01-05T14:30:00 2026-01-06T00:00:00", "type": "call meeting",
        "is_done": "1 0", "account_id": "12 12",
      ]),
    DialectFixture(
      name: "Pipedrive activities, French", dialect: "pipedrive/fr", entity: .activities,
      text: """
        Activité - Sujet,Activité - Type,Activité - Date d'échéance,Activité - Heure d'échéance,\
        Activité - Attribué à l’utilisateur,Organisation - Nom
        Relance,Appel,2026-01-05,09:05,Zoé,Dupont
        """,
      expected: ["due_at": "2026-01-05T09:05:00", "type": "call"],
      unverified: ["Activité - Type"]),
    DialectFixture(
      name: "Pipedrive leads", dialect: "pipedrive/en", entity: .leads,
      text: """
        Lead - ID,Lead - Title,Lead - Owner,Lead - Value,Lead - Lead created,Lead - Source channel
        a1b2,Lee,Zoé,100,2026-01-05 09:12:00,Website
        """,
      expected: ["id": "a1b2", "owner": "Zoé", "source": "Website"]),
    DialectFixture(
      name: "Pipedrive people, French", dialect: "pipedrive/fr", entity: .contacts,
      text: """
        Personne - ID,Personne - Nom,Personne - E-mail - Travail,Personne - Intitulé du poste,\
        Organisation - ID
        3,Lee,lee@example.com,DG,12
        """,
      expected: ["id": "3", "function": "DG", "account_id": "12"],
      unverified: ["Personne - ID"]),
  ]
}
