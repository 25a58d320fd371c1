"""A list that comes as a file, in a real browser: handed in and read; and where its money goes."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from deliberation.actors import Role
from deliberation.database import db
from deliberation.projects import queries
from deliberation.projects.enclosing import printed
from tests.browser.test_journey import address, chromium, enter, phone
from tests.browser.test_look import AXE, CHROMIUM, FAULTS, TOO_SMALL
from tests.projects.stories import ListStory
from tests.stories import STREET, A, Story

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
__all__ = ["address", "chromium"]


@pytest.fixture
def paper(story: Story, tmp_path: Path) -> tuple[str, Path, str]:
    """An officer's number, the file of a submitted list, and the list's page."""
    made = ListStory(story).submitted()
    version = queries.version_of(made.id, made.version)
    assert version is not None
    file = tmp_path / "list.pdf"
    file.write_bytes(printed(version.facts))
    number, url = story.staff(Role.OFFICER, STREET, "周敏")[1], f"/c/{A}/projects/{made.id}"
    db.session.remove()
    return number, file, url


def _fits(page: Page, width: int, least: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(TOO_SMALL, least) == []
    if AXE.is_file():
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(FAULTS) == []


@pytest.mark.parametrize(
    ("width", "size", "least"), [(390, "0", 44), (390, "1", 60), (1280, "0", 44), (1280, "1c", 60)]
)
def test_an_officer_hands_a_list_in_and_everybody_can_read_it(
    paper: tuple[str, Path, str], chromium: Browser, address: str, width: int, size: str, least: int
) -> None:
    number, file, url = paper
    page = phone(chromium, address, size=size, width=width)
    enter(page, number)
    page.goto("/office/received")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="导入").click()
    page.get_by_text("和本平台保存的这一版完全一样").wait_for()
    _fits(page, width, least)
    page.goto("/office/received")
    _fits(page, width, least)
    page.goto(url)
    page.get_by_text("用文字看").click()
    assert page.get_by_text("100.0%").last.is_visible()
    _fits(page, width, least)
    page.context.close()


def test_a_list_is_handed_in_without_script(
    paper: tuple[str, Path, str], chromium: Browser, address: str
) -> None:
    number, file, _url = paper
    page = phone(chromium, address, script=False)
    enter(page, number)
    page.goto("/office/received")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="导入").click()
    page.get_by_text("和本平台保存的这一版完全一样").wait_for()
    page.context.close()
