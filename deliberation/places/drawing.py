"""A small map as a picture: which piece of the ground, and where outlines and names stand in it. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from deliberation.places.ground import Area, CommunityMap, Kind
from deliberation.places.shapes import METRES_A_DEGREE, MICRO, Box, Ring, Shape, Spot, narrowing

SMALLEST_LABELLED = 18


@dataclass(frozen=True)
class Frame:
    """A picture so many units wide and high of a piece of the ground."""

    width: int
    height: int
    box: Box

    @classmethod
    def around(cls, box: Box, width: int, height: int, margin: int = 12) -> "Frame":
        """A picture with the whole box in it, the same scale in both directions, at least 40 m wide."""
        lon, lat = box.middle
        narrow = narrowing(lat)
        least = 40 * MICRO / METRES_A_DEGREE
        wide = max((box.east - box.west) * narrow, least)
        high = max(box.north - box.south, least * height / width)
        unit = max(wide / (width - 2 * margin), high / (height - 2 * margin))
        half_wide, half_high = round(unit * width / 2 / narrow), round(unit * height / 2)
        return cls(width, height, Box(lon - half_wide, lat - half_high, lon + half_wide, lat + half_high))

    def place(self, spot: Spot) -> tuple[float, float]:
        """Where a spot is in the picture: from the left, from the top."""
        x = (spot[0] - self.box.west) * self.width / (self.box.east - self.box.west)
        y = (self.box.north - spot[1]) * self.height / (self.box.north - self.box.south)
        return round(x, 1), round(y, 1)

    def spot(self, x: int, y: int) -> Spot:
        """Which spot a place in the picture is."""
        lon = self.box.west + (self.box.east - self.box.west) * x // self.width
        return lon, self.box.north - (self.box.north - self.box.south) * y // self.height

    def path(self, shape: Shape) -> str:
        """The shape's outline as the `d` of an SVG path."""
        return "".join(self._line(ring) for polygon in shape.polygons for ring in polygon)

    def _line(self, ring: Ring) -> str:
        places = [self.place(spot) for spot in ring[:-1]]
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in places) + "Z"


@dataclass(frozen=True)
class Patch:
    """Something drawn: the outline's path; `marked` when it is the one that is meant."""

    kind: Kind
    name: str
    path: str
    marked: bool = False


@dataclass(frozen=True)
class Label:
    """A name in the picture, around its middle."""

    kind: Kind
    words: str
    x: float
    y: float
    size: int


@dataclass(frozen=True)
class Drawing:
    """The ground of a map: what is drawn in a frame, and the names there is room for."""

    frame: Frame
    patches: tuple[Patch, ...]
    labels: tuple[Label, ...]


def draw(ground: CommunityMap, frame: Frame, size: int = 14, marked: UUID | None = None) -> Drawing:
    """What a frame shows of a community; names in letters of `size` units, none over another."""
    shown = [area for area in ground.areas() if area.box.meets(frame.box)]
    patches = tuple(
        Patch(area.kind, area.name, frame.path(area.shape), marked is not None and area.id == marked)
        for area in shown
        if area.shape.polygons
    )
    return Drawing(frame, patches, tuple(_labels(shown, frame, size)))


def _labels(areas: Iterable[Area], frame: Frame, size: int) -> Iterable[Label]:
    taken: list[tuple[float, float, float, float]] = []
    named = [area for area in areas if area.kind != Kind.COMMUNITY]
    for area in sorted(named, key=lambda area: area.kind == Kind.BUILDING):
        for words, x, y in _names(area, frame, size):
            room = _room(words, x, y, size)
            if _free(room, taken, frame):
                taken.append(room)
                yield Label(area.kind, words, x, y, size)
                break


def _names(area: Area, frame: Frame, size: int) -> Iterable[tuple[str, float, float]]:
    """What an area may be called and where: 3号楼 on the house, beside it where it is too slim, or only 3."""
    x, y = frame.place(area.label)
    if area.kind == Kind.ESTATE:
        yield area.name, x, y
        return
    (left, top), (right, bottom) = (
        frame.place((area.box.west, area.box.north)),
        frame.place((area.box.east, area.box.south)),
    )
    if area.shape.polygons and max(right - left, bottom - top) < SMALLEST_LABELLED:
        return
    number = re.match(r"[0-9]+[A-Za-z]?", area.name)
    for words in (area.name, number[0]) if number else (area.name,):
        if bottom - top < size * 1.3:
            yield words, x, round(bottom + size * 0.6, 1)
            yield words, x, round(top - size * 0.6, 1)
        else:
            yield words, x, y


def _room(words: str, x: float, y: float, size: int) -> tuple[float, float, float, float]:
    wide = sum(size if ord(letter) > 0x2E80 else size * 0.6 for letter in words)
    return x - wide / 2, y - size * 0.6, x + wide / 2, y + size * 0.6


def _free(
    room: tuple[float, float, float, float],
    taken: Iterable[tuple[float, float, float, float]],
    frame: Frame,
) -> bool:
    left, top, right, bottom = room
    if left < 0 or top < 0 or right > frame.width or bottom > frame.height:
        return False
    return not any(
        left < other[2] and other[0] < right and top < other[3] and other[1] < bottom for other in taken
    )
