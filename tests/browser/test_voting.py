"""Voting by every method in a real browser: by pointer, by keyboard, in large type, until time runs out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, unit_of_work
from deliberation.people.models import Account
from deliberation.rounds import service
from deliberation.rounds.models import Round
from tests.browser.test_journey import address, chromium, phone, send, tab_to
from tests.browser.test_look import AXE, CHROMIUM, FAULTS, TOO_SMALL
from tests.rounds.booth import KINDS, OPTIONS, box, code_of
from tests.rounds.booth import address as ballot_of
from tests.rounds.stories import RoundStory, cast
from tests.stories import A, Story

__all__ = ["address", "chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
METHODS = ("approval", "knapsack", "points", "ranking", "shares")
KEPT_HERE = "Object.keys(localStorage).filter(key => key.startsWith('ballot:')).length"


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def be(page: Page, app: Flask, address: str, actor: Actor) -> None:
    """Be somebody at once, as a session begun a moment ago."""
    account = db.session.get_one(Account, actor.account_id)
    client = app.test_client()
    with client.session_transaction(base_url=address) as session:
        session["_user_id"], session["_fresh"] = f"{account.id}|{account.stamp}", True
        session["seen"], session.permanent = int(now().timestamp()), True
    db.session.remove()
    cookie = client.get_cookie("session", domain="127.0.0.1")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])


def sound(page: Page, least: int) -> None:
    """Nothing beyond the edge, every target for a thumb, nothing axe would find."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.evaluate(TOO_SMALL, least) == [], page.url
    if AXE.is_file():
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(FAULTS) == [], page.url


def opened(rounds: RoundStory, kind: str, **changes: Any) -> Round:
    return rounds.open(**{"options": OPTIONS, "shuffled": False, **KINDS[kind], **changes})


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def by_pointer(page: Page, kind: str) -> str:
    """Fill in a ballot with a finger; what the page then says of it."""
    progress = page.locator("[data-progress]")
    if kind == "points":
        for number in (1, 1, 1, 4):
            page.locator(f"[data-option=n{number}] [data-more]").click()
        page.locator("[data-option=n2] [data-more]").click()
        expect(progress).to_contain_text("已经选满 2 项了")
        page.locator("[data-option=n1] [data-less]").click()
        return "已用 3 分 / 共 10 分"
    if kind == "ranking":
        for number in (2, 4):
            page.locator(f"[data-option=n{number}] [data-add]").click()
        page.locator("[data-option=n4] [data-up]").click()
        return "已排 2 项 / 最多 3 项"
    boxes = page.locator("input[name=choices]")
    boxes.nth(0).click()
    boxes.nth(1).click()
    if kind == "shares":
        return "已选 2 项 / 最多 3 项"
    expect(page.locator("[data-option=n3] [data-no-room]")).to_be_visible()
    boxes.nth(2).click()
    expect(boxes.nth(2)).not_to_be_checked()
    expect(progress).to_contain_text("请先去掉")
    boxes.nth(0).click()
    boxes.nth(0).click()
    return "已用 11.00 万元 / 共 11.00 万元" if kind == "knapsack" else "已选 2 项 / 最多 2 项"


def by_keyboard(page: Page, kind: str) -> None:
    """The same choices without a pointer."""
    if kind == "points":
        tab_to(page, "[data-option=n1] [data-more]")
        page.keyboard.press("Enter")
        page.keyboard.press("Space")
        tab_to(page, "input[name=points-n4]")
        page.keyboard.type("1")
    elif kind == "ranking":
        for number in (2, 4):
            tab_to(page, f"[data-option=n{number}] [data-add]")
            page.keyboard.press("Enter")
        tab_to(page, "[data-option=n4] [data-first]")
        page.keyboard.press("Enter")
        expect(page.locator("[data-option=n4] [data-down]")).to_be_focused()
    else:
        for place in (0, 1):
            tab_to(page, f"#choices-{place}")
            page.keyboard.press("Space")


EXPECTED = {"points": [["n1", 2], ["n4", 1]], "ranking": ["n4", "n2"]}


@pytest.mark.parametrize("way", ["pointer", "keyboard"])
def test_every_method_on_a_phone(
    app: Flask, rounds: RoundStory, chromium: Browser, address: str, way: str
) -> None:
    voter = rounds.voters(1)[0]
    made = {kind: opened(rounds, kind, **({"k": 2} if kind == "points" else {})) for kind in METHODS}
    page = phone(chromium, address)
    be(page, app, address, voter)
    for kind, row in made.items():
        page.goto(ballot_of(row.id))
        if way == "pointer":
            expect(page.locator("[data-progress]")).to_have_text(by_pointer(page, kind))
            sound(page, 44)
            assert page.evaluate(KEPT_HERE) == 1
            press(page, "form.ballot .button-main")
            expect(page.locator(".confirm-word")).to_be_visible()
            sound(page, 44)
            press(page, "button[value=cast]")
            if kind == "approval":
                sound(page, 44)
        else:
            by_keyboard(page, kind)
            send(page, "form.ballot .button-main")
            send(page, "button[value=cast]")
        assert page.locator("p.tracker").inner_text().count("-") == 2
        assert page.evaluate(KEPT_HERE) == 0, "what is cast is no longer kept on the device"
        assert box(row, voter) == EXPECTED.get(kind, ["n1", "n2"])
    page.context.close()


