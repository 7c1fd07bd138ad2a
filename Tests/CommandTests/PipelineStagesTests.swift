import Foundation
import Testing

/// Stages of equal names in two pipelines are two stages.
@Suite struct PipelineStagesTests {
  private static let deals = #"""
    Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal owner,Is Closed Won,\#
    Is Deal Closed?,"Date entered ""Qualification (Sales)""","Date entered ""Negotiation (Sales)""",\#
    "Date entered ""Negotiation (Renewals)"""
    1,A,Qualification,Sales,300,2026-12-10 10:00,2026-05-01 10:00,Jane,false,false,\#
    2026-05-02 10:00,,
    2,B,Negotiation,Sales,100,2026-12-10 10:00,2026-05-01 10:00,Jane,false,false,\#
    2026-05-02 10:00,2026-06-01 10:00,
    3,C,Negotiation,Renewals,200,2026-12-10 10:00,2026-05-01 10:00,Jane,false,false,\#
    ,,2026-05-05 10:00
    4,D,Closed Won,Renewals,400,2026-07-10 10:00,2026-05-01 10:00,Jane,true,true,\#
    ,,2026-05-10 10:00
    5,E,Closed Lost,Sales,50,2026-07-11 10:00,2026-05-01 10:00,Jane,false,true,\#
    2026-05-03 10:00,2026-05-09 10:00,

    """#

  private static let stages = """
    stages:
      - {name: "Qualification", pipeline: "Sales"}
      - {name: "Negotiation", pipeline: "Sales"}
      - {name: "Negotiation", pipeline: "Renewals"}

    """

  /// The row of a KPI over the year: value, numerator, denominator, number of records.
  private static func row(_ kpi: String, _ output: String) -> String? {
    output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      .first { $0[1] == "2026" && $0[7] == kpi && $0[8].isEmpty }
      .map { $0[9...12].joined(separator: ",") }
  }

  private static func figures(_ workdir: Workdir) throws -> String {
    let figures = try workdir.jalon(
      "figures", "--as-of", "2026-08-31", "--scope", "company", "--period", "year")
    figures.expect(status: 0)
    return figures.output
  }

  @Test func `init names the pipelines, and figures keep them apart`() throws {
    let workdir = try Workdir("pipelines")
    try workdir.write("deals.csv", Self.deals)
    try workdir.jalon("init", "--time-zone", "UTC", "--currency", "EUR").expect(status: 0)
    let configuration = try workdir.text("jalon.yaml")
    #expect(configuration.contains(Self.stages), "\(configuration)")
    let output = try Self.figures(workdir)
    let rows = [
      "stage_waiting[negotiation_sales]": "0.5,1,2,2",
      "stage_waiting[negotiation_renewals]": "0.5,1,2,2",
      // The next stage of the pipeline, and being won behind its last.
      "stage_conversion[qualification_sales>negotiation_sales]": "",
      "stage_conversion[negotiation_sales>won]": "",
      "stage_conversion[negotiation_renewals>won]": "",
    ]
    for (kpi, expected) in rows {
      let row = Self.row(kpi, output)
      #expect(row != nil && (expected.isEmpty || row == expected), "\(kpi) \(row ?? "")")
    }
  }

  /// Exports that call each stage by a name of its own say the same.
  @Test func `figures are those of stages with names of their own`() throws {
    let workdir = try Workdir("pipelines")
    try workdir.write("deals.csv", Self.deals)
    try workdir.jalon("init", "--time-zone", "UTC", "--currency", "EUR").expect(status: 0)
    let apart = try Self.figures(workdir)

    var lines = Self.deals.split(separator: "\n").map(String.init)
    for index in lines.indices.dropFirst() {
      for (stage, pipeline) in [
        ("Qualification", "Sales"), ("Negotiation", "Sales"), ("Negotiation", "Renewals"),
      ] {
        lines[index] = lines[index].replacing(
          ",\(stage),\(pipeline),", with: ",\(stage) (\(pipeline)),\(pipeline),")
      }
    }
    // The pipeline of such a column stands in the last brackets.
    lines[0] = lines[0].replacing("(Sales)\"", with: "(Sales) (Sales)\"")
      .replacing("(Renewals)\"", with: "(Renewals) (Renewals)\"")
    try workdir.write("deals.csv", lines.joined(separator: "\n") + "\n")
    let configuration = try workdir.text("jalon.yaml")
      .replacing("\"Qualification\", pipeline: \"Sales\"", with: "Qualification (Sales)")
      .replacing("\"Negotiation\", pipeline: \"Sales\"", with: "Negotiation (Sales)")
      .replacing("\"Negotiation\", pipeline: \"Renewals\"", with: "Negotiation (Renewals)")
    #expect(!configuration.contains("pipeline:"))
    try workdir.write("jalon.yaml", configuration)
    let ofTheirOwn = try Self.figures(workdir).replacing("__sales_", with: "_sales")
      .replacing("__renewals_", with: "_renewals")
    // Only what follows the last stage of a pipeline differs.
    func rest(_ output: String) -> [Substring] {
      output.split(separator: "\n").filter {
        !$0.contains("[negotiation_sales") && !$0.contains("stage_conversion")
      }
    }
    #expect(rest(apart) == rest(ofTheirOwn))
    #expect(rest(apart).contains { $0.contains("stage_waiting[negotiation_renewals]") })
  }

  @Test func `without pipelines a name is one stage`() throws {
    let workdir = try Workdir("pipelines")
    try workdir.write("deals.csv", Self.deals)
    try workdir.jalon("init", "--time-zone", "UTC", "--currency", "EUR").expect(status: 0)
    let configuration = try workdir.text("jalon.yaml")
    try workdir.write(
      "jalon.yaml",
      configuration.replacing(
        Self.stages, with: "stages: [{name: Qualification}, {name: Negotiation}]\n"))
    #expect(Self.row("stage_waiting[negotiation]", try Self.figures(workdir)) == "0.5,2,4,4")
  }
}
