"""The community's map: a file brought, looked at, drawn; the map as picture and file; wiped."""

import json
from io import BytesIO
from typing import Any

import pytest

from deliberation.actors import Actor, Role
from deliberation.database import db, unit_of_work
from deliberation.journal.models import JournalEntry
from deliberation.places import service as places
from deliberation.places.maps import map_now
from deliberation.places.models import Region
from tests.page import PageClient, Shown
from tests.places.maps import BLOCK, FIRST, OUTLINE, SOUTH, WEST, collection, feature, mapped, square
from tests.stories import DISTRICT, STREET, A, B, Story

MAP = f"/c/{A}/places/map"


@pytest.fixture
def worker(story: Story) -> Actor:
    with unit_of_work():
        places.building_named(places.estate_named(A, "幸福小区"), "1号楼")
    return story.staff()[0]


def bring(visitor: PageClient, content: bytes, name: str = "社区.geojson") -> Shown:
    """Upload a file; what comes is the check or the form again."""
    visitor.get(MAP)
    return visitor.post(MAP, {"file": (BytesIO(content), name)})


FILE = collection(
    feature(OUTLINE, kind="社区"),
    feature(FIRST, kind="小区", name="幸福小区"),
    feature(BLOCK, kind="楼栋", name="1栋", estate="幸福小区"),
    feature(square(5000, 500, 100, 100), kind="小区", name="<b>没有</b>"),
)


def test_a_file_is_looked_at_before_it_counts(worker: Actor, visitor: PageClient) -> None:
    visitor.enter(worker)
    page = bring(visitor, FILE)
    assert "3 个图形能用，1 个不能用" in page
    assert "本社区没有叫“<b>没有</b>”的小区" in page
    assert len(page.tree.xpath("//svg[contains(@class, 'map-drawing')]/path")) == 3
    assert map_now(A).key is None
    [apply] = page.forms("/apply")
    page = visitor.post(apply)
    assert "地图画好了" in page
    assert "1 个画了，共 1 个" in page
    ground = map_now(A)
    assert ground.outline is not None
    assert [area.name for area in (*ground.estates, *ground.buildings)] == ["幸福小区", "1号楼"]
    entry = db.session.query(JournalEntry).filter_by(act="places.draw_map").one()
    assert "source" in entry.changes["after"]
    visitor.post(apply, status=404)


def test_what_a_file_does_not_draw_stays(worker: Actor, visitor: PageClient) -> None:
    mapped()
    visitor.enter(worker)
    page = bring(visitor, collection(feature(square(600, 600, 900, 900), kind="小区", name="幸福小区")))
    visitor.post(page.forms("/apply")[0])
    ground = map_now(A)
    assert {area.name for area in ground.estates} == {"幸福小区", "平安小区"}
    assert ground.outline is not None
    assert ground.buildings


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"{", "不是正确的 JSON"),
        (b'{"type": "FeatureCollection", "features": []}', "文件里没有图形"),
        (b" " * (2 * 1024 * 1024 + 1), "文件超过 2 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_so_on_the_form(
    worker: Actor, visitor: PageClient, content: bytes, sentence: str
) -> None:
    visitor.enter(worker)
    assert sentence in bring(visitor, content)


def test_a_file_with_nothing_usable_changes_nothing(worker: Actor, visitor: PageClient) -> None:
    visitor.enter(worker)
    page = bring(visitor, collection(feature(None, kind="小区", name="幸福小区")))
    assert "没有一个图形能用" in page
    assert page.forms("/apply") == []
    file_id = page.url.rsplit("/", 1)[1]
    assert "没有一个图形能用上" in visitor.post(f"{MAP}/{file_id}/apply", status=409)
    assert map_now(A).key is None


