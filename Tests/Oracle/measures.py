"""The KPIs, written from their definitions with exact fractions and no shortcut."""

import copy
import datetime
from fractions import Fraction

from activity_kpis import ActivityKPIs
import credits
import periods
from currencies import FIELDS
import segments
from facts import UNASSIGNED
from numbers_as_text import fraction, known_sum, money, rounded
from customer_kpis import CustomerKPIs
from lead_kpis import LeadKPIs
from opportunity_kpis import OpportunityKPIs
from stage_kpis import StageKPIs
from statistics_exact import median

COLUMNS = [
    "period", "scope_kind", "scope_id", "kpi", "segment",
    "value", "numerator", "denominator", "n",
]


# What says something also of somebody without any record.
QUIET = {"rhythm", "rhythm[variation]"}


class Oracle(OpportunityKPIs, StageKPIs, ActivityKPIs, LeadKPIs, CustomerKPIs):
    def __init__(
            self, company, all_periods=False, calls_of_any_direction=False, only=None):
        """Figures of the periods `only`, or of the usual ones."""
        self.company = company
        self.as_of = company.as_of
        self.calls_of_any_direction = calls_of_any_direction
        self.rows = []
        # (status, closing day) of deals and of their parts, which are kept so that no other takes
        # their identity.
        self.states, self.parts = {}, []
        self.only = only
        if only:
            self.periods = only
        elif all_periods:
            self.periods = periods.touching(self._fact_days() + [self.as_of])
        else:
            self.periods = periods.months_back(self.as_of)

    @staticmethod
    def _first(days):
        """The first day of which a table says anything: before it nothing is known, not even 0."""
        return min((d for d in days if d), default=None)

    def first_deal_day(self):
        """Open deals without any date are known: they are not won, as far back as one asks."""
        known = self.known_deals()
        first = self._first([d.created for d, _, _ in known] + [c for _, _, c in known])
        return datetime.date.min if first is None and known else first

    def _fact_days(self):
        company = self.company
        days = [d.closed for d in company.deals or [] if d.closed]
        days += [o.date for o in company.orders or []]
        for activity in company.activities or []:
            days += [d for d in (activity.done, activity.scheduled) if d]
        return [d for d in days if d <= self.as_of]

    def table(self):
        if self.company.deals is not None:
            self._closed_deals()
            self._open_pipeline()
            self.opportunities()
            # A history without any record that is known says nothing of stages.
            moves = [m for own in (self.company.history or {}).values() for m, _ in own]
            if self.company.stages and any(m.date() <= self.as_of for m in moves):
                self.stages()
        if self.company.activities is not None:
            self._calls()
            self._meetings()
            self.counts_of_activities()
            self._overdue_actions()
            self.depth_of_activities()
        if self.company.orders is not None:
            self._invoiced()
        if self.company.targets is not None:
            self._attainment()
        if self.company.deals is not None:
            self._quotas()
            self._ramp()
        self.rows += segments.rows(self)
        tables = self.company.tables
        for name in ("leads", "tickets", "surveys", "contracts"):
            if name in tables:
                getattr(self, name)()
        if "spend" in tables and "leads" in tables:
            self.costs()
        if "costs" in tables and self.company.has("account"):
            self.acquisition()
        if tables.keys() & {"customers", "subscriptions", "orders"}:
            self.customers()
        return sorted(self._shown(), key=lambda row: (row[0], row[1], row[2], row[3], row[4]))

    def _shown(self):
        """Who leads a scope and has no record of their own is not shown among those who sell."""
        busy = {
            row[2] for row in self.rows
            if row[1] == "rep" and row[3] not in QUIET and row[5].strip("0.")}
        return [
            row for row in self.rows
            if row[1] != "rep" or row[2] in busy or row[2] not in self.company.managers]

    def current(self):
        """The periods that the as-of day lies in, without the day itself."""
        return [
            p for p in self.periods
            if p[1] <= self.as_of < p[2] and p[0] != self.as_of.isoformat()]

    # MARK: facts to scopes

    def _spread(self, facts, day_of):
        """Facts by scope, each in the team of its owner on its own day."""
        by_scope = {scope: [] for scope in self.company.scopes()}
        for fact in facts:
            if getattr(fact, "credits", None):
                for scope, part in self._credited(fact, day_of(fact)).items():
                    by_scope[scope].append(part)
                continue
            for scope in self.company.scopes_of(fact.owner, day_of(fact)):
                by_scope[scope].append(fact)
        return by_scope

    def _credited(self, deal, day):
        """A deal as each scope has it: with the parts of its amounts that are credited there (C5)."""
        shares = {}  # by scope, the numbers of the credits
        for number, (owner, _, is_overlay) in enumerate(deal.credits):
            for scope in self.company.scopes_of(owner, day):
                if not is_overlay or scope[0] == "rep":
                    shares.setdefault(scope, []).append(number)
        amounts = {name: credits.parts(getattr(deal, name), deal.credits) for name in [*FIELDS, "fx_effect"]}
        found = {}
        for scope, numbers in shares.items():
            part = copy.copy(deal)
            part.credits, part.has_amount = [], bool(deal.net)
            for name, parts in amounts.items():
                if parts is not None:
                    setattr(part, name, sum(parts[number] for number in numbers))
            if id(deal) in self.states:
                self.states[id(part)] = self.states[id(deal)]
            self.parts.append(part)
            found[scope] = part
        return found

    def _each(self, facts, day_of, first):
        """(period, scope, facts) for every period that ends after the first known day, and scope;
        unassigned only where it has facts."""
        for scope, own in self._spread(facts, day_of).items():
            for period in self.periods:
                if first is None or period[2] <= first:
                    continue
                inside = [f for f in own if period[1] <= day_of(f) < period[2]]
                if inside or scope[1] != UNASSIGNED:
                    yield period[0], scope, inside

    def _row(self, period, scope, kpi, value, numerator="", denominator="", n="", segment=""):
        self.rows.append(
            [period, *scope, kpi, segment, value, str(numerator), str(denominator), str(n)])

    # MARK: opportunities

    def _closed_deals(self):
        closed = [
            d for d in self.company.deals
            if d.status in ("won", "lost") and d.closed is not None and d.closed <= self.as_of
        ]
        first = self.first_deal_day()
        for period, scope, deals in self._each(closed, lambda d: d.closed, first):
            self._results(period, scope, deals)
            self._cycle(period, scope, [d for d in deals if d.status == "won"])

    def _results(self, period, scope, deals):
        won = [d for d in deals if d.status == "won"]
        revenue = known_sum([d.net for d in won])
        self._row(period, scope, "revenue_won", money(revenue), n=len(won))
        self._row(period, scope, "n_won", str(len(won)), n=len(won))
        self._row(period, scope, "n_lost", str(len(deals) - len(won)), n=len(deals) - len(won))
        rate = Fraction(len(won), len(deals)) if deals else None
        self._row(
            period, scope, "win_rate_closed_n", fraction(rate), len(won), len(deals), len(deals))
        won_value = known_sum([d.gross for d in won])
        value = known_sum([d.gross for d in deals])
        rate = Fraction(won_value, value) if value and won_value is not None else None
        self._row(
            period, scope, "win_rate_closed_v", fraction(rate), money(won_value), money(value),
            len(deals))
        average = Fraction(revenue, len(won)) if won and revenue is not None else None
        self._row(
            period, scope, "avg_deal", money(average), money(revenue), len(won), len(won))

    def _cycle(self, period, scope, won):
        days = sorted(
            (d.closed - d.created).days for d in won if d.created and d.created <= d.closed)
        n = len(days)
        if not days:
            for kpi in ("cycle_won", "cycle_won[median]", "cycle_won[p80]"):
                self._row(period, scope, kpi, "", n=0)
            return
        self._row(period, scope, "cycle_won", fraction(Fraction(sum(days), n)), sum(days), n, n)
        middle = Fraction(days[(n - 1) // 2] + days[n // 2], 2)
        self._row(period, scope, "cycle_won[median]", fraction(middle), n=n)
        # Nearest rank: the smallest value with at least 80 % of the values at or below it.
        rank = next(k for k in range(1, n + 1) if Fraction(k, n) >= Fraction(4, 5))
        self._row(period, scope, "cycle_won[p80]", fraction(days[rank - 1]), n=n)

    def _open_pipeline(self):
        today = self.as_of
        open_deals = []
        for deal in self.company.deals:
            if deal.status == "open":
                is_open = True
            elif deal.status in ("won", "lost"):
                is_open = deal.closed is not None and deal.closed > today
            else:
                is_open = False
            if is_open and (deal.created is None or deal.created <= today):
                open_deals.append(deal)
        day = today.isoformat()
        for scope, deals in self._spread(open_deals, lambda d: today).items():
            if scope[1] == UNASSIGNED and not deals:
                continue

            def row(period, inside, segment=""):
                if inside or scope[1] != UNASSIGNED:
                    value = money(known_sum([d.net for d in inside]))
                    self._row(
                        period, scope, "open_pipeline", value, n=len(inside), segment=segment)

            row(day, deals)
            # Of deals none of which has an expected close nothing can be said by date.
            if deals and not any(d.expected for d in deals):
                continue
            row(day, [d for d in deals if d.expected and d.expected <= today], "overdue")
            for period in self.current():
                row(period[0], [d for d in deals if d.expected and today < d.expected < period[2]])

    # MARK: activities

    def _first_activity(self):
        activities = self.company.activities
        return self._first(
            [a.done for a in activities if a.done and a.done <= self.as_of]
            + [a.scheduled or a.due for a in activities])

    def _calls(self):
        calls = [
            a for a in self.company.activities
            if a.kind == "call" and a.is_done and a.done and a.done <= self.as_of
            and (self.calls_of_any_direction or a.direction != "inbound")
        ]
        if not self.knows_kind("call"):
            return
        for period, scope, inside in self._each(calls, lambda a: a.done, self._first_activity()):
            self._row(period, scope, "calls", str(len(inside)), n=len(inside))

    def _meetings(self):
        meetings = [
            a for a in self.company.activities
            if a.kind in ("meeting", "demo") and a.scheduled
            and (a.created is None or a.created <= self.as_of)
        ]
        if not self.knows_kind("meeting", "demo"):
            return
        first = self._first_activity()
        for period, scope, inside in self._each(meetings, lambda a: a.scheduled, first):
            # What came of a meeting is known only once its day is over.
            known = [
                (a.scheduled, "" if a.done and a.done > self.as_of else a.outcome)
                for a in inside if a.scheduled <= self.as_of]
            held = sum(1 for _, outcome in known if outcome == "done")
            missed = sum(1 for _, outcome in known if outcome == "no_show")
            due = held + missed
            self._row(period, scope, "meetings_booked", str(len(inside)), n=len(inside))
            self._row(period, scope, "meetings_held", str(held), n=held)
            silent = sum(1 for day, outcome in known if day < self.as_of and not outcome)
            self._row(period, scope, "no_show_rate[unreported]", str(silent), n=silent)
            rate = Fraction(missed, due) if due else None
            self._row(period, scope, "no_show_rate", fraction(rate), missed, due, due)

    def knows_kind(self, *kinds):
        """An export without any record of a kind says nothing of it, unless it mixes kinds."""
        files = {}
        for activity in self.company.activities:
            files.setdefault(activity.file, set()).add(activity.kind)
        return any(len(seen) > 1 or not seen.isdisjoint(kinds) for seen in files.values())

    def _overdue_actions(self):
        if not self.knows_kind("task", "followup"):
            return
        overdue = [
            a for a in self.company.activities
            if a.kind in ("task", "followup") and a.due and a.due <= self.as_of
            and (a.created is None or a.created <= self.as_of)
            and not (a.is_done and (a.done is None or a.done <= self.as_of))
        ]
        for scope, inside in self._spread(overdue, lambda a: self.as_of).items():
            if inside or scope[1] != UNASSIGNED:
                self._row(
                    self.as_of.isoformat(), scope, "overdue_actions", str(len(inside)),
                    n=len(inside))
                late = median([(self.as_of - a.due).days for a in inside])
                self._row(
                    self.as_of.isoformat(), scope, "overdue_actions[days]", fraction(late),
                    n=len(inside))
                if self.company.has("contact") and self.company.deals is not None:
                    self._overdue_amount(scope, inside)

    def _overdue_amount(self, scope, actions):
        """What the open deals are worth that these actions are about, each once."""
        is_open = {d.id: d for d, status, _ in self.known_deals() if status == "open"}
        deals = [is_open[i] for i in {a.opportunity for a in actions} if i in is_open]
        self._row(
            self.as_of.isoformat(), scope, "overdue_actions[value]",
            money(known_sum([d.net for d in deals])), n=len(deals))

    # MARK: orders and targets

    def _quotas(self):
        """Attainment and coverage of the objectives on revenue signed."""
        known = self.known_deals()
        won = [d for d, status, closed in known if status == "won" and closed]
        is_open = [d for d, status, _ in known if status == "open"]
        won = self._spread(won, self.closed_on)
        is_open = self._spread(is_open, lambda d: self.as_of)
        for scope, written, target in self.company.quotas:
            if written[1] > self.as_of:
                continue
            for period in self._same_days(written):
                self._quota(scope, period, target, won[scope], is_open[scope])

    def _same_days(self, written):
        """The period, whatever it is called: a financial quarter may be one of the calendar."""
        return [p for p in self.periods if p[1:] == written[1:]] or [written]

    def _quota(self, scope, period, target, won, own):
        first = self.first_deal_day()
        is_unknown = period[2] <= first if first else self.company.has_unusable_deals
        if is_unknown:
            return
        inside = [d for d in won if period[1] <= self.closed_on(d) < period[2]]
        actual = known_sum([d.net for d in inside])
        if actual is None:
            return
        self._row(
            period[0], scope, "quota_attainment",
            fraction(Fraction(actual, target)) if target else "", money(actual), money(target))
        soon = [d for d in own if d.expected and self.as_of < d.expected < period[2]]
        value = known_sum([d.net for d in soon])
        if actual >= target or value is None or (own and not any(d.expected for d in own)):
            return
        self._row(
            period[0], scope, "coverage", fraction(Fraction(value, target - actual)),
            money(value), money(target - actual))

    def _ramp(self):
        """Of those who are ramping up, signed over asked; pooled, and by month of tenure."""
        won = [d for d, status, closed in self.known_deals() if status == "won" and closed]
        pooled = {}
        for rep, period, target, month in self.company.ramping:
            if period[1] > self.as_of:
                continue
            scope = ("rep", rep)
            inside = [
                d for d in self._spread(won, self.closed_on)[scope]
                if period[1] <= self.closed_on(d) < period[2]]
            actual = known_sum([d.net for d in inside])
            if actual is None:
                continue
            teams = [("team", m.team) for m in self.company.people[rep].memberships]
            for place in {scope, ("company", "company"), *teams}:
                for segment in ("", f"tenure:{month}"):
                    for same in self._same_days(period):
                        pooled.setdefault((place, same[0], segment), []).append((actual, target))
        for (scope, period, segment), pairs in pooled.items():
            actual, target = (sum(pair[k] for pair in pairs) for k in (0, 1))
            self._row(
                period, scope, "ramp", fraction(Fraction(actual, target)), money(actual),
                money(target), len(pairs), segment)

    def _invoiced(self):
        orders = [o for o in self.company.orders if o.date <= self.as_of]
        first = self._first([o.date for o in orders])
        for period, scope, inside in self._each(orders, lambda o: o.date, first):
            self._row(
                period, scope, "revenue_invoiced", money(sum(o.amount for o in inside)),
                n=len(inside))

    def _attainment(self):
        years = sorted({t.month[0] for t in self.company.targets if t.month[0] <= self.as_of.year})
        spans = [periods.named(f"{y:04d}") for y in years]
        spans += [periods.named(f"{y:04d}-Q{q}") for y in years for q in (1, 2, 3, 4)]
        spans += [periods.named(f"{y:04d}-{m:02d}") for y in years for m in range(1, 13)]
        if self.only:
            # Any period of whole months has the sum of their targets.
            spans = [p for p in self.only if p[1].day == 1 and p[2].day == 1]
        orders = self._spread(
            [o for o in self.company.orders if o.date <= self.as_of], lambda o: o.date)
        for period, first, after in spans:
            if first > self.as_of:
                continue
            for scope in self.company.scopes():
                targets = [
                    t.amount for t in self.company.targets
                    if t.scope == scope and first <= first.replace(
                        year=t.month[0], month=t.month[1], day=1) < after
                ]
                # A quarter without the target of one of its months has none.
                months = (after.year - first.year) * 12 + after.month - first.month
                if len(targets) < months:
                    continue
                target = sum(targets)
                inside = [o for o in orders[scope] if first <= o.date < after]
                actual = sum(o.amount for o in inside)
                rate = Fraction(actual, target) if target else None
                self._row(
                    period, scope, "quota_attainment", fraction(rate), money(actual),
                    money(target), len(inside))
