#!/usr/bin/env python3
"""Fails every system call of a run on its output folder and its archive, one by one; kills a run at
each of them; and kills runs at random.

Usage: faults.py BINARY [KILLS]

Needs strace. After each fault the report of the day before must be untouched and nothing else may
be left, the archive must be sound and hold the runs it held, the exit code must be one of
reliability's, and one message must have been printed. After each kill every link must lead to a
whole run and the archive must be sound; after the next run nothing may be left, and the published
runs must be the archived ones.
"""

import collections
import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

ERRORS = {
    "openat": ["ENOSPC", "EACCES", "EMFILE", "EIO", "EINTR"],
    "read": ["EIO", "EINTR"],
    "write": ["ENOSPC", "EIO", "EINTR"],
    "fsync": ["EIO", "EINTR"],
    "rename": ["EIO", "EACCES"],
    "mkdir": ["ENOSPC", "EACCES"],
    "symlink": ["ENOSPC", "EACCES"],
    "fchmod": ["EPERM", "EINTR"],
    "close": ["EIO", "EINTR"],
    "flock": ["EIO", "EINTR"],
    "pwrite64": ["ENOSPC", "EIO", "EINTR"],
    "pread64": ["EIO"],
    "fdatasync": ["EIO"],
    "ftruncate": ["EIO"],
    "unlink": ["EACCES", "EIO"],
}
# What changes something on the disk: between two of these a kill finds nothing new.
CHANGES = ["openat", "write", "fsync", "rename", "mkdir", "rmdir", "symlink", "fchmod", "pwrite64",
           "fdatasync", "ftruncate", "unlink", "flock"]
CONFIGURATION = """company: Essai
exports:
  deals:
    entity: opportunities
    files: deals.csv
"""
DEALS = """id,owner,amount_net,status,stage,created_at,closed_at
1,alice,1234.50,won,,2026-06-01,2026-08-14
2,alice,99.00,open,,2026-06-01,
"""

binary = os.path.abspath(sys.argv[1])
kills = int(sys.argv[2]) if len(sys.argv) > 2 else 0
folder = tempfile.mkdtemp(prefix="jalon-faults-")
failures = 0


def path(name):
    return os.path.join(folder, name)


def jalon(*arguments, before=()):
    return subprocess.run(
        [*before, binary, *arguments], cwd=folder, stdin=subprocess.DEVNULL,
        capture_output=True, text=True)


def run(before=(), day="2026-08-31"):
    return jalon("run", "--as-of", day, before=before)


def traced(name, what):
    return ["strace", "-f", "-qq", "-e", "trace=" + name, "-e", f"inject={name}:{what}",
            "-o", os.devnull]


def reset():
    for name in ("output", "archive"):
        shutil.rmtree(path(name), ignore_errors=True)
        shutil.copytree(path(name + ".kept"), path(name), symlinks=True)


def wrong(text):
    global failures
    failures += 1
    print(text, flush=True)


def tree():
    found = {}
    for parent, folders, files in os.walk(path("output")):
        for name in folders + files:
            entry = os.path.join(parent, name)
            # The metrics say that the run failed.
            if name.startswith("jalon.prom"):
                continue
            if os.path.islink(entry):
                found[entry] = os.readlink(entry)
            elif os.path.isfile(entry):
                with open(entry, "rb") as file:
                    found[entry] = hashlib.sha256(file.read()).hexdigest()
            else:
                found[entry] = "folder"
    return found


def archived():
    """The names of the archived runs, and how many publications were begun and not ended; nothing
    where the archive is damaged. What a crash left half done is undone by opening it."""
    database = sqlite3.connect(path("archive/jalon.sqlite"))
    try:
        sound = database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        runs = [f"{day}.{number}" for day, number in database.execute(
            "SELECT as_of, number FROM run WHERE NOT is_held ORDER BY as_of, number")]
        return (runs, database.execute("SELECT count(*) FROM publication").fetchone()[0]
                ) if sound else (None, 0)
    finally:
        database.close()


seen = set()


def check_links(what):
    """As `jalon verify` of each link, without starting it ten thousand times; a published run never
    changes, so each is read once."""
    output = path("output")
    for name in os.listdir(output):
        link = os.path.join(output, name)
        if not os.path.islink(link) or name.endswith(".new"):
            continue
        target = os.path.realpath(link)
        if target in seen:
            continue
        try:
            with open(target + "/manifest.json") as file:
                outputs = json.load(file)["outputs"]
            for entry in outputs:
                with open(f"{target}/{entry['path']}", "rb") as file:
                    if hashlib.sha256(file.read()).hexdigest() != entry["sha256"]:
                        raise ValueError(entry["path"])
            seen.add(target)
        except (OSError, ValueError) as error:
            wrong(f"{what}: {name} leads to no whole run: {error}")


