"""A file of shapes as a worker brings it: GeoJSON, read feature by feature and tied to known places.

A shape is tied by names only: `name` (名称), `kind` (类型) and, for a building, `estate` (所属小区); where no
estate is said, it is the one the building lies in. Nothing is made up: a name the community does not
know is told with its reason.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from deliberation.errors import Refusal
from deliberation.places.ground import Area, CommunityMap, Drawn, Kind
from deliberation.places.roster import Roster
from deliberation.places.shapes import Shape, read_shape
from deliberation.wording import tidy

MOST_BYTES = 2 * 1024 * 1024
MOST_FEATURES = 1_000
ENCODINGS = ("utf-8-sig", "gb18030")
NAMES = ("name", "名称", "名字", "楼栋名称", "小区名称", "NAME", "Name")
KINDS = ("kind", "类型", "类别", "type", "KIND", "TYPE")
ESTATES = ("estate", "小区", "所属小区", "ESTATE")
WORDS = {
    Kind.COMMUNITY: ("社区", "community", "社区范围", "居委会"),
    Kind.ESTATE: ("小区", "estate", "住宅小区", "院落"),
    Kind.BUILDING: ("楼栋", "building", "楼", "楼房", "建筑", "住宅楼"),
}
SYSTEMS = ("CRS84", "4326", "4490", "WGS84", "WGS 84", "CGCS2000")


@dataclass(frozen=True)
class Found:
    """One feature of the file: what it says, what it is the shape of, or why it cannot be used.

    `beside` says that a building lies outside the estate it belongs to: allowed, but worth a look.
    """

    line: int
    name: str
    kind: Kind | None = None
    estate: str = ""
    id: UUID | None = None
    shape: Shape | None = None
    why: str = ""
    facts: Mapping[str, Any] | None = None
    beside: bool = False

    @property
    def usable(self) -> bool:
        return self.shape is not None and not self.why


def read_features(content: bytes) -> list[Any]:
    """The features of a file; refuses what is no GeoJSON, too large, or in other coordinates."""
    if len(content) > MOST_BYTES:
        raise Refusal("places.map_too_big", most=MOST_BYTES // 1024 // 1024)
    found = _parsed(content)
    if not isinstance(found, dict) or found.get("type") not in ("FeatureCollection", "Feature"):
        raise Refusal("places.map_no_features")
    _refuse_system(found.get("crs"))
    features = found.get("features") if found["type"] == "FeatureCollection" else [found]
    if not isinstance(features, list) or not features:
        raise Refusal("places.map_no_features")
    if len(features) > MOST_FEATURES:
        raise Refusal("places.map_too_many", count=len(features), most=MOST_FEATURES)
    return features


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(_decoded(content), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise Refusal("places.map_no_json", line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):
        raise Refusal("places.map_no_json", line=1, column=1) from None


def _refuse_constant(_name: str) -> None:
    raise ValueError("not a number")


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("places.map_encoding")


def _refuse_system(crs: Any) -> None:
    """Degrees of WGS 84 (or CGCS 2000, the same to a hand's breadth) and nothing else."""
    name = crs.get("properties", {}) if isinstance(crs, dict) else {}
    named = str(name.get("name", "")) if isinstance(name, dict) else ""
    if named and not any(system in named for system in SYSTEMS):
        raise Refusal("places.map_system", system=named[:60])


def tied(features: Iterable[Any], roster: Roster, ground: CommunityMap) -> list[Found]:
    """Each feature with the place it is the shape of; estates first, so that buildings find theirs."""
    read = [_read(line, feature) for line, feature in enumerate(features, 1)]
    settled: dict[int, Found] = {}
    taken: dict[tuple[Kind, UUID | None], int] = {}
    areas = {area.id: area for area in ground.estates}
    for kind in (None, Kind.COMMUNITY, Kind.ESTATE, Kind.BUILDING):
        for found in (each for each in read if each.kind == kind):
            known = found if found.why else _tied(found, roster, areas.values())
            if known.usable:
                known = _once(known, taken)
            if known.usable and kind == Kind.ESTATE and known.shape:
                areas[known.id] = Area.of(Kind.ESTATE, known.id, known.name, known.shape)
            settled[found.line] = known
    return [settled[line] for line in sorted(settled)]


def _read(line: int, feature: Any) -> Found:
    """What a feature says of itself, and its shape."""
    said = feature.get("properties") if isinstance(feature, dict) else None
    said = said if isinstance(said, dict) else {}
    name, estate = _said(said, NAMES), _said(said, ESTATES)
    kind = _kind(_said(said, KINDS), estate)
    found = Found(line, name, kind, estate)
    try:
        shape = read_shape(feature.get("geometry") if isinstance(feature, dict) else None)
    except Refusal as refusal:
        return replace(found, why=refusal.code, facts=refusal.facts)
    found = replace(found, shape=shape)
    if kind is None:
        return replace(found, why="places.map_kind")
    if shape.spot and kind != Kind.BUILDING:
        return replace(found, why="places.map_only_spot")
    return found


def _said(said: Mapping[str, Any], names: Iterable[str]) -> str:
    values = (said[name] for name in names if name in said)
    return next(
        (tidy(str(value))[:60] for value in values if isinstance(value, str | int) and str(value)), ""
    )


def _kind(word: str, estate: str) -> Kind | None:
    for kind, words in WORDS.items():
        if word.casefold() in words:
            return kind
    return Kind.BUILDING if estate and not word else None


def _tied(found: Found, roster: Roster, areas: Iterable[Area]) -> Found:
    if found.kind == Kind.COMMUNITY:
        return found
    if not found.name:
        return _refused(found, "places.map_no_name")
    if found.kind == Kind.ESTATE:
        estate = roster.estate_called(found.name)
        if estate is None:
            return _refused(found, "places.map_no_estate", name=found.name)
        return _named(found, estate[0], estate[1], "")
    return _tied_building(found, roster, areas)


def _tied_building(found: Found, roster: Roster, areas: Iterable[Area]) -> Found:
    """By its estate's name; else by the estate it lies in; else by its own name if that is the only one."""
    named = roster.buildings_called(found.name)
    estate_names = dict(roster.estates)
    if found.estate:
        estate = roster.estate_called(found.estate)
        if estate is None:
            return _refused(found, "places.map_no_estate", name=found.estate)
        named = [each for each in named if each[2] == estate[0]]
    elif len(named) > 1 and found.shape:
        holding = {area.id for area in areas if area.shape.holds(found.shape.label())}
        named = [each for each in named if each[2] in holding] or named
    if not named:
        return _refused(found, "places.map_no_building", name=found.name, estate=found.estate)
    if len(named) > 1:
        return _refused(found, "places.map_which_building", name=found.name)
    building_id, name, estate_id = named[0]
    around = next((area for area in areas if area.id == estate_id), None)
    beside = around is not None and found.shape is not None and not around.shape.holds(found.shape.label())
    return replace(_named(found, building_id, name, estate_names[estate_id]), beside=beside)


def _once(found: Found, taken: dict[tuple[Kind, UUID | None], int]) -> Found:
    """The same place is drawn once; the first one counts."""
    assert found.kind is not None  # only what is tied comes here
    first = taken.setdefault((found.kind, found.id), found.line)
    return found if first == found.line else _refused(found, "places.map_twice", line=first)


def _refused(found: Found, why: str, **facts: Any) -> Found:
    return replace(found, why=why, facts=facts)


def _named(found: Found, place_id: UUID, name: str, estate: str) -> Found:
    return replace(found, id=place_id, name=name, estate=estate)


def drawn_of(found: Iterable[Found]) -> Iterator[Drawn]:
    """What can be taken over."""
    for each in found:
        if each.usable and each.kind and each.shape:
            yield Drawn(each.kind, each.id, each.shape)


def preview(found: Iterable[Found], ground: CommunityMap) -> CommunityMap:
    """The map as it will be: what is drawn already, and over it what the file brings."""
    outline = ground.outline
    estates = {area.id: area for area in ground.estates}
    buildings = {area.id: area for area in ground.buildings}
    for each in found:
        if not (each.usable and each.kind and each.shape):
            continue
        area = Area.of(each.kind, each.id, each.name, each.shape)
        if each.kind == Kind.COMMUNITY:
            outline = area
        else:
            (estates if each.kind == Kind.ESTATE else buildings)[each.id] = area
    return CommunityMap("preview", outline, tuple(estates.values()), tuple(buildings.values()))
