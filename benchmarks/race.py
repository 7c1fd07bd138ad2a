#!/usr/bin/env python3
"""race.py JALON [--sizes S,M] [--rounds N] [--variants] [--night]: Jalon against DuckDB and Polars.

Runs are interleaved (A B C A B C …), because only figures of one call can be compared. For each the
medians and minima of wall time and of processor time are printed, the peak memory, and the ratio to
DuckDB. Before the race every figure of Jalon is compared with those of DuckDB.

What it needs is installed into .venv beside this file; the exports are written to .data."""
import argparse
import csv
import gzip
import os
import re
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = f"{HERE}/.venv"
DATA = f"{HERE}/.data"
PACKAGES = ["duckdb-cli==1.5.6", "numpy==2.4.6", "polars==2.1.0"]
AS_OF = "2025-12-31"
KPIS = (
    "race_created n_won revenue_won n_lost win_rate_closed_n avg_deal cycle_won[median] cycle_won "
    "race_calls race_emails race_meetings race_tasks race_held race_no_shows race_no_show_rate "
    "race_open race_weighted overdue_actions"
).split()


def prepare():
    if not os.path.exists(f"{VENV}/bin/python"):
        print(f"installing {', '.join(PACKAGES)} into {VENV}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([f"{VENV}/bin/pip", "-q", "install", *PACKAGES], check=True)


def data(size, quote="needed"):
    folder = f"{DATA}/{size.replace(':', '-')}{'' if quote == 'needed' else '-quoted'}"
    if not os.path.exists(f"{folder}/activities.csv"):
        print(f"writing {folder}", flush=True)
        subprocess.run(
            [f"{VENV}/bin/python", f"{HERE}/generate.py", size, folder, "--quote", quote],
            check=True)
    for name in ("jalon.yaml", "kpis.yaml"):
        shutil.copy(f"{HERE}/{name}", folder)
    return folder


def jalon_command(binary, folder, threads, kpis=KPIS):
    chosen = [argument for kpi in kpis for argument in ("--kpi", kpi)]
    return [
        binary, "figures", "--config", f"{folder}/jalon.yaml", "--as-of", AS_OF,
        "--threads", str(threads), *chosen,
    ]


def duckdb_command(folder, threads):
    out = f"{folder}/duckdb-{threads}"
    os.makedirs(out, exist_ok=True)
    text = open(f"{HERE}/reference.sql", encoding="utf-8").read()
    for name, value in (("DATA", folder), ("OUT", out), ("THREADS", str(threads))):
        text = text.replace(f"@{name}@", value)
    open(f"{out}/job.sql", "w", encoding="utf-8").write(text)
    return [f"{VENV}/bin/duckdb", "-batch", "-init", "/dev/null", "-f", f"{out}/job.sql"]


def polars_command(folder):
    out = f"{folder}/polars"
    os.makedirs(out, exist_ok=True)
    return [f"{VENV}/bin/python", f"{HERE}/polars_job.py", folder, out]


def run(command, environment=None, output=None):
    """Wall and processor seconds and peak memory in MiB of one run."""
    with open(output or os.devnull, "wb") as file:
        start = time.monotonic()
        child = subprocess.Popen(
            command, stdout=file, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})})
        error = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
    child.returncode = status
    if status:
        raise SystemExit(f"{command[0]} failed: {error.decode()[:2000]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def race(title, entries, rounds, base):
    """`entries`: name to command and environment."""
    results = {name: [] for name in entries}
    for number in range(rounds + 1):
        for name, (command, environment) in entries.items():
            result = run(command, environment)
            if number:  # The first round fills the page cache.
                results[name].append(result)
    middle = {
        name: [statistics.median(run[column] for run in runs) for column in range(3)]
        for name, runs in results.items()
    }
    best = {
        name: [min(run[column] for run in runs) for column in range(3)]
        for name, runs in results.items()
    }
    print(f"\n{title}, {rounds} rounds; against {base}\n")
    print("| | wall s | (min) | ratio | cpu s | (min) | ratio | peak MiB |")
    print("|---|---|---|---|---|---|---|---|")
    for name in entries:
        wall, cpu, memory = middle[name]
        print(
            f"| {name} | {wall:.3f} | {best[name][0]:.3f} | {middle[base][0] / wall:.1f} "
            f"| {cpu:.3f} | {best[name][1]:.3f} | {middle[base][1] / cpu:.1f} | {memory:.0f} |",
            flush=True)


def check(binary, folder):
    for threads in (1, 2):
        run(duckdb_command(folder, threads))
    out = f"{folder}/figures.csv"
    checks = []
    for threads in (1, 2, 4):
        run(jalon_command(binary, folder, threads), output=out)
        checks.append(subprocess.run(
            [sys.executable, f"{HERE}/compare.py", f"{folder}/duckdb-2", out],
            capture_output=True, text=True).stdout)
    print(f"{folder}: {checks[0].strip()}", flush=True)
    if len(set(checks)) > 1:
        raise SystemExit("the figures depend on the number of threads")


def sizes(binary, names, rounds):
    for size in names:
        folder = data(size)
        check(binary, folder)
        race(f"Size {size}", {
            "DuckDB, 2 threads": (duckdb_command(folder, 2), None),
            "Polars, 2 threads": (polars_command(folder), {"POLARS_MAX_THREADS": "2"}),
            "Jalon, 2 threads": (jalon_command(binary, folder, 2), None),
            "Jalon, whole catalogue, 2 threads": (jalon_command(binary, folder, 2, []), None),
        }, rounds, "DuckDB, 2 threads")
        race(f"Size {size}, one thread", {
            "DuckDB, 1 thread": (duckdb_command(folder, 1), None),
            "Polars, 1 thread": (polars_command(folder), {"POLARS_MAX_THREADS": "1"}),
            "Jalon, 1 thread": (jalon_command(binary, folder, 1), None),
        }, rounds, "DuckDB, 1 thread")


VARIANT_SIZE = "100000:500000"


MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):\d\dZ)?")
AMOUNT = re.compile(r"-?\d+\.\d\d")


