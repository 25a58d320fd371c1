"""The look: every piece on one sample page, judged as source and, where Chromium is, by measuring it."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_wtf import FlaskForm
from playwright.sync_api import Browser, Page, Route, sync_playwright
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired

from deliberation.web.headers import POLICY
from tests.page import Shown, judge

PROJECT = Path(__file__).parents[2]
TEMPLATES = PROJECT / "templates"
STATIC = PROJECT / "deliberation" / "static"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
TOO_SMALL = """least => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter(target => target.offsetParent && target.type !== 'hidden' && !target.closest('.skip, label, .slip'))
  .filter(target => {
    const box = target.getBoundingClientRect();
    return Math.min(box.width, box.height) < least - 0.5;
  })
  .map(target => target.outerHTML.slice(0, 90))"""
FAULTS = """() => axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})
  .then(found => found.violations)
  .then(faults => faults.flatMap(fault => fault.nodes.map(node => fault.id + node.html.slice(0, 99))))"""


class SampleForm(FlaskForm):
    words = StringField("查找")
    title = StringField("缺什么", [InputRequired()])
    body = TextAreaField("具体说说")
    kind = RadioField("哪一类", [InputRequired()], choices=[("shop", "生活服务"), ("public", "公共事务")])
    place = SelectField("小区", choices=[("a", "东区"), ("b", "西区")])
    days = SelectMultipleField(
        "哪几天方便",
        choices=[("1", "周一"), ("2", "周末")],
        widget=widgets.ListWidget(),
        option_widget=widgets.CheckboxInput(),
    )
    count = IntegerField("多少户")
    phone = TelField("手机号")
    password = PasswordField("密码", [InputRequired()])
    day = DateField("哪一天")
    photo = FileField("照片")
    names = FieldList(StringField("候选名称"), "候选", min_entries=2)
    agree = BooleanField("我同意", [InputRequired()])


def _stages() -> list[SimpleNamespace]:
    labels = {
        "征集": "done",
        "议事": "skipped",
        "投票": "now",
        "清单": "next",
        "公示": "next",
        "实施": "next",
    }
    return [
        SimpleNamespace(key=label, label=label, state=state, starts_on=date(2026, 7, 1), ends_on=None)
        for label, state in labels.items()
    ]


def _sample(title: str) -> dict[str, Any]:
    """Everything the pieces can be asked to draw, with one title the test chooses."""
    moment = datetime(2026, 7, 8, 6, 30, tzinfo=UTC)
    stages = _stages()
    need = {"number": "2026-012", "place": "东区", "author": "张*", "supports": 112, "url": "#need"}
    state = {"state_label": "待梳理", "state_tone": "waiting"}
    row = {"households": 3, "explanation": "排第一。", "url": "#row"}
    told = {"figure": None, "badge": "入选", "more": ["它对另一项：30 比 10"]}
    return {
        "form": SampleForm(formdata=None),
        "needs": [SimpleNamespace(title=title, households=n, **need, **state) for n in (0, 9, 86)],
        "rows": [SimpleNamespace(label=title, value=v, selected=v > 50, **row, **told) for v in (412, 80, 0)],
        "events": [SimpleNamespace(at=moment, sentence=title, url="#event")],
        "page": SimpleNamespace(items=[], number=4, pages=9, total=86, per_page=10),
        "ribbon": SimpleNamespace(
            cycle_name="上半年",
            stages=stages,
            now=stages[2],
            days_left=2,
            hint="您还没有投票",
            hint_url="#vote",
        ),
        "community": SimpleNamespace(code="999999001001", name="和平里社区", street_name="清泉街道"),
    }


Sample = Callable[..., str]


@pytest.fixture
def sample(app: Flask) -> Sample:
    """The sample page as this person would get it: (display cookie, wrong answers?, title)."""
    source = (Path(__file__).parent / "gallery.html").read_text("utf-8")

    def render(cookie: str = "0", wrong: bool = False, title: str = "没有早餐店") -> str:
        with app.test_request_context("/sample?q=灯", headers={"Cookie": f"display={cookie}"}):
            facts = _sample(title)
            if wrong:
                facts["form"].validate()
            return render_template_string(source, **facts)

    return render


@pytest.mark.parametrize("cookie", ["0", "1", "2c"])
@pytest.mark.parametrize("wrong", [False, True])
def test_every_piece_is_clean_html(app: Flask, sample: Sample, cookie: str, wrong: bool) -> None:
    shown = Shown(app.make_response(sample(cookie, wrong)), "/sample")  # type: ignore[arg-type]  # reads alike
    judge(shown)
    assert f"size-{cookie[0]}" in shown.tree.get("class")
    assert ("contrast" in shown.tree.get("class")) == ("c" in cookie)


def test_each_wrong_field_is_named_at_the_top_and_tied_to_its_sentence(app: Flask, sample: Sample) -> None:
    shown = Shown(app.make_response(sample(wrong=True)), "/sample")  # type: ignore[arg-type]  # reads alike
    targets = shown.tree.xpath("//*[@data-focus]//a/@href")
    assert {"#title", "#kind-0", "#place", "#password", "#agree"} == set(targets)
    assert {target.lstrip("#") for target in targets} <= set(shown.tree.xpath("//@id"))
    assert shown.tree.xpath('//input[@id="title"]/@aria-describedby') == ["title-help title-error"]


def test_what_people_write_is_never_markup(sample: Sample) -> None:
    source = sample(title="<script>alert(1)</script>")
    assert "<script>alert" not in source
    assert "&lt;script&gt;alert(1)" in source


def test_every_icon_and_drawing_a_page_names_exists() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img" / "icons.svg").read_text("utf-8")))
    sources = "\n".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.html"))
    named = set(re.findall(r"""icon\(["']([^"']+)["']""", sources)) | set(
        re.findall(r"sign=[\"']([^\"']+)", sources)
    )
    assert len(named) > 10
    assert not named - drawn, sorted(named - drawn)


def _palettes() -> list[dict[str, str]]:
    css = (STATIC / "css" / "base.css").read_text("utf-8")
    normal = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css.split("html.contrast")[0]))
    return [
        normal,
        normal | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css.split("html.contrast")[1].split("}")[0])),
    ]


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    dark, bright = sorted((_light(one), _light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", _palettes(), ids=["normal", "high contrast"])
def test_words_stand_out_from_their_ground(palette: dict[str, str]) -> None:
    for words in ("ink", "muted", "accent", "link", "done", "wait"):
        for ground in ("paper", "card"):
            assert _contrast(palette[words], palette[ground]) >= 4.5, (words, ground)
    for hue in ("accent", "link", "done", "wait"):
        assert _contrast(palette[hue], palette[f"{hue}-tint"]) >= 4.5, hue
    assert _contrast("#ffffff", palette["accent"]) >= 4.5
    assert _contrast(palette["control"], palette["paper"]) >= 3


# A worker's desk that keeps entries through a broken line; no resident ever loads it.
DESKS = {"meetings-live.js": 24_000}


def test_the_styles_and_script_stay_small() -> None:
    """A resident on a slow phone downloads what every page has, and besides only what this page is about."""
    base = (TEMPLATES / "base.html").read_text("utf-8")
    for kind, most, most_alone in (("css", 40_000, 12_000), ("js", 8_000, 8_000)):
        sizes = {path.name: path.stat().st_size for path in (STATIC / kind).glob(f"*.{kind}")}
        shared = [size for name, size in sizes.items() if f"{kind}/{name}" in base]
        assert sum(shared) < most
        alone = {name: size for name, size in sizes.items() if f"{kind}/{name}" not in base}
        assert max(size for name, size in alone.items() if name not in DESKS) < most_alone
        assert all(alone[name] < most for name, most in DESKS.items() if name in alone)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


def _open(chromium: Browser, app: Flask, source: str, width: int) -> tuple[Page, list[str]]:
    """The page in a real browser, with our own headers; and what the browser complained about."""
    client = app.test_client()
    complaints: list[str] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://sample.test")
        if path == "/":
            route.fulfill(body=source, content_type="text/html", headers={"Content-Security-Policy": POLICY})
            return
        response = client.get(path)
        route.fulfill(status=response.status_code, body=response.data, content_type=response.content_type)

    page = chromium.new_page(viewport={"width": width, "height": 844})
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", answer)
    page.goto("http://sample.test/")
    return page, complaints


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("cookie", "root", "least"), [("0", 17, 44), ("1", 24, 60), ("2c", 30, 60)])
def test_every_page_fits_and_every_target_suits_a_thumb(
    chromium: Browser, app: Flask, sample: Sample, width: int, cookie: str, root: int, least: int
) -> None:
    long_title = (
        "给没有电梯的老楼装楼道折叠座椅" * 3 + "https://a-very-long-word-without-any-break.example/" * 2
    )
    page, complaints = _open(chromium, app, sample(cookie, wrong=True, title=long_title), width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == root
    assert page.evaluate(TOO_SMALL, least) == []
    assert complaints == []
    page.close()


@pytest.mark.browser
def test_the_stage_line_of_a_phone_opens_without_script(
    chromium: Browser, app: Flask, sample: Sample
) -> None:
    page, _complaints = _open(chromium, app, sample(), 390)
    stages = page.locator(".ribbon-phone .stage")
    assert stages.count() == 6
    assert not stages.first.is_visible()
    page.locator(".ribbon-phone summary").click()
    assert stages.first.is_visible()
    page.close()


@pytest.mark.browser
def test_a_password_can_be_looked_at(chromium: Browser, app: Flask, sample: Sample) -> None:
    page, _complaints = _open(chromium, app, sample(), 1280)
    page.locator("[data-show-password]").click()
    assert page.locator("#password").get_attribute("type") == "text"
    page.locator("[data-show-password]").click()
    assert page.locator("#password").get_attribute("type") == "password"
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("cookie", ["0", "2c"])
def test_every_piece_can_be_used_by_everybody(
    chromium: Browser, app: Flask, sample: Sample, width: int, cookie: str
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed")
    page, _complaints = _open(chromium, app, sample(cookie, wrong=True), width)
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(FAULTS) == []
    page.close()
