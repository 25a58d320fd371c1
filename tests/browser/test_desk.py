"""The sorting desk in a real browser: a whole pile by keyboard, by mouse without script, on a phone."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from deliberation.database import db, unit_of_work
from deliberation.needs import service
from deliberation.needs.models import Need
from deliberation.needs.rules import Draft, NeedState
from tests.browser.test_journey import AXE, CHROMIUM, FAULTS, TOO_SMALL, enter, phone
from tests.browser.test_journey import address as address
from tests.browser.test_journey import chromium as chromium
from tests.stories import A, Story

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
DESK = f"/c/{A}/needs/desk/"
TITLES = ("三号楼路灯坏了", "三号楼路灯不亮", "南门太黑，台阶也滑", "想要修鞋摊")


@pytest.fixture
def pile(story: Story) -> dict[str, str]:
    """Four needs by their titles, and the phone of a worker and a colleague's name."""
    story.cycle()
    author, _phone = story.resident()
    with unit_of_work():
        made = [service.submit(author, A, Draft(title, "请看一看。", "N02")) for title in TITLES]
        ids = {need.title: str(need.id) for need in made}
    _worker, number = story.staff()
    story.staff(name="小王")
    db.session.remove()
    return {**ids, "phone": number}


def at_hand(page: Page) -> str:
    return page.locator(".need-title").inner_text()


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)
    page.wait_for_load_state()


def now_of(need_id: str) -> Need:
    """The need as it stands; nothing stays locked for looking."""
    need = db.session.get_one(Need, UUID(need_id), populate_existing=True)
    db.session.expunge(need)
    db.session.remove()
    return need


def test_a_pile_is_sorted_by_keyboard_alone(
    app: Flask, chromium: Browser, address: str, pile: dict[str, str]
) -> None:
    page = phone(chromium, address, width=1280)
    enter(page, pile["phone"])
    page.goto(f"{DESK}?queue=todo")
    assert at_hand(page) == TITLES[0]
    page.keyboard.press("1")
    press(page, "m")
    assert "合并好了" in page.locator("#panel").inner_text()
    press(page, "u")
    assert now_of(pile[TITLES[0]]).state == NeedState.OPEN
    assert at_hand(page) == TITLES[0]
    page.keyboard.press("a")
    page.keyboard.type("n c x j 已经报修")
    press(page, "Control+Enter")
    assert now_of(pile[TITLES[0]]).answer == "n c x j 已经报修", "keys never fire while somebody types"
    assert at_hand(page) == TITLES[1]
    page.keyboard.press("r")
    page.keyboard.press("Space")
    press(page, "Enter")
    assert now_of(pile[TITLES[1]]).state == NeedState.REJECTED
    press(page, "o")
    assert now_of(pile[TITLES[2]]).owners_decision
    press(page, "n")
    assert at_hand(page) == TITLES[3]
    page.keyboard.press("k")
    press(page, "Enter")
    assert at_hand(page) == TITLES[2]
    press(page, "d")
    assert page.locator("input[name=parts-1-title]").input_value() == "台阶也滑"


def test_several_are_ticked_and_given_away_by_keyboard(
    app: Flask, chromium: Browser, address: str, pile: dict[str, str]
) -> None:
    page = phone(chromium, address, width=1280)
    enter(page, pile["phone"])
    page.goto(f"{DESK}?queue=todo")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("[data-chosen]").inner_text() == "2"
    page.locator("[data-choose-all]").click()
    assert page.locator("[data-chosen]").inner_text() == "4"
    page.locator("#bulk-act").select_option("flag_owners")
    page.locator(".rows-acts button").click()
    page.wait_for_url(lambda url: "done=" in url)
    assert "4 条办好了" in page.locator("#panel").inner_text()
    assert all(now_of(pile[title]).owners_decision for title in TITLES)
    press(page, "u")
    assert not any(now_of(pile[title]).owners_decision for title in TITLES)


def test_two_are_compared_and_one_key_keeps_one(
    app: Flask, chromium: Browser, address: str, pile: dict[str, str]
) -> None:
    page = phone(chromium, address, width=1280)
    enter(page, pile["phone"])
    page.goto(f"{DESK}?queue=todo")
    press(page, "v")
    assert page.locator(".side").count() == 2
    press(page, "b")
    assert at_hand(page) == TITLES[0]
    press(page, "v")
    press(page, "1")
    assert str(now_of(pile[TITLES[1]]).merged_into_id) == pile[TITLES[0]]


