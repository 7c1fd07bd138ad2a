import Calendar
import Foundation

/// Simulates calls, meetings and tasks, week by week and rep by rep.
struct ActivitySimulation {
  let asOf: CalendarDate
  let opportunities: [Opportunity]
  let calendar: WorkingCalendar
  var random: RandomSource
  private var nextID = 71_900_000_001

  var calls = CSVFile(
    header: [
      "ID de fiche d'informations", "Type d'activité", "Date d'activité", "Activité attribuée à",
      "Résultat de l'appel", "Direction de l'appel", "Associated Deal IDs",
    ])
  var meetings = CSVFile(
    header: [
      "ID de fiche d'informations", "Activité attribuée à", "Heure de début de la réunion",
      "Heure de fin de la réunion", "Résultat de la réunion", "Associated Deal IDs",
    ])
  var tasks = CSVFile(
    header: [
      "ID de fiche d'informations", "Titre de la tâche", "Statut de la tâche", "Type de tâche",
      "Date d'échéance", "Attribué à", "Date d'achèvement", "Associated Deal IDs",
    ])

  init(asOf: CalendarDate, opportunities: [Opportunity], calendar: WorkingCalendar, seed: UInt64) {
    self.asOf = asOf
    self.opportunities = opportunities
    self.calendar = calendar
    random = RandomSource(seed: seed)
  }

  /// From `start` on; meetings are also set for the two weeks to come.
  mutating func run(from start: CalendarDate) {
    for rep in Company.reps {
      let own = opportunities.filter { $0.owner == rep.name }
      let first = max(start, CalendarDate(iso: rep.from) ?? start)
      var day = first
      while day <= asOf.adding(days: 14) {
        let isAbsent = rep.absent?.contains(day.description) ?? false
        if calendar.isWorkingDay(day), !isAbsent {
          addDay(
            day, rep, own.filter { $0.created <= day && (!$0.isOpen ? $0.close >= day : true) })
        }
        day = day.adding(days: 1)
      }
      addTasks(rep, own)
    }
  }

  private mutating func addDay(_ day: CalendarDate, _ rep: Rep, _ open: [Opportunity]) {
    let slack = day.month == 8 ? 2 : 1
    if day <= asOf {
      for _ in 0..<share(rep.callsPerWeek, slack) {
        let outcome = random.pick([
          "Connecté", "Connecté", "Pas de réponse", "Pas de réponse", "Message vocal laissé",
        ])
        calls.append([
          id(), "Appel", "\(day) \(time())", rep.name, outcome,
          random.chance(88) ? "Sortant" : "Entrant", deal(open),
        ])
      }
    }
    for _ in 0..<share(rep.meetingsPerWeek, slack) {
      let hour = random.number(in: 9...17)
      let outcome = day > asOf ? "Planifiée" : result()
      meetings.append([
        id(), rep.name, "\(day) \(padded(hour)):00", "\(day) \(padded(hour + 1)):00", outcome,
        deal(open),
      ])
    }
  }

  private mutating func result() -> String {
    switch random.number(in: 1...100) {
    case ...78: "Terminée"
    case ...88: "Absence"
    case ...93: "Annulée"
    case ...97: "Reportée"
    default: ""
    }
  }

  private mutating func addTasks(_ rep: Rep, _ own: [Opportunity]) {
    for one in own.suffix(30) where random.chance(one.isOpen ? 85 : 30) {
      let due =
        one.isOpen
        ? asOf.adding(days: random.number(in: -12...20)) : one.close.adding(days: -3)
      let isDone = !one.isOpen || (due <= asOf && random.chance(45))
      let verb = random.pick(["Relancer", "Envoyer la proposition à", "Préparer la démo pour"])
      tasks.append([
        id(), "\(verb) \(Company.accounts[one.account])", isDone ? "Terminée" : "Non commencée",
        "À faire", "\(due) 18:00", rep.name,
        isDone ? "\(min(due, asOf)) 16:00" : "", String(one.id),
      ])
    }
    // One without due date for everybody who sells.
    if let last = own.last {
      tasks.append([
        id(), "Mettre à jour la fiche de \(Company.accounts[last.account])", "Non commencée",
        "À faire", "", rep.name, "", String(last.id),
      ])
    }
  }

  /// A weekly number spread over five days, the rest by chance.
  private mutating func share(_ weekly: Int, _ slack: Int) -> Int {
    let halves = weekly * 100 / 5 / slack
    return halves / 100 + (random.chance(halves % 100) ? 1 : 0)
  }

  private mutating func id() -> String {
    nextID += random.number(in: 2...60)
    return String(nextID)
  }

  private mutating func deal(_ open: [Opportunity]) -> String {
    open.isEmpty ? "" : String(random.pick(open).id)
  }

  private mutating func time() -> String {
    "\(padded(random.number(in: 9...18))):\(padded(random.number(in: 0...59)))"
  }

  private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
