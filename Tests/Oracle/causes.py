#!/usr/bin/env python3
"""What the rules of diagnosis (objectives.md 1.13) say of companies with one planted cause, and of noise.

`causes.py BINARY --seeds 1-20` writes for each cause companies of eight reps in two teams whose deals
run through three stages by chance, with the year before as their target. From some day on one thing
changes, or nothing: for all reps, for those of one team or for one rep (`--where`), whose deals may be
made more numerous (`--volume 4`), since one person's few deals show little. It prints for each cause how
many of the scopes concerned are late, how often the rule of that cause was said of them and how often
first, and what was said of the others; for noise every rule that fired is false. See README.md.
"""

import argparse
import collections
import csv
import datetime
import json
import math
import random
import subprocess
import sys
import tempfile
from pathlib import Path

DAY = datetime.timedelta(days=1)
AS_OF = datetime.date(2026, 5, 29)
START = datetime.date(2026, 4, 1)
FIRST = datetime.date(2024, 6, 3)
STAGES = ["Qualification", "Découverte", "Proposition"]
REPS = 8

# Days before the quarter from which the cause is at work on new deals. A conversion is judged on the
# deals that entered its stage ninety days ago (a demo: sixty), so that it must have begun as much
# earlier, and the time that deals take to get there; a slower cycle shows for as long as it is new.
SINCE = {
    "D1": 100, "D2": 60, "D3": 0, "D4": 140, "D5": 75, "D6": 140, "D7": 120, "D8": 120, "D10": 60,
    "D11": 60, "D12": 60}
CAUSES = {
    "none": "nothing but chance",
    "D1": "first stage passed by 45 % instead of 70 %",
    "D2": "0.35 deals a rep and day instead of 0.75",
    "D3": "the target reached, and since April 0.1 deals a day",
    "D4": "each stage passed by four fifths of what it was",
    "D5": "each stage takes 2.5 times as long",
    "D6": "last stage passed by 28 % instead of 55 %",
    "D7": "deals with a demo are won half as often",
    "D8": "second stage passed by 42 % instead of 70 %",
    "D10": "half the meetings for as many calls, and fewer deals",
    "D11": "large sales to customers are rare, small new ones take their place",
    "D12": "calls in one week of four only, and fewer deals"}


