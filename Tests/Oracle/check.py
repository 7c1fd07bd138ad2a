#!/usr/bin/env python3
"""Runs Jalon and the oracle on the same companies and compares every figure. See README.md.

Exits 1 on any difference. The summary names the KPIs that only one of the two works out.
"""

import argparse
import collections
import csv
import datetime
import io
import subprocess
import sys
import time
from types import SimpleNamespace

import companies
import compare
import periods
from measures import COLUMNS, Oracle

DAY = datetime.timedelta(days=1)


# Months that a set covers, where it is more than a year.
MONTHS = {"adventureworks": 36, "devorg": 30}


def spans(company, months=14):
    """Every kind of period, around the as-of day and a year or more before it."""
    today = company.as_of
    names = [p[0] for p in periods.months_back(today, months)]
    names += [f"{today.year}-H{1 + (today.month > 6)}", f"{today.year - 1}-H2"]
    for weeks in (0, 1, 2, 7, 30):
        year, week, _ = (today - 7 * DAY * weeks).isocalendar()
        names.append(f"{year}-W{week:02d}")
    year = company.fiscal.year_of(today)
    for fiscal in (year, year - 1):
        names.append(f"FY{fiscal}")
        names += [f"FY{fiscal}-Q{q}" for q in range(1, 5)]
        names += [f"FY{fiscal}-P{p:02d}" for p in (1, 5, 12)]
    names += [f"rolling-12m..{today}", f"rolling-3m..{today.replace(day=1) - DAY}"]
    names += [f"{today - 45 * DAY}..{today - 15 * DAY}", today.isoformat()]
    found = [periods.named(name, company.fiscal) for name in dict.fromkeys(names)]
    return [p for p in found if p[1] <= today]


class Tally:
    def __init__(self):
        self.compared = self.differences = self.companies = 0
        self.jalon, self.oracle = collections.Counter(), collections.Counter()
        self.seconds = 0.0

    def check(self, name, company, configuration, options):
        wanted = spans(company, MONTHS.get(name, 14))
        arguments = [
            options.jalon, "figures", "--config", str(configuration), "--as-of",
            company.as_of.isoformat(), "--exports", "live", "--threads", str(options.threads),
            "--quiet", "--periods", ",".join(p[0] for p in wanted)]
        start = time.monotonic()
        done = subprocess.run(arguments, capture_output=True, text=True)
        self.seconds += time.monotonic() - start
        if done.returncode:
            print(f"{name}: exit {done.returncode}: {done.stderr.strip()[:300]}")
            self.differences += 1
            return
        table = list(csv.DictReader(io.StringIO(done.stdout.lstrip("\ufeff"))))
        expected = [
            dict(zip(COLUMNS, row)) for row in Oracle(company, only=wanted).table()]
        findings = []
        figures = compare.figures_by_key(table, findings)
        selection = SimpleNamespace(period=None, kpi=None, columns=compare.COMPARED)
        compared = compare.compare(
            figures, compare.attainments(table), expected, selection, findings)
        compare.unexpected(figures, expected, findings)
        self.companies += 1
        self.compared += compared
        self.differences += len(findings)
        self.jalon.update(row["kpi"] for row in table)
        self.oracle.update(row["kpi"] for row in expected)
        print(f"{name}: {compared} figures compared, {len(findings)} differences", flush=True)
        by_kpi = collections.defaultdict(list)
        for place, text in findings:
            by_kpi[place[3]].append(f"  {','.join(place)}: {text}")
        for lines in by_kpi.values():
            print("\n".join(lines[:options.show]))
            if len(lines) > options.show:
                print(f"  and {len(lines) - options.show} more of this KPI")

    def summary(self):
        print(
            f"{self.companies} companies, {self.compared} figures compared, "
            f"{self.differences} differences, {len(self.oracle)} KPIs "
            f"({self.seconds:.0f} s of Jalon)")
        alone = sorted(set(self.jalon) - set(self.oracle))
        print(f"only Jalon works out: {' '.join(alone) or 'none'}")
        alone = sorted(set(self.oracle) - set(self.jalon))
        print(f"only the oracle works out: {' '.join(alone) or 'none'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    companies.add_options(parser)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--show", type=int, default=3, help="differences shown of a KPI")
    options = parser.parse_args()
    tally = Tally()
    for name, company, configuration in companies.chosen(options):
        tally.check(name, company, configuration, options)
    tally.summary()
    sys.exit(1 if tally.differences or not tally.compared else 0)


if __name__ == "__main__":
    main()
