#!/usr/bin/env python3
"""Projections of random companies, worked out a second time and slowly. See README.md.

`projections.py BINARY --seeds 1-20`: for each rep, team and the company, targets on signed revenue, on
deals won and on meetings held. From the records alone come the chances of the open deals, the sum of all
their outcomes and of the deals still to come, the three methods at the same point of closed periods, their
weights and the stretch; P10, P50, P90 and the chance of the target are compared with what a run prints.
"""

import csv
import datetime
import math
import random
from fractions import Fraction
from pathlib import Path

import companies
from effective import is_worked

DAY = datetime.timedelta(days=1)
PAST, PRIOR, ENOUGH = 8, 10, 30
CONFIGURATION = """company: Projections
currency: EUR
language: en
time_zone: Europe/Paris
report: {{period: quarter, history_months: 3}}
exports:
  deals: {{entity: opportunities, files: deals.csv, crm: plain}}
  meetings: {{entity: activities, files: meetings.csv, crm: plain}}
people: {{file: people.csv}}
teams: [{{id: nord, name: Nord}}, {{id: sud, name: Sud}}]
stages: [{{name: A}}]
archive: false
objectives:
{objectives}"""


def month_start(day, months):
    number = day.year * 12 + day.month - 1 + months
    return datetime.date(number // 12, number % 12 + 1, 1)


class Period:
    def __init__(self, start, months):
        self.start, self.months, self.after = start, months, month_start(start, months)

    @property
    def name(self):
        quarter = f"{self.start.year}-Q{(self.start.month + 2) // 3}"
        return quarter if self.months == 3 else f"{self.start:%Y-%m}"

    def days(self):
        return [self.start + DAY * n for n in range((self.after - self.start).days)]

    def before(self, count=1):
        return Period(month_start(self.start, -self.months * count), self.months)


class Company:
    def __init__(self, seed):
        draw = self.draw = random.Random(f"projections {seed}")
        self.as_of = datetime.date(2025, draw.randint(1, 12), draw.choice([3, 12, 20, 27]))
        span = draw.choice([300, 900, 1300])
        self.first = self.as_of - DAY * span
        busy = draw.choice([40, 150, 500])
        self.deals = [self._deal(n, span) for n in range(int(busy * span / 900))]
        self.deals.append(("D-first", "ana", "lost", 1000, self.first, self.first))
        self.meetings = [
            (f"M{n}", draw.choice(["ana", "bob", "cleo"]),
             self.first + DAY * draw.randint(0, span))
            for n in range(draw.choice([30, 600]))]
        self.meetings.append(("M-first", "ana", self.first))

    def _deal(self, number, span):
        draw = self.draw
        created = self.first + DAY * draw.randint(0, span)
        closed = created + DAY * draw.choice([0, 5, 20, 45, 91])
        is_open = closed > self.as_of
        return (
            f"D{number}", draw.choice(["ana", "bob", "cleo"]),
            "open" if is_open else draw.choice(["won", "won", "lost"]),
            draw.choice([1000, 2000, 3000, 5000]), created, None if is_open else closed)

    def owners(self, scope):
        kind, _, name = scope.partition(":")
        if kind == "rep":
            return {name}
        return {"ana", "bob"} if scope == "team:nord" else {"cleo"} if kind == "team" else {
            "ana", "bob", "cleo"}

    def write(self, folder):
        def table(name, head, rows):
            with open(folder / name, "w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(head.split())
                writer.writerows(rows)

        table("deals.csv", "id owner status amount_net created_at closed_at stage expected_close", [
            [i, o, s, a, c, e or "", "A", e or self.as_of + DAY * 400]
            for i, o, s, a, c, e in self.deals])
        table("meetings.csv", "id type owner scheduled_at outcome", [
            [i, "meeting", o, d, "done"] for i, o, d in self.meetings])
        (folder / "people.csv").write_text("id,name,team\nana,ana,nord\nbob,bob,nord\ncleo,cleo,sud\n")
        lines, self.objectives = "", []
        for owner in ("company", "team:nord", "team:sud", "rep:ana", "rep:bob", "rep:cleo"):
            for kpi, unit in (("revenue_won", " €"), ("n_won", ""), ("meetings_held", "")):
                for months in (1, 3):
                    start = month_start(self.as_of, -((self.as_of.month - 1) % months))
                    period = Period(start, months)
                    target = self.draw.randint(2, 60) * (2000 if unit else 1)
                    name = f"{owner.replace(':', '-')}-{kpi}-{months}"
                    self.objectives.append((name, owner, kpi, period, target))
                    lines += (
                        f"  - {{id: {name}, owner: '{owner}', kpi: {kpi}, target: {target}{unit}, "
                        f"period: {period.name}, target_is_effective: true, validated_by: ana}}\n")
        (folder / "jalon.yaml").write_text(CONFIGURATION.format(objectives=lines), encoding="utf-8")


# MARK: sums of chances


def rounded(value):
    return int(math.floor(abs(value) + 0.5)) * (1 if value >= 0 else -1)


class Sum:
    """Independent deals, and as many new ones as a Poisson law gives, on a grid of so many cells."""

    def __init__(self, open_deals, new, cells):
        expected, sizes = new or (0, [])
        most = math.ceil(expected + 7 * math.sqrt(expected) + 10) if sizes and expected > 0 else 0
        amounts = [a for a, _ in open_deals] + (sizes if most else [])
        step = math.gcd(*amounts) if amounts else 1
        total = sum(a for a, _ in open_deals) + most * max(sizes, default=0)
        if total // max(step, 1) > cells:
            step = (total + cells - 1) // cells
        self.step = step = max(step, 1)
        law = [1.0]
        if most:
            one = {}
            for size in sizes:
                place = rounded(Fraction(size, step))
                one[place] = one.get(place, 0) + 1 / len(sizes)
            law = self._compound(expected, one, most)
        for amount, chance in open_deals:
            place = rounded(Fraction(amount, step))
            longer = [p * (1 - chance) for p in law] + [0.0] * place
            for index, p in enumerate(law):
                longer[index + place] += p * chance
            law = longer
        self.law = law

    @staticmethod
    def _compound(expected, one, most):
        """The law of n deals, n times over: slow, and unlike a recursion."""
        powers, result, weight = [1.0], [0.0] * (most * max(one) + 1), math.exp(-expected)
        for count in range(most + 1):
            for index, p in enumerate(powers):
                result[index] += weight * p
            weight *= expected / (count + 1)
            longer = [0.0] * (len(powers) + max(one))
            for place, share in one.items():
                for index, p in enumerate(powers):
                    longer[index + place] += p * share
            powers = longer
        whole = sum(result)
        return [p / whole for p in result]

    def mean(self):
        return sum(p * index for index, p in enumerate(self.law)) * self.step

    def quantile(self, share):
        cumulated = 0.0
        for index, p in enumerate(self.law):
            cumulated += p
            if cumulated >= share - 1e-12 and p > 0:
                return index * self.step
        return (len(self.law) - 1) * self.step

    def chance(self, least):
        return min(sum(p for i, p in enumerate(self.law) if i * self.step >= least), 1)


def placed(law, done, shift, factor):
    middle = law.quantile(0.5)
    return [
        done + max(rounded(middle + shift + factor * (law.quantile(s) - middle)), 0)
        for s in (0.1, 0.5, 0.9)]


# MARK: the past


class Scope:
    def __init__(self, company, scope, kpi):
        self.company, self.kpi, self.is_money = company, kpi, kpi == "revenue_won"
        own = company.owners(scope)
        self.deals = [d for d in company.deals if d[1] in own]
        self.meetings = [m for m in company.meetings if m[1] in own]

    def value(self, deal):
        return deal[3] * 100 if self.is_money else 1

    def brought(self, start, after):
        if self.kpi == "meetings_held":
            return sum(start <= m[2] < after for m in self.meetings)
        return sum(self.value(d) for d in self.deals if d[2] == "won" and start <= d[5] < after)

    def episode(self, period, point):
        """(done, total, open then as (amount, won inside), amounts that came new)."""
        done, total = self.brought(period.start, point), self.brought(period.start, period.after)
        if self.kpi == "meetings_held":
            return done, total, [], [1] * self.brought(point, period.after)
        then = [
            (self.value(d), d[2] == "won" and d[5] < period.after) for d in self.deals
            if d[4] < point and (d[5] is None or d[5] >= point)]
        new = [
            self.value(d) for d in self.deals
            if d[2] == "won" and point <= d[4] <= d[5] < period.after]
        return done, total, then, new


def point_of(period, share):
    """The first day after as large a share of the working days as has elapsed now."""
    days = period.days()
    worked, all_days, day = 0, sum(map(is_worked, days)), period.start
    while day < period.after and Fraction(worked, max(all_days, 1)) < share:
        worked += is_worked(day)
        day += DAY
    return day


def new_deals(episodes):
    sizes = [a for _, _, _, new in episodes for a in new]
    return (len(sizes) / len(episodes), sizes) if episodes and sizes else None


def merged_chance(episodes):
    seen = [won for _, _, then, _ in episodes for _, won in then]
    return sum(seen) / len(seen) if seen else 0, len(seen)


class Estimates(dict):
    def __init__(self, done, share, expected, last_year):
        super().__init__(history=expected)
        if share >= Fraction(1, 10):
            self["rate"] = done / float(share)
        if last_year and last_year[0] > 0:
            self["year"] = last_year[1] * done / last_year[0]


def combined(estimates, weights):
    pairs = [(weights[m], estimates[m]) for m in ("rate", "history", "year")
             if m in weights and m in estimates]
    whole = sum(w for w, _ in pairs)
    return sum(w * v for w, v in pairs) / whole if whole > 0 else estimates["history"]


def project(company, scope_name, kpi, period, target):
    scope, everyone = Scope(company, scope_name, kpi), Scope(company, "company", kpi)
    days = period.days()
    share = Fraction(
        sum(is_worked(d) for d in days if d <= company.as_of), sum(map(is_worked, days)))

    def known(past):
        return company.first <= past.start

    pasts = [p for p in (period.before(n) for n in range(1, PAST + 1)) if known(p)]
    own = [scope.episode(p, point_of(p, share)) for p in pasts]
    whole = [everyone.episode(p, point_of(p, share)) for p in pasts]
    if not own:
        return None

    def last_year(of):
        past = of.before(12 // of.months)
        if not known(past):
            return None
        return scope.brought(past.start, point_of(past, share)), scope.brought(past.start, past.after)

    done = scope.brought(period.start, company.as_of + DAY)
    chance, seen = merged_chance(whole)
    still = [] if kpi == "meetings_held" else [d for d in scope.deals if d[2] == "open"]
    if still and seen < ENOUGH:
        return "few"
    law = Sum([(scope.value(d), chance) for d in still], new_deals(own), 20_000)
    now = Estimates(done, share, done + law.mean(), last_year(period))
    trials = []
    for index in range(len(own) - 1):
        before, then, _, _ = own[index][0], own[index][1], None, None
        old, _ = merged_chance(whole[index + 1:])
        model = Sum([(a, old) for a, _ in own[index][2]], new_deals(own[index + 1:]), 500)
        trials.append((
            Estimates(before, share, before + model.mean(), last_year(pasts[index])), model, before,
            then))
    weights = {}
    for method in ("rate", "history", "year"):
        errors = [t[0][method] - t[3] for t in trials if method in t[0]]
        if errors and len(errors) == len(trials):
            weights[method] = 1 / max(sum(e * e for e in errors) / len(errors), 1)
    factor = None
    if len(trials) >= 5:
        needed = []
        for estimates, model, before, actual in trials:
            low, middle, high = placed(
                model, before, combined(estimates, weights) - before - model.mean(), 1)
            half = middle - low if actual < middle else high - middle
            needed.append(abs(actual - middle) / max(half, 1) if actual != middle else 0)
        needed.sort()
        factor = min(max(needed[(len(needed) * 4 + 4) // 5 - 1], 1), 20)
    end = combined(now, weights) if len(trials) >= 4 else now["history"]
    shift = end - now["history"]
    missing = (target * 100 if scope.is_money else target) - done
    middle = law.quantile(0.5)
    if missing <= 0:
        odds = 1
    elif shift == 0 and (factor or 1) == 1:
        odds = law.chance(missing)
    else:
        odds = law.chance(math.ceil(middle + (missing - shift - middle) / (factor or 1) - 1e-6))
    return [*placed(law, done, shift, factor or 1), odds]


def check(seed, options, root):
    folder = root / str(seed)
    folder.mkdir(parents=True)
    company = Company(seed)
    company.write(folder)
    _, run = companies.published(options.jalon, folder, company.as_of)
    results = {o["objective"]: o.get("projection") for o in run["objectives"]}
    compared = wrong = few = 0
    for name, owner, kpi, period, target in company.objectives:
        expected = project(company, owner, kpi, period, target)
        if expected == "few":
            few += 1
            continue
        compared += 1
        said = results[name]
        actual = said and [
            *(said[k]["numerator"] for k in ("p10", "p50", "p90")),
            said["probability"]["numerator"] / said["probability"]["denominator"]]
        if expected is None and said is None:
            continue
        # Another order of additions may round a half the other way.
        near = expected and actual and abs(expected[3] - actual[3]) < 2e-6 and all(
            abs(e - a) <= 1 for e, a in zip(expected[:3], actual[:3]))
        if not near:
            wrong += 1
            if wrong <= options.show:
                print(f"seed {seed} {name} {period.name} to {target}: {actual}, expected {expected}")
    print(f"seed {seed}: {compared} compared, {wrong} differences, {few} with too little of a past",
          flush=True)
    return compared, wrong


if __name__ == "__main__":
    companies.sweep(__doc__, check, default="1-8", what="projections")
