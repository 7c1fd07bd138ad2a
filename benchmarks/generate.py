#!/usr/bin/env python3
"""generate.py SIZE FOLDER [--quote all]: a CRM export, the same bytes every time.

SIZE is XS, S, M, L or DEALS:ACTIVITIES. Writes owners.csv (500 people in 40 teams), deals.csv
(36 columns, some 610 bytes a row: accents, commas, doubled quotes, line breaks inside cells) and
activities.csv (11 columns, some 155 bytes a row). Needs numpy and polars."""
import argparse
import os

import numpy as np
import polars as pl

SIZES = {
    "XS": (1_000, 10_000), "S": (10_000, 100_000), "M": (1_000_000, 5_000_000),
    "L": (5_000_000, 25_000_000),
}
CHUNK = 100_000
OWNERS, TEAMS = 500, 40
# 24 months are reported, 2024 and 2025; deals were created before them as well.
DAYS, EARLIER = 731, 200
EPOCH = np.datetime64("2024-01-01")

FIRST = (
    "Ana Björn Chloé Dmitri Élodie François Greta Hiro Inés Jürgen Kateřina Łukasz María Niamh "
    "Ólafur Priya Quentin Renée Søren Thandiwe Ulrich Víctor Wei Xenia Yusuf Zoë"
).split()
LAST = (
    "Müller O'Neill García Novák Kowalski Andersson Nguyen Patel Smith Johnson Brown Rossi Silva "
    "Dubois Ivanova Tanaka Kim Khan Yılmaz Haddad Fernández Schröder Lindqvist Okafor"
).split()
REGIONS = "EMEA AMER APAC LATAM DACH Nordics Iberia UKI".split()
DIVISIONS = ["SMB", "Mid-Market", "Enterprise", "Renewals", "Partners, Alliances"]
HOUSES = "Acme Globex Initech Nordwind Café Züri São Königs Delta Omega Summit Harbor Quantum".split()
TRADES = "Logistics Foods Systems Energie Robotics Médical Textiles Networks Consulting Pharma".split()
FORMS = ["Ltd", "GmbH", "Inc", "SA", "AB", "S.r.l.", "LLC", "PLC"]
WORDS = (
    "pricing proposal follow up on renewal with procurement legal review pending budget approval "
    "next quarter security questionnaire sent champion left sponsor identified demo scheduled"
).split()
PRODUCTS = ["Core Suite", "Core Suite Plus", "Analytics", "Connect API", "Mobile", "Support Gold"]
SOURCES = ["Inbound", "Outbound", "Partner", "Referral", "Event", "Website", "Trial", "Cold call"]
SEGMENTS = ["SMB", "Mid-Market", "Enterprise", "Public Sector"]
STAGES = ["Prospecting", "Qualification", "Needs Analysis", "Proposal", "Negotiation"]
OUTCOMES = [
    "completed", "no_show", "cancelled", "rescheduled", "left_voicemail", "no_answer", "replied",
    "bounced", "",
]


def phrases(random, count, low, high):
    return [
        " ".join(random.choice(WORDS, random.integers(low, high))).capitalize()
        for _ in range(count)
    ]


class Pools:
    """The texts that rows choose from."""

    def __init__(self):
        random = np.random.default_rng(20260101)
        teams = [f"{region} {division}" for region in REGIONS for division in DIVISIONS][:TEAMS]
        self.people = []
        for index in range(OWNERS):
            first, last = random.choice(FIRST), random.choice(LAST)
            team = teams[index] if index < TEAMS else teams[random.integers(TEAMS)]
            address = f"person{index}@example-crm.com"
            self.people.append((f"{first} {last}", address, team))
        # Some people sell much more than others.
        weights = random.gamma(2.0, 1.0, OWNERS) + 0.1
        self.shares = np.cumsum(weights / weights.sum())
        self.companies = [
            f"{random.choice(HOUSES)} {random.choice(TRADES)} {random.choice(FORMS)}"
            for _ in range(6_000)
        ]
        self.contacts = [f"{random.choice(FIRST)} {random.choice(LAST)}" for _ in range(900)]
        self.names = [f"{company} - {random.choice(PRODUCTS)}" for company in self.companies]
        # One name in a hundred needs quotes.
        self.odd = [
            f'{house} "{trade}" 27\nsecond line, {form}'
            for house in HOUSES for trade in TRADES for form in FORMS[:4]
        ] + [f"{house}, {trade}" for house in HOUSES for trade in TRADES]
        self.descriptions = phrases(random, 4_000, 4, 12)
        self.steps = phrases(random, 2_000, 3, 8)
        self.subjects = phrases(random, 3_000, 2, 5)
        self.days = np.datetime_as_string(EPOCH + np.arange(-400, DAYS + 400)).tolist()
        self.times = [
            f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"
            for second in range(86_400)
        ]


