#!/usr/bin/env python3
"""Fails every system call of a run on its output folder and its archive, one by one; kills a run at
each of them; and kills runs at random.

Usage: faults.py BINARY [KILLS [STEP...]]

Needs strace. After each fault the report of the day before must be untouched and nothing else may
be left, the archive must be sound and hold the runs it held, the exit code must be one of
reliability's, and one message must have been printed. After each kill every link must lead to a
whole run, every run that has a name must be whole and made of nothing but what one run writes, and
the archive must be sound; after the next run nothing may be left, and the published runs must be the
archived ones. The first step breaks each of these on purpose, and ends the script where that is not
noticed. STEPS: sabotage, kill_everywhere, inject, kill_forget, kill_release, kill_backfill,
kill_at_random.
"""

import collections
import contextlib
import hashlib
import io
import json
import os
import random
import re
import shutil
import signal
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
CHANGES = ["openat", "write", "fsync", "rename", "renameat2", "mkdir", "rmdir", "symlink", "link",
           "fchmod", "chmod", "pwrite64", "fdatasync", "ftruncate", "unlink", "flock"]
CONFIGURATION = """company: Essai
exports:
  deals:
    entity: opportunities
    files: deals.csv
"""
PEOPLE = """people:
  - {id: alice, name: Alice Dupont}
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


def write_configuration():
    with open(path("jalon.yaml"), "w") as file:
        file.write(CONFIGURATION)


def keep(label="kept"):
    """Remembers the state that a fault is to meet."""
    for name in ("output", "archive"):
        shutil.rmtree(path(f"{name}.{label}"), ignore_errors=True)
        shutil.copytree(path(name), path(f"{name}.{label}"), symlinks=True)


def reset(label="kept"):
    for name in ("output", "archive"):
        shutil.rmtree(path(name), ignore_errors=True)
        shutil.copytree(path(f"{name}.{label}"), path(name), symlinks=True)
    seen.clear()
    manifests.clear()


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
    where the archive is damaged. A copy is read: opening it undoes what a crash left half done, which
    the next run has to do by itself."""
    shutil.rmtree(path("archive.read"), ignore_errors=True)
    shutil.copytree(path("archive"), path("archive.read"))
    database = sqlite3.connect(path("archive.read/jalon.sqlite"))
    try:
        sound = database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        runs = [f"{day}.{number}" for day, number in database.execute(
            "SELECT as_of, number FROM run WHERE NOT is_held ORDER BY as_of, number")]
        return (runs, database.execute("SELECT count(*) FROM publication").fetchone()[0]
                ) if sound else (None, 0)
    except sqlite3.DatabaseError:
        return None, 0
    finally:
        database.close()


seen = set()
# By date, the manifest that every run of it has: same inputs, same bytes.
manifests = {}


def check_run(what, folder):
    """As `jalon verify`, without starting it ten thousand times; a published run never changes, so
    each is read once between two runs that were not killed."""
    if folder in seen:
        return
    try:
        with open(folder + "/manifest.json", "rb") as file:
            manifest = file.read()
        outputs = json.loads(manifest)["outputs"]
        for entry in outputs:
            with open(f"{folder}/{entry['path']}", "rb") as file:
                if hashlib.sha256(file.read()).hexdigest() != entry["sha256"]:
                    raise ValueError(entry["path"] + " is another")
        found = {os.path.relpath(os.path.join(parent, name), folder)
                 for parent, _, names in os.walk(folder) for name in names}
        if found != {entry["path"] for entry in outputs} | {"manifest.json"}:
            raise ValueError("it has more or less than its manifest says")
        # A report that gets a banner is another.
        is_held = os.path.exists(path("output/held"))
        if not is_held and manifests.setdefault(os.path.basename(folder)[:10], manifest) != manifest:
            raise ValueError("its manifest is not that of the other runs of the date")
        seen.add(folder)
    except (OSError, ValueError) as error:
        wrong(f"{what}: no whole run is {folder}: {error}")


def check_links(what):
    """Every link leads to a run, and every run that has a name is whole."""
    runs = os.path.realpath(path("output/runs"))
    named = [f"{runs}/{name}" for name in os.listdir(runs) if not name.startswith(".")]
    for folder in named:
        check_run(what, folder)
    output = path("output")
    for name in os.listdir(output):
        link = os.path.join(output, name)
        if os.path.islink(link) and not name.endswith(".new") and (
                os.path.realpath(link) not in named):
            wrong(f"{what}: {name} leads to {os.path.realpath(link)}")
    if not os.path.exists(output + "/latest/manifest.json"):
        wrong(f"{what}: there is no latest report")


