import Ingest

/// Where an opportunity came from: `origin` is `marketing`, `other` or `unknown` (kpis.md 3.8).
///
/// It is of marketing when its source is one of `marketing.sources`, or when it belongs to a
/// campaign; unknown when the export says neither.
enum MarketingOrigin {
  static func derive(_ rows: inout RowSet, sources: [String]) {
    let source = rows.codes["source"]
    let campaign = rows.codes["campaign_id"]
    guard campaign != nil || (source != nil && !sources.isEmpty) else { return }
    let wanted = Set(sources.map(HeaderText.folded))
    let isMarketing = source?.texts.map { wanted.contains(HeaderText.folded($0)) } ?? []
    let origins = (0..<rows.count).map { row -> Int32 in
      if let campaign, campaign.values[row] >= 0 { return 0 }
      guard let code = source?.values[row], code >= 0 else { return 2 }
      return isMarketing[Int(code)] ? 0 : 1
    }
    rows.codes["origin"] = (origins, ["marketing", "other", "unknown"])
  }
}
