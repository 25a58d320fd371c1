"""Finding the person and the need a worker means, from what stands on a sheet or is said on the phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from deliberation.clock import today
from deliberation.database import db
from deliberation.needs.doors import Door, read
from deliberation.needs.models import Need, NeedComment
from deliberation.needs.queries import need_numbered
from deliberation.needs.rules import NeedState, number_of
from deliberation.needs.search import matching
from deliberation.people.models import Account, Resident
from deliberation.places.addresses import address
from deliberation.places.models import Building, Estate, Household
from deliberation.wording import tidy

MOST_PEOPLE = 12
MOST_NEEDS = 8
MOST_WORDS = 6


@dataclass(frozen=True)
class Person:
    """Somebody on the roll as a worker tells them apart."""

    id: UUID
    name: str
    address: str
    confirmed: bool
    has_account: bool


def people_meant(community_code: str, line: str) -> list[Person]:
    """Who lives behind the door, or bears the name, or both; the confirmed first, at most twelve."""
    for door in read(line):
        found = _people(community_code, door)
        if found:
            return found
    return []


def _people(community_code: str, door: Door) -> list[Person]:
    query = (
        select(
            Resident.id,
            Resident.name,
            Resident.confirmed_at,
            Account.id,
            Estate.name,
            Building.name,
            Household.unit,
            Household.door,
        )
        .join(Household, Household.id == Resident.household_id)
        .join(Building, Building.id == Household.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .outerjoin(Account, Account.resident_id == Resident.id)
        .where(Resident.community_code == community_code, Resident.moved_out_at.is_(None), *_fits(door))
        .order_by(Resident.confirmed_at.is_(None), Estate.name, Building.name, Household.door, Resident.name)
        .limit(MOST_PEOPLE)
    )
    return [
        Person(row[0], row[1], address(*row[4:]), row[2] is not None, row[3] is not None)
        for row in db.session.execute(query)
    ]


def _fits(door: Door) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if door.building:
        asked.append(Building.name.in_(door.buildings))
    if door.unit:
        asked.append(Household.unit.in_(door.units))
    if door.door:
        asked.append(Household.door.in_(door.doors))
    for word in door.words[:MOST_WORDS]:
        columns = (Resident.name, Estate.name, Building.name)
        asked.append(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return asked


def needs_meant(community_code: str, words: str) -> Sequence[Need]:
    """The need with this number (12 is this year's 012), else the best supported that hold the words."""
    plain = tidy(words)
    if not plain:
        return []
    for number in _numbers(plain):
        need = need_numbered(community_code, number)
        if need is not None:
            return [need]
    query = (
        select(Need)
        .where(
            Need.community_code == community_code,
            Need.published_at.is_not(None),
            Need.state != NeedState.MERGED,
            matching(community_code, plain),
        )
        .order_by(Need.support_count.desc(), Need.created_at.desc(), Need.id)
        .limit(MOST_NEEDS)
    )
    # Whole needs, to be acted on: lists load only what they show.
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _numbers(words: str) -> list[str]:
    """The numbers somebody may mean who types 2026-012, 2026-12 or 12."""
    year, dash, running = words.partition("-")
    if dash and year.isdecimal() and running.isdecimal() and len(year) == 4 and len(running) < 7:
        return [words, number_of(int(year), int(running))]
    if words.isdecimal() and len(words) < 6:
        return [number_of(today().year, int(words))]
    return []


def remarks_meant(need: Need, words: str) -> Sequence[NeedComment]:
    """What was said below a need and can be read, holding the words; the latest first."""
    query = select(NeedComment).where(
        NeedComment.need_id == need.id,
        NeedComment.published_at.is_not(None),
        NeedComment.hidden_at.is_(None),
        NeedComment.text.icontains(tidy(words), autoescape=True),
    )
    latest = query.order_by(NeedComment.created_at.desc(), NeedComment.id).limit(MOST_NEEDS)
    return db.session.scalars(latest).all()
