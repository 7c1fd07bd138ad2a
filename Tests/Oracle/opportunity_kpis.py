"""What becomes of opportunities: cohorts, the open pipeline, concentration (kpis.md 3.3 to 3.6)."""

import datetime
from fractions import Fraction

from facts import UNASSIGNED
from numbers_as_text import fraction, known_sum, money
from statistics_exact import aalen_johansen_won, median, nearest_rank, wilson_free_share

DAY = datetime.timedelta(days=1)


class OpportunityKPIs:
    """Mixed into `Oracle`."""

    def known_deals(self):
        """(deal, status, closing day) as of the day: what is closed later is open (C2)."""
        result = []
        for deal in self.company.deals:
            if deal.created and deal.created > self.as_of:
                continue
            status, closed = deal.status, deal.closed
            if status in ("won", "lost"):
                if closed and closed > self.as_of:
                    status, closed = "open", None
            else:
                closed = None
            result.append((deal, status, closed))
        return result

    def opportunities(self):
        known = self.known_deals()
        self.states = {id(d): (status, closed) for d, status, closed in known}
        first = self._first(
            [d.created for d, _, _ in known] + [closed for _, _, closed in known])
        self._cohorts(known, first)
        self._results_in_depth(known, first)
        self._open_in_depth([d for d, status, _ in known if status == "open"])
        self._people(known, first)

    def closed_on(self, deal):
        return self.states[id(deal)][1]

    # MARK: cohorts

    def _cohorts(self, known, first):
        created = [d for d, _, _ in known if d.created]
        for period, scope, deals in self._each(created, lambda d: d.created, first):
            self._row(period, scope, "n_created", str(len(deals)), n=len(deals))
            self._row(
                period, scope, "pipeline_created", money(known_sum([d.net for d in deals])),
                n=len(deals))
            self._cohort_rate(period, scope, deals)
            observed = []
            for deal in deals:
                status, closed = self.states[id(deal)]
                end = closed if status in ("won", "lost") else self.as_of
                if status not in ("won", "lost", "open") or end is None or end < deal.created:
                    continue
                observed.append(((end - deal.created).days, status))
            value = ""
            if observed and (
                    max(t for t, _ in observed) >= 90
                    or all(status != "open" for _, status in observed)):
                value = fraction(aalen_johansen_won(observed, 90))
            self._row(period, scope, "win_incidence_AJ[90d]", value, n=len(observed))

    def _cohort_rate(self, period, scope, deals):
        won = [
            d for d in deals
            if self.states[id(d)][0] == "won" and self.closed_on(d) is not None
            and 0 <= (self.closed_on(d) - d.created).days <= 90
        ]
        last = next(p[2] for p in self.periods if p[0] == period) - DAY
        is_mature = last + 90 * DAY <= self.as_of
        rate = Fraction(len(won), len(deals)) if deals and is_mature else None
        self._row(
            period, scope, "win_rate_cohort[90d]", fraction(rate), len(won), len(deals),
            len(deals))

    # MARK: closed deals

    def _results_in_depth(self, known, first):
        closed = [d for d, status, day in known if status in ("won", "lost") and day]
        overdue = self._spread(
            [d for d, status, _ in known
             if status == "open" and d.expected and (self.as_of - d.expected).days > 30],
            lambda d: self.as_of)
        for period, scope, deals in self._each(closed, self.closed_on, first):
            won = [d for d in deals if self.states[id(d)][0] == "won"]
            self._amounts(period, scope, won)
            span = next(p for p in self.periods if p[0] == period)
            if span[1] <= self.as_of < span[2]:
                base = len(deals) + len(overdue[scope])
                rate = Fraction(len(won), base) if base else None
                self._row(period, scope, "win_rate_strict", fraction(rate), len(won), base)
            self._linearity(span, scope, won)
            self._spread_between_reps(span, scope, closed)
        year_start = self._year_to_date(closed, first)

    def _year_to_date(self, closed, first):
        for scope, own in self._spread(closed, self.closed_on).items():
            for name, start, after in self.periods:
                if first is None or after <= first:
                    continue
                january = (after - DAY).replace(month=1, day=1)
                inside = [
                    d for d in own if january <= self.closed_on(d) < after
                    and self.states[id(d)][0] == "won"]
                if inside or scope[1] != UNASSIGNED:
                    self._row(
                        name, scope, "revenue_won[year_to_date]",
                        money(known_sum([d.net for d in inside])), n=len(inside))

    def _amounts(self, period, scope, won):
        known = [d.net for d in won if d.net is not None]
        self._row(period, scope, "avg_deal[median]", money(median(known)), n=len(known))
        share = wilson_free_share(known, 1)
        self._row(period, scope, "top_deal_share", fraction(share), n=len(known))
        if self.company.has("margin"):
            with_margin = [d for d in won if d.margin is not None]
            margins = known_sum([d.margin for d in won])
            self._row(period, scope, "margin_won", money(margins), n=len(won))
            base = known_sum([d.net for d in with_margin])
            rate = Fraction(margins, base) if base and margins is not None else None
            self._row(period, scope, "margin_rate", fraction(rate), n=len(with_margin))
        if self.company.has("discount"):
            gross = known_sum([d.listed for d in won])
            given = known_sum([d.discount for d in won])
            rate = Fraction(given, gross) if gross and given is not None else None
            self._row(period, scope, "discount_rate", fraction(rate))

    def _linearity(self, span, scope, won):
        name, start, after = span
        if after - DAY > self.as_of or len([d for d in won if d.net is not None]) < 5:
            return
        late = start + DAY * (2 * (after - start).days // 3)
        total = sum(d.net for d in won if d.net is not None)
        part = sum(d.net for d in won if d.net is not None and self.closed_on(d) >= late)
        if total > 0:
            self._row(name, scope, "linearity", fraction(Fraction(part, total)))

    def _spread_between_reps(self, span, scope, closed):
        if scope[0] == "rep":
            return
        counts = {}
        for deal in closed:
            day = self.closed_on(deal)
            if not span[1] <= day < span[2]:
                continue
            scopes = self.company.scopes_of(deal.owner, day)
            rep = next((s for s in scopes if s[0] == "rep"), None)
            if scope not in scopes or rep is None or rep[1] == UNASSIGNED:
                continue
            won, all_ = counts.get(rep, (0, 0))
            counts[rep] = (won + (self.states[id(deal)][0] == "won"), all_ + 1)
        reps = [c for c in counts.values() if c[1] >= 5]
        won, all_ = sum(c[0] for c in reps), sum(c[1] for c in reps)
        if len(reps) < 2 or won in (0, all_):
            return
        rate = Fraction(won, all_)
        value = sum(
            (k - n * rate) ** 2 / (n * rate * (1 - rate)) for k, n in reps) / (len(reps) - 1)
        self._row(span[0], scope, "between_rep_spread", fraction(value), n=len(reps))

    # MARK: people

    def _people(self, known, first):
        day = self.as_of.isoformat()
        closed = [(d, s, c) for d, s, c in known if s in ("won", "lost") and c]
        now = self.as_of - 90 * DAY
        before = now - 91 * DAY
        for scope, own in self._spread([d for d, _, _ in closed], self.closed_on).items():
            if scope[1] == UNASSIGNED and not own:
                continue
            late = [d for d in own if self.closed_on(d) >= now]
            early = [d for d in own if before <= self.closed_on(d) < now]
            if late and early:
                rate = lambda deals: Fraction(
                    sum(self.states[id(d)][0] == "won" for d in deals), len(deals))
                self._row(
                    day, scope, "own_progress", fraction(rate(late) - rate(early)),
                    n=len(late) + len(early))
            won = [(d, self.closed_on(d)) for d in own if self.states[id(d)][0] == "won"]
            self._signal("revenue_won", scope, [(day_, d.net or 0) for d, day_ in won])
            self._velocity(scope, own)

    def _velocity(self, scope, own):
        """40 deals x 25 % x 8,000 / 60 days = 1,333 a day, the rates of twelve months."""
        start = (self.as_of + DAY).replace(year=self.as_of.year - 1) if not (
            (self.as_of + DAY).month == 2 and (self.as_of + DAY).day == 29) else None
        if start is None:
            return
        recent = [d for d in own if self.closed_on(d) >= start]
        won = [d for d in recent if self.states[id(d)][0] == "won"]
        revenue = known_sum([d.net for d in won])
        days = [
            (self.closed_on(d) - d.created).days for d in won
            if d.created and d.created <= self.closed_on(d)]
        n_open = self.open_counts.get(scope, 0)
        if not won or revenue is None or not days or not sum(days):
            return
        # Money is shown to the cent before it is multiplied: the average deal is a figure.
        average = Fraction(revenue, len(won))
        average = Fraction(int((abs(average) * 2 + 1) // 2) * (1 if average >= 0 else -1))
        value = n_open * Fraction(len(won), len(recent)) * average / Fraction(sum(days), len(days))
        self._row(self.as_of.isoformat(), scope, "velocity", money(value))
        value = known_sum([d.gross for d in recent])
        won_value = known_sum([d.gross for d in won])
        if value and won_value:
            self._row(
                self.as_of.isoformat(), scope, "required_coverage",
                fraction(Fraction(value, won_value)))

    # MARK: open deals

    def _open_in_depth(self, open_deals):
        day = self.as_of.isoformat()
        self.open_counts = {}
        for scope, deals in self._spread(open_deals, lambda d: self.as_of).items():
            self.open_counts[scope] = len(deals)
            if scope[1] == UNASSIGNED and not deals:
                continue
            row = lambda kpi, value, **more: self._row(day, scope, kpi, value, **more)
            row("n_open", str(len(deals)), n=len(deals))
            ages = [(self.as_of - d.created).days for d in deals if d.created]
            row("open_age[median]", fraction(median(ages)), n=len(ages))
            amounts = [d.net for d in deals if d.net is not None]
            for top in (1, 3):
                share = wilson_free_share(amounts, top) if len(amounts) >= 3 else None
                row(f"concentration[top{top}]", fraction(share))
            overdue = [d for d in deals if d.expected and d.expected <= self.as_of]
            self._shares(row, "overdue_open_share", deals, overdue)
            later = [d for d in deals if d.expected and d.expected > self.as_of]
            by_value = lambda kpi, part: row(kpi, fraction(self._value_share(deals, part)))
            if deals:
                with_amount = [d for d in deals if d.net]
                row("quality[amount]", fraction(Fraction(len(with_amount), len(deals))))
            by_value("quality[close_date]", later)
            if self.company.has("next_step"):
                by_value(
                    "quality[next_step]",
                    [d for d in deals if d.next_step and d.next_step >= self.as_of])
            if self.company.has("last_activity"):
                by_value(
                    "quality[activity]",
                    [d for d in deals
                     if d.last_activity and 0 <= (self.as_of - d.last_activity).days <= 30])

    def _shares(self, row, kpi, deals, part):
        row(kpi, fraction(Fraction(len(part), len(deals)) if deals else None))
        row(f"{kpi}[value]", fraction(self._value_share(deals, part)))

    @staticmethod
    def _value_share(deals, part):
        """By value; nothing where deals there are, but none with an amount."""
        base, top = known_sum([d.net for d in deals]), known_sum([d.net for d in part])
        return Fraction(top, base) if base and top is not None else None
