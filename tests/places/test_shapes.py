"""Shapes: read strictly, worked with exactly, drawn; and the files workers bring."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import event

from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.places.drawing import Frame, draw
from deliberation.places.ground import Area, CommunityMap, Kind
from deliberation.places.map_file import MOST_BYTES, read_features, tied
from deliberation.places.maps import map_now
from deliberation.places.pictures import box_from, spot_of
from deliberation.places.roster import Roster, number_of
from deliberation.places.shapes import MOST_POINTS, Box, box_of, geometry_of, read_shape
from tests.places.maps import BLOCK, FIRST, OUTLINE, SOUTH, WEST, feature, mapped, square
from tests.stories import A, Story


def ring(*corners: tuple[Any, Any]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in corners]]}


TRIANGLE = ring((116.3, 39.9), (116.31, 39.9), (116.3, 39.91), (116.3, 39.9))


def code_of(geometry: Any) -> str:
    """Why a geometry is refused."""
    with pytest.raises(Refusal) as refused:
        read_shape(geometry)
    return refused.value.code


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "places.shape_kind"),
        ("Polygon", "places.shape_kind"),
        ({}, "places.shape_kind"),
        ({"type": 7}, "places.shape_kind"),
        ({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "places.shape_kind"),
        ({"type": "GeometryCollection", "geometries": [TRIANGLE]}, "places.shape_kind"),
        ({"type": "Polygon"}, "places.shape_broken"),
        ({"type": "Polygon", "coordinates": []}, "places.shape_broken"),
        ({"type": "Polygon", "coordinates": [[]]}, "places.shape_broken"),
        ({"type": "Polygon", "coordinates": {"a": 1}}, "places.shape_broken"),
        ({"type": "Polygon", "coordinates": [[[[[[[1]]]]]]]}, "places.shape_broken"),
        ({"type": "MultiPolygon", "coordinates": [[116.3, 39.9]]}, "places.shape_broken"),
        ({"type": "Point", "coordinates": [116.3]}, "places.shape_broken"),
        ({"type": "Point", "coordinates": "116.3,39.9"}, "places.shape_broken"),
        ({"type": "Point", "coordinates": ["116.3", "39.9"]}, "places.shape_broken"),
        ({"type": "Point", "coordinates": [True, False]}, "places.shape_broken"),
        ({"type": "Point", "coordinates": [float("nan"), 39.9]}, "places.shape_broken"),
        ({"type": "Point", "coordinates": [float("inf"), 39.9]}, "places.shape_broken"),
        ({"type": "Point", "coordinates": [10**400, 39.9]}, "places.shape_not_degrees"),
        ({"type": "Point", "coordinates": [39.9, 116.3]}, "places.shape_not_degrees"),
        ({"type": "Point", "coordinates": [12947123.4, 4852834.1]}, "places.shape_not_degrees"),
        (ring((116.3, 39.9), (116.31, 39.9)), "places.shape_flat"),
        (ring((116.3, 39.9), (116.31, 39.9), (116.32, 39.9), (116.3, 39.9)), "places.shape_flat"),
        (ring((116.3, 39.9), (116.3, 39.9), (116.3, 39.9), (116.3, 39.9)), "places.shape_flat"),
        (ring((116.3, 39.9), (116.9, 39.9), (116.3, 39.91)), "places.shape_vast"),
    ],
)
def test_what_is_no_shape_is_refused_with_its_reason(geometry: Any, code: str) -> None:
    assert code_of(geometry) == code


def test_too_many_corners_are_counted_before_they_are_read() -> None:
    many = ring(*[(116.3, "not even a number")] * (MOST_POINTS + 1))
    assert code_of(many) == "places.shape_detailed"


def test_rings_are_closed_and_repeated_corners_left_out() -> None:
    open_ring = ring((116.3, 39.9), (116.3, 39.9), (116.31, 39.9), (116.3000000004, 39.91))
    [[outline]] = read_shape(open_ring).polygons
    assert outline == ((WEST, SOUTH), (116_310_000, SOUTH), (WEST, 39_910_000), (WEST, SOUTH))


def test_heights_are_dropped_and_six_decimals_kept() -> None:
    shape = read_shape({"type": "Point", "coordinates": [116.30000049, 39.9000005001, 51.2]})
    assert geometry_of(shape) == {"type": "Point", "coordinates": [116.3, 39.900001]}


def test_a_shape_survives_being_written_and_read() -> None:
    for geometry in (TRIANGLE, OUTLINE, {"type": "MultiPolygon", "coordinates": [FIRST["coordinates"]] * 2}):
        shape = read_shape(geometry)
        assert read_shape(json.loads(json.dumps(geometry_of(shape)))) == shape


def test_a_bow_tie_is_taken_as_it_is_and_drawn() -> None:
    tie = read_shape(ring((116.3, 39.9), (116.31, 39.91), (116.31, 39.9), (116.3, 39.91)))
    assert tie.holds(tie.label())
    frame = Frame.around(Box(WEST, SOUTH, WEST + 10_000, SOUTH + 10_000), 360, 270)
    assert frame.path(tie).startswith("M")


def test_a_hole_is_not_inside_and_an_edge_is() -> None:
    outer, hole = square(0, 0, 900, 900)["coordinates"][0], square(300, 300, 300, 300)["coordinates"][0]
    yard = read_shape({"type": "Polygon", "coordinates": [outer, hole]})
    assert yard.holds((WEST + 100, SOUTH + 100))
    assert yard.holds((WEST, SOUTH + 450))
    assert not yard.holds((WEST + 450, SOUTH + 450))
    assert not yard.holds((WEST - 1, SOUTH + 450))
    assert yard.holds(yard.label())


def test_a_name_stands_inside_a_horseshoe() -> None:
    horseshoe = ring(
        (116.3, 39.9), (116.31, 39.9), (116.31, 39.91), (116.308, 39.91), (116.308, 39.902),
        (116.302, 39.902), (116.302, 39.91), (116.3, 39.91),
    )  # fmt: skip
    shape = read_shape(horseshoe)
    assert shape.holds(shape.label())


@given(st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 9000)), min_size=3, max_size=12, unique=True))
def test_whatever_is_a_shape_can_be_drawn_and_keeps_its_corners(corners: list[tuple[int, int]]) -> None:
    geometry = ring(*[((WEST + x) / 1_000_000, (SOUTH + y) / 1_000_000) for x, y in corners])
    (x0, y0), (x1, y1) = corners[:2]
    assume(any((x1 - x0) * (y - y0) != (y1 - y0) * (x - x0) for x, y in corners))
    shape = read_shape(geometry)
    box = box_of([shape])
    assert box is not None
    assert all(box.has(spot) and shape.holds(spot) for spot in shape.spots())
    assert box.has(shape.label())
    frame = Frame.around(box, 360, 270)
    for x, y in map(frame.place, shape.spots()):
        assert 0 <= x <= 360
        assert 0 <= y <= 270


def test_a_place_in_a_picture_is_the_spot_it_shows() -> None:
    frame = Frame.around(Box(WEST, SOUTH, WEST + 8000, SOUTH + 4000), 320, 280)
    for spot in ((WEST + 100, SOUTH + 200), (WEST + 7000, SOUTH + 3900)):
        x, y = frame.place(spot)
        lon, lat = frame.spot(round(x), round(y))
        assert abs(lon - spot[0]) < 30
        assert abs(lat - spot[1]) < 30


def test_a_picture_has_the_same_scale_in_both_directions() -> None:
    frame = Frame.around(Box(WEST, SOUTH, WEST + 8000, SOUTH + 4000), 360, 270)
    east, north = frame.place((WEST + 10_000, SOUTH)), frame.place((WEST, SOUTH + 10_000))
    origin = frame.place((WEST, SOUTH))
    assert (east[0] - origin[0]) / (origin[1] - north[1]) == pytest.approx(0.767, abs=0.002)


def test_names_do_not_cover_each_other() -> None:
    areas = [
        Area.of(Kind.ESTATE, None, f"和平里{place}区", read_shape(square(place * 100, 0, 90, 90)))
        for place in range(30)
    ]
    ground = CommunityMap("k", None, tuple(areas))
    assert ground.box is not None
    labels = draw(ground, Frame.around(ground.box, 360, 270)).labels
    middles = sorted(label.x for label in labels)
    assert 3 <= len(middles) <= 5
    assert all(right - left >= 64 for left, right in pairwise(middles))


@pytest.mark.parametrize("text", [None, "", "1_2_3", "a_b", "999999999_1", "1__2", "١_٢", "1_2_3_4_5"])
def test_nonsense_in_an_address_is_no_spot(text: str | None) -> None:
    assert spot_of(text) is None
    assert box_from(text) is None


@pytest.mark.parametrize("text", ["5_5_4_9", "0_0_99999999_9", "5_9_6_9"])
def test_a_box_turned_over_or_vast_is_no_box(text: str) -> None:
    assert box_from(text) is None


@pytest.mark.parametrize("name", ["3号楼", "3栋", "3幢", "3#楼", "３号楼", "3 号楼", "3"])
def test_a_building_is_known_by_its_number_however_it_is_written(name: str) -> None:
    assert number_of(name) == "3"


def refused_file(content: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        read_features(content)
    return refused.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "places.map_no_json"),
        (b"\x00\x01\x02", "places.map_no_json"),
        (b"PK\x03\x04 a zip", "places.map_no_json"),
        (b"[" * 100_000, "places.map_no_json"),
        (b'{"type":"FeatureCollection","features":[NaN]}', "places.map_no_json"),
        (b'{"type":"FeatureCollection","features":[' + b"9" * 5000 + b"]}", "places.map_no_json"),
        (b"\xff\xfe\xff", "places.map_no_json"),
        (b"\x81", "places.map_encoding"),
        (b"[]", "places.map_no_features"),
        (b'"FeatureCollection"', "places.map_no_features"),
        (b'{"type":"Topology"}', "places.map_no_features"),
        (b'{"type":"FeatureCollection","features":[]}', "places.map_no_features"),
        (b'{"type":"FeatureCollection","features":{}}', "places.map_no_features"),
        (b'{"type":"FeatureCollection","features":[' + b"1," * 1000 + b"1]}", "places.map_too_many"),
        (b" " * (MOST_BYTES + 1), "places.map_too_big"),
        (
            b'{"type":"FeatureCollection","features":[1],"crs":{"properties":{"name":"EPSG:4547"}}}',
            "places.map_system",
        ),
    ],
)
def test_a_file_that_is_no_geojson_is_refused_with_its_reason(content: bytes, code: str) -> None:
    assert refused_file(content) == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_read_in_whatever_encoding_it_comes(encoding: str) -> None:
    content = json.dumps({"type": "Feature", "properties": {"名称": "幸福小区"}}, ensure_ascii=False)
    [found] = read_features(content.encode(encoding))
    assert found["properties"]["名称"] == "幸福小区"


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4490"])
def test_degrees_of_wgs84_and_cgcs2000_are_taken(name: str) -> None:
    content = {"type": "FeatureCollection", "features": [1], "crs": {"properties": {"name": name}}}
    assert read_features(json.dumps(content).encode()) == [1]


ROSTER_IDS = {name: place for place, name in enumerate(("幸福小区", "平安小区", "幸1", "平1", "平2"))}


def roster() -> Roster:
    """Two estates that both have a 1号楼."""
    ids: Any = ROSTER_IDS
    return Roster(
        ((ids["幸福小区"], "幸福小区"), (ids["平安小区"], "平安小区")),
        (
            (ids["幸1"], "1号楼", ids["幸福小区"]),
            (ids["平1"], "1号楼", ids["平安小区"]),
            (ids["平2"], "2号楼", ids["平安小区"]),
        ),
    )


def whys(*features: Any) -> list[str]:
    """Why each feature cannot be used; empty where it can."""
    return [found.why for found in tied(features, roster(), CommunityMap())]


def test_shapes_are_tied_by_names_in_either_language() -> None:
    found = tied(
        [
            feature(OUTLINE, kind="社区", name="和平里"),
            feature(FIRST, 类型="小区", 名称="幸福 小区"),
            feature(BLOCK, kind="building", name="2栋", estate="平安小区"),
            feature(BLOCK, name="１号楼", 小区="幸福小区"),
        ],
        roster(),
        CommunityMap(),
    )
    assert [each.why for each in found] == [""] * 4
    assert [each.id for each in found] == [None, ROSTER_IDS["幸福小区"], ROSTER_IDS["平2"], ROSTER_IDS["幸1"]]


def test_a_building_without_an_estate_is_the_one_of_the_estate_it_lies_in() -> None:
    building = feature(BLOCK, kind="楼栋", name="1号楼")
    found = tied([building, feature(FIRST, kind="小区", name="幸福小区")], roster(), CommunityMap())
    assert found[0].id == ROSTER_IDS["幸1"]
    assert whys(building) == ["places.map_which_building"]


def test_what_cannot_be_tied_says_why() -> None:
    assert whys(
        None,
        17,
        {"properties": "text", "geometry": TRIANGLE},
        feature(TRIANGLE, kind="路", name="幸福路"),
        feature(TRIANGLE, kind="小区"),
        feature(TRIANGLE, kind="小区", name="没有的小区"),
        feature({"type": "Point", "coordinates": [116.3, 39.9]}, kind="小区", name="幸福小区"),
        feature(BLOCK, kind="楼栋", name="9号楼", estate="幸福小区"),
        feature(BLOCK, kind="楼栋", name="1号楼", estate="没有的小区"),
        feature(FIRST, kind="小区", name="幸福小区"),
        feature(TRIANGLE, kind="小区", name="幸福小区"),
    ) == [
        "places.shape_kind",
        "places.shape_kind",
        "places.map_kind",
        "places.map_kind",
        "places.map_no_name",
        "places.map_no_estate",
        "places.map_only_spot",
        "places.map_no_building",
        "places.map_no_estate",
        "",
        "places.map_twice",
    ]


def test_a_building_beside_its_estate_is_taken_with_a_word() -> None:
    far = feature(square(5000, 5000, 200, 200), kind="楼栋", name="1号楼", estate="幸福小区")
    first, second = tied([feature(FIRST, kind="小区", name="幸福小区"), far], roster(), CommunityMap())
    assert not first.beside
    assert second.usable
    assert second.beside


def test_what_lies_at_a_spot_is_known(story: Story) -> None:
    ids = mapped()
    ground = map_now(A)
    home = ground.at((WEST + 1500, SOUTH + 1200))
    assert (home.estate_id, home.estate, home.building, home.outside) == (
        ids["幸福小区"],
        "幸福小区",
        "1号楼",
        False,
    )
    street = ground.at((WEST + 4000, SOUTH + 2000))
    assert (street.estate_id, street.building, street.outside) == (None, "", False)
    beyond = ground.at((WEST + 20_000, SOUTH + 2000))
    assert beyond.outside
    assert not beyond.far
    assert ground.at((WEST + 900_000, SOUTH)).far


def test_the_map_is_read_once_until_it_changes(story: Story) -> None:
    mapped()
    first, asked = map_now(A), list[str]()

    def hear(*args: Any) -> None:
        asked.append(args[2])

    event.listen(db.engine, "before_cursor_execute", hear)
    again = map_now(A)
    event.remove(db.engine, "before_cursor_execute", hear)
    assert again is first
    assert len([words for words in asked if words.startswith("SELECT")]) == 1
    mapped()
    assert map_now(A) is not first
