"""Regions by an administrator; estates and grids by the community's own workers."""

import pytest

from deliberation.actors import Role
from deliberation.database import db
from deliberation.places.models import Estate, Grid, GridEstate, Region
from deliberation.places.rules import level_of
from tests.page import PageClient
from tests.stories import STREET, A, B, Story


@pytest.fixture
def office(story: Story, visitor: PageClient) -> PageClient:
    administrator, _phone = story.staff(Role.ADMINISTRATOR, STREET)
    visitor.enter(administrator)
    visitor.get("/places/new")
    return visitor


def test_an_administrator_adds_and_renames_a_community(story: Story, office: PageClient) -> None:
    assert "新风社区" in office.post("/places/new", {"code": f"{STREET}003", "name": "新风社区"}).main
    office.get(f"/places/{STREET}003")
    office.post(f"/places/{STREET}003", {"name": "新风里社区", "contact": "一楼 010-1"})
    region = db.session.get_one(Region, f"{STREET}003")
    assert (region.name, region.full_name, region.contact) == ("新风里社区", "新风里社区", "一楼 010-1")


def test_a_street_and_a_district_have_their_own_scopes(story: Story, visitor: PageClient) -> None:
    administrator, _phone = story.staff(Role.ADMINISTRATOR, "")
    visitor.enter(administrator)
    visitor.get("/places/new")
    visitor.post("/places/new", {"code": "888888", "name": "另一个区"})
    visitor.post("/places/new", {"code": "888888001", "name": "另一个街道"})
    assert "另一个街道" in visitor.get("/places/").main


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        (f"{STREET}001", 200, "已经有了"),
        ("888888001", 403, ""),
        ("999999", 403, ""),
        (f"{STREET}01", 200, "不是区划代码"),
        (f"{STREET}00a", 200, "不是区划代码"),
        ("", 200, "要填写"),
    ],
)
def test_codes_that_do_not_fit_are_refused(
    code: str, status: int, words: str, story: Story, office: PageClient
) -> None:
    before = db.session.query(Region).count()
    assert words in office.post("/places/new", {"code": code, "name": "某地"}, status=status).text
    assert db.session.query(Region).count() == before


def test_a_region_outside_the_scope_does_not_exist(story: Story, office: PageClient) -> None:
    office.get("/places/999999", status=404)
    office.get("/places/nonsense", status=404)


def test_a_worker_keeps_estates_and_grids_over_them(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    base = f"/c/{A}/places"
    assert "还没有网格" in visitor.get(f"{base}/").main
    visitor.get(f"{base}/estates/new")
    for name in ("幸福小区", "阳光花园"):
        visitor.post(f"{base}/estates/new", {"name": name})
    assert "已经有叫" in visitor.post(f"{base}/estates/new", {"name": "幸福小区"}).main
    ids = [str(estate.id) for estate in db.session.query(Estate)]
    visitor.get(f"{base}/grids/new")
    visitor.post(f"{base}/grids/new", {"name": "第一网格", "estates": ids})
    grid = db.session.query(Grid).one()
    assert db.session.query(GridEstate).count() == 2
    visitor.get(f"{base}/grids/{grid.id}")
    visitor.post(f"{base}/grids/{grid.id}", {"name": "一号网格", "estates": ids[:1]})
    assert "一号网格" in visitor.get(f"{base}/").main
    assert db.session.query(GridEstate).count() == 1
    visitor.get(f"{base}/estates/{ids[0]}")
    visitor.post(f"{base}/estates/{ids[0]}", {"name": "幸福里"})
    assert db.session.query(Estate).filter_by(name="幸福里").count() == 1


def test_another_communitys_places_do_not_exist(story: Story, visitor: PageClient) -> None:
    story.household(A)
    estate = db.session.query(Estate).one().id
    stranger, _phone = story.staff(Role.WORKER, B)
    visitor.enter(stranger)
    visitor.get(f"/c/{A}/places/", status=404)
    visitor.get(f"/c/{B}/places/estates/{estate}", status=404)
    visitor.post(f"/c/{B}/places/estates/{estate}", {"name": "偷来的"}, status=404)


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("999999", "district"),
        (STREET, "street"),
        (A, "community"),
        ("", None),
        ("٩٩٩٩٩٩", None),
        ("99999", None),
    ],
)
def test_the_length_of_a_code_is_its_level(code: str, level: str | None) -> None:
    assert level_of(code) == level


@pytest.mark.parametrize("code", ["999999001099", "0", STREET, "x" * 300])
def test_a_community_that_does_not_exist_is_a_page_that_says_so(
    story: Story, visitor: PageClient, code: str
) -> None:
    for room in ("", "needs/", "rounds/", "meetings/", "projects/", "cycles/"):
        visitor.get(f"/c/{code}/{room}", status=404)
