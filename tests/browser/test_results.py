"""The result of a round on a phone, at a desk, in large type, by keyboard, and without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect

from deliberation.rounds.models import Round
from tests.browser.test_journey import address, chromium, tab_to
from tests.browser.test_look import AXE, CHROMIUM, FAULTS, TOO_SMALL
from tests.rounds.stories import RoundStory
from tests.rounds.test_results import counted
from tests.stories import A, Story

__all__ = ["address", "chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def sound(page: Page, least: int) -> None:
    """Nothing beyond the edge, every target for a thumb, nothing axe would find."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.evaluate(TOO_SMALL, least) == [], page.url
    if AXE.is_file():
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(FAULTS) == [], page.url


def at_result(page: Page, address: str, row: Round) -> None:
    page.goto(f"{address}/c/{A}/rounds/{row.id}")


@pytest.mark.parametrize("name", ["approval", "ranking", "schulze", "equal_shares"])
def test_a_result_is_read_on_a_phone_at_a_desk_and_in_large_type(
    rounds: RoundStory, chromium: Browser, address: str, name: str
) -> None:
    row = counted(rounds, name)
    for width, size, least in ((390, "", 44), (1280, "", 24), (390, "2", 60)):
        context = chromium.new_context(viewport={"width": width, "height": 844})
        page = context.new_page()
        at_result(page, address, row)
        if size:
            page.get_by_role("button", name="大字版").first.click()
            at_result(page, address, row)
        first = page.locator("details.bar-more summary").first
        tab_to(page, "details.bar-more summary")
        page.keyboard.press("Enter")
        expect(page.locator("details.bar-more[open] p").first).to_be_visible()
        expect(first).to_be_focused()
        sound(page, least)
        context.close()


def test_without_javascript_every_reason_is_there(
    rounds: RoundStory, chromium: Browser, address: str
) -> None:
    row = counted(rounds, "equal_shares")
    context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    at_result(page, address, row)
    expect(page.locator("svg.chart")).to_have_attribute("role", "img")
    page.locator("details.bar-more summary").nth(1).click()
    expect(page.locator("details.bar-more[open] p").first).to_contain_text("得")
    page.get_by_role("link", name="查回执").click()
    with page.expect_download() as sent:
        page.get_by_role("link", name="Pabulib").click()
    assert sent.value.suggested_filename == "ballots.pb"
    context.close()
