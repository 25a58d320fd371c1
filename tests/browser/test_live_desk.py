"""The live desk in real browsers: two recorders at once, a broken line, an ended session, keys alone."""

from collections.abc import Iterator
from threading import enumerate as enumerate_threads
from time import sleep
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import func, select

from deliberation.actors import Actor
from deliberation.database import db, reading, unit_of_work
from deliberation.meetings import queries, service
from deliberation.meetings.models import AgendaItem, LiveEntry, Motion, MotionVote, Speech
from deliberation.meetings.rules import Outcome
from tests.browser.test_journey import OUTLINED, address, chromium, phone
from tests.browser.test_look import CHROMIUM
from tests.browser.test_voting import be, sound
from tests.meetings.stories import MeetingStory, first_item, meeting
from tests.stories import A, Story

__all__ = ["address", "chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
KEPT, SOON = "都存好了", 15_000
POINT = ".live-point textarea"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


@pytest.fixture
def running(told: MeetingStory) -> UUID:
    """Two matters, everybody there, the first one on."""
    meeting_id = told.plan()
    for title in ("路灯", "停车"):
        told.item(meeting_id, title)
    told.announce(meeting_id)
    told.arrive(meeting_id)
    with unit_of_work():
        service.go_to(told.worker, meeting(meeting_id), first_item(meeting_id))
    db.session.remove()
    return meeting_id


def leave(page: Page) -> None:
    """Close a page that asks again and again, and let the server finish what it was asked."""
    page.context.close()
    while any("process_request_thread" in thread.name for thread in enumerate_threads()):
        sleep(0.01)


class Desk:
    """A recorder's page."""

    def __init__(self, page: Page, app: Flask, address: str, actor: Actor, meeting_id: UUID) -> None:
        self.page, self.app, self.address, self.actor = page, app, address, actor
        self.url = f"/c/{A}/meetings/{meeting_id}/live"
        be(page, app, address, actor)
        self.open()

    def open(self) -> None:
        self.page.goto(self.url)
        expect(self.state).to_have_text(KEPT)

    @property
    def state(self):  # type: ignore[no-untyped-def]  # Playwright's locator
        return self.page.locator("[data-state]")

    def ask(self, name: str) -> None:
        self.page.locator("#part-ask [name=name]").fill(name)
        self.page.get_by_role("button", name="排上").click()

    def say(self, name: str, point: str) -> None:
        """Write down at once who said what."""
        if not self.page.locator("#said-more form").is_visible():
            self.page.locator("#said-more summary").click()
        self.page.locator("#said-more [name=name]").fill(name)
        self.page.locator("#said-more [name=point]").fill(point)
        self.page.get_by_role("button", name="记下来").click()


@pytest.fixture
def desk(app: Flask, chromium: Browser, address: str, told: MeetingStory, running: UUID) -> Iterator[Desk]:
    page = phone(chromium, address, width=1280)
    yield Desk(page, app, address, told.worker, running)
    leave(page)


@pytest.fixture
def other(app: Flask, chromium: Browser, address: str, told: MeetingStory, running: UUID) -> Iterator[Desk]:
    page = phone(chromium, address)
    yield Desk(page, app, address, told.lead, running)
    leave(page)


def said(meeting_id: UUID) -> list[tuple[str, str]]:
    """Who said what, read without keeping others from writing."""
    db.session.remove()
    with reading():
        found = [(each.name, each.point) for each in queries.item_speeches(first_item(meeting_id).id)]
    db.session.remove()
    return found


def notes(meeting_id: UUID) -> str:
    db.session.remove()
    with reading():
        found = first_item(meeting_id).speeches
    db.session.remove()
    return found


def test_what_one_recorder_enters_the_other_sees_but_never_under_the_fingers(
    desk: Desk, other: Desk, running: UUID
) -> None:
    desk.ask("老郑")
    expect(other.page.locator(".live-waiting")).to_contain_text("老郑", timeout=SOON)
    desk.page.locator(".live-waiting button").first.click()
    expect(other.page.locator(".live-running")).to_contain_text("老郑", timeout=SOON)
    field = other.page.locator(POINT)
    field.press_sequentially("费")
    desk.say("孙三娘", "要装")
    expect(other.page.locator(".live-spoken")).to_contain_text("孙三娘", timeout=SOON)
    field.press_sequentially("电")
    expect(field).to_have_value("费电")
    expect(field).to_be_focused()
    other.page.keyboard.press("Escape")
    expect(desk.page.locator(POINT)).to_have_value("费电", timeout=SOON)
    assert said(running) == [("老郑", "费电"), ("孙三娘", "要装")]


def test_the_same_text_written_by_both_is_shown_twice_and_one_decides(
    desk: Desk, other: Desk, running: UUID
) -> None:
    mine, theirs = (each.page.locator("#part-notes [name=speeches]") for each in (desk, other))
    theirs.fill("书记记的")
    mine.fill("李梅记的")
    desk.page.get_by_role("button", name="保存").last.click()
    expect(desk.state).to_have_text(KEPT)
    expect(other.page.locator("#part-notes .live-fresh")).to_be_visible(timeout=SOON)
    theirs.blur()
    refused = other.page.locator(".live-refused > li")
    expect(refused).to_contain_text("现在记着的是：李梅记的", timeout=SOON)
    expect(theirs).to_have_value("书记记的")
    assert notes(running) == "李梅记的"
    sound(other.page, 44)
    refused.get_by_role("button", name="按我写的存").click()
    expect(other.page.locator(".live-refused > li")).to_have_count(0)
    expect(mine).to_have_value("书记记的", timeout=SOON)
    assert notes(running) == "书记记的"


def test_what_is_new_replaces_ones_own_words_only_when_asked(desk: Desk, other: Desk, running: UUID) -> None:
    other.page.locator("#part-notes [name=speeches]").press_sequentially("书")
    desk.page.locator("#part-notes [name=speeches]").fill("李梅记的")
    desk.page.get_by_role("button", name="保存").last.click()
    other.page.get_by_role("button", name="换成新的").click(timeout=SOON)
    expect(other.page.locator("#part-notes [name=speeches]")).to_have_value("李梅记的", timeout=SOON)


def test_a_broken_line_loses_nothing_and_sends_each_entry_once(desk: Desk, running: UUID) -> None:
    desk.ask("老郑")
    desk.page.locator(".live-waiting button").first.click()
    expect(desk.page.locator(POINT)).to_be_visible()
    desk.page.context.set_offline(True)
    desk.page.locator(POINT).fill("费电")
    desk.page.locator(POINT).blur()
    for name in ("甲先生", "乙女士", "丙大爷"):
        desk.say(name, f"{name}说好")
    expect(desk.state).to_have_text("还有 4 条没传上去")
    expect(desk.page.locator("[data-offline]")).to_be_visible(timeout=SOON)
    sound(desk.page, 44)
    assert said(running) == [("老郑", "")]
    desk.page.context.set_offline(False)
    expect(desk.state).to_have_text(KEPT, timeout=30_000)
    expect(desk.page.locator("[data-offline]")).to_be_hidden()
    expected = [("老郑", "费电"), *((name, f"{name}说好") for name in ("甲先生", "乙女士", "丙大爷"))]
    assert sorted(said(running)) == sorted(expected)
    expect(desk.page.locator(".live-spoken > li")).to_have_count(3, timeout=SOON)


def test_entries_wait_through_a_closed_window(desk: Desk, running: UUID) -> None:
    desk.page.context.set_offline(True)
    desk.say("甲先生", "好")
    expect(desk.state).to_have_text("还有 1 条没传上去", timeout=SOON)
    warned: list[str] = []
    desk.page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    desk.page.close(run_before_unload=True)
    if not desk.page.is_closed():
        desk.page.wait_for_event("close")
    assert warned == ["beforeunload"]
    desk.page = desk.page.context.new_page()
    desk.page.context.set_offline(False)
    desk.open()
    assert said(running) == [("甲先生", "好")]


def test_a_lost_answer_is_asked_for_again_and_the_entry_done_once(desk: Desk, running: UUID) -> None:
    def swallow(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    desk.page.route("**/live", swallow)
    desk.say("甲先生", "好")
    expect(desk.page.locator("[data-offline]")).to_be_attached()
    desk.page.wait_for_timeout(1500)
    assert said(running) == [("甲先生", "好")]
    expect(desk.state).not_to_have_text(KEPT)
    desk.page.unroute("**/live")
    expect(desk.state).to_have_text(KEPT, timeout=30_000)
    assert said(running) == [("甲先生", "好")]
    assert db.session.scalar(select(func.count()).select_from(LiveEntry)) == 1


def test_a_session_that_ends_keeps_the_queue_for_its_own_account_alone(
    desk: Desk, told: MeetingStory, running: UUID
) -> None:
    page = desk.page
    page.context.clear_cookies(name="session")
    desk.say("甲先生", "好")
    expect(page.locator("[data-signed-out]")).to_be_visible(timeout=SOON)
    expect(desk.state).to_have_text("还有 1 条没传上去")
    sound(page, 44)
    be(page, desk.app, desk.address, told.lead)
    expect(page.locator("[data-other]")).to_be_visible(timeout=SOON)
    assert said(running) == []
    be(page, desk.app, desk.address, desk.actor)
    expect(desk.state).to_have_text(KEPT, timeout=30_000)
    expect(page.locator("[data-signed-out]")).to_be_hidden()
    expect(page.locator("[data-other]")).to_be_hidden()
    assert said(running) == [("甲先生", "好")]
    assert {entry.account_id for entry in db.session.scalars(select(LiveEntry))} == {desk.actor.account_id}


def test_a_refused_count_keeps_what_was_typed_and_is_mended(
    desk: Desk, told: MeetingStory, running: UUID
) -> None:
    motion_id = told.motion(running)
    db.session.remove()
    form = desk.page.locator(f"#form-hands-{motion_id}")
    expect(form).to_be_visible(timeout=SOON)
    for name, number in (("votes_for", "6"), ("against", "3"), ("abstain", "0")):
        form.locator(f"[name={name}]").fill(number)
    form.get_by_role("button", name="算结果").click()
    refused = desk.page.locator(".live-refused > li")
    expect(refused).to_contain_text("一共 9 票，比到会数 6 还多", timeout=SOON)
    expect(form.locator("[name=votes_for]")).to_have_value("6")
    refused.get_by_role("button", name="改一改再存").click()
    form.locator("[name=votes_for]").fill("3")
    form.get_by_role("button", name="算结果").click()
    expect(desk.page.locator(".live-result")).to_contain_text("票数相等，不通过", timeout=SOON)
    expect(refused).to_have_count(0)


def test_a_third_turn_is_given_by_one_more_press(desk: Desk, running: UUID) -> None:
    for point in ("费电", "还是费电"):
        desk.say("老郑", point)
        expect(desk.state).to_have_text(KEPT)
    desk.ask("老郑")
    desk.page.locator(".live-refused").get_by_role("button", name="再给一次").click(timeout=SOON)
    expect(desk.page.locator(".live-waiting")).to_contain_text("第 3 次", timeout=SOON)


def test_the_timer_counts_by_the_server_and_says_when_time_is_up(desk: Desk, running: UUID) -> None:
    desk.ask("老郑")
    desk.page.locator(".live-waiting button").first.click()
    expect(desk.page.locator("[data-clock]")).to_have_text("0:03", timeout=SOON)
    expect(desk.page.locator("[data-past]")).to_be_hidden()
    with unit_of_work():
        db.session.scalars(select(Speech)).one().seconds = 5
        service.note(desk.actor, first_item(running), "有人进来", "")
    db.session.remove()
    expect(desk.page.locator("[data-past]")).to_be_visible(timeout=SOON)
    expect(desk.page.locator(".live-running")).to_have_class("card live-running live-past")
    sound(desk.page, 44)


def focused(page: Page) -> None:
    """Whatever has the focus shows it."""
    assert page.evaluate(f"({OUTLINED})(document.activeElement)"), page.evaluate(
        "document.activeElement.outerHTML"
    )


def test_a_matter_is_run_by_keys_alone(desk: Desk, running: UUID) -> None:
    page, keys = desk.page, desk.page.keyboard
    keys.press("s")
    focused(page)
    keys.type("老郑")
    keys.press("Enter")
    expect(page.locator(".live-waiting")).to_contain_text("老郑", timeout=SOON)
    keys.press("Escape")
    keys.press("b")
    expect(page.locator(".live-running")).to_be_visible(timeout=SOON)
    keys.press("p")
    focused(page)
    keys.type("费电")
    keys.press("Escape")
    keys.press("b")
    expect(page.locator(".live-running")).to_have_count(0, timeout=SOON)
    keys.press("m")
    focused(page)
    keys.type("同意装3盏路灯")
    keys.press("Control+Enter")
    expect(page.locator(".live-motion-open")).to_be_visible(timeout=SOON)
    keys.press("Escape")
    keys.press("a")
    focused(page)
    keys.press("Control+A")
    keys.type("同意装5盏路灯")
    keys.press("Control+Enter")
    expect(page.locator(".live-motion-open h3")).to_have_text("修正案，先表决", timeout=SOON)
    for counts, shown, words in (
        (("5", "1", "0"), ".live-motion-open h3", "正在讨论"),
        (("4", "0", "2"), "#part-move ~ .card .live-result >> nth=-1", "赞成 4 票"),
    ):
        keys.press("Escape")
        keys.press("v")
        focused(page)
        for number in counts:
            keys.type(number)
            keys.press("Tab")
        focused(page)
        keys.press("Enter")
        expect(page.locator(shown)).to_contain_text(words, timeout=SOON)
    page.locator("body").press("t")
    keys.type("大家都说好")
    keys.press("Escape")
    keys.press("n")
    expect(page.locator("#live-title")).to_have_text("停车", timeout=SOON)
    expect(desk.state).to_have_text(KEPT)
    db.session.remove()
    item = db.session.scalars(select(AgendaItem).where(AgendaItem.title == "路灯")).one()
    motion = next(each for each in item.motions if each.amends_id is None)
    assert (motion.text, motion.outcome, item.speeches) == ("同意装5盏路灯", Outcome.PASSED, "大家都说好")
    assert said(running) == [("老郑", "费电")]


def test_votes_by_name_are_kept_as_they_are_given(desk: Desk, told: MeetingStory, running: UUID) -> None:
    motion_id = told.motion(running)
    db.session.remove()
    page = desk.page
    page.goto(f"/c/{A}/meetings/{running}/motions/{motion_id}/roll")
    page.locator(".live-roll-list > li").first.locator("input[value=against]").check()
    expect(page.locator(".live-sums")).to_contain_text("还没记 5 人", timeout=SOON)
    sound(page, 44)
    page.get_by_role("button", name="其余都赞成").click()
    expect(page.locator(".live-sums")).to_contain_text("还没记 0 人", timeout=SOON)
    page.get_by_role("button", name="算结果").click()
    expect(page.locator("#part-count")).to_contain_text("通过", timeout=SOON)
    db.session.remove()
    motion = db.session.get_one(Motion, motion_id)
    assert (motion.votes_for, motion.against, motion.outcome) == (5, 1, Outcome.PASSED)
    assert db.session.scalar(select(func.count()).select_from(MotionVote)) == 6


@pytest.mark.parametrize(("width", "size", "least"), [(390, "0", 44), (390, "1", 60), (1280, "0", 44)])
def test_the_desk_fits_every_screen(
    app: Flask,
    chromium: Browser,
    address: str,
    told: MeetingStory,
    running: UUID,
    width: int,
    size: str,
    least: int,
) -> None:
    told.vote(told.motion(running, unit="物业公司"), 6)
    told.motion(running)
    for name in ("甲先生", "乙女士"):
        with unit_of_work():
            service.ask(told.worker, first_item(running), service.SpeechDraft(name))
    with unit_of_work():
        service.begin(told.worker, meeting(running), queries.item_speeches(first_item(running).id)[0])
    page = phone(chromium, address, size=size, width=width)
    desk = Desk(page, app, address, told.worker, running)
    sound(page, least)
    for details in page.locator("main details").all():
        details.evaluate("each => each.open = true")
    sound(page, least)
    desk.say("孙三娘", "要装")
    expect(desk.state).to_have_text(KEPT, timeout=SOON)
    leave(page)


def test_two_recorders_and_the_projector_tell_one_meeting(
    desk: Desk, other: Desk, app: Flask, chromium: Browser, address: str, running: UUID
) -> None:
    projector = phone(chromium, address, width=1280)
    be(projector, app, address, desk.actor)
    projector.goto(desk.url.replace("/live", "/screen"))
    wall = projector.locator("main")
    expect(wall).to_contain_text("路灯")
    desk.ask("老郑")
    other.page.locator(".live-waiting button").first.click(timeout=SOON)
    expect(wall).to_contain_text("正在发言", timeout=SOON)
    expect(wall).to_contain_text("老郑")
    other.page.locator(POINT).fill("费电")
    other.page.locator(POINT).blur()
    desk.page.locator(".live-running").get_by_role("button", name="说完了").click()
    other.page.locator("#part-move [name=text]").fill("同意装3盏路灯")
    other.page.get_by_role("button", name="提出来").click()
    expect(wall).to_contain_text("同意装3盏路灯", timeout=SOON)
    form = desk.page.locator(".live-motion-open form[data-act=hands]")
    for name, number in (("votes_for", "4"), ("against", "1"), ("abstain", "1")):
        form.locator(f"[name={name}]").fill(number, timeout=SOON)
    form.get_by_role("button", name="算结果").click()
    expect(wall).to_contain_text("赞成 4 票、反对 1 票", timeout=SOON)
    expect(other.page.locator(".live-result")).to_contain_text("通过", timeout=SOON)
    other.page.get_by_role("button", name="下一项：停车").click()
    expect(wall.locator("h2")).to_have_text("停车", timeout=SOON)
    expect(desk.page.locator("#live-title")).to_have_text("停车", timeout=SOON)
    assert said(running) == [("老郑", "费电")]
    leave(projector)
