import Calendar
import Foundation

/// One simulated opportunity, as the CRM knows it on the as-of day.
struct Opportunity {
  var id: Int
  var name: String
  var account: Int
  var owner: String
  var amount: Int?
  var created: CalendarDate
  /// Expected while open, actual once closed.
  var close: CalendarDate
  var stage: String
  var type: String
  var source: String
  var lossReason = ""
  var nextActivity: CalendarDate?
  var description = ""
  /// Stage to the day it was entered.
  var entered: [(stage: String, day: CalendarDate)]

  var isOpen: Bool { stage != Company.won && stage != Company.lost }
}

/// Simulates opportunities from creation to closing; those that close after the as-of day are open.
struct OpportunitySimulation {
  let asOf: CalendarDate
  var random: RandomSource
  private var nextID = 31_004_711_001

  init(asOf: CalendarDate, seed: UInt64) {
    self.asOf = asOf
    random = RandomSource(seed: seed)
  }

  mutating func run(from start: CalendarDate) -> [Opportunity] {
    var opportunities: [Opportunity] = []
    for rep in Company.reps where rep.opportunitiesPerMonth > 0 {
      let first = max(start, CalendarDate(iso: rep.from) ?? start)
      for month in Period.all(.month, over: first..<asOf.adding(days: 1)) {
        // Little is opened in August and much in September.
        let factor = [8: 50, 9: 130, 12: 80][month.start.month] ?? 100
        for _ in 0..<max(1, rep.opportunitiesPerMonth * factor / 100 + random.number(in: -1...1)) {
          let day = month.start.adding(days: random.number(in: 0...(month.dayCount - 1)))
          guard day >= first, day <= asOf, !isAbsent(rep, on: day) else { continue }
          opportunities.append(opportunity(of: rep, created: workingDay(day)))
        }
      }
    }
    addOddities(&opportunities)
    return opportunities.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
  }

  private func isAbsent(_ rep: Rep, on day: CalendarDate) -> Bool {
    rep.absent?.contains(day.description) ?? false
  }

  private func workingDay(_ day: CalendarDate) -> CalendarDate {
    let later = day.weekday > 5 ? day.adding(days: 8 - day.weekday) : day
    return later > asOf ? asOf : later
  }

  private mutating func opportunity(of rep: Rep, created: CalendarDate) -> Opportunity {
    nextID += random.number(in: 3...97)
    let account = random.number(in: 0...(Company.accounts.count - 1))
    let isWon = random.chance(rep.winPercent)
    // Losses come sooner, and in every stage.
    let days =
      isWon ? random.hill(rep.cycle) : random.hill(rep.cycle) * random.number(in: 40...120) / 100
    let closed = workingDay2(created.adding(days: max(6, days)))
    let reached = isWon ? Company.stages.count : random.number(in: 1...Company.stages.count)
    var entered: [(stage: String, day: CalendarDate)] = []
    for index in 0..<reached {
      let span = closed.days(since: created)
      let day = created.adding(days: span * index * index / (reached * reached + 1))
      entered.append((Company.stages[index], day))
    }
    entered.append((isWon ? Company.won : Company.lost, closed))
    let known = entered.filter { $0.day <= asOf }
    let isClosed = closed <= asOf
    let product = random.pick(Company.products)
    let isUpsell = rep.role == "CSM" || random.chance(12)
    let amount = roundedAmount(random.hill(rep.amounts))
    return Opportunity(
      id: nextID, name: "\(Company.accounts[account]) – \(product)", account: account,
      owner: rep.name, amount: !isClosed && random.chance(4) ? nil : amount, created: created,
      close: isClosed ? closed : expected(closed), stage: known.last?.stage ?? Company.stages[0],
      type: isUpsell ? "Client existant" : "Nouvelle affaire", source: random.pick(Company.sources),
      lossReason: isClosed && !isWon ? random.pick(Company.lossReasons) : "",
      nextActivity: !isClosed && random.chance(70)
        ? asOf.adding(days: random.number(in: 1...18)) : nil,
      entered: known)
  }

  private func workingDay2(_ day: CalendarDate) -> CalendarDate {
    day.weekday > 5 ? day.adding(days: 8 - day.weekday) : day
  }

  /// What a rep writes as expected close: often too early, sometimes already past.
  private mutating func expected(_ closed: CalendarDate) -> CalendarDate {
    let day = closed.adding(days: random.number(in: -25...20))
    return random.chance(55) && day <= asOf ? asOf.adding(days: random.number(in: 2...40)) : day
  }

  private func roundedAmount(_ amount: Int) -> Int { amount / 50 * 50 }

  /// The odd rows that every CRM has.
  private mutating func addOddities(_ opportunities: inout [Opportunity]) {
    for index in opportunities.indices where index % 97 == 40 {
      opportunities[index].description =
        "Décision en comité ;\n« budget 2027 », à revoir avec \"Achats & Qualité\""
    }
    // Someone who left before the people file was kept.
    for index in opportunities.indices where index % 150 == 75 {
      opportunities[index].owner = "Ancien Commercial"
    }
    // A deal that was closed, reopened, and won: it counts once, at its last closing.
    if let index = opportunities.firstIndex(where: {
      $0.stage == Company.won && $0.close.year == 2026
    }) {
      let day = opportunities[index].close
      opportunities[index].entered.insert((Company.lost, day.adding(days: -9)), at: 1)
    }
    // Typed backwards: closed before it was created.
    if let index = opportunities.lastIndex(where: { $0.stage == Company.lost }) {
      opportunities[index].created = opportunities[index].close.adding(days: 3)
    }
    if let index = opportunities.lastIndex(where: { $0.stage == Company.won }) {
      opportunities[index].amount = 0
    }
  }
}

extension CSVFile {
  /// The transactions with the columns of a French export.
  static func transactions(_ opportunities: [Opportunity]) -> CSVFile {
    let stages = Company.stages + [Company.won, Company.lost]
    var file = CSVFile(
      header: [
        "ID de fiche d'informations", "Nom de la transaction", "Pipeline",
        "Phase de la transaction", "Montant", "Devise", "Date de fermeture", "Date de création",
        "Propriétaire de la transaction", "Type de transaction", "Source d'origine",
        "Date de la prochaine activité", "Raison de la perte", "Description de la transaction",
        "Associated Company", "Associated Company IDs",
      ] + stages.map { "Date entered \"\($0) (\(Company.pipeline))\"" })
    for one in opportunities {
      let entered = stages.map { stage in
        one.entered.last { $0.stage == stage }.map { "\($0.day) 10:00" } ?? ""
      }
      file.append(
        [
          String(one.id), one.name, Company.pipeline, one.stage,
          one.amount.map { "\($0).00" } ?? "", "EUR", "\(one.close) 17:00", "\(one.created) 09:30",
          one.owner, one.type, one.source, one.nextActivity.map { "\($0) 11:00" } ?? "",
          one.lossReason, one.description, Company.accounts[one.account],
          String(8_400_000 + one.account * 13),
        ] + entered)
    }
    return file
  }
}
