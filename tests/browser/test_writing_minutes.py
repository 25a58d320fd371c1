"""Writing minutes in real browsers: two editors at once, an ended session, differences without colour."""

from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from deliberation.actors import Actor
from deliberation.database import db
from tests.browser.test_journey import address, chromium, phone
from tests.browser.test_look import CHROMIUM
from tests.browser.test_voting import be, sound
from tests.meetings.stories import MeetingStory, edited, minutes
from tests.stories import A, Story

__all__ = ["address", "chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


@pytest.fixture
def drafted(told: MeetingStory) -> UUID:
    meeting_id = told.drafted()
    db.session.remove()
    return meeting_id


def here(meeting_id: UUID, page: str = "") -> str:
    return f"/c/{A}/meetings/{meeting_id}/minutes{page}"


def editor(chromium: Browser, app: Flask, address: str, actor: Actor, meeting_id: UUID) -> Page:
    page = phone(chromium, address)
    be(page, app, address, actor)
    page.goto(here(meeting_id, "/edit"))
    return page


def sections(meeting_id: UUID) -> dict[str, str]:
    db.session.remove()
    kept = minutes(meeting_id).sections
    db.session.remove()
    return kept


def test_two_editors_keep_both_sections_and_are_told_of_the_same_one(
    app: Flask, chromium: Browser, address: str, told: MeetingStory, drafted: UUID
) -> None:
    one = editor(chromium, app, address, told.worker, drafted)
    two = editor(chromium, app, address, told.lead, drafted)
    one.locator("[name=opening]").fill("李梅写的开场")
    two.locator("[name=opening]").fill("书记写的开场")
    two.locator("[name=closing]").fill("书记写的结尾")
    one.get_by_role("button", name="保存纪要").click()
    expect(one.get_by_text("纪要存好了")).to_be_visible()
    two.get_by_role("button", name="保存纪要").click()
    expect(two.get_by_text("别人已经存下的文字")).to_be_visible()
    expect(two.get_by_text("李梅写的开场")).to_be_visible()
    expect(two.locator("[name=opening]")).to_have_value("书记写的开场")
    sound(two, 44)
    two.locator("[name=opening]").fill("两个人商量好的开场")
    two.get_by_role("button", name="保存纪要").click()
    expect(two.get_by_text("纪要存好了")).to_be_visible()
    kept = sections(drafted)
    assert (kept["opening"], kept["closing"]) == ("两个人商量好的开场", "书记写的结尾")
    for page in (one, two):
        page.context.close()


def test_words_survive_a_session_that_ended_and_meet_what_others_wrote(
    app: Flask, chromium: Browser, address: str, told: MeetingStory, drafted: UUID
) -> None:
    page = editor(chromium, app, address, told.worker, drafted)
    page.locator("[name=closing]").fill("写了半个钟头的结尾")
    page.context.clear_cookies()
    page.get_by_role("button", name="保存纪要").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    edited(told.lead, drafted, "书记趁这时候写的开场")
    db.session.remove()
    be(page, app, address, told.worker)
    page.goto(here(drafted, "/edit"))
    expect(page.get_by_text("您上次写的话还没有保存")).to_be_visible()
    expect(page.locator("[name=closing]")).to_have_value("写了半个钟头的结尾")
    page.get_by_role("button", name="保存纪要").click()
    expect(page.get_by_text("两边改的都留下了")).to_be_visible()
    page.goto(here(drafted, "/edit"))
    expect(page.get_by_text("您上次写的话还没有保存")).to_be_hidden()
    page.context.close()
    kept = sections(drafted)
    assert (kept["opening"], kept["closing"]) == ("书记趁这时候写的开场", "写了半个钟头的结尾")


def test_differences_are_marked_by_words_and_lines_not_by_colour_alone(
    app: Flask, chromium: Browser, address: str, told: MeetingStory, drafted: UUID
) -> None:
    edited(told.worker, drafted, "同意装3盏灯。")
    edited(told.lead, drafted, "同意装30盏灯。")
    db.session.remove()
    page = phone(chromium, address)
    be(page, app, address, told.worker)
    page.goto(here(drafted, "/compare"))
    for mark, word, line in (("ins", "增", "underline"), ("del", "删", "line-through")):
        looks = page.locator(f".compared {mark}").evaluate(
            "node => [getComputedStyle(node, '::before').content, getComputedStyle(node).textDecorationLine]"
        )
        assert word in looks[0]
        assert looks[1] == line
    sound(page, 44)
    page.context.close()
