import Calendar
import Foundation

/// One customer of the sample, from the first purchase on.
struct SampleCustomer {
  var account: Int
  var since: CalendarDate
  var endedAt: CalendarDate?
  var wonBackAt: CalendarDate?
  var atRiskSince: CalendarDate?
  var isStrategic: Bool
  /// Whole euros a month.
  var monthlyRevenue: Int

  var id: String { String(8_400_000 + account * 13) }

  func isActive(on day: CalendarDate) -> Bool {
    guard since <= day else { return false }
    guard let endedAt, endedAt <= day else { return true }
    return wonBackAt.map { $0 <= day } ?? false
  }
}

/// Customers with contracts, invoices, subscriptions and surveys: what the other files of the
/// company hold.
struct CustomerSimulation {
  let asOf: CalendarDate
  var random: RandomSource
  private(set) var customers: [SampleCustomer] = []

  init(asOf: CalendarDate, opportunities: [Opportunity], seed: UInt64) {
    self.asOf = asOf
    random = RandomSource(seed: seed)
    var since: [Int: CalendarDate] = [:]
    for one in opportunities where one.stage == Company.won {
      since[one.account] = min(since[one.account] ?? one.close, one.close)
    }
    customers = since.sorted { $0.key < $1.key }.map { customer($0.key, firstWon: $0.value) }
  }

  /// Half of them bought long before the sample begins.
  private mutating func customer(_ account: Int, firstWon: CalendarDate) -> SampleCustomer {
    let since = random.chance(50) ? firstWon.adding(days: -random.number(in: 60...1100)) : firstWon
    var customer = SampleCustomer(
      account: account, since: since, isStrategic: random.chance(12),
      monthlyRevenue: random.number(in: 6...60) * 10)
    if since < asOf.adding(days: -120), random.chance(17) {
      let ended = asOf.adding(days: -random.number(in: 5...330))
      if ended > since {
        customer.endedAt = ended
        if random.chance(20) {
          let back = ended.adding(days: random.number(in: 40...160))
          customer.wonBackAt = back <= asOf ? back : nil
        }
      }
    }
    if customer.endedAt == nil, random.chance(9) {
      customer.atRiskSince = asOf.adding(days: -random.number(in: 3...60))
    }
    return customer
  }

  mutating func companies() -> CSVFile {
    var file = CSVFile(
      header: [
        "ID de fiche d'informations", "Nom de l'entreprise", "Nom de domaine de l'entreprise",
        "Secteur d'activité", "Ville", "Code postal", "Pays/Région",
        "Propriétaire de l'entreprise", "Client depuis", "Fin de la relation", "Revenu le",
        "À risque depuis", "Compte stratégique",
      ])
    for one in customers {
      file.append([
        one.id, Company.accounts[one.account], "client\(one.account).example",
        random.pick(["Industrie", "Santé", "Commerce", "Services"]),
        random.pick(["Lille", "Rouen", "Nantes", "Lyon", "Nîmes", "Béziers"]),
        random.pick(["59000", "76000", "44000", "69001", "30000", "34500"]), "France",
        "Gaëlle Petit", "\(one.since)", one.endedAt.map { "\($0)" } ?? "",
        one.wonBackAt.map { "\($0)" } ?? "", one.atRiskSince.map { "\($0)" } ?? "",
        one.isStrategic ? "oui" : "non",
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
      let start = asOf.adding(days: -random.number(in: 200...700))
      let due = start.adding(days: 365)
      let isRenewed = due <= asOf && random.chance(87)
      file.append([
        "C-\(1_000 + index)", customer.id, "\(start)", "\(due.adding(days: -1))", "\(due)",
        isRenewed ? "\(due.adding(days: -random.number(in: 0...20)))" : "",
        "\(random.number(in: 12...90) * 100),00", "Gaëlle Petit",
      ])
    }
    return file
  }

  /// The recurring revenue of each month from October 2025 on.
  mutating func subscriptions() -> CSVFile {
    var file = CSVFile(header: ["client", "mois", "mrr"])
    let start = CalendarDate(firstOfMonth: 10, of: 2025)
    for customer in customers where customer.account % 2 == 0 {
      var amount = customer.monthlyRevenue
      for month in Period.all(.month, over: start..<asOf.adding(days: 1))
      where customer.isActive(on: month.lastDay) {
        if random.chance(6) { amount = amount * random.pick([90, 110, 120, 130]) / 100 }
        file.append([customer.id, "\(month.start)", "\(amount),00"])
      }
    }
    return file
  }

  /// Invoices of the last thirteen months, with a credit note now and then.
  mutating func invoices() -> CSVFile {
    var file = CSVFile(
      header: ["facture", "client", "date", "montant", "récurrent", "responsable"])
    var number = 2_600
    for customer in customers {
      var day = max(customer.since, asOf.adding(days: -400)).adding(
        days: random.number(in: 0...30))
      let gap = random.number(in: 25...110)
      while day <= asOf {
        if customer.isActive(on: day) {
          number += 1
          let amount = random.number(in: 4...60) * 100
          file.append([
            "F-\(number)", customer.id, "\(day)", "\(random.chance(2) ? -amount : amount),00",
            random.chance(45) ? "oui" : "non", "Gaëlle Petit",
          ])
        }
        day = day.adding(days: max(3, gap * random.number(in: 70...130) / 100))
      }
    }
    return file
  }

  mutating func features() -> CSVFile {
    var file = CSVFile(header: ["client", "fonctionnalité", "première utilisation"])
    for customer in customers where customer.isActive(on: asOf) {
      for feature in ["tableau de bord", "export", "alertes", "API"] where random.chance(58) {
        let day = min(asOf, max(customer.since, asOf.adding(days: -random.number(in: 0...500))))
        file.append([customer.id, feature, "\(day)"])
      }
    }
    return file
  }

  mutating func surveys() -> CSVFile {
    var file = CSVFile(header: ["enquête", "type", "note", "client", "agent", "date", "suivi le"])
    var number = 100
    for customer in customers where random.chance(70) {
      let day = asOf.adding(days: -random.number(in: 1...300))
      for isNPS in [true, false] where random.chance(isNPS ? 80 : 50) {
        number += 1
        let score =
          isNPS ? random.pick([10, 9, 9, 10, 8, 8, 7, 6, 4]) : random.pick([5, 5, 5, 4, 4, 3])
        let isAnswered = random.chance(68)
        let isFollowedUp = isAnswered && score <= 6 && random.chance(75)
        file.append([
          "E-\(number)", isNPS ? "nps" : "csat", isAnswered ? String(score) : "", customer.id,
          "Gaëlle Petit", "\(day)",
          isFollowedUp ? "\(min(asOf, day.adding(days: random.number(in: 1...9))))" : "",
        ])
      }
    }
    return file
  }
}