def series(name, pool, index):
    return pl.Series(name, pool, dtype=pl.String).gather(pl.Series(index.astype(np.uint32)))


def moments(pools, name, day, second):
    days = series(name, pools.days, day + 400)
    return days + "T" + series(name, pools.times, second)


def owners_of(pools, random, count):
    chosen = np.searchsorted(pools.shares, random.random(count)).clip(0, OWNERS - 1)
    return series("owner_email", [address for _, address, _ in pools.people], chosen)


def identifiers(name, prefix, numbers):
    return prefix + pl.Series(name, numbers).cast(pl.String).str.zfill(9) + "AAA"


def deals(pools, base, count):
    random = np.random.default_rng([1, base])
    any_of = lambda name, pool: series(name, pool, random.integers(0, len(pool), count))
    number = np.arange(base, base + count)
    created = random.integers(-EARLIER, DAYS, count)
    closed = created + random.gamma(1.6, 28.0, count).astype(np.int64)
    chance = random.random(count)
    status = np.where((closed >= DAYS) | (chance < 0.10), 0, np.where(chance < 0.37, 1, 2))
    stage = np.where(status == 0, random.integers(0, 5, count), status + 4)
    amount = np.exp(random.normal(9.2, 1.1, count)).clip(100, 5e6)
    cents = np.where(random.random(count) < 0.6, 0, random.integers(0, 100, count))
    amounts = pl.Series("amount", amount.astype(np.int64)).cast(pl.String) + "." + pl.Series(
        cents).cast(pl.String).str.zfill(2)
    company = random.integers(0, len(pools.companies), count)
    is_open = pl.Series(status == 0)
    name = pl.select(
        pl.when(pl.Series(random.random(count) < 0.01)).then(any_of("odd", pools.odd)).otherwise(
            any_of("name", pools.names) + " #" + pl.Series(
                random.integers(1, 10_000, count)).cast(pl.String))).to_series()
    closing = moments(
        pools, "closed_at", np.where(status == 0, 0, closed), random.integers(0, 86_400, count))
    closing = pl.select(pl.when(is_open).then(pl.lit("")).otherwise(closing)).to_series()
    loss = any_of("loss_reason", ["Price", "Timing", "No budget", "Competitor"])
    loss = pl.select(
        pl.when(pl.Series(status == 2)).then(loss).otherwise(pl.lit(""))).to_series()
    quarters = [f"FY{year}-Q{quarter}" for year in (2024, 2025) for quarter in (1, 2, 3, 4)]
    hosts = [f"{c.split()[0].lower()}-{c.split()[1].lower()}.example" for c in pools.companies]
    columns = {
        "deal_id": identifiers("deal_id", "0065g0000", number),
        "deal_name": name,
        "owner_email": owners_of(pools, random, count),
        "stage": series("stage", STAGES + ["Closed Won", "Closed Lost"], stage),
        "amount": amounts,
        "currency": any_of("currency", ["EUR", "USD", "GBP", "SEK", "BRL", "BRL"]),
        "created_at": moments(pools, "created_at", created, random.integers(0, 86_400, count)),
        "closed_at": closing,
        "expected_close": series(
            "expected_close", pools.days, created + 430 + random.integers(0, 90, count)),
        "status": series("status", ["open", "won", "lost"], status),
        "source": any_of("source", SOURCES),
        "segment": any_of("segment", SEGMENTS),
        "product": any_of("product", PRODUCTS),
        "discount_pct": any_of("discount_pct", ["", "5", "7.5", "10", "12.5", "15"]),
        "account_id": identifiers("account_id", "0015g00001", company),
        "account_name": series("account_name", pools.companies, company),
        "contact_name": any_of("contact_name", pools.contacts),
        "contact_email": pl.Series("e", random.integers(1, 900, count)).cast(
            pl.String) + "@" + series("contact_email", hosts, company),
        "contact_phone": pl.Series(random.integers(10**9, 10**10, count)).cast(pl.String),
        "industry": any_of("industry", ["Education", "Retail", "Health", "Public", "Software"]),
        "city": any_of("city", ["Zürich", "Malmö", "Dublin", "São Paulo", "Lyon", "Kraków"]),
        "country": any_of("country", ["CH", "SE", "IE", "BR", "FR", "PL"]),
        "postal_code": pl.Series(random.integers(10_000, 99_999, count)).cast(pl.String),
        "region": any_of("region", REGIONS),
        "campaign": any_of("campaign", [f"2025-Q{q} {s} campaign" for q in (1, 2) for s in SOURCES]),
        "deal_type": any_of("deal_type", ["New Business", "Renewal", "Expansion"]),
        "forecast_category": any_of("forecast_category", ["Pipeline", "Best Case", "Commit"]),
        "probability": any_of("probability", [str(n) for n in range(0, 101, 5)]),
        "next_step": any_of("next_step", pools.steps),
        "description": any_of("description", pools.descriptions),
        "competitor": any_of("competitor", ["", "In-house", "Rival One", "Rival Two"]),
        "loss_reason": loss,
        "last_modified_at": moments(
            pools, "last_modified_at", np.minimum(created + 5, DAYS - 1),
            random.integers(0, 86_400, count)),
        "fiscal_quarter": any_of("fiscal_quarter", quarters),
        "tags": any_of("tags", ["", "renewal; at-risk", "strategic; multi-year", "pilot"]),
        "record_url": "https://crm.example.com/o/" + identifiers("u", "0065g0000", number),
    }
    return pl.DataFrame([column.alias(name) for name, column in columns.items()])


