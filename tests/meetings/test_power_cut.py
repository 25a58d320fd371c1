"""A power cut in the middle of an item: what was answered is kept, and what is sent again is done once."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from deliberation.clock import now
from deliberation.config import PROJECT
from deliberation.database import db
from deliberation.meetings.models import LiveEntry, Speech
from deliberation.people.models import Account
from tests.meetings.stories import MeetingStory, first_item
from tests.stories import A, Story

ENTRIES, AT_LEAST = 120, 8


@contextmanager
def served(app: Flask, port: int, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The platform as it is served in earnest, on this test's database, in a session of its own."""
    settings = app.config["SETTINGS"]
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "DELIBERATION_DATA": str(settings.data_dir),
        "DELIBERATION_KEYS": str(settings.key_dir),
        "SECRET_KEY": app.config["SECRET_KEY"],
        "DELIBERATION_URL": f"http://127.0.0.1:{port}",
    }
    command = [
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}"),
        *("--workers", "2", "--threads", "2", "--no-control-socket"),
    ]
    with log.open("ab") as written:
        server = subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=written, stderr=written, start_new_session=True
        )
        try:
            _wait_for(port, server)
            yield server
        finally:
            cut(server, port)


def cut(server: "subprocess.Popen[bytes]", port: int) -> None:
    """Everything stops at once, the master and its workers; back when the last of them let the port go."""
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    for _ in range(300):
        if not _answers(port):
            return
        time.sleep(0.1)
    raise AssertionError("the server is still there")


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert server.poll() is None, "the server did not start"
        if _answers(port):
            return
        time.sleep(0.1)
    raise AssertionError("the server does not answer")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Queue:
    """What the page does: each entry under its key, again until it is answered."""

    def __init__(self, port: int, path: str, cookie: str, fields: dict[str, str]) -> None:
        self.port, self.path, self.cookie, self.fields = port, path, cookie, fields
        self.keys = [str(uuid4()) for _ in range(ENTRIES)]
        self.answered: dict[str, str] = {}

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": self.cookie, "X-Live": "1", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(fields) if fields else None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.getheader("Set-Cookie"):
            self.cookie = str(answer.getheader("Set-Cookie")).partition(";")[0]
        connection.close()
        return answer.status, text

    def take_token(self) -> None:
        status, text = self.ask("GET", f"{self.path}/token")
        assert status == 200, text[:300]
        self.fields["csrf_token"] = json.loads(text)["token"]

    def send(self, place: int) -> str:
        """The row an entry made, as the server says."""
        named = {"entry": self.keys[place], "name": f"居民{place:03}"}
        status, text = self.ask("POST", self.path, {**self.fields, **named})
        assert status == 200, text[:300]
        return str(json.loads(text)["done"]["row"])

    def send_all(self, enough: Event) -> None:
        """One after the other, until the line is gone."""
        try:
            for place, key in enumerate(self.keys):
                self.answered[key] = self.send(place)
                if len(self.answered) == AT_LEAST:
                    enough.set()
        except (OSError, HTTPException):
            return


def cookie_of(app: Flask, told: MeetingStory) -> str:
    account = db.session.get_one(Account, told.worker.account_id)
    client = app.test_client()
    with client.session_transaction(base_url="http://127.0.0.1") as session:
        session["_user_id"], session["_fresh"] = f"{account.id}|{account.stamp}", True
        session["seen"], session.permanent = int(now().timestamp()), True
    cookie = client.get_cookie("session", domain="127.0.0.1")
    assert cookie is not None
    return f"session={cookie.value}"


def test_after_a_power_cut_every_entry_is_there_once(app: Flask, story: Story, tmp_path: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the server is given this test's database file")
    told = MeetingStory(story)
    meeting_id = told.noticed()
    told.arrive(meeting_id)
    item, port, log = str(first_item(meeting_id).id), free_port(), tmp_path / "server.log"
    fields = {"act": "ask", "row": item, "account": str(told.worker.account_id)}
    queue = Queue(port, f"/c/{A}/meetings/{meeting_id}/live", cookie_of(app, told), fields)
    db.session.remove()
    with served(app, port, log) as server:
        queue.take_token()
        enough = Event()
        sending = Thread(target=queue.send_all, args=(enough,))
        sending.start()
        assert enough.wait(60), log.read_text()
        cut(server, port)
        sending.join(60)
    answered = dict(queue.answered)
    assert AT_LEAST <= len(answered) < ENTRIES, "the cut came in the middle"
    kept = {str(speech_id) for speech_id in db.session.scalars(select(Speech.id))}
    assert set(answered.values()) <= kept, "what was answered is kept"
    assert len(kept) - len(answered) in {0, 1}, "at most the one on its way was done and not answered"
    db.session.remove()
    with served(app, port, log):
        for place, key in enumerate(queue.keys):
            row = queue.send(place)
            assert answered.get(key, row) == row, "the same key again gets the same answer"
    names = db.session.scalars(select(Speech.name).order_by(Speech.name)).all()
    assert names == [f"居民{place:03}" for place in range(ENTRIES)]
    assert len(db.session.scalars(select(LiveEntry.key)).all()) == ENTRIES
