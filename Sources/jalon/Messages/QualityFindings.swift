import Analysis
import Ingest

/// What the analysis found odd in the data, as findings for `check`.
///
/// A run counts these and shows them on the company's page; `check` is where somebody reads them
/// with the data at hand. What is nothing to mend is a note.
struct QualityFindings {
  let configurationFile: String
  let people: [Person]
  /// As the exports write them.
  let unknownOwners: [String]
  /// Among them those that the analysis could not use.
  let rejects: [RunResult.Reject]
  let stakes: Stakes

  func diagnostics(_ findings: [RunResult.Finding]) -> [Diagnostic] {
    findings.compactMap { finding in
      Self.texts[finding.id].map { diagnostic(finding, $0) }
    }
  }

  private func diagnostic(_ finding: RunResult.Finding, _ text: Text) -> Diagnostic {
    let isOwner = finding.id == "owner-unknown"
    let summary = finding.count == 1 ? "1 \(text.one)" : "\(finding.count) \(text.many)"
    let reasons =
      [rejected(finding.id), text.explanation, isOwner ? owners : nil].compactMap(\.self)
      + stakes.texts(finding.amount?.rounded, finding.kpis)
    return Diagnostic(
      finding.id, text.severity, at: finding.examples.first,
      finding.count == 1 ? summary : summary + "; the first is here",
      explanation: reasons.isEmpty ? nil : reasons.joined(separator: "; "),
      fixes: isOwner ? ownerFixes : [text.fix])
  }

  /// What the rejected rows lack, each thing once.
  private func rejected(_ id: String) -> String? {
    var seen: Set<String> = []
    let lacks = rejects.filter { $0.id == id && seen.insert($0.summary).inserted }.map(\.summary)
    guard !lacks.isEmpty else { return nil }
    return Self.shown(lacks)
  }

