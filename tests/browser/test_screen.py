"""The projector in a real browser: it goes on by itself, says when it cannot, and all of it fits the wall."""

from threading import Thread
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from deliberation.database import db, unit_of_work
from deliberation.meetings import balloting, service
from deliberation.meetings.models import Motion
from deliberation.meetings.speaking import SpeechDraft, ask, begin
from deliberation.meetings.steering import go_to
from deliberation.rounds import service as rounds
from tests.browser.test_journey import AXE, CHROMIUM, FAULTS, enter, phone
from tests.browser.test_journey import address as address
from tests.browser.test_journey import chromium as chromium
from tests.meetings.stories import MeetingStory, first_item, meeting
from tests.stories import A, Story

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
SIZES = ((1920, 1080), (1280, 720), (1024, 768))
LONG = "同意地下车库充电桩按每度电1.2元收费，由物业公司每月公布账目，试行一年后再由议事会评议一次。"


class Wall:
    """A meeting with a worker who can sign in."""

    def __init__(self, story: Story) -> None:
        self.meetings = MeetingStory(story)
        _worker, self.number = story.staff(name="李记录")
        self.meeting_id = self.meetings.noticed()
        db.session.remove()

    @property
    def url(self) -> str:
        return f"/c/{A}/meetings/{self.meeting_id}/screen"

    def begin(self) -> None:
        self.meetings.arrive(self.meeting_id, 5)
        with unit_of_work():
            go_to(self.meetings.worker, meeting(self.meeting_id), first_item(self.meeting_id))
        db.session.remove()

    def motion(self, text: str = "同意装3盏路灯") -> UUID:
        with unit_of_work():
            item = first_item(self.meeting_id)
            draft = service.MotionDraft(text, proposer="赵一鸣", seconder="钱二宝")
            motion_id = service.move(self.meetings.worker, item, draft).id
        db.session.remove()
        return motion_id

    def speak(self) -> None:
        names = sorted(row.name for row in meeting(self.meeting_id).attendance if row.checked_in_at)
        db.session.rollback()
        for name in names[:2]:
            with unit_of_work():
                speech = ask(self.meetings.worker, first_item(self.meeting_id), SpeechDraft(name))
                if name == names[0]:
                    begin(self.meetings.worker, meeting(self.meeting_id), speech)
        db.session.remove()

    def secret(self, motion_id: UUID) -> None:
        with unit_of_work():
            balloting.begin(self.meetings.worker, db.session.get_one(Motion, motion_id))
        db.session.remove()

    def cast(self, motion_id: UUID) -> None:
        round_id = db.session.get_one(Motion, motion_id).round_id
        voter = next(row for row in meeting(self.meeting_id).attendance if row.checked_in_at).resident_id
        db.session.rollback()
        assert round_id is not None
        assert voter is not None
        with unit_of_work():
            rounds.cast(rounds.open_box(round_id), voter, ["for"])
        db.session.remove()

    def stop(self, motion_id: UUID) -> None:
        with unit_of_work():
            balloting.stop(self.meetings.worker, db.session.get_one(Motion, motion_id))
        db.session.remove()


@pytest.fixture
def wall(story: Story) -> Wall:
    return Wall(story)


def opened(chromium: Browser, address: str, wall: Wall, script: bool = True) -> Page:
    page = phone(chromium, address, script, width=1280)
    enter(page, wall.number)
    page.goto(wall.url)
    return page


def judge(page: Page) -> None:
    if AXE.is_file():
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(FAULTS) == []


