"""Importing a household roll: what is new, what changes, and all of it taken over in one act, or nothing.

The same door is the same household and the same name behind it the same person, so a roll can be
imported again without doubling anything. Who is on the roll already but not in the rows stays untouched.
A community of 100,000 people is read with four statements and written in bulk; phones are sealed on the
way.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from deliberation.actors import Actor
from deliberation.clock import now, today
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.people.models import Resident
from deliberation.people.roll_rows import RollRow
from deliberation.people.rules import is_adult, normal_phone
from deliberation.people.service import batched, sealer
from deliberation.places import service as places
from deliberation.places.models import Building, Estate, Household

CHUNK = 5000


@dataclass
class RollOutcome:
    """How many households and people are new, changed, or as they were."""

    households_new: int = 0
    households_changed: int = 0
    households_same: int = 0
    people_new: int = 0
    people_changed: int = 0
    people_same: int = 0

    @property
    def changes(self) -> int:
        return self.households_new + self.households_changed + self.people_new + self.people_changed


@dataclass
class _Known:
    """What stands on the roll of a community."""

    estates: dict[str, UUID]
    buildings: dict[tuple[UUID, str], UUID]
    households: dict[tuple[UUID, str, str], tuple[UUID, int, int | None, int | None]]
    people: dict[tuple[UUID, str], tuple[UUID, str | None, int | None, bool]]


@dataclass
class _Work:
    """The rows to add and to change."""

    estates: list[dict[str, Any]] = field(default_factory=list)
    buildings: list[dict[str, Any]] = field(default_factory=list)
    households: list[dict[str, Any]] = field(default_factory=list)
    changed_households: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    changed_people: list[dict[str, Any]] = field(default_factory=list)
    outcome: RollOutcome = field(default_factory=RollOutcome)


def compare(community_code: str, rows: Sequence[RollRow]) -> RollOutcome:
    """What an import would do, without doing it."""
    return _plan(community_code, rows).outcome


def import_roll(actor: Actor, community_code: str, rows: Sequence[RollRow], source: str = "") -> RollOutcome:
    """Take a whole roll over as one act with one journal row; `source` is the file's fingerprint."""
    work = _plan(community_code, rows)
    for few in batched(work.households, CHUNK):
        places.add_in_bulk(work.estates, work.buildings, few)
        work.estates, work.buildings = [], []
    places.change_households(work.changed_households)
    for few in batched(work.people, CHUNK):
        # Straight through the connection: the session's own bookkeeping would cost half as much again.
        db.session.connection().execute(insert(Resident), few)
    for few in batched(work.changed_people, CHUNK):
        db.session.execute(update(Resident), few)
    db.session.expire_all()
    after = {**asdict(work.outcome), "rows": len(rows), "source": source}
    record(actor, "people.import_roll", "roll", community_code, community_code, after=after)
    return work.outcome


def _plan(community_code: str, rows: Sequence[RollRow]) -> _Work:
    known, work = _known(community_code), _Work()
    homes: dict[tuple[str, str, str, str], list[RollRow]] = {}
    for row in rows:
        homes.setdefault(row.address, []).append(row)
    moment, year = now(), today().year
    for people in homes.values():
        household_id = _plan_household(community_code, people, known, work, year)
        for person in {row.name: row for row in people if row.name}.values():
            _plan_person(community_code, household_id, person, known, work, moment)
    return work


def _known(community_code: str) -> _Known:
    run = db.session.execute
    estates = run(select(Estate.name, Estate.id).where(Estate.community_code == community_code))
    buildings = run(
        select(Building.estate_id, Building.name, Building.id).where(
            Building.community_code == community_code
        )
    )
    households = run(
        select(
            Household.building_id, Household.unit, Household.door,
            Household.id, Household.adults, Household.owners, Household.area_cm2,
        ).where(Household.community_code == community_code)
    )  # fmt: skip
    people = run(
        select(
            Resident.household_id, Resident.name,
            Resident.id, Resident.phone_index, Resident.birth_year, Resident.on_roll,
        ).where(Resident.community_code == community_code, Resident.moved_out_at.is_(None))
    )  # fmt: skip
    return _Known(
        {row[0]: row[1] for row in estates},
        {(row[0], row[1]): row[2] for row in buildings},
        {(row[0], row[1], row[2]): (row[3], row[4], row[5], row[6]) for row in households},
        {(row[0], row[1]): (row[2], row[3], row[4], row[5]) for row in people},
    )