def french(text):
    """28/08/2024 17:47, 1 234,50."""
    if found := MOMENT.fullmatch(text):
        year, month, day, hour, minute = found.groups()
        return f"{day}/{month}/{year}" + (f" {hour}:{minute}" if hour else "")
    if AMOUNT.fullmatch(text):
        return f"{float(text):,.2f}".replace(",", " ").replace(".", ",")
    return text


def american(text):
    """8/28/2024 5:47 PM, 1,234.50."""
    if found := MOMENT.fullmatch(text):
        year, month, day, hour, minute = found.groups()
        clock = f" {(int(hour) + 11) % 12 + 1}:{minute} {'AM' if int(hour) < 12 else 'PM'}" if hour else ""
        return f"{int(month)}/{int(day)}/{year}{clock}"
    if AMOUNT.fullmatch(text):
        return f"{float(text):,.2f}"
    return text


def variants(binary, rounds):
    """The same rows in other clothes."""
    plain = data(VARIANT_SIZE)
    folders = {"plain": plain, "quoted": data(VARIANT_SIZE, "all")}

    def recoded(name, change):
        folder = f"{DATA}/variant-{name}"
        os.makedirs(folder, exist_ok=True)
        for file in ("owners.csv", "deals.csv", "activities.csv"):
            with open(f"{plain}/{file}", "rb") as source:
                content = source.read()
            with open(f"{folder}/{file}", "wb") as target:
                target.write(content if file == "owners.csv" else change(content))
        for file in ("jalon.yaml", "kpis.yaml"):
            shutil.copy(f"{HERE}/{file}", folder)
        folders[name] = folder

    def gzipped(folder):
        for file in ("deals.csv", "activities.csv"):
            with open(f"{folder}/{file}", "rb") as source, gzip.open(
                    f"{folder}/{file}.gz", "wb", compresslevel=6) as target:
                shutil.copyfileobj(source, target)
        text = open(f"{folder}/jalon.yaml", encoding="utf-8").read()
        text = text.replace("files: deals.csv", "files: deals.csv.gz")
        text = text.replace("files: activities.csv", "files: activities.csv.gz")
        open(f"{folder}/jalon.yaml", "w", encoding="utf-8").write(text)

    def retold(name, cell, delimiter, encoding, dates, decimal):
        """Dates and amounts as people of a country write them, in files of their spreadsheets."""
        folder = f"{DATA}/variant-{name}"
        os.makedirs(folder, exist_ok=True)
        for file in ("owners.csv", "kpis.yaml"):
            shutil.copy(f"{plain}/{file}", folder)
        for file in ("deals.csv", "activities.csv"):
            with open(f"{plain}/{file}", encoding="utf-8", newline="") as source, open(
                    f"{folder}/{file}", "w", encoding=encoding, errors="replace", newline="") as target:
                writer = csv.writer(target, delimiter=delimiter)
                writer.writerows([cell(text) for text in row] for row in csv.reader(source))
        text = open(f"{HERE}/jalon.yaml", encoding="utf-8").read()
        text = text.replace("dates: ymd", f"dates: {dates}")
        text = text.replace('decimal: "."', f'decimal: "{decimal}"')
        open(f"{folder}/jalon.yaml", "w", encoding="utf-8").write(text)
        folders[name] = folder
        # Nobody has told how dates and amounts are written.
        undeclared = f"{folder}-undeclared"
        os.makedirs(undeclared, exist_ok=True)
        for file in ("owners.csv", "kpis.yaml", "deals.csv", "activities.csv"):
            if not os.path.exists(f"{undeclared}/{file}"):
                os.link(f"{folder}/{file}", f"{undeclared}/{file}")
        lines = [line for line in text.splitlines(True) if "dates: " not in line and "decimal: " not in line]
        open(f"{undeclared}/jalon.yaml", "w", encoding="utf-8").write("".join(lines))
        folders[f"{name}, undeclared"] = undeclared

    recoded("crlf", lambda content: content.replace(b"\n", b"\r\n"))
    recoded("utf-16", lambda content: b"\xff\xfe" + content.decode().encode("utf-16-le"))
    recoded("windows-1252", lambda content: content.decode().encode("cp1252", "replace"))
    recoded("gzip", lambda content: content)
    gzipped(folders["gzip"])
    retold("french", french, ";", "cp1252", "dmy", ",")
    retold("american", american, ",", "utf-8", "mdy", ".")
    race("The same rows in other clothes, two threads", {
        name: (jalon_command(binary, folder, 2), None) for name, folder in folders.items()
    }, rounds, "plain")


