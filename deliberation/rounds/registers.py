"""Who may vote: the register of a round, and the slips' codes that lead to its entries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, or_, select

from deliberation.actors import Actor
from deliberation.database import Page, db, paginate
from deliberation.errors import Refusal
from deliberation.notices.service import tell
from deliberation.people import queries as people_queries
from deliberation.people.models import Account, Resident
from deliberation.places import queries as places_queries
from deliberation.places.models import Building, Estate, Household
from deliberation.rounds import keys, slips
from deliberation.rounds.models import RegisterEntry, Round
from deliberation.rounds.queries import open_boxes, open_rounds
from deliberation.rounds.rules import Unit

CHUNK = 5000


def voter_of(actor: Actor, row: Round) -> UUID | None:
    """The register entry this actor would vote under: their own, or their household's."""
    if not actor.lives_in(row.community_code):
        return None
    return actor.household_id if row.unit == Unit.HOUSEHOLD else actor.resident_id


def eligible(community_code: str, unit: Unit, estates: Collection[str] = ()) -> list[tuple[UUID, UUID]]:
    """Who may vote today, as (voter, building): confirmed adults, or households with at least one; of the
    whole community, or of some of its estates only."""
    residents = people_queries.voting_residents(community_code)
    if estates:
        inside = {b.id for b, e in places_queries.buildings_of(community_code) if str(e.id) in estates}
        residents = [each for each in residents if each[2] in inside]
    if unit == Unit.RESIDENT:
        return [(resident, building) for resident, _household, building in residents]
    return sorted({(household, building) for _resident, household, building in residents})


def open_to(actor: Actor, community_code: str) -> Round | None:
    """The round that closes first of those that are open and name this actor (or their household)."""
    rows = open_rounds(community_code)
    voters = {row.id: voter_of(actor, row) for row in rows}
    query = select(RegisterEntry.round_id, RegisterEntry.voter_id).where(
        RegisterEntry.round_id.in_(voters),
        RegisterEntry.voter_id.in_({voter for voter in voters.values() if voter}),
        RegisterEntry.struck_at.is_(None),
    )
    listed = {tuple(each) for each in db.session.execute(query)} if rows else set()
    return next((row for row in rows if (row.id, voters[row.id]) in listed), None)


def enter(round_id: UUID, voters: Sequence[tuple[UUID, UUID | None]]) -> None:
    """Put voters with their buildings on a round's register."""
    given = {"round_id": round_id, "added_reason": "", "struck_reason": ""}
    rows = [{**given, "voter_id": voter, "building_id": building} for voter, building in voters]
    for start in range(0, len(rows), CHUNK):
        db.session.execute(insert(RegisterEntry), rows[start : start + CHUNK])


def check_estates(community_code: str, estates: Collection[str]) -> None:
    """Refuse estates that are not this community's."""
    if not set(estates) <= {str(estate.id) for estate in places_queries.estates_of(community_code)}:
        raise Refusal("rounds.unknown_estate")


def entry_of(round_id: UUID, voter_id: UUID) -> RegisterEntry | None:
    """One entry of a round's register."""
    return db.session.get(RegisterEntry, (round_id, voter_id))


@dataclass(frozen=True)
class RegisterRow:
    """An entry as a worker sees it: who and where, never whether they voted. A household has no `name`."""

    voter_id: UUID
    name: str
    estate: str
    building: str
    unit: str
    door: str
    added_reason: str
    struck_at: datetime | None
    struck_reason: str


def register_of(row: Round, page: int, search: str = "", per_page: int = 50) -> Page[RegisterRow]:
    """The register of a round, door by door."""
    query = _doors(row)
    for word in search.split():
        query = query.where(
            or_(
                Resident.name == word,
                Household.door == word,
                Building.name.contains(word, autoescape=True),
                Estate.name.contains(word, autoescape=True),
            )
        )
    found = paginate(query, page, per_page)
    return Page([_register_row(each) for each in found.items], found.number, found.per_page, found.total)


def row_of(row: Round, voter_id: UUID | None) -> RegisterRow | None:
    """One entry of a round's register with its door."""
    found = db.session.execute(_doors(row).where(RegisterEntry.voter_id == voter_id)).first()
    return _register_row(found) if found else None


