"""The register in the order of its doors, building by building, as it is printed and handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from deliberation.database import db
from deliberation.people.models import Resident
from deliberation.places.addresses import door_shown, unit_shown
from deliberation.places.models import Building, Estate, Household
from deliberation.places.queries import in_door_order
from deliberation.rounds.models import RegisterEntry, Round
from deliberation.rounds.rules import Unit


@dataclass(frozen=True)
class LotEntry:
    """One entry to print for: whose, and behind which door."""

    voter_id: UUID
    door: str
    name: str


@dataclass(frozen=True)
class Lot:
    """The entries of one building that are not struck."""

    building_id: UUID
    estate: str
    building: str
    entries: Sequence[LotEntry]

    @property
    def title(self) -> str:
        return f"{self.estate} {self.building}"


def lots_of(row: Round, building_id: UUID | None = None) -> list[Lot]:
    """A round's register by buildings (or one building of it), doors as a postman walks them."""
    home = Household.id == (RegisterEntry.voter_id if row.unit == Unit.HOUSEHOLD else Resident.household_id)
    query = (
        select(RegisterEntry.voter_id, Household.unit, Household.door, Resident.name)
        .add_columns(Building.id.label("building_id"), Building.name.label("building"))
        .add_columns(Estate.name.label("estate"))
        .select_from(RegisterEntry)
        .outerjoin(Resident, Resident.id == RegisterEntry.voter_id)
        .join(Household, home)
        .join(Building, Building.id == Household.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .where(RegisterEntry.round_id == row.id, RegisterEntry.struck_at.is_(None))
        .order_by(*in_door_order(), RegisterEntry.voter_id)
    )
    if building_id is not None:
        query = query.where(Building.id == building_id)
    found = db.session.execute(query).all()
    return [_lot(list(rows)) for _id, rows in groupby(found, key=lambda each: each.building_id)]


def buildings_of(row: Round) -> list[tuple[UUID, str, int]]:
    """The buildings of a round's register with how many entries each has: (id, name, entries)."""
    query = (
        select(Building.id, Estate.name, Building.name, func.count())
        .select_from(RegisterEntry)
        .join(Building, Building.id == RegisterEntry.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .where(RegisterEntry.round_id == row.id, RegisterEntry.struck_at.is_(None))
        .group_by(Building.id, Estate.name, Building.name)
        .order_by(Estate.name, func.length(Building.name), Building.name)
    )
    return [
        (building_id, f"{estate} {name}", number)
        for building_id, estate, name, number in db.session.execute(query)
    ]


def _lot(rows: Sequence[Any]) -> Lot:
    entries = [
        LotEntry(
            each.voter_id,
            " ".join(filter(None, (unit_shown(each.unit), door_shown(each.door)))),
            each.name or "",
        )
        for each in rows
    ]
    return Lot(rows[0].building_id, rows[0].estate, rows[0].building, entries)
