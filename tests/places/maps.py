"""A small map for tests: two estates side by side, one with a building, in one outline."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from deliberation.actors import machine
from deliberation.database import db, unit_of_work
from deliberation.places import service as places
from deliberation.places.ground import Drawn, Kind
from deliberation.places.mapping import draw_map
from deliberation.places.models import Building, Estate
from deliberation.places.shapes import Shape, read_shape
from tests.stories import A

WEST, SOUTH = 116_300_000, 39_900_000
"""The corner of the test's ground."""


def square(west: int, south: int, wide: int, high: int) -> dict[str, Any]:
    """A rectangle so many millionths of a degree from the corner, as GeoJSON."""
    lon, lat = WEST + west, SOUTH + south
    corners = [(lon, lat), (lon + wide, lat), (lon + wide, lat + high), (lon, lat + high), (lon, lat)]
    return {"type": "Polygon", "coordinates": [[[x / 1_000_000, y / 1_000_000] for x, y in corners]]}


OUTLINE = square(0, 0, 8000, 4000)
FIRST = square(500, 500, 3000, 3000)
SECOND = square(4500, 500, 3000, 3000)
BLOCK = square(1000, 1000, 1000, 400)
IN_FIRST = (SOUTH + 1200, WEST + 1500)
IN_SECOND = (SOUTH + 2000, WEST + 6000)
BETWEEN = (SOUTH + 2000, WEST + 4000)
"""(lat, lon) in 幸福小区 1号楼, in 平安小区, on the street between."""


def feature(geometry: Any, **said: Any) -> dict[str, Any]:
    """A feature of a file."""
    return {"type": "Feature", "properties": said, "geometry": geometry}


def collection(*features: Mapping[str, Any], **more: Any) -> bytes:
    """A file of features."""
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def shape_of(geometry: Mapping[str, Any]) -> Shape:
    """A shape as the service takes it."""
    return read_shape(dict(geometry))


def mapped(code: str = A) -> dict[str, UUID]:
    """Draw the community; the ids of 幸福小区, 平安小区 and 1号楼."""
    with unit_of_work():
        first, second = places.estate_named(code, "幸福小区"), places.estate_named(code, "平安小区")
        block = places.building_named(first, "1号楼")
        drawn = [
            Drawn(Kind.COMMUNITY, None, shape_of(OUTLINE)),
            Drawn(Kind.ESTATE, first.id, shape_of(FIRST)),
            Drawn(Kind.ESTATE, second.id, shape_of(SECOND)),
            Drawn(Kind.BUILDING, block.id, shape_of(BLOCK)),
        ]
        draw_map(machine(), code, drawn)
        return {"幸福小区": first.id, "平安小区": second.id, "1号楼": block.id}


def drawn_shapes() -> list[Any]:
    """What the tables hold of estates and buildings, in no order."""
    rows = [*db.session.query(Estate.shape).all(), *db.session.query(Building.shape).all()]
    return [shape for (shape,) in rows if shape]