  private static func shown(_ texts: [String]) -> String {
    let more = texts.count - 5
    return texts.prefix(5).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  // MARK: Owners

  private var owners: String {
    "unknown: " + Self.shown(unknownOwners.map { "'\($0)'" })
  }

  private var ownerFixes: [String] {
    let names = people.map { PersonKey.of($0.name) }
    let words = people.map { PersonKey.words($0.name).sorted() }
    var fixes: [String] = []
    for owner in unknownOwners.prefix(5) {
      let name = PersonKey.of(owner)
      if names.contains(name) {
        fixes.append("several people are '\(owner)': export the owners' e-mails or identifiers")
        continue
      }
      let several = owner.split { $0 == ";" || $0 == "|" }.map { PersonKey.of(String($0)) }
      if several.count > 1, several.allSatisfy(names.contains) {
        fixes.append(
          "'\(owner)' are several people: call the column of the one owner 'owner' under 'headers' in "
            + "\(configurationFile), or give each a share in a table of credits")
        continue
      }
      // "DUPONT Jean" and "Dupont, Jean" are the words of "Jean Dupont".
      let index =
        words.firstIndex(of: PersonKey.words(owner).sorted())
        ?? EditDistance.nearest(to: name, among: names).flatMap(names.firstIndex)
      if let index {
        fixes.append("if '\(owner)' is '\(people[index].name)', add it to that person's 'aliases'")
      }
    }
    return fixes + ["add who is missing to the people that \(configurationFile) names"]
  }

  // MARK: Words

  private struct Text {
    var severity = Diagnostic.Severity.warning
    /// Behind "1".
    var one: String
    /// Behind any other number.
    var many: String
    var explanation: String?
    var fix: String
  }

  private static let nothing = "nothing to do if that is meant"

  private static let texts: [String: Text] = [
    "owner-unknown": Text(
      one: "record belongs to an owner whom the people do not list",
      many: "records belong to owners whom the people do not list",
      explanation: "counted for the company only, not for a team or a person", fix: ""),
    "owner-missing": Text(
      one: "record has no owner", many: "records have no owner",
      explanation: "counted for the company only, not for a team or a person",
      fix: "give the record an owner in the CRM"),
    "owner-without-team": Text(
      one: "record of the period belongs to somebody who was in no team at the time",
      many: "records of the period belong to people who were in no team at the time",
      explanation: "counted for the company and the person, not for a team",
      fix: "give the person a team for those days, in the people file"),
    "closed-without-date": Text(
      one: "closed opportunity has no closing date",
      many: "closed opportunities have no closing date",
      explanation: "without that date they belong to no period",
      fix: "complete the closing date in the CRM"),
    "closed-after-as-of": Text(
      one: "opportunity was closed after the as-of date",
      many: "opportunities were closed after the as-of date",
      explanation: "taken as open on that date",
      fix: "mend the closing date in the CRM if it lies in the future"),
    "closed-before-created": Text(
      one: "opportunity was closed before it was created",
      many: "opportunities were closed before they were created",
      fix: "mend one of the two dates in the CRM"),
    "won-without-amount": Text(
      one: "won opportunity has no amount", many: "won opportunities have no amount",
      fix: "complete the amount in the CRM"),
    "lost-without-amount": Text(
      one: "lost opportunity has no amount", many: "lost opportunities have no amount",
      fix: "complete the amount in the CRM"),
    "open-past-expected-close": Text(
      one: "open opportunity is past its expected close",
      many: "open opportunities are past their expected close",
      explanation: "still counted as pipeline",
      fix: "close it in the CRM, or give it a new date"),
    "open-without-amount": Text(
      one: "open opportunity has no amount", many: "open opportunities have no amount",
      explanation: "counted, but worth nothing in the pipeline",
      fix: "complete the amount in the CRM"),
    "amount-negative": Text(
      one: "closed opportunity has a negative amount",
      many: "closed opportunities have a negative amount",
      fix: "mend the amount in the CRM, if it is no credit note"),
    "wins-without-losses": Text(
      one: "won opportunity, and not a single lost one",
      many: "won opportunities, and not a single lost one",
      explanation: "every win rate is 100 %; perhaps the export leaves out what is archived",
      fix: "export lost opportunities too"),
    "account-unknown": Text(
      one: "record belongs to an account that no export has",
      many: "records belong to accounts that no export has", fix: "export every account"),
    "contact-unknown": Text(
      one: "activity is with a contact that no export has",
      many: "activities are with contacts that no export has",
      fix: "export every contact"),
    "lead-unknown": Text(
      one: "activity is with a lead that no export has",
      many: "activities are with leads that no export has", fix: "export every lead"),
    "opportunity-unknown": Text(
      one: "record refers to an opportunity that no export has",
      many: "records refer to opportunities that no export has",
      fix: "export every opportunity, closed ones too"),
    "created-after-as-of": Text(
      severity: .note, one: "opportunity was created after the as-of date",
      many: "opportunities were created after the as-of date",
      explanation: "left out: on that date nobody knew of it", fix: nothing),
    "record-after-as-of": Text(
      severity: .note, one: "record is dated after the as-of date",
      many: "records are dated after the as-of date",
      explanation: "left out: on that date nobody knew of it", fix: nothing),
    "activity-after-as-of": Text(
      severity: .note, one: "activity was done after the as-of date",
      many: "activities were done after the as-of date",
      explanation: "taken as not done on that date", fix: nothing),
    "exchange-rate-missing": Text(
      one: "amount is in a currency without a rate for its day",
      many: "amounts are in a currency without a rate for their day",
      explanation: "left out: a missing rate is never taken for 1",
      fix: "give each rate under 'rates': {currency: …, from: that day or earlier, rate: …}"),
    "credit-shares-not-whole": Text(
      one: "opportunity has revenue credits that do not add up to 100 %",
      many: "opportunities have revenue credits that do not add up to 100 %",
      explanation: "its owner has all of it", fix: "correct the shares of the credits"),
    "opportunity-on-hold": Text(
      severity: .note, one: "opportunity is on hold", many: "opportunities are on hold",
      explanation: "left out of pipeline, coverage and win rates", fix: nothing),
    "record-deleted": Text(
      severity: .note, one: "record is deleted in the CRM",
      many: "records are deleted in the CRM", explanation: "left out of every figure", fix: nothing),
    "record-is-a-test": Text(
      severity: .note, one: "record is a test", many: "records are tests",
      explanation: "left out of every figure", fix: nothing),
    "lead-is-spam": Text(
      severity: .note, one: "lead is spam", many: "leads are spam",
      explanation: "left out of every figure", fix: nothing),
    "score-outside-scale": Text(
      one: "answer has a score outside its scale", many: "answers have a score outside their scale",
      explanation: "NPS goes from 0 to 10, CSAT from 1 to 5; left out of every figure",
      fix: "export the scores in that scale, or correct the kind of survey"),
    "customer-without-start": Text(
      one: "customer has no start date", many: "customers have no start date",
      explanation: "without 'since' nobody can say when they were customers; counted nowhere",
      fix: "complete the date in the CRM"),
    "customer-unknown": Text(
      one: "record names a customer whom the table of customers lacks",
      many: "records name customers whom the table of customers lacks",
      explanation: "counted only where nothing need be known of the customer",
      fix: "export all customers, those who have left included"),
    "amount-period-unknown": Text(
      one: "amount is of a period that cannot be read",
      many: "amounts are of periods that cannot be read",
      explanation: "left out of every figure",
      fix: "write the period as 2026-08, 2026-Q3 or 2026"),
  ]
}