def test_a_thousand_shapes_are_drawn_in_one_go(worker: Actor, visitor: PageClient) -> None:
    with unit_of_work():
        estate = places.estate_named(A, "幸福小区")
        for number in range(2, 1000):
            places.building_named(estate, f"{number}号楼")
    shapes = [
        feature(square(number % 40 * 150, number // 40 * 150, 100, 90), kind="楼栋", name=f"{number}号楼")
        for number in range(1, 1000)
    ]
    visitor.enter(worker)
    page = bring(visitor, collection(*shapes))
    assert "999 个图形都能用" in page
    visitor.post(page.forms("/apply")[0])
    assert len(map_now(A).buildings) == 999


def test_somebody_elses_file_does_not_exist(story: Story, worker: Actor, visitor: PageClient) -> None:
    visitor.enter(worker)
    page = bring(visitor, FILE)
    for other in (story.staff(), story.staff(Role.LEAD, B), story.resident()):
        visitor.enter(other[0])
        visitor.get("/privacy")
        visitor.get(page.url, status=403 if other[0].lives_in(A) else 404)
    visitor.enter(worker)
    visitor.get(page.url.replace(A, B), status=404)


def test_an_administrator_over_the_community_draws_it_and_no_other(story: Story, visitor: PageClient) -> None:
    administrator, _phone = story.staff(Role.ADMINISTRATOR, STREET)
    visitor.enter(administrator)
    visitor.get(MAP)
    assert MAP in visitor.get(f"/places/{A}").links()
    elsewhere, _phone = story.staff(Role.ADMINISTRATOR, f"{DISTRICT}002")
    visitor.enter(elsewhere)
    visitor.get(MAP, status=404)


def test_a_map_can_be_downloaded_and_brought_back(worker: Actor, visitor: PageClient) -> None:
    mapped()
    visitor.enter(worker)
    content = visitor.download(f"{MAP}.geojson?download=1")
    kinds = [each["properties"]["kind"] for each in json.loads(content)["features"]]
    assert kinds == ["community", "estate", "estate", "building"]
    assert "4 个图形都能用" in bring(visitor, content)


def test_a_map_is_wiped_and_the_journal_knows(worker: Actor, visitor: PageClient) -> None:
    mapped()
    visitor.enter(worker)
    page = visitor.get(MAP)
    assert "还没有画地图" in visitor.post(page.forms("/wipe")[0])
    assert map_now(A).key is None
    assert db.session.query(JournalEntry).filter_by(act="places.wipe_map").count() == 1


def test_a_renamed_estate_has_its_new_name_on_the_map(worker: Actor, visitor: PageClient) -> None:
    ids, before = mapped(), map_now(A).key
    visitor.enter(worker)
    visitor.get(f"/c/{A}/places/estates/{ids['平安小区']}")
    visitor.post(f"/c/{A}/places/estates/{ids['平安小区']}", {"name": "太平小区"})
    assert map_now(A).key != before
    assert "太平小区" in visitor.get(f"{MAP}.svg?frame={WEST}_{SOUTH}_{WEST + 8000}_{SOUTH + 4000}").source


def image(visitor: PageClient, status: int = 200, **query: Any) -> Shown:
    """A piece of the map as a picture."""
    return visitor.get(f"{MAP}.svg", status, **query)


def test_a_picture_shows_the_estate_and_a_pin_and_is_kept_while_it_is_true(
    story: Story, visitor: PageClient
) -> None:
    ids = mapped()
    key = db.session.get_one(Region, A).map_key
    shown = image(visitor, at=f"{WEST + 1500}_{SOUTH + 1200}", estate=ids["幸福小区"], v=key)
    assert shown.response.mimetype == "image/svg+xml"
    assert "immutable" in shown.response.headers["Cache-Control"]
    assert "幸福小区" in shown.source
    assert "平安小区" not in shown.source
    assert 'class="map-pin"' in shown.source
    assert "no-cache" in image(visitor, v="old").response.headers["Cache-Control"]


def test_a_picture_of_nothing_does_not_exist(story: Story, visitor: PageClient) -> None:
    image(visitor, 404, at=f"{WEST}_{SOUTH}")


@pytest.mark.parametrize(
    "query",
    [
        {"at": "x"},
        {"at": "999999999_999999999"},
        {"frame": "1_2_3"},
        {"estate": "' OR 1=1"},
        {"v": "../../etc"},
        {"size": "99999"},
        {"at": "-179999999_-89999999"},
        {"frame": "116300000_39900000_116300001_39900001"},
    ],
)
def test_a_picture_survives_nonsense(story: Story, visitor: PageClient, query: dict[str, str]) -> None:
    mapped()
    assert "<svg" in image(visitor, **query)


def test_another_communitys_estate_is_not_on_the_picture(story: Story, visitor: PageClient) -> None:
    mapped(B)
    mapped(A)
    foreign = map_now(B).estates[0].id
    assert "map-marked" not in image(visitor, estate=foreign).source
