#!/usr/bin/env python3
"""Several nights of a random company: what slipped, by its archived exports. See README.md.

Writes the exports of each night, has Jalon run on them, and works out `push_rate` (kpis.md 3.5) from
the very same files. Exits 1 on any difference.
"""

import csv
import datetime
import io
import random
import subprocess
import sys
from fractions import Fraction

import companies
import periods
from numbers_as_text import fraction

DAY = datetime.timedelta(days=1)
COLUMNS = ["id", "owner", "status", "amount_net", "created_at", "expected_close", "closed_at"]
PEOPLE = {"ana": "nord", "bob": "nord", "cleo": "sud"}
CONFIGURATION = """company: Nuits
currency: EUR
language: en
time_zone: Europe/Paris
report: {period: month, also: [quarter], history_months: 6}
exports: {deals: {entity: opportunities, files: deals.csv, crm: plain}}
people: {file: people.csv}
teams: [{id: nord, name: Nord}, {id: sud, name: Sud}]
"""


class Night:
    def __init__(self, seed, folder):
        self.draw, self.folder = random.Random(seed), folder
        self.first = datetime.date(2025, self.draw.randint(1, 6), self.draw.choice([1, 3, 20]))
        self.number, self.deals = 0, {}
        for _ in range(self.draw.choice([1, 12, 40])):
            self.create(self.first)

    def create(self, day):
        self.number += 1
        self.deals[f"D{self.number}"] = {
            "id": f"D{self.number}", "owner": self.owner(), "status": "open",
            "amount_net": self.amount(), "created_at": day - DAY * self.draw.randint(0, 60),
            "expected_close": self.later(day), "closed_at": ""}

    def owner(self):
        return self.draw.choice([*PEOPLE, *PEOPLE, "", "zoe"])

    def amount(self):
        return self.draw.choice(["100", "2500.50", "", "0", "-40", "0.01"])

    def later(self, day):
        return self.draw.choice([day, day + DAY * self.draw.randint(-9, 120), ""])

    def move(self, day):
        """What one night brings to each deal, one thing at most."""
        for key, deal in list(self.deals.items()):
            kind = self.draw.random()
            if deal["status"] != "open":
                if kind < 0.04:
                    deal |= {"status": "open", "closed_at": "", "expected_close": self.later(day)}
            elif kind < 0.25 and deal["expected_close"]:
                deal["expected_close"] += DAY * self.draw.choice([-5, 1, 7, 31, 90])
            elif kind < 0.35:
                deal |= {"status": "won", "closed_at": day - DAY * self.draw.randint(0, 2)}
            elif kind < 0.43:
                deal |= {"status": "lost", "closed_at": day}
            elif kind < 0.48:
                deal["amount_net"] = self.amount()
            elif kind < 0.53:
                deal["owner"] = self.owner()
            elif kind < 0.56:
                del self.deals[key]
            elif kind < 0.58:
                deal["expected_close"] = self.later(day)
        for _ in range(self.draw.randint(0, 3)):
            self.create(day)

    def nights(self):
        """(day, the deals of that night), some nights apart."""
        day = self.first
        for _ in range(self.draw.randint(6, 14)):
            yield day, {key: dict(deal) for key, deal in self.deals.items()}
            day += DAY * self.draw.choice([1, 2, 6, 15, 30])
            self.move(day)

    def write(self, deals):
        with open(self.folder / "deals.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(deals.values())


def run(options, folder, *arguments):
    done = subprocess.run(
        [options.jalon, *arguments, "--quiet"], cwd=folder, capture_output=True, text=True)
    if done.returncode == 79:
        # A check holds what it takes for a broken export; here it is meant.
        return run(options, folder, "release", arguments[-1])
    if done.returncode:
        sys.exit(f"{folder}: {' '.join(arguments)}: exit {done.returncode}: {done.stderr[:500]}")
    return done.stdout


def scopes(owner):
    found = [("company", "company"), ("rep", owner if owner in PEOPLE else "unassigned")]
    return found + ([("team", PEOPLE[owner])] if owner in PEOPLE else [])


def cents(text):
    return int(Fraction(text) * 100) if text else 0


def expected(nights, name, start, after):
    """By scope, KPI and segment, the figures of a period that is over."""
    last, today = nights[-1]
    inside = [(day, deals) for day, deals in nights[:-1] if start <= day < after]
    if not inside:
        return {}
    first, snapshot = inside[0]
    by_scope = {}
    for key, deal in snapshot.items():
        close = deal["expected_close"]
        if deal["status"] != "open" or not close or not start <= close < after:
            continue
        now = today.get(key)
        fate, days, pushes, seen = "", 0, 0, close
        if now and now["status"] != "open" and start <= now["closed_at"] < after:
            fate = now["status"]
        if now and not fate and now["status"] == "open" and now["expected_close"]:
            days = max((now["expected_close"] - close).days, 0)
        for day, deals in nights:
            later = deals.get(key)
            if day <= first or not later or later["status"] != "open" or not later["expected_close"]:
                continue
            pushes += later["expected_close"] > seen
            seen = later["expected_close"]
        for scope in scopes(deal["owner"]):
            by_scope.setdefault(scope, []).append((fate, cents(deal["amount_net"]), days, pushes))
    return {
        (name, *scope, kpi, segment): text for scope, rows in by_scope.items()
        for kpi, segment, text in figures(rows)}


def figures(rows):
    value = sum(row[1] for row in rows)
    for fate in ("", "won", "lost"):
        own = [row for row in rows if row[0] == fate]
        yield "push_rate", fate, fraction(Fraction(len(own), len(rows)))
        part = sum(row[1] for row in own)
        yield "push_rate[value]", fate, fraction(Fraction(part, value)) if value > 0 else ""
    moved = [row[2] for row in rows if row[2]]
    yield "push_rate[days]", "", fraction(Fraction(sum(moved), len(moved))) if moved else ""
    yield "push_rate[pushes]", "", fraction(Fraction(sum(row[3] for row in rows), len(rows)))
    yield "push_rate[pushes]", "three_or_more", str(sum(row[3] >= 3 for row in rows))


def check(seed, options, root):
    folder = root / str(seed)
    folder.mkdir(parents=True)
    (folder / "jalon.yaml").write_text(CONFIGURATION)
    (folder / "people.csv").write_text(
        "id,name,team\n" + "".join(f"{name},{name},{team}\n" for name, team in PEOPLE.items()))
    company = Night(seed, folder)
    nights = list(company.nights())
    for day, deals in nights:
        company.write(deals)
        if day != nights[-1][0]:
            run(options, folder, "run", "--as-of", day.isoformat())
    last = nights[-1][0]
    names = list(dict.fromkeys(
        name for back in range(200) for day in [last - DAY * back]
        for name in (f"{day:%Y-%m}", f"{day.year}-Q{(day.month + 2) // 3}")))
    wanted = [p for p in map(periods.named, names) if p[2] - DAY <= last]
    text = run(
        options, folder, "figures", "--as-of", last.isoformat(), "--exports", "live", "--periods",
        ",".join(p[0] for p in wanted))
    found = {
        (row["period"], row["scope_kind"],
         "company" if row["scope_kind"] == "company" else row["scope_id"], row["kpi"],
         row["segment"]): row["value"]
        for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
        if row["kpi"].startswith("push_rate")}
    known, differences = {}, 0
    for period in wanted:
        known |= expected(nights, *period[:3])
    for key in sorted(known.keys() | {key for key, value in found.items() if value}):
        actual, should = found.get(key, ""), known.get(key, "")
        if key[2] == "unassigned" and actual in ("", "0") and should in ("", "0"):
            continue
        if (actual or should) and (not actual or not should or abs(
                Fraction(actual) - Fraction(should)) > Fraction(1, 2_000_000)):
            differences += 1
            print(f"seed {seed} {','.join(key)}: value is {actual!r}, expected {should!r}")
    print(f"seed {seed}: {len(nights)} nights, {len(known)} figures, {differences} differences",
          flush=True)
    return len(known), differences


if __name__ == "__main__":
    companies.sweep(__doc__, check, "1-10", "figures")
