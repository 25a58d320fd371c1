"""Carrying out in a real browser, on a phone: a report with a photo, without a script and in large type."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deliberation.database import db
from tests.browser.test_journey import address, chromium, enter, phone
from tests.browser.test_look import AXE, CHROMIUM, FAULTS, TOO_SMALL
from tests.needs.stories import jpeg
from tests.projects.stories import ListStory, one
from tests.projects.test_carrying import planned
from tests.stories import A, Story

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
__all__ = ["address", "chromium"]
WIDER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def judged(page: Page, size: str) -> None:
    """Nothing is wider than the phone or too small to hit."""
    assert not page.evaluate(WIDER)
    assert page.evaluate(TOO_SMALL, 60 if size == "1" else 44) == []
    if size == "1" and AXE.is_file():  # it needs scripts
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(FAULTS) == []


@pytest.mark.parametrize(("script", "size"), [(False, "0"), (True, "1")])
def test_a_worker_reports_with_a_photo_from_a_phone(
    story: Story, chromium: Browser, address: str, tmp_path: Path, script: bool, size: str
) -> None:
    told = ListStory(story)
    made, number = told.accepted(), story.staff()[1]
    planned(told, made)
    url = f"/c/{A}/projects/{made.id}"
    db.session.remove()
    taken = tmp_path / "1.jpg"
    taken.write_bytes(jpeg("green").getvalue())
    page = phone(chromium, address, script=script, size=size)
    enter(page, number)
    page.goto(url)
    page.get_by_role("link", name="看实施进展").first.click()
    page.get_by_role("link", name="报进展").click()
    page.get_by_label("做到哪一步了").fill("新地面铺好了。")
    page.get_by_label("施工后的照片", exact=False).first.set_input_files(taken)
    page.get_by_label("施工后的照片里是什么", exact=False).fill("新地面")
    page.get_by_role("button", name="报进展").click()
    assert page.get_by_role("heading", name="做到哪里了").is_visible()
    assert page.get_by_alt_text("施工后：新地面").is_visible()
    here = page.url
    judged(page, size)
    for act in ("report", "milestones", "change"):
        page.goto(f"{here}/{act}")
        judged(page, size)
    page.goto(here)
    page.goto(f"/c/{A}/projects/works")
    judged(page, size)
    page.context.close()


@pytest.mark.parametrize("script", [False, True])
def test_only_what_is_to_be_changed_is_asked_for_and_without_script_everything(
    story: Story, chromium: Browser, address: str, script: bool
) -> None:
    told = ListStory(story)
    made, number = told.accepted(), story.staff()[1]
    url = f"/c/{A}/projects/{made.id}/p/{one(made).id}/change"
    db.session.remove()
    page = phone(chromium, address, script=script)
    enter(page, number)
    page.goto(url)
    assert page.locator("#cost").is_visible() is not script
    page.locator("input[name=kind][value=time]").check(force=True)
    assert page.locator("#finish_on").is_visible()
    assert page.locator("#content").is_visible() is not script
    page.locator("input[name=kind][value=money]").check(force=True)
    page.locator("#cost").fill("60000")
    page.locator("#residents").fill("1")
    page.locator("#reason").fill("材料涨价")
    page.get_by_role("button", name="交给街道").click()
    expect(page.locator("main")).to_contain_text("对不上")
    assert page.locator("#residents").input_value() == "1"
    judged(page, "0")
    page.locator("#residents").fill("")
    page.get_by_role("button", name="交给街道").click()
    expect(page.locator("main")).to_contain_text("申请交给街道了")
    page.context.close()
