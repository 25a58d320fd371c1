"""A point on the community's map, as a form carries it.

Without script the map is a picture one clicks: the browser sends where (`spot.x`, `spot.y`), the form which
piece of the ground it showed (`spot_frame`). Who does not click chooses a building. Either way the point ends
in the form's hidden `lat_e6` and `lon_e6`, and its estate where none was chosen.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import g, request, url_for

from deliberation.needs.forms.core import micro_degrees, uuid_or_none
from deliberation.places.drawing import Frame
from deliberation.places.ground import Area, CommunityMap, Whereabouts
from deliberation.places.maps import map_of
from deliberation.places.pictures import PICTURES, box_from, box_text, closer, frame_of, spot_text
from deliberation.places.shapes import Spot
from deliberation.web.display import display

WHOLE, NONE = "whole", "none"


@dataclass(frozen=True)
class Picker:
    """What the field for a point shows; its picture has the whole community, or is `close` to the point."""

    key: str
    picture: str
    frame: str
    width: int
    height: int
    close: bool
    spot: Spot | None
    there: Whereabouts
    buildings: list[tuple[str, list[Area]]]


def picked(form: Any, code: str) -> bool:
    """Whether this sending only sets or takes away the point: the form is then shown again with it."""
    ground, act = _ground(), request.form.get("spot")
    if act == NONE:
        form.lat_e6.data = form.lon_e6.data = ""
        return True
    clicked = _clicked()
    building = ground.building(uuid_or_none(request.form.get("building")))
    spot = clicked or (building.label if building else None)
    if spot:
        _set(form, ground, spot)
    return clicked is not None or act == WHOLE


def _set(form: Any, ground: CommunityMap, spot: Spot) -> None:
    form.lon_e6.data, form.lat_e6.data = str(spot[0]), str(spot[1])
    there = ground.at(spot)
    if there.estate_id and not form.estate.data:
        form.estate.data = str(there.estate_id)


def _clicked() -> Spot | None:
    """Where the picture was clicked; a key pressed on it sends 0, 0, which is no place anybody means."""
    x, y = (_whole(request.form.get(f"spot.{axis}")) for axis in "xy")
    box = box_from(request.form.get("spot_frame"))
    width, height = PICTURES["pick"]
    if not box or x is None or y is None or (x, y) == (0, 0) or x > width or y > height:
        return None
    return Frame(width, height, box).spot(x, y)


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else None


def _ground() -> CommunityMap:
    return map_of(g.community.code, g.community.map_key)


def picker(form: Any) -> Picker | None:
    """What the field for a point shows; nothing where nothing is drawn."""
    ground = _ground()
    if ground.box is None or ground.key is None:
        return None
    lat, lon = micro_degrees(form.lat_e6.data), micro_degrees(form.lon_e6.data)
    spot = (lon, lat) if lat is not None and lon is not None else None
    close = spot is not None and request.form.get("spot") != WHOLE and ground.box.stretched(3).has(spot)
    whole = frame_of("pick", ground.box)
    frame = closer(whole, spot) if close and spot else whole
    return Picker(
        ground.key,
        picture_url(spot, frame=box_text(frame.box)),
        box_text(frame.box),
        frame.width,
        frame.height,
        close,
        spot,
        ground.at(spot) if spot else Whereabouts(),
        _grouped(ground),
    )


def _grouped(ground: CommunityMap) -> list[tuple[str, list[Area]]]:
    """The drawn buildings by estate, as a postman walks them."""
    groups: dict[str, list[Area]] = {}
    for area in sorted(ground.buildings, key=lambda area: (area.estate_name, len(area.name), area.name)):
        groups.setdefault(area.estate_name, []).append(area)
    return list(groups.items())


@dataclass(frozen=True)
class SpotPicture:
    """A small picture of where a need is, and the words for who does not see it."""

    url: str
    there: Whereabouts
    estate: str


def spot_picture(lat_e6: Any, lon_e6: Any, estate_id: UUID | str | None = None) -> SpotPicture | None:
    """A small picture of a spot, or of an estate where no spot is marked; nothing where nothing is drawn."""
    ground = _ground()
    lat, lon = (micro_degrees(str(value)) for value in (lat_e6, lon_e6))
    spot = (lon, lat) if lat is not None and lon is not None else None
    estate = ground.estate(estate_id if isinstance(estate_id, UUID) else uuid_or_none(estate_id))
    if ground.key is None or (spot is None and estate is None):
        return None
    there = ground.at(spot) if spot else Whereabouts()
    name = estate.name if estate else ""
    return SpotPicture(picture_url(spot, estate=estate.id if estate else None), there, name)


def picture_url(spot: Spot | None, **asked: Any) -> str:
    """The address of a picture of the map, in letters as large as the page's."""
    asked = {**asked, "size": display().size or None, "at": spot_text(spot) if spot else None}
    return url_for("places.map_image", code=g.community.code, v=g.community.map_key, **asked)
