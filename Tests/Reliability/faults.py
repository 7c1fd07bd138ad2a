#!/usr/bin/env python3
"""Fails every system call of a run on its output folder and its archive, one by one, and kills runs
at random.

Usage: faults.py BINARY [KILLS]

Needs strace. After each fault the report of the day before must be untouched and nothing else may
be left, the archive must be sound and hold the runs it held, the exit code must be one of
reliability's, and one message must have been printed. After each kill every link must lead to a
whole run, and the archive must be sound.
"""

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
CONFIGURATION = """company: Essai
exports:
  deals:
    entity: opportunities
    files: deals.csv
"""
DEALS = """id,owner,amount_net,status,stage,created_at,closed_at
1,alice,1234.50,won,,2026-06-01,2026-08-14
"""

binary = os.path.abspath(sys.argv[1])
kills = int(sys.argv[2]) if len(sys.argv) > 2 else 0
folder = tempfile.mkdtemp(prefix="jalon-faults-")


def path(name):
    return os.path.join(folder, name)


def jalon(*arguments, before=()):
    return subprocess.run(
        [*before, binary, *arguments], cwd=folder, stdin=subprocess.DEVNULL,
        capture_output=True, text=True)


def run(before=()):
    return jalon("run", "--as-of", "2026-08-31", before=before)


def reset():
    for name in ("output", "archive"):
        shutil.rmtree(path(name), ignore_errors=True)
        shutil.copytree(path(name + ".kept"), path(name), symlinks=True)


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
    """The names of the archived runs; what a crash left half done is undone by opening it."""
    database = sqlite3.connect(path("archive/jalon.sqlite"))
    try:
        sound = database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        runs = database.execute("SELECT as_of, number FROM run ORDER BY id").fetchall()
        return runs if sound else None
    finally:
        database.close()


def points():
    """Each system call on the output folder: its name and how many of that name came before."""
    trace = path("trace")
    result = run(["strace", "-f", "-y", "-e", "trace=" + ",".join(ERRORS), "-o", trace])
    assert result.returncode == 0, result.stderr
    counts = {}
    with open(trace) as file:
        for line in file:
            match = re.match(r"\d+\s+(\w+)\(", line)
            if not match:
                continue
            name = match[1]
            counts[name] = counts.get(name, 0) + 1
            if re.search(r'[/"](output|archive)', line):
                yield name, counts[name], line.strip()


def inject():
    faults = failures = 0
    reset()
    kept, runs = tree(), archived()
    found = list(points())
    for name, when, line in found:
        for error in ERRORS[name]:
            reset()
            result = run([
                "strace", "-f", "-qq", "-e", "trace=" + name, "-e",
                f"inject={name}:error={error}:when={when}", "-o", os.devnull])
            faults += 1
            if result.returncode == 0:
                is_right = (jalon("verify", "output/2026-08-31").returncode == 0
                            and archived() == runs + [("2026-08-31", 1)])
            else:
                is_right = (result.returncode in (73, 74, 75, 77) and tree() == kept
                            and archived() == runs and result.stderr.count("\n") == 1)
            if not is_right:
                failures += 1
                print(f"{error} at {line}\n  ended with {result.returncode}: {result.stderr}")
    print(f"{faults} faults injected, {failures} handled wrongly")
    return failures


def whole(link):
    """As `jalon verify`, without starting it ten thousand times."""
    folder = path(link)
    with open(folder + "/manifest.json") as file:
        outputs = json.load(file)["outputs"]
    for output in outputs:
        with open(f"{folder}/{output['path']}", "rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != output["sha256"]:
                return False
    return True


def kill():
    failures = 0
    reset()
    for _ in range(kills):
        process = subprocess.Popen(
            [binary, "run", "--as-of", "2026-08-31"], cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=random.uniform(0, 0.4))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for link in ("output/latest", "output/2026-08-30", "output/2026-08-31"):
            if os.path.lexists(path(link)) and not whole(link):
                failures += 1
                print(f"{link} leads to no whole run")
        if archived() is None:
            failures += 1
            print("the archive is damaged")
    assert run().returncode == 0
    left = [name for name in os.listdir(path("output/runs")) if name.startswith(".")]
    print(f"{kills} kills, {failures} torn outputs, {len(left)} leftovers after the next run")
    return failures + len(left)


try:
    with open(path("jalon.yaml"), "w") as file:
        file.write(CONFIGURATION)
    with open(path("deals.csv"), "w") as file:
        file.write(DEALS)
    assert jalon("run", "--as-of", "2026-08-30").returncode == 0
    for name in ("output", "archive"):
        shutil.copytree(path(name), path(name + ".kept"), symlinks=True)
    sys.exit(1 if inject() + (kill() if kills else 0) else 0)
finally:
    shutil.rmtree(folder)
