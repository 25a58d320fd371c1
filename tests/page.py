"""The visitor all web tests use: every page it gets is judged (valid, titled, labelled, CSP-clean)."""

from html.parser import HTMLParser
from typing import Any

from flask import Flask, g
from lxml import html
from werkzeug.test import TestResponse

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.people.models import Account

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class PageClient:
    """Gets and posts as one visitor; follows redirects; posts carry the CSRF token of the last page."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.token = ""

    def get(self, url: str, status: int = 200, **query: Any) -> "Shown":
        """A page, judged."""
        _forget()
        return self._answer(self.client.get(url, query_string=query or None), url, status)

    def post(
        self, url: str, data: dict[str, Any] | None = None, status: int = 200, follow: bool = True
    ) -> "Shown":
        """Send a form (with the token of the last page) and judge what comes back."""
        if not self.token:
            self.get("/privacy")
        fields = {"csrf_token": self.token, **(data or {})}
        _forget()
        response = self.client.post(url, data=fields, headers={"Referer": f"http://localhost{url}"})
        if follow and response.status_code in (302, 303):
            _forget()
            return self._answer(self.client.get(response.location), response.location, status)
        return self._answer(response, url, status)

    def download(self, url: str, status: int = 200) -> bytes:
        """A file."""
        _forget()
        response = self.client.get(url)
        db.session.remove()
        assert response.status_code == status, f"{url}: {response.status_code}"
        return response.data

    def sign_in(self, phone: str, password: str) -> "Shown":
        """Sign in as anybody would."""
        self.client = self.app.test_client()
        self.get("/sign-in")
        return self.post("/sign-in", {"phone": phone, "password": password})

    def enter(self, actor: Actor) -> None:
        """Be somebody at once, as a session begun a moment ago."""
        account = db.session.get_one(Account, actor.account_id)
        self.client, self.token = self.app.test_client(), ""
        with self.client.session_transaction() as session:
            session["_user_id"] = f"{account.id}|{account.stamp}"
            session["_fresh"], session["seen"] = True, int(now().timestamp())
            session.permanent = True
        db.session.remove()

    def sign_out(self) -> None:
        self.post("/sign-out")

    def _answer(self, response: TestResponse, url: str, status: int) -> "Shown":
        db.session.remove()
        assert response.status_code == status, (
            f"{url}: {response.status_code}\n{response.get_data(as_text=True)[:3000]}"
        )
        shown = Shown(response, url)
        if shown.tree is not None and not 300 <= response.status_code < 400:
            judge(shown)
            self.token = shown.token or self.token
        return shown


def _forget() -> None:
    """Each request begins anew, though the test itself stands in one app context."""
    for name in list(g):
        g.pop(name)


class Shown:
    """A page as a person sees it."""

    def __init__(self, response: TestResponse, url: str) -> None:
        self.response = response
        self.url = url
        self.source = response.get_data(as_text=True)
        self.tree = html.fromstring(self.source) if response.mimetype == "text/html" and self.source else None

    @property
    def text(self) -> str:
        """The words of the page, blanks folded."""
        return " ".join(self.tree.text_content().split()) if self.tree is not None else self.source

    @property
    def main(self) -> str:
        """The words of the page's own part."""
        return " ".join(self.tree.xpath("//main")[0].text_content().split())

    @property
    def token(self) -> str:
        found = self.tree.xpath('//input[@name="csrf_token"]/@value') if self.tree is not None else []
        return str(found[0]) if found else ""

    def links(self, part: str = "") -> list[str]:
        """The addresses on the page that contain `part`."""
        return [str(href) for href in self.tree.xpath("//a/@href") if part in href]

    def value(self, name: str) -> str:
        """What stands in a hidden field."""
        return str(self.tree.xpath("//input[@name=$name]/@value", name=name)[0])

    def forms(self, part: str = "") -> list[str]:
        """The addresses forms of the page are sent to, containing `part`."""
        return [str(action) for action in self.tree.xpath("//form/@action") if part in action]

    def __contains__(self, words: str) -> bool:
        return words in self.text


class _Balance(HTMLParser):
    """Every element that opens also closes, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def judge(shown: Shown) -> None:
    """Fail on what no page of ours may have."""
    tree, where = shown.tree, shown.url
    balance = _Balance()
    balance.feed(shown.source)
    assert not balance.wrong, f"{where}: unbalanced {balance.wrong[:3]}"
    assert not balance.open, f"{where}: not closed {balance.open[:3]}"
    assert len(tree.xpath("//h1")) == 1, f"{where}: one h1"
    assert tree.findtext(".//title", "").strip(), f"{where}: title"
    assert tree.get("lang"), f"{where}: lang"
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids)), f"{where}: ids twice {sorted({i for i in ids if ids.count(i) > 1})}"
    for field in tree.xpath("//input[not(@type='hidden' or @type='submit')] | //select | //textarea"):
        labelled = (
            field.get("aria-label")
            or field.xpath("ancestor::label")
            or (field.get("id") and tree.xpath("//label[@for=$id]", id=field.get("id")))
        )
        assert labelled or field.get("aria-labelledby"), f"{where}: no label for {field.get('name')}"
    for image in tree.xpath("//img"):
        assert image.get("alt") is not None, f"{where}: an image without alt"
    assert not tree.xpath("//@style | //style"), f"{where}: inline style"
    assert not tree.xpath("//script[not(@src)]"), f"{where}: inline script"
    assert not tree.xpath("//@*[starts-with(name(), 'on')]"), f"{where}: inline handler"
    for form in tree.xpath("//form[translate(@method, 'POST', 'post')='post']"):
        assert form.xpath(".//input[@name='csrf_token']"), f"{where}: a form without a token"
    for reference in ("aria-describedby", "aria-labelledby"):
        for value in tree.xpath(f"//@{reference}"):
            assert set(value.split()) <= set(ids), f"{where}: {reference} points nowhere: {value}"
