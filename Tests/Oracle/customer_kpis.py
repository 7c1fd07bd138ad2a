"""The customer base (kpis.md 3.3 and 3.9)."""

import datetime
from fractions import Fraction

import periods
from facts import UNASSIGNED, Day
from numbers_as_text import fraction, money
from readers import cents
from statistics_exact import kaplan_meier_median, nearest_rank, restricted_mean
from tables import kept

DAY = datetime.timedelta(days=1)
UNREACHED = {"no_answer", "no_show", "cancelled", "rescheduled", "bounced", "auto_reply"}


class Customer:
    def __init__(self, row, owner=""):
        self.owner = row.owner if row else owner
        day = row.day if row else (lambda name: None)
        self.id = row.text("id") if row else ""
        self.since, self.ended, self.back = day("since"), day("ended_at"), day("won_back_at")
        self.at_risk = day("at_risk_since")
        self.strategic = bool(row) and row.text("strategic") == "true"
        self.is_listed = bool(row)
        self.orders, self.months, self.features = [], {}, set()
        self.contact, self.upsells = None, []

    def active(self, day):
        if self.since is None or self.since > day:
            return False
        if self.ended is None or self.ended > day:
            return True
        return self.back is not None and self.ended <= self.back <= day


class CustomerKPIs:
    """Part of the oracle; uses its periods, scopes and rows."""

    def customers(self):
        self._gather()
        listed = "customers" in self.company.tables
        for period in self.periods:
            if period[1] > self.as_of:
                continue
            last = min(period[2] - DAY, self.as_of)
            if listed:
                self._base(period, last)
                self._cohorts_of_customers(period)
                if "opportunities" in self.company.tables:
                    self._upsell_per_account(period, last)
            if "subscriptions" in self.company.tables:
                self._months(period, last)
            if "orders" in self.company.tables:
                self._orders(period, last, listed)
        if listed:
            self._today()

    # MARK: gathering

    def _gather(self):
        tables = self.company.tables
        self.base = {}
        for row in kept(tables.get("customers", []), self.as_of):
            self.base[row.text("id")] = Customer(row)
        for row in kept(tables.get("orders", []), self.as_of, "date"):
            if not row.text("customer_id"):
                continue
            customer = self.base.setdefault(row.text("customer_id"), Customer(None))
            if not customer.is_listed and self._is_nobody(customer.owner):
                customer.owner = row.owner
            customer.orders.append(
                (row.day("date"), row.text("order_id"), cents(row.text("amount"))))
        for row in kept(tables.get("subscriptions", []), self.as_of):
            customer = self.base.setdefault(row.text("customer_id"), Customer(None))
            month = row.planned("month").date().replace(day=1)
            if month <= self.as_of:
                customer.months[month] = customer.months.get(month, 0) + cents(row.text("mrr"))
        for row in kept(tables.get("features", []), self.as_of):
            if row.planned("first_used_at") is None or row.day("first_used_at"):
                customer = self.base.setdefault(row.text("customer_id"), Customer(None))
                customer.features.add(row.text("feature"))
        self._gather_deals()
        for row in tables.get("activities", []):
            done = self._contact_day(row)
            if done and row.get("account_id") in self.base:
                customer = self.base[row["account_id"]]
                customer.contact = max(customer.contact or done, done)

    def _is_nobody(self, owner):
        return ("rep", UNASSIGNED) in self.company.scopes_of(owner, self.as_of)

    def _gather_deals(self):
        for deal in self.company.deals or []:
            if deal.status != "won" or not deal.closed or deal.closed > self.as_of:
                continue
            customer = self.base.get(deal.account)
            if customer and deal.type in ("upsell", "cross"):
                customer.upsells.append(deal.closed)

    def _contact_day(self, row):
        done = row.get("_done")
        if row.get("type") == "task" or not done or done > self.as_of:
            return None
        return None if row.get("outcome") in UNREACHED else done

    def _of(self, day, keep=lambda c: True):
        """By scope the customers of the owners of a day; scopes without any are left out."""
        groups = self._spread([c for c in self.base.values() if keep(c)], lambda c: day)
        return {s: g for s, g in groups.items() if g or s[0] == "company"}

    # MARK: who stays

    def _base(self, period, last):
        for scope, own in self._of(last, lambda c: c.active(last)).items():
            self._row(period[0], scope, "customers_active", str(len(own)), n=len(own))
        before = period[1] - DAY
        returned = self._of(
            last, lambda c: c.since and c.since <= before and not c.active(before)
            and c.active(last))
        for scope, start in self._of(before, lambda c: c.active(before)).items():
            if not start:
                continue
            stayed = sum(1 for c in start if c.active(last))
            lost = len(start) - stayed
            self._share("retention", period[0], scope, stayed, len(start))
            self._share("logo_churn", period[0], scope, lost, len(start))
            net = lost - len(returned.get(scope, []))
            self._share("churn_net", period[0], scope, net, len(start))
            times = periods.per_year(period)
            if times:
                year = 1 - (1 - Fraction(lost, len(start))) ** times
                self._row(period[0], scope, "logo_churn[annual]", fraction(year))

    def _cohorts_of_customers(self, period):
        if periods.kind(period[0]) != "month":
            return
        came = self._of(period[1], lambda c: c.since and period[1] <= c.since < period[2])
        for scope, own in came.items():
            for months in range(1, 40):
                year, month = divmod(period[1].year * 12 + period[1].month - 1 + months + 1, 12)
                end = Day(year, month + 1, 1) - DAY
                if own and end <= self.as_of and months <= 36:
                    left = sum(1 for c in own if c.active(end))
                    self._row(
                        period[0], scope, "cohort_retention",
                        fraction(Fraction(left, len(own))), left, len(own), len(own),
                        segment=f"month:{months}")

    def _upsell_per_account(self, period, last):
        year = Day(last.year, 1, 1)
        for scope, own in self._of(last, lambda c: c.active(last) and c.strategic).items():
            if own:
                two = sum(1 for c in own if sum(year <= d <= last for d in c.upsells) >= 2)
                self._share("upsell_per_account", period[0], scope, two, len(own))

    # MARK: monthly revenue

    def _months(self, period, last):
        known = [m for c in self.base.values() for m in c.months]
        if not known:
            return
        month = min(last.replace(day=1), max(known))
        if month >= min(known):
            for scope, own in self._of(last, lambda c: c.months.get(month, 0) != 0).items():
                total = sum(c.months[month] for c in own)
                self._row(period[0], scope, "mrr", money(total), n=len(own))
        # A period that does not begin and end with a month has no revenue of its bounds.
        if period[1].day != 1 or period[2].day != 1:
            return
        start = (period[1] - DAY).replace(day=1)
        if start >= min(known) and month > start:
            for scope, own in self._of(period[1], lambda c: c.months.get(start, 0) > 0).items():
                paid = sum(c.months[start] for c in own)
                for kpi, after in (
                        ("nrr", sum(c.months.get(month, 0) for c in own)),
                        ("grr", sum(min(c.months[start], c.months.get(month, 0)) for c in own))):
                    rate = Fraction(after, paid) if paid else None
                    self._row(
                        period[0], scope, kpi, fraction(rate), money(after), money(paid), len(own))
        if period[1] > min(known):
            def began(customer):
                paying = [m for m, amount in customer.months.items() if amount > 0]
                return paying and period[1] <= min(paying) <= last

            for scope, own in self._of(last, began).items():
                first = sum(
                    c.months[min(m for m, a in c.months.items() if a > 0)] for c in own)
                self._row(period[0], scope, "new_arr", money(12 * first), n=len(own))

    # MARK: orders

    @staticmethod
    def _bought(customer):
        """Days of the orders, each order once, credit notes aside."""
        sums = {}
        for day, order, amount in customer.orders:
            sums[day, order] = sums.get((day, order), 0) + (amount or 0)
        return sorted(day for (day, _), amount in sums.items() if amount >= 0)

    def _orders(self, period, last, listed):
        cohort = lambda c: self._bought(c) and period[1] <= self._bought(c)[0] < period[2]
        for scope, own in self._of(last, cohort).items():
            old = [c for c in own if _year_later(self._bought(c)[0]) <= self.as_of]
            again = sum(
                1 for c in old
                if len(self._bought(c)) > 1
                and self._bought(c)[1] <= _year_later(self._bought(c)[0]))
            self._share("repurchase_rate", period[0], scope, again, len(old))
        rows = kept(self.company.tables["orders"], self.as_of, "date")
        first = self._first([r.day("date") for r in rows])
        if rows and all("recurring" in r.cells for r in rows):
            dated = [r for r in rows if r.day("date") and r.text("amount")]
            inside = [r for r in dated if period[1] <= r.day("date") < period[2]]
            for scope, own in self._spread(inside, lambda r: r.day("date")).items():
                if own:
                    total = sum(cents(r.text("amount")) for r in own)
                    part = sum(
                        cents(r.text("amount")) for r in own if r.text("recurring") == "true")
                    rate = Fraction(part, total) if total else None
                    self._row(
                        period[0], scope, "recurring_share", fraction(rate), money(part),
                        money(total), len(own))
        if listed:
            self._expansion(period, last)

    def _expansion(self, period, last):
        before = periods.before(period, self.company.fiscal)
        known = [day for c in self.base.values() for day, _, _ in c.orders]
        if not known or before < min(known):
            return
        end = period[1]
        if last < period[2] - DAY:
            # As many working days as the period has had (C18), and the free days behind them.
            had = self._working_days(period[1], last + DAY)
            end = before
            while end < period[1] and self._working_days(before, end + DAY) <= had:
                end += DAY
        start = period[1] - DAY
        for scope, own in self._of(start, lambda c: c.active(start)).items():
            def total(a, b):
                return sum(m or 0 for c in own for d, _, m in c.orders if a <= d < b)

            now, then = total(period[1], last + DAY), total(before, end)
            if own:
                rate = Fraction(now - then, then) if then else None
                self._row(
                    period[0], scope, "expansion_rate", fraction(rate), money(now - then),
                    money(then), len(own))

    def _working_days(self, first, after):
        return sum(self.is_working(first + DAY * k) for k in range((after - first).days))

    # MARK: as of today

    def _today(self):
        today = self.as_of
        for scope, own in self._of(today, lambda c: c.is_listed and c.since).items():
            ended = [(c.ended - c.since).days for c in own if c.ended and c.ended >= c.since]
            still = [(today - c.since).days for c in own if not c.ended]
            value = kaplan_meier_median(ended, still)
            if own:
                text = "" if value is None else str(value)
                self._row(today.isoformat(), scope, "lifetime", text, n=len(ended) + len(still))
                if ended or still:
                    mean = restricted_mean(ended, still, 1095)
                    self._row(today.isoformat(), scope, "lifetime[36m]", fraction(mean))
        for scope, own in self._of(today, lambda c: c.active(today)).items():
            if not own:
                continue
            row = today.isoformat()
            if "features" in self.company.tables:
                used = sum(1 for c in own if len(c.features) >= 3)
                self._share("feature_adoption", row, scope, used, len(own))
            risky = [c for c in own if c.at_risk]
            if "account_id" in (self.company.tables.get("activities") or [{}])[0] and risky:
                reached = sum(1 for c in risky if c.contact and c.contact >= c.at_risk)
                self._share("at_risk_contacted", row, scope, reached, len(risky))
            if "orders" in self.company.tables:
                silent = [c for c in own if self._is_silent(c)]
                self._row(row, scope, "inactive_customers", str(len(silent)), n=len(silent))
                year = _year_before(today)
                stake = sum(m or 0 for c in silent for d, _, m in c.orders if d >= year)
                self._row(
                    row, scope, "inactive_customers[value]", money(stake), n=len(silent))

    def _is_silent(self, customer):
        days = self._bought(customer)
        gaps = [(b - a).days for a, b in zip(days, days[1:]) if b > a]
        limit = nearest_rank(gaps, 90) if len(gaps) >= 5 else 180
        last = max(d for d in [customer.since, customer.contact, *days] if d)
        return (self.as_of - last).days > limit


def _year_later(day):
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _year_before(today):
    """The first of the twelve months that end on a day."""
    after = today + DAY
    try:
        return after.replace(year=after.year - 1)
    except ValueError:
        return after.replace(year=after.year - 1, day=28)
