import Calendar

/// One of the nine reps of the sample, with the habits that make their figures.
struct Rep {
  var name: String
  var role: String
  /// New opportunities a month.
  var opportunitiesPerMonth: Int
  /// Won, of a hundred that close.
  var winPercent: Int
  /// Whole euros.
  var amounts: ClosedRange<Int>
  /// Days from creation to closing.
  var cycle: ClosedRange<Int>
  var callsPerWeek: Int
  var meetingsPerWeek: Int
  /// First day at work in the sample.
  var from = "2025-10-01"
  var absent: ClosedRange<String>?
}

/// Names and lists of the invented company; everybody and everything here is made up.
enum Company {
  static let reps = [
    Rep(
      name: "Élodie Rousseau", role: "AE", opportunitiesPerMonth: 10, winPercent: 24,
      amounts: 6_000...21_000, cycle: 35...95, callsPerWeek: 12, meetingsPerWeek: 4),
    Rep(
      name: "Hugo Bernard", role: "AE", opportunitiesPerMonth: 10, winPercent: 22,
      amounts: 4_000...14_000, cycle: 30...80, callsPerWeek: 20, meetingsPerWeek: 4),
    Rep(
      name: "Farid Benali", role: "AE", opportunitiesPerMonth: 10, winPercent: 30,
      amounts: 8_000...26_000, cycle: 40...100, callsPerWeek: 10, meetingsPerWeek: 4,
      absent: "2026-10-19"..."2026-11-13"),
    Rep(
      name: "Chloé Martin", role: "SDR", opportunitiesPerMonth: 0, winPercent: 0,
      amounts: 0...0, cycle: 30...60, callsPerWeek: 42, meetingsPerWeek: 6),
    Rep(
      name: "Inès Garnier", role: "AE", opportunitiesPerMonth: 6, winPercent: 26,
      amounts: 4_000...13_000, cycle: 12...40, callsPerWeek: 22, meetingsPerWeek: 3,
      from: "2026-09-01"),
    Rep(
      name: "Amélie Durand", role: "AE", opportunitiesPerMonth: 11, winPercent: 33,
      amounts: 9_000...28_000, cycle: 35...90, callsPerWeek: 11, meetingsPerWeek: 5),
    Rep(
      name: "David N'Guyen", role: "AE", opportunitiesPerMonth: 11, winPercent: 34,
      amounts: 7_000...24_000, cycle: 30...85, callsPerWeek: 13, meetingsPerWeek: 5),
    Rep(
      name: "Gaëlle Petit", role: "CSM", opportunitiesPerMonth: 7, winPercent: 48,
      amounts: 3_000...11_000, cycle: 20...50, callsPerWeek: 9, meetingsPerWeek: 4),
    Rep(
      name: "Bruno Lefèvre", role: "AE", opportunitiesPerMonth: 10, winPercent: 31,
      amounts: 5_000...16_000, cycle: 25...75, callsPerWeek: 18, meetingsPerWeek: 4),
  ]

  static let pipeline = "Pipeline des ventes"
  static let stages = [
    "Qualification", "Découverte", "Démonstration", "Proposition", "Négociation",
  ]
  static let won = "Fermé gagné"
  static let lost = "Fermé perdu"

  static let accounts: [String] = {
    let first = [
      "Ateliers", "Boulangeries", "Brasserie", "Cabinet", "Clinique", "Construction", "Domaine",
      "Éditions", "Énergie", "Fonderie", "Garage", "Imprimerie", "Laboratoires", "Menuiserie",
      "Papeterie", "Pharmacie", "Pépinières", "Textiles", "Transports", "Verrerie",
    ]
    let second = [
      "Aubert", "Barthélemy", "Cœur de Loire", "D'Hondt & Fils", "Évrard", "Fontaine", "Gâtinais",
      "Le Goff", "Lacombe, Vidal", "Müller", "Noël", "Océane", "Pélissier", "du Rhône",
      "Saint-Éloi", "Tanguy",
    ]
    return first.flatMap { one in second.map { "\(one) \($0)" } }
  }()

  static let sources = [
    "Recherche organique", "Recherche payante", "Trafic direct", "Références", "LinkedIn",
    "Sources hors ligne",
  ]
  static let lossReasons = [
    "Prix", "Pas de décision", "Concurrent", "Calendrier", "Fonction manquante", "Plus de contact",
  ]
  static let products = ["Essentiel", "Avancé", "Maintenance"]
}