def test_it_follows_the_meeting_by_itself(app: Flask, chromium: Browser, address: str, wall: Wall) -> None:
    page = opened(chromium, address, wall)
    expect(page.locator("main")).to_contain_text("社区二楼会议室")
    wall.begin()
    expect(page.locator(".screen-main h2")).to_have_text("3号楼门口装路灯")
    motion_id = wall.motion()
    expect(page.locator(".screen-words")).to_have_text("同意装3盏路灯")
    wall.speak()
    expect(page.locator(".screen-speaker [data-clock]")).to_contain_text("还剩 1:")
    wall.secret(motion_id)
    expect(page.locator(".screen-large")).to_contain_text("0 / 5")
    wall.cast(motion_id)
    expect(page.locator(".screen-large")).to_contain_text("1 / 5")
    wall.stop(motion_id)
    expect(page.locator(".screen-outcome dd")).to_have_text("不通过")
    expect(page.locator(".screen-sum")).to_contain_text("至少要 3 票赞成")
    judge(page)


def test_everything_fits_on_the_wall(app: Flask, chromium: Browser, address: str, wall: Wall) -> None:
    wall.begin()
    motion_id = wall.motion(LONG)
    wall.speak()
    page = opened(chromium, address, wall)

    def fits() -> None:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(wall.url)
            parts = ".screen-head, .screen-words, .screen-speakers, .screen-motion > *"
            for shown in page.locator(parts).all():
                box = shown.bounding_box()
                assert box is not None
                said = shown.inner_text()
                assert box["y"] + box["height"] <= height, (width, height, said)
                assert box["x"] + box["width"] <= width, (width, height, said)
            cut = page.locator(".screen-motion").evaluate("each => each.scrollHeight - each.clientHeight")
            assert cut <= 1, (width, height, "the motion is cut")
            words = page.locator(".screen-words")
            size = words.evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
            assert size >= height / 32, (width, height, size)

    fits()
    assert page.locator(".screen-text-long").count() == 1
    wall.secret(motion_id)
    wall.cast(motion_id)
    fits()
    wall.stop(motion_id)
    fits()


def test_a_restarted_server_is_waited_for_and_an_ended_session_is_said(
    app: Flask, chromium: Browser, wall: Wall
) -> None:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    port = server.port
    Thread(target=server.serve_forever, daemon=True).start()
    page = opened(chromium, f"http://127.0.0.1:{port}", wall)
    sign = page.locator("[data-sign]")
    expect(sign).to_be_hidden()
    server.shutdown()
    server.server_close()
    expect(sign.get_by_text("正在重新连接")).to_be_visible(timeout=15_000)
    expect(sign.get_by_text("登录过期了")).to_be_hidden()
    expect(page.locator("h1")).to_have_text("春季议事会")
    wall.begin()
    server = make_server("127.0.0.1", port, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        expect(page.locator(".screen-main h2")).to_have_text("3号楼门口装路灯", timeout=15_000)
        expect(sign).to_be_hidden()
        page.context.clear_cookies()
        expect(sign.get_by_text("登录过期了")).to_be_visible(timeout=15_000)
        expect(page.locator(".screen-main h2")).to_have_text("3号楼门口装路灯")
    finally:
        server.shutdown()
        server.server_close()


def test_without_script_it_loads_itself_anew(app: Flask, chromium: Browser, address: str, wall: Wall) -> None:
    page = opened(chromium, address, wall, script=False)
    expect(page.locator("main")).to_contain_text("社区二楼会议室")
    wall.begin()
    expect(page.locator(".screen-main h2")).to_have_text("3号楼门口装路灯", timeout=15_000)


def test_the_ballot_s_page_counts_by_itself_and_shows_the_result(
    app: Flask, chromium: Browser, address: str, wall: Wall
) -> None:
    wall.begin()
    motion_id = wall.motion()
    wall.secret(motion_id)
    page = opened(chromium, address, wall)
    page.goto(f"/c/{A}/meetings/{wall.meeting_id}/motions/{motion_id}/ballot")
    expect(page.locator("[data-clock]")).to_contain_text("还剩 29:")
    wall.cast(motion_id)
    expect(page.locator(".ballot-voted")).to_have_text("1 / 5")
    judge(page)
    page.locator("[data-ending] summary").click()
    page.locator("[data-ending] button").click()
    expect(page.locator("main")).to_contain_text("不通过")
