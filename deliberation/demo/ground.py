"""The ground the demo stands on: a street grid with blocks and rows of houses, all of it invented.

The tables give metres east and north of a community's corner. The corner itself lies in open country, so that
with real tiles under the map nobody's home carries an invented name.
"""

import math
import re
from collections.abc import Iterator
from random import Random

from deliberation.actors import Actor
from deliberation.demo.tables import Table
from deliberation.places import queries as places
from deliberation.places.ground import Drawn, Kind
from deliberation.places.mapping import draw_map
from deliberation.places.shapes import METRES_A_DEGREE, MICRO, Shape, Spot, narrowing

DEEP = 12
Metres = tuple[float, float]


def draw_ground(actor: Actor, told: Table) -> None:
    """Draw a community, its estates and their rows of houses."""
    code, ground = told["code"], told["ground"]
    drawn = [Drawn(Kind.COMMUNITY, None, _shape(ground, ground["outline"]))]
    blocks = {each["name"]: each["ground"] for each in told["estates"]}
    for estate in places.estates_of(code):
        drawn.append(Drawn(Kind.ESTATE, estate.id, _shape(ground, _corners(*blocks[estate.name]))))
    for building, estate in places.buildings_of(code):
        house = _house(told, estate.name, building.name)
        drawn.append(Drawn(Kind.BUILDING, building.id, _shape(ground, _corners(*house))))
    draw_map(actor, code, drawn)


def spot_of(told: Table, need: Table) -> Spot | None:
    """Where a need is: at the house or the landmark its words name, else somewhere in its estate."""
    ground, words = told["ground"], f"{need.get('place', '')} {need['title']}"
    rng = Random(f"{told['code']} {need['key']}")
    near = (rng.uniform(-6, 6), rng.uniform(-6, 6))
    for name, place in ground["landmarks"].items():
        if name in words:
            return _spot(ground, (place[0] + near[0], place[1] + near[1]))
    named = (need.get("estate"), need.get("place"))
    block = next((each for each in told["estates"] if each["name"] in named), None)
    if block is None:
        return None
    house = re.search(r"([0-9])号楼", words)
    west, south, wide, high = _house(told, block["name"], house[0]) if house else _narrowed(*block["ground"])
    return _spot(ground, (west + wide * rng.random(), south + high * rng.random()))


def _house(told: Table, estate: str, name: str) -> tuple[float, float, float, float]:
    """Houses stand in two columns, long side to the south, the first in the north-west."""
    block = next(each for each in told["estates"] if each["name"] == estate)
    west, south, wide, high = block["ground"]
    place, rows = int(name.rstrip("号楼")) - 1, -(-block["buildings"] // 2)
    step = high / rows
    return (
        west + wide * (0.09 + 0.46 * (place % 2)),
        south + high - step * (place // 2 + 0.5) - DEEP / 2,
        wide * 0.36,
        DEEP,
    )


def _narrowed(west: float, south: float, wide: float, high: float) -> tuple[float, float, float, float]:
    return west + wide * 0.15, south + high * 0.15, wide * 0.7, high * 0.7


def _corners(west: float, south: float, wide: float, high: float) -> Iterator[Metres]:
    yield from ((west, south), (west + wide, south), (west + wide, south + high), (west, south + high))


def _shape(ground: Table, corners: Iterator[Metres] | list[Metres]) -> Shape:
    ring = [_spot(ground, (corner[0], corner[1])) for corner in corners]
    return Shape((((*ring, ring[0]),),))


def _spot(ground: Table, metres: Metres) -> Spot:
    """Metres from the corner, the grid turned a little, as a spot."""
    (lon, lat), turn = ground["corner"], math.radians(ground["turn"])
    east = metres[0] * math.cos(turn) - metres[1] * math.sin(turn)
    north = metres[0] * math.sin(turn) + metres[1] * math.cos(turn)
    unit = MICRO / METRES_A_DEGREE
    return lon + round(east * unit / narrowing(lat)), lat + round(north * unit)


def micro(spot: Spot | None) -> dict[str, int]:
    """A spot as a draft carries it."""
    return {"lat_e6": spot[1], "lon_e6": spot[0]} if spot else {}
