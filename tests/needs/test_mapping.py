"""Needs on the map: picking a point, what it tells, and the map of all."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, g
from sqlalchemy import event

from deliberation.actors import Actor
from deliberation.config import read_settings
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import service
from deliberation.needs.forms import NeedForm
from deliberation.needs.forms.mapping import picked, picker
from deliberation.needs.mapped import Grid, needs_on_map
from deliberation.needs.models import Need
from deliberation.needs.rules import Draft, Reason, Wanted
from deliberation.places.maps import map_now
from deliberation.places.models import Region
from deliberation.places.pictures import PICTURES, box_text
from deliberation.places.queries import estates_of
from deliberation.places.shapes import Box
from deliberation.places.views import CommunityShown
from deliberation.web.headers import POLICY
from tests.needs.stories import again, draft, need_by, unconfirmed
from tests.page import PageClient
from tests.places.maps import BETWEEN, IN_FIRST, IN_SECOND, SOUTH, WEST, mapped
from tests.stories import A, B, Story

MAP = f"/c/{A}/needs/map"
ALL = Box(WEST - 500, SOUTH - 500, WEST + 8500, SOUTH + 4500)


def at(spot: tuple[int, int]) -> dict[str, Any]:
    """A spot (lat, lon) as a draft carries it."""
    return {"lat_e6": spot[0], "lon_e6": spot[1]}


@pytest.fixture
def ids(story: Story) -> dict[str, UUID]:
    return mapped()


@pytest.fixture
def resident(story: Story) -> Actor:
    return story.resident(A, "王秀兰")[0]


def pins(visitor: PageClient, box: Box = ALL, **more: Any) -> Any:
    """What the map gets for a piece of the ground."""
    return json.loads(visitor.get(f"{MAP}.json", **{"in": box_text(box), **more}).source)


def many(actor: Actor, count: int) -> None:
    """So many published needs, spread over the ground."""
    number = need_by(actor, "样子", **at(IN_FIRST)).number
    row = db.session.query(Need).filter_by(number=number).one()
    columns = {column.name: getattr(row, column.name) for column in Need.__table__.columns}
    rows = []
    for place in range(count - 1):
        spot = {
            "lat_e6": SOUTH + 500 + place * 37 % 3000,
            "lon_e6": WEST + 500 + place * 91 % 7000,
        }
        key = {"id": UUID(int=place + 1), "number": f"2025-{place:04}", "submission_key": None}
        rows.append({**columns, **key, **spot})
    with unit_of_work():
        db.session.execute(Need.__table__.insert(), rows)


@contextmanager
def statements() -> Iterator[list[str]]:
    """The questions asked of the database meanwhile."""
    heard: list[str] = []

    def hear(*args: Any) -> None:
        if args[2].startswith(("SELECT", "WITH")):
            heard.append(args[2])

    event.listen(db.engine, "before_cursor_execute", hear)
    yield heard
    event.remove(db.engine, "before_cursor_execute", hear)


# A point and what it tells.


def test_a_point_in_an_estate_names_the_estate_where_none_was_chosen(
    ids: dict[str, UUID], resident: Actor
) -> None:
    assert need_by(resident, **at(IN_FIRST)).estate_id == ids["幸福小区"]
    assert need_by(resident, **at(BETWEEN)).estate_id is None
    chosen = need_by(resident, **at(IN_FIRST), estate_id=ids["平安小区"])
    assert chosen.estate_id == ids["平安小区"]


def test_a_point_a_little_outside_is_taken(ids: dict[str, UUID], resident: Actor) -> None:
    need = need_by(resident, **at((SOUTH - 9000, WEST - 9000)))
    assert (need.lat_e6, need.lon_e6) == (SOUTH - 9000, WEST - 9000)


def test_a_point_in_another_town_is_refused(ids: dict[str, UUID], resident: Actor) -> None:
    with pytest.raises(Refusal) as refused, unit_of_work():
        service.submit(resident, A, draft(**at((SOUTH, WEST + 400_000))))
    assert refused.value.code == "needs.point_far"


def test_a_worker_cannot_move_a_point_into_another_town(
    story: Story, ids: dict[str, UUID], resident: Actor
) -> None:
    need, (worker, _phone) = need_by(resident, **at(IN_FIRST)), story.staff()
    with pytest.raises(Refusal) as refused, unit_of_work():
        service.edit(
            worker, again(need), Draft(need.title, need.body, "N02", **at((SOUTH, WEST + 400_000))), False
        )
    assert refused.value.code == "needs.point_far"


def test_where_nothing_is_drawn_every_point_is_taken(story: Story, resident: Actor) -> None:
    assert need_by(resident, **at((10, 10))).estate_id is None


# The field of a form.


@contextmanager
def sending(app: Flask, **sent: Any) -> Iterator[NeedForm]:
    """A form as it arrives."""
    words = {"title": "路灯不亮", "lat_e6": "", "lon_e6": "", "estate": "", **sent}
    words = {name.replace("__", "."): value for name, value in words.items()}
    with app.test_request_context(f"/c/{A}/needs/new", method="POST", data=words):
        key = db.session.get_one(Region, A).map_key
        g.community = CommunityShown(A, "和平里社区", "清河街道", "", key)
        yield NeedForm(estates=estates_of(A), meta={"csrf": False})


def whole_frame(app: Flask) -> str:
    """The ground the first picture shows."""
    with sending(app) as form:
        shown = picker(form)
    assert shown is not None
    return shown.frame


def test_a_click_on_the_picture_sets_the_point_and_its_estate(app: Flask, ids: dict[str, UUID]) -> None:
    width, height = PICTURES["pick"]
    with sending(app, spot__x="80", spot__y="140", spot_frame=whole_frame(app)) as form:
        assert picked(form, A)
        assert form.estate.data == str(ids["幸福小区"])
        assert WEST < int(form.lon_e6.data or 0) < WEST + 4000
        closer = picker(form)
    assert closer is not None
    assert closer.close
    assert closer.there.estate == "幸福小区"
    assert (closer.width, closer.height) == (width, height)


def test_a_second_click_is_read_on_the_closer_picture(app: Flask, ids: dict[str, UUID]) -> None:
    with sending(app, spot__x="80", spot__y="140", spot_frame=whole_frame(app)) as form:
        picked(form, A)
        closer, first = picker(form), int(form.lon_e6.data or 0)
    assert closer is not None
    with sending(app, spot__x="161", spot__y="140", spot_frame=closer.frame) as form:
        assert picked(form, A)
        assert abs(int(form.lon_e6.data or 0) - first) < 40


@pytest.mark.parametrize(
    "sent",
    [
        {"spot__x": "0", "spot__y": "0"},
        {"spot__x": "80"},
        {"spot__x": "80", "spot__y": "-1"},
        {"spot__x": "8e3", "spot__y": "1"},
        {"spot__x": "99999", "spot__y": "1"},
        {"spot__x": "900", "spot__y": "1"},
        {"spot__x": "٣", "spot__y": "1"},
        {"spot__x": "80", "spot__y": "80", "spot_frame": "1_2_3_4_5"},
        {"spot__x": "80", "spot__y": "80", "spot_frame": "0_0_180000000_90000000"},
        {"building": "not-an-id"},
        {"building": "00000000-0000-0000-0000-000000000000"},
        {},
    ],
)
def test_what_is_no_click_goes_on_with_the_form(
    app: Flask, ids: dict[str, UUID], sent: dict[str, str]
) -> None:
    """A key pressed on the picture sends 0, 0: nobody means the very corner."""
    with sending(app, **{"spot_frame": whole_frame(app), **sent}) as form:
        assert not picked(form, A)
        assert not form.lat_e6.data


def test_a_building_chosen_is_its_middle_and_the_form_goes_on(app: Flask, ids: dict[str, UUID]) -> None:
    with sending(app, building=str(ids["1号楼"])) as form:
        assert not picked(form, A)
        assert form.estate.data == str(ids["幸福小区"])
        assert (form.lon_e6.data, form.lat_e6.data) == (str(WEST + 1500), str(SOUTH + 1200))


def test_a_point_can_be_taken_away_and_the_whole_seen_again(app: Flask, ids: dict[str, UUID]) -> None:
    kept = {"lat_e6": str(IN_FIRST[0]), "lon_e6": str(IN_FIRST[1])}
    with sending(app, spot="whole", **kept) as form:
        assert picked(form, A)
        shown = picker(form)
        assert shown is not None
        assert not shown.close
        assert shown.spot == IN_FIRST[::-1]
    with sending(app, spot="none", **kept) as form:
        assert picked(form, A)
        assert not form.lat_e6.data


def test_a_point_outside_is_shown_with_a_warning(app: Flask, ids: dict[str, UUID]) -> None:
    with sending(app, lat_e6=str(SOUTH - 9000), lon_e6=str(WEST)) as form:
        shown = picker(form)
    assert shown is not None
    assert shown.there.outside


def test_where_nothing_is_drawn_there_is_no_field(app: Flask, story: Story) -> None:
    with sending(app) as form:
        assert picker(form) is None
        assert not picked(form, A)


def test_the_worker_who_writes_down_has_the_map(
    story: Story, ids: dict[str, UUID], visitor: PageClient
) -> None:
    visitor.enter(story.staff()[0])
    page = visitor.get(f"/c/{A}/needs/desk/enter")
    [picture] = page.tree.xpath("//input[@type='image']")
    assert "map.svg" in picture.get("src")
    assert page.tree.xpath("//select[@name='building']//option[contains(., '幸福小区 1号楼')]")


# The map of all.


def test_a_community_without_a_drawn_map_shows_its_list_instead(
    story: Story, resident: Actor, visitor: PageClient
) -> None:
    need_by(resident)
    page = visitor.get(MAP)
    assert "还没有画地图" in page
    assert "3号楼门口晚上没有路灯" in page
    assert not page.tree.xpath("//*[@data-needs-map]")


def test_needs_stand_on_the_map_with_their_place_in_the_list(
    ids: dict[str, UUID], resident: Actor, visitor: PageClient
) -> None:
    first = need_by(resident, "一号楼的灯", **at(IN_FIRST))
    second = need_by(resident, "平安小区的灯", **at(IN_SECOND))
    need_by(resident, "没有标位置的")
    page = visitor.get(MAP)
    assert "图上有 2 条需求" in page
    links = {str(each.get("href")): each for each in page.tree.xpath("//a[@class='map-mark']")}
    assert set(links) == {f"/c/{A}/needs/{need.id}" for need in (first, second)}
    mark = links[f"/c/{A}/needs/{second.id}"]
    assert mark.get("aria-label") == f"1 · {second.number} 平安小区的灯，征集中，1 人支持"
    assert mark.xpath(".//text()[normalize-space()]")[-1] == "1"
    [rest] = page.links("in=none")
    page = visitor.get(rest)
    assert "没有标位置的" in page
    assert "一号楼的灯" not in page


def test_what_lies_close_together_is_one_mark_that_leads_closer(
    ids: dict[str, UUID], resident: Actor, visitor: PageClient
) -> None:
    for step in range(3):
        need_by(resident, f"第{step}盏灯", **at((IN_FIRST[0] + step * 20, IN_FIRST[1])))
    page = visitor.get(MAP)
    [mark] = page.tree.xpath("//a[@class='map-mark']")
    assert mark.get("aria-label") == "这里有 3 条需求，放大看"
    page = visitor.get(str(mark.get("href")))
    assert "图上有 3 条需求" in page
    assert "看全图" in page


def test_many_needs_are_few_marks_and_the_same_statements(
    ids: dict[str, UUID], resident: Actor, visitor: PageClient
) -> None:
    visitor.get(MAP)
    need_by(resident, **at(IN_FIRST))
    with statements() as few:
        visitor.get(MAP)
    many(resident, 400)
    with statements() as lots:
        page = visitor.get(MAP)
    assert len(lots) == len(few) <= 9
    marks = page.tree.xpath("//a[@class='map-mark']")
    assert 3 < len(marks) <= 30
    assert "图上有 401 条需求" in page
    with statements() as asked:
        found = pins(visitor)
    assert len(asked) <= 5
    assert found["count"] == 401
    assert len(found["pins"]) + len(found["heaps"]) <= 144
    assert sum(heap["count"] for heap in found["heaps"]) + len(found["pins"]) == 401


def test_what_nobody_may_read_is_not_on_the_map(
    story: Story, ids: dict[str, UUID], resident: Actor, visitor: PageClient
) -> None:
    mapped(B)
    worker, _phone = story.staff()
    waiting = need_by(unconfirmed(story), "没看过的", **at(IN_FIRST))
    taken_down, gone, into = (
        need_by(resident, title, **at(IN_FIRST)) for title in ("撤下的", "并掉的", "留下的")
    )
    need_by(story.resident(B, "外人")[0], "别的社区的", code=B, **at(IN_FIRST))
    with unit_of_work():
        service.withhold(worker, again(taken_down), "请改一改")
        service.merge(worker, again(gone), again(into))
    author = story.actor(waiting.author_account_id)  # type: ignore[arg-type]  # an account wrote it
    for who in (None, author, resident, worker):
        if who:
            visitor.enter(who)
        found = pins(visitor)
        assert [pin["title"] for pin in found["pins"]] == ["留下的"]
        assert found["heaps"] == []
        assert "图上有 1 条需求" in visitor.get(MAP)


def test_the_map_says_only_what_the_list_says(
    ids: dict[str, UUID], resident: Actor, visitor: PageClient
) -> None:
    need_by(resident, "灯", body="我家住 3 单元 501", **at(IN_FIRST))
    [pin] = pins(visitor)["pins"]
    assert set(pin) == {"number", "title", "state", "word", "supports", "place", "at", "url"}
    assert pin["at"] == [IN_FIRST[1] / 1_000_000, IN_FIRST[0] / 1_000_000]
    assert pin["place"] == 1


def test_the_filters_of_the_list_are_those_of_the_map(
    story: Story, ids: dict[str, UUID], resident: Actor, visitor: PageClient
) -> None:
    need_by(resident, "路灯不亮", category="N02", **at(IN_FIRST))
    refused = need_by(resident, "物业费太贵", category="N09", **at(IN_SECOND))
    with unit_of_work():
        service.reject(story.staff()[0], again(refused), Reason.PRIVATE_COST, "")
    assert {pin["state"] for pin in pins(visitor)["pins"]} == {"open", "rejected"}
    [pin] = pins(visitor, state="rejected")["pins"]
    assert pin["title"] == "物业费太贵"
    assert pins(visitor, category="N02")["pins"][0]["title"] == "路灯不亮"
    assert pins(visitor, q="路灯")["count"] == 1
    page = visitor.get(MAP, category="N02")
    assert "图上有 1 条需求" in page
    assert f"/c/{A}/needs/?category=N02" in page.links()
    assert all("category=N02" in href for href in page.links("in="))


def test_the_list_leads_to_the_map_of_the_same_needs(
    ids: dict[str, UUID], resident: Actor, visitor: PageClient
) -> None:
    need_by(resident, "路灯不亮", **at(IN_FIRST))
    [link] = visitor.get(f"/c/{A}/needs/", category="N02", page="1").links("/needs/map")
    assert link == f"{MAP}?category=N02"
    assert "图上有 1 条需求" in visitor.get(link)


def test_words_in_an_address_that_are_no_filters_stay_behind(
    ids: dict[str, UUID], resident: Actor, visitor: PageClient
) -> None:
    many(resident, 30)
    words = {"endpoint": "x", "_scheme": "x", "_external": "1", "code": B, "columns": "3", "q": ""}
    page = visitor.get(MAP, **words)
    assert "下一页" in page
    assert page.links("_scheme") == page.links("endpoint=") == []
    visitor.get(f"{MAP}.json", **words)


@pytest.mark.parametrize(
    "query",
    [
        {"in": "x"},
        {"in": "1_2_3_4"},
        {"in": "116300000_39900000_116300000_39900000"},
        {"in": "-180000000_-90000000_180000000_90000000"},
        {"in": "none", "page": "999"},
        {"in": "none", "state": "nonsense"},
        {"columns": "9999999", "rows": "-3"},
        {"page": "-1"},
        {"q": "' OR 1=1 --", "in": "116300000_39900000_116308000_39904000"},
    ],
)
def test_the_map_survives_nonsense(
    ids: dict[str, UUID], resident: Actor, visitor: PageClient, query: dict[str, str]
) -> None:
    need_by(resident, **at(IN_FIRST))
    visitor.get(MAP, **query)
    visitor.get(f"{MAP}.json", **query)


def test_a_title_full_of_marks_stays_words(
    ids: dict[str, UUID], resident: Actor, visitor: PageClient
) -> None:
    title = '"><script>alert(1)</script>'
    need_by(resident, title, **at(IN_FIRST))
    page = visitor.get(MAP)
    assert not page.tree.xpath("//svg//script")
    assert title in page.tree.xpath("//a[@class='map-mark']/@aria-label")[0]
    assert pins(visitor)["pins"][0]["title"] == title


def test_needs_on_one_spot_are_told_apart_by_the_list(ids: dict[str, UUID], resident: Actor) -> None:
    for step in range(4):
        need_by(resident, f"同一处{step}", **at(IN_FIRST))
    lat, lon = IN_FIRST
    shown = needs_on_map(A, Wanted(), Grid(Box(lon - 1, lat - 1, lon + 1, lat + 1), 6, 5))
    assert [heap.count for heap in shown.heaps] == [4]


def test_the_edges_of_the_ground_belong_to_it(ids: dict[str, UUID], resident: Actor) -> None:
    box = Box(WEST, SOUTH, WEST + 7, SOUTH + 7)
    for lat, lon in ((SOUTH, WEST), (SOUTH + 7, WEST + 7)):
        need_by(resident, **at((lat, lon)))
    need_by(resident, **at((SOUTH + 8, WEST)))
    for columns in (1, 2, 3, 7, 12):
        assert needs_on_map(A, Wanted(), Grid(box, columns, columns)).count == 2


# The page of one need.


def picture_on(visitor: PageClient, need: Need) -> list[str]:
    return [
        str(src)
        for src in visitor.get(f"/c/{A}/needs/{need.id}").tree.xpath("//main//img/@src")
        if "map.svg" in src
    ]


def test_a_needs_page_has_a_picture_of_its_spot_or_its_estate(
    story: Story, ids: dict[str, UUID], resident: Actor, visitor: PageClient
) -> None:
    here, there = need_by(resident, **at(IN_FIRST)), need_by(resident, estate_id=ids["平安小区"])
    [spot] = picture_on(visitor, here)
    assert f"at={IN_FIRST[1]}_{IN_FIRST[0]}" in spot
    [estate] = picture_on(visitor, there)
    assert f"estate={ids['平安小区']}" in estate
    assert "平安小区" in visitor.get(estate)
    assert picture_on(visitor, need_by(resident)) == []


def test_the_picture_costs_the_page_no_statement(
    ids: dict[str, UUID], resident: Actor, visitor: PageClient
) -> None:
    plain, drawn = need_by(resident), need_by(resident, **at(IN_FIRST))
    visitor.get(f"/c/{A}/needs/{plain.id}")
    with statements() as without:
        visitor.get(f"/c/{A}/needs/{plain.id}")
    with statements() as with_picture:
        visitor.get(f"/c/{A}/needs/{drawn.id}")
    assert len(with_picture) == len(without)


def test_a_point_without_a_map_is_not_drawn(story: Story, resident: Actor, visitor: PageClient) -> None:
    assert picture_on(visitor, need_by(resident, **at(IN_FIRST))) == []


# Tiles from elsewhere.

TILES = "https://tiles.example.org/{z}/{x}/{y}.png"


@pytest.fixture
def tiled(app: Flask) -> Iterator[Flask]:
    """The app where tiles are configured."""
    settings = app.config["SETTINGS"]
    changed = read_settings(
        {"DELIBERATION_TILES": TILES, "DELIBERATION_TILES_NOTE": "© 示例地图"},
        data_dir=settings.data_dir, database_url=settings.database_url, testing=True, public_url="http://localhost",
    )  # fmt: skip
    app.config["SETTINGS"] = changed
    yield app
    app.config["SETTINGS"] = settings


def policy_of(visitor: PageClient, url: str) -> str:
    return str(visitor.get(url).response.headers["Content-Security-Policy"])


def test_without_tiles_nothing_leaves_this_machine(ids: dict[str, UUID], visitor: PageClient) -> None:
    page = visitor.get(MAP)
    assert page.tree.xpath("//*[@data-needs-map]/@data-tiles") == [""]
    assert page.response.headers["Content-Security-Policy"] == POLICY


def test_tiles_may_be_fetched_from_their_host_on_pages_with_a_map_alone(
    tiled: Flask, ids: dict[str, UUID], visitor: PageClient
) -> None:
    assert "img-src 'self' data: https://tiles.example.org;" in policy_of(visitor, MAP)
    assert policy_of(visitor, f"/c/{A}/needs/") == POLICY
    assert visitor.get(MAP).tree.xpath("//*[@data-needs-map]/@data-tiles") == [TILES]


@pytest.mark.parametrize(
    "template",
    [
        TILES,
        "https://t0.tianditu.gov.cn/vec_w/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=abc",
        "https://tiles.example.org:8443/{z}/{x}/{y}.png",
        "http://127.0.0.1:9000/{z}/{x}/{y}.png",
        "",
    ],
)
def test_good_addresses_of_tiles_are_taken(tmp_path: Any, template: str) -> None:
    settings = read_settings({"DELIBERATION_TILES": template}, data_dir=tmp_path)
    assert settings.tiles == template
    assert settings.tiles_host in template


@pytest.mark.parametrize(
    "template",
    [
        "http://tiles.example.org/{z}/{x}/{y}.png",
        "https://user:secret@tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://tiles.example.org/{z}/{x}/{y}/{y}.png",
        "https://{s}.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org; script-src *//{z}/{x}/{y}.png",
        "https://*.example.org/{z}/{x}/{y}.png",
        "https:///{z}/{x}/{y}.png",
        "//tiles.example.org/{z}/{x}/{y}.png",
        "javascript:alert({z}{x}{y})",
        "ftp://127.0.0.1/{z}/{x}/{y}",
        "https://tiles.example.org/{z}/{x}/{y}{r}.png",
        "tiles",
    ],
)
def test_bad_addresses_of_tiles_stop_the_start(tmp_path: Any, template: str) -> None:
    with pytest.raises(RuntimeError, match="DELIBERATION_TILES"):
        read_settings({"DELIBERATION_TILES": template}, data_dir=tmp_path)


def test_a_map_wiped_and_drawn_again_keeps_the_points(
    story: Story, ids: dict[str, UUID], resident: Actor, visitor: PageClient
) -> None:
    need_by(resident, "还在的灯", **at(IN_FIRST))
    worker, _phone = story.staff()
    visitor.enter(worker)
    visitor.post(visitor.get(f"/c/{A}/places/map").forms("/wipe")[0])
    assert "还没有画地图" in visitor.get(MAP)
    mapped()
    assert "图上有 1 条需求" in visitor.get(MAP)
    assert map_now(A).estates
