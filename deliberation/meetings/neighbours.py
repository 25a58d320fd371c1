"""Whose names are asked for: staff of a place, and residents on its roll. Reads only."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from deliberation.actors import Role
from deliberation.database import db
from deliberation.meetings.naming import Ask, Lookup
from deliberation.people.models import Account, Resident, RoleGrant
from deliberation.places.queries import region_of

PUBLIC_ROLES = (Role.LEAD, Role.WORKER, Role.PLANNER, Role.OFFICER)
AT_ONCE = 400


def lookup_for(community_code: str) -> Lookup:
    """For one text: the names that may be names are looked up."""
    region = region_of(community_code)
    return Lookup(region.name if region else "", _staff_of(community_code), _roll_of(community_code))


def lookup_for_many(community_code: str) -> Lookup:
    """For many texts of a community in a row: its staff and its roll are read once."""
    region = region_of(community_code)
    staff = set(db.session.scalars(_staff_names(community_code)))
    roll = set(db.session.scalars(select(Resident.name).where(Resident.community_code == community_code)))
    return Lookup(region.name if region else "", lambda names: names & staff, lambda names: names & roll)


def _staff_names(code: str) -> Select[str]:
    scopes = [code[:length] for length in range(len(code) + 1)]
    query = select(Account.name).join(RoleGrant, RoleGrant.account_id == Account.id)
    return query.where(RoleGrant.role.in_(PUBLIC_ROLES), RoleGrant.scope.in_(scopes))


def _staff_of(code: str) -> Ask:
    def staff(names: set[str]) -> set[str]:
        query = _staff_names(code).where(Account.name.in_(sorted(names)))
        return set(db.session.scalars(query))

    return staff


def _roll_of(code: str) -> Ask:
    def roll(names: set[str]) -> set[str]:
        found: set[str] = set()
        for part in _parts(sorted(names)):
            query = select(Resident.name).where(Resident.community_code == code, Resident.name.in_(part))
            found |= set(db.session.scalars(query))
        return found

    return roll


def _parts(names: Sequence[str]) -> list[Sequence[str]]:
    return [names[place : place + AT_ONCE] for place in range(0, len(names), AT_ONCE)]
