extension Language {
  /// What pages say about objectives: how they are counted, what their gaps are made of, what is
  /// doubtful in them.
  static let englishObjectives = PagePhrases(
    phrases: [
      "basis.assignment": "Given to reps",
      "basis.challenge": "Challenge",
      "basis.cohort": "Judged on",
      "basis.cohort_days":
        "the days from {from} to {to}: those of later days have not had their time yet",
      "basis.done": "{done} done",
      "basis.done_and_required": "{done} done, {required} to do",
      "basis.elapsed": "{pace}: {share} by the day of the report, {days} of {total} working days",
      "basis.met": "At the end of the period",
      "basis.note.bsc_axis": "Perspective",
      "basis.note.capacity_assumption": "Assumed capacity",
      "basis.note.framework": "Framework",
      "basis.note.gap_cause": "Cause of the gap",
      "basis.note.growth": "Growth",
      "basis.note.market_growth": "Growth of the market",
      "basis.note.market_growth_period": "Period of that growth",
      "basis.note.market_size": "Size of the market",
      "basis.note.review": "Review",
      "basis.note.rolled_up_from": "Sum of the targets of",
      "basis.note.share_of_parent": "Share of the target above",
      "basis.note.survival": "Share that comes through",
      "basis.over": "{share} more than this target",
      "basis.pace": "Expected pace",
      "basis.parts": "Everyone’s part",
      "basis.per_day": "A working day",
      "basis.ranking": "Ranking",
      "basis.reward": "Reward",
      "basis.start": "Starting point",
      "basis.start_days": "{value} (in {days} working days, against {now} here)",
      "basis.term": "Counted",
      "basis.term_fte": "{share} of a full time",
      "basis.term_pace": "{share} of the pace",
      "basis.term_ramp": "{share} ramp-up (month\u{A0}{month})",
      "basis.term_sum": "{amount}, of which {due} expected to date",
      "basis.under": "{share} less than this target",
      "basis.units": "Weeks or months kept",
      "basis.validated": "Validated by",
      "basis.version": "From {date}",
      "basis.why": "Why",
      "basis.written": "Target as written",
      "basis.written_and_counted":
        "{written}; counted as {counted} over the period, for presence, ramp-up, changes of target and its cadence",
      "diagnosis.before": "twelve months before:",
      "pace.calendar": "by days",
      "pace.milestones": "by the milestones as written",
      "pace.seasonal": "by season",
      "pace.unlearnt": "by season, not known yet, so by working days",
      "pace.working_days": "by working days",
      "reading.activity_chain": "along the chain of activity",
      "reading.by": "{kind} ({field})",
      "reading.currency": "effect of exchange rates",
      "reading.lead_chain": "along the chain of leads",
      "reading.part.assignment": "Assignment of the target",
      "reading.part.beyond_plan": "Beyond the plan of some",
      "reading.part.calls": "Number of calls",
      "reading.part.calls_to_meetings": "From call to meeting",
      "reading.part.constant_rates": "At constant exchange rates",
      "reading.part.exchange_rates": "Exchange rates",
      "reading.part.lost_earlier": "Lost before",
      "reading.part.meetings_to_opportunities": "From meeting to opportunity",
      "reading.part.mql": "Number of MQLs",
      "reading.part.mql_to_sql": "From MQL to SQL",
      "reading.part.not_created": "Never created",
      "reading.part.opportunity_to_close": "From opportunity to closed deal",
      "reading.part.presence": "Absences, ramp-up, part time",
      "reading.part.segment_mix": "Weight of segments",
      "reading.part.slipped": "Slipped to later",
      "reading.part.sql_to_opportunity": "From SQL to opportunity",
      "reading.part.stuck": "Standing still",
      "reading.part.within_segments": "Within segments",
      "reading.pipeline": "where the missing deals are",
      "reading.presence": "presence and assignment",
      "reading.segment_mix": "by segment",
      "reading.title": "{cause}, {kind}",
      "remark.objective": "“{label}” ({owner})",
      "remark.objective-beyond-market":
        "Objective {objective} takes {needed} accounts at a win rate of {rate}, and the market has {market}",
      "remark.objective-beyond-market.fix1": "Ask for {most} at most",
      "remark.objective-beyond-market.fix2": "Or widen the market",
      "remark.objective-done-in-future":
        "Objective {objective} is said to be done on {day}, after the day of the report",
      "remark.objective-done-in-future.fix1": "Correct done_on",
      "remark.objective-done-in-future.fix2": "Leave it out until it is done",
      "remark.objective-done-in-future.why": "Until then it counts as open",
      "remark.objective-field-missing":
        "“{kpi}” needs the field “{field}”, which no export of {entity} has",
      "remark.objective-field-missing.fix1": "Export the column, or name its heading under headers",
      "remark.objective-field-missing.fix2": "Or choose an indicator that does without",
      "remark.objective-field-missing.why": "Objective {objective} would stay without a figure",
      "remark.objective-filter-value-unknown":
        "No record has “{value}” as its {field}, which objective {objective} counts",
      "remark.objective-filter-value-unknown.fix1": "Known values: {known}",
      "remark.objective-filter-value-unknown.near":
        "No record has “{value}” as its {field}, which objective {objective} counts",
      "remark.objective-filter-value-unknown.near.fix1": "Did you mean “{known}”?",
      "remark.objective-growth-beyond-history":
        "Objective {objective} asks for {growth} more than the best so far ({period}) with unchanged capacity",
      "remark.objective-growth-beyond-history.fix1":
        "State in capacity_assumption what will be added to reach it",
      "remark.objective-growth-beyond-history.fix2": "Or begin with {start}, which is 20% more",
      "remark.objective-growth-beyond-history.why": "{target} is asked for, {base} was done",
      "remark.objective-implied-conversion":
        "Objective {objective} leads to {parent} only if {implied} come through, and {history} did in the last twelve months",
      "remark.objective-implied-conversion.fix1": "Ask for {enough} of “{kpi}”",
      "remark.objective-implied-conversion.fix2": "Or add an objective on the conversion itself",
      "remark.objective-implied-conversion.why":
        "Activity that is not tied to its result is no lever",
      "remark.objective-not-measured.baseline":
        "The exports tell nothing of {period}, the starting point of objective {objective}",
      "remark.objective-not-measured.baseline.fix1": "Give its value in baseline",
      "remark.objective-not-measured.baseline.fix2": "Name a period that the exports reach back to",
      "remark.objective-not-measured.before":
        "The exports tell nothing of {period}, so objective {objective} is judged by nothing",
      "remark.objective-not-measured.before.fix1": "Correct its period",
      "remark.objective-not-measured.before.fix2": "Leave it out",
      "remark.objective-not-measured.before.fix3": "Or add older exports",
      "remark.objective-not-measured.export":
        "No export tells “{kpi}”: objective {objective} cannot be judged",
      "remark.objective-not-measured.export.fix1": "Add the export under exports",
      "remark.objective-not-measured.export.fix2": "Or feed it by hand into the table readings",
      "remark.objective-not-measured.export.why": "It counts {entity}",
      "remark.objective-not-measured.reading":
        "No reading of “{kpi}” is known: objective {objective} cannot be judged",
      "remark.objective-not-measured.reading.fix1":
        "Add rows to the table readings: kpi, scope, date, value",
      "remark.objective-over-capacity":
        "Objective {objective} asks for {load} of what was done a day in the best month, {month}",
      "remark.objective-over-capacity.fix1": "Ask for {most} in {period}",
      "remark.objective-over-capacity.fix2":
        "Or state in capacity_assumption who or what will carry the rest",
      "remark.objective-over-capacity.why":
        "{per_day} a working day are asked for, {best} were done",
      "remark.objective-shorter-than-cycle":
        "Objective {objective} runs for {length}, and half of the sales take more than {days}",
      "remark.objective-shorter-than-cycle.fix1":
        "Give it a longer period, or an objective on pipeline created beside it",
      "remark.objective-shorter-than-cycle.several":
        "Objective {objective} and others ({others}) on “{kpi}” run for {length} at most, and half of the sales take more than {days}",
      "remark.objective-shorter-than-cycle.several.fix1":
        "Give them a longer period, or an objective on pipeline created beside them",
      "remark.objective-shorter-than-cycle.several.why":
        "They can only be met by deals that are open already",
      "remark.objective-shorter-than-cycle.why":
        "It can only be met by deals that are open already",
      "section.basis": "How each objective is counted",
      "section.readings": "Where each cause comes from",
    ],
    plurals: [
      "pace.learnt": Plural(
        "by season, learnt from {n} period (weight {weight})",
        "by season, learnt from {n} periods (weight {weight})")
    ])
}
