"""Activity beyond counting: demos, replies, rhythm, signals (kpis.md 3.4, 3.7, 3.11)."""

import datetime
from fractions import Fraction

from effective import is_worked
from facts import UNASSIGNED
from numbers_as_text import fraction
from readers import done_day
from statistics_exact import xmr_signals

DAY = datetime.timedelta(days=1)


class ActivityKPIs:
    """Mixed into `Oracle`."""

    def known_activities(self):
        return [
            a for a in self.company.activities
            if not (a.done and a.is_done and a.done > self.as_of)]

    def depth_of_activities(self):
        self._replies()
        self._rhythm()
        if self.company.deals is not None:
            self._demos()

    def counts_of_activities(self):
        """What is counted by kind, and what one activity makes of another (kpis.md 3.7)."""
        def done(keep):
            return [a for a in self.company.activities if keep(a) and self._done(a)]

        first = self._first_activity()
        for kpi, kind in (
                ("emails", "email"), ("linkedin", "linkedin"), ("quotes", "quote"),
                ("followups", "followup"), ("references_signed", "reference")):
            if not self.knows_kind(kind):
                continue
            for period, scope, inside in self._each(
                    done(lambda a: a.kind == kind), lambda a: a.done, first):
                self._row(period, scope, kpi, str(len(inside)), n=len(inside))
        if self.company.has("qualified"):
            for period, scope, inside in self._each(
                    [a for a in self.company.activities
                     if a.qualified and done_day(a) and done_day(a) <= self.as_of],
                    done_day, first):
                self._row(period, scope, "qualified_activity", str(len(inside)), n=len(inside))
        self._quotients(first)

    def _quotients(self, first):
        if not (self.knows_kind("meeting", "demo") and self.knows_kind("call")):
            return
        facts = [("call", a, a.done) for a in self.company.activities
                 if a.kind == "call" and self._done(a) and a.direction != "inbound"]
        for a in self.company.activities:
            if a.kind not in ("meeting", "demo") or not a.scheduled:
                continue
            if a.created and a.created > self.as_of and a.scheduled > self.as_of:
                continue
            facts.append(("booked", a, a.scheduled))
            # What came of a meeting that lies ahead is not known, nor whether it will be a good one.
            if a.outcome in ("done", "no_show") and a.scheduled > self.as_of:
                continue
            if a.outcome in ("done", "no_show"):
                facts.append((a.outcome, a, a.scheduled))
            if a.qualified:
                facts.append(("good", a, a.scheduled))
        rows = [Counted(kind, a.owner, day) for kind, a, day in facts]
        for period, scope, inside in self._each(rows, lambda f: f.day, first):
            n = lambda kind: sum(1 for f in inside if f.kind == kind)
            due = n("done") + n("no_show")
            self._quotient("show_rate", period, scope, n("done"), due)
            self._quotient(
                "activity_to_result[calls>meetings]", period, scope, n("booked"), n("call"))
            if self.company.has("qualified"):
                self._row(period, scope, "meetings_qualified", str(n("good")), n=n("good"))
                for base, kind in (("meetings", "booked"), ("calls", "call")):
                    self._quotient(
                        f"qualified_meeting_rate[{base}]", period, scope, n("good"), n(kind))
        for name, kind in (("calls", "call"), ("meetings_held", "done")):
            dated = [f for f in rows if f.kind == kind]
            for scope, own in self._spread(dated, lambda f: f.day).items():
                if scope[1] != UNASSIGNED or own:
                    self._signal(name, scope, [(f.day, 1) for f in own], first)
        self._deals_of_activities(rows, first)

    def _quotient(self, kpi, period, scope, top, bottom):
        rate = Fraction(top, bottom) if bottom else None
        self._row(period, scope, kpi, fraction(rate), top, bottom, bottom)

    def _deals_of_activities(self, rows, first):
        """Opportunities by meeting, deals won by opportunity."""
        if self.company.deals is None:
            return
        known = self.known_deals()
        facts = [Counted("created", d.owner, d.created, d.credits) for d, _, _ in known if d.created]
        facts += [
            Counted("won", d.owner, closed, d.credits) for d, status, closed in known
            if status == "won" and closed]
        start = self.first_deal_day()
        if start is None:
            return
        for period, scope, inside in self._each(facts, lambda f: f.day, start):
            n = lambda kind: sum(1 for f in inside if f.kind == kind)
            self._quotient(
                "activity_to_result[opportunities>wins]", period, scope, n("won"), n("created"))
        both = facts + [f for f in rows if f.kind == "done"]
        if first is None:
            return
        for period, scope, inside in self._each(both, lambda f: f.day, max(first, start)):
            n = lambda kind: sum(1 for f in inside if f.kind == kind)
            self._quotient(
                "activity_to_result[meetings>opportunities]", period, scope, n("created"),
                n("done"))

    def _done(self, activity):
        return activity.is_done and activity.done and activity.done <= self.as_of

    def _replies(self):
        if not self.company.has("contact"):
            return
        people = {}
        for a in self.known_activities():
            if not a.contact or a.kind not in ("call", "email", "linkedin") or not self._done(a):
                continue
            if a.outcome == "bounced":
                continue
            person = people.setdefault(a.contact, [None, None, None])
            if a.direction != "inbound":
                rank = self._rank(a.owner)
                if person[0] is None or (a.done, rank) < (person[0], person[1]):
                    person[0], person[1] = a.done, rank
                    person.append(a.owner)
            if a.outcome == "replied" or (a.direction == "inbound" and a.outcome != "auto_reply"):
                person[2] = min(person[2], a.done) if person[2] else a.done
        contacted = [Contacted(p[-1], p[0], p[2]) for p in people.values() if p[0]]
        first = self._first([c.day for c in contacted])
        for period, scope, inside in self._each(contacted, lambda c: c.day, first):
            last = next(p[2] for p in self.periods if p[0] == period) - DAY
            replied = [
                c for c in inside if c.replied and 0 <= (c.replied - c.day).days <= 14]
            rate = Fraction(len(replied), len(inside)) if (
                inside and last + 14 * DAY <= self.as_of) else None
            self._row(
                period, scope, "response_rate[14d]", fraction(rate), len(replied), len(inside))

    def _rank(self, owner):
        """Among attempts of one day, the first person of the list has the contact."""
        scopes = self.company.scopes_of(owner, self.as_of)
        rep = next(s[1] for s in scopes if s[0] == "rep")
        return list(self.company.people).index(rep) if rep != UNASSIGNED else -1

    def _demos(self):
        held = {}
        for a in self.company.activities:
            if a.kind == "demo" and a.outcome == "done" and a.opportunity and a.scheduled \
                    and a.scheduled <= self.as_of:
                day = held.get(a.opportunity)
                held[a.opportunity] = min(day, a.scheduled) if day else a.scheduled
        shown = [Shown(d, status, closed, held[d.id])
                 for d, status, closed in self.known_deals() if d.id in held]
        first = self.first_deal_day()
        if not held:
            return
        for period, scope, inside in self._each(shown, lambda s: s.day, first):
            last = next(p[2] for p in self.periods if p[0] == period) - DAY
            sold = [
                s for s in inside
                if s.status == "won" and s.closed and 0 <= (s.closed - s.day).days <= 60]
            rate = Fraction(len(sold), len(inside)) if (
                inside and last + 60 * DAY <= self.as_of) else None
            self._row(
                period, scope, "demo_to_sale[60d]", fraction(rate), len(sold), len(inside))

    # MARK: weeks

    def weeks(self):
        """Monday of each of the last twelve complete weeks."""
        monday = self.as_of + DAY - DAY * (self.as_of + DAY).weekday()
        return [monday - 7 * DAY * k for k in range(12, 0, -1)]

    def _signal(self, name, scope, dated, first):
        if first is None or self.as_of < first:
            return
        points = [
            sum(v for day, v in dated if week <= day < week + 7 * DAY) for week in self.weeks()]
        self._row(
            self.as_of.isoformat(), scope, f"signal[{name}]", str(xmr_signals(points)), n=12)

    def _rhythm(self):
        """Five meetings a week, on the working days the person was there."""
        first = self._first_activity()
        if self.company.activities and (first is None or self.as_of < first):
            return
        if not self.company.plain_weeks or not self.knows_kind("meeting", "demo"):
            return
        held = [
            a for a in self.company.activities
            if a.kind in ("meeting", "demo") and a.outcome == "done" and a.scheduled
            and a.scheduled <= self.as_of]
        day = self.as_of.isoformat()
        for scope in self.company.scopes():
            weeks = []
            for identifier, person in self.company.people.items():
                for monday in self.weeks():
                    days = [
                        d for d in (monday + k * DAY for k in range(5))
                        if scope in self._scopes_of_person(identifier, person, d)
                        and is_worked(d) and self.company.is_present(identifier, d)]
                    if not days:
                        continue
                    count = sum(
                        1 for a in held
                        if monday <= a.scheduled < monday + 7 * DAY
                        and ("rep", identifier) in self.company.scopes_of(a.owner, a.scheduled)
                        and scope in self.company.scopes_of(a.owner, a.scheduled))
                    weeks.append((count, len(days)))
            if not weeks:
                continue
            reached = sum(1 for count, days in weeks if count * 5 >= 5 * days)
            self._row(day, scope, "rhythm", fraction(Fraction(reached, len(weeks))))
            rates = [Fraction(count, days) for count, days in weeks]
            mean = sum(rates) / len(rates)
            if len(rates) >= 2 and mean:
                variance = sum((r - mean) ** 2 for r in rates) / (len(rates) - 1)
                value = float(variance) ** 0.5 / float(mean)
                self._row(day, scope, "rhythm[variation]", fraction(Fraction(value)))

    def _scopes_of_person(self, identifier, person, day):
        """Somebody in teams works on the days of a membership; who is in none, always."""
        teams = [m for m in person.memberships if m.holds(day)]
        if person.memberships and not teams:
            return []
        scopes = [("company", "company"), ("rep", identifier)]
        return scopes + [("team", m.team) for m in teams]


class Counted:
    net = gross = listed = discount = margin = fx_effect = None

    def __init__(self, kind, owner, day, credits=()):
        self.kind, self.owner, self.day, self.credits = kind, owner, day, list(credits)


class Contacted:
    def __init__(self, owner, day, replied):
        self.owner, self.day, self.replied = owner, day, replied


class Shown:
    def __init__(self, deal, status, closed, day):
        self.owner, self.status, self.closed, self.day = deal.owner, status, closed, day
