#!/usr/bin/env python3
"""shapes.py JALON [--rounds N]: exports of many shapes, by Jalon and by DuckDB.

The race has one shape of rows, and everybody in it is known. Here rows are narrow, wide or long,
identifiers in no order, and nobody is known: no people are configured. Won, lost and revenue of twelve
months are asked for; the company's must be the same in both programs, which are run in turns."""
import argparse
import csv
import os
import random
import statistics

import race

FOLDER = f"{race.DATA}/shapes"
HEADER = "id,name,amount,stage,status,close_date,owner"
KPIS = ["n_won", "revenue_won", "n_lost"]
CONFIGURATION = """company: Shapes
language: en
currency: EUR
amounts: excluding_tax
time_zone: UTC
calendar: {holidays: none}
report: {period: month, history_months: 12}
exports:
  deals:
    entity: opportunities
    files: deals.csv
    headers: {amount: amount_net}
    dates: ymd
    decimal: "."
"""
QUERY = """SET threads=2;
COPY (
  SELECT strftime(close_date, '%Y-%m') AS month, owner,
    count(*) FILTER (status = 'won') AS won,
    sum(amount::DECIMAL(18,2)) FILTER (status = 'won') AS revenue,
    count(*) FILTER (status = 'lost') AS lost
  FROM read_csv('@FILE@', header = true, delim = ',', quote = '"')
  GROUP BY GROUPING SETS ((1), (1, 2))
) TO '@OUT@' (HEADER)
"""


def row(i, number=None, name=None, stage=None, owner=None):
    return [
        str(i if number is None else number), name or f"Deal {i}", f"{i % 9973}.{i % 100:02d}",
        stage or f"S{i % 7}", "won" if i % 3 else "lost", f"2026-{i % 12 + 1:02d}-{i % 28 + 1:02d}",
        owner or f"Person {i % 50}",
    ]


def lines(rows, more="", tail=""):
    yield f"{HEADER}{more}\n"
    for cells in rows:
        yield ",".join(cells) + tail + "\n"


def quoted(rows):
    for cells in [HEADER.split(","), *rows]:
        yield ",".join(f'"{cell}"' for cell in cells) + "\r\n"


def shuffled(count):
    numbers = list(range(count))
    random.Random(5).shuffle(numbers)
    return numbers


def shapes():
    """Name to the lines of the file."""
    million, bits = 1_000_000, random.Random(6)
    wide = "".join(f",x{number}" for number in range(500))
    text = 'Lorem ipsum, dolor ""sit"" amet\n' * 150
    return {
        "narrow rows": lines(row(i) for i in range(2 * million)),
        "in no order": lines(row(i) for i in shuffled(million)),
        "random identifiers": lines(
            row(i, number=f"{bits.getrandbits(128):032x}") for i in range(million)),
        "not ASCII": lines(
            row(i, name=f"Société générale d’été n° {i} — 日本", owner=f"Zoé Müller {i % 50}")
            for i in range(million)),
        "every cell quoted, CRLF": quoted(row(i) for i in range(million)),
        "500 more columns": lines((row(i) for i in range(100_000)), wide, ",v" * 500),
        "50 empty columns": lines(
            (row(i) for i in range(million // 2)), wide[:wide.index(",x50")], "," * 50),
        "texts of 150 lines": lines(
            (row(i) for i in range(60_000)), ",description", f',"{text}"'),
        "200,000 owners": lines(row(i, owner=f"Person {i % 200_000}") for i in range(million)),
        "200,000 stages": lines(row(i, stage=f"Stage {i % 200_000}") for i in range(million)),
    }


def company(path, month, kpis, is_company):
    """By month and KPI what the company has."""
    with open(path, encoding="utf-8", newline="") as file:
        return {
            (line[month], kpi): value
            for line in csv.DictReader(file) if is_company(line)
            for kpi, value in kpis(line)
        }


def number(text):
    """Of a month in which nothing was won DuckDB has no sum, and Jalon a revenue of 0."""
    return float(text or 0)


def check(name, jalon, duckdb):
    ours = company(
        jalon, "period", lambda line: [(line["kpi"], number(line["value"]))],
        lambda line: line["scope_kind"] == "company" and line["period"].startswith("2026-"))
    theirs = company(
        duckdb, "month",
        lambda line: zip(KPIS, map(number, (line["won"], line["revenue"], line["lost"]))),
        lambda line: not line["owner"])
    if not theirs or any(ours.get(key) != value for key, value in theirs.items()):
        raise SystemExit(f"{name}: the figures differ")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jalon")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    race.prepare()
    print("| | MB | Jalon s | DuckDB s | ratio |\n|---|---|---|---|---|")
    for name, content in shapes().items():
        folder = f"{FOLDER}/{name.replace(' ', '-').replace(',', '')}"
        os.makedirs(folder, exist_ok=True)
        file, ours, theirs = (f"{folder}/{part}" for part in ("deals.csv", "jalon.csv", "duckdb.csv"))
        if not os.path.exists(file):
            with open(f"{file}.new", "w", encoding="utf-8", newline="") as target:
                target.writelines(content)
            os.rename(f"{file}.new", file)
        with open(f"{folder}/jalon.yaml", "w", encoding="utf-8") as target:
            target.write(CONFIGURATION)
        with open(f"{folder}/job.sql", "w", encoding="utf-8") as target:
            target.write(QUERY.replace("@FILE@", file).replace("@OUT@", theirs))
        chosen = [argument for kpi in KPIS for argument in ("--kpi", kpi)]
        jalon = [
            os.path.abspath(options.jalon), "figures", "--config", f"{folder}/jalon.yaml",
            "--as-of", "2026-12-31", "--threads", "2", *chosen]
        duckdb = [
            f"{race.VENV}/bin/duckdb", "-batch", "-init", "/dev/null", "-f", f"{folder}/job.sql"]
        # The first round of each fills the page cache.
        runs = [(race.run(jalon, output=ours), race.run(duckdb)) for _ in range(options.rounds + 1)]
        check(name, ours, theirs)
        wall = [statistics.median(run[program][0] for run in runs[1:]) for program in (0, 1)]
        print(
            f"| {name} | {os.path.getsize(file) / 1e6:.0f} | {wall[0]:.3f} | {wall[1]:.3f} "
            f"| {wall[1] / wall[0]:.1f} |", flush=True)


if __name__ == "__main__":
    main()
