"""Shapes on the ground: GeoJSON read strictly, and the arithmetic a small map needs. Pure.

A spot is (longitude, latitude) in whole millionths of a degree, WGS 84, in the order GeoJSON has them. At a
community's size the earth is flat: a metre is a metre in every direction (equirectangular projection).
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

from deliberation.errors import Refusal

MICRO = 1_000_000
MOST_POINTS = 2_000
MOST_RINGS = 200
MOST_SPAN_E6 = 300_000
METRES_A_DEGREE = 111_320

Spot: TypeAlias = tuple[int, int]
Ring: TypeAlias = tuple[Spot, ...]
Polygon: TypeAlias = tuple[Ring, ...]


@dataclass(frozen=True)
class Box:
    """A piece of the ground between two meridians and two parallels."""

    west: int
    south: int
    east: int
    north: int

    @property
    def middle(self) -> Spot:
        return (self.west + self.east) // 2, (self.south + self.north) // 2

    def has(self, spot: Spot) -> bool:
        """Whether the spot lies in it, its edges included."""
        return self.west <= spot[0] <= self.east and self.south <= spot[1] <= self.north

    def meets(self, other: "Box") -> bool:
        """Whether the two have ground in common."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )

    def metres_to(self, spot: Spot) -> int:
        """How far a spot lies outside, in metres; 0 inside."""
        lon = max(self.west - spot[0], 0, spot[0] - self.east)
        lat = max(self.south - spot[1], 0, spot[1] - self.north)
        return round(math.hypot(lon * narrowing(self.middle[1]), lat) * METRES_A_DEGREE / MICRO)

    def stretched(self, times: int) -> "Box":
        """The ground so many times as wide and high around the same middle."""
        wide, high = (self.east - self.west) * times // 2, (self.north - self.south) * times // 2
        lon, lat = self.middle
        return Box(lon - wide, lat - high, lon + wide, lat + high)


@dataclass(frozen=True)
class Shape:
    """An outline of one or several pieces, each with its holes; or a single spot."""

    polygons: tuple[Polygon, ...] = ()
    spot: Spot | None = None

    def spots(self) -> Iterator[Spot]:
        """Every corner."""
        if self.spot:
            yield self.spot
        for polygon in self.polygons:
            for ring in polygon:
                yield from ring

    def holds(self, spot: Spot) -> bool:
        """Whether a spot lies in it; its edge belongs to it, a hole does not."""
        return any(_in_polygon(polygon, spot) for polygon in self.polygons)

    def label(self) -> Spot:
        """Where its name stands: its middle, or where it is wide when the middle lies outside."""
        if self.spot:
            return self.spot
        polygon = max(self.polygons, key=lambda each: abs(_twice_area(each[0])))
        middle = _centroid(polygon[0])
        if middle is not None and _in_polygon(polygon, middle):
            return middle
        return _widest(polygon)


def narrowing(lat_e6: int) -> float:
    """How much shorter a degree of longitude is than one of latitude, at this latitude."""
    return math.cos(math.radians(lat_e6 / MICRO))


def box_of(shapes: Iterable[Shape]) -> Box | None:
    """The box around all shapes; None around nothing."""
    spots = [spot for shape in shapes for spot in shape.spots()]
    if not spots:
        return None
    lons, lats = [spot[0] for spot in spots], [spot[1] for spot in spots]
    return Box(min(lons), min(lats), max(lons), max(lats))


