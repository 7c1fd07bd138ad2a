import Calendar

struct ObjectiveFigures {
  let plan: AnalysisPlan
  let roster: Roster
  let maker: FigureMaker
  func results(_ scopes: [FigureMaker.ScopeStays]) -> [ObjectiveResult] { [] }
  static func figures(
    _ catalogue: Catalogue, results: [ObjectiveResult], scope: FigureMaker.ScopeStays,
    period: Period, maker: FigureMaker
  ) -> [Figure] { [] }
}
