"""What is really asked of whom: versions, ramp-up, part time, presence and teams (objectives.md 4.5).

T_eff is the sum over the days of T_version(day) x increment of the pace x ramp x fte x present.
"""

import datetime
import re
from fractions import Fraction

import periods
from currencies import whole

DAY = datetime.timedelta(days=1)
OBJECTIVE = re.compile(
    r"owner: rep:(\w+), kpi: revenue_won, target: (\d+) €, period: ([\w-]+)"
    r"(?:, versions: \[\{valid_from: ([\d-]+), target: (\d+) €[^}]*\}\])?, validated_by")


def easter(year):
    """The Sunday, by the Gregorian reckoning of Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 19 * m) // 433
    month, day = divmod(h + m - 7 * n + 90, 25)
    return datetime.date(year, month, (h + m - 7 * n + 33 * month + 19) % 32)


def is_worked(day):
    """Monday to Friday, without the holidays of metropolitan France."""
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    off = (day - easter(day.year)).days
    return day.weekday() < 5 and (day.month, day.day) not in fixed and off not in (1, 39, 50)


def moved(day, months):
    """The same day so many months later, or the last of a shorter month."""
    return periods.back_by_months(day, -months)


class Terms:
    """What the people file says of somebody beside teams."""

    def __init__(self, row):
        day = lambda name: datetime.date.fromisoformat(row[name]) if row.get(name) else None
        self.hired, self.left = day("hired_at"), day("left_at")
        self.absent = (day("absent_from"), day("absent_to"))
        self.fte = Fraction(row.get("fte") or 1)
        self.ramp = [
            Fraction(part.strip(" %")) / 100 for part in (row.get("ramp") or "").split("|") if part]

    def bounds(self, memberships):
        """The first and last day of the presence; nothing where it has no end."""
        firsts = [m.first for m in memberships]
        lasts = [m.last for m in memberships]
        first = None if None in firsts or not firsts else min(firsts)
        last = None if None in lasts or not lasts else max(lasts)
        return self.hired or first, self.left or last

    def is_absent(self, day):
        first, last = self.absent
        return first is not None and first <= day <= (last or first)

    def month(self, day):
        """The month of tenure from 1, while the ramp lasts."""
        if self.hired is None or day < self.hired:
            return None
        return next(
            (n + 1 for n in range(len(self.ramp)) if day < moved(self.hired, n + 1)), None)


def parts(company, identifier, terms, target, versions, period):
    """By team, the part of a rep's target; days outside every team under None."""
    _, start, after = period
    days = [start + DAY * n for n in range((after - start).days)]
    worked = [day for day in days if is_worked(day)]
    memberships = company.people[identifier].memberships
    first, last = terms.bounds(memberships)
    found = {}
    for day in days:
        if (first and day < first) or (last and day > last) or terms.is_absent(day):
            continue
        team = next((m.team for m in memberships if m.holds(day)), None)
        full = next((t for since, t in reversed(versions) if since <= day), target)
        month = terms.month(day)
        ramp = terms.ramp[month - 1] if month else 1
        share = Fraction(is_worked(day), len(worked))
        found[team] = found.get(team, 0) + full * share * ramp * terms.fte
    return found


def quotas(company, configuration, terms):
    """(scope, period, target in minor units), for reps and for teams and company by their sums; and
    the reps who are ramping up, (rep, period, target, month of tenure)."""
    sums, ramping = {}, []
    for rep, target, name, since, later in OBJECTIVE.findall(configuration):
        period = periods.named(name)
        versions = [(datetime.date.fromisoformat(since), int(later) * 100)] if since else []
        # Who is never there is asked for nothing.
        own = parts(company, rep, terms[rep], int(target) * 100, versions, period) or {None: 0}
        sums.setdefault((("rep", rep), period), []).append(sum(own.values()))
        for team, part in own.items():
            if team:
                sums.setdefault((("team", team), period), []).append(part)
            sums.setdefault((("company", "company"), period), []).append(part)
        month = terms[rep].month(min(period[2] - DAY, company.as_of))
        target = whole(sum(own.values()))
        if month and target:
            ramping.append((rep, period, target, month))
    return [(scope, period, whole(sum(own))) for (scope, period), own in sums.items()], ramping
