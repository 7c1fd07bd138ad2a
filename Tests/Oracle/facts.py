"""What the oracle knows about a company: plain facts, and the days and people they belong to."""

import datetime
import unicodedata
from dataclasses import dataclass, field
from typing import Optional

import periods

Day = datetime.date

UNASSIGNED = "unassigned"


@dataclass
class Deal:
    owner: str  # as the export writes it
    status: str  # open, won, lost, on_hold
    net: Optional[int]  # minor units
    gross: Optional[int]
    created: Optional[Day]
    closed: Optional[Day]  # won or lost on
    expected: Optional[Day]
    id: str = ""
    stage: str = ""
    pipeline: str = ""
    segment: Optional[str] = None
    product: Optional[str] = None
    listed: Optional[int] = None  # the gross amount, where it is exported
    discount: Optional[int] = None
    margin: Optional[int] = None
    next_step: Optional[Day] = None
    last_activity: Optional[Day] = None
    account: str = ""
    type: str = ""
    source: str = ""
    campaign: str = ""
    currency: str = ""
    fx_effect: int = 0
    # Of a part of a deal: whether the whole has an amount.
    has_amount: Optional[bool] = None
    # (owner, share, whether it is an overlay) of each credit, in the order of the file.
    credits: list = field(default_factory=list)


@dataclass
class Activity:
    owner: str
    kind: str  # call, meeting, task
    created: Optional[Day] = None
    due: Optional[Day] = None
    scheduled: Optional[Day] = None
    done: Optional[Day] = None
    is_done: bool = False
    outcome: str = ""
    direction: str = ""
    contact: str = ""
    opportunity: str = ""
    qualified: bool = False
    file: str = ""
    id: str = ""


@dataclass
class Order:
    owner: str
    date: Day
    amount: int


@dataclass
class Target:
    scope: tuple  # (kind, id)
    month: tuple  # (year, month)
    amount: int


@dataclass
class Membership:
    team: str
    first: Optional[Day]
    last: Optional[Day]  # included

    def holds(self, day):
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass
class Person:
    id: str
    names: set = field(default_factory=set)
    memberships: list = field(default_factory=list)


class Company:
    """Facts of one company as of the end of one day. A table that was not exported is None."""

    def __init__(self, as_of, has_owners=True):
        self.as_of = as_of
        self.has_owners = has_owners
        self.people = {}
        self.teams = []
        self.deals = None
        self.activities = None
        self.orders = None
        self.targets = None
        # Rows of text by table, for what lies beside opportunities and activities.
        self.tables = {}
        self.zone = "Europe/Paris"
        self.fiscal = periods.CALENDAR_YEAR
        self.history = None  # by deal, (moment, stage)
        self.stages = []
        # Optional columns that the exports have.
        self.columns = set()
        self.marketing_sources = []
        self.rates = None
        # Whether some were rejected: a table of nothing else says nothing, an empty one that nothing was.
        self.has_unusable_deals = False
        self.mandatory = set()  # stages that a deal must pass
        # Fields of deals by which figures are also made.
        self.segments = []
        # (scope, period, target in minor units) of objectives on revenue signed.
        self.quotas = []
        # (rep, period, target, month of tenure) of those who are ramping up.
        self.ramping = []
        # What the people file says of somebody beside teams.
        self.terms = {}
        # Who leads a team or the company.
        self.managers = set()
        # Whether every Monday to Friday is a working day for everybody.
        self.plain_weeks = False
        self.notes = []
        self._names = {}

    def has(self, column):
        return column in self.columns

    def add_person(self, identifier, names, team=None, first=None, last=None):
        person = self.people.setdefault(identifier, Person(identifier))
        for name in [identifier, *names]:
            if name:
                person.names.add(fold(name))
                self._names[fold(name)] = identifier
        if team:
            if team not in self.teams:
                self.teams.append(team)
            membership = Membership(team, first, last)
            if membership not in person.memberships:
                person.memberships.append(membership)

    def scopes_of(self, owner, day):
        """The scopes that an event of this owner on this day belongs to."""
        scopes = [("company", "company")]
        if not self.has_owners:
            return scopes
        identifier = self._names.get(fold(owner)) if owner else None
        if identifier is None:
            return scopes + [("rep", UNASSIGNED)]
        scopes.append(("rep", identifier))
        scopes += [
            ("team", m.team) for m in self.people[identifier].memberships if m.holds(day)
        ]
        return scopes

    def is_present(self, identifier, day):
        """Hired, not gone and not absent."""
        terms = self.terms.get(identifier)
        return terms is None or not (
            (terms.hired and day < terms.hired) or (terms.left and day > terms.left)
            or terms.is_absent(day))

    def scopes(self):
        all_scopes = [("company", "company")]
        if self.has_owners:
            all_scopes += [("team", team) for team in sorted(self.teams)]
            all_scopes += [("rep", person) for person in sorted(self.people)]
            all_scopes.append(("rep", UNASSIGNED))
        return all_scopes


def fold(text):
    """Names are compared without case, accents, kind of apostrophe and spare spaces."""
    text = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'")
    text = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())


def slug(name):
    """Lower-case ASCII; whatever is no letter or digit becomes one hyphen."""
    parts, last_is_hyphen = [], True
    for character in fold(name):
        if character.isascii() and character.isalnum():
            parts.append(character)
            last_is_hyphen = False
        elif not last_is_hyphen:
            parts.append("-")
            last_is_hyphen = True
    return "".join(parts).strip("-")
