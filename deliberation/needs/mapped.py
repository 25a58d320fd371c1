"""Needs on the map: counted in a grid by the database, so that a map of 20,000 costs what a map of 20 does.

Only what everybody may read is on it, and of each need only what its list shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select

from deliberation.database import Page, db
from deliberation.needs.models import Need
from deliberation.needs.queries import LISTED, PER_PAGE, AnyRow, all_rows, asked_for, ordered, visible
from deliberation.needs.rules import NeedState, Wanted
from deliberation.places.shapes import Box, Spot

MOST_COLUMNS = 12
MANY = 1_000
EARTH = Box(-180_000_000, -90_000_000, 180_000_000, 90_000_000)
TOUCHING = 0.85


@dataclass(frozen=True)
class Grid:
    """A piece of the ground in so many columns and rows."""

    box: Box
    columns: int
    rows: int

    @property
    def cell(self) -> tuple[int, int]:
        """How wide and high a cell is, so that the last one holds the edge, too."""
        wide, high = self.box.east - self.box.west, self.box.north - self.box.south
        return wide // self.columns + 1, high // self.rows + 1


@dataclass(frozen=True)
class Heap:
    """Needs close together: how many, their middle and the ground they cover; `number` when it is one."""

    count: int
    spot: Spot
    box: Box
    number: str

    def with_(self, other: "Heap") -> "Heap":
        """Both as one."""
        count = self.count + other.count
        lon, lat = (
            (mine * self.count + theirs * other.count) // count
            for mine, theirs in zip(self.spot, other.spot, strict=True)
        )
        box = Box(
            min(self.box.west, other.box.west),
            min(self.box.south, other.box.south),
            max(self.box.east, other.box.east),
            max(self.box.north, other.box.north),
        )
        return Heap(count, (lon, lat), box, "")


@dataclass(frozen=True)
class Pin:
    """A need that stands alone; `place` is its place in the list beside the map, if it is there."""

    id: UUID
    number: str
    title: str
    state: NeedState
    supports: int
    spot: Spot
    place: int | None = None


@dataclass(frozen=True)
class OnMap:
    """What a map shows of the needs asked for."""

    pins: tuple[Pin, ...]
    heaps: tuple[Heap, ...]

    @property
    def count(self) -> int:
        return len(self.pins) + sum(heap.count for heap in self.heaps)


@dataclass(frozen=True)
class Marked:
    """How many of the needs asked for have a point, and how many have none."""

    placed: int
    unplaced: int


def needs_on_map(community_code: str, wanted: Wanted, grid: Grid) -> OnMap:
    """The needs of a piece of the ground, those close together as one: two statements."""
    heaps = _parted(_heaps(community_code, wanted, grid), grid)
    pins = _pins(community_code, [heap.number for heap in heaps if heap.count == 1])
    return OnMap(tuple(pins), tuple(heap for heap in heaps if heap.count > 1))


def numbered(shown: OnMap, need_ids: Sequence[UUID]) -> OnMap:
    """The pins with their places in a list of needs, from 1."""
    places = {need_id: place for place, need_id in enumerate(need_ids, 1)}
    return replace(shown, pins=tuple(replace(pin, place=places.get(pin.id)) for pin in shown.pins))


def needs_within(community_code: str, wanted: Wanted, box: Box | None, page: int, total: int) -> Page[AnyRow]:
    """The list of the needs of a piece of the ground; without one, of those that have no point.

    `total` is how many they are, which the map knows already.
    """
    number = min(max(1, page), max(1, -(-total // PER_PAGE)))
    ids = _ids(community_code, wanted, box, total, number).subquery()
    query = all_rows().join(ids, ids.c.id == Need.id).options(*LISTED).order_by(*ordered(wanted.order))
    return Page(db.session.execute(query).all(), number, PER_PAGE, total)


def first_within(community_code: str, wanted: Wanted, box: Box, total: int) -> Sequence[UUID]:
    """The first page of that list, by the ids alone."""
    return db.session.scalars(_ids(community_code, wanted, box, total, 1)).all()


def _ids(code: str, wanted: Wanted, box: Box | None, total: int, page: int) -> Select[UUID]:
    where = _within(box, total <= MANY) if box else [Need.lat_e6.is_(None)]
    query = select(Need.id).where(Need.community_code == code, *_public(code, wanted), *where)
    return query.order_by(*ordered(wanted.order)).limit(PER_PAGE).offset((page - 1) * PER_PAGE)


def marked(community_code: str, wanted: Wanted) -> Marked:
    """How many have a point at all: two statements, each from an index alone."""
    every = [Need.community_code == community_code, *_public(community_code, wanted)]
    total = db.session.scalar(select(func.count()).select_from(Need).where(*every)) or 0
    placed = select(func.count()).select_from(Need).where(*every, *_within(EARTH))
    found = db.session.scalar(placed) or 0
    return Marked(found, total - found)


def _public(code: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Of one's own, too, only what everybody may read: a map is looked at over shoulders."""
    return [*visible(wanted), *asked_for(code, wanted), Need.published_at.is_not(None)]


