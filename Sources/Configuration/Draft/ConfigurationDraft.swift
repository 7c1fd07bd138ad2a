import Calendar
package import Ingest

/// A first `jalon.yaml`, made of what the exports in a folder turned out to be.
///
/// Every format is written down, since a run infers nothing (ruling 29); what only people can tell
/// is asked for, with the line to complete.
package struct ConfigurationDraft: Sendable {
  /// The configuration, with comments in the language of the pages.
  package let text: String
  /// The people file to write beside it; nothing when one of the files lists the people.
  package let people: String?
  /// What people have to answer or to confirm, and what is wrong with the exports.
  package let diagnostics: [Diagnostic]
  /// How many files are read.
  package let sourceCount: Int

  /// Recognises the files and writes the draft.
  ///
  /// The names of `files` are relative to the configuration file. Nothing when the zone or the
  /// currency of the settings does not exist.
  package init?(files: [(path: String, name: String)], settings: DraftSettings) {
    guard let zone = settings.zoneRules, !settings.hasUnknownCurrency else { return nil }
    var read = Self.read(files, settings, zone, settings.currency ?? DraftSettings.usualCurrency)
    let currencies = Set(read.sources.flatMap(\.survey.currencies))
    var told: String?
    var isOfSign = false
    if settings.currency == nil, currencies.count == 1, let only = currencies.first,
      CurrencyCode.minorDigits(of: only) != nil
    {
      told = only
      isOfSign = read.sources.contains { $0.survey.signedCurrencies == [only] }
      if only != DraftSettings.usualCurrency { read = Self.read(files, settings, zone, only) }
    }
    let surveys = read.surveys
    let unknown = surveys.filter { $0.recognition == nil }
    var writer = DraftWriter(
      settings: settings, currency: told, isOfSign: isOfSign, sources: read.sources,
      unknown: unknown,
      people: surveys.filter { $0.recognition?.entity == .people })
    writer.write()
    text = writer.text
    self.people = writer.people
    diagnostics = writer.diagnostics
    sourceCount = read.sources.count - writer.leftOutCount
  }

  /// What the files are, and what those hold that are exports, with a company's currency.
  private static func read(
    _ files: [(path: String, name: String)], _ settings: DraftSettings, _ zone: TimeZoneRules,
    _ currency: String
  ) -> (surveys: [FileSurvey], sources: [DraftSource]) {
    let digits = CurrencyCode.minorDigits(of: currency) ?? 2
    let surveyor = ExportSurvey(
      zone: zone, currency: currency,
      minorUnitsPerUnit: (0..<digits).reduce(Int64(1)) { value, _ in value * 10 })
    let surveys = files.map { surveyor.recognised($0) }
    // People are no export: their file has a place of its own in the configuration.
    let exports = surveys.filter { $0.recognition?.entity != .people }
    var sources = DraftSource.grouped(exports, zone: zone)
    let place = Place(file: settings.fileName)
    for index in sources.indices {
      surveyor.read(&sources[index].survey, as: sources[index].name, at: place)
    }
    return (surveys, sources)
  }
}