def check_after(what, day):
    """The next run must mend everything, and nothing of what was published before may have changed."""
    runs, begun = archived()
    if runs is None:
        return wrong(f"{what}: the archive is damaged")
    result = run(day=day)
    if result.returncode != 0:
        return wrong(f"{what}: the next run ended with {result.returncode}: {result.stderr}")
    seen.clear()
    check_settled(what)


def check_settled(what):
    """Nothing is left of what was killed, and the published runs are the archived ones."""
    runs, begun = archived()
    published = sorted(os.listdir(path("output/runs")), key=lambda n: (n[:10], n[11:].zfill(9)))
    if runs != published or begun:
        wrong(f"{what}: published {published}, archived {runs}, begun {begun}")
    newest = {name[:10]: name for name in published}
    for day, name in newest.items():
        if os.path.basename(os.path.realpath(path("output/" + day))) != name:
            wrong(f"{what}: the link of {day} does not lead to {name}")
    if os.path.realpath(path("output/latest")) != os.path.realpath(path("output/" + max(newest, default=""))):
        wrong(f"{what}: latest is not the latest")
    left = [name for parent, folders, files in os.walk(path("output")) for name in folders + files
            if name.endswith((".partial", ".new"))]
    if left:
        wrong(f"{what}: left behind: {left}")
    check_links(what)


def sabotage():
    """Whether what is looked for would be found."""
    global failures

    def database(statement):
        connection = sqlite3.connect(path("archive/jalon.sqlite"))
        with connection:
            connection.execute(statement)
        connection.close()

    def overwrite(name, place, text):
        with open(path(name), "r+b") as file:
            file.seek(place)
            file.write(text)

    def relink(name, target):
        os.unlink(path(name))
        os.symlink(target, path(name))

    run_folder = "output/runs/2026-08-30.1"
    deeds = {
        "a file less": lambda: os.unlink(path(run_folder + "/company/index.html")),
        "a file more": lambda: shutil.copy(path("deals.csv"), path(run_folder + "/company/x.csv")),
        "another byte": lambda: overwrite(run_folder + "/company/index.html", 100, b"#"),
        "a shorter file": lambda: os.truncate(path(run_folder + "/run.json"), 100),
        "no manifest": lambda: os.unlink(path(run_folder + "/manifest.json")),
        "a link to nothing": lambda: relink("output/2026-08-30", "runs/2026-08-30.2"),
        "no latest": lambda: os.unlink(path("output/latest")),
        "a draft left": lambda: os.mkdir(path("output/runs/.2026-08-31.1.partial")),
        "a link left": lambda: os.symlink("x", path("output/latest.new")),
        "a run not archived": lambda: database("DELETE FROM run"),
        "a run begun": lambda: database("INSERT INTO publication SELECT id, 'x', 0 FROM run"),
        "an archive overwritten": lambda: overwrite("archive/jalon.sqlite", 8192, b"jalon" * 900),
        "a run only archived": lambda: shutil.rmtree(path(run_folder)),
    }
    missed = []
    before = failures
    for what, deed in deeds.items():
        reset()
        check_settled("nothing done")
        if failures != before:
            sys.exit("something is found where nothing was broken")
        deed()
        seen.clear()
        with contextlib.redirect_stdout(io.StringIO()):
            check_settled(what)
        if failures == before:
            missed.append(what)
        failures = before
    print(f"{len(deeds)} faults made on purpose, {len(missed)} not noticed", *missed, flush=True)
    if missed:
        sys.exit(1)
    reset()


def points(calls, *command):
    """Each system call on the output folder or the archive: its name and how many came before."""
    trace = path("trace")
    result = jalon(*(command or ("run", "--as-of", "2026-08-31")),
                   before=["strace", "-f", "-y", "-e", "trace=" + ",".join(calls), "-o", trace])
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
    # strace counts the calls of each thread for itself: with several, one fault would be several.
    command = ("run", "--as-of", "2026-08-31", "--threads", "1")
    for name, when, line in list(points(ERRORS, *command)):
        for error in ERRORS[name]:
            reset()
            result = jalon(*command, before=traced(name, f"error={error}:when={when}"))
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


def kill_forget():
    """Kills `jalon forget` at each system call; the same again must leave nobody's name anywhere."""
    before, count = failures, 0
    reset()
    with open(path("jalon.yaml"), "a") as file:
        file.write(PEOPLE)
    try:
        for day in ("2026-08-30", "2026-08-31"):
            assert run(day=day).returncode == 0
        keep("people")
        command = ("forget", "alice")
        for name, when, line in list(points(CHANGES, *command)):
            reset("people")
            jalon(*command, before=traced(name, f"signal=KILL:when={when}"))
            count += 1
            what = f"forget killed at {line}"
            check_links(what)
            result = jalon(*command)
            if result.returncode != 0:
                wrong(f"{what}: again it ended with {result.returncode}: {result.stderr}")
            seen.clear()
            manifests.clear()
            check_settled(what)
            named = subprocess.run(
                ["grep", "-rlai", "-e", "alice", path("output"), path("archive")],
                capture_output=True, text=True).stdout
            if named:
                wrong(f"{what}: named in {named}")
    finally:
        write_configuration()
    print(f"{count} kills of forget, one at each system call, {failures - before} handled wrongly",
          flush=True)


