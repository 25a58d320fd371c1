"""Needs on the map: drawn by us for everybody, with Leaflet over it where there is script."""

from dataclasses import dataclass
from typing import Any

from flask import g, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.database import Page
from deliberation.needs import mapped, policy
from deliberation.needs.forms import FilterForm
from deliberation.needs.forms.mapping import picker, picture_url, spot_picture
from deliberation.needs.listed import needs_of
from deliberation.needs.mapped import Grid, Heap, OnMap, Pin
from deliberation.needs.rules import NeedState, Wanted
from deliberation.needs.shown import slips
from deliberation.needs.views.shared import blueprint, on_need_page
from deliberation.places.drawing import Frame, draw
from deliberation.places.ground import CommunityMap
from deliberation.places.maps import map_of
from deliberation.places.pictures import SIZES, box_from, box_text, frame_of
from deliberation.places.queries import estates_of
from deliberation.places.shapes import Box, degrees
from deliberation.web.access import access, current_actor, everyone
from deliberation.web.display import display
from deliberation.web.paging import page_number
from deliberation.web.phrases import label

UNPLACED = "none"
GRID, ELDER_GRID = (6, 5), (4, 3)

blueprint.add_app_template_global(picker, "map_picker")
blueprint.add_app_template_global(spot_picture, "spot_picture")


@blueprint.app_template_global("code_here")
def code_here() -> str:
    """The code of the community in the address, for macros that do not see the page."""
    code: str = g.community.code
    return code


@dataclass(frozen=True)
class Mark:
    """A pin or a heap as the drawing has it, and where it leads."""

    x: float
    y: float
    url: str
    pin: Pin | None = None
    heap: Heap | None = None


def wanted_here() -> tuple[FilterForm, Wanted]:
    """The filters in the address, the same as the list's."""
    form = FilterForm(request.args)
    return form, form.wanted()


def kept_filters() -> dict[str, Any]:
    """The filters in the address, for links to the same needs shown otherwise; nothing but filters."""
    asked = request.args.to_dict(flat=False)
    return {each.name: asked[each.name] for each in FilterForm(request.args) if each.name in asked}


@blueprint.get("/map", endpoint="map")
@access(everyone)
def community_map(code: str) -> str:
    """Where the needs are: the map, and beside it the list of those in view."""
    (form, wanted), ground = wanted_here(), map_of(code, g.community.map_key)
    whole = frame_of("page", ground.box) if ground.box else None
    if whole is None:
        return _without_map(code, form, wanted)
    marked = mapped.marked(code, wanted)
    if request.args.get("in") == UNPLACED:
        page = mapped.needs_within(code, wanted, None, page_number(), marked.unplaced)
        return _map_page(code, form, page, unplaced=True)
    asked = box_from(request.args.get("in"))
    frame = frame_of("page", asked) if asked else whole
    shown = mapped.needs_on_map(code, wanted, Grid(frame.box, *(ELDER_GRID if display().elder else GRID)))
    page = mapped.needs_within(code, wanted, frame.box, page_number(), shown.count)
    return _map_page(
        code,
        form,
        page,
        ground=ground,
        drawing=draw(ground, frame, SIZES[display().size]),
        marks=_marks(code, frame, mapped.numbered(shown, [row.Need.id for row in page.items])),
        marked=marked,
        wider=_wider(ground, frame) if asked else None,
        box_text=box_text,
    )


def _without_map(code: str, form: FilterForm, wanted: Wanted) -> str:
    """Where nothing is drawn: the estates by name, and the list."""
    page = needs_of(code, wanted, page_number())
    return _map_page(code, form, page, drawing=None, estates=estates_of(code))


def _map_page(code: str, form: FilterForm, page: Page[Any], unplaced: bool = False, **more: Any) -> str:
    return render_template(
        "needs/map.html",
        form=form,
        page=page,
        slips=slips(page.items, policy.sees_names(current_actor(), code)),
        unplaced=unplaced,
        kept=kept_filters(),
        **more,
    )


def _wider(ground: CommunityMap, frame: Frame) -> str | None:
    """Twice as much ground, or the whole once that is in it."""
    wider = frame.box.stretched(2)
    inside = ground.box and wider.has((ground.box.west, ground.box.south))
    return "" if inside and ground.box and wider.has((ground.box.east, ground.box.north)) else box_text(wider)


def _marks(code: str, frame: Frame, shown: OnMap) -> list[Mark]:
    pins = [Mark(*frame.place(pin.spot), _url_of(code, pin), pin=pin) for pin in shown.pins]
    heaps = [Mark(*frame.place(heap.spot), _closer(code, heap), heap=heap) for heap in shown.heaps]
    return heaps + pins


def _url_of(code: str, pin: Pin) -> str:
    return url_for("needs.show", code=code, need_id=pin.id)


def _closer(code: str, heap: Heap) -> str:
    """The same map, closer around a heap; what lies on one spot is told apart by the list."""
    box = heap.box
    spot = Box(box.west - 1, box.south - 1, box.east + 1, box.north + 1)
    asked: dict[str, Any] = {**kept_filters(), "in": box_text(spot)}
    return url_for("needs.map", code=code, **asked)


@blueprint.get("/map.json")
@access(everyone)
def map_pins(code: str) -> Response:
    """The needs of a piece of the ground: pins, and how many lie close together."""
    _form, wanted = wanted_here()
    box = box_from(request.args.get("in"))
    if box is None:
        return jsonify(pins=[], heaps=[], count=0)
    grid = Grid(box, *(_grid_size(request.args.get(name), name) for name in ("columns", "rows")))
    shown = mapped.needs_on_map(code, wanted, grid)
    listed = mapped.first_within(code, wanted, box, shown.count)
    return jsonify(_said(code, mapped.numbered(shown, listed)))


def _grid_size(text: str | None, name: str) -> int:
    """How many columns or rows a window has room for; nonsense is a phone's."""
    asked = int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 0
    return min(asked, mapped.MOST_COLUMNS) or GRID[name == "rows"]


def _said(code: str, shown: OnMap) -> dict[str, Any]:
    pins = [
        {
            "number": pin.number,
            "title": pin.title,
            "state": pin.state.value,
            "word": label("need_state", pin.state),
            "supports": pin.supports,
            "place": pin.place,
            "at": degrees(pin.spot),
            "url": _url_of(code, pin),
        }
        for pin in shown.pins
    ]
    heaps = [
        {
            "count": heap.count,
            "at": degrees(heap.spot),
            "box": [*degrees((heap.box.west, heap.box.south)), *degrees((heap.box.east, heap.box.north))],
            "url": _closer(code, heap),
        }
        for heap in shown.heaps
    ]
    return {"pins": pins, "heaps": heaps, "count": shown.count}


@on_need_page
def where_it_is(code: str, row: Any, actor: Actor) -> dict[str, Any]:
    """A small picture of a need's spot, or of its estate; asks the database nothing."""
    need = row.Need
    spot = (need.lon_e6, need.lat_e6) if need.lat_e6 is not None and need.lon_e6 is not None else None
    if not g.community.map_key or (spot is None and not row.estate_drawn):
        return {"map_picture": None}
    return {"map_picture": picture_url(spot, estate=need.estate_id if row.estate_drawn else None)}


STATES = (NeedState.OPEN, NeedState.SHORTLISTED, NeedState.HANDED_OVER, NeedState.REJECTED)
blueprint.add_app_template_global(lambda: STATES, "states_on_map")
