#!/usr/bin/env python3
"""What rests on forecasts, worked out a second time from what a run prints. See README.md.

A random company of three years is run. From its records come what closed periods brought, the
run-rate, and what new pipeline yields; with the forecasts of `run.json` they give `forecast_wape`,
`forecast_bias`, `interval_coverage` and `pipeline_needed`. Exits 1 on any difference.
"""

import csv
import datetime
import random
from fractions import Fraction

import companies
import periods
from effective import is_worked
from numbers_as_text import fraction, money

DAY = datetime.timedelta(days=1)
COLUMNS = ["id", "owner", "status", "stage", "amount_net", "created_at", "expected_close", "closed_at"]
CONFIGURATION = """company: Prévisions
currency: EUR
language: en
time_zone: Europe/Paris
report: {{period: quarter, also: [month], history_months: 3}}
exports: {{deals: {{entity: opportunities, files: deals.csv, crm: plain}}}}
people: {{file: people.csv}}
teams: [{{id: nord, name: Nord}}, {{id: sud, name: Sud}}]
stages: [{{name: A}}, {{name: B}}]
objectives:
{objectives}"""
MEASURED = ("forecast_wape", "forecast_bias", "interval_coverage", "pipeline_needed")


class Company:
    def __init__(self, seed):
        draw = self.draw = random.Random(seed)
        self.as_of = datetime.date(2025, draw.randint(1, 12), draw.choice([2, 14, 27]))
        self.moved = self.as_of - DAY * draw.randint(100, 500)
        busy = draw.choice([6, 60, 400])
        self.deals = [self.deal(n) for n in range(busy)]

    def deal(self, number):
        draw = self.draw
        created = self.as_of - DAY * draw.randint(0, 1100)
        closed = created + DAY * draw.choice([0, 5, 20, 45, 91, 200])
        is_open = closed > self.as_of or draw.random() < 0.05
        return {
            "id": f"D{number}", "owner": draw.choice(["ana", "bob", "bob", "cleo", "zoe"]),
            "status": "open" if is_open else draw.choice(["won", "won", "lost"]),
            "stage": draw.choice("AB"),
            "amount_net": draw.choice(["1000", "2500.50", "40000", "", "-70"]),
            "created_at": created, "closed_at": "" if is_open else closed,
            "expected_close": self.as_of + DAY * draw.randint(-20, 120) if is_open else closed}

    def scopes(self, owner, day):
        if owner == "zoe":
            return [("company", "company"), ("rep", "unassigned")]
        team = "sud" if owner == "cleo" or (owner == "bob" and day >= self.moved) else "nord"
        return [("company", "company"), ("rep", owner), ("team", team)]

    def write(self, folder):
        with open(folder / "deals.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(self.deals)
        (folder / "people.csv").write_text(
            "id,name,team,from,to\nana,ana,nord,,\n"
            f"bob,bob,nord,,{self.moved - DAY}\nbob,bob,sud,{self.moved},\ncleo,cleo,sud,,\n")
        quarter = f"{self.as_of.year}-Q{(self.as_of.month + 2) // 3}"
        lines = ""
        for owner in ("company", "team:nord", "team:sud", "rep:ana", "rep:bob", "rep:cleo"):
            for period in (quarter, f"{self.as_of:%Y-%m}"):
                target = self.draw.choice([10, 50000, 2000000])
                lines += (
                    f"  - {{id: {owner.replace(':', '-')}-{period}, owner: '{owner}', "
                    f"kpi: revenue_won, target: {target} €, period: {period}, "
                    "target_is_effective: true, validated_by: ana}\n")
        (folder / "jalon.yaml").write_text(
            CONFIGURATION.format(objectives=lines), encoding="utf-8")

    # MARK: what the records say

    def cents(self, deal):
        return int(Fraction(deal["amount_net"]) * 100) if deal["amount_net"] else 0

    def won(self, scope, start, after):
        return sum(
            self.cents(d) for d in self.deals
            if d["status"] == "won" and start <= d["closed_at"] < after
            and scope in self.scopes(d["owner"], d["closed_at"]))

    def yielded(self, scope, days):
        """(won within so many days, created), of the year up to the last day watched that long."""
        last = self.as_of - DAY * days
        start = periods.back_by_months(last + DAY, 12)
        cohort = [
            d for d in self.deals if start <= d["created_at"] <= last and d["amount_net"]
            and scope in self.scopes(d["owner"], d["created_at"])]
        fast = [
            d for d in cohort
            if d["status"] == "won" and 0 <= (d["closed_at"] - d["created_at"]).days <= days]
        return sum(map(self.cents, fast)), sum(map(self.cents, cohort))


def number(quantity):
    return None if quantity is None else Fraction(quantity["numerator"], quantity["denominator"])


def quality(tests):
    """By KPI, what the table of closed periods gives."""
    actual = sum(test["actual"] for test in tests)
    found = {}
    if tests and actual > 0:
        off = [test["p50"] - test["actual"] for test in tests]
        found["forecast_wape"] = fraction(sum(map(abs, off)) / actual)
        found["forecast_bias"] = fraction(sum(off) / actual)
    if len(tests) >= 5:
        inside = sum(test["p10"] <= test["actual"] <= test["p90"] for test in tests)
        found["interval_coverage"] = fraction(Fraction(inside, len(tests)))
    return found


def needed(company, scope, period, target, expected):
    missing = target - expected
    if missing <= 0:
        return "0.00"
    won, created = company.yielded(scope, (period[2] - DAY - company.as_of).days)
    return money(missing * created / won) if created > 0 and won > 0 else ""


def check(seed, options, root):
    folder = root / str(seed)
    folder.mkdir(parents=True)
    company = Company(seed)
    company.write(folder)
    output, run = companies.published(options.jalon, folder, company.as_of)
    results = {(o["objective"], o["scope"]["kind"], o["scope"]["id"]): o for o in run["objectives"]}
    with open(output / "figures.csv", encoding="utf-8-sig", newline="") as file:
        figures = {
            (row["period"], row["scope_kind"], row["scope_id"], row["kpi"]): row["value"]
            for row in csv.DictReader(file) if row["kpi"] in MEASURED and not row["segment"]}
    compared, wrong = 0, []

    def same(place, actual, should):
        nonlocal compared
        compared += 1
        if (actual or "") == (should or ""):
            return
        if actual and should and abs(Fraction(actual) - Fraction(should)) <= Fraction(1, 2_000_000):
            return
        wrong.append(f"seed {seed} {place}: {actual!r}, expected {should!r}")

    for forecast in run["forecasts"]:
        kind, name = forecast["scope"]["kind"], forecast["scope"]["id"]
        scope = (kind, "company" if kind == "company" else name)
        result = results[(forecast["objective"], kind, name)]
        period = periods.named(result["period"]["id"])
        place = f"{period[0]},{kind},{name}"
        tests = []
        for test in forecast["backTests"]:
            own = periods.named(test["period"])
            tests.append({key: number(test[key]) for key in ("p10", "p50", "p90", "actual")})
            same(f"{place} back-test {own[0]}", str(tests[-1]["actual"]),
                 str(Fraction(company.won(scope, own[1], own[2]))))
        said = quality(tests)
        for kpi in MEASURED[:3]:
            same(f"{place},{kpi}", figures.get((period[0], kind, name, kpi)), said.get(kpi))
        methods = {e["method"]: number(e.get("value")) for e in forecast["estimates"]}
        same(f"{place},pipeline_needed", figures.get((period[0], kind, name, "pipeline_needed")),
             needed(company, scope, period, number(result["target"]), methods["history_weighted"]))
        days = [period[1] + DAY * n for n in range((period[2] - period[1]).days)]
        elapsed = Fraction(
            sum(is_worked(d) for d in days if d <= company.as_of), sum(map(is_worked, days)))
        rate = company.won(scope, period[1], company.as_of + DAY) / elapsed if elapsed else None
        same(f"{place} run-rate", str(methods["run_rate"] or ""),
             str(round(rate)) if elapsed >= Fraction(1, 10) and rate else "")
    for line in wrong[:options.show]:
        print(line)
    print(f"seed {seed}: {len(run['forecasts'])} forecasts, {compared} compared, "
          f"{len(wrong)} differences", flush=True)
    return compared, len(wrong)


if __name__ == "__main__":
    companies.sweep(__doc__, check, "1-8", "figures")