class World:
    """The deals, stages and activities of a company, one working day after the other."""

    def __init__(self, seed, cause, where="company", volume=1):
        self.random = random.Random(f"causes {cause} {seed}")
        self.cause, self.volume = cause, volume
        self.concerned = {
            "company": set(range(REPS)), "team": set(range(0, REPS, 2)), "rep": {0}}[where]
        self.deals, self.moves, self.activities = [], [], []
        self.meetings, self.demos = collections.Counter(), []
        for rep in range(REPS):
            day = FIRST
            while day <= AS_OF:
                if day.weekday() < 5:
                    self._workday(rep, day)
                day += DAY
        self._meet()

    def _is_on(self, rep, day, cause):
        return (
            self.cause == cause and rep in self.concerned and day >= START - SINCE[cause] * DAY)

    def _poisson(self, mean):
        limit, count, product = math.exp(-mean), 0, self.random.random()
        while product > limit:
            count, product = count + 1, product * self.random.random()
        return count

    def _workday(self, rep, day):
        entering, calls, meetings = 0.75, self._poisson(6), 1.2
        if self._is_on(rep, day, "D2"):
            entering = 0.35
        if self._is_on(rep, day, "D3"):
            entering = 0.1
        if self._is_on(rep, day, "D10"):
            entering, meetings = 0.35, 0.6
        if self._is_on(rep, day, "D12"):
            entering = 0.4
            first = day.isocalendar()[1] % 4 == 0 and day.weekday() == 0
            calls = self._poisson(80) if first else 0
        for _ in range(calls):
            self._activity(rep, "call", day, "answered")
        self.meetings[rep, day] += self._poisson(meetings * self.volume)
        for _ in range(self._poisson(entering * self.volume)):
            self._deal(rep, day)

    def _activity(self, rep, kind, day, outcome, deal=""):
        self.activities.append(
            [f"A{len(self.activities)}", kind, f"p{rep}", day, "true", outcome, deal])

    def _meet(self):
        """Demos take the place of other meetings, so that as many are held as ever."""
        for rep, day, deal in sorted(self.demos, key=lambda demo: (demo[0], demo[1], demo[2])):
            while day <= AS_OF and not self.meetings[rep, day]:
                day += DAY
            if day <= AS_OF:
                self.meetings[rep, day] -= 1
                self._activity(rep, "demo", day, "done", deal)
        for (rep, day), count in sorted(self.meetings.items()):
            for _ in range(count):
                held = "done" if self.random.random() < 0.85 else "no_show"
                self._activity(rep, "meeting", day, held)

    def _deal(self, rep, day):
        draw = self.random
        identifier = f"D{len(self.deals):05d}"
        passing = [0.7, 0.7, 0.55]
        if self._is_on(rep, day, "D1"):
            passing[0] = 0.45
        if self._is_on(rep, day, "D6"):
            passing[2] = 0.28
        if self._is_on(rep, day, "D8"):
            passing[1] = 0.42
        if self._is_on(rep, day, "D4"):
            passing = [0.8 * share for share in passing]
        has_demo = draw.random() < 0.6
        if self._is_on(rep, day, "D7") and has_demo:
            passing[2] *= 0.5
        is_upsell = draw.random() < 0.35
        amount = draw.lognormvariate(8.8, 0.6) * (2.5 if is_upsell else 1)
        if is_upsell and self._is_on(rep, day, "D11") and draw.random() < 0.8:
            is_upsell, amount = False, amount / 2.5
        moment, status = day, "open"
        for number, stage in enumerate(STAGES):
            current = stage
            self.moves.append([identifier, stage, f"{moment}T10:00:00"])
            if number == 1 and has_demo and moment + 2 * DAY <= AS_OF:
                self.demos.append((rep, moment + 2 * DAY, identifier))
            slower = 2.5 if self._is_on(rep, day, "D5") else 1
            moment += (3 + int(draw.expovariate(1 / 11) * slower)) * DAY
            if moment > AS_OF:
                break
            if draw.random() > passing[number]:
                status = "lost"
                break
            if number == 2:
                status = "won"
        closed = moment if status != "open" else ""
        expected = "" if closed else AS_OF + draw.randint(1, 60) * DAY
        self.deals.append(
            [identifier, f"p{rep}", current, status, round(amount / 50) * 50, day, closed, expected,
             "upsell" if is_upsell else "new"])

    # MARK: files

    def write(self, folder):
        folder.mkdir(parents=True, exist_ok=True)

        def table(name, head, rows):
            with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(head.split())
                writer.writerows(rows)

        table("opportunities",
              "id owner stage status amount_net created_at closed_at expected_close type", self.deals)
        table("stage_history", "opportunity_id stage entered_at", self.moves)
        table("activities", "id type owner scheduled_at is_done outcome opportunity_id", self.activities)
        table("people", "id name team",
              [[f"p{n}", f"P {n}", "nord" if n % 2 else "sud"] for n in range(REPS)])
        form = 'crm: plain, encoding: utf-8, delimiter: ",", decimal: ".", dates: ymd'
        exports = "".join(
            f"  {name}: {{entity: {name}, files: {name}.csv, {form}}}\n"
            for name in ("stage_history", "opportunities", "activities"))
        stages = ", ".join(f"{{name: {stage}}}" for stage in STAGES)
        (folder / "jalon.yaml").write_text(
            "company: Causes\nlanguage: en\ncurrency: EUR\ntime_zone: Europe/Paris\n"
            "report: {period: quarter, history_months: 24}\n"
            f"exports:\n{exports}people: {{file: people.csv}}\n"
            "teams: [{id: nord, name: Nord}, {id: sud, name: Sud}]\n"
            f"stages: [{stages}]\nobjectives:\n{self._objectives()}archive: false\n",
            encoding="utf-8")

    def _objectives(self):
        """What a quarter of the year before brought; less where the target is to be reached."""
        year = [d for d in self.deals if d[3] == "won" and START - 365 * DAY <= d[6] < START]
        text = ""
        for owner in ["company", *(f"rep:p{n}" for n in range(REPS))]:
            own = [d[4] * self._ambition(d[1]) for d in year if owner in ("company", f"rep:{d[1]}")]
            text += (
                f"  - {{id: {owner.replace(':', '-')}, owner: {owner}, kpi: revenue_won, "
                f"target: {int(sum(own) / 4)} €, period: 2026-Q2, priority: 1}}\n")
        return text

    def _ambition(self, owner):
        return 0.45 if self.cause == "D3" and int(owner[1:]) in self.concerned else 1

    def is_concerned(self, scope):
        """Whether the cause is at work in a company, a team or a person as a whole."""
        reps = {
            "company": set(range(REPS)), "team": set(range(scope["id"] == "nord", REPS, 2)),
            "rep": {int(scope["id"][1:])} if scope["kind"] == "rep" else set()}[scope["kind"]]
        return self.cause != "none" and reps <= self.concerned


