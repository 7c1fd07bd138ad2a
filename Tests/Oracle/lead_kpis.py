"""Leads, tickets, surveys and costs (kpis.md 3.8 and 3.10)."""

import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from facts import UNASSIGNED
from numbers_as_text import fraction, money
from readers import cents, iso_day
from statistics_exact import median, nearest_rank
from tables import kept

DAY = datetime.timedelta(days=1)


class LeadKPIs:
    """Part of the oracle; uses its periods, scopes and rows."""

    def leads(self):
        leads = kept(self.company.tables["leads"], self.as_of, "created_at")
        dates = ["created_at", "mql_at", "sql_at", "accepted_at", "rejected_at"]
        first = self._first([lead.day(date) for lead in leads for date in dates])
        self._lead_counts(leads, first)
        for kpi, date, to, days, keep in (
                ("mql_to_sql", "mql_at", "sql_at", 30, lambda l: True),
                ("sql_accept", "sql_at", "accepted_at", 14, lambda l: True),
                ("sql_to_opp", "accepted_at", "opportunity_at", 30, lambda l: True),
                ("web_lead_to_meeting", "created_at", "meeting_booked_at", 30,
                 lambda l: l.text("channel") == "web")):
            self._lead_conversion(kpi, leads, first, date, to, days, keep)
        for kpi, start, end in (
                ("speed_to_attempt", "created_at", "first_attempt_at"),
                ("speed_to_contact", "created_at", "first_contact_at"),
                ("speed_to_contact[assignment]", "created_at", "assigned_at"),
                ("speed_to_contact[rep]", "assigned_at", "first_contact_at")):
            self._speed(kpi, leads, first, start, end)
        self._leads_48h(leads, first)

    def _lead_counts(self, leads, first):
        def direct(lead):
            return lead.day("sql_at") and not lead.day("mql_at")

        def qualified(lead):
            return min((d for d in (lead.day("mql_at"), lead.day("sql_at")) if d), default=None)

        for kpi, day_of in (
                ("mql", lambda l: l.day("mql_at")), ("sql", lambda l: l.day("sql_at")),
                ("sql_accepted", lambda l: l.day("accepted_at")),
                ("sql[direct]", lambda l: l.day("sql_at") if direct(l) else None),
                ("sql[rejected]", lambda l: l.day("rejected_at")), ("qualified_leads", qualified)):
            own = [lead for lead in leads if day_of(lead)]
            for period, scope, inside in self._each(own, day_of, first):
                self._row(period, scope, kpi, str(len(inside)), n=len(inside))

    def _lead_conversion(self, kpi, leads, first, date, to, days, keep):
        cohort = [lead for lead in leads if lead.day(date) and keep(lead)]
        after = {period[0]: period[2] for period in self.periods}
        for period, scope, inside in self._each(cohort, lambda l: l.day(date), first):
            won = sum(
                1 for l in inside
                if l.day(to) and 0 <= (l.day(to) - l.day(date)).days <= days)
            rate = Fraction(won, len(inside)) if inside else None
            if after[period] - DAY + days * DAY > self.as_of:
                rate = None
            self._row(period, scope, kpi, fraction(rate), won, len(inside), len(inside))

    # MARK: how fast

    def _hours(self, start, end):
        """Real hours: local times of two offsets are compared as instants."""
        zone = ZoneInfo(self.company.zone)
        seconds = lambda t: t.replace(tzinfo=zone).timestamp()
        return Fraction(round(seconds(end) - seconds(start)), 3600)

    def _now(self):
        return datetime.datetime.combine(self.as_of + DAY, datetime.time())

    def _speed(self, kpi, leads, first, start, end):
        own = [lead for lead in leads if lead.day("created_at")]
        for period, scope, inside in self._each(own, lambda l: l.day("created_at"), first):
            begun = [l for l in inside if l.moment(start)]
            times = [self._hours(l.moment(start), l.moment(end)) for l in begun if l.moment(end)]
            times = [t for t in times if t >= 0]
            self._answer_times(kpi, period, scope, times, p95=not kpi.endswith("]"))
            if kpi.endswith("]"):
                continue
            waiting = sum(
                1 for l in begun
                if not l.moment(end) and self._hours(l.moment(start), self._now()) > 4)
            good = sum(1 for t in times if t <= 4)
            self._share(f"{kpi}[sla]", period, scope, good, len(times) + waiting)

    def _answer_times(self, kpi, period, scope, times, p95):
        self._row(period, scope, kpi, fraction(median(times)), n=len(times))
        if p95:
            value = nearest_rank(times, 95) if times else None
            self._row(period, scope, f"{kpi}[p95]", fraction(value), n=len(times))

    def _share(self, kpi, period, scope, good, total, n=None):
        rate = Fraction(good, total) if total else None
        self._row(period, scope, kpi, fraction(rate), good, total, total if n is None else n)

    def _leads_48h(self, leads, first):
        own = [lead for lead in leads if lead.day("created_at")]
        for kpi, hours in (("leads_48h", self._hours), ("leads_48h[business]", self.open_hours)):
            for period, scope, inside in self._each(own, lambda l: l.day("created_at"), first):
                old = [l for l in inside if hours(l.moment("created_at"), self._now()) > 48]
                contacts = [(l.moment("created_at"), l.moment("first_contact_at")) for l in old]
                contacts = [(a, b) for a, b in contacts if b is None or b >= a]
                good = sum(1 for a, b in contacts if b and hours(a, b) <= 48)
                self._share(kpi, period, scope, good, len(contacts))

    # MARK: business hours, nine to eighteen on working days

    def open_hours(self, start, end):
        total, day = datetime.timedelta(), start.date()
        while day <= end.date():
            if self.is_working(day):
                opens = datetime.datetime.combine(day, datetime.time(9))
                closes = datetime.datetime.combine(day, datetime.time(18))
                total += max(datetime.timedelta(), min(end, closes) - max(start, opens))
            day += DAY
        return Fraction(int(total.total_seconds()), 3600)

    @staticmethod
    def is_working(day):
        if day.weekday() > 4:
            return False
        fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
        easter = _easter(day.year)
        moving = {easter + n * DAY for n in (1, 39, 50)}
        return (day.month, day.day) not in fixed and day not in moving

    # MARK: tickets

    def tickets(self):
        tickets = kept(self.company.tables["tickets"], self.as_of, "created_at", "agent")
        dates = [t.day(d) for t in tickets for d in ("created_at", "resolved_at")]
        first = self._first(dates)
        own = [t for t in tickets if t.day("created_at")]
        for period, scope, inside in self._each(own, lambda t: t.day("created_at"), first):
            reply = "first_public_human_reply_at"
            pairs = [(t.moment("created_at"), t.moment(reply)) for t in inside]
            times = [self.open_hours(a, b) for a, b in pairs if b and b >= a]
            mean = Fraction(sum(times), len(times)) if times else None
            self._row(period, scope, "frt", fraction(mean), n=len(times))
            self._row(period, scope, "frt[p50]", fraction(median(times)), n=len(times))
            value = nearest_rank(times, 95) if times else None
            self._row(period, scope, "frt[p95]", fraction(value), n=len(times))
            waiting = sum(1 for a, b in pairs if not b and self.open_hours(a, self._now()) >= 2)
            good = sum(1 for t in times if t < 2)
            self._share("frt[sla]", period, scope, good, len(times) + waiting)
            if waiting_now := sum(1 for _, b in pairs if not b):
                self._row(
                    period, scope, "frt", str(waiting_now), n=waiting_now, segment="unanswered")
        week = 7 * DAY
        done = [t for t in tickets if t.day("resolved_at")]
        for period, scope, inside in self._each(done, lambda t: t.day("resolved_at"), first):
            old = [
                t for t in inside
                if self._now() - t.moment("resolved_at") > week and t.text("customer_replies")]
            good = sum(
                1 for t in old
                if int(t.text("customer_replies")) == 0 and not (
                    t.moment("reopened_at")
                    and t.moment("reopened_at") <= t.moment("resolved_at") + week))
            self._share("fcr", period, scope, good, len(old))

    # MARK: surveys

    def surveys(self):
        scale = {"nps": (0, 10), "csat": (1, 5)}
        surveys = [
            s for s in kept(self.company.tables["surveys"], self.as_of, "at", "agent")
            if not s.text("score")
            or scale[s.text("kind")][0] <= int(s.text("score")) <= scale[s.text("kind")][1]]
        first = self._first([s.day("at") for s in surveys])
        for period, scope, inside in self._each(surveys, lambda s: s.day("at"), first):
            self._row(period, scope, "surveys_done", str(len(inside)), n=len(inside))
            answered = [s for s in inside if s.text("score")]
            followed = sum(1 for s in answered if s.day("followed_up_at"))
            self._share("followup_rate", period, scope, followed, len(answered))
            sent = [s for s in inside if s.text("kind") == "nps"]
            got = sum(1 for s in sent if s.text("score"))
            self._share("nps[response_rate]", period, scope, got, len(sent))
            self._nps(period, scope, self._last(answered, "nps"))
            scores = self._last(answered, "csat")
            mean = Fraction(sum(scores), len(scores)) if scores else None
            self._row(period, scope, "csat_mean", fraction(mean), n=len(scores))
            high = sum(1 for s in scores if s >= 4)
            self._share("csat_mean[satisfied]", period, scope, high, len(scores))

    @staticmethod
    def _last(answered, kind):
        """The last answer of each customer; those without a customer all count."""
        last, scores = {}, []
        for survey in answered:
            if survey.text("kind") != kind:
                continue
            customer = survey.text("customer_id")
            if not customer:
                scores.append(int(survey.text("score")))
            elif customer not in last or last[customer].day("at") <= survey.day("at"):
                last[customer] = survey
        return scores + [int(s.text("score")) for s in last.values()]

    def _nps(self, period, scope, scores):
        good, bad = sum(1 for s in scores if s >= 9), sum(1 for s in scores if s <= 6)
        value = Fraction(100 * (good - bad), len(scores)) if scores else None
        self._row(period, scope, "nps", fraction(value), good - bad, len(scores), len(scores))
        if scores:
            for name, count in (
                    ("promoters", good), ("detractors", bad),
                    ("passives", len(scores) - good - bad)):
                self._row(period, scope, "nps", str(count), n=count, segment=name)

    # MARK: contracts

    def contracts(self):
        contracts = kept(self.company.tables["contracts"], self.as_of)
        due = [c for c in contracts if c.day("renewal_due")]
        days = [c.day(d) for c in contracts for d in ("renewal_due", "start")]
        first = self._first(days)
        signed = [c for c in contracts if c.day("start")]
        for period, scope, inside in self._each(signed, lambda c: c.day("start"), first):
            self._row(period, scope, "n_contracts", str(len(inside)), n=len(inside))
        for period, scope, inside in self._each(due, lambda c: c.day("renewal_due"), first):
            def renewed(contract):
                day = contract.day("renewed_at")
                return day and day <= contract.day("renewal_due") + 30 * DAY

            good = [c for c in inside if renewed(c)]
            self._share("renewal_rate", period, scope, len(good), len(inside))
            value = lambda rows: sum(cents(c.text("value")) or 0 for c in rows)
            rate = Fraction(value(good), value(inside)) if value(inside) else None
            known = sum(1 for c in inside if c.text("value"))
            self._row(
                period, scope, "renewal_rate[value]", fraction(rate), money(value(good)),
                money(value(inside)), known)

    # MARK: costs

    def _spent(self, table, period, keep=lambda row: True):
        """The sum of the rows that lie inside; nothing when some lie across a bound."""
        total, found = 0, False
        for row in self.company.tables[table]:
            first, after = _month(row["period"])
            if first > self.as_of or not keep(row) or after <= period[1] or first >= period[2]:
                continue
            if first < period[1] or after > period[2]:
                return None
            total, found = total + cents(row["amount"]), True
        return total if found else None

    def costs(self):
        leads = kept(self.company.tables.get("leads", []), self.as_of, "created_at")
        for period in self.periods:
            spend = self._spent("spend", period)
            days = [l.day("mql_at") for l in leads if l.day("mql_at")]
            count = sum(1 for day in days if period[1] <= day < period[2])
            if spend is not None:
                each = Fraction(spend, count) if count else None
                self._row(
                    period[0], ("company", "company"), "cost_per_mql", money(each), money(spend),
                    count, count)

    def acquisition(self):
        """Costs of marketing and sales over new customers; spend where no cost is of marketing."""
        costs = self.company.tables["costs"]
        new = {(r[0], r[1], r[2]): int(r[5]) for r in self.rows if r[3] == "n_new_customers"}
        scopes = [s for s in self.company.scopes() if s[0] != "rep"]
        for period in self.periods:
            for scope in scopes:
                own = scope[0] == "company"
                total = self._spent(
                    "costs", period, lambda row: own or row["scope"] == f"team:{scope[1]}")
                if total is None:
                    continue
                if own and "spend" in self.company.tables and all(
                        row["kind"] != "marketing" for row in costs):
                    spend = self._spent("spend", period)
                    if spend is None and self._spends_in(period):
                        continue
                    total += spend or 0
                count = new.get((period[0], *scope), 0)
                each = Fraction(total, count) if count else None
                self._row(period[0], scope, "cac", money(each), money(total), count, count)

    def _spends_in(self, period):
        months = [_month(row["period"]) for row in self.company.tables["spend"]]
        return any(
            first <= self.as_of and after > period[1] and first < period[2]
            for first, after in months)


def _month(text):
    first = iso_day(text + "-01") if len(text) == 7 else iso_day(text)
    after = (first.replace(day=28) + 4 * DAY).replace(day=1)
    return first, after


def _easter(year):
    """The anonymous Gregorian computation."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    l = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * l) // 433
    month = (h + l - 7 * m + 90) // 25
    return datetime.date(year, month, (h + l - 7 * m + 33 * month + 19) % 32)
