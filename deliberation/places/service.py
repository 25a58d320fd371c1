"""Writing places: regions by an administrator, doors by the roll."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from deliberation.actors import Actor
from deliberation.clock import today
from deliberation.database import db, inserting, refusing
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.places.mapping import rename_on_map
from deliberation.places.models import Building, Counter, Estate, Grid, GridEstate, Household, Region
from deliberation.places.rules import level_of
from deliberation.wording import tidy


def add_region(actor: Actor, code: str, name: str, full_name: str = "", contact: str = "") -> Region:
    """Make a district, street or community; the one above it must be there."""
    if level_of(code) is None:
        raise Refusal("places.bad_code", code=code)
    if len(code) > 6 and db.session.get(Region, code[:-3]) is None:
        raise Refusal("places.no_parent", code=code[:-3])
    region = Region(
        code=code, name=tidy(name), full_name=tidy(full_name) or tidy(name), contact=tidy(contact)
    )
    with refusing("region", "places.code_taken", code=code):
        db.session.add(region)
    record(
        actor,
        "places.add_region",
        "region",
        code,
        code,
        after={"name": region.name},
    )
    return region


def change_region(actor: Actor, region: Region, name: str, full_name: str, contact: str) -> None:
    """Give a place another name, official name or contact line."""
    before = {"name": region.name, "full_name": region.full_name, "contact": region.contact}
    region.name, region.full_name, region.contact = tidy(name), tidy(full_name) or tidy(name), tidy(contact)
    rename_on_map(region.code)
    after = {"name": region.name, "full_name": region.full_name, "contact": region.contact}
    record(actor, "places.change_region", "region", region.code, region.code, before, after)


def add_grid(actor: Actor, community_code: str, name: str, estates: Iterable[Estate] = ()) -> Grid:
    """Make a grid over some estates."""
    grid = Grid(community_code=community_code, name=tidy(name))
    with refusing("name", "places.name_taken", name=grid.name):
        db.session.add(grid)
    db.session.add_all(GridEstate(grid_id=grid.id, estate_id=estate.id) for estate in estates)
    record(actor, "places.add_grid", "grid", grid.id, community_code, after={"name": grid.name})
    return grid


def change_grid(actor: Actor, grid: Grid, name: str, estates: Sequence[Estate]) -> None:
    """Give a grid another name and say which estates lie in it."""
    before = {"name": grid.name, "estates": _estate_ids(grid)}
    grid.name = tidy(name)
    with refusing("name", "places.name_taken", name=grid.name):
        db.session.flush()
    db.session.execute(delete(GridEstate).where(GridEstate.grid_id == grid.id))
    db.session.add_all(GridEstate(grid_id=grid.id, estate_id=estate.id) for estate in estates)
    db.session.flush()
    after = {"name": grid.name, "estates": _estate_ids(grid)}
    record(actor, "places.change_grid", "grid", grid.id, grid.community_code, before, after)


def add_estate(actor: Actor, community_code: str, name: str) -> Estate:
    """Make an estate."""
    estate = Estate(community_code=community_code, name=tidy(name))
    with refusing("name", "places.name_taken", name=estate.name):
        db.session.add(estate)
    record(actor, "places.add_estate", "estate", estate.id, community_code, after={"name": estate.name})
    return estate


def rename_estate(actor: Actor, estate: Estate, name: str) -> None:
    """Give an estate another name."""
    before = {"name": estate.name}
    with refusing("name", "places.name_taken", name=tidy(name)):
        estate.name = tidy(name)
    rename_on_map(estate.community_code)
    after = {"name": estate.name}
    record(actor, "places.rename_estate", "estate", estate.id, estate.community_code, before, after)


def _estate_ids(grid: Grid) -> list[str]:
    query = select(GridEstate.estate_id).where(GridEstate.grid_id == grid.id)
    return sorted(str(estate_id) for estate_id in db.session.scalars(query))


def estate_named(community_code: str, name: str) -> Estate:
    """The estate of this name, made if it is new; part of an act journalled by the caller."""
    query = select(Estate).where(Estate.community_code == community_code, Estate.name == name)
    estate = db.session.scalars(query).first()
    if estate is None:
        estate = Estate(community_code=community_code, name=name)
        db.session.add(estate)
        db.session.flush()
    return estate


def building_named(estate: Estate, name: str) -> Building:
    """The building of this name, made if it is new; part of an act journalled by the caller."""
    query = select(Building).where(Building.estate_id == estate.id, Building.name == name)
    building = db.session.scalars(query).first()
    if building is None:
        building = Building(community_code=estate.community_code, estate_id=estate.id, name=name)
        db.session.add(building)
        db.session.flush()
    return building


def add_in_bulk(
    estates: Sequence[dict[str, Any]],
    buildings: Sequence[dict[str, Any]],
    households: Sequence[dict[str, Any]],
) -> None:
    """Add many places at once (columns of their tables); part of an act journalled by the caller."""
    for table, rows in ((Estate, estates), (Building, buildings), (Household, households)):
        if rows:
            db.session.connection().execute(insert(table), rows)


def change_households(rows: Sequence[dict[str, Any]]) -> None:
    """State anew what the roll says of many households (`id` and columns); journalled by the caller."""
    if rows:
        db.session.execute(update(Household), rows)


def add_households(rows: list[dict[str, Any]]) -> None:
    """Add doors in bulk (columns of Household); part of an act journalled by the caller."""
    if rows:
        db.session.execute(insert(Household), rows)


def add_household(
    community_code: str,
    building_id: UUID,
    unit: str,
    door: str,
    stated: tuple[int, int | None, int | None],
) -> UUID:
    """Add one door with its adults, owners and area; part of an act journalled by the caller."""
    adults, owners, area_cm2 = stated
    household = Household(
        community_code=community_code, building_id=building_id, unit=unit, door=door,
        adults=adults, owners=owners, area_cm2=area_cm2,
    )  # fmt: skip
    with refusing("door", "places.door_taken", door=door):
        db.session.add(household)
    return household.id


def set_adults(
    household_id: UUID, adults: int, owners: int | None = None, area_cm2: int | None = None
) -> None:
    """State what the roll says of a household; part of an act journalled by the caller."""
    if adults < 0:
        raise Refusal("places.negative_adults")
    values = {"adults": adults, "owners": owners, "area_cm2": area_cm2}
    db.session.execute(update(Household).where(Household.id == household_id).values(**values))


def next_number(community_code: str, series: str, year: int | None = None) -> int:
    """The next running number (from 1) of a series in a community and year; never given twice."""
    return next_numbers(community_code, series, year, 1)[0]


def next_numbers(community_code: str, series: str, year: int | None, count: int) -> range:
    """The next so many running numbers of a series, all for one."""
    year = year or today().year
    begun = inserting(Counter).values(community_code=community_code, series=series, year=year, last=count)
    counted = begun.on_conflict_do_update(
        index_elements=[Counter.community_code, Counter.series, Counter.year],
        set_={"last": Counter.last + count},
    ).returning(Counter.last)
    last = int(db.session.execute(counted).scalar_one())
    return range(last - count + 1, last + 1)
