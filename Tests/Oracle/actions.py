#!/usr/bin/env python3
"""The list of what is worth doing first, worked out a second time in SQL. See README.md.

`actions.py BINARY --seeds 1-40` has random companies, the sample and the real sets run, and asks SQLite
for the five things of each rep: the same records, reasons, euros, days and order, and the same totals.
"""

import argparse
import datetime
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import companies
import periods
import readers
from measures import Oracle
from statistics_exact import nearest_rank

DAY = datetime.timedelta(days=1)
# The dearest deals of a rep that are looked at beside those past their close.
WAITING = 50

LISTS = """
WITH aged AS (
  SELECT *, CASE
      WHEN :knows_stages THEN CASE WHEN is_stuck THEN stage_entered END
      WHEN today - created > :limit THEN created END AS still_since
    FROM deal),
past AS (
  SELECT rep, 'past_close' AS kind, id, net, expected AS since, is_focus
    FROM deal WHERE expected <= today),
steady AS (
  SELECT *, :knows_next AND (next_step IS NULL OR next_step <= today) AS lacks_step,
      ROW_NUMBER() OVER (PARTITION BY rep ORDER BY is_focus DESC, COALESCE(net, -1) DESC,
        CASE WHEN :knows_next AND next_step <= today THEN today - next_step ELSE -1 END DESC,
        id) AS place
    FROM aged WHERE expected IS NULL OR expected > today),
waiting AS (
  SELECT rep,
      CASE WHEN still_since IS NOT NULL AND NOT (lacks_step AND is_focus) THEN 'stuck'
        WHEN lacks_step THEN 'no_next_step' WHEN is_focus THEN 'focus' END AS kind,
      id, net,
      CASE WHEN still_since IS NOT NULL AND NOT (lacks_step AND is_focus) THEN still_since
        WHEN lacks_step THEN next_step END AS since, is_focus
    FROM steady WHERE place <= :waiting),
late AS (
  SELECT task.rep, 'overdue_action' AS kind, task.id, linked.net, task.due AS since, 0 AS is_focus
    FROM task LEFT JOIN deal AS linked ON linked.id = task.opportunity
    WHERE NOT task.is_done AND task.due <= task.today),
buyers AS (
  SELECT rep,
      CASE WHEN at_risk <= today THEN 'at_risk_customer' ELSE 'inactive_customer' END AS kind, id,
      year AS net, CASE WHEN at_risk <= today THEN at_risk ELSE last END AS since, 0 AS is_focus
    FROM customer
    WHERE is_active AND ((at_risk <= today AND (contact IS NULL OR contact < at_risk))
      OR ((at_risk IS NULL OR at_risk > today) AND knows_orders AND today - last > pause))),
everything AS (
  SELECT * FROM past UNION ALL SELECT * FROM waiting WHERE kind IS NOT NULL
  UNION ALL SELECT * FROM late UNION ALL SELECT * FROM buyers)
SELECT rep, kind, id, net, since, COUNT(*) OVER (PARTITION BY rep),
    SUM(CASE WHEN net > 0 THEN net ELSE 0 END) OVER (PARTITION BY rep),
    ROW_NUMBER() OVER (PARTITION BY rep ORDER BY is_focus DESC, COALESCE(net, -1) DESC,
      COALESCE(:today - since, -1) DESC, kind, id) AS place
  FROM everything ORDER BY rep, place
"""


def number(day):
    return day.toordinal() if day else None


