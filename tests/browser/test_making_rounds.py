"""A worker makes a round in a real browser, without script and in large type, too; its pages are sound."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from deliberation.clock import local, now
from deliberation.database import db, unit_of_work
from deliberation.rounds import service
from deliberation.rounds.models import Round
from deliberation.rounds.rules import OptionPlan
from deliberation.tally.rule import Method
from tests.browser.test_journey import HERE, address, chromium, enter, phone
from tests.browser.test_look import CHROMIUM
from tests.browser.test_saying import sound
from tests.rounds.stories import DAY, RoundStory, close
from tests.stories import Story

__all__ = ["address", "chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
MODES = [(True, "0"), (False, "0"), (True, "1")]


def number_of(story: Story, told: RoundStory) -> str:
    """The phone with which a new worker of the community signs in."""
    return story.staff(scope=told.code, name="韩丽")[1]


def fill(page: Page) -> None:
    """A round with money by equal shares."""
    page.locator("#title").fill("五万元一起分")
    page.locator("#typed").fill("路灯；30000\n早餐店；12000\n冷柜；20000\n长椅；8000")
    page.locator("#budget_fen").fill("50000")
    page.locator("input[name=method][value=equal_shares]").check(force=True)
    start = local(now())
    page.locator("#opens_at").fill(f"{start:%Y-%m-%dT%H:%M}")
    page.locator("#closes_at").fill(f"{start + timedelta(days=7):%Y-%m-%dT%H:%M}")
    page.locator("#teller").select_option(label="计小票")
    page.locator("#scrutineer").select_option(label="监老师")


@pytest.mark.parametrize(("script", "size"), MODES)
def test_a_worker_makes_a_round_and_sees_its_ballot_while_typing(
    app: Flask, story: Story, chromium: Browser, address: str, script: bool, size: str
) -> None:
    told = RoundStory(story)
    told.voters(2)
    number = number_of(story, told)
    db.session.remove()
    page = phone(chromium, address, script, size, 1200 if size == "0" else 390)
    enter(page, number)
    page.goto(f"{HERE}/rounds/new")
    fill(page)
    look = page.locator("#look")
    if not script:
        page.get_by_role("button", name="先预览").click()
        assert page.url.endswith("#look")
        assert page.locator("#title").input_value() == "五万元一起分"
    expect(look).to_contain_text("都填好了")
    expect(look).to_contain_text("公平份额法")
    expect(look.locator("input[type=checkbox]")).to_have_count(4)
    assert look.locator("input[type=checkbox]").first.is_disabled()
    if script:
        page.locator("input[name=ballot][value=points]").check(force=True)
        expect(look.locator("input[type=number]")).to_have_count(4)
        page.locator("#most_points").fill("1")
        expect(look).to_contain_text("分用不完")
        page.locator("#most_points").fill("")
        expect(look).to_contain_text("都填好了")
        page.locator("input[name=method][value=approval]").check(force=True)
        expect(page.locator("#points")).to_be_hidden()
        page.locator("input[name=method][value=equal_shares]").check(force=True)
        expect(page.locator("#points")).to_have_value("10")
    sound(page, script, size)
    page.get_by_role("button", name="存草稿").click()
    page.wait_for_url("**/preview")
    sound(page, script, size)
    page.get_by_role("button", name="公布，定下来").click()
    assert "公布了" in page.locator("main").inner_text()
    sound(page, script, size)
    db.session.remove()
    assert db.session.query(Round).one().method == Method.EQUAL_SHARES


@pytest.mark.parametrize("size", ["0", "1"])
def test_a_round_s_pages_fit_a_phone_in_every_state(
    app: Flask, story: Story, chromium: Browser, address: str, size: str
) -> None:
    told = RoundStory(story)
    told.voters(1)
    options = [OptionPlan(title, 1_000_000 * place) for place, title in enumerate("甲乙丙丁", 1)]
    money = {"options": options, "budget_fen": 6_000_000, "method": Method.EQUAL_SHARES}
    waiting = told.open(opens_at=now() + DAY, **money)
    running = told.open(may_extend=True, papers_until=now() + 9 * DAY, majority=True, **money)
    gone, counted = told.open(**money), told.open()
    with unit_of_work():
        service.annul(told.lead, gone.id, "费用写错了，改正以后重新投。")
        service.extend(told.lead, running.id, running.closes_at + DAY, "这几天大雨，来不了窗口。")
    close(counted, told.worker)
    number = number_of(story, told)
    pages = [
        *(f"{HERE}/rounds/{row.id}" for row in (told.draft(), waiting, running, gone, counted)),
        f"{HERE}/rounds/{counted.id}/signatures",
        f"{HERE}/rounds/",
    ]
    db.session.remove()
    page = phone(chromium, address, True, size)
    enter(page, number)
    for url in pages:
        page.goto(url)
        sound(page, True, size)


def test_a_worker_plans_by_keyboard_alone(app: Flask, story: Story, chromium: Browser, address: str) -> None:
    told = RoundStory(story)
    number = number_of(story, told)
    db.session.remove()
    page = phone(chromium, address, True, "0", 1200)
    enter(page, number)
    page.goto(f"{HERE}/rounds/new")
    page.locator("input[name=method][value=approval]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[name=method][value=equal_shares]")).to_be_checked()
    expect(page.locator("details[data-for=equal_shares]")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "k"