def _within(box: Box, by_place: bool = True) -> list[ColumnElement[bool]]:
    """In a piece of the ground. Where most of all needs are, walking them in their order finds the first ones
    sooner than the index of places does, so that index is then kept out (an expression is in no index)."""
    lat: ColumnElement[Any] = Need.lat_e6.expression if by_place else Need.lat_e6 + 0
    return [
        lat.between(box.south, box.north),
        and_(Need.lon_e6.between(box.west, box.east), Need.lat_e6.is_not(None)),
    ]


def _heaps(code: str, wanted: Wanted, grid: Grid) -> list[Heap]:
    wide, high = grid.cell
    box = grid.box
    cells = (
        select(
            ((Need.lon_e6 - box.west) // wide).label("cell_x"),
            ((Need.lat_e6 - box.south) // high).label("cell_y"),
            Need.lon_e6,
            Need.lat_e6,
            Need.number,
        )
        .where(Need.community_code == code, *_public(code, wanted), *_within(box))
        .subquery()
    )
    lon, lat = cells.c.lon_e6, cells.c.lat_e6
    query = (
        select(
            func.count(), func.sum(lon - box.west), func.sum(lat - box.south), func.min(lon), func.min(lat),
            func.max(lon), func.max(lat), func.min(cells.c.number), cells.c.cell_x, cells.c.cell_y,
        )
        .group_by(cells.c.cell_x, cells.c.cell_y)
        .order_by(func.count().desc(), cells.c.cell_y, cells.c.cell_x)
    )  # fmt: skip
    return [_heap(box, row) for row in db.session.execute(query)]


def _heap(box: Box, row: Any) -> Heap:
    count = row[0]
    middle = (box.west + int(row[1]) // count, box.south + int(row[2]) // count)
    return Heap(count, middle, Box(*row[3:7]), row[7])


def _parted(heaps: list[Heap], grid: Grid) -> list[Heap]:
    """Heaps that would cover each other become one, so that each can be tapped."""
    apart: list[Heap] = []
    for heap in heaps:
        near = next((place for place, other in enumerate(apart) if _touches(heap, other, grid)), None)
        if near is None:
            apart.append(heap)
        else:
            apart[near] = apart[near].with_(heap)
    return apart if len(apart) == len(heaps) else _parted(apart, grid)


def _touches(one: Heap, other: Heap, grid: Grid) -> bool:
    wide, high = grid.cell
    x, y = (one.spot[0] - other.spot[0]) / wide, (one.spot[1] - other.spot[1]) / high
    return -1 < x < 1 and x * x + y * y < TOUCHING * TOUCHING


def _pins(code: str, numbers: list[str]) -> list[Pin]:
    columns = (
        Need.id, Need.number, Need.title, Need.state, Need.support_count, Need.lon_e6, Need.lat_e6,
    )  # fmt: skip
    query = select(*columns).where(Need.community_code == code, Need.number.in_(numbers))
    rows = db.session.execute(query.order_by(Need.lat_e6.desc(), Need.id))
    return [Pin(*row[:5], (row[5] or 0, row[6] or 0)) for row in rows]
