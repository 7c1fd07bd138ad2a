import Ingest
import Testing

/// What the records of a finding are worth, as far as the reading knows it.
struct StakeTests {
  private static let header = "id,stage,status,amount_net,close_date,owner\n"

  private func stakes(_ readout: Readout) -> [String] {
    readout.report.diagnostics.filter { $0.count > 0 }.map { diagnostic in
      "\(diagnostic.id) \(diagnostic.count) \(diagnostic.amount.map { "\($0)" } ?? "?")"
        + (diagnostic.rejectsRows ? " rejected" : "")
    }
  }

  @Test func `repeated rows, repeated identifiers and contradictions have their money`() throws {
    let readout = try read(
      Self.header
        + """
        1,,won,10,2026-01-01,A
        1,,won,10,2026-01-01,A
        1,,won,10,2026-01-01,A
        2,,won,7,2026-01-01,A
        2,,won,8,2026-01-01,A
        3,Closed Won,open,1024000,2026-01-01,A
        4,Closed Won,open,,2026-01-01,A

        """, values: ["status": ["Closed Won": "won"]])
    #expect(
      Set(stakes(readout)) == [
        "row-duplicate 2 2000", "identifier-duplicate 1 700",
        "status-contradicts-stage 2 102400000",
      ])
    #expect(readout.report.diagnostics.allSatisfy { $0.count == 0 || $0.entity == .opportunities })
  }

  @Test func `rows that are left out do not contradict anything`() throws {
    let readout = try read(
      Self.header
        + """
        1,Closed Won,open,10,2026-01-01,A
        2,Closed Won,open,7,2026-01-02,A
        1,Closed Won,won,10,2026-01-03,A
        2,Closed Won,open,8,2026-01-04,A
        3,Closed Won,open,1O,2026-01-04,A

        """, values: ["status": ["Closed Won": "won"]])
    #expect(
      Set(stakes(readout)) == [
        "identifier-duplicate 2 1700", "amount-not-a-number 1 ? rejected",
        "status-contradicts-stage 2 800",
      ])
    let contradiction = readout.diagnostic("status-contradicts-stage")
    #expect(contradiction?.place.map { "\($0.line ?? 0):\($0.column ?? 0)" } == "5:3")
  }

  @Test func `tables without an amount of their own have none`() throws {
    let readout = try read(
      "id,owner,created_at\n1,A,2026-01-01\n1,A,2026-01-02\n", as: .leads)
    #expect(stakes(readout) == ["identifier-duplicate 1 ?"])
  }

  @Test func `what is rejected is told apart from what is kept`() throws {
    let readout = try read(
      Self.header
        + "1,,won,1O,2026-01-01,A\n2,,gewonnen,10,2026-01-01,A\n3,,won,10.0051,2026-01-01,A\n",
      maximumRejects: 2)
    #expect(
      Set(stakes(readout)) == [
        "amount-not-a-number 1 ? rejected", "value-unknown 1 ? rejected", "amount-rounded 1 ?",
      ])
  }
}