def check_after(what, day):
    """The next run must mend everything; says whether the killed one was archived."""
    runs, begun = archived()
    if runs is None:
        return wrong(f"{what}: the archive is damaged")
    result = run(day=day)
    if result.returncode != 0:
        return wrong(f"{what}: the next run ended with {result.returncode}: {result.stderr}")
    runs, begun = archived()
    published = sorted(os.listdir(path("output/runs")), key=lambda n: (n[:10], int(n[11:] or 0)))
    if runs != published or begun:
        wrong(f"{what}: published {published}, archived {runs}, begun {begun}")
    links = {os.path.realpath(path("output/" + name)).split("/")[-1]
             for name in {run[:10] for run in published}}
    if not links <= set(published):
        wrong(f"{what}: the links lead to {links}")
    left = [name for parent, folders, files in os.walk(path("output")) for name in folders + files
            if name.endswith((".partial", ".new"))]
    if left:
        wrong(f"{what}: left behind: {left}")
    check_links(what)


def points(calls):
    """Each system call on the output folder or the archive: its name and how many came before."""
    trace = path("trace")
    result = run(["strace", "-f", "-y", "-e", "trace=" + ",".join(calls), "-o", trace])
    assert result.returncode == 0, result.stderr
    counts = collections.Counter()
    with open(trace) as file:
        for line in file:
            match = re.match(r"\d+\s+(\w+)\(", line)
            if not match:
                continue
            counts[match[1]] += 1
            if re.search(r'[/"](output|archive)', line):
                yield match[1], counts[match[1]], line.strip()


def inject():
    before, faults = failures, 0
    reset()
    kept, runs = tree(), archived()
    for name, when, line in list(points(ERRORS)):
        for error in ERRORS[name]:
            reset()
            result = run(traced(name, f"error={error}:when={when}"))
            faults += 1
            if result.returncode == 0:
                seen.clear()
                check_links(f"{error} at {line}")
                is_right = archived() == (runs[0] + ["2026-08-31.1"], 0)
            else:
                is_right = (result.returncode in (73, 74, 75, 77) and tree() == kept
                            and archived()[0] == runs[0] and result.stderr.count("\n") == 1)
            if not is_right:
                wrong(f"{error} at {line}\n  ended with {result.returncode}: {result.stderr}")
    print(f"{faults} faults injected, {failures - before} handled wrongly", flush=True)


def kill_everywhere():
    before, count = failures, 0
    reset()
    states = collections.Counter()
    for name, when, line in list(points(CHANGES)):
        reset()
        seen.clear()
        run(traced(name, f"signal=KILL:when={when}"))
        count += 1
        what = f"killed at {line}"
        check_links(what)
        date = os.path.lexists(path("output/2026-08-31"))
        states[date, *archived()[1:], "2026-08-31.1" in (archived()[0] or [])] += 1
        check_after(what, "2026-09-01")
    print(f"{count} kills, one at each system call, {failures - before} handled wrongly")
    for (linked, begun, shown), number in sorted(states.items()):
        print(f"  {number} left the run {'linked' if linked else 'not linked'}, "
              f"{'begun' if begun else 'archived' if shown else 'not'} in the archive")
    sys.stdout.flush()


def kill_at_random():
    before = failures
    reset()
    seen.clear()
    began = time.time()
    run()
    # A little beyond the whole run, so that every moment of it is met.
    longest = (time.time() - began) * 1.1
    survived = 0
    for turn in range(kills):
        if turn % 250 == 0:
            reset()
            seen.clear()
        process = subprocess.Popen(
            [binary, "run", "--as-of", "2026-08-31"], cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=random.uniform(0, longest))
            survived += 1
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        check_links(f"kill {turn}")
        if archived()[0] is None:
            wrong(f"kill {turn}: the archive is damaged")
        if turn % 50 == 49:
            check_after(f"kill {turn}", "2026-08-31")
    print(f"{kills} kills at random ({survived} of them too late), {failures - before} wrong, "
          f"{time.time() - began:.0f} s", flush=True)


try:
    with open(path("jalon.yaml"), "w") as file:
        file.write(CONFIGURATION)
    with open(path("deals.csv"), "w") as file:
        file.write(DEALS)
    assert jalon("run", "--as-of", "2026-08-30").returncode == 0
    for name in ("output", "archive"):
        shutil.copytree(path(name), path(name + ".kept"), symlinks=True)
    for step in sys.argv[3:] or ["kill_everywhere", "inject", "kill_at_random"]:
        globals()[step]()
    sys.exit(1 if failures else 0)
finally:
    shutil.rmtree(folder)
