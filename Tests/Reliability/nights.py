#!/usr/bin/env python3
"""Nights as they go wrong: full disks, runs at once, inputs that change, odd dates, a hundred reruns.

Usage: nights.py BINARY

Each line says what was done how often, and how often it went wrong; ends with 1 when anything did.
Needs root for full disks of their own (tmpfs), and says so when it is not.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

binary = os.path.abspath(sys.argv[1])
folder = tempfile.mkdtemp(prefix="jalon-nights-")
failures = 0
CONFIGURATION = """company: Essai
exports:
  deals:
    entity: opportunities
    files: deals.csv
people:
  - {id: alice, name: Alice, team: nord}
teams:
  - {id: nord, name: Nord}
gate: {record_age_days: 3650}
"""


def company(name, rows=50, where=None):
    path = os.path.join(where or folder, name)
    os.makedirs(path)
    with open(path + "/jalon.yaml", "w") as file:
        file.write(CONFIGURATION)
    export(path, rows)
    return path


def export(path, rows):
    with open(path + "/deals.csv", "w") as file:
        file.write("id,owner,amount_net,status,stage,created_at,closed_at\n")
        for row in range(rows):
            file.write(f"{row},alice,{row}.50,won,,2026-01-01,2026-0{row % 8 + 1}-14\n")


def jalon(path, *arguments, **options):
    return subprocess.run(
        [binary, *arguments], cwd=path, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        **options)


def tree(path):
    found = {}
    for parent, _, files in os.walk(path):
        for name in files:
            if name in ("jalon.prom", ".lock"):
                continue
            with open(os.path.join(parent, name), "rb") as file:
                found[os.path.relpath(os.path.join(parent, name), path)] = hashlib.sha256(
                    file.read()).hexdigest()
    return found


def report(what, count, wrong, note=""):
    global failures
    failures += wrong
    print(f"{what}: {count}, wrong: {wrong}{'; ' + note if note else ''}", flush=True)


def reruns():
    path = company("reruns")
    wrong, first = 0, None
    for turn in range(100):
        environment = {"TZ": ["UTC", "Pacific/Kiritimati", "America/New_York", "Asia/Tokyo"][turn % 4],
                       "LANG": ["C", "fr_FR.UTF-8", "ar_SA.UTF-8", "tr_TR.UTF-8"][turn // 4 % 4]}
        result = jalon(path, "run", "--as-of", "2026-08-31", "--threads", str([1, 2, 4][turn % 3]),
                       env=environment)
        found = tree(os.path.realpath(path + "/output/latest"))
        first = first or found
        wrong += result.returncode != 0 or found != first
    digest = hashlib.sha256(repr(sorted(first.items())).encode()).hexdigest()
    report("reruns byte for byte, threads 1, 2, 4, four zones, four languages", 100, wrong,
           "sha256 of all " + digest[:16])


def at_once(count):
    path = company(f"at-once-{count}", rows=20_000)
    jalon(path, "run", "--as-of", "2026-08-30")
    runs = [subprocess.Popen([binary, "run", "--as-of", "2026-08-31"], cwd=path,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for _ in range(count)]
    codes = [run.wait() for run in runs]
    whole = jalon(path, "verify", "output/latest").returncode == 0
    # A run that came when another had ended works as well.
    wrong = sum(code not in (0, 75) for code in codes) + (0 not in codes) + (not whole)
    left = [name for name in os.listdir(path + "/output/runs") if name.startswith(".")]
    report(f"{count} runs at once", count, wrong + len(left),
           f"{codes.count(0)} published, {codes.count(75)} ended with 75")


def full_disks():
    if os.geteuid() != 0:
        print("full disks: not tried, needs root")
        return
    for what, size, options in (
            ("full disk of 1 MB", "1m", ""), ("full disk of 4 MB", "4m", ""),
            ("disk without inodes", "64m", ",nr_inodes=120"), ("read-only disk", "64m", "")):
        mount = os.path.join(folder, what.replace(" ", "-"))
        os.makedirs(mount)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}{options}", "tmpfs", mount],
                       check=True)
        try:
            path = company("company", rows=30, where=mount)
            first = jalon(path, "run", "--as-of", "2026-08-30")
            kept = tree(path + "/output") if os.path.exists(path + "/output") else {}
            if what.startswith("read"):
                subprocess.run(["mount", "-o", "remount,ro", mount], check=True)
            codes, wrong = [], first.returncode not in (0, 73, 74)
            for turn in range(60):
                result = jalon(path, "run", "--as-of", f"2026-09-{turn % 28 + 1:02d}")
                codes.append(result.returncode)
                if result.returncode == 0:
                    kept = tree(path + "/output")
                    continue
                wrong += (result.returncode not in (73, 74, 77) or tree(path + "/output") != kept
                          or result.stderr.count("\n") != 1)
            wrong += not any(codes)
            old = f"an old report of {len(kept)} files" if kept else "no old report"
            report(what, len(codes), wrong, old + ", ended with " + ", ".join(
                f"{code} ({codes.count(code)})" for code in sorted(set(codes))))
        finally:
            subprocess.run(["umount", "-l", mount])
    path = company("quota", rows=200)
    jalon(path, "run", "--as-of", "2026-08-30")
    kept, wrong, codes = tree(path + "/output"), 0, set()
    for blocks in list(range(0, 40)) + [64, 128, 256]:
        result = subprocess.run(
            ["sh", "-c", f"ulimit -f {blocks}; exec '{binary}' run --as-of 2026-08-31"], cwd=path,
            capture_output=True, text=True)
        codes.add(result.returncode)
        if result.returncode == 0:
            break
        wrong += result.returncode not in (73, 74) or tree(path + "/output") != kept
    report("over quota (RLIMIT_FSIZE)", 43, wrong, f"ended with {sorted(codes)}")


def changing_inputs():
    wrong = {"grows": 0, "is cut short": 0, "vanishes": 0}
    codes = {what: set() for what in wrong}
    for what in wrong:
        path = company("input " + what, rows=200)
        export(path, 100_000)
        began = time.time()
        jalon(path, "run", "--as-of", "2026-08-30")
        # From before the first byte is read until after the last.
        whole = time.time() - began
        for turn in range(40):
            export(path, 100_000 if turn % 2 else 30_000)
            kept = tree(path + "/output")
            stop = threading.Event()

            def change():
                time.sleep(whole * turn / 40)
                file = path + "/deals.csv"
                while not stop.is_set():
                    try:
                        if what == "grows":
                            with open(file, "a") as handle:
                                handle.write("x,alice,1.00,won,,2026-01-01,2026-08-14\n")
                        elif what == "is cut short":
                            os.truncate(file, max(0, os.path.getsize(file) - 70_000))
                        else:
                            os.unlink(file)
                    except OSError:
                        return
                    time.sleep(0.001)

            thread = threading.Thread(target=change)
            thread.start()
            result = jalon(path, "run", "--as-of", "2026-08-31", "--exports", "live", "--release")
            stop.set()
            thread.join()
            codes[what].add(result.returncode)
            if result.returncode == 0:
                # Read before the change, or after the last one: then it must be a whole file.
                wrong[what] += jalon(path, "verify").returncode != 0
            else:
                wrong[what] += (result.returncode not in (65, 66, 75)
                                or tree(path + "/output") != kept)
        report(f"input {what} while it is read", 40, wrong[what],
               f"ended with {sorted(codes[what])}")


def odd_dates():
    path = company("dates")
    wrong, days = 0, []
    for year in range(2023, 2030):
        days += [f"{year}-01-01", f"{year}-12-31", f"{year}-02-28", f"{year}-03-01"]
        if year % 4 == 0:
            days.append(f"{year}-02-29")
        for month in (3, 10, 11):
            days += [f"{year}-{month:02d}-{day:02d}" for day in range(24, 31)]
    for zone in ("Europe/Paris", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia"):
        with open(path + "/jalon.yaml", "w") as file:
            file.write(CONFIGURATION + f"time_zone: {zone}\narchive: false\n")
        for day in days:
            result = jalon(path, "figures", "--as-of", day, "--kpi", "revenue_won", "--scope",
                           "company", "--period", "year")
            total = sum(0.5 + row for row in range(50)
                        if f"2026-0{row % 8 + 1}-14" <= day and day[:4] == "2026")
            found = [line for line in result.stdout.splitlines() if f",{day[:4]},{day[:4]}-01" in line]
            amount = f",{total:.2f}," if total else ""
            wrong += result.returncode != 0 or len(found) != 1 or amount not in found[0]
    report("leap days, ends of years, nights on which clocks change, in 4 zones", 4 * len(days), wrong)


def clock():
    path = company("clock")
    wrong = 0
    if shutil.which("faketime"):
        # Set back, and far ahead, in between: the newest report stays the one of the greatest date.
        moments = ["2026-03-29 02:30:00", "2026-10-25 02:30:00", "2026-10-25 01:30:00",
                   "2019-01-01 00:00:00", "2037-12-31 23:59:59", "2026-10-26 02:30:00"]
        codes = []
        for when in moments:
            result = subprocess.run(["faketime", when, binary, "run"], cwd=path,
                                    capture_output=True, text=True, env={
                                        "PATH": os.environ["PATH"], "NO_FAKE_STAT": "1"})
            codes.append(result.returncode)
            latest = os.path.basename(os.path.realpath(path + "/output/latest"))[:10]
            wrong += (result.returncode not in (0, 79) or jalon(path, "verify").returncode != 0
                      or latest != max(name[:10] for name in os.listdir(path + "/output/runs")))
        wrong += latest != "2026-10-25"
        report("runs with another clock, set back and ahead", len(moments), wrong,
               f"ended with {codes}, the latest of {latest}")
    else:
        print("runs with another clock: not tried, needs faketime")


try:
    for name in sys.argv[2:] or ["reruns", "two", "fifty", "full_disks", "changing_inputs",
                                 "odd_dates", "clock"]:
        if name == "two":
            at_once(2)
        elif name == "fifty":
            at_once(50)
        else:
            globals()[name]()
finally:
    shutil.rmtree(folder, ignore_errors=True)
sys.exit(1 if failures else 0)
