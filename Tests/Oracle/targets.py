#!/usr/bin/env python3
"""Effective targets and what is expected of them to date, day by day, on random people (ruling 15).

`targets.py BINARY --seeds 1-200` writes for each seed a company whose people come, leave, change teams,
are away, ramp up and work part time, with targets in several versions, and compares every target and
expectation of `jalon figures` with the plain sum over the days. Exits 1 on any difference.
"""

import csv
import datetime
import io
import random
import subprocess
from fractions import Fraction
from pathlib import Path

import companies
import periods
from currencies import whole
from effective import DAY, is_worked, moved

TEAMS = ["nord", "sud", "vide"]
RAMPS = [[], [], ["0", "25", "50", "75", "100"], ["10", "100", "80", "90"], ["0"]]


class Rep:
    """Somebody with stays in teams, absences and the terms of a contract."""

    def __init__(self, draw, identifier, first, last):
        self.id = identifier
        day = lambda: first + DAY * draw.randint(-40, (last - first).days + 20)
        self.hired = draw.choice([None, None, day(), day(), first - DAY * draw.randint(60, 300)])
        self.left = draw.choice([None, None, None, (self.hired or first) + DAY * draw.randint(5, 120)])
        self.fte = draw.choice(["1", "1", "0.8", "0.5", "0.33"])
        self.ramp = draw.choice(RAMPS)
        self.absences = []
        for _ in range(draw.choice([0, 0, 1, 1, 2])):
            start = day()
            self.absences.append((start, start + DAY * draw.choice([0, 1, 4, 13])))
        bounds = sorted({day() for _ in range(draw.choice([0, 0, 1, 2, 2]))})
        self.stays, since = [], None
        for number, bound in enumerate([*bounds, None]):
            gap = draw.choice([0, 0, 0, 6]) if number else 0
            start = since + DAY * gap if since else None
            if start and bound and start >= bound:
                continue
            self.stays.append((draw.choice(TEAMS[:2]), start, bound - DAY if bound else None))
            since = bound
        if draw.random() < 0.15:  # nobody is in that team after these days
            team, start, _ = self.stays[-1]
            self.stays[-1] = (team, start, (start or first) + DAY * draw.randint(3, 60))

    def line(self):
        stays = ", ".join(
            f"{{team: {team}" + (f", from: {start}" if start else "")
            + (f", to: {end}" if end else "") + "}" for team, start, end in self.stays)
        absences = ", ".join(f"{{from: {start}, to: {end}}}" for start, end in self.absences)
        return (
            f"  - {{id: {self.id}, name: {self.id}, memberships: [{stays}], absences: [{absences}], "
            f"fte: {self.fte}, ramp: [{', '.join(part + ' %' for part in self.ramp)}]"
            + (f", hired_at: {self.hired}" if self.hired else "")
            + (f", left_at: {self.left}" if self.left else "") + "}\n")

    def team(self, day):
        return next(
            (t for t, start, end in self.stays
             if (not start or start <= day) and (not end or day <= end)), None)

    def is_there(self, day):
        starts, ends = [s for _, s, _ in self.stays], [e for _, _, e in self.stays]
        first = self.hired or (None if None in starts else min(starts))
        last = self.left or (None if None in ends else max(ends))
        return (
            (not first or first <= day) and (not last or day <= last)
            and not any(start <= day <= end for start, end in self.absences))

    def part(self, day):
        """What is asked of them that day beside somebody trained and full-time."""
        ramp = Fraction(1)
        if self.hired and day >= self.hired:
            month = next(
                (n for n in range(len(self.ramp)) if day < moved(self.hired, n + 1)), None)
            ramp = Fraction(int(self.ramp[month]), 100) if month is not None else ramp
        return ramp * Fraction(self.fte)


