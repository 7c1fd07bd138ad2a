#!/usr/bin/env python3
"""Writes a small random company that tries the edges of the definitions. See README.md."""

import argparse
import calendar
import csv
import datetime
import random
import shutil
from pathlib import Path

DAY = datetime.timedelta(days=1)

# What a company may have; each can be left out with --without, to find which one disagrees.
FEATURES = {
    "transfers": "memberships that end on the last day of a month",
    "gaps": "people between two teams, and people of no team",
    "unknown-owners": "owners who are nobody, and empty owners",
    "unknown-types": "credits of a type that nobody knows",
    "spellings": "owners written in another case, without accents, by e-mail, alias or id",
    "missing-amounts": "amounts that are missing",
    "zero-amounts": "amounts of 0",
    "negative-amounts": "credit notes",
    "fine-amounts": "amounts of more decimals than the currency has",
    "gross": "an amount before discount beside the net one",
    "missing-created": "deals without creation date",
    "backwards": "deals closed before they were created",
    "missing-expected": "open deals without expected close",
    "missing-closed": "closed deals without any closing date",
    "reopened": "open deals that still carry an old closing date",
    "future": "deals, calls, tasks and orders of after the as-of day",
    "on-hold": "deals on hold",
    "tests": "test and deleted records",
    "duplicates": "several versions of one record",
    "close-date": "one closing date, expected while open and actual once closed, as CRMs have it",
    "demos": "demos, which are meetings too",
    "inbound": "inbound calls",
    "utc": "moments of activities in UTC, near midnight",
    "line-breaks": "names with commas, quotes and line breaks",
    "orders": "invoices",
    "tables": "leads, tickets, surveys, customers, contracts, subscriptions, features, spend",
    "history": "stages entered, skipped, left and come back to",
    "depth": "margins, discounts, next steps, last activities, pipelines, segments, products",
    "kinds": "contacts on LinkedIn, quotes, follow-ups, references",
    "origins": "sources and campaigns of deals",
    "currencies": "deals in other currencies, with and without a rate for their day",
    "fiscal": "a financial year of its own, of months or weeks",
    "segments": "figures by product and segment",
    "effective": "targets that follow ramp-up, part time, absences, transfers and versions",
    "credits": "deals that several people share, overlays, and shares that do not make one",
    "quotas": "objectives on revenue signed",
    "contacts": "whom an activity was with, and which deal it was about",
    "many": "several hundred deals",
}

# What is odd about a whole company; one at a time, with --shape.
SHAPES = {
    "one-person": "a company of one",
    "no-deals": "a headline and nothing below it",
    "only-lost": "nothing was ever won",
    "only-negative": "every amount is a credit note",
    "one-day": "everything about deals happened on one day",
    "long-ago": "the day is 400 days before the exports",
    "last-day": "everybody changes team on the last day of the month before",
    "huge": "amounts near the largest that are read",
}

NAMES = [
    "Élodie Rousseau", "David N'Guyen", "José Saraiva", "Anne-Marie D'Hondt", "Łukasz Nowak",
    "Zoé Çelik", "Jean Martin", "Jeanne Martin", "Ø Berg", "Ana", "Bruno Lefèvre",
    "Inès O’Brien",
]
STAGES = ["Qualification", "Proposition", "Négociation"]
TEAMS = ["nord", "sud", "grands-comptes", "vide"]


