#!/usr/bin/env python3
"""compare.py REFERENCE FIGURES: every figure of reference.sql against `jalon figures`.

Counts must be equal; money may differ by a cent (the reference adds binary fractions), means and
rates by two millionths. Prints how many were compared and a checksum of Jalon's values."""
import csv
import hashlib
import sys

SIMPLE = {
    "created": "race_created", "won": "n_won", "won_amount": "revenue_won", "lost": "n_lost",
    "win_rate": "win_rate_closed_n", "avg_deal": "avg_deal", "median_cycle": "cycle_won[median]",
    "mean_cycle": "cycle_won", "calls": "race_calls", "emails": "race_emails",
    "meetings": "race_meetings", "tasks": "race_tasks", "held": "race_held",
    "no_shows": "race_no_shows", "no_show_rate": "race_no_show_rate",
}
TOLERANCE = {
    "won_amount": 0.011, "open_amount": 0.011, "weighted": 0.011, "avg_deal": 2e-6,
    "mean_cycle": 2e-6, "win_rate": 2e-6, "no_show_rate": 2e-6,
}


def ours(path):
    figures = {}
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = (row["scope_kind"], row["scope_name"], row["period"], row["kpi"], row["segment"])
            value = row["value"]
            if row["kpi"] == "avg_deal" and value:
                # Money is printed in cents; the mean itself is the quotient beside it.
                value = repr(float(row["numerator"]) / float(row["denominator"]))
            figures[key] = (value, row["n"])
    return figures


def main(reference, path):
    figures = ours(path)
    # What stands open is of the as-of day.
    as_of = max((key[2] for key in figures if key[3] == "race_open"), key=len)
    company = next(name for kind, name, _, _, _ in figures if kind == "company")
    compared, wrong, digest = 0, 0, hashlib.sha256()

    def check(place, column, expected, actual):
        nonlocal compared, wrong
        compared += 1
        digest.update(f"{place}|{column}|{actual}\n".encode())
        if expected == actual or (expected == "" and actual == ""):
            return
        if expected == "" or actual == "" or (
            abs(float(expected) - float(actual)) > TOLERANCE.get(column, 0)
        ):
            wrong += 1
            if wrong <= 10:
                print(f"{place} {column}: expected '{expected}', found '{actual}'")

    def scope(row):
        kind = {"owner": "rep"}.get(row["level"], row["level"])
        return kind, company if kind == "company" else row["key"]

    def rows(name):
        with open(f"{reference}/{name}.csv", newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)

    missing = ("", "")
    for row in rows("monthly"):
        place = (*scope(row), row["month"])
        for column, kpi in SIMPLE.items():
            check(place, column, row[column], figures.get((*place, kpi, ""), missing)[0])
    for row in rows("pipeline"):
        place, stage = (*scope(row), as_of), "stage:" + row["stage"]
        amount = figures.get((*place, "race_open", stage), missing)
        weighted = figures.get((*place, "race_weighted", stage), missing)
        check((*place, stage), "open_count", row["open_count"], amount[1])
        check((*place, stage), "open_amount", row["open_amount"], amount[0])
        check((*place, stage), "weighted", row["weighted"], weighted[0])
    for row in rows("tasks"):
        place = (*scope(row), as_of)
        check(place, "overdue", row["overdue"], figures.get((*place, "overdue_actions", ""), missing)[0])
    print(f"{compared} figures compared, {wrong} differ; checksum {digest.hexdigest()[:16]}")
    return 1 if wrong or not compared else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
