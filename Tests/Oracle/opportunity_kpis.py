"""What becomes of opportunities: cohorts, the open pipeline, concentration (kpis.md 3.3 to 3.6)."""

import dataclasses
import datetime
from fractions import Fraction

import periods
from facts import UNASSIGNED
from numbers_as_text import fraction, known_sum, money
from statistics_exact import aalen_johansen_won, median, nearest_rank, wilson_free_share

DAY = datetime.timedelta(days=1)


class OpportunityKPIs:
    """Mixed into `Oracle`."""

    def known_deals(self):
        """(deal, status, closing day) as of the day: what is closed later is open (C2).

        What was closed by then was known, even where its creation is said to come later: that day
        is a mistake, and the deal has no creation.
        """
        result = []
        for deal in self.company.deals:
            status, closed = deal.status, deal.closed
            if status in ("won", "lost"):
                if closed and closed > self.as_of:
                    status, closed = "open", None
            else:
                closed = None
            if deal.created and deal.created > self.as_of:
                if not closed:
                    continue
                # In place: the states of deals are kept by object.
                deal.created = None
            result.append((deal, status, closed))
        return result

    def opportunities(self):
        known = self.known_deals()
        self.states = {id(d): (status, closed) for d, status, closed in known}
        first = self.first_deal_day()
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
            self._origins(period, scope, deals)
            if self.company.has("account") and self.company.has("type"):
                accounts = {
                    d.account for d in deals if d.type in ("upsell", "cross") and d.account}
                self._row(period, scope, "accounts_developed", str(len(accounts)))
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

    def _origins(self, period, scope, deals):
        """Of marketing: its source is configured as such, or it has a campaign."""
        sources = self.company.marketing_sources
        if not (self.company.has("campaign") or (self.company.has("source") and sources)):
            return
        base = known_sum([d.net for d in deals])
        marketing = [d for d in deals if d.campaign or (d.source and d.source in sources)]
        unknown = [d for d in deals if not d.campaign and not d.source]
        for kpi, part in (
                ("mkt_pipeline_share", marketing), ("mkt_pipeline_share[unknown]", unknown)):
            top = known_sum([d.net for d in part])
            rate = Fraction(top, base) if base and top is not None else None
            self._row(period, scope, kpi, fraction(rate))

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
            if self.company.has("type"):
                more = [d for d in won if d.type in ("upsell", "cross")]
                self._row(
                    period, scope, "upsell_revenue", money(known_sum([d.net for d in more])),
                    n=len(more))
            span = next(p for p in self.periods if p[0] == period)
            if span in self.current():
                base = len(deals) + len(overdue[scope])
                rate = Fraction(len(won), base) if base else None
                self._row(period, scope, "win_rate_strict", fraction(rate), len(won), base)
            self._linearity(span, scope, won)
            self._spread_between_reps(span, scope, closed)
        self._year_to_date(closed, first)
        self._new_customers(closed, first)

    def _new_customers(self, closed, first):
        """Accounts by their first deal won; of two on one day, that of the person listed first."""
        if not self.company.has("account"):
            return
        wins = {}
        for deal in closed:
            if self.states[id(deal)][0] == "won" and deal.account:
                rep = next(
                    (s[1] for s in self.company.scopes_of(deal.owner, self.as_of)
                     if s[0] == "rep"), UNASSIGNED)
                people = [*self.company.people, UNASSIGNED]
                order = (self.closed_on(deal), people.index(rep))
                if deal.account not in wins or order < wins[deal.account][0]:
                    wins[deal.account] = (order, deal)
        # A customer is that of whoever is credited first.
        deals = [dataclasses.replace(deal, credits=[]) for _, deal in wins.values()]
        self.states |= {
            id(part): self.states[id(deal)] for part, (_, deal) in zip(deals, wins.values())}
        self.parts += deals
        for period, scope, inside in self._each(deals, self.closed_on, first):
            self._row(period, scope, "n_new_customers", str(len(inside)), n=len(inside))

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
        if self.company.rates and any(
                d.currency.upper() not in ("", self.company.rates.own)
                for d in self.company.deals):
            self._row(
                period, scope, "fx_effect", money(sum(d.fx_effect for d in won)), n=len(won))
        self._largest_channel(period, scope, won)
        if self.company.has("margin"):
            with_margin = [d for d in won if d.margin is not None]
            margins = known_sum([d.margin for d in won])
            self._row(period, scope, "margin_won", money(margins), n=len(won))
            base = known_sum([d.net for d in with_margin])
            rate = Fraction(margins, base) if base and margins is not None else None
            self._row(period, scope, "margin_rate", fraction(rate), n=len(with_margin))
            revenue = known_sum([d.net for d in won])
            share = Fraction(base, revenue) if revenue and base is not None else None
            self._row(period, scope, "margin_rate[coverage]", fraction(share), n=len(won))
        if self.company.has("discount"):
            gross = known_sum([d.listed for d in won])
            given = known_sum([d.discount for d in won])
            rate = Fraction(given, gross) if gross and given is not None else None
            self._row(period, scope, "discount_rate", fraction(rate))

    def _largest_channel(self, period, scope, won):
        """What the source that brought most makes up of all."""
        sources = {d.source for d in self.company.deals if d.source}
        total = sum(d.net or 0 for d in won)
        if not sources:
            return
        by_source = {
            source: sum(d.net or 0 for d in won if d.source == source) for source in sources}
        share = Fraction(max(by_source.values()), total) if total > 0 else None
        self._row(period, scope, "top_channel_share", fraction(share))

    def _linearity(self, span, scope, won):
        name, start, after = span
        # A day or two have no thirds.
        known = [d for d in won if d.net is not None]
        if after - DAY > self.as_of or (after - start).days < 3 or len(known) < 5:
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
            for owner in {o for o, _, overlay in deal.credits if not overlay} or {deal.owner}:
                scopes = self.company.scopes_of(owner, day)
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
            self._signal("revenue_won", scope, [(day_, d.net or 0) for d, day_ in won], first)
            self._velocity(scope, own)

    def _velocity(self, scope, own):
        """40 deals x 25 % x 8,000 / 60 days = 1,333 a day, the rates of twelve months."""
        start = periods.back_by_months(self.as_of + DAY, 12)
        recent = [d for d in own if self.closed_on(d) >= start]
        won = [d for d in recent if self.states[id(d)][0] == "won"]
        value = known_sum([d.gross for d in recent])
        won_value = known_sum([d.gross for d in won])
        # It needs no cycle, so it stands where velocity does not.
        if value and won_value:
            self._row(
                self.as_of.isoformat(), scope, "required_coverage",
                fraction(Fraction(value, won_value)))
        revenue = known_sum([d.net for d in won])
        days = [
            (self.closed_on(d) - d.created).days for d in won
            if d.created and d.created <= self.closed_on(d)]
        n_open = self.open_counts.get(scope, 0)
        if not won or revenue is None or not days or not sum(days):
            return
        average = Fraction(revenue, len(won))
        value = n_open * Fraction(len(won), len(recent)) * average / Fraction(sum(days), len(days))
        self._row(self.as_of.isoformat(), scope, "velocity", money(value))

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
            if any(d.expected for d in deals) or not deals:
                for period in self.current():
                    soon = [d for d in deals if d.expected and self.as_of < d.expected < period[2]]
                    self._row(period[0], scope, "n_open", str(len(soon)), n=len(soon))
            ages = [(self.as_of - d.created).days for d in deals if d.created]
            row("open_age[median]", fraction(median(ages)), n=len(ages))
            amounts = [d.net for d in deals if d.net is not None]
            for top in (1, 3):
                share = wilson_free_share(amounts, top) if len(amounts) >= 3 else None
                row(f"concentration[top{top}]", fraction(share))
            overdue = [d for d in deals if d.expected and d.expected <= self.as_of]
            if not deals or any(d.expected for d in deals):
                self._shares(row, "overdue_open_share", deals, overdue)
            if self.company.has("next_step"):
                ahead = [d for d in deals if d.next_step and d.next_step > self.as_of]
                share = Fraction(len(ahead), len(deals)) if deals else None
                row("next_step_rate", fraction(share), numerator=len(ahead),
                    denominator=len(deals))
                row("next_step_rate[value]", fraction(self._value_share(deals, ahead)))
            later = [d for d in deals if d.expected and d.expected > self.as_of]
            by_value = lambda kpi, part: row(kpi, fraction(self._value_share(deals, part)))
            if deals:
                with_amount = [
                    d for d in deals if (d.net if d.has_amount is None else d.has_amount)]
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
