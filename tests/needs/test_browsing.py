"""Looking through needs: what may have been said before, the filtered list, and its speed."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, insert, select

from deliberation.actors import Actor
from deliberation.database import db, unit_of_work
from deliberation.needs import queries, service
from deliberation.needs.grams import document
from deliberation.needs.listed import needs_of
from deliberation.needs.models import Need, NeedDocument
from deliberation.needs.rules import Order, Queue, Wanted
from deliberation.places import service as places
from tests.conftest import POSTGRES
from tests.needs.counting import asked_by, statements
from tests.needs.stories import again, need_by, supported_by, unconfirmed
from tests.page import PageClient, Shown
from tests.stories import A, B, Story

SIMILAR = f"/c/{A}/needs/similar"


def fragment(visitor: PageClient, url: str, **query: str) -> str:
    """A part of a page, as htmx gets it."""
    response = visitor.client.get(url, query_string=query)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_a_neighbour_supports_what_was_said_before_with_one_tap(story: Story, visitor: PageClient) -> None:
    lamp = need_by(story.resident()[0], "3号楼门口晚上没有路灯")
    need_by(story.resident()[0], "想要一个早餐店")
    fan = story.resident(name="李四")[0]
    visitor.enter(fan)
    shown = fragment(visitor, SIMILAR, title="三号楼下太黑，装个灯吧")
    assert "可能有人提过" in shown
    assert lamp.title in shown
    assert "早餐店" not in shown
    assert re.search(r"1 户支持", shown)
    visitor.post(
        f"/c/{A}/needs/{lamp.id}/support", {"csrf_token": re.findall(r'csrf_token" value="([^"]+)', shown)[0]}
    )
    assert again(lamp).support_count == 2
    assert "您已经支持了" in fragment(visitor, SIMILAR, title="三号楼下太黑，装个灯吧")


def test_nothing_alike_is_nothing_shown(story: Story, visitor: PageClient) -> None:
    need_by(story.resident()[0], "3号楼门口晚上没有路灯")
    visitor.enter(story.resident(name="李四")[0])
    for title in ("", " ", "！！！", "想要一个游泳馆", "x" * 5000, "'\"*)(", "\u202e\u200b"):
        assert fragment(visitor, SIMILAR, title=title).strip() == ""


def test_only_people_of_the_community_are_offered_what_is_alike(story: Story, visitor: PageClient) -> None:
    lamp = need_by(story.resident()[0], "3号楼门口晚上没有路灯")
    visitor.enter(story.staff()[0])
    shown = fragment(visitor, SIMILAR, title=lamp.title)
    assert lamp.number in shown
    assert "<form" not in shown
    visitor.enter(story.resident(code=B)[0])
    assert visitor.client.get(SIMILAR, query_string={"title": lamp.title}).status_code == 404


def test_looking_for_what_is_alike_is_cheap(story: Story, visitor: PageClient) -> None:
    for place in range(3):
        supported_by(need_by(story.resident()[0], f"{place}号楼门口没有路灯"), story.resident()[0])
    visitor.enter(story.resident(name="李四")[0])
    assert len(asked_by(visitor, f"{SIMILAR}?title=没有路灯")) <= 6


LIST = f"/c/{A}/needs/"


def titles(shown: Shown) -> list[str]:
    """The needs of a list, in its order."""
    return [str(link.text_content()).strip() for link in shown.tree.xpath("//h2[@class='slip-title']/a")]


def many(author: Actor, count: int) -> None:
    """A lot of public needs, written as rows."""
    first = need_by(author, "第一条需求")
    row = {column.key: getattr(again(first), column.key) for column in Need.__table__.columns}
    rows = [
        {
            **row,
            "id": uuid4(),
            "number": f"2025-{place:03}",
            "title": f"第{place}条",
            "created_at": row["created_at"] - timedelta(minutes=place),
            "support_count": 0,
            "submission_key": None,
        }
        for place in range(1, count)
    ]
    with unit_of_work():
        db.session.execute(insert(Need.__table__), rows)
        words = [
            {"need_id": row["id"], "community_code": A, "words": document(A, row["title"])} for row in rows
        ]
        db.session.execute(insert(NeedDocument.__table__), words)


@pytest.fixture
def several(story: Story) -> Story:
    """Needs of three kinds in two estates, one merged, one far along, one by somebody else."""
    author, worker = story.resident()[0], story.staff()[0]
    with unit_of_work():
        estate_id = places.estate_named(A, "东里").id
    lamp = need_by(author, "东里没有路灯", estate_id=estate_id)
    breakfast = need_by(author, "想要早餐店", category="B03")
    nursery = need_by(story.resident(name="李四")[0], "附近缺托育点", category="Q01")
    twin = need_by(author, "没有早点铺", category="B03")
    supported_by(nursery, author)
    with unit_of_work():
        service.merge(worker, again(twin), again(breakfast))
    with unit_of_work():
        service.shortlist(worker, again(lamp), None)
        service.record_event(lamp.id, "rounds.opened", {})
    return story


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"东里没有路灯", "想要早餐店", "附近缺托育点"}),
        ({"category": "B03"}, {"想要早餐店"}),
        ({"category": "B"}, {"想要早餐店"}),
        ({"category": "一老一小"}, {"附近缺托育点"}),
        ({"theme": "一店一早"}, {"想要早餐店"}),
        ({"category": "Q", "theme": "一店一早"}, set()),
        ({"state": "merged"}, {"没有早点铺"}),
        ({"state": "shortlisted"}, {"东里没有路灯"}),
        ({"stage": "voting"}, {"东里没有路灯"}),
        ({"stage": "collecting"}, {"想要早餐店", "附近缺托育点"}),
        ({"q": "早餐"}, {"想要早餐店"}),
        ({"q": "早餐", "state": "open"}, {"想要早餐店"}),
        ({"q": "早餐", "category": "Q"}, set()),
        ({"q": "!!!"}, set()),
        ({"category": "X99", "state": "nonsense", "stage": "?", "order": "?", "estate": "x", "page": "x"},
         {"东里没有路灯", "想要早餐店", "附近缺托育点"}),
        ({"q": "\u202e\u200b"}, {"东里没有路灯", "想要早餐店", "附近缺托育点"}),
        ({"q": "路" * 5000}, set()),
    ],
)  # fmt: skip
def test_what_the_address_asks_for_is_shown(
    several: Story, visitor: PageClient, asked: dict[str, str], found: set[str]
) -> None:
    shown = visitor.get(LIST, **asked)
    assert set(titles(shown)) == found
    assert f"共 {len(found)} 条" in shown


def test_an_estate_is_a_filter_and_another_communitys_estate_finds_nothing(
    several: Story, visitor: PageClient
) -> None:
    with unit_of_work():
        here, there = places.estate_named(A, "东里").id, places.estate_named(B, "西里").id
    assert titles(visitor.get(LIST, estate=str(here))) == ["东里没有路灯"]
    shown = visitor.get(LIST, estate=str(there))
    assert titles(shown) == []
    assert "西里" not in shown.main


def test_only_mine_is_for_those_who_live_here(several: Story, visitor: PageClient) -> None:
    assert len(titles(visitor.get(LIST, mine="1"))) == 3
    me = several.resident(name="周八")[0]
    need_by(me, "我要一个凉亭")
    visitor.enter(me)
    shown = visitor.get(LIST, mine="1")
    assert titles(shown) == ["我要一个凉亭"]
    assert "去掉筛选：我提的" in shown


def test_orders_are_links_that_keep_the_filters(several: Story, visitor: PageClient) -> None:
    shown = visitor.get(LIST, order="supported")
    assert titles(shown)[0] == "附近缺托育点"
    shown = visitor.get(LIST, category="B", order="households")
    assert [link for link in shown.links("order=supported") if "category=B" in link]
    assert shown.tree.xpath("//nav[@class='orders']//*[@aria-current]")[0].text == "户数最多"
    assert shown.tree.xpath("//input[@name='order']/@value") == ["households"]
    assert any("category=B" in link for link in shown.links("/needs/map"))


def test_each_filter_is_taken_away_by_itself(several: Story, visitor: PageClient) -> None:
    shown = visitor.get(LIST, q="早餐", category="B", state="open", order="supported")
    chips = {
        str(chip.text_content()).strip(): chip.get("href") for chip in shown.tree.xpath("//a[@class='chip']")
    }
    assert set(chips) == {"去掉筛选：有“早餐”", "去掉筛选：基本保障类小店和服务", "去掉筛选：征集中"}
    without = chips["去掉筛选：征集中"]
    assert "state" not in without
    for kept in ("q=", "category=B", "order=supported"):
        assert kept in without
    assert shown.tree.xpath("//option[@value='B']/@selected")
    assert "全部去掉" in shown
    assert "去掉筛选" not in visitor.get(LIST, order="supported")


def test_words_that_find_nothing_show_what_means_about_the_same(several: Story, visitor: PageClient) -> None:
    shown = visitor.get(LIST, q="早上买不到早饭")
    assert titles(shown) == []
    assert "没有一模一样的，这些意思相近" in shown
    assert "想要早餐店" in shown
    assert shown.links("/needs/new")
    shown = visitor.get(LIST, q="火箭发射场")
    assert "没有一模一样的" not in shown
    assert "我来提一条" in shown


def test_an_empty_community_says_what_this_place_is_for(story: Story, visitor: PageClient) -> None:
    shown = visitor.get(LIST)
    assert "这里还没有需求" in shown
    assert "我来提一条" in shown
    visitor.enter(story.staff()[0])
    assert "我来提一条" not in visitor.get(LIST)


@pytest.mark.parametrize("query", ["", "?order=supported", "?category=N", "?q=第"])
def test_a_list_costs_the_same_whatever_its_page_and_length(
    story: Story, visitor: PageClient, query: str
) -> None:
    author = story.resident()[0]
    many(author, 25)
    visitor.enter(author)
    few = len(asked_by(visitor, LIST + query))
    with unit_of_work():
        db.session.execute(delete(Need))
    many(author, 210)
    join = "&" if query else "?"
    lots = [len(asked_by(visitor, f"{LIST}{query}{join}page={page}")) for page in (1, 5, 10)]
    assert {few, *lots} == {few}
    assert few <= 8


def test_one_need_costs_eight_statements_at_most(story: Story, visitor: PageClient) -> None:
    author, fan = story.resident()[0], story.resident(name="李四")[0]
    need = need_by(author)
    supported_by(need, fan)
    for _ in range(3):
        with unit_of_work():
            service.comment(fan, again(need), "我也需要。")
    visitor.enter(fan)
    assert len(asked_by(visitor, f"{LIST}{need.id}")) <= 8


def test_the_piles_are_counted_as_they_are_shown(several: Story) -> None:
    worker = several.staff()[0]
    waits = need_by(unconfirmed(several), "还没有公开的")
    with unit_of_work():
        service.comment(unconfirmed(several, name="吴十"), again(waits), "等着看的话。")
        again(waits).assigned_to = worker.account_id
    counted = queries.queue_counts(A, worker.account_id)
    for queue in Queue:
        rows = (
            select(func.count())
            .select_from(Need)
            .where(Need.community_code == A, queries.in_queue(queue, worker.account_id))
        )
        assert counted[queue] == db.session.scalar(rows), queue
    assert queries.todo_count(A) == counted[Queue.TODO] > 0


@pytest.mark.skipif(bool(POSTGRES), reason="reads SQLite's plan")
def test_a_page_of_the_list_is_found_in_an_index(story: Story) -> None:
    for order, index in (("newest", "ix_need_newest"), ("supported", "ix_need_supported")):
        with statements() as seen:
            needs_of(A, Wanted(order=Order(order), category="B"), 1)
        plan = db.session.connection().exec_driver_sql(
            "EXPLAIN QUERY PLAN " + seen[-1], tuple(0 for _ in range(seen[-1].count("?")))
        )
        steps = " ".join(str(step[3]) for step in plan)
        assert f"COVERING INDEX {index}" in steps
        assert "COVERING INDEX ix_need_counted" in steps
