"""Whom a worker rings up: name, phone and door of whoever is asked. For the community's workers only."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from deliberation.people.reaching import reachable
from deliberation.people.service import opened
from deliberation.places.addresses import address
from deliberation.surveys.queries import AskedRow
from deliberation.surveys.rules import Tie


@dataclass(frozen=True)
class Call:
    """Somebody asked, as the roll knows them; a household has a door and no name."""

    asked_id: UUID
    number: str
    tie: Tie
    name: str
    phone: str = field(repr=False)
    door: str
    resident_id: UUID | None
    household_id: UUID | None


def calls(rows: Sequence[AskedRow]) -> list[Call]:
    """Who these are, their phones read in one statement more."""
    accounts = {each.account_id: each for each in reachable(_accounts(rows))}
    made = []
    for asked, _given, resident, household, building, estate in rows:
        account = accounts.get(asked.account_id) if asked.account_id else None
        phone = opened(resident.phone_sealed) if resident is not None else ""
        door = (
            address(estate.name, building.name, household.unit, household.door)
            if household is not None
            else ""
        )
        name = resident.name if resident is not None else account.name if account else ""
        made.append(
            Call(
                asked.id,
                asked.number,
                asked.tie,
                name,
                phone or (account.phone if account else ""),
                door,
                resident.id if resident is not None else None,
                household.id if household is not None else None,
            )
        )
    return made


def _accounts(rows: Sequence[AskedRow]) -> list[UUID]:
    return [row[0].account_id for row in rows if row[0].account_id is not None]
