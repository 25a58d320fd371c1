"""Whatever is typed into an address or a form, nobody ever meets a 500, and no words are lost.

Every rule of the url map is walked with real ids, with ids that do not exist, and with ugly query strings;
every form a page shows is sent back with ugly values in its fields.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from traceback import extract_tb
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, g
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.test import EnvironBuilder, TestResponse

from deliberation.actors import Actor
from deliberation.database import db
from tests.habits.world import World, address, rules_of, strangers_id, values_of
from tests.page import PageClient, Shown, judge
from tests.stories import A

LETTERS = "㛃䶮𬭎👵🏽"
LONG = "长" * 10_000
WORDS_ASKED = """
q search state category progress stage queue order round_id estate into kind top taking tracker number about
next step act account person on from until since who resident need code meeting
"""
ASKED = WORDS_ASKED.split()
QUERIES = [
    *({"page": page} for page in ("-1", "9" * 20, "9" * 7, "abc", "１２")),
    *(dict.fromkeys(ASKED, value)
      for value in ("%_'\"\\", "a\x00b", LETTERS, "-1", "", "²", "<script>x</script>", "2026-02-30")),
    *({name: LONG[:5_000]} for name in ("q", "tracker")),
]  # fmt: skip
VALUES = {
    "empty": "",
    "blanks": " \u3000\t\r\n ",
    "invisible": "\u200b\u202e\ufeff",
    "nul": "\x00",
    "nul_within": "路\x00灯",
    "long": LONG,
    "markup": '"><script>alert(1)</script>{{7*7}}</textarea>',
    "sql": "'; DROP TABLE need; --",
    "rare": LETTERS,
    "negative": "-1",
    "huge": str(10**30),
    "exponent": "1e309",
    "nan": "NaN",
    "infinite": "Infinity",
    "full_width": "１２",
    "superscript": "²",
    "no_date": "0000-00-00",
    "last_date": "9999-12-31",
    "no_such_day": "2026-02-30",
    "early_date": "1900-01-01",
    "last_moment": "9999-12-31T23:59",
    "first_moment": "0001-01-01T00:00",
    "no_choice": "no-such-choice",
    "no_uuid": "00000000-0000-0000-0000-00000000000g",
    "free_uuid": "00000000-0000-4000-8000-000000000000",
}
MANY_PAGES = ("worker", "resident")
KEPT = "一字千金"
WORDS = ".//textarea/@name | .//input[@type='text' or not(@type) or @type='search']/@name"
EXPECTED = {200, 400, 403, 404, 409, 413, 429, 500}
SENDERS = ("worker", "resident", "lead", "stranger", "officer", "administrator", "security", "representative")
VISITORS = (*SENDERS, "unconfirmed", "auditor", "worker_b")
pytestmark = pytest.mark.attack
EVERYTHING = bool(os.environ.get("UGLY_EVERYTHING"))


class Rough:
    """A visitor who does not mind; every answer is looked at."""

    def __init__(self, app: Flask, actor: Actor | None) -> None:
        self.app, self.visitor = app, PageClient(app)
        self.faults: list[str] = []
        if actor is not None:
            self.visitor.enter(actor)
        self.cookies = self._session()

    def _session(self) -> str:
        cookie = self.visitor.client.get_cookie("session")
        return cookie.value if cookie else ""

    def open(self, url: str, method: str = "GET", **more: Any) -> TestResponse:
        """Ask, and fail on any answer that is ours to be ashamed of."""
        for name in list(g):
            g.pop(name)
        try:
            response = self.visitor.client.open(url, method=method, **more)
        except Exception as error:
            self.faults.append(f"{method} {url} {_brief(more)}: {error!r} at {_where(error)}")
            return TestResponse(iter(()), "500 broken", Headers(), EnvironBuilder().get_request())
        finally:
            db.session.remove()
        if response.status_code >= 500:
            self.faults.append(f"{method} {url} {_brief(more)}: {response.status_code}")
        return response

    def page(self, url: str, **more: Any) -> Shown | None:
        """A page, judged; None when it is a file."""
        response = self.open(url, **more)
        if response.mimetype != "text/html":
            return None
        shown = Shown(response, url)
        if response.status_code == 200 and "<html" in shown.source:
            self.judge(shown)
        return shown

    def judge(self, shown: Shown) -> None:
        """A page that is not as ours should be is a fault as well."""
        try:
            judge(shown)
        except AssertionError as error:
            self.faults.append(f"{shown.url}: {error}"[:300])


def _brief(more: dict[str, Any]) -> str:
    return re.sub(r"(.{20})\1+", r"\1…", repr(more))[:300]


def _where(error: Exception) -> str:
    """The last line of ours the error passed."""
    ours = [step for step in extract_tb(error.__traceback__) if "deliberation/" in step.filename
            or "/templates/" in step.filename]  # fmt: skip
    return f"{ours[-1].filename}:{ours[-1].lineno}" if ours else ""


def _slow(endpoint: str) -> bool:
    """Papers are drawn for some seconds; their doors have tests of their own."""
    return endpoint.endswith(("pdf", "sheet", "notice")) and endpoint != "meetings.notice"


@pytest.mark.parametrize("name", VISITORS)
def test_no_address_breaks_whoever_asks(app: Flask, world: World, name: str) -> None:
    visitor = Rough(app, world.actors[name])
    for rule in rules_of(app, "GET"):
        if _slow(rule.endpoint):
            continue
        for values in values_of(rule, world, most=6 if name in ("resident", "worker", "lead") else 2):
            visitor.page(address(app, rule, values))
    assert not visitor.faults, "\n".join(dict.fromkeys(visitor.faults))


@pytest.mark.parametrize("name", ["worker", "resident", "stranger"])
def test_ids_that_do_not_exist_are_not_found(app: Flask, world: World, name: str) -> None:
    visitor = Rough(app, world.actors[name])
    for rule in rules_of(app, "GET"):
        for values in values_of(rule, world, most=1):
            if not any(isinstance(value, UUID) for value in values.values()):
                continue
            response = visitor.open(address(app, rule, strangers_id(values)))
            if response.status_code not in (302, 403, 404):
                visitor.faults.append(f"{rule}: {response.status_code}")
    assert not visitor.faults, "\n".join(dict.fromkeys(visitor.faults))


@pytest.mark.parametrize("name", ["worker", "administrator", "auditor", "stranger"])
def test_communities_that_do_not_exist_are_not_found(app: Flask, world: World, name: str) -> None:
    visitor = Rough(app, world.actors[name])
    for rule in rules_of(app, "GET"):
        if "code" not in rule.arguments:
            continue
        for code in ("999999001099", "0", "%00", "x" * 300, "999999001", LETTERS):
            for values in values_of(rule, world, most=1):
                response = visitor.open(address(app, rule, {**values, "code": code}))
                if response.status_code not in (302, 308, 403, 404):
                    visitor.faults.append(f"{rule} {code}: {response.status_code}")
    assert not visitor.faults, "\n".join(dict.fromkeys(visitor.faults))


@pytest.mark.parametrize("name", ["stranger", "worker", "officer", "administrator", "auditor"])
def test_no_query_breaks_a_page(app: Flask, world: World, name: str) -> None:
    visitor = Rough(app, world.actors[name])
    for rule in rules_of(app, "GET"):
        if _slow(rule.endpoint) or rule.endpoint in ("people.roll_sheet", "people.staff_sheet"):
            continue
        for values in values_of(rule, world, most=1):
            url = address(app, rule, values).partition("?")[0]
            if visitor.open(url).status_code == 200:
                for query in QUERIES:
                    visitor.page(url, query_string=query)
    assert not visitor.faults, "\n".join(dict.fromkeys(visitor.faults))


def forms_on(shown: Shown) -> Iterator[tuple[str, Any]]:
    """(address, form) of each form a page sends by POST."""
    for form in shown.tree.xpath("//main//form[translate(@method, 'POST', 'post')='post']"):
        yield str(form.get("action") or shown.url), form


def fields_of(form: Any) -> MultiDict[str, Any]:
    """What a browser would send when nothing is touched; a file as an empty one."""
    sent: MultiDict[str, Any] = MultiDict()
    for field in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
        name, kind = str(field.get("name")), field.get("type", "")
        if field.tag == "select":
            for chosen in field.xpath(".//option[@selected]") or field.xpath(".//option")[:1]:
                sent.add(name, chosen.get("value", ""))
        elif field.tag == "textarea":
            sent.add(name, field.text or "")
        elif kind == "file":
            sent.add(name, (BytesIO(b""), ""))
        elif kind not in ("checkbox", "radio", "submit") or field.get("checked") is not None:
            sent.add(name, field.get("value", ""))
    for name in form.xpath(".//input[@type='radio' or @type='checkbox']/@name"):
        sent.setdefault(str(name), form.xpath(f".//input[@name='{name}']/@value")[:1][0])
    for button in form.xpath(".//button[@name]")[:1]:
        sent[str(button.get("name"))] = button.get("value", "")
    return sent


@dataclass(frozen=True)
class Found:
    """A form somebody met: where it goes, what it would send, and which of its fields hold words."""

    url: str
    fields: MultiDict[str, Any]
    words: tuple[str, ...]


def found_forms(app: Flask, world: World, name: str) -> dict[Any, Found]:
    """One form of each shape (endpoint and fields) among all pages somebody may see."""
    visitor, forms = Rough(app, world.actors[name]), dict[Any, Found]()
    adapter = app.url_map.bind("localhost")
    for rule in rules_of(app, "GET"):
        if _slow(rule.endpoint) or rule.endpoint.endswith(("_sheet", "_file")):
            continue
        for values in values_of(rule, world, most=7 if name in MANY_PAGES else 2):
            url = address(app, rule, values)
            response = visitor.open(url)
            if response.mimetype != "text/html" or response.status_code != 200 or not response.data.strip():
                continue
            for target, form in forms_on(Shown(response, url)):
                endpoint, _values = adapter.match(target.partition("?")[0], method="POST")
                fields = fields_of(form)
                found = Found(target, fields, tuple(map(str, form.xpath(WORDS))))
                forms.setdefault((endpoint, frozenset(fields)), found)
    return forms


def sendable(fields: MultiDict[str, Any]) -> MultiDict[str, Any]:
    """A copy that can be sent: files are opened anew."""
    sent: MultiDict[str, Any] = MultiDict()
    for key in fields:
        for value in fields.getlist(key):
            sent.add(key, (BytesIO(b"nonsense"), "a.xlsx") if isinstance(value, tuple) else value)
    return sent


class Sender(Rough):
    """Somebody who sends forms, and finds the neighbourhood as it was each time."""

    def __init__(self, app: Flask, world: World, name: str, put_back: Callable[[], None]) -> None:
        super().__init__(app, world.actors[name])
        self.put_back = put_back
        shown = self.page("/privacy")
        assert shown is not None
        self.token, self.cookies = shown.token, self._session()

    def send(self, found: Found, fields: MultiDict[str, Any]) -> Shown | None:
        """Send a form; what came of it is undone. The page that says why not, if there is one."""
        fields["csrf_token"] = self.token
        headers = {"Referer": f"http://localhost{found.url}"}
        response = self.open(found.url, "POST", data=sendable(fields), headers=headers)
        if response.status_code in (302, 303):
            self.open(response.location)
            self.undo()
            return None
        if response.status_code not in EXPECTED:
            self.faults.append(f"POST {found.url} {_brief(fields.to_dict())}: {response.status_code}")
        if response.mimetype != "text/html":
            return None
        shown = Shown(response, found.url)
        if "<html" in shown.source:
            self.judge(shown)
        return shown

    def undo(self) -> None:
        self.put_back()
        self.visitor.client.set_cookie("session", self.cookies)


def ugly_sendings(found: Found, place: int, foreign: list[str]) -> Iterator[MultiDict[str, Any]]:
    """A form with ugly values everywhere, with one in one field, with fields missing, and with all twice."""
    values = [*VALUES.values(), *foreign]
    some = values if EVERYTHING else [values[(place + step * 5) % len(values)] for step in range(5)]
    yield MultiDict()
    yield MultiDict([*found.fields.items(multi=True), *found.fields.items(multi=True)])
    for value in some:
        yield MultiDict((name, value) for name in found.fields)
    for number, name in enumerate(found.fields):
        for value in values if EVERYTHING else [values[(place + number * 3) % len(values)]]:
            changed = MultiDict(found.fields.items(multi=True))
            changed[name] = value
            yield changed


@pytest.fixture(scope="module")
def seen() -> set[Any]:
    """The forms somebody has sent already."""
    return set()


@pytest.mark.parametrize("name", SENDERS)
def test_no_form_breaks_and_no_words_are_lost(
    app: Flask, world: World, put_back: Callable[[], None], seen: set[Any], name: str
) -> None:
    sender = Sender(app, world, name, put_back)
    foreign = [str(world.foreign[0]), *map(str, world.foreign[1:])]
    for place, (shape, found) in enumerate(found_forms(app, world, name).items()):
        if shape in seen:
            continue
        seen.add(shape)
        for fields in ugly_sendings(found, place, foreign):
            sender.send(found, fields)
        sender.undo()
        for word in found.words:
            lose_nothing(sender, found, word)
    assert not sender.faults, "\n".join(dict.fromkeys(sender.faults))


def lose_nothing(sender: Sender, found: Found, word: str) -> None:
    """What was typed in one field stays when the form is refused, for itself or for another field."""
    for everywhere in (False, True):
        fields = MultiDict(found.fields.items(multi=True))
        for name in found.words if everywhere else ():
            fields[name] = LONG
        fields[word] = f"{KEPT}{LONG if not everywhere else ''}"
        shown = sender.send(found, fields)
        if shown is not None and shown.response.status_code in (200, 409) and KEPT not in shown.source:
            sender.faults.append(f"LOST {found.url} {word} {shown.response.status_code}")


BODIES = {
    "json": ("application/json", b'{"title": ["x"], "csrf_token": null}'),
    "broken_json": ("application/json", b'{"title": '),
    "no_type": ("", b"title=x"),
    "wrong_type": ("text/xml; charset=utf-99", b"<a>"),
    "no_boundary": ("multipart/form-data", b"--x\r\n\r\n"),
    "broken_multipart": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nno end',
    ),
    "not_utf8": ("application/x-www-form-urlencoded", b"title=%ff%fe%00&csrf_token=%c3%28\xff"),
    "many_fields": ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(3000))),
    "many_parts": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 1200 + b"--x--\r\n",
    ),
}
COOKIES = ("", "x", "\x7f", "9c" * 1500, "-1", "../../etc/passwd", ".eJx", "a.b.c", "zh_Hans_CN'--")


@pytest.mark.parametrize("body", sorted(BODIES))
def test_bodies_that_are_no_forms_are_refused(app: Flask, world: World, body: str) -> None:
    visitor = Rough(app, world.actors["worker"])
    content_type, content = BODIES[body]
    for place in (
        "/sign-in",
        "/complaints/new",
        f"/c/{A}/needs/new",
        f"/c/{A}/roll/import",
        "/vote",
        "/language",
    ):
        response = visitor.open(place, "POST", data=content, content_type=content_type)
        assert response.status_code in (302, 303, 400, 413), (place, response.status_code)
    assert not visitor.faults, "\n".join(dict.fromkeys(visitor.faults))


def test_a_body_too_big_gets_a_page_that_says_so(app: Flask, world: World) -> None:
    visitor = Rough(app, world.actors["worker"])
    visitor.page(f"/c/{A}/needs/new")
    response = visitor.open(f"/c/{A}/needs/desk/enter", "POST", data={"title": "x" * 13 * 1024 * 1024})
    assert response.status_code == 413
    visitor.judge(Shown(response, "/413"))
    assert not visitor.faults, visitor.faults


@pytest.mark.parametrize("name", ["session", "locale", "display", "remember_token", "csrf_token"])
def test_cookies_of_nonsense_are_nothing(app: Flask, world: World, name: str) -> None:
    visitor = Rough(app, None)
    for value in COOKIES:
        visitor.visitor.client.set_cookie(name, value)
        for url in ("/", f"/c/{A}/", "/sign-in"):
            shown = visitor.page(url)
            assert shown is not None
            assert shown.response.status_code == 200
    assert not visitor.faults, visitor.faults
