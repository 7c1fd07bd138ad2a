package import Analysis
package import Calendar
package import Ingest

/// One `jalon.yaml` and the files it names, decoded and checked; `docs/configuration.yaml` lists
/// every key with its meaning.
package struct Configuration: Sendable {
  /// As given to `load`.
  package var path: String
  package var companyName: String
  /// Languages of the pages, the default first: `["fr", "en"]`.
  package var languages: [String]
  package var currency: Currency
  /// `excluding_tax` or `including_tax` (ruling 30).
  package var amounts: String
  package var zone: TimeZoneRules
  package var calendar: WorkingCalendar
  package var fiscal: FiscalCalendar
  package var report: ReportSettings
  package var exports: [ExportSource]
  package var people: [Person]
  package var teams: [Team]
  /// As written; `analysisPlan` adds the roll-ups to the main period.
  package var objectives: [Objective]
  package var stages: [AnalysisPlan.Stage]
  package var thresholds: Thresholds
  /// The run fails when more rows than this are rejected.
  package var maximumRejects: Int
  package var recipients: [Recipient]
  /// Nothing when no mail is to be written.
  package var mail: MailSettings?
  package var pages: PageSettings
  /// Where the archive is, relative to the working directory; nothing when there is none.
  package var archivePath: String?
  /// The built-in catalogue and the customer's own entries.
  package var catalogue: Catalogue
  /// Every file that was read, for the archive and the manifest (rulings 10, 11 and 13).
  package var inputs: [Input]

  package struct Input: Sendable, Hashable {
    /// As written in the configuration.
    package var name: String
    package var bytes: [UInt8]
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
    package var name: String
    package var entity: Entity
    /// Patterns relative to the configuration file; `*` stands for any text within a name.
    package var patterns: [(text: String, place: Place)]
    /// Every matching file is read, not only the newest dated one.
    package var readsAll: Bool
    package var dialect: String?
    package var format: ReadPlan.FileFormat
    package var headers: [String: String]
    package var values: [String: [String: String]]
    package var constants: [String: String]
    package var place: Place
  }

  /// Somebody who gets a report by mail.
  package struct Recipient: Sendable, Hashable {
    package var name: String
    package var email: String
    package var scope: ScopeID
    package var language: String
    /// How often: every run, or only the run after a week, month or quarter has ended.
    package var cadence: Cadence
    package var place: Place

    package enum Cadence: String, Sendable, Codable, CaseIterable {
      case daily
      case weekly
      case monthly
      case quarterly
    }
  }

  /// What stands in the headers of the mails.
  package struct MailSettings: Sendable, Hashable {
    /// An address, `Jalon <jalon@example.com>` or bare.
    package var from: String
    package var replyTo: String?
    package var listID: String?
    /// Right-hand side of Message-IDs.
    package var domain: String
    /// Local time of the `Date` header in minutes after midnight (ruling 9).
    package var sendAtMinutes: Int
  }

  /// Where pages come from and go to; paths are relative to the working directory.
  package struct PageSettings: Sendable, Hashable {
    /// Prefix of links in mails, without final slash.
    package var baseURL: String?
    /// Nothing means the built-in templates.
    package var templates: String?
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
