"""Readers of the raw exports, one a data set. Each file's form is written here, not inferred."""

import csv
import datetime
from fractions import Fraction
import io
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import credits
import effective
import periods
import tables
from currencies import Rates
from facts import Activity, Company, Day, Deal, Order, Target, UNASSIGNED, fold, slug

PACKAGE = Path(__file__).resolve().parents[2]
SAMPLE = PACKAGE / "sample-data" / "hubspot-fr"
DATASETS = PACKAGE.parent / "shared" / "datasets"


# MARK: cells


def records(path, encoding="utf-8-sig"):
    with open(path, encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def cents(text):
    """Minor units of a plain decimal number; each row is rounded, half away from zero."""
    text = (text or "").strip()
    if not text:
        return None
    return int((Decimal(text) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def iso_day(text):
    text = (text or "").strip()
    return Day.fromisoformat(text[:10]) if text else None


def local_day(text, zone):
    """The local day of a moment; one without a zone is local already."""
    text = (text or "").strip()
    if not text.endswith("Z"):
        return iso_day(text)
    moment = datetime.datetime.fromisoformat(text[:-1]).replace(tzinfo=datetime.timezone.utc)
    return moment.astimezone(ZoneInfo(zone)).date()


def us_day(text):
    """`02/23/26`, and `02/23/26 08:55 PM`: month, day, year."""
    text = (text or "").strip()
    if not text:
        return None
    month, day, year = text.split()[0].split("/")
    return Day(2000 + int(year), int(month), int(day))


def flag(text):
    return (text or "").strip().lower() in ("true", "1", "yes")


# MARK: the sample company


def sample(as_of):
    company = Company(as_of or Day(2026, 11, 20))
    for team in ("nord", "sud"):
        company.teams.append(team)
    for row in records(SAMPLE / "people.csv"):
        company.add_person(
            row["identifiant"], [row["nom"], row["e-mail"], *row["alias"].split("|")],
            row["équipe"] or None, iso_day(row["du"]), iso_day(row["au"]))
        if row["responsable de"]:
            company.managers.add(row["identifiant"])

    def export(view):
        return records(next((SAMPLE / "exports").glob(f"hubspot-crm-exports-{view}-*.csv")))

    company.deals = [hubspot_deal(row) for row in export("tous-les-transactions")]
    directions = {"Sortant": "outbound", "Entrant": "inbound"}
    outcomes = {
        "Terminée": "done", "Absence": "no_show", "Annulée": "cancelled",
        "Reportée": "rescheduled", "Planifiée": "", "": "",
    }
    company.activities = [
        Activity(
            row["Activité attribuée à"], "call", file="calls",
            done=iso_day(row["Date d'activité"]), is_done=True, direction=directions[row["Direction de l'appel"]])
        for row in export("tous-les-appels")
    ]
    company.activities += [
        Activity(
            row["Activité attribuée à"], "meeting", file="meetings",
            scheduled=iso_day(row["Heure de début de la réunion"]),
            outcome=outcomes[row["Résultat de la réunion"]])
        for row in export("toutes-les-reunions")
    ]
    company.tables = tables.sample(SAMPLE / "exports")
    company.activities += [
        Activity(
            row["Attribué à"], "task", file="tasks", id=row["ID de fiche d'informations"],
            opportunity=row["Associated Deal IDs"], due=iso_day(row["Date d'échéance"]),
            done=iso_day(row["Date d'achèvement"]),
            is_done={"Terminée": True, "Non commencée": False}[row["Statut de la tâche"]])
        for row in export("toutes-les-taches")
    ]
    return company


def hubspot_deal(row):
    status = {"Fermé gagné": "won", "Fermé perdu": "lost"}.get(
        row["Phase de la transaction"], "open")
    amount = cents(row["Montant"])
    close = iso_day(row["Date de fermeture"])
    moved = iso_day(row[f'Date entered "{row["Phase de la transaction"]} (Pipeline des ventes)"'])
    is_open = status == "open"
    return Deal(
        owner=row["Propriétaire de la transaction"], status=status, net=amount, gross=amount,
        created=iso_day(row["Date de création"]), closed=None if is_open else moved or close,
        expected=close, id=row["ID de fiche d'informations"],
        next_step=iso_day(row["Date de la prochaine activité"]))


# MARK: data sets that are not ours


def maven(as_of):
    company = Company(as_of or Day(2017, 12, 31))
    folder = DATASETS / "maven_crm_sales_opportunities"
    for row in records(folder / "sales_teams.csv"):
        company.add_person(slug(row["sales_agent"]), [row["sales_agent"]], slug(row["manager"]))
    statuses = {"Won": "won", "Lost": "lost", "Engaging": "open", "Prospecting": "open"}
    company.deals = []
    for row in records(folder / "sales_pipeline.csv"):
        amount = cents(row["close_value"])
        company.deals.append(
            Deal(
                owner=row["sales_agent"], status=statuses[row["deal_stage"]], net=amount,
                id=row["opportunity_id"], gross=amount, created=iso_day(row["engage_date"]),
                closed=iso_day(row["close_date"]), expected=None))
    return company


# Employee key of the manager to team.
ADVENTUREWORKS_TEAMS = {"272": "north-america", "290": "europe", "294": "pacific"}
ADVENTUREWORKS_HEAD = "277"


def adventureworks(as_of):
    company = Company(as_of or Day(2020, 5, 31))
    folder = DATASETS / "adventureworks_reseller_sales"
    scope_of_national_id = {}
    with open(
        folder / "DimEmployee_pipe_noheader.csv", encoding="utf-8-sig", newline=""
    ) as file:
        for row in csv.reader(file, delimiter="|"):
            key, parent, national, name = row[1], row[2], row[3], f"{row[6]} {row[7]}"
            if key == ADVENTUREWORKS_HEAD:
                scope_of_national_id[national] = ("company", "company")
            elif key in ADVENTUREWORKS_TEAMS:
                # The manager's own sales are the team's; so is the manager's target.
                team = ADVENTUREWORKS_TEAMS[key]
                company.add_person(slug(name), [name, key], team)
                scope_of_national_id[national] = ("team", team)
            elif parent in ADVENTUREWORKS_TEAMS:
                company.add_person(slug(name), [name, key], ADVENTUREWORKS_TEAMS[parent])
                scope_of_national_id[national] = ("rep", slug(name))
    company.orders = [
        Order(row["EmployeeKey"], iso_day(row["OrderDate"]), cents(row["SalesAmount"]))
        for row in records(folder / "FactResellerSales.csv")
    ]
    company.targets = []
    path = DATASETS / "microsoft_pl300_adventureworks_targets" / "ResellerSalesTargets.csv"
    for row in records(path, encoding="utf-16"):
        scope = scope_of_national_id[row["EmployeeID"]]
        for month in range(1, 13):
            text = row[f"M{month:02d}"].strip()
            if text not in ("", "-"):
                company.targets.append(
                    Target(scope, (int(row["Year"]), month), cents(text) * 1000))
    return company


def devorg(as_of):
    company = Company(as_of or Day(2026, 3, 31), has_owners=False)
    company.deals = []
    backwards = 0
    for row in records(DATASETS / "salesforce_devorg_export" / "Opportunity.csv"):
        amount, close = cents(row["Amount"]), us_day(row["CloseDate"])
        is_closed, created = flag(row["IsClosed"]), us_day(row["CreatedDate"])
        status = ("won" if flag(row["IsWon"]) else "lost") if is_closed else "open"
        backwards += is_closed and created > close
        company.deals.append(
            Deal(
                owner="", status=status, net=amount, gross=amount, created=created,
                closed=close if is_closed else None, expected=close))
    company.notes.append(f"closed before created, excluded from the cycle: {backwards} deals")
    return company


# MARK: a folder in canonical form, as random_crm.py writes it


def folder(path, as_of):
    path = Path(path)
    if as_of is None:
        as_of = Day.fromisoformat((path / "as-of.txt").read_text().strip())
    company = Company(as_of)
    configuration = (path / "jalon.yaml").read_text(encoding="utf-8")
    zone = re.search(r"^time_zone: *(\S+)", configuration, re.M)
    zone = zone.group(1) if zone else "Europe/Paris"
    company.teams += re.findall(r"^  - \{id: ([a-z0-9-]+), name", configuration, re.M)
    for row in records(path / "people.csv"):
        company.add_person(
            row.get("id") or slug(row["name"]),
            [row["name"], row.get("email"), *(row.get("aliases") or "").split("|")],
            row["team"] or None, iso_day(row["from"]), iso_day(row["to"]))
    company.tables, company.zone = tables.folder(path), zone
    company.tables["opportunities"] = kept(path / "opportunities.csv", company)
    company.deals = [canonical_deal(row) for row in company.tables["opportunities"]]
    columns = {
        "margin": "margin", "discount": "discount", "next_step_at": "next_step",
        "last_activity_at": "last_activity", "account_id": "account", "type": "type",
        "source": "source", "campaign_id": "campaign", "product": "product",
        "segment": "segment"}
    headers = (path / "opportunities.csv").read_text(encoding="utf-8").split("\n")[0].split(",")
    company.columns |= {name for header, name in columns.items() if header in headers}
    with open(path / "activities.csv", encoding="utf-8") as file:
        headers = file.readline()
        if "contact_id" in headers:
            company.columns.add("contact")
        if "qualified" in headers:
            company.columns.add("qualified")
    company.plain_weeks = True
    company.fiscal = fiscal_year(configuration)
    company.mandatory = set(re.findall(r"^  - {name: ([^,}]+), mandatory", configuration, re.M))
    segments = re.search(r"^  segments: \[(.*)\]", configuration, re.M)
    company.segments = segments.group(1).split(", ") if segments else []
    company.quotas = [
        ((kind, name or "company"), periods.named(period), int(target) * 100)
        for kind, name, target, period in re.findall(
            r"owner: (\w+):?([\w-]*), kpi: revenue_won, target: (\d+) €, period: ([\w-]+), "
            r"target_is_effective", configuration)]
    for row in records(path / "people.csv"):
        company.terms.setdefault(row.get("id") or slug(row["name"]), effective.Terms(row))
    quotas, company.ramping = effective.quotas(company, configuration, company.terms)
    company.quotas += quotas
    # Tests, deleted ones, those of later days and those in a currency without a rate.
    written = path / "opportunities.csv"
    company.has_unusable_deals = written.exists() and any(True for _ in records(written))
    rates = re.findall(r"{currency: (\w+), from: ([\d-]+), rate: ([\d.]+)}", configuration)
    if rates:
        company.rates = Rates("EUR", [(c, iso_day(day), rate) for c, day, rate in rates])
        company.deals = company.rates.converted(company.deals, company.as_of)
    sources = re.search(r"^marketing: {sources: \[(.*)\]}", configuration, re.M)
    company.marketing_sources = sources.group(1).split(", ") if sources else []
    company.stages = re.findall(r"^  - \{name: ([^,}]+)", configuration, re.M)
    if (path / "stage_history.csv").exists():
        company.history = {}
        for row in records(path / "stage_history.csv"):
            moment = datetime.datetime.fromisoformat(row["entered_at"])
            company.history.setdefault(row["opportunity_id"], []).append((moment, row["stage"]))
    company.tables["activities"] = kept(path / "activities.csv", company)
    company.activities = [
        canonical_activity(row, zone) for row in company.tables["activities"]]
    for row, activity in zip(company.tables["activities"], company.activities):
        row["_done"] = done_day(activity)
    if (path / "orders.csv").exists():
        company.orders = [
            Order(row["owner"], iso_day(row["date"]), cents(row["amount"]))
            for row in records(path / "orders.csv")
        ]
    credit(path, company)
    return company


def credit(path, company):
    """Gives the deals their credits; who is credited first is whose deal it is otherwise."""
    if not (path / "credits.csv").exists():
        return
    found = {}
    for row in records(path / "credits.csv"):
        is_known = all(
            scope[1] != UNASSIGNED for scope in company.scopes_of(row["owner"], company.as_of))
        # The part of somebody unknown is nobody's; an overlay shows on a person alone.
        if row["type"] not in ("", "revenue") and not (row["type"] == "overlay" and is_known):
            continue
        found.setdefault(row["opportunity_id"], []).append(
            (row["owner"], Fraction(row["share"]), row["type"] == "overlay"))
    for deal in company.deals:
        given = credits.usable(found.get(deal.id, []))
        revenue = [c for c in given if not c[2]]
        if revenue:
            deal.owner = revenue[0][0]
        elif given:
            given = [(deal.owner, Fraction(1), False), *given]
        deal.credits = given


def fiscal_year(configuration):
    found = re.search(
        r"fiscal_year: {start_month: (\d+), named_after: (\w+), periods: ([\w-]+), "
        r"first_weekday: (\w+), anchor: (\w+)}", configuration)
    if not found:
        return periods.CALENDAR_YEAR
    month, name, layout, weekday, anchor = found.groups()
    weeks = () if layout == "months" else tuple(int(w) for w in layout.split("-"))
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    return periods.Fiscal(int(month), name, weeks, days.index(weekday), anchor)


def kept(path, company):
    """Without tests, deleted records and earlier versions of a record."""
    latest, count = {}, 0
    for row in records(path):
        count += 1
        other = latest.get(row["id"])
        if other is None or (row.get("updated_at") or "") >= (other.get("updated_at") or ""):
            latest[row["id"]] = row
    rows = [
        row for row in latest.values()
        if not flag(row.get("is_test")) and not flag(row.get("is_deleted"))
    ]
    if count != len(rows):
        company.notes.append(f"{path.name}: {count - len(rows)} rows left out")
    return rows


def canonical_deal(row):
    net, gross = cents(row.get("amount_net")), cents(row.get("amount_gross"))
    close = iso_day(row.get("close_date"))
    return Deal(
        owner=row["owner"], status=row["status"].strip().lower(),
        net=net if net is not None else gross, gross=gross if gross is not None else net,
        created=iso_day(row.get("created_at")), closed=iso_day(row.get("closed_at")) or close,
        expected=iso_day(row.get("expected_close")) or close, id=row["id"],
        stage=row.get("stage") or "", pipeline=row.get("pipeline") or "",
        segment=row.get("segment") or None, product=row.get("product") or None, listed=gross,
        discount=cents(row.get("discount")), margin=cents(row.get("margin")),
        next_step=iso_day(row.get("next_step_at")),
        last_activity=iso_day(row.get("last_activity_at")),
        account=row.get("account_id") or "", type=row.get("type") or "",
        source=row.get("source") or "", campaign=row.get("campaign_id") or "",
        currency=row.get("currency") or "")


def done_day(activity):
    """The day an activity was done, as far as it was."""
    outcomes = {"done", "answered", "no_answer", "replied", "bounced", "auto_reply"}
    is_done = activity.outcome in outcomes if activity.outcome else activity.is_done
    return (activity.done or activity.scheduled or activity.due) if is_done else None


def canonical_activity(row, zone):
    day = lambda name: local_day(row.get(name), zone)
    done = day("done_at") or day("activity_at")
    outcome = fold(row.get("outcome") or "")
    return Activity(
        owner=row["owner"], kind=row["type"], created=day("created_at"), due=day("due_at"),
        scheduled=day("scheduled_at"), done=done, is_done=flag(row.get("is_done")),
        outcome=outcome, direction=row.get("direction") or "",
        contact=row.get("contact_id") or "", opportunity=row.get("opportunity_id") or "",
        qualified=flag(row.get("qualified")), id=row.get("id") or "")
