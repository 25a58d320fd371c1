"""The conversion desk in a real browser: with the mouse, with the keyboard alone, on every screen."""

import pytest
from playwright.sync_api import Browser, Page

from deliberation.database import db, unit_of_work
from deliberation.projects import joining, queries
from deliberation.projects.models import Project, ProjectList
from tests.browser.test_journey import address, chromium, enter, phone
from tests.browser.test_look import AXE, CHROMIUM, FAULTS, TOO_SMALL
from tests.projects.stories import TITLES, ListStory
from tests.stories import A, Story

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
__all__ = ["address", "chromium"]


class Desk:
    """A draft over three voted needs, and the desk open before a worker."""

    def __init__(self, story: Story) -> None:
        told = ListStory(story)
        self.needs = told.needs()
        told.voted(options=self.needs)
        self.told, self.made = told, told.list()
        self.number = story.staff()[1]
        self.list_id, self.url = self.made.id, f"/c/{A}/projects/{self.made.id}/convert"
        self.ids = [need.id for need in self.needs]
        db.session.remove()

    def rows(self) -> list[Project]:
        rows = queries.rows_of(self.list_id)
        db.session.expunge_all()
        db.session.remove()  # the lock is the server's again
        return rows

    def take(self, *places: int) -> None:
        with unit_of_work():
            made = db.session.get_one(ProjectList, self.list_id)
            joining.take_needs(self.told.worker, made, [self.ids[place] for place in places])
        db.session.remove()


@pytest.fixture
def desk(story: Story) -> Desk:
    return Desk(story)


def opened(desk: Desk, chromium: Browser, address: str, script: bool = True) -> Page:
    page = phone(chromium, address, script=script, width=1280)
    enter(page, desk.number)
    page.goto(desk.url)
    return page


def test_needs_are_dragged_over_onto_rows_and_rows_into_order(
    desk: Desk, chromium: Browser, address: str
) -> None:
    page = opened(desk, chromium, address)
    board = page.locator("[data-lines]")
    page.locator(f"[data-need='{desk.ids[0]}']").drag_to(board)
    page.get_by_text("列入了 1 个项目").wait_for()
    page.locator(f"[data-need='{desk.ids[1]}']").drag_to(board.locator("[data-row]").first)
    page.get_by_text("加进了").wait_for()
    page.locator(f"[data-need='{desk.ids[2]}']").drag_to(board.locator("h2"))
    page.get_by_text("列入了 1 个项目").wait_for()
    assert [len(row.needs) for row in desk.rows()] == [2, 1]
    lines = board.locator("[data-row]")
    lines.nth(1).drag_to(lines.nth(0), target_position={"x": 60, "y": 4})
    page.wait_for_load_state()
    board.locator("[data-row]").first.get_by_role("link", name=TITLES[2]).wait_for()
    assert [row.name for row in desk.rows()] == [TITLES[2], TITLES[0]]
    page.context.close()


def test_all_ticked_needs_are_dragged_together(desk: Desk, chromium: Browser, address: str) -> None:
    page = opened(desk, chromium, address)
    for need_id in desk.ids[:2]:
        page.locator(f"[name=need][value='{need_id}']").check()
    page.locator(f"[data-need='{desk.ids[1]}']").drag_to(page.locator("[data-lines]"))
    page.get_by_text("列入了 2 个项目").wait_for()
    assert len(desk.rows()) == 2
    page.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_the_keyboard_alone_joins_moves_and_takes_apart(
    desk: Desk, chromium: Browser, address: str, script: bool
) -> None:
    page = opened(desk, chromium, address, script)
    for need_id in desk.ids[:2]:
        page.locator(f"[name=need][value='{need_id}']").focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="勾选的合成一个项目").focus()
    page.keyboard.press("Enter")
    page.get_by_text("列入了 1 个项目").wait_for()
    page.locator(f"[name=need][value='{desk.ids[2]}']").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="勾选的各成一个项目").focus()
    page.keyboard.press("Enter")
    page.get_by_text("列入了 1 个项目").wait_for()
    more = page.locator("[data-row]").nth(1).locator("summary")
    more.focus()
    page.keyboard.press("Enter")
    page.locator("[data-row]").nth(1).get_by_role("button", name="上移").focus()
    page.keyboard.press("Enter")
    page.locator("[data-row]").first.get_by_role("link", name=TITLES[2]).wait_for()
    assert [row.name for row in desk.rows()] == [TITLES[2], TITLES[0]]
    page.locator("[data-row]").nth(1).get_by_role("button", name="移出").first.focus()
    page.keyboard.press("Enter")
    page.get_by_text("这条需求移出来了").wait_for()
    assert [len(row.needs) for row in desk.rows()] == [1, 1]
    page.context.close()


@pytest.mark.parametrize(
    ("width", "size", "least"), [(390, "0", 44), (390, "1", 60), (1280, "0", 44), (1280, "1c", 60)]
)
def test_the_desk_fits_and_suits_everybody(
    desk: Desk, chromium: Browser, address: str, width: int, size: str, least: int
) -> None:
    desk.take(0, 1)
    page = phone(chromium, address, size=size, width=width)
    enter(page, desk.number)
    rows = desk.rows()
    row = f"/c/{A}/projects/{desk.list_id}/rows/{rows[0].id}"
    for url in (desk.url, f"{row}/split"):
        page.goto(url)
        for summary in page.locator("main summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(TOO_SMALL, least) == []
        if AXE.is_file():
            page.evaluate(AXE.read_text("utf-8"))
            assert page.evaluate(FAULTS) == []
    page.context.close()
