#!/usr/bin/env python3
"""Explains every KPI of companies, and adds up the records that are listed. See README.md.

Every figure of some scopes and periods is set against its list: the records of a part must add up to
the numerator, the denominator or the value, a sample must hold n records with the statistic at its
rank, and each record must stand in the file at the line that is said.
Exits 1 when a command fails, a sum differs from the figure, or the three formats disagree.
"""

import argparse
import collections
import csv
import gzip
import io
import json
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import companies

SPLIT = ", "
PARTS = ("counted", "numerator", "denominator", "sample", "detail")


def run(jalon, *arguments):
    return subprocess.run([jalon, *arguments, "--quiet"], capture_output=True, text=True)


def whole(text):
    return Decimal(text or 0)


class List:
    """The records of one figure, by the part they play; a part of a part has its prefix."""

    def __init__(self, rows):
        self.parts = collections.defaultdict(list)
        self.left_out = []
        for row in rows:
            role = row["role"]
            if role is None:
                self.left_out.append(row)
            elif role.split(SPLIT)[-1] in PARTS:
                self.parts[role].append(row)

    def sum(self, role):
        return sum(whole(row["value"]) for row in self.parts.get(role, []))

    def has(self, role):
        return role in self.parts


def near(found, wanted, rows):
    """Long fractions are written with six decimals, and money with those of its currency."""
    slack = Decimal(0)
    if any(row["unit"] in ("hours", "rate", "score", "ratio") for row in rows):
        slack = Decimal("0.000001") * (len(rows) + 1)
    return abs(found - whole(wanted)) <= slack


# A numerator or denominator that is a mean, or a rate, is no sum of records.
NO_SUM = {("pipeline_needed", "denominator")}
# Parts of amounts, which are rounded one by one where they are printed.
ROUNDED = {"weighted_pipeline", "avg_deal", "pipeline_needed", "coverage"}


def problems(kpi, row, listed):
    """What does not add up."""
    found = []

    def compare(role, column):
        rows = listed.parts[role]
        total = listed.sum(role)
        slack = Decimal("0.01") * len(rows) if kpi in ROUNDED else 0
        if not near(total, row[column], rows) and abs(total - whole(row[column])) > slack:
            found.append(f"{role}: {len(rows)} records give {total}, the figure {row[column]}")

    nothing = whole(row["numerator"]) == 0 and whole(row["denominator"]) == 0
    for column in ("numerator", "denominator"):
        if not row[column] or (kpi, column) in NO_SUM:
            continue
        if listed.has(column):
            compare(column, column)
        elif listed.has("sample") and row["unit"] != "count":
            if column == "numerator":
                compare("sample", column)
            elif len(listed.parts["sample"]) != int(row["n"]):
                found.append(f"sample: {len(listed.parts['sample'])} records, n is {row['n']}")
        elif kpi.startswith("signal"):
            mean = listed.sum("sample") / max(len(listed.parts["sample"]), 1)
            if abs(mean - whole(row["numerator"])) > Decimal("0.01"):
                found.append(f"points: mean {mean}, the figure {row['numerator']}")
        elif whole(row[column]) != 0:
            found.append(f"{column} {row[column]}, and no records")
    if listed.has("counted"):
        if row["value"]:
            compare("counted", "value")
    elif listed.has("sample") and row["n"]:
        rows = listed.parts["sample"]
        # Beside the share of a cohort its size by month is listed, beside a spread its reps.
        if not row["numerator"] and len(rows) != int(row["n"]):
            found.append(f"sample: {len(rows)} records, n is {row['n']}")
        ranks = [r for r in rows if r["rank"] is not None]
        if ranks and row["value"] and not any(
                near(whole(r["value"]), row["value"], [r]) for r in ranks):
            middle = len(ranks) // 2
            pair = (whole(ranks[middle - 1]["value"]) + whole(ranks[middle]["value"])) / 2
            # The middle of two amounts is rounded to the minor unit.
            if not near(pair, row["value"], ranks) and abs(
                    pair - whole(row["value"])) > Decimal("0.005"):
                found.append(f"sample: {row['value']} is at no rank")
    elif row["value"] and whole(row["value"]) != 0 and nothing and not listed.parts:
        found.append(f"value {row['value']}, and no records")
    return found


