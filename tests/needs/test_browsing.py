"""Looking through needs: what may have been said before, the filtered list, and its speed."""

import re

from tests.needs.counting import asked_by
from tests.needs.stories import again, need_by, supported_by
from tests.page import PageClient
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
