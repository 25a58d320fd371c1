"""The community's map in a real browser: tapped, by keyboard, without script, with tiles from elsewhere."""

from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from deliberation.database import db
from tests.browser.test_journey import CHROMIUM, address, chromium, enter, phone
from tests.browser.test_look import AXE, FAULTS, TOO_SMALL
from tests.needs.stories import need_by
from tests.places.maps import IN_FIRST, IN_SECOND, SOUTH, WEST, mapped
from tests.stories import A, Story

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
HERE = f"/c/{A}/needs"
ENTER = f"{HERE}/desk/enter"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)

__all__ = ["address", "chromium"]


@pytest.fixture
def worker(story: Story) -> str:
    """A worker's phone, in a community that is drawn and has two needs on its map."""
    mapped()
    resident, _phone = story.resident(name="王秀兰")
    need_by(resident, "一号楼的灯", lat_e6=IN_FIRST[0], lon_e6=IN_FIRST[1])
    need_by(resident, "平安小区的灯", lat_e6=IN_SECOND[0], lon_e6=IN_SECOND[1])
    number = story.staff()[1]
    db.session.remove()
    return number


def listening(page: Page) -> list[str]:
    """What the browser complains about from now on."""
    heard: list[str] = []
    page.on(
        "console",
        lambda message: heard.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def spot(page: Page) -> tuple[int, int]:
    """The point in the form, (lat, lon)."""
    lat, lon = (page.locator(f"input[name={name}]").input_value() for name in ("lat_e6", "lon_e6"))
    return int(lat or 0), int(lon or 0)


def on_ground(at: tuple[int, int]) -> bool:
    return SOUTH - 3000 < at[0] < SOUTH + 7000 and WEST - 3000 < at[1] < WEST + 11_000


def test_a_point_is_tapped_moved_by_keyboard_and_taken_away(
    worker: str, chromium: Browser, address: str
) -> None:
    page = phone(chromium, address)
    heard = listening(page)
    enter(page, worker)
    page.goto(ENTER)
    page.locator("summary", has_text="在地图上标一下").click()
    ground = page.locator(".map-live")
    page.locator("#map-field").scroll_into_view_if_needed()
    ground.wait_for()
    box = ground.bounding_box()
    assert box is not None
    ground.click(position={"x": box["width"] * 0.3, "y": box["height"] * 0.5})
    assert "幸福小区" in page.locator(".map-field-said").inner_text()
    assert page.locator("select[name=estate]").evaluate("each => each.selectedOptions[0].text") == "幸福小区"
    tapped = spot(page)
    assert on_ground(tapped)
    ground.focus()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert on_ground(spot(page))
    assert spot(page) != tapped
    page.get_by_label("选一栋楼").select_option(label="幸福小区 1号楼")
    assert spot(page) == (SOUTH + 1200, WEST + 1500)
    assert "1号楼" in page.locator(".map-field-said").inner_text()
    page.get_by_role("button", name="取消标点").click()
    assert spot(page) == (0, 0)
    assert heard == []


def test_without_script_a_click_on_the_picture_is_enough(
    worker: str, chromium: Browser, address: str
) -> None:
    page = phone(chromium, address, script=False)
    enter(page, worker)
    page.goto(ENTER)
    page.locator("input[name=title]").fill("楼前缺一盏灯")
    page.locator("summary", has_text="在地图上标一下").click()
    page.locator(".map-picture").click(position={"x": 90, "y": 140})
    page.wait_for_load_state()
    assert page.locator("input[name=title]").input_value() == "楼前缺一盏灯"
    first = spot(page)
    assert on_ground(first)
    page.locator(".map-picture").click(position={"x": 161, "y": 141})
    page.wait_for_load_state()
    assert abs(spot(page)[0] - first[0]) < 60
    page.get_by_role("button", name="取消标点").click()
    page.wait_for_load_state()
    assert spot(page) == (0, 0)


def test_needs_are_found_on_the_map_by_keyboard(worker: str, chromium: Browser, address: str) -> None:
    page = phone(chromium, address, width=1280)
    heard = listening(page)
    page.goto(f"{HERE}/map")
    pin = page.get_by_role("button", name="平安小区的灯")
    pin.wait_for()
    pin.focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="看这条需求")
    link.wait_for()
    assert link.evaluate("each => each === document.activeElement")
    page.keyboard.press("Escape")
    link.wait_for(state="detached")
    with page.expect_response(lambda answer: "map.json" in answer.url):
        page.get_by_role("link", name="幸福小区", exact=True).click()
    page.locator("#here-title", has_text="图上有 1 条需求").wait_for()
    assert "平安小区的灯" not in page.locator("#here").inner_text()
    assert "in=" in page.url
    assert heard == []


@pytest.mark.parametrize("script", [True, False])
def test_the_map_is_sound_for_eyes_thumbs_and_readers(
    worker: str, chromium: Browser, address: str, script: bool
) -> None:
    page = phone(chromium, address, script)
    enter(page, worker)
    for size, width, least in (("1", 390, 60), ("0", 390, 44), ("0", 1280, 44)):
        page.context.add_cookies([{"name": "display", "value": size, "url": address}])
        page.set_viewport_size({"width": width, "height": 844})
        for url in (f"{HERE}/map", ENTER, f"/c/{A}/places/map"):
            page.goto(url)
            page.wait_for_load_state("networkidle")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
            assert page.evaluate(TOO_SMALL, least) == [], (url, width)
            if AXE.is_file() and script:
                page.evaluate(AXE.read_text("utf-8"))
                assert page.evaluate(FAULTS) == [], (url, width)


class Tiles(BaseHTTPRequestHandler):
    """Somebody else's tiles: one grey pixel each; keeps what was asked and from where."""

    asked: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        type(self).asked.append((self.path, self.headers.get("Referer", "")))
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(PIXEL)

    def log_message(self, *_words: Any) -> None:
        pass


@pytest.fixture
def tiles(app: Flask) -> Iterator[str]:
    """A host of tiles on this machine, configured."""
    server, Tiles.asked = ThreadingHTTPServer(("127.0.0.1", 0), Tiles), []
    Thread(target=server.serve_forever, daemon=True).start()
    host = f"http://127.0.0.1:{server.server_port}"
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(
        settings, tiles=f"{host}/{{z}}/{{x}}/{{y}}.png", tiles_note="© 示例 <b>地图</b>"
    )
    yield host
    app.config["SETTINGS"] = settings
    server.shutdown()


def test_tiles_come_from_their_host_alone_and_learn_no_address_of_ours(
    worker: str, chromium: Browser, address: str, tiles: str
) -> None:
    page = phone(chromium, address, width=1280)
    heard = listening(page)
    page.goto(f"{HERE}/map?category=N02")
    page.locator(".leaflet-tile-loaded").nth(2).wait_for()
    assert "© 示例 <b>地图</b>" in page.locator(".leaflet-control-attribution").inner_text()
    assert heard == []
    assert {referrer for _path, referrer in Tiles.asked} == {f"{address}/"}
    page.evaluate("host => { new Image().src = host.replace('127.0.0.1', 'localhost') + '/x.png' }", tiles)
    page.wait_for_timeout(300)
    assert any("Content Security Policy" in words for words in heard)
    page.goto(f"{HERE}/")
    page.evaluate("host => { new Image().src = host + '/elsewhere.png' }", tiles)
    page.wait_for_timeout(300)
    assert not any("elsewhere" in path for path, _referrer in Tiles.asked)