def test_every_method_in_large_type_one_option_a_screen(
    app: Flask, rounds: RoundStory, chromium: Browser, address: str
) -> None:
    voter = rounds.voters(1)[0]
    made = {kind: opened(rounds, kind) for kind in METHODS}
    page = phone(chromium, address, size="1")
    be(page, app, address, voter)
    for kind, row in made.items():
        page.goto(ballot_of(row.id))
        sound(page, 60)
        for number in (1, 2):
            if kind == "points":
                for _ in range(3 - number):
                    page.locator("[data-more]").click()
                press(page, ".walk .button-main")
            else:
                press(page, f"button[value='pick:n{number}']")
        expect(page.locator("h1")).to_have_text("菜市场冷柜")
        expect(page.locator("[data-reads='#walk-option']")).to_be_visible()
        assert page.evaluate(KEPT_HERE) == 1
        press(page, "button[value=review]")
        if kind == "ranking":
            press(page, "button[value='up:n2']")
        sound(page, 60)
        press(page, "button[value=cast]")
        assert page.evaluate(KEPT_HERE) == 0
        expected = {"points": [["n1", 2], ["n2", 1]], "ranking": ["n2", "n1"]}
        assert box(row, voter) == expected.get(kind, ["n1", "n2"])
    page.context.close()


def test_places_and_points_without_script(
    app: Flask, rounds: RoundStory, chromium: Browser, address: str
) -> None:
    voter = rounds.voters(1)[0]
    made = {kind: opened(rounds, kind) for kind in ("ranking", "points")}
    page = phone(chromium, address, script=False)
    page.goto(f"/vote/{code_of(made['ranking'], voter)}")
    page.locator("select[name=place-n2]").select_option("2")
    page.locator("select[name=place-n4]").select_option("1")
    press(page, "form.ballot .button-main")
    press(page, "button[value=cast]")
    page.goto(f"/vote/{code_of(made['points'], voter)}")
    page.locator("input[name=points-n1]").fill("2")
    page.locator("input[name=points-n4]").fill("1")
    press(page, "form.ballot .button-main")
    press(page, "button[value=cast]")
    assert {kind: box(row, voter) for kind, row in made.items()} == EXPECTED
    page.context.close()


ORDER = "[...document.querySelectorAll('[data-ranked] > li')].map(row => row.dataset.option)"


def by_mouse(page: Page, x: float, start: float, end: float) -> None:
    page.mouse.move(x, start)
    page.mouse.down()
    page.mouse.move(x, end, steps=12)
    page.mouse.up()


def by_finger(page: Page, x: float, start: float, end: float) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    touch = [{"x": x, "y": start}]
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": touch})
    for step in range(1, 13):
        touch = [{"x": x, "y": start + (end - start) * step / 12}]
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": touch})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("move", [by_mouse, by_finger])
def test_an_order_is_dragged(
    app: Flask, rounds: RoundStory, chromium: Browser, address: str, move: Callable[..., None]
) -> None:
    voter = rounds.voters(1)[0]
    row = opened(rounds, "schulze")
    cast(row.id, voter, ["n1", "n2", "n3"])
    page = phone(chromium, address)
    page.set_viewport_size({"width": 390, "height": 1600})
    be(page, app, address, voter)
    page.goto(ballot_of(row.id))
    assert page.evaluate(ORDER) == ["n1", "n2", "n3"]
    for dragged, onto, down, expected in (
        ("n3", "n1", False, ["n3", "n1", "n2"]),
        ("n3", "n2", True, ["n1", "n2", "n3"]),
        ("n1", "n2", True, ["n2", "n1", "n3"]),
    ):
        grip = page.locator(f"[data-option={dragged}] [data-grip]").bounding_box()
        target = page.locator(f"[data-option={onto}]").bounding_box()
        assert grip is not None
        assert target is not None
        end = target["y"] + (target["height"] - 4 if down else 4)
        move(page, grip["x"] + 20, grip["y"] + 20, end)
        expect(page.locator(f"select[name=place-{dragged}]")).to_have_value(str(expected.index(dragged) + 1))
        assert page.evaluate(ORDER) == expected
    press(page, "form.ballot .button-main")
    press(page, "button[value=cast]")
    assert box(row, voter) == ["n2", "n1", "n3"]
    page.context.close()


