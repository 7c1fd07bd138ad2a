#!/usr/bin/env python3
"""Compares the figures of a run with the oracle. Exits 1 on any difference. See README.md."""

import argparse
import csv
import sys
from decimal import Decimal, InvalidOperation

KEY = ["period", "scope_kind", "scope_id", "kpi", "segment"]
UNASSIGNED = "unassigned"
COMPARED = ["value", "numerator", "denominator", "n"]


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [c for c in KEY + ["value"] if c not in (reader.fieldnames or [])]
        if missing:
            sys.exit(f"{path}: no column {', '.join(missing)}")
        return list(reader)


def key(row):
    # There is one company, whatever its identifier.
    scope = "company" if row["scope_kind"] == "company" else row["scope_id"]
    return (row["period"], row["scope_kind"], scope, row["kpi"], row["segment"])


def number(text):
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def figures_by_key(table, findings):
    """One figure a key: rows of objectives repeat the figure and must agree with it."""
    figures = {}
    for row in table:
        known = figures.setdefault(key(row), row)
        if known is row:
            continue
        if number(known["value"]) != number(row["value"]):
            findings.append((key(row), f"two values, {known['value']!r} and {row['value']!r}"))
        if known.get("objective_id") and not row.get("objective_id"):
            figures[key(row)] = row
    return figures


def attainments(table):
    """value / target of the objectives on revenue, where no figure is called quota_attainment."""
    found = {}
    for row in table:
        if row["kpi"] not in ("revenue_won", "revenue_invoiced") or not row.get("objective_id"):
            continue
        value, target = number(row["value"]), number(row.get("target") or "")
        if isinstance(value, Decimal) and isinstance(target, Decimal) and target:
            place = key(row)
            found[(*place[:3], "quota_attainment", place[4])] = {
                "value": str(value / target), "numerator": str(value), "denominator": str(target)}
    return found


def differs(column, figure, expected):
    actual, wanted = number(figure), number(expected)
    if column == "value" and "" not in (figure, expected):
        if isinstance(actual, Decimal) and isinstance(wanted, Decimal):
            # The oracle has at most six decimals; longer figures are compared at those.
            return abs(actual - wanted) > Decimal("0.0000005")
    return actual != wanted


def is_selected(row, options):
    return all(
        not wanted or row[column] in wanted
        for column, wanted in (("period", options.period), ("kpi", options.kpi)))


def segment_kind(segment):
    """`overdue`, and `stage` of `stage:Offer`, `product` of `product=A`."""
    return segment.split("=")[0].split(":")[0]


def unexpected(figures, expected, findings):
    """Figures with a value that the oracle, which knows their KPI, does not have."""
    places = {key(row) for row in expected}
    known = {(row["kpi"], segment_kind(row["segment"])) for row in expected}
    for place, row in figures.items():
        if place in places or not row["value"]:
            continue
        if place[2] == UNASSIGNED and number(row["value"]) == 0:
            continue
        if (place[3], segment_kind(place[4])) in known:
            findings.append((place, f"value is {row['value']!r}, expected none"))


def compare(figures, derived, expected, options, findings):
    compared = 0
    for row in expected:
        if not is_selected(row, options):
            continue
        place = key(row)
        figure = figures.get(place)
        if figure is None and row["scope_id"] == UNASSIGNED:
            figure = figures.get((place[0], "team", *place[2:]))
        if figure is None:
            figure = derived.get(place)
        if figure is None:
            # A figure that is absent may also have no row.
            if row["value"]:
                findings.append((place, f"missing, expected {row['value']}"))
            continue
        compared += 1
        for column in options.columns:
            # The value is always stated, also when it is absent; the others only where they exist.
            if column not in figure or (column != "value" and row[column] == ""):
                continue
            # What is absent need not state of what.
            if column != "value" and not (figure["value"] or row["value"] or figure[column]):
                continue
            if differs(column, figure[column], row[column]):
                findings.append(
                    (place, f"{column} is {figure[column]!r}, expected {row[column]!r}"))
    return compared


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures")
    parser.add_argument("oracle")
    parser.add_argument(
        "--columns", default=",".join(COMPARED), type=lambda text: text.split(","),
        help="what is compared, by default %(default)s")
    parser.add_argument("--period", action="append", help="only this period; may be repeated")
    parser.add_argument("--kpi", action="append", help="only this KPI; may be repeated")
    options = parser.parse_args()
    findings = []
    table, expected = rows(options.figures), rows(options.oracle)
    figures = figures_by_key(table, findings)
    compared = compare(figures, attainments(table), expected, options, findings)

    # A period, or a KPI, that is missing as a whole is told in one line.
    periods = {place[0] for place in figures}
    kpis = {place[3] for place in figures} | {"quota_attainment"}
    whole = {}
    for place, text in findings:
        if text.startswith("missing") and place[0] not in periods:
            group = f"period {place[0]}: nowhere in the figures"
        elif text.startswith("missing") and place[3] not in kpis:
            group = f"kpi {place[3]}: nowhere in the figures"
        else:
            print(f"{','.join(place)}: {text}")
            continue
        whole[group] = whole.get(group, 0) + 1
    for group, count in sorted(whole.items()):
        print(f"{group} ({count} figures)")
    print(f"{compared} figures compared, {len(findings)} differences", file=sys.stderr)
    if not compared:
        print("nothing was compared", file=sys.stderr)
    sys.exit(1 if findings or not compared else 0)


if __name__ == "__main__":
    main()