def result(jalon, folder):
    """A run's result; nothing where it ended otherwise than well."""
    done = subprocess.run(
        [jalon, "run", "--config", str(folder / "jalon.yaml"), "--as-of", AS_OF.isoformat(),
         "--output", str(folder / "out"), "--quiet"], capture_output=True, text=True)
    found = sorted((folder / "out" / "runs").glob("*/run.json"))
    if done.returncode or not found:
        print(f"{folder.name}: exit {done.returncode}: {done.stderr.strip()[:300]}")
        return None
    return json.loads(found[-1].read_text(encoding="utf-8"))["run"]


def euros_are_wrong(run, diagnosis, item):
    """Whether what a cause takes from the gap is not what the attribution of the gap has for it."""
    parts = {
        part["cause"]: part["amount"] for attribution in run["attributions"]
        if attribution["scope"] == diagnosis["scope"] for part in attribution["parts"]}
    amount = item.get("amount")
    return amount is not None and (
        amount != parts.get(item["factor"]) or amount["numerator"] >= 0)


class Tally:
    """What was said of the scopes of one cause."""

    def __init__(self, cause):
        self.cause = cause
        self.scopes, self.late, self.said, self.first = (collections.Counter() for _ in range(4))
        self.firsts, self.others = collections.Counter(), collections.Counter()
        self.other_scopes, self.others_named = collections.Counter(), collections.Counter()
        self.wrong_euros = 0

    def add(self, world, run):
        named = {}
        for diagnosis in run.get("diagnoses", []):
            items = diagnosis["items"]
            # `D7.stage` is D7 in other words.
            named[diagnosis["scope"]["kind"], diagnosis["scope"]["id"]] = [
                item["rule"].split(".")[0] for item in items]
            self.wrong_euros += sum(euros_are_wrong(run, diagnosis, item) for item in items)
        for objective in run["objectives"]:
            scope = objective["scope"]
            if not objective["isHeadline"]:
                continue
            rules = named.get((scope["kind"], scope["id"]), [])
            if world.is_concerned(scope):
                kind = scope["kind"]
                self.scopes[kind] += 1
                self.late[kind] += objective["position"] in ("late", "very_late")
                self.said[kind] += self.cause in rules
                self.first[kind] += rules[:1] == [self.cause]
                self.firsts.update(rules[:1])
            else:
                # D9 asks for a cause and names none.
                self.other_scopes[scope["kind"]] += 1
                self.others_named[scope["kind"]] += any(rule != "D9" for rule in rules)
                self.others.update(rules)

    def row(self):
        def of(kind):
            if not self.scopes[kind]:
                return "-"
            return " / ".join(
                str(count[kind]) for count in (self.scopes, self.late, self.said, self.first))

        def counts(counter):
            return " ".join(f"{rule} {count}" for rule, count in counter.most_common()) or "-"

        others = ", ".join(
            f"{self.others_named[kind]} of {count} {'companies' if kind == 'company' else kind + 's'}"
            for kind, count in sorted(self.other_scopes.items())) or "-"
        return "| " + " | ".join([
            self.cause, of("company"), of("team"), of("rep"), counts(self.firsts),
            others, counts(self.others),
            str(self.wrong_euros)]) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jalon", help="the binary")
    parser.add_argument("--seeds", default="1-20")
    parser.add_argument("--causes", default=",".join(CAUSES))
    parser.add_argument("--where", choices=["company", "team", "rep"], default="company")
    parser.add_argument("--volume", type=float, default=1, help="so many times the deals and meetings")
    parser.add_argument("--keep", type=Path, help="a folder for the companies")
    options = parser.parse_args()
    jalon = str(Path(options.jalon).resolve())
    first, _, last = options.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    is_well = True
    print("Of each kind of scope: how many are concerned / late / of which the cause was said / first.")
    print("| cause | companies | teams | reps | said first of them | of others a cause was named |"
          " which | wrong euros |\n|---|---|---|---|---|---|---|---|")
    for cause in options.causes.split(","):
        tally = Tally(cause)
        for seed in seeds:
            with tempfile.TemporaryDirectory() as scratch:
                folder = (options.keep or Path(scratch)) / f"{cause}-{seed}"
                world = World(seed, cause, options.where, options.volume)
                world.write(folder)
                run = result(jalon, folder)
            if run is None:
                is_well = False
            else:
                tally.add(world, run)
        is_well = is_well and not tally.wrong_euros
        print(tally.row(), flush=True)
    sys.exit(0 if is_well else 1)


if __name__ == "__main__":
    main()
