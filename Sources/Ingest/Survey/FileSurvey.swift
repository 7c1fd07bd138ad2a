/// What one export turned out to be when nothing was declared about it.
///
/// `jalon init` writes it down; a run then obeys what is written (ruling 29).
package struct FileSurvey: Sendable {
  /// The path to open and the name to show.
  package let file: (path: String, name: String)
  /// Further files of the same export, which come in parts.
  package var parts: [(path: String, name: String)] = []
  /// Nothing when no dialect knows the headers and they say too little by themselves.
  package var recognition: Recognition?
  /// As configurations write it: `utf-8`; empty where the file could not be read.
  package var encoding = ""
  /// The one character between cells; empty where the file could not be read.
  package var delimiter = ""
  /// How cells are quoted, where that is not as RFC 4180 has it.
  package var quotes: String?
  /// The headers as the file has them, `#2` behind a repeated one.
  package var headers: [String] = []
  /// Headers that no field is read from.
  package var unreadHeaders: [String] = []
  /// What `decimal` is to be: `.` or `,`, when the file has numbers.
  package var decimalMark: UInt8?
  /// `ymd`, `dmy` or `mdy`, when the file has dates.
  package var dateOrder: String?
  /// 100 when rates are out of a hundred, where the dialect does not say so.
  package var rateScale: Int64?
  /// Rows that can be used.
  package var rowCount = 0
  /// Rows that can't be used.
  package var rejectCount = 0
  /// The currencies of a column of currencies, and of amounts in another one than the company's.
  package var currencies: Set<String> = []
  /// Those of them that only the signs of amounts tell.
  package var signedCurrencies: Set<String> = []
  /// By coded field, the texts of the file in the order of first appearance; those of a field with a
  /// closed list are its values.
  package var values: [String: [String]] = [:]
  /// Whether a column says which opportunities are won, so that stages needn't.
  package var saysStatus = false
  /// By coded field with a closed list, the texts that nothing maps, the most frequent first.
  package var unknownValues: [String: [String]] = [:]
  /// By status that nothing maps, the one that its words say, which is to be confirmed.
  package var statusProposals: [String: String] = [:]
  /// The stages of opportunities, in the order of their mean probability where the file has one.
  package var stages: [Stage] = []
  /// The names of the stages of each pipeline, in that order; empty where there are not two pipelines.
  package var pipelines: [(name: String, stages: [String])] = []
  /// The distinct texts of the columns of an unknown file that may name people, by header.
  package var nameColumns: [String: [String]] = [:]
  /// Everything that keeps the file from being read, and what was found while reading it.
  package var diagnostics: [Diagnostic] = []

  /// By header, the rows that one of its cells rejects.
  var rejectCounts: [String: Int] = [:]

  /// Takes back what reading the rows showed, before they are read otherwise.
  mutating func forgetReading() {
    diagnostics = []
    unreadHeaders = []
    values = [:]
    stages = []
    pipelines = []
  }

  /// Whose export it is, and of what.
  package struct Recognition: Sendable, Equatable {
    /// The name of the dialect.
    package var dialect: String
    /// The table that the file holds.
    package var entity: Entity
    /// `en`, `fr`, `api`, or empty when the headers do not tell.
    package var language: String
    /// Headers that stand for fields by their words alone, to be confirmed: no dialect knows them.
    package var proposals: [String: String]
    /// The headers that together name a record, to be confirmed; empty when one column does.
    package var key: [String] = []
  }

  /// One stage of opportunities with the rows of each status.
  package struct Stage: Sendable, Equatable {
    /// As the file writes it first.
    package var name: String
    /// Rows in that stage.
    package var rowCount: Int
    /// By canonical status, as the file's own columns and the dialect have it.
    package var statuses: [String: Int]
    /// Every row has a probability, and it is 100 %.
    package var isCertain = false
  }

  /// The one status of all rows of a stage; nothing when they differ.
  package static func status(of stage: Stage) -> String? {
    stage.statuses.count == 1 ? stage.statuses.keys.first : nil
  }
}
