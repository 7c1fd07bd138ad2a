"""Periods: (identifier, first day, first day after it), by the identifiers that Jalon prints."""

import re
from dataclasses import dataclass

import datetime

Day = datetime.date
DAY = datetime.timedelta(days=1)


@dataclass
class Fiscal:
    """A financial year: its first month, its name, and weeks by quarter where it has whole weeks."""

    start_month: int = 1
    named_after: str = "ending_year"
    weeks: tuple = ()  # (4, 4, 5), or nothing for calendar months
    weekday: int = 0  # Monday
    anchor: str = "nearest"

    def first_day(self, year):
        earlier = self.named_after == "ending_year" and self.start_month > 1
        day = Day(year - 1 if earlier else year, self.start_month, 1)
        if not self.weeks:
            return day
        back = (day.weekday() - self.weekday) % 7
        if self.anchor == "nearest" and back > 3:
            return day + DAY * (7 - back)
        return day - DAY * back

    def first_of_period(self, year, number):
        """The first day of a period 1 to 12, or of the next year for 13."""
        if number == 13:
            return self.first_day(year + 1)
        if self.weeks:
            weeks = sum(self.weeks[k % 3] for k in range(number - 1))
            return self.first_day(year) + DAY * 7 * weeks
        return month_after(self.first_day(year), number - 1)

    def year_of(self, day):
        return max(y for y in (day.year - 1, day.year, day.year + 1) if self.first_day(y) <= day)


CALENDAR_YEAR = Fiscal()


def month_after(first, months):
    """The first of a month so many months later."""
    index = first.year * 12 + first.month - 1 + months
    return Day(index // 12, index % 12 + 1, 1)


def back_by_months(day, months):
    """The same day so many months earlier, or the last of a shorter month."""
    first = month_after(day.replace(day=1), -months)
    last = (month_after(first, 1) - DAY).day
    return first.replace(day=min(day.day, last))


def kind(name):
    patterns = [
        ("rolling", r"rolling-.*"), ("window", r".*\.\..*"), ("fiscal_quarter", r"FY....-Q."),
        ("fiscal_period", r"FY....-P.."), ("fiscal_year", r"FY...."), ("day", r".{10}"),
        ("week", r"....-W.."), ("quarter", r"....-Q."), ("half", r"....-H."),
        ("month", r"....-.."), ("year", r"....")]
    return next(k for k, pattern in patterns if re.fullmatch(pattern, name))


def named(name, fiscal=CALENDAR_YEAR):
    """The period of an identifier."""
    what = kind(name)
    if what == "rolling":
        months, last = re.fullmatch(r"rolling-(\d+)m\.\.(.*)", name).groups()
        after = Day.fromisoformat(last) + DAY
        return (name, back_by_months(after, int(months)), after)
    if what == "window":
        first, last = name.split("..")
        return (name, Day.fromisoformat(first), Day.fromisoformat(last) + DAY)
    if what == "day":
        return (name, Day.fromisoformat(name), Day.fromisoformat(name) + DAY)
    if what.startswith("fiscal"):
        year = int(name[2:6])
        number = int(name[8:]) if len(name) > 6 else 1
        length = {"fiscal_year": 12, "fiscal_quarter": 3, "fiscal_period": 1}[what]
        first = (number - 1) * length + 1
        return (
            name, fiscal.first_of_period(year, first),
            fiscal.first_of_period(year, first + length))
    year = int(name[:4])
    if what == "week":
        monday = datetime.date.fromisocalendar(year, int(name[6:]), 1)
        return (name, monday, monday + 7 * DAY)
    length = {"year": 12, "half": 6, "quarter": 3, "month": 1}[what]
    number = int(name.lstrip("0123456789").lstrip("-HQ") or 1)
    first = Day(year, (number - 1) * length + 1, 1)
    return (name, first, month_after(first, length))


def before(period, fiscal=CALENDAR_YEAR):
    """The first day of the period of the same kind before this one, which ends where it begins."""
    name, first, after = period
    what = kind(name)
    if what in ("day", "week"):
        return first - (after - first)
    if what == "window":
        if first.day == 1 and after.day == 1:
            months = (after.year - first.year) * 12 + after.month - first.month
            return month_after(first, -months)
        return first - (after - first)
    if what == "rolling":
        return back_by_months(first, int(re.match(r"rolling-(\d+)m", name).group(1)))
    if what.startswith("fiscal"):
        length = {"fiscal_year": 12, "fiscal_quarter": 3, "fiscal_period": 1}[what]
        year = fiscal.year_of(first)
        number = next(n for n in range(1, 13) if fiscal.first_of_period(year, n) == first)
        if number > length:
            return fiscal.first_of_period(year, number - length)
        return fiscal.first_of_period(year - 1, number + 12 - length)
    return month_after(first, -{"year": 12, "half": 6, "quarter": 3, "month": 1}[what])


def per_year(period):
    """How many periods of its kind make a year; nothing for those of no fixed share of it."""
    return {"month": 12, "quarter": 4, "half": 2, "year": 1}.get(kind(period[0]))


def periods_of(day):
    """The month, quarter and year of a day."""
    quarter = (day.month + 2) // 3
    return [
        named(text) for text in (f"{day:%Y-%m}", f"{day.year:04d}-Q{quarter}", f"{day.year:04d}")]


def touching(days):
    found = {}
    for day in days:
        for period in periods_of(day):
            found[period[0]] = period
    return sorted(found.values(), key=lambda p: (p[1], -(p[2] - p[1]).days))


def months_back(as_of, months=13):
    """The last months, the running one included, with every quarter and year they touch."""
    last = as_of.replace(day=1)
    return touching([month_after(last, -back) for back in range(months)])
