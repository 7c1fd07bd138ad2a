"""The companies that the oracle's programs go through: real sets, and random ones by their seeds."""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import random_crm
import readers

REAL = readers.PACKAGE / "Tests" / "RealData"
SETS = {
    "sample": (readers.sample, readers.SAMPLE / "jalon.yaml"),
    "maven": (readers.maven, REAL / "maven" / "jalon.yaml"),
    "adventureworks": (readers.adventureworks, REAL / "adventureworks" / "jalon.yaml"),
    "devorg": (readers.devorg, REAL / "salesforce-org" / "jalon.yaml"),
}


def add_options(parser, sets=",".join(SETS), seeds="1-40"):
    parser.add_argument("jalon", help="the binary")
    parser.add_argument(
        "--sets", default=sets, help="data sets, by default %(default)s; or none")
    parser.add_argument(
        "--seeds", default=seeds, help="random companies such as 1-20,61; by default %(default)s; or none")
    parser.add_argument("--without", default=[], type=lambda text: text.split(","))
    parser.add_argument("--shape", choices=random_crm.SHAPES, help="of the random companies")
    parser.add_argument("--keep", type=Path, help="a folder for the random companies")


def seeds(text):
    """Numbers and ranges, separated by commas."""
    if text == "none":
        return
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def chosen(options):
    """Name, company and configuration of each that the options name and that is there."""
    for name in options.sets.split(",") if options.sets != "none" else []:
        reader, configuration = SETS[name]
        try:
            company = reader(None)
        except FileNotFoundError as error:
            print(f"{name}: skipped, no {error.filename}")
            continue
        yield name, company, configuration
    with tempfile.TemporaryDirectory() as scratch:
        root = options.keep or Path(scratch)
        for seed in seeds(options.seeds):
            folder = root / str(seed)
            random_crm.write_company(seed, folder, options.without, options.shape)
            yield f"seed {seed}", readers.folder(folder, None), folder / "jalon.yaml"


def published(jalon, folder, as_of):
    """The folder of a run of the company in a folder, and what its `run.json` says; a held run counts."""
    done = subprocess.run(
        [jalon, "run", "--as-of", as_of.isoformat(), "--quiet"], cwd=folder, capture_output=True,
        text=True)
    if done.returncode not in (0, 79):
        sys.exit(f"{folder}: exit {done.returncode}: {done.stderr[:500]}")
    [path] = folder.glob("output/*/*/run.json")
    return path.parent, json.loads(path.read_text(encoding="utf-8"))["run"]


def sweep(description, check, default, what):
    """The whole of a program that makes random worlds of its own.

    `check(seed, options, root)` gives how much it has compared, and how many differences it printed.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("jalon", type=lambda text: str(Path(text).resolve()), help="the binary")
    parser.add_argument(
        "--seeds", default=default, help="random companies such as 1-20,61; by default %(default)s")
    parser.add_argument("--show", type=int, default=10, help="differences shown of a company")
    parser.add_argument("--keep", type=Path, help="a new folder for them")
    options = parser.parse_args()
    compared = differences = 0
    with tempfile.TemporaryDirectory() as scratch:
        for seed in seeds(options.seeds):
            count, bad = check(seed, options, (options.keep or Path(scratch)).resolve())
            compared, differences = compared + count, differences + bad
    print(f"{compared} {what} compared, {differences} differences")
    sys.exit(1 if differences or not compared else 0)