class Files:
    """The lines of cited files."""

    def __init__(self, folder):
        self.folder = folder
        self.lines = {}

    def read(self, name):
        if name not in self.lines:
            path = self.folder / name
            if path.suffix == ".gz":
                data = gzip.decompress(path.read_bytes())
            elif path.suffix == ".zip":
                with zipfile.ZipFile(path) as archive:
                    data = archive.read(archive.namelist()[0])
            elif path.exists():
                data = path.read_bytes()
            else:
                archive, _, member = name.partition(".zip")
                with zipfile.ZipFile(self.folder / (archive + ".zip")) as opened:
                    data = opened.read(member.strip("/#:() "))
            for encoding in ("utf-8-sig", "utf-16", "cp1252"):
                try:
                    text = data.decode(encoding)
                    break
                except UnicodeDecodeError:
                    continue
            self.lines[name] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return self.lines[name]

    def problem(self, row):
        """A record must have its identifier on its line, or on those that its cells go on over."""
        if row["file"] is None:
            return None
        lines = self.read(row["file"])
        if not 1 <= row["line"] <= len(lines):
            return f"{row['file']} has {len(lines)} lines, not {row['line']}"
        cited = "\n".join(lines[row["line"] - 1:row["line"] + 20])
        head = cited if cited.split("\n")[0].count('"') % 2 else cited.split("\n")[0]
        wanted = (row["id"] or "").replace('"', '""')
        if wanted not in head:
            return f"{row['file']}:{row['line']} holds no {row['id']}: {head[:80]}"
        return None


def scopes(table):
    """The company, and of the others those with most figures: two teams, two reps, nobody's."""
    counts = collections.Counter(
        (row["scope_kind"], row["scope_id"]) for row in table if row["value"])
    chosen = ["company"]
    for kind, most in (("team", 2), ("rep", 2)):
        names = [name for (k, name), _ in counts.most_common() if k == kind]
        chosen += [f"{kind}:{name}" for name in names if name != "unassigned"][:most]
    if ("rep", "unassigned") in counts:
        chosen.append("rep:unassigned")
    return chosen


def explain(options, name, company, configuration, tally):
    usual = ["--config", str(configuration), "--as-of", company.as_of.isoformat()]
    usual += ["--exports", "live", "--threads", "1"]
    today = company.as_of
    quarter = (today.month + 2) // 3
    before = f"{today.year}-Q{quarter - 1}" if quarter > 1 else f"{today.year - 1}-Q4"
    periods = [f"{today:%Y-%m}", f"{today.year}-Q{quarter}", before, str(today.year),
               f"rolling-12m..{today}", today.isoformat()]
    done = run(options.jalon, "figures", *usual, "--periods", ",".join(periods))
    if done.returncode:
        print(f"{name}: exit {done.returncode}: {done.stderr.strip()[:300]}")
        tally["problems"] += 1
        return
    table = [row for row in csv.DictReader(io.StringIO(done.stdout.lstrip("\ufeff")))
             if not row["segment"] and not row["objective_id"]]
    files = Files(configuration.parent)
    figures = records = 0
    found_before = tally["problems"]
    for number, scope in enumerate(scopes(table)):
        kind, _, identifier = scope.partition(":")
        rows = {
            (row["kpi"], row["period"]): row for row in table
            if row["scope_kind"] == kind and row["scope_id"] in (identifier, scope)}
        for period in periods:
            arguments = ["explain", "all", *usual, "--scope", scope, "--period", period]
            done = run(options.jalon, *arguments, "--format", "json")
            if done.returncode:
                report(tally, f"{name} {scope} {period}: exit {done.returncode}: {done.stderr[:200]}")
                continue
            listed = collections.defaultdict(list)
            for row in json.loads(done.stdout):
                listed[row["kpi"]].append(row)
            if number == 0:
                formats(options, arguments, listed, rows, period, f"{name} {scope}", tally)
            for (kpi, when), row in rows.items():
                if when != period:
                    continue
                figures += 1
                own = List(listed.get(kpi, []))
                records += sum(len(part) for part in own.parts.values())
                for text in problems(kpi, row, own):
                    report(tally, f"{name} {kpi} {scope} {period}: {text}")
                for text in parts_of_parts(own, rows):
                    report(tally, f"{name} {kpi} {scope} {period}: {text}")
                if any(own.parts.values()):
                    tally["added up"] += 1
                elif row["value"] and whole(row["value"]) != 0:
                    tally.setdefault("without records", set()).add(kpi)
                for part in [*own.parts.values(), own.left_out]:
                    for record in part[:options.cited]:
                        tally["cited"] += 1
                        if text := files.problem(record):
                            report(tally, f"{name} {kpi} {scope} {period}: {text}")
    tally["figures"] += figures
    print(f"{name}: {figures} figures, {records} records, {tally['problems'] - found_before} problems",
          flush=True)


