"""A pile of sheets entered with the keyboard alone, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from deliberation.database import db
from deliberation.needs.models import Need
from tests.browser.test_journey import address, chromium, enter, phone
from tests.browser.test_look import AXE, CHROMIUM, FAULTS, TOO_SMALL
from tests.needs.stories import counts, need_by
from tests.stories import A, Story

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
ENTER = f"/c/{A}/needs/desk/enter"
__all__ = ["address", "chromium"]


def typed(page: Page, *lines: str) -> None:
    """One sheet from where the focus stands: a line, Enter, the next line, Enter."""
    for line in lines:
        page.keyboard.type(line)
        page.keyboard.press("Enter")


@pytest.fixture
def pile(story: Story, chromium: Browser, address: str) -> Page:
    """The page open at a desk, what stays for the pile already chosen."""
    number = story.staff()[1]
    db.session.remove()
    page = phone(chromium, address, width=1280)
    enter(page, number)
    page.goto(f"{ENTER}?channel=paper")
    return page


def test_five_sheets_are_entered_without_the_mouse(story: Story, pile: Page) -> None:
    home = story.household(door="501")
    for name in ("王秀兰", "王建国"):
        story.resident(name=name, household=home)
    need_by(story.resident(name="赵六")[0], "门口的坡道太陡")
    db.session.remove()
    sheets = (
        ("1-1-501", "1", "5", "楼下没有地方充电", "", "电动车没处充", "12", "", "1"),
        ("", "孙奶奶", "zcd", "没有早餐店", "北门", "", "", "", "2"),
        ("9-9-9", "李大爷", "n2", "路灯不亮", "", "", "", "", "3"),
        ("1号楼501", "2", "", "", "", "", "", "001", ""),
    )
    for done, sheet in enumerate(sheets, 1):
        typed(pile, *sheet)
        pile.wait_for_url(f"**done={done}")
    assert pile.evaluate("document.activeElement.name") == "door"
    pile.keyboard.type("1-1-501")
    pile.locator("#people li").first.wait_for()
    pile.keyboard.press("Enter")
    typed(pile, "1", "16")
    pile.keyboard.type("没有地方吃早餐")
    pile.keyboard.press("Control+Enter")
    pile.get_by_text("这一叠已录 5 张").wait_for()
    db.session.expire_all()
    made = db.session.scalars(select(Need).where(Need.channel == "paper").order_by(Need.created_at)).all()
    assert [need.category for need in made] == ["N06", "B03", "N02", "B03"]
    assert made[0].households_affected == 12
    assert made[0].author_resident_id is not None
    assert made[2].on_behalf_name == "李大爷（9-9-9）"
    ramp = db.session.scalars(select(Need).where(Need.title == "门口的坡道太陡")).one()
    assert counts(ramp.id) == (2, 2)
    pile.context.close()


def test_alt_and_a_number_turns_a_twin_into_a_support(story: Story, pile: Page) -> None:
    story.resident(name="王秀兰", household=story.household(door="501"))
    twin = need_by(story.resident(name="赵六")[0], "3号楼门口晚上没有路灯")
    db.session.remove()
    typed(pile, "501", "1", "1")
    pile.keyboard.type("3号楼门口没有路灯")
    pile.locator("#alike li").first.wait_for()
    pile.keyboard.press("Alt+1")
    assert pile.locator("[name=supports]").input_value() == twin.number
    assert pile.locator("[name=title]").input_value() == ""
    pile.keyboard.press("Control+Enter")
    pile.get_by_text("王秀兰 支持").wait_for()
    assert counts(twin.id) == (2, 2)
    pile.context.close()


def test_leaving_a_half_typed_sheet_asks_first(pile: Page) -> None:
    asked: list[str] = []
    pile.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    typed(pile, "1-1-501")
    pile.get_by_role("link", name="印问需表").click()
    pile.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert pile.locator("[name=door]").input_value() == "1-1-501"
    pile.context.close()


@pytest.mark.parametrize(("width", "size", "least"), [(390, "1", 60), (1280, "0", 44), (390, "2c", 60)])
@pytest.mark.parametrize("url", [ENTER, f"/c/{A}/needs/statistics", f"/c/{A}/needs/desk/forms"])
def test_the_pages_of_paper_fit_and_suit_everybody(
    story: Story, chromium: Browser, address: str, url: str, width: int, size: str, least: int
) -> None:
    need_by(story.resident()[0])
    number = story.staff()[1]
    db.session.remove()
    page = phone(chromium, address, size=size, width=width)
    enter(page, number)
    page.goto(url)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(TOO_SMALL, least) == []
    if AXE.is_file():
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(FAULTS) == []
    page.context.close()