class Generator:
    def __init__(self, seed, without, shape=None):
        self.shape = shape
        self.random = random.Random(seed)
        self.seed = seed
        # Some of the features in each company, so that they also occur alone.
        self.features = {
            name for name in FEATURES if self.random.random() < 0.6 and name not in without}
        self.as_of = self._as_of()
        self.people = []
        self.moves = []
        self.tables = []

    def has(self, feature, chance=1.0):
        # The draw is made in any case, so that a feature left out changes little else.
        drawn = self.random.random() < chance
        return feature in self.features and drawn

    def start(self, record):
        """Every record has draws of its own: a feature left out changes no other record."""
        self.random = random.Random(f"{self.seed} {record}")

    # MARK: days

    def _as_of(self):
        year, month = self.random.choice([2023, 2024, 2025]), self.random.randint(1, 12)
        last = calendar.monthrange(year, month)[1]
        return datetime.date(year, month, self.random.choice([1, 2, 15, last - 1, last, last]))

    def day(self, latest=None):
        """A past day, often the first or last of a month or near the as-of day."""
        latest = latest or self.as_of
        kind = self.random.random()
        day = latest - DAY * self.random.randint(0, 430)
        if kind < 0.2:
            return latest - DAY * self.random.randint(0, 1)
        if kind < 0.35:
            return min(day.replace(day=1), latest)
        if kind < 0.5:
            return min(day.replace(day=calendar.monthrange(day.year, day.month)[1]), latest)
        return day

    def later_day(self):
        return self.as_of + DAY * self.random.choice([1, 1, 2, 10, 40, 100, 400])

    # MARK: people

    def people_rows(self):
        rows = []
        names = self.random.sample(NAMES, self.random.randint(1, 7))
        for number, name in enumerate(names[:1] if self.shape == "one-person" else names):
            identifier = f"p{number}"
            self.start(identifier)
            self.people.append((identifier, name, f"{identifier}@example.example"))
            own = [self._person(identifier, name, *span) for span in self._memberships()]
            if "effective" in self.features:
                own[0] |= self._terms()
            rows += own
        return rows

    def _terms(self):
        """How somebody works: from when on, how much, and when not."""
        draw = self.random
        hired = draw.choice([None, 20, 45, 75, 130, 400])
        left = draw.choice([None, None, None, 15])
        absent = draw.choice([None, None, 3, 40])
        day = lambda back: "" if back is None else self.as_of - DAY * back
        return {
            "hired_at": day(hired), "left_at": day(left), "fte": draw.choice(["", "1", "0.8", "0.5"]),
            "ramp": draw.choice(["", "0 % | 25 % | 50 %", "10 %|100 %|80 %|90 %"]),
            "absent_from": day(absent),
            "absent_to": "" if absent is None else self.as_of - DAY * (absent - 11)}

    def _person(self, identifier, name, team, first, last):
        return {
            "id": identifier, "name": name, "email": f"{identifier}@example.example",
            "aliases": f"Owner {identifier}|{1000 + int(identifier[1:])}", "team": team,
            "from": first or "", "to": last or "",
        }

    def _memberships(self):
        teams = TEAMS[:-1]
        if self.shape == "last-day":
            day = self.as_of.replace(day=1) - DAY
            first, second = self.random.sample(teams, 2)
            return [(first, None, day - DAY), (second, day, None)]
        if self.has("gaps", 0.15):
            return [("", None, None)]
        first_team = self.random.choice(teams)
        if not self.has("transfers", 0.6):
            return [(first_team, None, None)]
        day = self.as_of - DAY * self.random.randint(0, 400)
        last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        next_day = last + DAY
        if self.has("gaps", 0.3):
            next_day += DAY * 31
        return [
            (first_team, None, last),
            (self.random.choice([t for t in teams if t != first_team]), next_day, None),
        ]

    def owner(self):
        identifier, name, email = self.random.choice(self.people)
        draw = self.random.random()
        if self.has("unknown-owners", 0.12):
            return self.random.choice(["Ancien Commercial", "", "Admin User", "p99"])
        if self.has("spellings", 0.4):
            plain = name.replace("é", "e").replace("É", "E").replace("è", "e").replace("ç", "c")
            forms = [name.upper(), plain, email, f"Owner {identifier}", identifier]
            forms.append(str(1000 + int(identifier[1:])))
            return forms[int(draw * len(forms))]
        return name

    # MARK: opportunities

    def amount(self):
        if self.has("missing-amounts", 0.1):
            return ""
        if self.has("zero-amounts", 0.08):
            return "0"
        # Few distinct values, so that there are ties.
        amount = self.random.choice(["100.00", "100", "2500.50", "999.99", "0.01", "123456789.10"])
        if self.shape == "huge":
            amount = self.random.choice(["90071992547409.92", "-90071992547409.92", amount])
            return amount
        if self.has("fine-amounts", 0.1):
            amount = self.random.choice(["10.005", "10.004999", "0.015", "33.333"])
        if self.has("negative-amounts", 0.1):
            amount = f"-{amount}"
        if self.shape == "only-negative" and not amount.startswith("-"):
            amount = f"-{amount}"
        return amount

    def opportunities(self):
        rows = []
        self.start("opportunities")
        sizes = [300, 500] if "many" in self.features else [0, 1, 5, 30, 90, 150]
        if self.shape == "no-deals":
            sizes = [0]
        for number in range(self.random.choice(sizes)):
            self.start(f"opportunity {number}")
            row = self._opportunity(f"D{number:04d}")
            rows.append(row)
            if self.has("duplicates", 0.06):
                again = dict(row, amount_net=self.amount(), owner=self.owner())
                again["amount_gross"] = self._gross(again["amount_net"])
                again["updated_at"] = f"{self.as_of}T06:00:00"
                rows.insert(self.random.randint(0, len(rows)), again)
            if self.has("duplicates", 0.03):
                rows.append(dict(row))
        return rows

    def _opportunity(self, identifier):
        status = self.random.choice(["open", "won", "won", "lost"])
        if self.shape == "only-lost":
            status = "lost"
        created, closed, expected = self.day(), None, None
        if status == "open":
            expected = self.random.choice([self.later_day(), self.day(), self.as_of])
            if self.has("reopened", 0.15):
                closed = self.day()
            if self.has("missing-expected", 0.15):
                expected, closed = None, None
            if self.has("future", 0.05):
                created = self.later_day()
        else:
            closed = self.day()
            created = closed - DAY * self.random.choice([0, 0, 1, 7, 7, 30, 30, 91, 365])
            expected = closed + DAY * self.random.randint(-20, 20)
            if self.has("future", 0.1):
                created, closed = self.day(), self.later_day()
                expected = closed
            elif self.has("backwards", 0.08):
                # Created later than closed, sometimes even after the as-of day.
                created = closed + DAY * self.random.randint(1, 30)
            if self.has("missing-closed", 0.03):
                closed, expected = None, None
        if self.has("missing-created", 0.06):
            created = None
        if self.shape == "one-day":
            day = self.as_of - DAY * 40
            created, closed, expected = day, closed and day, expected and day
        if self.has("on-hold", 0.08) and status == "open":
            status = "on_hold"
        name = "Affaire, \"A\"\nsuite" if self.has("line-breaks", 0.1) else f"Affaire {identifier}"
        net = self.amount()
        row = {
            "id": identifier, "name": name, "owner": self.owner(), "stage": "Proposition",
            "status": status, "amount_gross": self._gross(net), "amount_net": net,
            "created_at": created or "", "updated_at": f"{self.as_of}T05:00:00",
            "is_test": "true" if self.has("tests", 0.04) else "false",
            "is_deleted": "true" if self.has("tests", 0.02) else "false",
        }
        self._deepen(row, closed)
        if "close-date" in self.features:
            row["close_date"] = (expected if status in ("open", "on_hold") else closed) or ""
        else:
            row |= {"expected_close": expected or "", "closed_at": closed or ""}
        return row

    def _deepen(self, row, closed):
        draw = self.random
        near = lambda: draw.choice(["", self.as_of, self.later_day(), self.day()])
        row |= {
            "discount": draw.choice(["", "0", "10"]),
            "margin": draw.choice(["", "5", "25.5", "-3"]),
            "next_step_at": near(), "last_activity_at": self.day(),
            "pipeline": draw.choice(["P", "P", "P", "Q"]),
            "segment": draw.choice(["", "", "PME"]), "product": draw.choice(["A", "B", "Ç", ""]),
        }
        row["currency"] = draw.choice(["", "EUR", "EUR", "USD", "USD", "CHF"])
        row |= {
            "source": draw.choice(["", "ads", "salon", "référence"]),
            "campaign_id": draw.choice(["", "", "", "C1"])}
        if "history" in self.features:
            row["stage"] = self._moves(row, closed)

    def credits(self):
        """Who shares which deal."""
        rows = []
        for number in range(500):
            self.start(f"credit {number}")
            if self.random.random() > 0.3:
                continue
            people = self.random.sample(self.people, min(len(self.people), 3))
            shares = self.random.choice(
                [["1"], ["0.5", "0.5"], ["0.333333", "0.666667"], ["0.25", "0.25", "0.5"], ["0.4"]])
            kinds = ["revenue"] * len(shares)
            if self.random.random() < 0.3:
                shares, kinds = [*shares, "0.35"], [*kinds, "overlay"]
            if self.random.random() < 0.1:
                shares, kinds = ["0.2"], ["overlay"]
            if self.has("unknown-types", 0.1):
                shares, kinds = [*shares, "0.5"], [*kinds, "bonus"]
            for n, (share, kind) in enumerate(zip(shares, kinds)):
                owner = people[n % len(people)][1]
                if self.has("unknown-owners", 0.12):
                    owner = "Ancien Commercial"
                rows.append(
                    {"opportunity_id": f"D{number:04d}", "owner": owner, "share": share,
                     "type": kind})
        return rows

    def _moves(self, row, closed):
        """Writes the history of a deal, and returns its last stage."""
        draw = self.random
        last = row["created_at"] or self.day()
        position, stage = 0, STAGES[0]
        for _ in range(draw.randint(0, 5)):
            self.moves.append({
                "opportunity_id": row["id"], "stage": stage,
                "entered_at": f"{last}T{draw.choice(['00:00:00', '09:15:00', '23:59:59'])}"})
            last = last + DAY * draw.choice([0, 0, 1, 3, 10, 40])
            position = max(0, position + draw.choice([-1, 0, 1, 1, 2]))
            if position >= len(STAGES):
                break
            stage = STAGES[position]
        if row["status"] in ("won", "lost"):
            name = {"won": "Gagné", "lost": "Perdu"}[row["status"]]
            if closed and draw.random() < 0.7:
                self.moves.append({
                    "opportunity_id": row["id"], "stage": name,
                    "entered_at": f"{closed}T23:59:59"})
            return name
        return stage

    def _gross(self, net):
        """10 more than net, so that the rate by value must take the right one of the two."""
        if "gross" not in self.features or net == "" or self.shape == "huge":
            return ""
        return str(round(float(net) + 10, 6))

    # MARK: activities and orders

    def moment(self, day):
        if day is None:
            return ""
        if "utc" in self.features:
            # 23:30 UTC is the next day in Paris, and 22:30 is in summer only.
            return f"{day}T{self.random.choice(['12:00', '21:30', '22:30', '23:30'])}:00Z"
        return f"{day} {self.random.choice(['00:00', '09:15', '23:59'])}"

    def activities(self):
        rows = []
        self.start("activities")
        for number in range(self.random.choice([0, 3, 40, 120])):
            self.start(f"activity {number}")
            row = self._activity()
            row["id"] = f"A{number:04d}"
            rows.append(row)
            if self.has("duplicates", 0.03):
                rows.append(dict(row))
        return rows

    def _activity(self):
        kinds = ["call", "call", "meeting", "meeting", "task", "email"]
        if "kinds" in self.features:
            kinds += ["linkedin", "quote", "followup", "reference"]
        kind = self.random.choice(kinds)
        row = dict.fromkeys(
            ["due_at", "scheduled_at", "done_at", "outcome", "direction"], "")
        row |= {"type": kind, "owner": self.owner(), "created_at": "", "is_done": "false"}
        row |= {
            "contact_id": self.random.choice(["", "C1", "C2", f"C{self.random.randint(3, 30)}"]),
            "opportunity_id": f"D{self.random.randint(0, 40):04d}",
            "qualified": self.random.choice(["true", "false", ""]),
        }
        # A day before the as-of day at most, for in UTC its late evening is the day after.
        past = self.day(self.as_of - DAY)
        if kind == "task":
            due = self.random.choice([past, self.as_of, self.later_day(), None])
            # Noon: the due day must be the same in every zone.
            row["due_at"] = f"{due}T12:00:00Z" if due and "utc" in self.features else due or ""
            if self.random.random() < 0.5:
                row |= {"is_done": "true", "done_at": self.moment(past)}
            elif self.has("future", 0.1):
                row |= {"is_done": "true", "done_at": self.moment(self.later_day())}
        elif kind == "meeting":
            if self.has("demos", 0.3):
                row["type"] = "demo"
            if self.random.random() < 0.25:
                row["scheduled_at"] = self.moment(self.later_day())
            else:
                row["scheduled_at"] = self.moment(past)
                row["outcome"] = self.random.choice(
                    ["done", "done", "no_show", "cancelled", "rescheduled", ""])
        elif self.random.random() < 0.85:
            row |= {"is_done": "true", "done_at": self.moment(past)}
            row["outcome"] = self.random.choice(["answered", "no_answer"])
            if "contacts" in self.features and kind == "email":
                row["outcome"] = self.random.choice(["done", "replied", "bounced", "auto_reply"])
            row["direction"] = "inbound" if self.has("inbound", 0.3) else "outbound"
            if self.has("future", 0.05):
                row["done_at"] = self.moment(self.later_day())
        return row

    def orders(self):
        rows = []
        self.start("orders")
        for number in range(self.random.randint(0, 40)):
            self.start(f"order {number}")
            day = self.later_day() if self.has("future", 0.1) else self.day()
            amount = self.amount() or "1.00"
            order = f"F{number:04d}"
            rows.append({"order_id": order, "owner": self.owner(), "date": day, "amount": amount})
        return rows

    # MARK: configuration

    def configuration(self):
        form = 'crm: plain, encoding: utf-8, delimiter: ",", decimal: ".", dates: ymd'
        entities = ["opportunities", "activities"]
        if "orders" in self.features:
            entities.append("orders")
        entities += self.tables
        if "history" in self.features:
            entities.insert(0, "stage_history")
        if "credits" in self.features:
            entities.append("credits")
        exports = "\n".join(
            f"  {name}: {{entity: {name}, files: {name}.csv, {form}}}" for name in entities)
        teams = "\n".join(f"  - {{id: {team}, name: Équipe {team}}}" for team in TEAMS)
        marketing = (
            "marketing: {sources: [ads, salon]}\n"
            if "origins" in self.features and self.seed % 2 else "")
        self.start("configuration")
        must = self.random.sample(STAGES, self.random.randint(0, 3))
        stages = "".join(
            f"  - {{name: {name}{', mandatory: true' if name in must else ''}}}\n"
            for name in STAGES)
        stages = f"stages:\n{stages}" if "history" in self.features else ""
        return f"""# Seed {self.seed}: {', '.join(sorted(self.features)) or 'nothing special'}
company: Hasard {self.seed}
language: fr
currency: EUR
time_zone: Europe/Paris
report:
  period: quarter
  also: [month, year]
  history_months: 13
exports:
{exports}
people:
  file: people.csv
teams:
{teams}
{stages}{marketing}{self._more()}"""

    def _more(self):
        """What the company decided: financial years, rates, segments, objectives."""
        text, draw = "", self.random
        if "fiscal" in self.features:
            text += (
                "calendar:\n  fiscal_year: {start_month: "
                f"{draw.randint(1, 12)}, "
                f"named_after: {draw.choice(['ending_year', 'starting_year'])}, "
                f"periods: {draw.choice(['months', '4-4-5', '4-5-4', '5-4-4'])}, "
                f"first_weekday: {draw.choice(['mon', 'sun', 'wed'])}, "
                f"anchor: {draw.choice(['nearest', 'on_or_before'])}}}\n")
        if "currencies" in self.features:
            first = self.as_of - DAY * 300
            text += "rejects: {maximum: 100000}\nrates:\n" + "".join(
                f"  - {{currency: USD, from: {first + DAY * days}, rate: {rate}}}\n"
                for days, rate in ((0, "0.9137"), (100, "1.1"), (290, "0.333333")))
        if "segments" in self.features:
            text += "definitions:\n  segments: [product, segment]\n"
        if "effective" in self.features:
            text += "objectives:\n" + "".join(
                f"  - {self._objective(n, person[0])}\n" for n, person in enumerate(self.people))
        elif "quotas" in self.features:
            quarter = f"{self.as_of.year}-Q{(self.as_of.month + 2) // 3}"
            owners = ["company", *(f"team:{team}" for team in TEAMS[:-1])]
            owners += [f"rep:{person[0]}" for person in self.people]
            text += "objectives:\n" + "".join(
                f"  - {{id: o{n}, owner: {owner}, kpi: revenue_won, "
                f"target: {draw.choice([1000, 500000000, 1])} €, period: {quarter}, "
                "target_is_effective: true, validated_by: p0}\n"
                for n, owner in enumerate(owners))
        return text


    def _objective(self, number, person):
        draw = self.random
        quarter = f"{self.as_of.year}-Q{(self.as_of.month + 2) // 3}"
        versions = ""
        if draw.random() < 0.4:
            month = 3 * ((self.as_of.month - 1) // 3) + 1
            since = self.as_of - DAY * draw.randint(
                0, (self.as_of - self.as_of.replace(month=month, day=1)).days)
            versions = (
                f", versions: [{{valid_from: {since}, target: {draw.choice([700, 90000])} €, "
                "reason: autre}]")
        return (
            f"{{id: e{number}, owner: rep:{person}, kpi: revenue_won, "
            f"target: {draw.choice([1000, 33333, 500000000])} €, period: {quarter}{versions}, "
            "validated_by: p0}")


OPPORTUNITY = [
    "id", "name", "owner", "stage", "status", "amount_gross", "amount_net", "created_at",
    "close_date", "expected_close", "closed_at", "updated_at", "is_test", "is_deleted",
]
DEPTH = [
    "discount", "margin", "next_step_at", "last_activity_at", "pipeline", "segment", "product",
]
ACTIVITY = [
    "id", "type", "owner", "created_at", "due_at", "scheduled_at", "done_at", "outcome", "is_done",
    "direction",
]
CONTACT = ["contact_id", "opportunity_id", "qualified"]
ORIGIN = ["source", "campaign_id"]


def write(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def write_company(seed, folder, without=(), shape=None):
    """Writes the company of a seed; its exports, its people, its configuration and its day."""
    generator = Generator(seed, without, shape)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    people = generator.people_rows()
    write(folder / "people.csv", max((list(row) for row in people), key=len), people)
    columns = list(OPPORTUNITY)
    unused = (
        ["expected_close", "closed_at"] if "close-date" in generator.features else ["close_date"])
    unused += [] if "gross" in generator.features else ["amount_gross"]
    columns += DEPTH if "depth" in generator.features else []
    columns += ["currency"] if "currencies" in generator.features else []
    columns += ORIGIN if "origins" in generator.features else []
    write(
        folder / "opportunities.csv", [c for c in columns if c not in unused],
        generator.opportunities())
    if "history" in generator.features:
        write(
            folder / "stage_history.csv", ["opportunity_id", "stage", "entered_at"],
            generator.moves)
    contact = CONTACT if "contacts" in generator.features else []
    write(folder / "activities.csv", ACTIVITY + contact, generator.activities())
    if "credits" in generator.features:
        write(
            folder / "credits.csv", ["opportunity_id", "owner", "share", "type"],
            generator.credits())
    if "orders" in generator.features:
        write(
            folder / "orders.csv", ["order_id", "owner", "date", "amount"],
            generator.orders())
    if "tables" in generator.features:
        import random_tables

        generator.tables = random_tables.add(folder, generator)
    (folder / "jalon.yaml").write_text(generator.configuration(), encoding="utf-8")
    day = generator.as_of - DAY * (400 if shape == "long-ago" else 0)
    (folder / "as-of.txt").write_text(f"{day}\n")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(
            ["features:", *(f"  {n:18}{t}" for n, t in FEATURES.items()),
             "shapes:", *(f"  {n:18}{t}" for n, t in SHAPES.items())]))
    parser.add_argument("seed", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--without", default=[], metavar="FEATURES", type=lambda text: text.split(","))
    parser.add_argument("--shape", choices=SHAPES)
    options = parser.parse_args()
    if unknown := set(options.without) - set(FEATURES):
        parser.error(f"no such feature: {', '.join(sorted(unknown))}")
    write_company(options.seed, options.folder, options.without, options.shape)


if __name__ == "__main__":
    main()
