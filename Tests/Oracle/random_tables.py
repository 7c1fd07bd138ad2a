"""Adds the tables of leads, customers and support to a folder of random_crm.py."""

import csv

from random_crm import DAY, write


def add(folder, generator):
    """Returns the names of the tables that were written."""
    tables = Tables(folder, generator)
    return tables.write()


class Tables:
    def __init__(self, folder, generator):
        self.folder, self.crm = folder, generator
        self.as_of = generator.as_of
        generator.start("tables")
        self.customers = [f"K{n}" for n in range(generator.random.choice([1, 4, 15, 40]))]

    @property
    def random(self):
        return self.crm.random

    def moment(self, day):
        """Clear of the hour that one night in March does not have."""
        if day is None:
            return ""
        return f"{day} {self.random.choice(['00:00', '08:30', '09:00', '12:34', '17:59', '23:59'])}"

    def after(self, day, chance=0.7):
        """Some time later, perhaps after the as-of day; or nothing."""
        if day is None or self.random.random() > chance:
            return None
        return day + DAY * self.random.choice([0, 0, 1, 2, 3, 7, 14, 30, 31])

    def write(self):
        written = {
            "leads": self.leads(), "tickets": self.tickets(), "surveys": self.surveys(),
            "customers": self.customer_rows(), "contracts": self.contracts(),
            "subscriptions": self.subscriptions(), "features": self.features(),
            "spend": self.spend(), "costs": self.costs(),
        }
        for name, rows in written.items():
            if rows:
                write(self.folder / f"{name}.csv", list(rows[0]), rows)
        for name, columns in (
                ("opportunities", self.deal), ("activities", self.activity),
                ("orders", self.order)):
            self.widen(name, columns)
        return [name for name, rows in written.items() if rows]

    def widen(self, name, more):
        path = self.folder / f"{name}.csv"
        if not path.exists():
            return
        with open(path, encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            header, rows = list(reader.fieldnames), list(reader)
        self.crm.start(f"more {name}")
        extra = [more() for _ in rows]
        columns = header + list(more())
        write(path, columns, [row | own for row, own in zip(rows, extra)])

    def anyone(self):
        return self.random.choice(self.customers + ["K99"])

    def deal(self):
        return {
            "account_id": self.anyone(),
            "type": self.random.choice(["new", "upsell", "cross", "renewal", ""]),
        }

    def activity(self):
        return {"account_id": self.random.choice(["", self.anyone()])}

    def order(self):
        return {
            "customer_id": self.anyone(), "recurring": self.random.choice(["true", "false", ""])}

    def leads(self):
        rows = []
        for number in range(self.random.choice([0, 3, 40, 150])):
            self.crm.start(f"lead {number}")
            created = self.crm.day()
            assigned = self.after(created, 0.9)
            attempt = self.after(assigned, 0.8)
            mql = self.after(created)
            sql = self.after(mql) or self.after(created, 0.1)
            accepted = self.after(sql)
            rows.append({
                "id": f"L{number}", "owner": self.crm.owner(),
                "channel": self.random.choice(["web", "event", ""]),
                "created_at": self.moment(created), "assigned_at": self.moment(assigned),
                "first_attempt_at": self.moment(attempt),
                "first_contact_at": self.moment(self.after(attempt)),
                "mql_at": self.moment(mql), "sql_at": self.moment(sql),
                "accepted_at": self.moment(accepted),
                "rejected_at": self.moment(None if accepted else self.after(sql)),
                "meeting_booked_at": self.moment(self.after(created, 0.4)),
                "opportunity_at": self.moment(self.after(accepted)),
                "is_spam": self.random.choice(["false"] * 9 + ["true"]),
                "is_deleted": self.random.choice(["false"] * 19 + ["true"]),
            })
        return rows

    def tickets(self):
        rows = []
        for number in range(self.random.choice([0, 3, 60])):
            self.crm.start(f"ticket {number}")
            created = self.crm.day()
            resolved = self.after(created)
            rows.append({
                "id": f"T{number}", "customer_id": self.anyone(), "agent": self.crm.owner(),
                "created_at": self.moment(created),
                "first_public_human_reply_at": self.moment(self.after(created, 0.8)),
                "resolved_at": self.moment(resolved),
                "reopened_at": self.moment(self.after(resolved, 0.3)),
                "customer_replies": self.random.choice(["0", "0", "0", "1", "3", ""]),
            })
        return rows

    def surveys(self):
        rows = []
        for number in range(self.random.choice([0, 4, 80])):
            self.crm.start(f"survey {number}")
            at, kind = self.crm.day(), self.random.choice(["nps", "csat"])
            # Now and then a score that the scale does not have.
            high = 11 if kind == "nps" else 6
            score = self.random.choice(["", str(self.random.randint(0, high))])
            rows.append({
                "id": f"E{number}", "kind": kind, "score": score,
                "customer_id": self.random.choice(["", self.anyone()]), "agent": self.crm.owner(),
                "at": at, "followed_up_at": self.after(at, 0.3) or "",
            })
        return rows

    def customer_rows(self):
        rows = []
        for name in self.customers:
            self.crm.start(f"customer {name}")
            since = self.crm.day() - DAY * self.random.choice([0, 0, 200, 900])
            ended = self.crm.day() if self.random.random() < 0.35 else None
            if ended and ended < since:
                ended = since
            back = ended and self.after(ended, 0.3)
            rows.append({
                "id": name, "owner": self.crm.owner(),
                "strategic": self.random.choice(["true", "false", ""]),
                "since": self.random.choice([since] * 12 + [""]), "ended_at": ended or "",
                "won_back_at": back or "",
                "at_risk_since": self.crm.day() if self.random.random() < 0.3 else "",
            })
        return rows

    def contracts(self):
        rows = []
        for number in range(self.random.choice([0, 2, 50])):
            self.crm.start(f"contract {number}")
            due = self.random.choice([self.crm.day(), self.crm.later_day()])
            renewed = due + DAY * self.random.choice([-60, -1, 0, 1, 29, 30, 31, 90])
            rows.append({
                "id": f"C{number}", "customer_id": self.anyone(), "owner": self.crm.owner(),
                "start": due - DAY * 365, "renewal_due": due,
                "renewed_at": renewed if self.random.random() < 0.6 else "",
                "value": self.random.choice(["", "0", "100.50", "2500"]),
            })
        return rows

    def subscriptions(self):
        rows = []
        for name in self.customers + ["K99"]:
            self.crm.start(f"subscription {name}")
            month = self.as_of.replace(day=1)
            for _ in range(self.random.choice([0, 3, 15])):
                if self.random.random() < 0.85:
                    amount = self.random.choice(["0", "10.00", "25.50", "40"])
                    rows.append({"customer_id": name, "month": month, "mrr": amount})
                month = (month - DAY).replace(day=1)
        return rows

    def features(self):
        rows = []
        for name in self.customers:
            self.crm.start(f"feature {name}")
            for feature in self.random.sample(["api", "export", "alerts", "é"], 3):
                day = self.random.choice([self.crm.day(), self.crm.day(), self.crm.later_day(), ""])
                rows.append({"customer_id": name, "feature": feature, "first_used_at": day})
        return rows

    def costs(self):
        rows, month = [], self.as_of.replace(day=1)
        kinds = ["sales"] if self.crm.seed % 3 else ["sales", "marketing"]
        for number in range(14):
            self.crm.start(f"cost {number}")
            for scope in ("company", "team:nord", "team:sud"):
                if self.random.random() < 0.6:
                    rows.append({
                        "kind": self.random.choice(kinds), "scope": scope,
                        "period": f"{month:%Y-%m}",
                        "amount": self.random.choice(["1000", "250.50", "0.01"])})
            month = (month - DAY).replace(day=1)
        return rows

    def spend(self):
        rows, month = [], self.as_of.replace(day=1)
        for number in range(14):
            self.crm.start(f"spend {number}")
            if self.random.random() < 0.8:
                text = self.random.choice([f"{month:%Y-%m}", f"{month}"])
                amount = self.random.choice(["100.00", "0", "33.33"])
                rows.append({"channel": "ads", "period": text, "amount": amount})
            month = (month - DAY).replace(day=1)
        return rows
