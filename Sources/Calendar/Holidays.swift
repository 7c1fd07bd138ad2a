/// The places whose public holidays differ, under the names of the etalab data set
/// "jours fériés en France".
package enum HolidayZone: String, Hashable, Sendable, Codable, CaseIterable {
  case metropole
  /// Also Good Friday and 26 December.
  case alsaceMoselle = "alsace-moselle"
  case guadeloupe
  case guyane
  case laReunion = "la-reunion"
  case martinique
  case mayotte
  case nouvelleCaledonie = "nouvelle-caledonie"
  case polynesieFrancaise = "polynesie-francaise"
  case saintBarthelemy = "saint-barthelemy"
  case saintMartin = "saint-martin"
  case saintPierreEtMiquelon = "saint-pierre-et-miquelon"
  case wallisEtFutuna = "wallis-et-futuna"
}

/// French public holidays, computed.
package enum Holidays {
  /// Easter Sunday of a Gregorian year (Meeus, Jones and Butcher's method).
  package static func easter(_ year: Int) -> CalendarDate {
    let golden = year % 19
    let (century, yearOfCentury) = year.quotientAndRemainder(dividingBy: 100)
    let moonCorrection = (century - (century + 8) / 25 + 1) / 3
    let epact = (19 * golden + century - century / 4 - moonCorrection + 15) % 30
    let weekday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7
    let correction = (golden + 11 * epact + 22 * weekday) / 451
    let days = epact + weekday - 7 * correction + 114
    return CalendarDate(firstOfMonth: days / 31, of: year).adding(days: days % 31)
  }

  /// The Monday seven weeks after Easter Monday, on which the solidarity day is often worked.
  package static func whitMonday(_ year: Int) -> CalendarDate { easter(year).adding(days: 50) }

  /// The public holidays of a year, in order.
  ///
  /// The list is that of today's law (Code du travail L3133-1 and L3422-2), for any year. As in
  /// the etalab list, the Pacific territories have the eleven national days only; what they add
  /// by local law is given as closures.
  package static func dates(in year: Int, zone: HolidayZone = .metropole) -> [CalendarDate] {
    let easter = easter(year)
    func date(_ month: Int, _ day: Int) -> CalendarDate {
      CalendarDate(firstOfMonth: month, of: year).adding(days: day - 1)
    }
    var days = [
      date(1, 1), easter.adding(days: 1), date(5, 1), date(5, 8), easter.adding(days: 39),
      whitMonday(year), date(7, 14), date(8, 15), date(11, 1), date(11, 11), date(12, 25),
    ]
    switch zone {
    case .alsaceMoselle: days += [easter.adding(days: -2), date(12, 26)]
    // The days on which each commemorates the abolition of slavery.
    case .mayotte: days.append(date(4, 27))
    case .martinique: days.append(date(5, 22))
    case .guadeloupe: days.append(date(5, 27))
    case .saintMartin: days.append(date(5, year >= 2018 ? 28 : 27))
    case .guyane: days.append(date(6, 10))
    case .saintBarthelemy: days.append(date(10, 9))
    case .laReunion: days.append(date(12, 20))
    case .metropole, .nouvelleCaledonie, .polynesieFrancaise, .saintPierreEtMiquelon,
      .wallisEtFutuna:
      break
    }
    // In some years Ascension Day falls on 1 or 8 May.
    return Set(days).sorted()
  }
}
