"""Nobody writes down who cast a ballot, from where, or when; and a storm of votes is one ballot a voter."""

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from deliberation.clock import now
from deliberation.database import db
from deliberation.people.models import Account
from deliberation.rounds.models import Ballot
from tests.page import PageClient
from tests.rounds.booth import FILLED, KEPT, KINDS, OPTIONS, PAPERS, address, box, code_of, press
from tests.rounds.stories import RoundStory, cast, close
from tests.stories import Story

PROJECT = Path(__file__).parents[2]
VOTERS, REQUESTS, HANDS = 50, 2000, 16


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


@pytest.mark.parametrize("kind", ["approval", "points", "ranking"])
def test_the_application_logs_nothing_while_a_ballot_is_cast(
    rounds: RoundStory, visitor: PageClient, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(options=OPTIONS, **KINDS[kind])
    visitor.enter(voter)
    with caplog.at_level(logging.DEBUG, "deliberation"), caplog.at_level(logging.INFO):
        for url in (address(row.id), f"/vote/{code_of(row, voter)}"):
            review = press(visitor, visitor.get(url), "", changes=FILLED[PAPERS[kind]])
            press(visitor, review, "step=cast")
    ours = [record for record in caplog.records if not record.name.startswith("sqlalchemy")]
    assert ours == []
    assert box(row, voter) == KEPT[PAPERS[kind]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Phone:
    """A browser of one voter, over a real socket."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port, self.cookie = port, cookie

    def ask(self, method: str, path: str, fields: list[tuple[str, str]] | None = None) -> str:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": self.cookie, "Referer": f"http://127.0.0.1:{self.port}{path}"}
        body = urlencode(fields) if fields else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        for name, morsel in SimpleCookie(response.getheader("Set-Cookie") or "").items():
            self.cookie = f"{name}={morsel.value}"
        connection.close()
        assert response.status == 200, text[:300]
        return text


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        assert server.poll() is None, "the server did not start"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server does not answer")


def test_a_server_told_to_log_every_request_leaves_the_ballots_out(
    app: Flask, rounds: RoundStory, tmp_path: Path
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the server is given this test's database file")
    voter = rounds.voters(1)[0]
    row = rounds.open(options=OPTIONS, **KINDS["points"])
    code, settings, port = code_of(row, voter), app.config["SETTINGS"], free_port()
    account = db.session.get_one(Account, voter.account_id)
    client = app.test_client()
    with client.session_transaction(base_url="http://127.0.0.1") as session:
        session["_user_id"], session["_fresh"] = f"{account.id}|{account.stamp}", True
        session["seen"], session.permanent = int(now().timestamp()), True
    cookie = client.get_cookie("session", domain="127.0.0.1")
    assert cookie is not None
    db.session.remove()
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "DELIBERATION_DATA": str(settings.data_dir),
        "DELIBERATION_KEYS": str(settings.key_dir),
        "SECRET_KEY": app.config["SECRET_KEY"],
        "DELIBERATION_URL": f"http://127.0.0.1:{port}",
    }
    log = tmp_path / "server.log"
    command = [
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--workers", "1"),
        *("--access-logfile", "-", "--log-level", "debug", "--no-control-socket"),
    ]
    with log.open("wb") as written:
        server = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=written, stderr=written)
        try:
            wait_for(port, server)
            Phone(port).ask("GET", "/privacy")
            for phone, path in (
                (Phone(port, f"session={cookie.value}"), address(row.id)),
                (Phone(port), f"/vote/{code}"),
            ):
                page = phone.ask("GET", path)
                token = re.search(r'name="csrf_token" value="([^"]+)"', page)
                assert token is not None
                sent = [("csrf_token", token[1]), ("step", "cast"), ("points-n1", "3"), ("points-n4", "4")]
                to, slip = ("/vote", [("slip", code)]) if code in path else (path, [])
                assert "投好了" in phone.ask("POST", to, sent + slip)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)
    said = log.read_text("utf-8")
    assert "GET /privacy" in said, "the log is alive"
    for trace in (str(row.id), "/vote", code, str(voter.account_id), str(voter.resident_id)):
        assert trace not in said, trace
    assert box(row, voter) == KEPT[PAPERS["points"]]


def test_two_thousand_requests_of_fifty_voters_leave_fifty_ballots(app: Flask, rounds: RoundStory) -> None:
    voters = rounds.voters(VOTERS)
    row = rounds.open(options=OPTIONS, **KINDS["ranking"])
    orders = [["n1", "n2"], ["n3"], ["n4", "n2", "n1"], []]
    given: list[set[str]] = [set() for _ in voters]
    errors: list[Exception] = []
    start, numbers, lock = threading.Barrier(HANDS), iter(range(REQUESTS)), threading.Lock()
    db.session.remove()

    def hand() -> None:
        start.wait()
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            said = orders[number % len(orders)]
            with app.app_context():
                try:
                    tracker = cast(row.id, voters[number % VOTERS], said, blank=not said)
                    with lock:
                        given[number % VOTERS].add(tracker)
                except Exception as error:
                    errors.append(error)
                finally:
                    db.session.remove()

    hands = [threading.Thread(target=hand) for _ in range(HANDS)]
    for each in hands:
        each.start()
    for each in hands:
        each.join()
    assert not errors
    assert sum(map(len, given)) == REQUESTS, "every request was acknowledged with a receipt of its own"
    left = db.session.execute(select(Ballot.token, Ballot.tracker).where(Ballot.round_id == row.id)).all()
    assert len({each.token for each in left}) == len(left) == VOTERS
    assert all(any(each.tracker in mine for mine in given) for each in left)
    db.session.rollback()
    result = close(row, rounds.worker)
    assert (result.ballots, result.refused, result.struck) == (VOTERS, 0, 0)
