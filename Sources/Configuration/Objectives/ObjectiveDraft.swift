import Analysis
import Calendar
import Ingest

/// An objective as it is written, not yet checked: texts with their places.
struct ObjectiveDraft {
  struct Cell {
    var text: String
    var place: Place
  }

  struct Version {
    var validFrom: Cell
    var target: Cell
    var reason: String
    var author: String
  }

  struct Milestone {
    var date: Cell
    var share: Cell
  }

  var place: Place
  /// By canonical key of `ObjectiveKeys`.
  var fields: [String: Cell] = [:]
  var label = LocalizedText()
  var why = LocalizedText()
  /// Field to accepted values, with the place of the field.
  var filters: [(field: Cell, values: [String])] = []
  var versions: [Version] = []
  var milestones: [Milestone] = []
  var members: [Cell] = []
  /// Everybody a target is given to, where the owner is "each rep" of some kind.
  var population: OwnerPopulation?
  /// Several owners with one target each.
  var owners: [Cell] = []
  /// Keys that are given in a way that cannot be read, which has been reported.
  var unreadable: Set<String> = []
  /// Whether something in it could not be read.
  var isFaulty = false
  /// A row of a sheet whose cell for the target is empty.
  var isWithoutValue = false
  /// Multiplies money, for files in thousands.
  var scale: Int64 = 1
  var decimalMark: Character?
  var dateOrder: String?

  subscript(key: String) -> Cell? { fields[key] }

  var isDated: Bool { fields["period"] != nil || fields["period_end"] != nil }

  /// Whether something is said under a key, readable or not.
  func says(_ key: String) -> Bool { fields[key] != nil || unreadable.contains(key) }

  /// Whether it only says since when something else holds.
  var isVersionOnly: Bool { fields["valid_from"] != nil && fields["kpi"] == nil }
}

extension ObjectiveDraft {
  /// Entries with the identifier of an earlier one and a `valid_from` are versions of it: its target
  /// changes from that day on (EX 37), whatever else they say.
  static func joiningVersions(_ drafts: [ObjectiveDraft]) -> [ObjectiveDraft] {
    var joined: [ObjectiveDraft] = []
    var indexOfID: [String: Int] = [:]
    for draft in drafts {
      guard let id = draft["id"]?.text else {
        joined.append(draft)
        continue
      }
      if let index = indexOfID[id], let from = draft["valid_from"], let target = draft["target"] {
        joined[index].versions.append(
          Version(
            validFrom: from, target: target, reason: draft["reason"]?.text ?? "",
            author: draft["author"]?.text ?? ""))
        continue
      }
      if indexOfID[id] == nil { indexOfID[id] = joined.count }
      joined.append(draft)
    }
    return joined
  }
}

extension ObjectiveDraft {
  /// An objective of OKR that says nothing measurable itself.
  var isQualitative: Bool {
    ["objective", "objectif"].contains(HeaderText.folded(self["okr_role"]?.text ?? ""))
      && self["kind"] == nil && self["kpi"] == nil && self["target"] == nil
  }
}