class Lists:
    """A company's facts as tables, and what they give."""

    def __init__(self, company, configuration):
        self.company, self.as_of = company, company.as_of
        # Working out one period gathers stages and customers.
        self.oracle = Oracle(company, only=[periods.named(self.as_of.strftime("%Y-%m"))])
        self.oracle.table()
        self.text = configuration.read_text(encoding="utf-8")
        self.database = sqlite3.connect(":memory:")
        self.database.executescript(
            "CREATE TABLE deal (id, rep, net, created, expected, next_step, is_focus, is_stuck,"
            " stage_entered, today); CREATE TABLE task (id, rep, due, is_done, opportunity, today);"
            " CREATE TABLE customer (id, rep, is_active, at_risk, contact, last, pause, year,"
            " knows_orders, today)")

    def rep(self, owner):
        scopes = self.company.scopes_of(owner, self.as_of)
        return next((name for kind, name in scopes if kind == "rep"), "unassigned")

    def lists(self):
        today = number(self.as_of)
        self._deals(today)
        self._tasks(today)
        self._customers(today)
        won = [
            (closed - deal.created).days for deal, status, closed in self.known
            if status == "won" and closed and deal.created and closed >= deal.created
            and (self.as_of - closed).days < 731]
        rows = self.database.execute(LISTS, {
            "today": today, "limit": nearest_rank(won, 80) if len(won) >= 20 else 90,
            "knows_stages": bool(self.company.history), "knows_next": self.company.has("next_step"),
            "waiting": WAITING}).fetchall()
        found = {}
        for rep, kind, identifier, net, since, total, amount, place in rows:
            entry = found.setdefault(rep, {"items": [], "total": total, "amount": amount})
            if place <= 5:
                entry["items"].append((
                    kind, identifier, net, None if since is None else today - since))
        return found

    def _deals(self, today):
        self.known = self.oracle.known_deals() if self.company.deals else []
        judged = self.oracle.stuck_deals() if self.company.history else {}
        for deal, status, _ in self.known:
            if status == "open":
                entered = judged.get(id(deal))
                self.database.execute("INSERT INTO deal VALUES (?,?,?,?,?,?,?,?,?,?)", (
                    deal.id, self.rep(deal.owner), deal.net, number(deal.created),
                    number(deal.expected), number(deal.next_step), 0, entered is not None,
                    number(entered), today))

    def _tasks(self, today):
        for task in self.company.activities or []:
            if task.kind in ("task", "followup") and not (task.created and task.created > self.as_of):
                is_done = task.is_done and not (task.done and task.done > self.as_of)
                self.database.execute("INSERT INTO task VALUES (?,?,?,?,?,?)", (
                    task.id, self.rep(task.owner), number(task.due), is_done,
                    task.opportunity or None, today))

    def _customers(self, today):
        knows = "orders" in self.company.tables
        for customer in getattr(self.oracle, "base", {}).values():
            if not customer.is_listed:
                continue
            bought = self.oracle._bought(customer)
            gaps = [(b - a).days for a, b in zip(bought, bought[1:]) if b > a]
            last = max((d for d in [customer.since, customer.contact, *bought] if d), default=None)
            start = year_before(self.as_of)
            year = sum(m or 0 for d, _, m in customer.orders if d >= start)
            self.database.execute("INSERT INTO customer VALUES (?,?,?,?,?,?,?,?,?,?)", (
                customer.id, self.rep(customer.owner), customer.active(self.as_of),
                number(customer.at_risk), number(customer.contact), number(last),
                nearest_rank(gaps, 90) if len(gaps) >= 5 else 180,
                year if knows and customer.orders else None, knows, today))


def year_before(today):
    after = today + DAY
    try:
        return after.replace(year=after.year - 1)
    except ValueError:
        return after.replace(year=after.year - 1, day=28)


def sample_with_stages(as_of):
    """The sample, with the days on which its deals entered their stages."""
    company = readers.sample(as_of)
    company.columns.add("next_step")
    company.history, company.stages = {}, [
        "Qualification", "Découverte", "Démonstration", "Proposition", "Négociation"]
    path = next((readers.SAMPLE / "exports").glob("*tous-les-transactions-*.csv"))
    for row in readers.records(path):
        for header, text in row.items():
            stage = re.fullmatch(r'Date entered "(.*) \(Pipeline des ventes\)"', header)
            if stage and text:
                company.history.setdefault(row["ID de fiche d'informations"], []).append(
                    (datetime.datetime.fromisoformat(text), stage[1]))
    return company


def published(jalon, configuration, as_of, folder):
    done = subprocess.run(
        [jalon, "run", "--config", str(configuration), "--as-of", as_of.isoformat(), "--exports",
         "live", "--output", str(folder), "--quiet"], capture_output=True, text=True)
    found = sorted((folder / "runs").glob("*/run.json")) or sorted(
        (folder / "held").glob("**/run.json"))
    if not found:
        print(f"exit {done.returncode}: {done.stderr.strip()[:300]}")
        return None
    run = json.loads(found[-1].read_text(encoding="utf-8"))["run"]
    lists = {}
    for entry in run["actions"]:
        lists[entry["scope"]["id"]] = {
            "items": [
                (item["kind"], item["id"], item.get("amount", {}).get("numerator"),
                 item.get("days")) for item in entry["items"]],
            "total": entry["total"], "amount": entry["amount"]["numerator"]}
    return lists


def check(name, jalon, company, configuration):
    expected = Lists(company, configuration).lists()
    with tempfile.TemporaryDirectory() as scratch:
        actual = published(jalon, configuration, company.as_of, Path(scratch))
    if actual is None:
        return 0, 1
    differences = 0
    for rep in sorted({*expected, *actual}):
        if expected.get(rep) != actual.get(rep):
            differences += 1
            print(f"{name}: {rep}\n  jalon  {actual.get(rep)}\n  sql    {expected.get(rep)}")
    return len(expected), differences


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    companies.add_options(parser, sets="sample,maven,adventureworks")
    options = parser.parse_args()
    jalon = str(Path(options.jalon).resolve())
    count = lists = differences = 0
    for name, company, configuration in companies.chosen(options):
        if name == "sample":
            company = sample_with_stages(None)
        found = check(name, jalon, company, configuration)
        print(f"{name}: {found[0]} lists, {found[1]} differences", flush=True)
        count, lists, differences = count + 1, lists + found[0], differences + found[1]
    print(f"{count} companies, {lists} lists, {differences} differences")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
