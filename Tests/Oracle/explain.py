#!/usr/bin/env python3
"""Explains every KPI of the real sets, and adds up the records that are listed. See README.md.

Exits 1 when a command fails, a sum differs from the figure, or the three formats disagree.
"""

import argparse
import collections
import csv
import io
import json
import subprocess
import sys
from decimal import Decimal

import readers
from check import SETS


def run(jalon, *arguments):
    return subprocess.run([jalon, *arguments, "--quiet"], capture_output=True, text=True)


def places(table, wanted):
    """A few figures a KPI: of the company, a team, a rep and a period each, with a value first."""
    chosen = {}
    rows = [row for row in table if not row["segment"] and not row["objective_id"]]
    for row in sorted(rows, key=lambda row: (row["value"] == "", row["period"] not in wanted)):
        chosen.setdefault((row["kpi"], row["scope_kind"], len(row["period"])), row)
    return list(chosen.values())


def whole(text):
    return Decimal(text or 0)


def sums(records):
    """By role: records, records with a value, and the sum of the values."""
    found = collections.defaultdict(lambda: [0, 0, Decimal(0)])
    for record in records:
        # Lines about an objective stand in no file.
        if record["role"] is None or record["file"] is None:
            continue
        sum_of = found[record["role"]]
        sum_of[0] += 1
        sum_of[1] += record["value"] is not None
        sum_of[2] += whole(record["value"])
    return found


# The roles whose records add up to the numerator, and to the denominator, of an algorithm's figure.
PARTS = {
    "win_rate_strict": (["won"], ["closed", "overdue"]),
    "quota_attainment": (["actual"], []), "coverage": (["open"], []), "cac": (["cost", "spend"], []),
    "cost_per_mql": (["cost"], []),
}
# Those whose records are worth 1 in the numerator and 0 beside it.
SHARES = {"answered", "due", "resolved"}


def problems(row, records):
    """What does not add up; and whether anything could be added up."""
    found, by_role = [], sums(records)
    compared = False
    for role, column in (("numerator", "numerator"), ("denominator", "denominator")):
        if by_role and row[column] and set(by_role) <= {"numerator", "denominator"}:
            compared = True
            if by_role[role][2] != whole(row[column]):
                found.append(f"{role}: records give {by_role[role][2]}, the figure {row[column]}")
    tops, bottoms = PARTS.get(row["kpi"].split("[")[0], ([], []))
    for column, roles in (("numerator", tops), ("denominator", bottoms)):
        if row[column] and roles:
            compared = True
            total = sum(by_role[role][2] for role in roles if role in by_role)
            if total != whole(row[column]):
                found.append(f"{', '.join(roles)}: records give {total}, the figure {row[column]}")
    for role in SHARES & set(by_role):
        if row["numerator"] and row["unit"] == "rate" and by_role[role][2] != whole(row["numerator"]):
            found.append(f"{role}: records give {by_role[role][2]}, not {row['numerator']}")
    if set(by_role) == {"counted"} and row["value"]:
        compared = True
        if by_role["counted"][2] != whole(row["value"]):
            found.append(f"records give {by_role['counted'][2]}, the figure {row['value']}")
    if len(by_role) == 1 and row["n"] and row["value"] and not tops:
        compared = True
        role, (count, _, total) = next(iter(by_role.items()))
        # Of different accounts the second record of one is listed too, and adds nothing.
        if count != int(row["n"]) and not (role == "counted" and total == int(row["n"])):
            found.append(f"{role}: {count} records, n is {row['n']}")
    return found, compared


def value_line(text):
    for line in text.splitlines():
        line = line.strip()
        if line.startswith(("value ", "no value:", "no figure of")):
            return line
    return ""


def explain(options, name, company, configuration, tally):
    usual = ["--config", str(configuration), "--as-of", company.as_of.isoformat()]
    usual += ["--exports", "live", "--threads", "1"]
    done = run(options.jalon, "figures", *usual)
    if done.returncode:
        sys.exit(f"{name}: {done.stderr}")
    table = list(csv.DictReader(io.StringIO(done.stdout.lstrip("\ufeff"))))
    latest = max(row["period"] for row in table if len(row["period"]) == 7)
    chosen = places(table, {latest, company.as_of.isoformat()})
    print(f"{name}: {len(chosen)} figures of {len({row['kpi'] for row in chosen})} KPIs", flush=True)
    for row in chosen:
        scope = "company" if row["scope_kind"] == "company" else (
            f"{row['scope_kind']}:{row['scope_id']}")
        arguments = ["explain", row["kpi"], *usual, "--scope", scope, "--period", row["period"]]
        place = f"{name} {row['kpi']} {scope} {row['period']}"
        outcome = {form: run(options.jalon, *arguments, "--format", form)
                   for form in ("json", "csv", "text")}
        found = [
            f"--format {form}: exit {done.returncode}: {done.stderr.strip()[:200]}"
            for form, done in outcome.items() if done.returncode]
        if not found:
            records = json.loads(outcome["json"].stdout)
            lines = list(csv.DictReader(io.StringIO(outcome["csv"].stdout.lstrip("\ufeff"))))
            found, compared = problems(row, records)
            tally["added up" if compared else "nothing to add up"] += 1
            if not compared and row["value"]:
                tally.setdefault("not added up", set()).add(row["kpi"])
            if len(lines) != len(records):
                found.append(f"CSV has {len(lines)} rows, JSON {len(records)}")
            line, wanted = value_line(outcome["text"].stdout), row["value"]
            shown = line.split()[1] if line.startswith("value") else ""
            if whole(shown) != whole(wanted) or bool(shown) != bool(wanted):
                found.append(f"the text says '{line}', the figure is {wanted or 'absent'}")
        tally["figures"] += 1
        tally["problems"] += len(found)
        for text in found:
            print(f"{place}: {text}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jalon", help="the binary")
    parser.add_argument("--sets", default="sample,maven,adventureworks")
    options = parser.parse_args()
    tally = collections.Counter()
    for name in options.sets.split(","):
        reader, configuration = SETS[name]
        try:
            company = reader(None)
        except FileNotFoundError as error:
            print(f"{name}: skipped, no {error.filename}")
            continue
        explain(options, name, company, configuration, tally)
    alone = sorted(tally.pop("not added up", set()))
    print(", ".join(f"{count} {what}" for what, count in tally.items()))
    print(f"with a value but no sum of records: {' '.join(alone)}")
    sys.exit(1 if tally["problems"] or not tally["figures"] else 0)


if __name__ == "__main__":
    main()
