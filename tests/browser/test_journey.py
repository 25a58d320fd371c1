"""A resident on a phone and a worker at the desk, in a real browser, with and without script."""

from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from deliberation.database import db, unit_of_work
from deliberation.needs import service as needs
from deliberation.needs.rules import Draft
from tests.browser.test_look import AXE, CHROMIUM, FAULTS, QUIET, TOO_SMALL
from tests.rounds.stories import RoundStory
from tests.stories import PASSWORD, A, Story

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
HERE = f"/c/{A}"
PAGES = ("/", f"{HERE}/", f"{HERE}/needs/", f"{HERE}/needs/new", f"{HERE}/rounds/", "/me", "/inbox/")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The real application, served on this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def phone(chromium: Browser, address: str, script: bool = True, size: str = "0") -> Page:
    context = chromium.new_context(
        base_url=address, viewport={"width": 390, "height": 844}, java_script_enabled=script
    )
    context.add_cookies([{"name": "display", "value": size, "url": address}])
    return context.new_page()


def enter(page: Page, number: str) -> None:
    page.goto("/sign-in")
    page.locator("input[name=phone]").first.fill(number)
    page.locator("input[name=password]").first.fill(PASSWORD)
    page.locator("input[name=password]").first.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


@pytest.mark.parametrize(("script", "size"), [(True, "0"), (False, "0"), (True, "1")])
def test_a_resident_says_what_is_missing_supports_and_votes_on_a_phone(
    story: Story, chromium: Browser, address: str, script: bool, size: str
) -> None:
    story.cycle()
    rounds = RoundStory(story)
    voter, number = story.resident(name="王秀兰")
    neighbour, _phone = story.resident(name="李大爷")
    with unit_of_work():
        need_id = needs.submit(neighbour, A, Draft("路灯坏了", "三号楼前", "N02")).id
    row = rounds.open()
    db.session.remove()
    page = phone(chromium, address, script, size)
    enter(page, number)
    page.goto(f"{HERE}/needs/new")
    page.locator("input[name=title]").fill("想要一家早餐店")
    page.locator("select[name=category]").select_option("B03")
    page.locator("main form button[type=submit]").last.click()
    assert "需求收到了" in page.locator("main").inner_text()
    page.goto(f"{HERE}/needs/{need_id}")
    page.get_by_role("button", name="支持").first.click()
    assert "您的支持已经算上了" in page.locator("main").inner_text()
    page.goto(f"{HERE}/rounds/{row.id}/ballot")
    page.locator("input[name=choices]").first.check(force=True)
    page.locator("main form button[type=submit]").last.click()
    assert "再看一遍" in page.locator("main").inner_text()
    page.locator("main form button[type=submit]").first.click()
    assert page.locator("p.tracker").inner_text().count("-") >= 2
    assert voter.account_id is not None


@pytest.mark.parametrize("size", ["0", "1"])
def test_pages_are_sound_for_eyes_thumbs_and_readers(
    story: Story, chromium: Browser, address: str, size: str
) -> None:
    story.cycle()
    _actor, number = story.resident(name="王秀兰")
    db.session.remove()
    page = phone(chromium, address, size=size)
    enter(page, number)
    for url in PAGES:
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
        small = page.evaluate(TOO_SMALL, 60 if size != "0" else 44)
        assert [each for each in small if "main" in each or "button" in each[:12]] == [], url
        if AXE.is_file():
            page.evaluate(AXE.read_text())
            assert page.evaluate(FAULTS) == [], url


def test_a_worker_shortlists_by_keyboard_at_the_desk(story: Story, chromium: Browser, address: str) -> None:
    story.cycle()
    _worker, number = story.staff()
    author, _phone = story.resident()
    with unit_of_work():
        need_id = needs.submit(author, A, Draft("路灯坏了", "三号楼前", "N02")).id
    db.session.remove()
    page = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 900}).new_page()
    enter(page, number)
    page.goto(f"{HERE}/needs/desk/{need_id}")
    cost = page.locator("form[action$='/shortlist'] input[name$=cost]")
    cost.focus()
    page.keyboard.type("30000")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert "候选" in page.locator("main").inner_text()