def _doors(row: Round) -> Any:
    by_household = row.unit == Unit.HOUSEHOLD
    home = Household.id == (RegisterEntry.voter_id if by_household else Resident.household_id)
    return (
        select(RegisterEntry, Household, Building, Estate, Resident.name)
        .select_from(RegisterEntry)
        .outerjoin(Resident, Resident.id == RegisterEntry.voter_id)
        .join(Household, home)
        .join(Building, Building.id == Household.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .where(RegisterEntry.round_id == row.id)
        .order_by(Estate.name, Building.name, Household.unit, Household.door, RegisterEntry.voter_id)
    )


def _register_row(found: Any) -> RegisterRow:
    entry, home, building, estate, name = found
    return RegisterRow(
        entry.voter_id,
        name or "",
        estate.name,
        building.name,
        home.unit,
        home.door,
        entry.added_reason,
        entry.struck_at,
        entry.struck_reason,
    )


def not_on_register(row: Round) -> list[tuple[UUID, UUID]]:
    """Who could be added: may vote today, and the register does not name them (or struck them)."""
    query = select(RegisterEntry.voter_id).where(
        RegisterEntry.round_id == row.id, RegisterEntry.struck_at.is_(None)
    )
    named = set(db.session.scalars(query))
    return [pair for pair in eligible(row.community_code, row.unit, row.estates) if pair[0] not in named]


@dataclass(frozen=True)
class Addable:
    """Somebody a worker may add to a register."""

    voter_id: UUID
    name: str
    place: str


def addable(row: Round, most: int = 100) -> list[Addable]:
    """The first of those who could be added, with name and door."""
    voters = [voter for voter, _building in not_on_register(row)[:most]]
    home = select(Household.id, Estate.name, Building.name, Household.unit, Household.door, Resident.name)
    query = (
        home.join(Building, Building.id == Household.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .join(Resident, Resident.household_id == Household.id)
    )
    column = Household.id if row.unit == Unit.HOUSEHOLD else Resident.id
    found = db.session.execute(query.add_columns(column.label("voter")).where(column.in_(voters)))
    named = {
        each.voter: Addable(
            each.voter, "" if row.unit == Unit.HOUSEHOLD else each[5], " ".join(filter(None, each[1:5]))
        )
        for each in found
    }
    return sorted(named.values(), key=lambda each: (each.place, each.name, str(each.voter_id)))


def accounts_on_register(row: Round) -> Sequence[UUID]:
    """The accounts of everybody on the register, to tell them all alike."""
    voter = Resident.household_id if row.unit == Unit.HOUSEHOLD else Resident.id
    query = (
        select(Account.id)
        .join(Resident, Resident.id == Account.resident_id)
        .join(RegisterEntry, (RegisterEntry.voter_id == voter) & (RegisterEntry.round_id == row.id))
        .where(Account.closed_at.is_(None), RegisterEntry.struck_at.is_(None))
        .order_by(Account.id)
    )
    return db.session.scalars(query).all()


def tell_all(row: Round, kind: str, facts: Mapping[str, Any]) -> int:
    """Tell everybody on the register alike, whether they voted or not; returns how many accounts that is."""
    accounts = accounts_on_register(row)
    link = {"code": row.community_code, "round_id": str(row.id)}
    tell(accounts, kind, {"title": row.title, **facts}, row.community_code, "rounds.show", link)
    return len(accounts)


def slip_owner(code: str) -> slips.Found | None:
    """The round and register entry a printed code opens now."""
    rounds = open_boxes()
    slips.forget_others(row.id for row in rounds)
    indexes = [(row.id, codes_of(row.id)) for row in rounds]
    return slips.find(code, indexes)


def codes_of(round_id: UUID) -> dict[bytes, UUID]:
    """The blinded codes of everybody who was ever on a round's register; none without its secret."""
    secret = keys.read(round_id)
    if secret is None:
        return {}
    query = select(RegisterEntry.voter_id).where(RegisterEntry.round_id == round_id)
    size = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    voters: Iterable[UUID] = () if slips.remembered(round_id, size) else db.session.scalars(query)
    return slips.remember(round_id, secret, size, voters)
