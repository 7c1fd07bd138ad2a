#!/usr/bin/env python3
"""Figures of a company, computed a second time and independently of Jalon. See README.md."""

import argparse
import csv
import datetime
import sys

import readers
from measures import COLUMNS, Oracle

SETS = {
    "sample": readers.sample,
    "maven": readers.maven,
    "adventureworks": readers.adventureworks,
    "devorg": readers.devorg,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", choices=[*SETS, "folder"])
    parser.add_argument("path", nargs="?", help="with `folder`: a folder of random_crm.py")
    parser.add_argument("--as-of", type=datetime.date.fromisoformat, metavar="DATE")
    parser.add_argument(
        "--all-periods", action="store_true",
        help="every period that holds a fact, not only the last 13 months")
    parser.add_argument(
        "--calls-any-direction", action="store_true",
        help="count inbound calls too (kpis.md: a call is an outbound attempt)")
    options = parser.parse_args()
    if (options.set == "folder") != (options.path is not None):
        parser.error("give a path with `folder`, and only then")
    if options.set == "folder":
        company = readers.folder(options.path, options.as_of)
    else:
        company = SETS[options.set](options.as_of)
    oracle = Oracle(company, options.all_periods, options.calls_any_direction)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(oracle.table())
    for note in company.notes:
        print(f"note: {note}", file=sys.stderr)


if __name__ == "__main__":
    main()
