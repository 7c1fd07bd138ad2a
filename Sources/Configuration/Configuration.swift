package import Analysis
package import Calendar
package import Ingest

/// One `jalon.yaml` and the files it names, decoded and checked; `docs/configuration.yaml` lists
/// every key with its meaning.
package struct Configuration: Sendable {
  /// As given to `load`.
  package var path: String
  /// As pages show it.
  package var companyName: String
  /// Languages of the pages, the default first: `["fr", "en"]`.
  package var languages: [String]
  /// Languages of the customer's own, in the order of the file.
  package var languageFiles: [LanguageFile]
  /// The one currency figures are in.
  package var currency: Currency
  /// `excluding_tax` or `including_tax` (ruling 30).
  package var amounts: String
  /// Days begin and end in this zone.
  package var zone: TimeZoneRules
  /// Working days, public holidays and closures of the company.
  package var calendar: WorkingCalendar
  /// When somebody is there to answer a lead or a ticket (rule C16).
  package var openingHours: OpeningHours
  /// How financial years are cut.
  package var fiscal: FiscalCalendar
  /// Sources of opportunities that are marketing's doing.
  package var marketingSources: [String]
  /// The features whose use says that a customer has taken the product up; all when empty.
  package var keyFeatures: [String]
  /// Which periods are reported on.
  package var report: ReportSettings
  /// In the order of the file.
  package var exports: [ExportSource]
  /// In the order in which they are first named.
  package var people: [Person]
  /// Those listed, or those the people are in when none is listed.
  package var teams: [Team]
  /// As written; `analysisPlan` adds the roll-ups to the main period.
  package var objectives: [Objective]
  /// In order; empty when the exports alone say which there are.
  package var stages: [AnalysisPlan.Stage]
  /// What other currencies are worth.
  package var rates: ExchangeRates
  /// What the company decided about its KPIs, and the segments it follows.
  package var definitions: Definitions
  /// The bounds of positions and solidity.
  package var thresholds: Thresholds
  /// The run fails when more rows than this are rejected.
  package var maximumRejects: Int
  /// In the order of the file.
  package var recipients: [Recipient]
  /// Nothing when no mail is to be written.
  package var mail: MailSettings?
  /// Where pages come from and go to.
  package var pages: PageSettings
  /// Where the archive is, relative to the working directory; nothing when there is none.
  package var archivePath: String?
  /// The bounds of the checks before publishing.
  package var gate: GateRules
  /// Which runs and archived nights are kept; nothing keeps all.
  package var retention: Retention
  /// Where metrics are written for Prometheus.
  package var metrics: Metrics
  /// The built-in catalogue and the customer's own entries.
  package var catalogue: Catalogue
  /// Every file that was read, for the archive and the manifest (rulings 10, 11 and 13).
  package var inputs: [Input]

  /// A file that was read.
  package struct Input: Sendable, Hashable {
    /// As written in the configuration.
    package var name: String
    /// As stored.
    package var bytes: [UInt8]
  }

  /// Where metrics go.
  package enum Metrics: Sendable, Hashable {
    case none
    /// `jalon.prom` in the output folder.
    case beside
    case file(String)
  }

  /// How long what was made is kept.
  package struct Retention: Sendable, Hashable {
    /// Of the published runs; nothing keeps all.
    package var runs: RetentionSchedule?
    /// Of the exports and figures in the archive, in days; nothing keeps all.
    package var archiveDays: Int?

    package init() {}
  }

  /// What is reported on.
  package struct ReportSettings: Sendable, Hashable {
    /// Kind of the main period.
    package var period: Period.Kind
    /// Months of history shown in charts, the running one included.
    package var historyMonths: Int
    /// Other kinds of period for which figures are made.
    package var also: [Period.Kind]
  }

  /// One table and the files it comes from, before the file pattern is resolved.
  package struct ExportSource: Sendable {
    /// As the user named it.
    package var name: String
    /// The canonical table.
    package var entity: Entity
    /// Patterns relative to the configuration file; `*` stands for any text within a name.
    package var patterns: [(text: String, place: Place)]
    /// Every matching file is read, not only the newest dated one.
    package var readsAll: Bool
    /// `hubspot`, `salesforce`…; nothing lets the headings decide.
    package var dialect: String?
    /// The file of rules that go before those of the dialect, and where it is named.
    package var mappingFile: (name: String, place: Place)?
    /// Its rules.
    package var rules: Dialect?
    /// What was declared of the files' form.
    package var format: ReadPlan.FileFormat
    /// Heading to canonical field.
    package var headers: [String: String]
    /// Headings of the columns that together name a record.
    package var key: [String]
    /// By canonical field, text in the export to canonical value.
    package var values: [String: [String: String]]
    /// Canonical field to the value of every row.
    package var constants: [String: String]
    /// Where it is written.
    package var place: Place
  }

  /// Somebody who gets a report by mail.
  package struct Recipient: Sendable, Hashable {
    /// How the mail greets them; the address when not given.
    package var name: String
    /// The address, possibly with a name before it.
    package var email: String
    /// Whose report it is.
    package var scope: ScopeID
    /// Code of the language of the mail.
    package var language: String
    /// How often they get mail.
    package var cadence: Cadence
    /// No mail when it would say what the last one said.
    package var onlyIfChanged: Bool
    /// Where it is written.
    package var place: Place

    /// How often a recipient gets mail; the day is the one after the as-of date, on which it is read.
    ///
    /// A day that was missed, because the run failed or was held, is made up for by the next run.
    package enum Cadence: String, Sendable, Codable, CaseIterable {
      case daily
      /// On Monday.
      case weekly
      /// On the first working day of the month.
      case monthly
      /// On the first working day of the quarter.
      case quarterly
    }
  }

  /// What stands in the headers of the mails.
  package struct MailSettings: Sendable, Hashable {
    /// An address, `Jalon <jalon@example.com>` or bare.
    package var from: String
    /// Where answers go, when not to `from`.
    package var replyTo: String?
    /// Value of the `List-Id` header.
    package var listID: String?
    /// Right-hand side of Message-IDs.
    package var domain: String
    /// Local time of the `Date` header in minutes after midnight (ruling 9).
    package var sendAtMinutes: Int
    /// The program that takes a message on its standard input, with its arguments.
    package var program: [String]
    /// How long one message may take the program.
    package var timeoutSeconds: Int
  }

  /// Where pages come from and go to; paths are relative to the working directory.
  package struct PageSettings: Sendable, Hashable {
    /// Prefix of links in mails, without final slash.
    package var baseURL: String?
    /// Nothing means the built-in templates.
    package var templates: String?
    /// Whether each page is also written as XHTML.
    package var hasXHTML = true
    /// Root of the published runs.
    package var output: String
    /// Owner of published folders, `user` or `user:group`, by scope; `company` for the root.
    package var owners: [ScopeID: String]
    /// Permission bits of published folders; nothing leaves the process's own.
    package var mode: Int?
  }

  /// Whose target a manager's objective is (exports.md B5.6).
  package enum ManagerTarget: String, Sendable, CaseIterable {
    /// The team's: it is never added to the targets of the reps.
    case team
    /// The manager's own.
    case own
  }
}
