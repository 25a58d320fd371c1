"""Reading places."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from deliberation.database import Page, db, paginate
from deliberation.places.models import Building, Counter, Estate, Grid, GridEstate, Household, Region


def within(column: InstrumentedAttribute[str], scopes: Sequence[str]) -> ColumnElement[bool]:
    """The rows whose code lies under one of the scopes; no scope sees nothing."""
    return (
        or_(*(column.startswith(scope, autoescape=True) for scope in scopes)) if scopes else column.is_(None)
    )


def region_of(code: str) -> Region | None:
    """The region with this code."""
    return db.session.get(Region, code)


_COMMUNITY_AND_STREET = select(Region.code, Region.name, Region.contact, Region.map_key).where(
    or_(Region.code == bindparam("community"), Region.code == bindparam("street"))
)


def community_and_street(code: str) -> tuple[Row[str, str, str, str | None] | None, str]:
    """A community's name, contact and map key, and its street's name, in one statement."""
    rows = db.session.execute(_COMMUNITY_AND_STREET, {"community": code, "street": code[:9]})
    found = {row.code: row for row in rows}
    street = found.get(code[:9])
    return found.get(code), str(street.name) if street else ""


def communities_in(scopes: Sequence[str]) -> Sequence[Region]:
    """The communities under the scopes, by code."""
    query = select(Region).where(within(Region.code, scopes), func.length(Region.code) == 12)
    return db.session.scalars(query.order_by(Region.code)).all()


def regions_in(scopes: Sequence[str], page: int) -> Page[Region]:
    """All regions under the scopes, by code."""
    return paginate(select(Region).where(within(Region.code, scopes)).order_by(Region.code), page, 50)


def estates_of(community_code: str) -> Sequence[Estate]:
    """The estates of a community, by name."""
    query = select(Estate).where(Estate.community_code == community_code).order_by(Estate.name)
    return db.session.scalars(query).all()


def grids_of(community_code: str) -> Sequence[Grid]:
    """The grids of a community, by name."""
    return db.session.scalars(
        select(Grid).where(Grid.community_code == community_code).order_by(Grid.name)
    ).all()


def household_of(household_id: UUID, community_code: str) -> Row[Household, Building, Estate] | None:
    """A door of this community with its building and estate."""
    query = _doors(community_code).where(Household.id == household_id)
    return db.session.execute(query).first()


def households_of(
    community_code: str, page: int, search: str = "", estate_id: UUID | None = None
) -> Page[Row[Household, Building, Estate]]:
    """The doors of a community, by estate, building, unit and door."""
    query = _doors(community_code).order_by(*in_door_order())
    if estate_id:
        query = query.where(Estate.id == estate_id)
    for word in search.split():
        query = query.where(
            or_(
                Estate.name.contains(word, autoescape=True),
                Building.name.contains(word, autoescape=True),
                Household.door == word,
            )
        )
    return paginate(query, page, 50)


def in_door_order() -> tuple[Any, ...]:
    """Doors as a postman walks them: 2号楼 before 10号楼."""
    columns = (Building.name, Household.unit, Household.door)
    natural = [part for column in columns for part in (func.length(column), column)]
    return (Estate.name, *natural, Household.id)


def buildings_of(community_code: str) -> Sequence[Row[Building, Estate]]:
    """The buildings of a community with their estates."""
    query = select(Building, Estate).join(Estate, Estate.id == Building.estate_id)
    query = query.where(Building.community_code == community_code)
    return db.session.execute(query.order_by(Estate.name, func.length(Building.name), Building.name)).all()


def grid_of(grid_id: UUID, community_code: str) -> Grid | None:
    """A grid of this community."""
    query = select(Grid).where(Grid.id == grid_id, Grid.community_code == community_code)
    return db.session.scalars(query).first()


def estate_of(estate_id: UUID, community_code: str) -> Estate | None:
    """An estate of this community."""
    query = select(Estate).where(Estate.id == estate_id, Estate.community_code == community_code)
    return db.session.scalars(query).first()


def estates_by_grid(community_code: str) -> dict[UUID, list[Estate]]:
    """Which estates lie in each grid."""
    query = select(GridEstate.grid_id, Estate).join(Estate, Estate.id == GridEstate.estate_id)
    found: dict[UUID, list[Estate]] = {}
    for grid_id, estate in db.session.execute(
        query.where(Estate.community_code == community_code).order_by(Estate.name)
    ):
        found.setdefault(grid_id, []).append(estate)
    return found


def names_of_regions(codes: Iterable[str]) -> dict[str, str]:
    """The names of several regions in one query."""
    query = select(Region.code, Region.name).where(Region.code.in_(set(codes)))
    return {row[0]: row[1] for row in db.session.execute(query)}


def numbered_so_far(community_code: str, series: str, year: int) -> int:
    """How many running numbers of a series were given in a year."""
    counter = db.session.get(Counter, (community_code, series, year))
    return counter.last if counter else 0


def household_count(community_code: str) -> int:
    """How many doors the roll has."""
    query = select(func.count()).where(Household.community_code == community_code)
    return db.session.scalar(query) or 0


def _doors(community_code: str) -> Select[Household, Building, Estate]:
    return (
        select(Household, Building, Estate)
        .join(Building, Building.id == Household.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .where(Household.community_code == community_code)
    )