def night(binary, rounds):
    """An ordinary company: 50 people, a whole run with every page."""
    folder = f"{DATA}/night"
    source = data("S")
    os.makedirs(folder, exist_ok=True)
    with open(f"{source}/owners.csv", encoding="utf-8") as file:
        people = file.read().splitlines()
    with open(f"{folder}/owners.csv", "w", encoding="utf-8") as file:
        file.write("\n".join(people[:51]) + "\n")
    known = [line.split(",")[1] for line in people[1:51]]
    for name in ("deals.csv", "activities.csv"):
        with open(f"{source}/{name}", encoding="utf-8", newline="") as file:
            text = file.read()
        for index in range(50, 500):
            text = text.replace(f"person{index}@", f"person{index % 50}@")
        with open(f"{folder}/{name}", "w", encoding="utf-8", newline="") as file:
            file.write(text)
    assert len(known) == 50
    for name in ("jalon.yaml", "kpis.yaml"):
        shutil.copy(f"{HERE}/{name}", folder)
    shutil.rmtree(f"{folder}/output", ignore_errors=True)
    race("An ordinary night: S, 50 people, every page; and starting", {
        # The as-of day lies in the past: every run but the first would take the archived exports.
        "jalon run": (
            [binary, "run", "--config", f"{folder}/jalon.yaml", "--as-of", AS_OF,
             "--exports", "live"], None),
        "jalon --version": ([binary, "--version"], None),
    }, rounds, "jalon run")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jalon")
    parser.add_argument("--sizes", default="S,M")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--variants", action="store_true")
    parser.add_argument("--night", action="store_true")
    options = parser.parse_args()
    binary = os.path.abspath(options.jalon)
    prepare()
    if options.sizes:
        sizes(binary, options.sizes.split(","), options.rounds)
    if options.variants:
        variants(binary, options.rounds)
    if options.night:
        night(binary, options.rounds)


if __name__ == "__main__":
    main()
