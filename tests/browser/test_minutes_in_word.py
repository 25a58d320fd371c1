"""Minutes that come back from Word in real browsers: sent, looked at, taken over, with and without script."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from deliberation.database import db
from deliberation.meetings import papers, word
from tests.browser.test_journey import address, chromium, phone
from tests.browser.test_look import CHROMIUM
from tests.browser.test_voting import be, sound
from tests.meetings.stories import MeetingStory, edited, minutes
from tests.meetings.word_files import changed, in_place_of, paragraph, run
from tests.stories import A, Story

__all__ = ["address", "chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
OLD, NEW = "李梅写的开场，大家都到了。", "李梅改过的开场，人到齐了。"


@pytest.mark.parametrize(
    ("script", "size", "width"), [(True, "0", 390), (False, "0", 1280), (True, "1", 390), (True, "1", 1280)]
)
def test_a_document_is_sent_looked_at_and_taken_over(
    app: Flask,
    chromium: Browser,
    address: str,
    story: Story,
    tmp_path: Path,
    script: bool,
    size: str,
    width: int,
) -> None:
    told = MeetingStory(story)
    meeting_id = told.drafted()
    edited(told.worker, meeting_id, OLD)
    content = word.minutes_docx(minutes(meeting_id), "和平里社区", False, papers.RECORD)
    content = in_place_of(content, OLD, paragraph(run(NEW), "<w:r><w:drawing/></w:r>"))
    document = tmp_path / "改好的会议记录.docx"
    document.write_bytes(changed(content, lambda xml: xml.replace("开场和其他情况", "开场：大家好")))
    page = phone(chromium, address, script, size, width)
    be(page, app, address, told.worker)
    page.goto(f"/c/{A}/meetings/{meeting_id}/minutes")
    page.get_by_role("link", name="把改好的 Word 文件传回来").click()
    expect(page.locator("[name=document]")).to_be_attached()
    if script:
        sound(page, 60 if size == "1" else 44)
    page.locator("[name=document]").set_input_files(document)
    page.get_by_role("button", name="看看改了什么").click()
    expect(page.get_by_text("图片没有导入")).to_be_visible()
    expect(page.get_by_text("有的标题改过")).to_be_visible()
    if script:
        sound(page, 60 if size == "1" else 44)
    page.get_by_role("button", name="导入，存成新的一版").click()
    expect(page.get_by_text("导入好了，存成了新的一版")).to_be_visible()
    db.session.remove()
    assert minutes(meeting_id).sections["opening"] == NEW