def activities(pools, base, count, deal_count):
    random = np.random.default_rng([2, base])
    any_of = lambda name, pool: series(name, pool, random.integers(0, len(pool), count))
    kind = np.searchsorted(np.array([0.38, 0.72, 0.86]), random.random(count))
    day = random.integers(0, DAYS, count)
    chance = random.random(count)
    # By kind: calls, e-mails, meetings; tasks have no outcome.
    outcome = np.select(
        [kind == 2, kind == 0, kind == 1],
        [np.searchsorted([0.74, 0.86, 0.94], chance),
         np.array([0, 4, 5])[np.searchsorted([0.5, 0.75], chance)],
         np.array([6, 0, 7])[np.searchsorted([0.3, 0.97], chance)]], 8)
    done = (kind != 3) | (random.random(count) < 0.85)
    due = series("due_date", pools.days, day + 400 + random.integers(0, 30, count))
    due = pl.select(pl.when(pl.Series(kind == 3)).then(due).otherwise(pl.lit(""))).to_series()
    columns = {
        "activity_id": identifiers("a", "00T5g0000", np.arange(base, base + count)),
        "type": series("type", ["call", "email", "meeting", "task"], kind),
        "owner_email": owners_of(pools, random, count),
        "deal_id": identifiers("d", "0065g0000", random.integers(0, deal_count, count)),
        "activity_at": moments(
            pools, "activity_at", day, random.integers(7 * 3600, 19 * 3600, count)),
        "outcome": series("outcome", OUTCOMES, outcome),
        "due_date": due,
        "done": series("done", ["false", "true"], done.astype(int)),
        "subject": any_of("subject", pools.subjects),
        "duration_min": any_of("duration_min", ["0", "5", "10", "15", "30", "45", "60"]),
        "channel": any_of("channel", ["phone", "zoom", "teams", "linkedin", "in person", ""]),
    }
    return pl.DataFrame([column.alias(name) for name, column in columns.items()])


def write(path, total, chunk, quote):
    style = "always" if quote == "all" else "necessary"
    with open(path, "wb") as file:
        for base in range(0, total, CHUNK):
            # An empty cell has no quotes: a missing value, not an empty text.
            frame = chunk(base, min(CHUNK, total - base))
            if quote != "all":
                frame = frame.with_columns(pl.all().replace("", None))
            frame.write_csv(file, include_header=base == 0, quote_style=style)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("size")
    parser.add_argument("folder")
    parser.add_argument("--quote", choices=["needed", "all"], default="needed")
    options = parser.parse_args()
    if options.size in SIZES:
        deal_count, activity_count = SIZES[options.size]
    else:
        deal_count, activity_count = map(int, options.size.split(":"))
    os.makedirs(options.folder, exist_ok=True)
    pools = Pools()
    people = pl.DataFrame(pools.people, schema=["name", "email", "team"], orient="row")
    people.write_csv(f"{options.folder}/owners.csv")
    write(
        f"{options.folder}/deals.csv", deal_count,
        lambda base, count: deals(pools, base, count), options.quote)
    write(
        f"{options.folder}/activities.csv", activity_count,
        lambda base, count: activities(pools, base, count, deal_count), options.quote)


if __name__ == "__main__":
    main()
