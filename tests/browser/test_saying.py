"""Saying what is missing in a real browser: on a phone, with and without script, in large type, too."""

from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from deliberation.database import db
from deliberation.needs import photos
from deliberation.needs.models import Need, NeedDraft
from tests.browser.test_journey import HERE, address, chromium, enter, phone
from tests.browser.test_look import AXE, CHROMIUM, FAULTS, TOO_SMALL
from tests.needs.stories import counts, need_by
from tests.stories import A, Story

__all__ = ["address", "chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
NEW = f"{HERE}/needs/new"
WORDS = ("想要一家早餐店", "3号楼东侧空地", "老人走不远，早上买不到热的。")


def sound(page: Page, script: bool, size: str) -> None:
    """Nothing beyond the edge, every target for a thumb, nothing axe would find."""
    if not script:
        return
    page.wait_for_load_state()
    page.locator("main").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.evaluate(TOO_SMALL, 60 if size != "0" else 44) == [], page.url
    if AXE.is_file() and size != "0":
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(FAULTS) == [], page.url


def turned_photo(folder: Path) -> str:
    """A photo as a phone held upright stores it: lying, with a note how to turn it."""
    image, exif = Image.new("RGB", (3000, 2000), "red"), Image.Exif()
    image.paste("blue", (1500, 0, 3000, 2000))
    exif[0x0112] = 6
    path = folder / "照片.jpg"
    image.save(path, exif=exif, quality=90)
    return str(path)


def onward(page: Page) -> None:
    page.locator("#saying .button-main").click()


def main_of(page: Page) -> str:
    return page.locator("main").inner_text()


@pytest.mark.parametrize(("script", "size"), [(True, "0"), (False, "0"), (True, "1"), (False, "1")])
def test_three_steps_with_a_photo_on_a_phone(
    story: Story, chromium: Browser, address: str, tmp_path: Path, script: bool, size: str
) -> None:
    title, place, body = WORDS
    story.cycle()
    _actor, number = story.resident(name="王秀兰")
    db.session.remove()
    page = phone(chromium, address, script, size)
    enter(page, number)
    page.goto(NEW)
    page.locator("#title").fill(title)
    if script:
        page.locator("#likely input[value=B03]").check()
    else:
        onward(page)
        assert "我们猜是“早餐店”" in main_of(page)
    sound(page, script, size)
    onward(page)
    page.locator("#place").fill(place)
    sound(page, script, size)
    onward(page)
    page.locator("#body").fill(body)
    page.locator("#photos-chosen").set_input_files(turned_photo(tmp_path))
    if not script:
        page.get_by_role("button", name="上传选好的照片").click()
    expect(page.locator("#photos img")).to_have_count(1)
    assert page.locator("#body").input_value() == body
    sound(page, script, size)
    onward(page)
    page.wait_for_url("**/preview")
    for words in (title, "早餐店", place, body):
        assert words in main_of(page)
    sound(page, script, size)
    page.locator("main form .button-main").click()
    assert "需求收到了" in main_of(page)
    need = db.session.scalars(select(Need)).one()
    photo = photos.photos_of_need(need.id)[0]
    assert photo.height > photo.width
    db.session.remove()
    page.goto(f"{HERE}/needs/{need.id}")
    expect(page.get_by_role("img", name=f"需求 {need.number} 的照片 1")).to_be_visible()
    sound(page, script, size)
    page.context.close()


def test_what_is_typed_is_kept_by_itself_even_while_the_network_is_gone(
    story: Story, chromium: Browser, address: str
) -> None:
    _actor, number = story.resident(name="王秀兰")
    db.session.remove()
    page = phone(chromium, address)
    enter(page, number)
    page.goto(NEW)
    page.locator("#title").press_sequentially("楼下的长椅")
    expect(page.locator("#saved")).to_contain_text("已保存")
    page.context.set_offline(True)
    page.locator("#title").press_sequentially("坏了两条")
    expect(page.locator("#saved")).to_contain_text("先记在这台手机或电脑上")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('need:')).length") == 1
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("已保存")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('need:')).length") == 0
    assert db.session.scalars(select(NeedDraft)).one().fields["title"] == "楼下的长椅坏了两条"
    db.session.remove()
    page.context.clear_cookies(name="session")
    page.locator("#likely input").first.check()
    onward(page)
    assert "您写的内容已经保存" in main_of(page)
    page.locator("input[name=phone]").first.fill(number)
    page.locator("input[name=password]").first.fill("demo-2026-pass")
    page.locator("input[name=password]").first.press("Enter")
    expect(page.locator("#title")).to_have_value("楼下的长椅坏了两条")
    page.context.close()


def test_while_a_title_is_typed_what_sounds_alike_is_one_tap_away(
    story: Story, chromium: Browser, address: str, app: Flask
) -> None:
    need = need_by(story.resident(name="先说的人")[0], "3号楼门口晚上没有路灯")
    _actor, number = story.resident(name="李四")
    db.session.remove()
    page = phone(chromium, address, size="1")
    enter(page, number)
    page.goto(NEW)
    page.locator("#title").press_sequentially("3号楼门口没有路灯")
    button = page.locator("#similar button")
    expect(button).to_be_visible()
    expect(page.locator("#likely input").first).to_have_value("N02")
    sound(page, True, "1")
    button.click()
    expect(page.locator("main")).to_contain_text("您的支持已经算上了")
    assert counts(need.id, A) == (2, 2)
    assert db.session.scalars(select(NeedDraft)).all() == []
    page.context.close()
