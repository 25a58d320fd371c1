"""Objecting to a list on a phone and answering it at the desk, in a real browser."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from deliberation.clock import today
from deliberation.database import db, unit_of_work
from deliberation.projects import objecting, queries
from deliberation.projects.objecting import Told
from deliberation.projects.objection_rules import Way
from tests.browser.test_journey import HERE, address, chromium, enter, phone
from tests.browser.test_look import CHROMIUM
from tests.browser.test_saying import sound
from tests.projects.stories import TITLES, ListStory
from tests.stories import Story

__all__ = ["address", "chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
REASON = "<script>alert(1)</script>离窗户太近，怕着火。"


def main_of(page: Page) -> str:
    return page.locator("main").inner_text()


@pytest.mark.parametrize(("script", "size"), [(True, "0"), (False, "0"), (True, "1")])
def test_a_resident_objects_on_a_phone_and_reads_the_answer(
    story: Story, chromium: Browser, address: str, app: Flask, script: bool, size: str
) -> None:
    told = ListStory(story)
    _resident, number = story.resident(name="王秀兰")
    _worker, desk = story.staff(name="李梅")
    listed = f"{HERE}/projects/{told.publicised().id}"
    db.session.remove()
    page = phone(chromium, address, script, size)
    enter(page, number)
    page.goto(listed)
    sound(page, script, size)
    page.locator("main").get_by_role("link", name="提意见").first.click()
    sound(page, script, size)
    page.locator(".next-step").get_by_role("link", name="提意见").click()
    sound(page, script, size)
    page.get_by_label("对哪个项目").select_option(label=f"1. {TITLES[0]}")
    page.get_by_label("您的意见和理由").fill(REASON)
    page.get_by_role("button", name="交上去").click()
    assert "意见收到了" in main_of(page)
    assert REASON in main_of(page)  # as words, never as a script
    sound(page, script, size)

    worker = phone(chromium, address, script, "0", width=1280)
    enter(worker, desk)
    worker.goto(listed)
    assert "1 条公示意见等答复" in main_of(worker)
    worker.get_by_role("link", name="看意见").click()
    worker.get_by_role("link", name="答复").first.click()
    sound(worker, script, "0")
    worker.get_by_text("部分采纳", exact=True).click()
    worker.get_by_label("答复", exact=True).fill("改用阻燃棚，离窗户五米。")
    worker.locator("main form button[type=submit]").last.click()
    assert "已经发到本人的消息里" in main_of(worker)

    page.goto(f"{listed}/objections")
    assert "改用阻燃棚，离窗户五米。" in main_of(page)
    assert "部分采纳" in main_of(page)
    expect(page.get_by_role("button", name="撤回")).to_have_count(0)


def test_a_worker_enters_paper_by_keyboard_and_corrects_a_row(
    story: Story, chromium: Browser, address: str
) -> None:
    told = ListStory(story)
    _worker, desk = story.staff(name="李梅")
    made = told.publicised()
    with unit_of_work():
        objecting.enter(told.worker, made, None, "太少了。", Told(Way.PHONE, "李大爷", "", today()))
    listed, row = f"{HERE}/projects/{made.id}", queries.rows_of(made.id)[0].id
    db.session.remove()
    page = phone(chromium, address, width=1280)
    enter(page, desk)
    page.goto(f"{listed}/objections/enter")
    sound(page, True, "0")
    page.get_by_text("纸质意见表", exact=True).click()
    page.get_by_label("谁提的").fill("赵奶奶")
    page.get_by_label("您的意见和理由").fill("坡道太陡。")
    page.get_by_role("button", name="登记，再记一条").press("Enter")
    assert "意见记下来了" in main_of(page)
    page.goto(f"{listed}#row-{row}")
    page.locator(f"#row-{row}").get_by_role("link", name="更正").click()
    sound(page, True, "0")
    page.get_by_label("责任单位").fill("街道城建办")
    page.get_by_role("button", name="更正").click()
    assert "由“社区居委会”改为“街道城建办”" in main_of(page)