@pytest.mark.parametrize("size", ["0", "1"])
def test_what_was_not_sent_waits_on_this_device_for_its_own_voter_alone(
    app: Flask, rounds: RoundStory, chromium: Browser, address: str, size: str
) -> None:
    voter, neighbour = rounds.voters(2)
    row = opened(rounds, "ranking")
    page = phone(chromium, address, size=size)
    be(page, app, address, voter)
    page.goto(ballot_of(row.id))
    if size == "0":
        page.locator("[data-option=n3] [data-add]").click()
        page.locator("[data-option=n2] [data-add]").click()
    else:
        press(page, "button[value='pick:n1']")
        press(page, "button[value=whole]")
        sound(page, 60)
        page.locator("[data-option=n1] [data-out]").click()
        page.locator("[data-option=n3] [data-add]").click()
        page.locator("[data-option=n2] [data-add]").click()
    assert box(row, voter) is None
    be(page, app, address, neighbour)
    page.goto(ballot_of(row.id))
    expect(page.locator("[data-unsent]")).to_be_hidden()
    page.context.clear_cookies(name="session")
    press(page, "form.walk .button-main, form.ballot .button-main")
    assert page.url.endswith(f"/sign-in?next={ballot_of(row.id)}"), "the session is over; nothing was sent"
    be(page, app, address, voter)
    page.goto(f"/c/{A}/rounds/{row.id}")
    expect(page.locator("main")).to_contain_text("还没有投出")
    press(page, "[data-unsent-mark] a")
    expect(page.locator("[data-unsent]")).to_be_visible()
    sound(page, 60 if size == "1" else 44)
    press(page, "[data-unsent] .button-main")
    press(page, "button[value=review], form.ballot .button-main")
    press(page, "button[value=cast]")
    assert box(row, voter) == ["n3", "n2"]
    page.goto(ballot_of(row.id))
    expect(page.locator("[data-unsent]")).to_be_hidden()
    page.context.close()


def test_the_end_and_an_extension_are_told_on_the_open_page(
    app: Flask, rounds: RoundStory, chromium: Browser, address: str
) -> None:
    voter = rounds.voters(1)[0]
    soon = now() + timedelta(seconds=7)
    ending, longer = (opened(rounds, "approval", closes_at=soon, may_extend=True) for _ in range(2))
    first, second = phone(chromium, address), phone(chromium, address)
    for page, row in ((first, ending), (second, longer)):
        be(page, app, address, voter)
        page.goto(ballot_of(row.id))
        page.locator("input[name=choices]").first.click()
        expect(page.locator("[data-closing-clock]")).to_contain_text("0:0")
        expect(page.locator("[data-closing-words]")).to_contain_text("快截止了")
    with unit_of_work():
        service.extend(rounds.lead, longer.id, soon + timedelta(hours=2), "下雨")
    db.session.remove()
    expect(second.locator("[data-closing-words]")).to_contain_text("投票延长了", timeout=20_000)
    expect(first.locator("[data-closing-words]")).to_contain_text("没有送出", timeout=20_000)
    expect(first.locator("form.ballot .button-main")).to_be_disabled()
    sound(first, 44)
    press(second, "form.ballot .button-main")
    press(second, "button[value=cast]")
    assert box(longer, voter) == ["n1"]
    for page in (first, second):
        page.context.close()


def test_an_option_is_read_aloud_where_the_device_can_speak(
    app: Flask, rounds: RoundStory, chromium: Browser, address: str
) -> None:
    voter = rounds.voters(1)[0]
    row = opened(rounds, "approval")
    page = phone(chromium, address, size="1")
    be(page, app, address, voter)
    page.add_init_script("window.said = []; speechSynthesis.speak = speech => said.push(speech.text);")
    page.goto(ballot_of(row.id))
    button = page.locator("[data-reads='#walk-option']")
    button.click()
    expect(button).to_have_text("停止朗读")
    said = " ".join(page.evaluate("said"))
    assert "加装电动车充电棚" in said
    assert "已选 0 项" in said
    assert "投诉建议" not in said
    button.click()
    expect(button).to_have_text("读给我听")
    page.add_init_script("delete window.speechSynthesis; delete Window.prototype.speechSynthesis;")
    page.goto(ballot_of(row.id))
    expect(button).to_be_hidden()
    page.context.close()


def test_the_receipt_is_copied_and_printed(
    app: Flask, rounds: RoundStory, chromium: Browser, address: str
) -> None:
    voter = rounds.voters(1)[0]
    row = opened(rounds, "approval")
    page = phone(chromium, address)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script("window.printed = 0; window.print = () => { printed += 1; };")
    page.goto(f"/vote/{code_of(row, voter)}")
    page.locator("input[name=choices]").first.click()
    press(page, "form.ballot .button-main")
    press(page, "button[value=cast]")
    tracker = page.locator("p.tracker").inner_text()
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copy]")).to_contain_text("复制好了")
    assert page.evaluate("navigator.clipboard.readText()") == tracker
    page.locator("[data-print]").click()
    assert page.evaluate("printed") == 1
    press(page, "main form.one-act button")
    expect(page.locator("input[name=choices]").first).to_be_checked()
    page.context.close()
