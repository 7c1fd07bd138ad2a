/// The figures of one period, packed: a figure takes sixteen bytes, a ratio some more.
///
/// What recurs is kept once: the period, the scopes, the names, and the form of an outcome, which is
/// everything about it but its numbers. Ten thousand reps have millions of figures.
package struct FigurePart: Sendable {
  /// The identifier of the period.
  package let period: String
  /// The figures of one scope that follow each other.
  package struct Run: Sendable {
    /// Whose they are.
    package let scope: ScopeID
    /// Their places in the part.
    package fileprivate(set) var places: Range<Int>
  }

  /// In the order of the figures.
  package private(set) var runs: [Run] = []
  /// The names that forms refer to; the first segment is the empty one.
  private var kpiNames: NameNumbers
  private var segmentNames = NameNumbers([""])
  private var forms: [Form] = []
  private var formNumbers: [Form: UInt32] = [:]
  /// By KPI, the form of its last figure: most have the form of the one before.
  private var lastForms: [UInt32] = []
  private var figures: [Packed] = []
  /// What a figure has beside its count and one number, in the order of `PackedOutcome`.
  private var rest: [Int64] = []

  /// What figures have in common.
  private struct Form: Hashable {
    var kpi: Int32
    var segment: Int32
    var outcome: PackedOutcome
  }

  private struct Packed {
    var form: UInt32
    var count: UInt32
    /// The numerator of a value that is all there is, else the place in `rest`.
    var number: Int64
  }

  /// With the names of KPIs that figures will be given by number.
  package init(period: String, kpis: [String] = []) {
    self.period = period
    kpiNames = NameNumbers(kpis)
  }

  /// How many figures there are.
  package var count: Int { figures.count }
  /// The KPIs by their numbers in this part; not each has a figure.
  package var kpis: [String] { kpiNames.names }
  /// The segments by their numbers in this part; number 0 is the empty one.
  package var segments: [String] { segmentNames.names }

  /// Says whose the figures are that follow.
  package mutating func begin(_ scope: ScopeID) {
    runs.append(Run(scope: scope, places: figures.count..<figures.count))
  }

  /// Adds a figure of the scope that `begin` named; `kpi` is a number of `kpis`.
  package mutating func append(kpi: Int, segment: String, _ outcome: Figure.Outcome) {
    let packed = PackedOutcome(outcome)
    let segment = segment.isEmpty ? 0 : segmentNames.number(segment)
    let form = number(of: Form(kpi: Int32(kpi), segment: Int32(segment), outcome: packed))
    var number = outcome.value?.numerator ?? 0
    if !packed.isPlain {
      number = Int64(rest.count)
      packed.append(outcome, to: &rest)
    }
    figures.append(
      Packed(form: form, count: UInt32(truncatingIfNeeded: outcome.count ?? 0), number: number))
    runs[runs.count - 1].places = runs[runs.count - 1].places.lowerBound..<figures.count
  }

  /// Adds a figure, which must be of this period.
  mutating func append(_ figure: Figure) {
    if runs.last?.scope != figure.scope { begin(figure.scope) }
    append(kpi: kpiNames.number(figure.kpi), segment: figure.segment, figure.outcome)
  }

  private mutating func number(of form: Form) -> UInt32 {
    let kpi = Int(form.kpi)
    if kpi >= lastForms.count {
      lastForms += repeatElement(.max, count: kpi + 1 - lastForms.count)
    }
    let last = Int(lastForms[kpi])
    if last < forms.count, forms[last] == form { return UInt32(last) }
    let number = formNumbers[form] ?? UInt32(forms.count)
    if number == forms.count {
      forms.append(form)
      formNumbers[form] = number
    }
    lastForms[kpi] = number
    return number
  }

  /// What a figure is about, as numbers of `kpis` and `segments`.
  package func names(at place: Int) -> (kpi: Int, segment: Int) {
    let form = forms[Int(figures[place].form)]
    return (Int(form.kpi), Int(form.segment))
  }

  /// What a figure came to.
  package func outcome(at place: Int) -> Figure.Outcome {
    let figure = figures[place]
    return forms[Int(figure.form)].outcome.outcome(
      count: figure.count, number: figure.number, rest: rest.span)
  }
}
