"""The door in a real browser: keys alone, two recorders at once, a broken line, a phone in large type."""

from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from deliberation.database import db, reading, unit_of_work
from deliberation.meetings import queries, service
from tests.browser.test_journey import address, chromium
from tests.browser.test_live_desk import leave
from tests.browser.test_look import CHROMIUM
from tests.browser.test_voting import be, sound
from tests.meetings.stories import MeetingStory, meeting
from tests.stories import A, Story

__all__ = ["address", "chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
CHOSEN = ".door-chosen .door-name strong"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


@pytest.fixture
def due(told: MeetingStory) -> UUID:
    """A meeting of owners, three of them with the same initials."""
    meeting_id = told.noticed("owners")
    lines = "3-2-501,单雄信,80\n3-2-502,沈晓霞,90.5\n13-2-501,石秀贤,70"
    with unit_of_work():
        service.set_members(told.worker, meeting(meeting_id), [])
        service.list_pasted(told.worker, meeting(meeting_id), lines)
    db.session.remove()
    return meeting_id


def desk(
    chromium: Browser, app: Flask, address: str, told: MeetingStory, due: UUID, width: int = 1280
) -> Page:
    page = chromium.new_context(base_url=address, viewport={"width": width, "height": 900}).new_page()
    be(page, app, address, told.worker)
    page.goto(f"/c/{A}/meetings/{due}/attendance")
    return page


def present(meeting_id: UUID) -> list[str]:
    """Who is here, by name."""
    with reading():
        rows = meeting(meeting_id).attendance
        found = sorted(row.name for row in rows if row.status == "present")
    db.session.remove()
    return found


def test_by_keyboard_a_few_letters_an_arrow_and_enter_and_the_field_is_empty_for_the_next(
    told: MeetingStory, due: UUID, app: Flask, chromium: Browser, address: str
) -> None:
    page = desk(chromium, app, address, told, due)
    field = page.locator("#who")
    expect(field).to_be_focused()
    page.keyboard.type("sx")
    expect(page.locator("#hall-list")).to_have_attribute("data-for", "sx")
    expect(page.locator(CHOSEN)).to_have_text("单雄信")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(CHOSEN).inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#last")).to_contain_text(f"{chosen}，已到")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    expect(page.locator("#quorum")).to_contain_text("实到 1 人")
    page.keyboard.type("3 501")
    page.keyboard.press("Enter")
    expect(page.locator("#last")).to_contain_text("单雄信，已到")
    expect(field).to_have_value("")
    leave(page)
    assert present(due) == sorted([chosen, "单雄信"])


def test_whoever_is_faster_than_the_line_does_not_tap_for_somebody_else(
    told: MeetingStory, due: UUID, app: Flask, chromium: Browser, address: str
) -> None:
    page = desk(chromium, app, address, told, due)
    page.keyboard.type("s")
    page.keyboard.press("Enter")
    expect(page.locator("#hall-list")).to_have_attribute("data-for", "s")
    expect(page.locator(CHOSEN)).to_have_count(1)
    leave(page)
    assert present(due) == [], "three are meant by it: the list is shown, and nobody is registered"


def test_two_doors_see_each_other_and_the_quorum_moves_by_itself(
    told: MeetingStory, due: UUID, app: Flask, chromium: Browser, address: str
) -> None:
    one, other = (desk(chromium, app, address, told, due) for _door in range(2))
    for page in (one, other):
        expect(page.locator("#quorum")).to_contain_text("还差 2 人、160.3334 平方米")
    one.locator("#hall-list li", has_text="沈晓霞").locator(".door-arrived").click()
    expect(other.locator("#hall-list li", has_text="沈晓霞")).to_contain_text("已到", timeout=15_000)
    expect(other.locator("#quorum")).to_contain_text("还差 1 人、69.8334 平方米")
    other.locator("#hall-list li", has_text="沈晓霞").get_by_role("button", name="中途离会").click()
    expect(one.locator("#quorum")).to_contain_text("还差 2 人、160.3334 平方米", timeout=15_000)
    leave(one)
    leave(other)
    assert present(due) == []


def test_a_tap_on_a_broken_line_says_that_it_was_not_kept(
    told: MeetingStory, due: UUID, app: Flask, chromium: Browser, address: str
) -> None:
    page = desk(chromium, app, address, told, due)
    page.keyboard.type("3 501")
    expect(page.locator(CHOSEN)).to_have_text("单雄信")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.locator("#last")).to_contain_text("没有存上")
    expect(page.locator("#who")).to_have_value("3 501")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    expect(page.locator("#last")).to_contain_text("单雄信，已到")
    leave(page)
    assert present(due) == ["单雄信"]


@pytest.mark.parametrize("large", [False, True])
def test_the_pages_of_the_door_are_sound_on_a_phone(
    told: MeetingStory, due: UUID, app: Flask, chromium: Browser, address: str, large: bool
) -> None:
    with reading():
        row, k = meeting(due).attendance[0].id, meeting(due).door_code
        assert queries.version_of(due, A) is not None
    db.session.remove()
    page = desk(chromium, app, address, told, due, 390)
    if large:
        page.context.add_cookies([{"name": "display", "value": "1", "url": address}])
    here = f"/c/{A}/meetings/{due}"
    for path in (
        "attendance?q=s",
        f"attendance/{row}/represents",
        "attendance/sheet",
        "members/paste",
        f"door?k={k}",
    ):
        page.goto(f"{here}/{path}")
        for more in page.locator(".door-more").all():
            more.evaluate("more => { more.open = true }")
        sound(page, 60 if large else 44)
    leave(page)
