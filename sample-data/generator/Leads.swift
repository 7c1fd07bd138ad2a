import Calendar
import Foundation

/// Leads, tickets and what marketing and sales cost.
struct LeadSimulation {
  let asOf: CalendarDate
  let calendar: WorkingCalendar
  var random: RandomSource

  init(asOf: CalendarDate, calendar: WorkingCalendar, seed: UInt64) {
    self.asOf = asOf
    self.calendar = calendar
    random = RandomSource(seed: seed)
  }

  /// How a lead goes on, as moments in minutes since midnight of its first day.
  private struct Course {
    var assigned: Int?
    var attempt: Int?
    var contact: Int?
    var meeting: Int?
    var marketing: Int?
    var sales: Int?
    var accepted: Int?
    var rejected: Int?
    var opportunity: Int?
  }

  mutating func leads() -> CSVFile {
    var file = CSVFile(
      header: [
        "ID de fiche d'informations", "Prénom", "Nom", "E-mail", "Propriétaire du contact",
        "Date de création", "Phase du cycle de vie", "Source d'origine", "Canal",
        "Date d'attribution", "Première tentative", "Premier échange", "RDV pris le",
        "Devenu MQL le", "Devenu SQL le", "Accepté le", "Refusé le", "Motif du refus",
        "Devenu opportunité le",
      ])
    let firstNames = ["Léa", "Noé", "Zoé", "Jean-Luc", "Maëlys", "Théo", "Anaïs", "François"]
    let lastNames = ["Dupont", "O'Brien", "Le Bihan", "Peltier", "Çelik", "Guérin", "Weiß"]
    for index in 0..<420 {
      let day = workingDay(asOf.adding(days: -random.number(in: 0...400)))
      let minute = random.number(in: 480...1110)
      let source = random.pick(Company.sources)
      let course = course(from: minute)
      func text(_ minutes: Int?) -> String {
        guard let minutes else { return "" }
        let date = day.adding(days: minutes / 1440)
        return date <= asOf ? "\(date) \(clock(minutes % 1440))" : ""
      }
      let phase =
        course.opportunity != nil
        ? "Opportunité"
        : course.sales != nil
          ? "Lead qualifié pour la vente"
          : course.marketing != nil ? "Lead marketing qualifié" : "Lead"
      file.append([
        String(51_000_001 + index * 7), random.pick(firstNames), random.pick(lastNames),
        "contact\(index)@prospect.example", "Chloé Martin", text(minute), phase, source,
        source.hasPrefix("Recherche") || source == "Trafic direct" ? "web" : "autre",
        text(course.assigned), text(course.attempt), text(course.contact), text(course.meeting),
        text(course.marketing), text(course.sales), text(course.accepted), text(course.rejected),
        text(course.rejected).isEmpty ? "" : random.pick(["Budget", "Hors cible", "Doublon"]),
        text(course.opportunity),
      ])
    }
    return file
  }

  private mutating func course(from minute: Int) -> Course {
    var course = Course()
    guard random.chance(93) else { return course }
    let assigned = minute + random.number(in: 5...240)
    course.assigned = assigned
    let attempt = assigned + random.hill(10...3600)
    course.attempt = attempt
    if random.chance(80) {
      let contact = attempt + random.number(in: 0...900)
      course.contact = contact
      if random.chance(35) { course.meeting = contact + random.number(in: 60...9000) }
    }
    guard random.chance(62) else { return course }
    let marketing = minute + random.number(in: 60...14_400)
    course.marketing = marketing
    guard course.contact != nil, random.chance(48) else { return course }
    let sales = marketing + random.number(in: 600...36_000)
    course.sales = sales
    if random.chance(76) {
      let accepted = sales + random.number(in: 60...12_000)
      course.accepted = accepted
      if random.chance(60) { course.opportunity = accepted + random.number(in: 600...30_000) }
    } else {
      course.rejected = sales + random.number(in: 60...12_000)
    }
    return course
  }

  mutating func tickets() -> CSVFile {
    var file = CSVFile(
      header: [
        "Ticket ID", "Nom du ticket", "Statut du ticket", "Pipeline", "Date de création",
        "Date de fermeture", "Propriétaire du ticket", "Source", "Première réponse le",
        "Rouvert le", "Messages du client",
      ])
    for index in 0..<140 {
      let created = asOf.adding(days: -random.number(in: 0...360))
      let minute = random.number(in: 450...1200)
      let reply = minute + random.hill(5...700)
      let isClosed = random.chance(85)
      let closed = created.adding(days: random.number(in: 0...6))
      let isKnown = isClosed && closed <= asOf
      let reopened = closed.adding(days: random.number(in: 1...15))
      func text(_ day: CalendarDate, _ minutes: Int) -> String {
        let date = day.adding(days: minutes / 1440)
        return date <= asOf ? "\(date) \(clock(minutes % 1440))" : ""
      }
      file.append([
        String(9_100_001 + index * 3),
        random.pick(["Accès impossible", "Facture", "Question <export>"]),
        isKnown ? "Fermé" : "En attente", "Pipeline d'assistance", text(created, minute),
        isKnown ? "\(closed) 19:40" : "", "Gaëlle Petit",
        random.pick(["Email", "Formulaire", "Téléphone"]),
        isKnown || random.chance(60) ? text(created, min(reply, 1439)) : "",
        isKnown && random.chance(8) ? text(reopened, 600) : "",
        isKnown ? String(random.pick([0, 0, 0, 1, 2])) : "",
      ])
    }
    return file
  }

  /// Marketing spend by month and channel.
  mutating func spend() -> CSVFile {
    var file = CSVFile(header: ["canal", "mois", "montant"])
    for month in months() {
      for channel in ["Recherche payante", "LinkedIn", "Salons"] {
        file.append([channel, month.id, "\(random.number(in: 5...14) * 100),00"])
      }
    }
    return file
  }

  /// What sales cost by month; marketing's part is its spend.
  mutating func costs() -> CSVFile {
    var file = CSVFile(header: ["nature", "périmètre", "mois", "montant"])
    for month in months() {
      for team in ["team:nord", "team:sud"] {
        file.append(["vente", team, month.id, "\(random.number(in: 230...260) * 100),00"])
      }
    }
    return file
  }

  private func months() -> [Period] {
    Period.all(.month, over: CalendarDate(firstOfMonth: 10, of: 2025)..<asOf.adding(days: 1))
  }

  private func workingDay(_ day: CalendarDate) -> CalendarDate {
    var day = day
    while !calendar.isWorkingDay(day) { day = day.adding(days: -1) }
    return day
  }

  private func clock(_ minutes: Int) -> String {
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return "\(padded(minutes / 60)):\(padded(minutes % 60))"
  }
}
