import Calendar
import Foundation

// `sample-data-generator FOLDER` writes the exports of the sample company: the same bytes on every
// machine and every day, because nothing but the seeds below decides.
guard let path = CommandLine.arguments.dropFirst().first, CommandLine.arguments.count == 2 else {
  FileHandle.standardError.write(Data("usage: sample-data-generator FOLDER\n".utf8))
  exit(64)
}
guard let asOf = CalendarDate(year: 2026, month: 11, day: 20),
  let start = CalendarDate(year: 2025, month: 10, day: 1)
else { exit(70) }

let folder = URL(filePath: path)
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
var simulation = OpportunitySimulation(asOf: asOf, seed: 20_261_122)
let opportunities = simulation.run(from: start)
var activities = ActivitySimulation(
  asOf: asOf, opportunities: opportunities, calendar: WorkingCalendar(zone: .metropole), seed: 47)
// Activities are kept from July on: enough for the trends of two quarters.
activities.run(from: CalendarDate(year: 2026, month: 7, day: 1) ?? start)
var customers = CustomerSimulation(asOf: asOf, opportunities: opportunities, seed: 11)
var leads = LeadSimulation(asOf: asOf, calendar: WorkingCalendar(zone: .metropole), seed: 23)

func export(_ name: String) -> String { "hubspot-crm-exports-\(name)-\(asOf).csv" }
try CSVFile.transactions(opportunities).write(to: folder, name: export("tous-les-transactions"))
try activities.calls.write(to: folder, name: export("tous-les-appels"))
try activities.meetings.write(to: folder, name: export("toutes-les-reunions"))
try activities.tasks.write(to: folder, name: export("toutes-les-taches"))
try customers.companies().write(to: folder, name: export("toutes-les-entreprises"))
try leads.leads().write(to: folder, name: export("tous-les-contacts"))
try leads.tickets().write(to: folder, name: export("tous-les-tickets"))
try customers.contracts().write(to: folder, name: "contrats.csv")
try customers.subscriptions().write(to: folder, name: "abonnements.csv")
try customers.invoices().write(to: folder, name: "factures.csv")
try customers.features().write(to: folder, name: "usages.csv")
try customers.surveys().write(to: folder, name: "enquetes.csv")
try leads.spend().write(to: folder, name: "depenses-marketing.csv")
try leads.costs().write(to: folder, name: "couts.csv")
