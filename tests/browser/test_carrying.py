"""Carrying out in a real browser, on a phone: a report with a photo, without a script and in large type."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from deliberation.database import db
from tests.browser.test_journey import address, chromium, enter, phone
from tests.browser.test_look import AXE, CHROMIUM, FAULTS, TOO_SMALL
from tests.needs.stories import jpeg
from tests.projects.stories import ListStory
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