def kill_release():
    """Kills `jalon release` at each system call; the same again must have published the held run."""
    before, count = failures, 0
    reset()
    assert run(day="2026-10-31").returncode == 79
    keep("held")
    for name, when, line in list(points(CHANGES, "release")):
        reset("held")
        jalon("release", before=traced(name, f"signal=KILL:when={when}"))
        count += 1
        what = f"release killed at {line}"
        check_links(what)
        result = jalon("release")
        if result.returncode not in (0, 66) or not os.path.exists(path("output/2026-10-31/run.json")):
            wrong(f"{what}: again it ended with {result.returncode}: {result.stderr}")
        seen.clear()
        check_settled(what)
    print(f"{count} kills of release, one at each system call, {failures - before} handled wrongly",
          flush=True)


def kill_backfill():
    """Kills `jalon backfill` of six dates again and again until it ends: each date is there once."""
    before, count = failures, 0
    dates = [f"2026-0{month}-28" for month in range(1, 7)]
    for day in dates:
        os.makedirs(path(f"old/{day}"), exist_ok=True)
        shutil.copy(path("deals.csv"), path(f"old/{day}"))
    for turn in range(20):
        for name in ("output", "archive"):
            shutil.rmtree(path(name), ignore_errors=True)
        seen.clear()
        manifests.clear()
        patience = 0.2
        while True:
            process = subprocess.Popen(
                [binary, "backfill", "old", "--release"], cwd=folder, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                code = process.wait(timeout=random.uniform(0, patience))
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                # So that it gets further, however slow the machine is.
                count, patience = count + 1, patience * 1.2
        what = f"backfill {turn}"
        check_settled(what)
        if code != 0 or sorted(os.listdir(path("output/runs"))) != [day + ".1" for day in dates]:
            wrong(f"{what}: ended with {code}: {sorted(os.listdir(path('output/runs')))}")
    reset()
    print(f"{count} kills of 20 backfills of 6 dates, {failures - before} wrong", flush=True)


def has_draft():
    return any(name.startswith(".") for name in os.listdir(path("output/runs")))


def kill_at_random():
    """Half of the kills at any moment of a run, the other half at any moment after it began to
    write, which is the lesser part of it."""
    before, turn, killed, began = failures, 0, 0, time.time()
    states = collections.Counter()
    while killed < kills:
        turn += 1
        if turn % 250 == 1:
            reset()
            started = time.time()
            run()
            # A little beyond the whole run, so that every moment of it is met.
            longest = (time.time() - started) * 1.1
        process = subprocess.Popen(
            [binary, "run", "--as-of", "2026-08-31"], cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        delay = random.uniform(0, longest)
        if turn % 2:
            had_draft, delay = has_draft(), delay / 4
            # Where a killed run left a draft, its going is not told from the new one's coming.
            while process.poll() is None and not had_draft and not has_draft():
                time.sleep(0.0005)
        try:
            process.wait(timeout=delay)
        except subprocess.TimeoutExpired:
            process.kill()
            # Some end in the very moment.
            killed += process.wait() == -signal.SIGKILL
        check_links(f"kill {turn}")
        runs, begun = archived()
        if runs is None:
            wrong(f"kill {turn}: the archive is damaged")
        states["left a run begun" if begun else "left a draft" if has_draft() else "left nothing"] += 1
        if turn % 25 == 0:
            check_after(f"kill {turn}", "2026-08-31")
        if turn % 1000 == 0:
            print(f"  {killed} kills, {failures - before} wrong, {dict(states)}", flush=True)
    print(f"{killed} kills at random, {turn - killed} runs that ended before, "
          f"{failures - before} wrong, {time.time() - began:.0f} s; "
          + ", ".join(f"{n} {what}" for what, n in states.items()), flush=True)


try:
    write_configuration()
    with open(path("deals.csv"), "w") as file:
        file.write(DEALS)
    assert jalon("run", "--as-of", "2026-08-30").returncode == 0
    keep()
    for step in sys.argv[3:] or [
            "sabotage", "kill_everywhere", "inject", "kill_forget", "kill_release", "kill_backfill",
            "kill_at_random"]:
        globals()[step]()
    sys.exit(1 if failures else 0)
finally:
    shutil.rmtree(folder)
