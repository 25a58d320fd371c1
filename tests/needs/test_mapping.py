"""Needs on the map."""

from tests.needs.stories import need_by
from tests.page import PageClient
from tests.stories import A, Story


def test_a_community_without_a_drawn_map_shows_its_list_instead(story: Story, visitor: PageClient) -> None:
    need_by(story.resident(A, "王秀兰")[0])
    page = visitor.get(f"/c/{A}/needs/map")
    assert "还没有画地图" in page
    assert "3号楼门口晚上没有路灯" in page
