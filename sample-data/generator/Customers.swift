import Calendar
import Foundation

/// Customers with contracts and surveys, leads and tickets: what the other files of the CRM hold.
struct CustomerSimulation {
  let asOf: CalendarDate
  let opportunities: [Opportunity]
  var random: RandomSource

  init(asOf: CalendarDate, opportunities: [Opportunity], seed: UInt64) {
    self.asOf = asOf
    self.opportunities = opportunities
    random = RandomSource(seed: seed)
  }

  /// The accounts that have ever bought, with the day of the first purchase.
  private var customers: [(account: Int, since: CalendarDate)] {
    var since: [Int: CalendarDate] = [:]
    for one in opportunities where one.stage == Company.won {
      since[one.account] = min(since[one.account] ?? one.close, one.close)
    }
    return since.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private func identifier(_ account: Int) -> String { String(8_400_000 + account * 13) }

  mutating func companies() -> CSVFile {
    var file = CSVFile(
      header: [
        "ID de fiche d'informations", "Nom de l'entreprise", "Nom de domaine de l'entreprise",
        "Secteur d'activité", "Ville", "Code postal", "Pays/Région", "Propriétaire de l'entreprise",
      ])
    for (account, _) in customers {
      file.append([
        identifier(account), Company.accounts[account], "client\(account).example",
        random.pick(["Industrie", "Santé", "Commerce", "Services"]),
        random.pick(["Lille", "Rouen", "Nantes", "Lyon", "Nîmes", "Béziers"]),
        random.pick(["59000", "76000", "44000", "69001", "30000", "34500"]), "France",
        "Gaëlle Petit",
      ])
    }
    return file
  }

  mutating func contracts() -> CSVFile {
    var file = CSVFile(
      header: [
        "contrat", "client", "début", "fin", "échéance", "renouvelé le", "valeur", "responsable",
      ])
    for (index, customer) in customers.enumerated() where index % 2 == 0 {
      let start = customer.since.adding(days: -random.number(in: 0...330))
      let due = start.adding(days: 365)
      let isRenewed = due <= asOf && random.chance(87)
      file.append([
        "C-\(1_000 + index)", identifier(customer.account), "\(start)",
        "\(due.adding(days: -1))", "\(due)",
        isRenewed ? "\(due.adding(days: -random.number(in: 0...20)))" : "",
        "\(random.number(in: 12...90) * 100),00", "Gaëlle Petit",
      ])
    }
    return file
  }

  mutating func surveys() -> CSVFile {
    var file = CSVFile(header: ["enquête", "type", "note", "client", "agent", "date", "suivi le"])
    for (index, customer) in customers.enumerated() where random.chance(55) {
      let day = asOf.adding(days: -random.number(in: 1...300))
      let isNPS = index % 3 != 0
      let score =
        isNPS ? random.pick([10, 9, 9, 10, 8, 8, 7, 6, 4]) : random.pick([5, 5, 5, 4, 4, 3])
      file.append([
        "E-\(100 + index)", isNPS ? "nps" : "csat", String(score), identifier(customer.account),
        "Gaëlle Petit", "\(day)",
        score <= 6 && random.chance(75) ? "\(min(asOf, day.adding(days: 6)))" : "",
      ])
    }
    return file
  }

  mutating func leads() -> CSVFile {
    var file = CSVFile(
      header: [
        "ID de fiche d'informations", "Prénom", "Nom", "E-mail", "Propriétaire du contact",
        "Date de création", "Phase du cycle de vie", "Source d'origine",
      ])
    let firstNames = ["Léa", "Noé", "Zoé", "Jean-Luc", "Maëlys", "Théo", "Anaïs", "François"]
    let lastNames = ["Dupont", "O'Brien", "Le Bihan", "Peltier", "Çelik", "Guérin", "Weiß"]
    for index in 0..<260 {
      let created = asOf.adding(days: -random.number(in: 0...400))
      let last = random.pick(lastNames)
      file.append([
        String(51_000_001 + index * 7), random.pick(firstNames), last,
        "contact\(index)@prospect.example", "Chloé Martin", "\(created) 08:15",
        random.pick(["Lead", "Lead", "Lead marketing qualifié", "Lead qualifié pour la vente"]),
        random.pick(Company.sources),
      ])
    }
    return file
  }

  mutating func tickets() -> CSVFile {
    var file = CSVFile(
      header: [
        "Ticket ID", "Nom du ticket", "Statut du ticket", "Pipeline", "Date de création",
        "Date de fermeture", "Propriétaire du ticket", "Source",
      ])
    for index in 0..<90 {
      let created = asOf.adding(days: -random.number(in: 0...360))
      let isClosed = random.chance(85)
      file.append([
        String(9_100_001 + index * 3),
        random.pick(["Accès impossible", "Facture", "Question <export>"]),
        isClosed ? "Fermé" : "En attente", "Pipeline d'assistance", "\(created) 10:20",
        isClosed ? "\(min(asOf, created.adding(days: random.number(in: 0...6)))) 15:40" : "",
        "Gaëlle Petit", random.pick(["Email", "Formulaire", "Téléphone"]),
      ])
    }
    return file
  }
}