def read_shape(geometry: Any) -> Shape:
    """A GeoJSON geometry as a shape: rings closed, repeated corners left out, six decimals.

    Refuses (`places.shape_…`) what is no Polygon, MultiPolygon or Point, is no pair of degrees, has too many
    corners, no extent, or more extent than any community. Rings that cross themselves are taken as they are.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon", "Point"):
        raise Refusal("places.shape_kind", kind=kind[:30] if isinstance(kind, str) else "—")
    found = geometry.get("coordinates")
    if kind == "Point":
        return Shape(spot=_spot(found))
    _refuse_many(found if kind == "MultiPolygon" else [found])
    shape = Shape(tuple(_polygon(each) for each in (found if kind == "MultiPolygon" else [found])))
    box = box_of([shape])
    if box is None:
        raise Refusal("places.shape_broken")
    if max(box.east - box.west, box.north - box.south) > MOST_SPAN_E6:
        raise Refusal("places.shape_vast")
    return shape


def _refuse_many(polygons: Any) -> None:
    """Count before reading: nothing large is worked on."""
    rings = [ring for polygon in _listed(polygons) for ring in _listed(polygon)]
    points = sum(len(_listed(ring)) for ring in rings)
    if points > MOST_POINTS or len(rings) > MOST_RINGS:
        raise Refusal("places.shape_detailed", count=points, most=MOST_POINTS)


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise Refusal("places.shape_broken")
    return value


def _polygon(rings: Any) -> Polygon:
    return tuple(_ring(ring) for ring in rings)


def _ring(positions: Any) -> Ring:
    spots: list[Spot] = []
    for position in positions:
        spot = _spot(position)
        if not spots or spot != spots[-1]:
            spots.append(spot)
    if len(spots) > 1 and spots[0] == spots[-1]:
        spots.pop()
    if _in_line(spots):
        raise Refusal("places.shape_flat")
    return (*spots, spots[0])


def _spot(position: Any) -> Spot:
    if not isinstance(position, list) or not 2 <= len(position) <= 4:
        raise Refusal("places.shape_broken")
    lon, lat = position[:2]
    for number in (lon, lat):
        if isinstance(number, bool) or not isinstance(number, int | float) or not _finite(number):
            raise Refusal("places.shape_broken")
    if abs(lon) > 180 or abs(lat) > 90:
        raise Refusal("places.shape_not_degrees")
    return round(lon * MICRO), round(lat * MICRO)


def _finite(number: Any) -> bool:
    return isinstance(number, int) or math.isfinite(number)


def _in_line(spots: Sequence[Spot]) -> bool:
    """Fewer than three corners, or all on one line."""
    return len(spots) < 3 or not any(_turn(spots[0], spots[1], spot) for spot in spots[2:])


def _turn(a: Spot, b: Spot, c: Spot) -> int:
    """Positive when c lies to the left of the way from a to b, 0 on its line."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _twice_area(ring: Ring) -> int:
    return sum(_turn(ring[0], a, b) for a, b in pairwise(ring))


def _centroid(ring: Ring) -> Spot | None:
    (x0, y0), area = ring[0], _twice_area(ring)
    if not area:
        return None
    x = y = 0
    for a, b in pairwise(ring):
        weight = _turn(ring[0], a, b)
        x += (a[0] + b[0] - 2 * x0) * weight
        y += (a[1] + b[1] - 2 * y0) * weight
    return x0 + x // (3 * area), y0 + y // (3 * area)


def _widest(polygon: Polygon) -> Spot:
    """The middle of the longest stretch inside along a parallel through the polygon's middle."""
    lats = sorted({lat for _lon, lat in polygon[0]})
    level = (lats[(len(lats) - 1) // 2] + lats[(len(lats) - 1) // 2 + 1]) // 2
    crossings = sorted(
        a[0] + (b[0] - a[0]) * (level - a[1]) // (b[1] - a[1])
        for ring in polygon
        for a, b in pairwise(ring)
        if (a[1] > level) != (b[1] > level)
    )
    stretches = list(zip(crossings[::2], crossings[1::2], strict=False))
    if not stretches:
        return polygon[0][0]
    west, east = max(stretches, key=lambda each: each[1] - each[0])
    return (west + east) // 2, level


def _in_polygon(polygon: Polygon, spot: Spot) -> bool:
    inside = False
    for ring in polygon:
        for a, b in pairwise(ring):
            if _on_edge(a, b, spot):
                return True
            if (a[1] > spot[1]) != (b[1] > spot[1]):
                turn = _turn(a, b, spot)
                inside ^= turn > 0 if b[1] > a[1] else turn < 0
    return inside


def _on_edge(a: Spot, b: Spot, spot: Spot) -> bool:
    return (
        min(a[0], b[0]) <= spot[0] <= max(a[0], b[0])
        and min(a[1], b[1]) <= spot[1] <= max(a[1], b[1])
        and _turn(a, b, spot) == 0
    )


def geometry_of(shape: Shape) -> dict[str, Any]:
    """A shape as a GeoJSON geometry."""
    if shape.spot:
        return {"type": "Point", "coordinates": degrees(shape.spot)}
    pieces = [[[degrees(spot) for spot in ring] for ring in _wound(polygon)] for polygon in shape.polygons]
    if len(pieces) == 1:
        return {"type": "Polygon", "coordinates": pieces[0]}
    return {"type": "MultiPolygon", "coordinates": pieces}


def degrees(spot: Spot) -> list[float]:
    """A spot in degrees."""
    return [spot[0] / MICRO, spot[1] / MICRO]


def _wound(polygon: Polygon) -> Iterator[Ring]:
    """As RFC 7946 wants it: outlines to the left, holes to the right."""
    for number, ring in enumerate(polygon):
        left = _twice_area(ring) > 0
        yield ring if left == (number == 0) else ring[::-1]
