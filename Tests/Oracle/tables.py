"""Leads, customers, tickets and the other tables beside opportunities and activities, as rows of text
with canonical names."""

import csv
import datetime
from pathlib import Path

TABLES = [
    "leads", "tickets", "customers", "contracts", "subscriptions", "orders", "features", "surveys",
    "spend", "costs",
]


def read(path, encoding="utf-8-sig"):
    with open(path, encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def folder(path):
    """The tables of a folder in canonical form, by name; one that is missing is not there."""
    found = {}
    for name in TABLES:
        file = Path(path) / f"{name}.csv"
        if file.exists():
            found[name] = read(file)
    return found


SAMPLE = {
    "leads": ("*contacts*", {
        "ID de fiche d'informations": "id", "Propriétaire du contact": "owner",
        "Date de création": "created_at", "Canal": "channel",
        "Date d'attribution": "assigned_at", "Première tentative": "first_attempt_at",
        "Premier échange": "first_contact_at", "RDV pris le": "meeting_booked_at",
        "Devenu MQL le": "mql_at", "Devenu SQL le": "sql_at", "Accepté le": "accepted_at",
        "Refusé le": "rejected_at", "Devenu opportunité le": "opportunity_at"}),
    "tickets": ("*tickets*", {
        "Ticket ID": "id", "Propriétaire du ticket": "agent", "Date de création": "created_at",
        "Date de fermeture": "resolved_at", "Première réponse le": "first_public_human_reply_at",
        "Rouvert le": "reopened_at", "Messages du client": "customer_replies"}),
    "customers": ("*entreprises*", {
        "ID de fiche d'informations": "id", "Propriétaire de l'entreprise": "owner",
        "Client depuis": "since", "Fin de la relation": "ended_at", "Revenu le": "won_back_at",
        "À risque depuis": "at_risk_since", "Compte stratégique": "strategic"}),
    "contracts": ("contrats.csv", {
        "contrat": "id", "client": "customer_id", "début": "start", "échéance": "renewal_due",
        "renouvelé le": "renewed_at", "valeur": "value", "responsable": "owner"}),
    "subscriptions": ("abonnements.csv", {"client": "customer_id", "mois": "month", "mrr": "mrr"}),
    "orders": ("factures.csv", {
        "facture": "order_id", "client": "customer_id", "date": "date", "montant": "amount",
        "récurrent": "recurring", "responsable": "owner"}),
    "features": ("usages.csv", {
        "client": "customer_id", "fonctionnalité": "feature",
        "première utilisation": "first_used_at"}),
    "surveys": ("enquetes.csv", {
        "enquête": "id", "type": "kind", "note": "score", "client": "customer_id",
        "agent": "agent", "date": "at", "suivi le": "followed_up_at"}),
    "spend": ("depenses-marketing.csv", {"canal": "channel", "mois": "period", "montant": "amount"}),
    "costs": ("couts.csv", {
        "nature": "kind", "périmètre": "scope", "mois": "period", "montant": "amount"}),
}


def sample(path):
    found = {}
    for name, (pattern, headers) in SAMPLE.items():
        rows = read(next(Path(path).glob(pattern)))
        found[name] = [{field: row[header] for header, field in headers.items()} for row in rows]
    for name, field in (
            ("contracts", "value"), ("subscriptions", "mrr"), ("orders", "amount"),
            ("spend", "amount"), ("costs", "amount")):
        for row in found[name]:
            row[field] = row[field].replace(",", ".")
    for row in found["costs"]:
        row["kind"] = {"vente": "sales"}[row["kind"]]
    for name, field in (("orders", "recurring"), ("customers", "strategic")):
        for row in found[name]:
            row[field] = {"oui": "true", "non": "false"}[row[field]]
    return found


class Row:
    """One record; its dates of facts are nothing where they lie after the as-of day."""

    def __init__(self, cells, as_of, owner="owner"):
        self.cells = cells
        self.as_of = as_of
        self.owner = cells.get(owner) or ""

    def text(self, name):
        return (self.cells.get(name) or "").strip()

    def day(self, name):
        moment = self.moment(name)
        return moment.date() if moment else None

    def moment(self, name):
        """A fact's moment; one of the future is not known."""
        moment = self.planned(name)
        return None if moment and moment.date() > self.as_of else moment

    def planned(self, name):
        text = self.text(name)
        return datetime.datetime.fromisoformat(text) if text else None


def kept(rows, as_of, date=None, owner="owner"):
    """Rows without deleted ones and without those of after the as-of day, each identifier once."""
    latest = {}
    for number, cells in enumerate(rows):
        latest[cells.get("id") or number] = cells
    result = []
    for cells in latest.values():
        row = Row(cells, as_of, owner)
        if row.text("is_deleted") == "true" or row.text("is_spam") == "true":
            continue
        if date and row.planned(date) and row.planned(date).date() > as_of:
            continue
        result.append(row)
    return result