def parts_of_parts(listed, rows):
    """The records of what a figure is derived from add up to those figures."""
    for role, records in listed.parts.items():
        *before, part = role.split(SPLIT)
        if not before or " of " not in before[-1]:
            continue
        kpi, _, period = before[-1].rpartition(" of ")
        row = rows.get((kpi, period))
        column = "value" if part == "counted" else part
        if row and row.get(column) and part in ("counted", "numerator", "denominator"):
            total = sum(whole(record["value"]) for record in records)
            if not near(total, row[column], records):
                yield f"{role}: records give {total}, the figure {row[column]}"


def formats(options, arguments, listed, rows, period, place, tally):
    """CSV has the rows of JSON, and the text the values of the figures."""
    done = run(options.jalon, *arguments, "--format", "csv")
    count = sum(1 for _ in csv.DictReader(io.StringIO(done.stdout.lstrip("\ufeff"))))
    expected = sum(len(own) for own in listed.values())
    if count != expected:
        report(tally, f"{place} {period}: CSV has {count} rows, JSON {expected}")
    done = run(options.jalon, *arguments, "--limit", "0")
    kpi = None
    known = {key for key, _ in rows}
    for line in done.stdout.splitlines():
        head = line.partition(": ")[0]
        if head in known and not line.startswith(" "):
            kpi = head
        elif line.startswith("  value ") and (kpi, period) in rows:
            shown, wanted = line.split()[1], rows[kpi, period]["value"]
            if whole(shown) != whole(wanted):
                report(tally, f"{place} {kpi} {period}: the text says {shown}, the figure {wanted}")


def report(tally, text):
    tally["problems"] += 1
    if tally["problems"] <= 200:
        print(text, flush=True)


def pack(configuration):
    """The same company with its opportunities in an archive, and its other exports written twice."""
    text = configuration.read_text(encoding="utf-8")
    for path in sorted(configuration.parent.glob("*.csv")):
        if path.name == "opportunities.csv":
            with zipfile.ZipFile(path.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(path, path.name)
            text = text.replace("files: opportunities.csv", "files: opportunities.zip")
            path.unlink()
        elif f"files: {path.name}" in text and path.stem in ("activities", "leads", "customers"):
            again = path.with_name(f"{path.stem}-again.csv.gz")
            again.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
            text = text.replace(f"files: {path.name}", f"files: [{path.name}, {again.name}]")
    configuration.write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    companies.add_options(parser, sets="sample,maven,adventureworks", seeds="1-20")
    parser.add_argument(
        "--cited", type=int, default=40, help="records of a list that are looked up in their files")
    parser.add_argument(
        "--packed", action="store_true", help="random companies with archives and repeated exports")
    options = parser.parse_args()
    tally = collections.Counter()
    for name, company, configuration in companies.chosen(options):
        if options.packed and name.startswith("seed"):
            pack(configuration)
        explain(options, name, company, configuration, tally)
    alone = sorted(tally.pop("without records", set()))
    print(", ".join(f"{count} {what}" for what, count in tally.items()))
    print(f"with a value but no records: {' '.join(alone) or 'none'}")
    sys.exit(1 if tally["problems"] or not tally["figures"] else 0)


if __name__ == "__main__":
    main()
