"""A pile of paper ballots typed in with scanner and keyboard alone, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from deliberation.actors import Role
from deliberation.database import db
from deliberation.rounds.models import Ballot, Round
from tests.browser.test_journey import address, chromium, enter, phone
from tests.browser.test_look import AXE, CHROMIUM, FAULTS, TOO_SMALL
from tests.rounds.paper import code_of, type_in, with_papers
from tests.rounds.stories import RoundStory
from tests.stories import A, Story

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
__all__ = ["address", "chromium"]


def pile(story: Story, voters: int) -> tuple[RoundStory, Round, list[str]]:
    """A round with papers, and the codes on them."""
    rounds = RoundStory(story)
    people = rounds.voters(voters)
    row = rounds.open(**with_papers())
    codes = [code_of(row, each.resident_id) for each in people]
    db.session.remove()
    return rounds, row, codes


def scan(page: Page, code: str) -> None:
    """What a scanner does: the whole address of the QR code, and Enter."""
    page.keyboard.type(f"http://localhost/vote/{code}")
    page.keyboard.press("Enter")


def standing_at(page: Page) -> str:
    """The field that takes the keys."""
    return str(page.evaluate("document.activeElement.name"))


@pytest.mark.parametrize("script", [True, False])
def test_a_pile_is_typed_without_the_mouse(
    story: Story, chromium: Browser, address: str, script: bool
) -> None:
    _rounds, row, codes = pile(story, 3)
    papers = {codes[0]: "1 3", codes[1]: "0", codes[2]: "x"}
    hands = [story.staff(Role.WORKER, A, name)[1] for name in ("甲", "乙")]
    db.session.remove()
    for number, said in zip(hands, ("这是第一遍", "两遍对上了"), strict=True):
        page = phone(chromium, address, script=script, width=1280)
        enter(page, number)
        page.goto(f"/c/{A}/rounds/{row.id}/papers/type")
        for code, choices in papers.items():
            if script:
                assert standing_at(page) == "code"
            scan(page, code)
            page.locator("input[name=said]:focus").wait_for()
            assert page.url.endswith("/type")
            assert code in page.locator("input[name=code]").input_value()
            page.keyboard.type(choices)
            page.keyboard.press("Enter")
            page.get_by_text(f"{code[:5]} {code[5:]}").wait_for()
            page.get_by_text(said).wait_for()
        page.context.close()
    box = db.session.execute(select(Ballot.choices, Ballot.on_paper).order_by(Ballot.choices.is_(None)))
    assert sorted((found.choices, found.on_paper) for found in box) == [([], True), (["n1", "n3"], True)]


@pytest.mark.parametrize(("width", "size", "least"), [(1280, "0", 44), (390, "0", 44), (390, "1", 60)])
def test_the_pages_of_papers_fit_and_axe_finds_nothing(
    story: Story, chromium: Browser, address: str, width: int, size: str, least: int
) -> None:
    rounds, row, codes = pile(story, 2)
    type_in(row, rounds.worker, codes[0], ["n1"])
    type_in(row, rounds.teller, codes[0], ["n2"])
    type_in(row, rounds.worker, codes[1], ["n1"])
    number = story.staff(Role.WORKER, A, "丙")[1]
    db.session.remove()
    page = phone(chromium, address, size=size, width=width)
    enter(page, number)
    for end in ("", "/type", "/unsettled"):
        page.goto(f"/c/{A}/rounds/{row.id}/papers{end}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(TOO_SMALL, least) == []
        if AXE.is_file():
            page.evaluate(AXE.read_text("utf-8"))
            assert page.evaluate(FAULTS) == []
    page.context.close()


def test_a_third_look_is_one_tap(story: Story, chromium: Browser, address: str) -> None:
    rounds, row, codes = pile(story, 1)
    type_in(row, rounds.worker, codes[0], ["n1"])
    type_in(row, rounds.teller, codes[0], ["n2"])
    number = story.staff(Role.WORKER, A, "丙")[1]
    db.session.remove()
    page = phone(chromium, address)
    enter(page, number)
    page.goto(f"/c/{A}/rounds/{row.id}/papers")
    page.get_by_role("link", name="去核对").click()
    page.get_by_role("button", name="这一遍对").last.click()
    page.get_by_text("没有要核对的").wait_for()
    assert db.session.scalars(select(Ballot.choices)).one() == ["n2"]
    page.context.close()