def _plan_household(code: str, people: Sequence[RollRow], known: _Known, work: _Work, year: int) -> UUID:
    row = people[0]
    building_id = _plan_building(code, row, known, work)
    adults, owners, area = (_stated(people, key) for key in ("adults", "owners", "area_cm2"))
    if adults is not None and adults < 0:
        raise Refusal("places.negative_adults")
    place = (building_id, row.unit, row.door)
    if place not in known.households:
        named = len({row.name for row in people if row.name and is_adult(row.birth_year, year)})
        stated = named if adults is None else adults
        known.households[place] = (uuid4(), stated, owners, area)
        work.households.append(
            {
                "id": known.households[place][0], "community_code": code, "building_id": building_id,
                "unit": row.unit, "door": row.door,
                "adults": stated, "owners": owners, "area_cm2": area,
            }
        )  # fmt: skip
        work.outcome.households_new += 1
        return known.households[place][0]
    household_id, *before = known.households[place]
    after = [old if new is None else new for old, new in zip(before, (adults, owners, area), strict=True)]
    if after == before:
        work.outcome.households_same += 1
    else:
        work.outcome.households_changed += 1
        columns = dict(zip(("adults", "owners", "area_cm2"), after, strict=True))
        work.changed_households.append({"id": household_id, **columns})
    return household_id


def _stated(people: Sequence[RollRow], key: str) -> int | None:
    """The number the first line that gives one states."""
    given: int | None
    for row in people:
        given = getattr(row, key)
        if given is not None:
            return given
    return None


def _plan_building(code: str, row: RollRow, known: _Known, work: _Work) -> UUID:
    estate_id = known.estates.get(row.estate)
    if estate_id is None:
        estate_id = known.estates[row.estate] = uuid4()
        work.estates.append({"id": estate_id, "community_code": code, "name": row.estate})
    building_id = known.buildings.get((estate_id, row.building))
    if building_id is None:
        building_id = known.buildings[(estate_id, row.building)] = uuid4()
        work.buildings.append(
            {"id": building_id, "community_code": code, "estate_id": estate_id, "name": row.building}
        )
    return building_id


def _plan_person(
    code: str, household_id: UUID, row: RollRow, known: _Known, work: _Work, moment: Any
) -> None:
    phone = normal_phone(row.phone) if row.phone else None
    if row.phone and phone is None:
        raise Refusal("people.bad_phone")
    index = sealer().blind(phone) if phone else None
    sealed = sealer().seal(phone) if phone else None
    on_roll = {"on_roll": True, "confirmed_at": moment}
    if (household_id, row.name) not in known.people:
        person = {"community_code": code, "household_id": household_id, "name": row.name}
        phones = {"phone_sealed": sealed, "phone_index": index, "birth_year": row.birth_year}
        work.people.append({**person, **phones, **on_roll})
        work.outcome.people_new += 1
        return
    resident_id, old_index, old_year, was_on_roll = known.people[(household_id, row.name)]
    changed: dict[str, Any] = {} if was_on_roll else dict(on_roll)
    if index and index != old_index:
        changed |= {"phone_sealed": sealed, "phone_index": index}
    if row.birth_year and row.birth_year != old_year:
        changed["birth_year"] = row.birth_year
    if not changed:
        work.outcome.people_same += 1
        return
    work.outcome.people_changed += 1
    work.changed_people.append({"id": resident_id, **changed})
