"""What pages, pictures and files show of a community's map."""

import re
from typing import Any
from uuid import UUID

from deliberation.places.drawing import Drawing, Frame, draw
from deliberation.places.ground import Area, CommunityMap
from deliberation.places.shapes import MOST_SPAN_E6, Box, Spot, degrees, geometry_of

PICTURES = {"pick": (320, 280), "show": (360, 240), "page": (360, 270)}
SIZES = {0: 14, 1: 20, 2: 24}
AROUND_E6 = 1_200


def frame_of(kind: str, box: Box) -> Frame:
    """The frame of a picture of a kind around some ground."""
    return Frame.around(box, *PICTURES[kind])


def closer(frame: Frame, spot: Spot) -> Frame:
    """The same picture, three times as close, around a spot."""
    lon, lat = spot
    wide, high = (frame.box.east - frame.box.west) // 6, (frame.box.north - frame.box.south) // 6
    return Frame(frame.width, frame.height, Box(lon - wide, lat - high, lon + wide, lat + high))


def box_around(ground: CommunityMap, spot: Spot | None, estate_id: UUID | None) -> Box | None:
    """The ground worth showing for a spot or an estate: the estate, or a hundred metres around the spot."""
    estate = ground.estate(estate_id)
    if estate and (spot is None or estate.box.has(spot)):
        return estate.box
    if spot is None:
        return ground.box
    lon, lat = spot
    return Box(lon - AROUND_E6, lat - AROUND_E6, lon + AROUND_E6, lat + AROUND_E6)


def picture(
    ground: CommunityMap, frame: Frame, size: int = 0, spot: Spot | None = None, marked: UUID | None = None
) -> dict[str, Any]:
    """A drawing with its pin, for the template."""
    drawing: Drawing = draw(ground, frame, SIZES[size], marked)
    return {"drawing": drawing, "pin": frame.place(spot) if spot else None}


def spot_of(text: str | None) -> Spot | None:
    """A spot as an address carries it (116300000_39900000); nonsense is none."""
    numbers = _numbers(text, 2)
    return (numbers[0], numbers[1]) if numbers and _on_earth(*numbers) else None


def box_from(text: str | None) -> Box | None:
    """A box as an address carries it (west_south_east_north); nonsense is none."""
    numbers = _numbers(text, 4)
    if not numbers or not (_on_earth(*numbers[:2]) and _on_earth(*numbers[2:])):
        return None
    west, south, east, north = numbers
    if not (west < east <= west + 4 * MOST_SPAN_E6 and south < north <= south + 4 * MOST_SPAN_E6):
        return None
    return Box(west, south, east, north)


def box_text(box: Box) -> str:
    """A box as an address carries it."""
    return f"{box.west}_{box.south}_{box.east}_{box.north}"


def spot_text(spot: Spot) -> str:
    """A spot as an address carries it."""
    return f"{spot[0]}_{spot[1]}"


def _numbers(text: str | None, count: int) -> list[int]:
    parts = (text or "").split("_")
    good = len(parts) == count and all(re.fullmatch(r"-?[0-9]{1,9}", part) for part in parts)
    return [int(part) for part in parts] if good else []


def _on_earth(lon: int, lat: int) -> bool:
    return abs(lon) <= 180_000_000 and abs(lat) <= 90_000_000


def features(ground: CommunityMap) -> dict[str, Any]:
    """Everything drawn as GeoJSON: what can be downloaded, changed elsewhere and brought back."""
    return {"type": "FeatureCollection", "features": [_feature(area) for area in ground.areas()]}


def _feature(area: Area) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": area.kind.value, "name": area.name}
    if area.estate_name:
        said["estate"] = area.estate_name
    if area.id:
        said["id"] = str(area.id)
    said["label"] = degrees(area.label)
    return {"type": "Feature", "properties": said, "geometry": geometry_of(area.shape)}
