"""The community's map: bringing shapes, looking before they count, the map as picture and as file."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files.service import content as content_of
from deliberation.files.views import attachment
from deliberation.places import policy
from deliberation.places.blueprint import blueprint
from deliberation.places.drawing import Drawing, Frame, draw
from deliberation.places.forms import MapFileForm
from deliberation.places.ground import CommunityMap
from deliberation.places.map_file import MOST_BYTES, Found, drawn_of, preview, read_features, tied
from deliberation.places.mapping import (
    MEDIA_TYPE,
    keep_map_file,
    roster_of,
    take_over,
    waiting_map_file,
    wipe_map,
)
from deliberation.places.maps import map_of
from deliberation.places.pictures import PICTURES, box_around, box_from, features, frame_of, picture, spot_of
from deliberation.places.shapes import Spot
from deliberation.web.access import access, current_actor, everyone, found
from deliberation.web.forms import refused_into
from deliberation.web.phrases import phrase

YEAR_S = 365 * 24 * 3600


def draws_map(actor: Actor, values: Mapping[str, Any]) -> bool:
    """A worker of the community, or an administrator over it."""
    return policy.may_draw_map(actor, values["code"])


def ground_here() -> CommunityMap:
    """What is drawn of the community in the address."""
    return map_of(g.community.code, g.community.map_key)


@blueprint.route("/c/<code>/places/map", methods=["GET", "POST"])
@access(draws_map)
def draw_map(code: str) -> str | Response:
    """What is drawn; bring a file of shapes."""
    form = MapFileForm()
    if form.validate_on_submit():
        with refused_into(form):
            content, name = _taken(form)
            with unit_of_work():
                file_id = keep_map_file(current_actor(), code, content, name)
            return redirect(url_for(".checked_map", code=code, file_id=file_id), 303)
    ground, roster = ground_here(), roster_of(code)
    return render_template(
        "places/draw_map.html", form=form, ground=ground, drawing=_drawing(ground), roster=roster
    )


def _taken(form: MapFileForm) -> tuple[bytes, str]:
    file = form.file.data
    content: bytes = file.read(MOST_BYTES + 1)
    if not content:
        raise Refusal("places.map_empty")
    read_features(content)
    return content, file.filename or ""


def _drawing(ground: CommunityMap) -> Drawing | None:
    return draw(ground, frame_of("page", ground.box)) if ground.box else None


def _read(code: str, file_id: UUID) -> tuple[Any, list[Found]]:
    """A waiting file and what is in it; a 404 when it is not one's own."""
    stored = found(waiting_map_file(current_actor(), code, file_id))
    return stored, tied(read_features(content_of(stored)), roster_of(code), ground_here())


@blueprint.get("/c/<code>/places/map/<uuid:file_id>")
@access(draws_map)
def checked_map(code: str, file_id: UUID) -> str:
    """What the file would draw, and what of it cannot be used and why (first); nothing is changed yet."""
    stored, read = _read(code, file_id)
    ground = preview(read, ground_here())
    first = sorted(read, key=lambda each: (each.usable, not each.beside))
    whys = [phrase(f"refusal.{each.why}", each.facts or {}) if each.why else "" for each in first]
    return render_template(
        "places/checked_map.html",
        file=stored,
        found=list(zip(first, whys, strict=True)),
        usable=sum(each.usable for each in read),
        drawing=_drawing(ground),
    )


@blueprint.post("/c/<code>/places/map/<uuid:file_id>/apply")
@access(draws_map)
def apply_map(code: str, file_id: UUID) -> Response:
    """Draw what the file brought."""
    stored, read = _read(code, file_id)
    with unit_of_work():
        take_over(current_actor(), code, stored, drawn_of(read))
    flash(_("地图画好了。居民提需求时可以在图上标位置了。"), "success")
    return redirect(url_for(".draw_map", code=code), 303)


@blueprint.post("/c/<code>/places/map/wipe")
@access(draws_map)
def wipe(code: str) -> Response:
    """Take everything drawn away."""
    with unit_of_work():
        wipe_map(current_actor(), code)
    flash(_("地图清除了。需求上标的位置还留着，重新画好地图就能看到。"), "success")
    return redirect(url_for(".draw_map", code=code), 303)


@blueprint.get("/c/<code>/places/map.geojson")
@access(everyone)
def map_file(code: str) -> Response:
    """Everything drawn, as GeoJSON."""
    content = json.dumps(features(ground_here()), ensure_ascii=False, separators=(",", ":")).encode()
    if "download" in request.args:
        return attachment(content, f"{g.community.name}.geojson", MEDIA_TYPE)
    return _kept(make_response(content, {"Content-Type": MEDIA_TYPE}))


@blueprint.get("/c/<code>/places/map.svg")
@access(everyone)
def map_image(code: str) -> Response:
    """A piece of the map as a picture, with a pin where `at` says."""
    ground, spot = ground_here(), spot_of(request.args.get("at"))
    marked = _estate(ground, request.args.get("estate", ""))
    size = {"1": 1, "2": 2}.get(request.args.get("size", ""), 0)
    frame = found(_frame(ground, spot, marked) if ground.key else None)
    shown = picture(ground, frame, size, spot, marked)
    response = make_response(render_template("places/map.svg", **shown))
    response.mimetype = "image/svg+xml"
    return _kept(response)


def _frame(ground: CommunityMap, spot: Spot | None, marked: UUID | None) -> Frame | None:
    """Exactly the ground the address says, or what is worth showing around the spot or the estate."""
    exact = box_from(request.args.get("frame"))
    if exact:
        return Frame(*PICTURES["pick"], exact)
    box = box_around(ground, spot, marked)
    return frame_of("show", box) if box else None


def _estate(ground: CommunityMap, text: str) -> UUID | None:
    return next((area.id for area in ground.estates if str(area.id) == text), None)


def _kept(response: FlaskResponse) -> FlaskResponse:
    """Browsers keep what carries the map's key; another map has another key."""
    if g.community.map_key and request.args.get("v") == g.community.map_key:
        response.headers["Cache-Control"] = f"private, max-age={YEAR_S}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    return response
