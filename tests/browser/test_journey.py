"""Residents on a phone or by keyboard, a worker at the desk, and every main page, in a real browser."""

import os
from collections.abc import Iterator
from importlib import resources
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import inspect
from werkzeug.serving import make_server

from deliberation.actors import Role
from deliberation.database import db, unit_of_work
from deliberation.needs import service as needs
from deliberation.needs.rules import Draft
from deliberation.rounds.models import Round
from tests.browser.test_look import AXE, CHROMIUM, FAULTS, QUIET, TOO_SMALL
from tests.meetings.stories import MeetingStory
from tests.projects.stories import ListStory, one
from tests.rounds.stories import RoundStory
from tests.stories import PASSWORD, STREET, A, Story

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
HERE = f"/c/{A}"
OUTLINED = """each => [each, each.closest('label')]
  .some(shown => shown && getComputedStyle(shown).outlineStyle !== 'none')"""


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium with Chinese faces, which a bare machine lacks: boxes instead of words would measure wrong."""
    folder = tmp_path_factory.mktemp("fonts")
    faces = "".join(
        f"<dir>{place}</dir>" for place in ("/usr/share/fonts", resources.files("pylopdf_fonts_zh_cn"))
    )
    (folder / "fonts.conf").write_text(
        f"<fontconfig>{faces}<cachedir>{folder}/cache</cachedir></fontconfig>", encoding="utf-8"
    )
    known = {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET, env=known)
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


def phone(chromium: Browser, address: str, script: bool = True, size: str = "0", width: int = 390) -> Page:
    """A browser nobody has used before."""
    context = chromium.new_context(
        base_url=address, viewport={"width": width, "height": 844}, java_script_enabled=script
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
    _voter, number = story.resident(name="王秀兰")
    neighbour, _phone = story.resident(name="李大爷")
    with unit_of_work():
        need_id = needs.submit(neighbour, A, Draft("路灯坏了", "三号楼前", "N02")).id
    row = rounds.open()
    db.session.remove()
    page = phone(chromium, address, script, size)
    enter(page, number)
    page.goto(f"{HERE}/needs/new")
    page.locator("input[name=title]").fill("想要一家早餐店")
    if script:
        page.locator("#likely input[value=B03]").check()
    for _step in range(
        4 if script else 5
    ):  # without script the likely category is shown after a first 下一步
        page.locator("main form.form .button-main").click()
    assert "需求收到了" in page.locator("main").inner_text()
    page.goto(f"{HERE}/needs/{need_id}")
    page.get_by_role("button", name="支持").first.click()
    assert "您的支持已经算上了" in page.locator("main").inner_text()
    page.goto(f"{HERE}/rounds/{row.id}/ballot")
    if size == "0":
        page.locator("input[name=choices]").first.check(force=True)
        page.locator("main form button[type=submit]").last.click()
    else:
        page.get_by_role("button", name="选它", exact=True).click()
        page.get_by_role("button", name="选好了，再看一遍").click()
    assert "再看一遍" in page.locator("main").inner_text()
    page.locator("button[value=cast]").click()
    assert page.locator("p.tracker").inner_text().count("-") >= 2


def tab_to(page: Page, selector: str) -> None:
    """Walk with the Tab key until the focus stands on the first thing `selector` names."""
    wanted = page.locator(selector).first
    for _step in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            assert wanted.evaluate(OUTLINED), selector
            return
    raise AssertionError(f"no way by keyboard to {selector}")


def test_large_type_and_a_keyboard_are_enough_to_say_support_and_vote(
    story: Story, chromium: Browser, address: str
) -> None:
    story.cycle()
    rounds = RoundStory(story)
    _actor, number = story.resident(name="王秀兰")
    neighbour, _phone = story.resident(name="李大爷")
    with unit_of_work():
        need_id = needs.submit(neighbour, A, Draft("路灯坏了", "三号楼前", "N02")).id
    row = rounds.open()
    db.session.remove()
    page = phone(chromium, address, size="1")
    page.goto("/sign-in")
    tab_to(page, "input[name=phone]")
    page.keyboard.type(number)
    tab_to(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto(f"{HERE}/needs/new")
    tab_to(page, "input[name=title]")
    page.keyboard.type("想要一家早餐店")
    page.locator("#likely input[value=B03]").wait_for()
    tab_to(page, "#likely input")
    page.keyboard.press("Space")
    for _step in range(4):
        send(page, "main form.form .button-main")
    assert "需求收到了" in page.locator("main").inner_text()
    page.goto(f"{HERE}/needs/{need_id}")
    send(page, "form[action$='/support'] button")
    assert "您的支持已经算上了" in page.locator("main").inner_text()
    page.goto(f"{HERE}/rounds/{row.id}/ballot")
    send(page, "button[value^='pick']")
    send(page, "button[value=review]")
    assert "再看一遍" in page.locator("main").inner_text()
    send(page, "button[value=cast]")
    assert page.locator("p.tracker").inner_text().count("-") >= 2


def send(page: Page, button: str) -> None:
    """Walk to a button and press it."""
    tab_to(page, button)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def town(story: Story) -> dict[str, tuple[str, ...]]:
    """A community at every stage at once: who (by phone, or nobody) looks at which pages."""
    told = ListStory(story)
    made = told.submitted()
    listed = f"{HERE}/projects/{inspect(made).identity[0]}"
    need_id, result = one(made).needs[0].need_id, db.session.query(Round).one().id
    meeting = f"{HERE}/meetings/{MeetingStory(story).signed()}"
    ballot = f"{HERE}/rounds/{told.rounds.open().id}/ballot"
    who = {
        "": ("/", "/sign-in", "/join", f"{HERE}/", f"{HERE}/needs/", f"{HERE}/needs/{need_id}", meeting,
             f"{HERE}/rounds/{result}", f"{HERE}/rounds/{result}/board", f"{meeting}/minutes", listed),
        story.resident(name="王秀兰")[1]: ("/", "/me", "/inbox/", f"{HERE}/needs/new", ballot),
        story.staff()[1]: (f"{HERE}/desk", f"{HERE}/counter/", f"{HERE}/needs/desk/{need_id}",
                           f"{HERE}/meetings/new"),
        story.staff(Role.OFFICER, STREET, "沈主任")[1]: ("/office/", "/office/lists", f"{listed}/decide"),
    }  # fmt: skip
    db.session.remove()
    return who


def test_every_main_page_is_sound_for_eyes_thumbs_and_readers(
    story: Story, chromium: Browser, address: str
) -> None:
    for number, pages in town(story).items():
        page = phone(chromium, address)
        if number:
            enter(page, number)
        for size, width, least in (("1", 390, 60), ("0", 390, 44), ("0", 1280, 44)):
            page.context.add_cookies([{"name": "display", "value": size, "url": address}])
            page.set_viewport_size({"width": width, "height": 844})
            for url in pages:
                page.goto(url)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
                assert page.evaluate(TOO_SMALL, least) == [], (url, width)
                if AXE.is_file() and (size == "1" or url.endswith("/desk")):  # other sizes: the same pieces
                    page.evaluate(AXE.read_text("utf-8"))
                    assert page.evaluate(FAULTS) == [], (url, width)
        page.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_a_worker_shortlists_by_keyboard_at_the_desk(
    story: Story, chromium: Browser, address: str, script: bool
) -> None:
    story.cycle()
    _worker, number = story.staff()
    author, _phone = story.resident()
    with unit_of_work():
        need_id = needs.submit(author, A, Draft("路灯坏了", "三号楼前", "N02")).id
    db.session.remove()
    page = phone(chromium, address, script, width=1280)
    enter(page, number)
    page.goto(f"{HERE}/needs/desk/{need_id}")
    cost = page.locator("form[action$='/shortlist'] input[name$=cost]")
    cost.focus()
    page.keyboard.type("30000")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert "候选" in page.locator("main").inner_text()