def test_keys_can_be_told_about_and_switched_off(
    app: Flask, chromium: Browser, address: str, pile: dict[str, str]
) -> None:
    page = phone(chromium, address, width=1280)
    enter(page, pile["phone"])
    page.goto(f"{DESK}?queue=todo")
    assert page.locator("summary .key").first.is_visible()
    page.keyboard.press("?")
    told = page.locator("#keys").inner_text()
    assert all(word in told for word in ("答复", "改类别", "列入候选", "撤回刚才那一步"))
    page.keyboard.press("r")
    page.locator("[data-keys-on]").uncheck()
    page.locator("#keys [data-close]").click()
    page.keyboard.press("a")
    page.keyboard.press("n")
    assert at_hand(page) == TITLES[0]
    assert not page.locator("summary .key").first.is_visible()


def test_typed_words_wait_until_the_need_comes_to_hand_again(
    app: Flask, chromium: Browser, address: str, pile: dict[str, str]
) -> None:
    page = phone(chromium, address, width=1280)
    enter(page, pile["phone"])
    page.goto(f"{DESK}?queue=todo")
    page.keyboard.press("a")
    page.keyboard.type("写到一半电话响了")
    page.locator(".row-link").nth(2).click()
    page.wait_for_load_state()
    page.locator(".row-link").nth(0).click()
    page.wait_for_load_state()
    assert page.locator("textarea[name=text]").first.input_value() == "写到一半电话响了"


def test_everything_is_done_by_mouse_without_script(
    app: Flask, chromium: Browser, address: str, pile: dict[str, str]
) -> None:
    page = phone(chromium, address, script=False, width=1280)
    enter(page, pile["phone"])
    page.goto(f"{DESK}?queue=todo")
    page.locator(".row-link").nth(1).click()
    assert at_hand(page) == TITLES[1]
    page.locator("select[name=template]").select_option(index=1)
    page.get_by_role("button", name="放进下面").click()
    assert f"您提的“{TITLES[1]}”" in page.locator("textarea[name=text]").first.input_value()
    page.get_by_role("button", name="公开答复").click()
    assert now_of(pile[TITLES[1]]).answer
    assert at_hand(page) == TITLES[2]
    page.get_by_role("button", name="撤回").click()
    assert now_of(pile[TITLES[1]]).answer == ""
    page.get_by_role("link", name="全选本页").click()
    assert page.locator("input[name=chosen]:checked").count() == 4
    page.locator("#bulk-act").select_option("hand_over")
    page.get_by_role("button", name="办选中的").click()
    page.locator("input[name=unit]").fill("城管局")
    page.locator("main form button.button-main").click()
    assert "4 条办好了" in page.locator("#panel").inner_text()
    assert "已经清空了" in page.locator(".pile").inner_text()


@pytest.mark.parametrize(
    ("size", "width", "least"), [("0", 390, 44), ("1", 390, 60), ("0", 1280, 44), ("1", 1280, 60)]
)
def test_the_desk_and_its_pages_are_sound_for_eyes_thumbs_and_readers(
    app: Flask, chromium: Browser, address: str, pile: dict[str, str], size: str, width: int, least: int
) -> None:
    page = phone(chromium, address, size=size, width=width)
    enter(page, pile["phone"])
    one, other = pile[TITLES[0]], pile[TITLES[1]]
    for path in pages(one, other):
        page.goto(path)
        page.evaluate("for (const each of document.querySelectorAll('details:not([name])')) each.open = true")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(TOO_SMALL, least) == [], path
        if AXE.is_file():
            page.evaluate(AXE.read_text("utf-8"))
            assert page.evaluate(FAULTS) == [], path


def pages(one: str, other: str) -> Iterator[str]:
    """The desk and every page that belongs to it."""
    yield f"{DESK}?queue=todo&need={one}"
    yield f"{DESK}{one}/compare?other={other}&queue=todo"
    yield f"{DESK}{one}/split?queue=todo"
    yield f"{DESK}{one}/edit?queue=todo"
    yield f"{DESK}done"
    yield f"{DESK}templates"