class World:
    def __init__(self, seed):
        draw = random.Random(f"targets {seed}")
        self.period = periods.named(draw.choice(["2026-Q2", "2026-Q1", "2025-Q4", "2026-05", "2026-H1"]))
        _, first, after = self.period
        self.as_of = first + DAY * draw.randint(0, (after - first).days - 1)
        closed = first + DAY * draw.randint(0, 60)
        self.closures = [(closed, closed + DAY * draw.choice([0, 6]))] if draw.random() < 0.4 else []
        self.reps = [Rep(draw, f"p{n}", first, after - DAY) for n in range(draw.randint(1, 6))]
        self.objectives = []
        self.is_calendar = draw.random() < 0.25
        for rep in self.reps:
            self.objectives.append(self._objective(draw, ("rep", rep.id), draw.random() < 0.15))
        for team in TEAMS:
            if draw.random() < 0.2:
                self.objectives.append(self._objective(draw, ("team", team), False))

    def _objective(self, draw, owner, is_effective):
        _, first, after = self.period
        days = sorted({first + DAY * draw.randint(0, (after - first).days - 1)
                       for _ in range(draw.choice([0, 0, 1, 2, 3]))})
        amounts = [draw.choice([1000, 33333, 77777, 500000]) for _ in range(len(days) + 1)]
        return owner, is_effective, amounts[0], list(zip(days, amounts[1:]))

    def write(self, folder):
        folder.mkdir(parents=True)
        (folder / "deals.csv").write_text(
            "id,name,owner,status,amount_net,created_at,closed_at\n"
            f"D1,Affaire,p0,won,100,2024-01-02,{self.as_of}\n", encoding="utf-8")
        closures = ", ".join(f"{start}..{end}" for start, end in self.closures)
        pace = ", pace: calendar" if self.is_calendar else ""
        lines = ""
        for number, (owner, is_effective, target, versions) in enumerate(self.objectives):
            later = ", ".join(
                f"{{valid_from: {day}, target: {amount} €, reason: essai}}" for day, amount in versions)
            lines += (
                f"  - {{id: o{number}, owner: {':'.join(owner)}, kpi: revenue_won, target: {target} €, "
                f"period: {self.period[0]}{pace}"
                + (", target_is_effective: true" if is_effective else "")
                + (f", versions: [{later}]" if later else "") + "}\n")
        (folder / "jalon.yaml").write_text(
            "company: Cibles\nlanguage: fr\ncurrency: EUR\ntime_zone: Europe/Paris\n"
            + (f"calendar: {{closures: [{closures}]}}\n" if closures else "")
            + "exports:\n  deals: {entity: opportunities, files: deals.csv, crm: plain, "
            'encoding: utf-8, delimiter: ",", decimal: ".", dates: ymd}\n'
            + f"teams: [{', '.join(TEAMS)}]\npeople:\n" + "".join(rep.line() for rep in self.reps)
            + "objectives:\n" + lines + "archive: false\n", encoding="utf-8")

    # MARK: the slow way

    def counts(self, day):
        worked = is_worked(day) and not any(start <= day <= end for start, end in self.closures)
        return self.is_calendar or worked

    def days(self):
        _, first, after = self.period
        return [first + DAY * n for n in range((after - first).days)]

    def by_day(self, objective):
        """(day, team, amount) of each day that an objective asks something of."""
        (kind, identifier), is_effective, target, versions = objective
        rep = next((r for r in self.reps if r.id == identifier), None) if kind == "rep" else None
        is_there = lambda day: rep is None or rep.is_there(day)
        counting = [d for d in self.days() if self.counts(d) and (not is_effective or is_there(d))]
        for day in counting:
            if not is_there(day):
                continue
            full = next((a for since, a in reversed(versions) if since <= day), target) * 100
            part = 1 if is_effective or rep is None else rep.part(day)
            yield day, rep.team(day) if rep else None, Fraction(full, len(counting)) * part

    def expected(self):
        """(scope kind, scope, objective) to (target, expected to date), in cents."""
        rows, teams, loose = {}, {team: [] for team in TEAMS}, []
        own = {}
        for number, objective in enumerate(self.objectives):
            parts = list(self.by_day(objective))
            (kind, identifier) = objective[0]
            self._put(rows, kind, identifier, f"o{number}", parts)
            if kind == "team":
                own[identifier] = parts
                continue
            for part in parts:
                (teams[part[1]] if part[1] else loose).append(part)
        below = list(loose)
        for team in TEAMS:
            if team not in own and teams[team]:
                self._put(rows, "team", team, "", teams[team])
            below += own.get(team, teams[team])
        if below:
            self._put(rows, "company", "company", "", below)
        return rows

    def _put(self, rows, kind, identifier, objective, parts):
        rows[kind, identifier, objective] = (
            whole(sum((a for _, _, a in parts), Fraction(0))),
            whole(sum((a for day, _, a in parts if day <= self.as_of), Fraction(0))))


def found(jalon, folder, world):
    done = subprocess.run(
        [jalon, "figures", "--config", "jalon.yaml", "--as-of", world.as_of.isoformat(), "--exports",
         "live", "--quiet", "--threads", "1", "--kpi", "revenue_won", "--periods", world.period[0]],
        capture_output=True, text=True, cwd=folder)
    if done.returncode:
        return None, done.stderr.strip()
    rows = {}
    for row in csv.DictReader(io.StringIO(done.stdout.lstrip("\ufeff"))):
        if not row["objective_id"] or not row["target"]:
            continue
        name = "" if "@" in row["objective_id"] else row["objective_id"]
        cents = lambda text: int(Fraction(text) * 100)
        rows[row["scope_kind"], row["scope_id"], name] = (
            cents(row["target"]), cents(row["expected_to_date"] or "0"))
    return rows, ""


def check(seed, options, root):
    """Compares what one random world asks of everybody with what Jalon asks."""
    world = World(seed)
    folder = root / str(seed)
    world.write(folder)
    rows, message = found(Path(options.jalon), folder, world)
    if rows is None:
        print(f"seed {seed}: {message[:400]}")
        return 0, 1
    compared = differences = 0
    expected = world.expected()
    for key in sorted(expected.keys() | rows.keys()):
        one, two = rows.get(key), expected.get(key)
        compared += 2
        # What asks nothing of anybody may have no row.
        if one != two and not (one is None and two == (0, 0)):
            differences += 1
            print(f"seed {seed}: {' '.join(key)}: {one}, expected {two}")
    return compared, differences


if __name__ == "__main__":
    companies.sweep(__doc__, check, "1-200", "targets and expectations")
