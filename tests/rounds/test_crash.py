"""The close, killed at every point where a process can be, on a full disk, twice at once, out of time."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from deliberation.clock import at
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.rounds import keys, service
from deliberation.rounds.models import Ballot, Round, RoundResult, TypedPaper
from deliberation.rounds.rules import Hand, Kind
from deliberation.tally.rule import Method
from tests.rounds.stories import RoundStory, after, cast, close
from tests.stories import Story

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def box(row: Round) -> list[tuple[Any, ...]]:
    """Ballots and typed papers as the database holds them."""
    found = db.session.execute(
        select(Ballot.token, Ballot.tracker, Ballot.choices).where(Ballot.round_id == row.id)
    ).all()
    typed = db.session.execute(
        select(TypedPaper.token, TypedPaper.hand, TypedPaper.choices).where(TypedPaper.round_id == row.id)
    ).all()
    db.session.rollback()
    return [tuple(each) for each in (*found, *typed)]


def open_with_votes(rounds: RoundStory, number: int = 4, **changes: Any) -> Round:
    """An open round with votes, and one paper that nobody typed a second time."""
    voters = rounds.voters(number)
    row = rounds.open(**changes)
    for voter in voters:
        cast(row.id, voter, ["n1", "n2"])
    with unit_of_work():
        paper = TypedPaper(
            round_id=row.id,
            token="f" * 64,
            hand=Hand.FIRST,
            account_id=rounds.worker.account_id,
            kind=Kind.VALID,
            choices=["n1"],
        )
        db.session.add(paper)
    return row


def die(*_facts: object) -> None:
    """The process is gone, as by kill -9."""
    os.kill(os.getpid(), signal.SIGKILL)


def closing_process(row: Round, killed_at: int) -> bool:
    """Close in a process of its own that dies before its n-th statement (its commit counts as one, and the
    end of the secret too); whether it lived."""
    db.session.remove()
    db.engine.dispose()
    pid = os.fork()
    if pid == 0:
        left = [killed_at]

        def one_more(*_facts: object) -> None:
            left[0] -= 1
            if left[0] == 0:
                die()

        event.listen(db.engine, "before_cursor_execute", one_more)
        event.listen(db.engine, "commit", one_more)
        real = keys.destroy

        def destroyed(round_id: Any) -> bool:
            one_more()
            return real(round_id)

        keys.destroy = destroyed
        try:
            with at(after(row)):
                service.sweep()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(pid, 0)
    return os.WIFEXITED(status)


def test_a_process_killed_at_any_statement_of_the_close_leaves_all_or_nothing(rounds: RoundStory) -> None:
    row = open_with_votes(rounds, method=Method.EQUAL_SHARES, budget_fen=400)
    before = box(row)
    deaths, after_the_commit = 0, 0
    while not closing_process(row, deaths + 1):
        deaths += 1
        closed = db.session.get_one(Round, row.id).closed_at is not None
        db.session.rollback()
        assert keys.path_of(row.id).exists()
        if closed:
            after_the_commit += 1
            assert len(box(row)) == 4
            continue
        assert box(row) == before
        assert db.session.get(RoundResult, row.id) is None
        db.session.rollback()
    assert deaths > 15
    assert after_the_commit >= 1
    result = db.session.get_one(RoundResult, row.id)
    assert (result.ballots, result.refused, result.matched) == (4, 0, True)
    assert not keys.path_of(row.id).exists()
    assert not {name for name, *_rest in before} & {name for name, *_rest in box(row)}
    closes = select(func.count()).where(JournalEntry.act == "rounds.close")
    assert db.session.scalar(closes) == 1


@pytest.mark.skipif(bool(os.environ.get("TEST_DATABASE_URL")), reason="kills a server on SQLite of its own")
def test_a_server_killed_while_a_round_closes_in_a_storm_of_votes_loses_no_acknowledged_one() -> None:
    command = [
        sys.executable,
        "benchmarks/crash.py",
        "--kills",
        "1",
        "--voters",
        "40",
        "--database",
        "sqlite",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ", 0 lost" in done.stdout
    assert "SQLite: 1 kills" in done.stdout


@contextmanager
def full_disk() -> Iterator[None]:
    """A database that may not grow by a single page."""

    def no_more(connection: Any) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    db.session.remove()
    db.engine.dispose()
    event.listen(db.engine, "begin", no_more)
    try:
        yield
    finally:
        event.remove(db.engine, "begin", no_more)
        db.session.remove()
        db.engine.dispose()


def test_a_full_disk_leaves_the_round_as_it_was_and_the_next_sweep_closes_it(
    app: Flask, rounds: RoundStory, caplog: pytest.LogCaptureFixture
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a full disk is made by a limit of SQLite")
    row = open_with_votes(rounds, 30)
    before = box(row)
    with full_disk(), at(after(row)), caplog.at_level(logging.CRITICAL):
        service.sweep()
        assert db.session.get(RoundResult, row.id) is None
        db.session.rollback()
        assert box(row) == before
        assert keys.path_of(row.id).exists()
    with at(after(row)):
        service.sweep()
    assert db.session.get_one(RoundResult, row.id).ballots == 30
    assert not keys.path_of(row.id).exists()


def test_a_round_that_cannot_be_closed_keeps_no_other_waiting(
    rounds: RoundStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = open_with_votes(rounds), rounds.open(title="另一轮")
    real = service.close.__globals__["register_of"]

    def broken(round_id: Any) -> Any:
        if round_id == first.id:
            raise OSError("no space left on device")
        return real(round_id)

    monkeypatch.setitem(service.close.__globals__, "register_of", broken)
    with at(after(first)):
        service.sweep()
    assert db.session.get(RoundResult, first.id) is None
    assert db.session.get(RoundResult, second.id) is not None


def test_a_key_that_cannot_be_destroyed_now_is_destroyed_by_the_next_sweep(
    rounds: RoundStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = open_with_votes(rounds)

    def refuse(_round_id: Any) -> bool:
        raise PermissionError("read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr(keys, "destroy", refuse)
        assert close(row, rounds.worker).ballots == 4
    assert keys.path_of(row.id).exists()
    service.sweep()
    assert not keys.path_of(row.id).exists()


def test_two_who_close_at_once_count_once(app: Flask, rounds: RoundStory) -> None:
    row = open_with_votes(rounds)
    db.session.remove()
    start, digests, errors = threading.Barrier(4), [], []

    def one() -> None:
        with app.app_context():
            start.wait()
            try:
                digests.append(close(row, rounds.worker).digest)
            except Exception as error:
                errors.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(set(digests)) == 1
    assert db.session.scalar(select(func.count()).where(JournalEntry.act == "rounds.close")) == 1


Moment = Callable[[Round], Any]


def test_a_clock_set_back_neither_closes_early_nor_opens_again(rounds: RoundStory) -> None:
    row = open_with_votes(rounds)
    voter = rounds.story.resident(name="来晚的")[0]
    with at(row.closes_at - timedelta(hours=1)):
        service.sweep()
        with pytest.raises(Refusal, match="not_due"), unit_of_work():
            service.close(rounds.worker, row.id)
    assert close(row, rounds.worker).ballots == 4
    with at(row.closes_at - timedelta(hours=1)):
        with pytest.raises(Refusal, match="not_open"):
            cast(row.id, voter, ["n1"])
        service.sweep()
    assert db.session.get_one(RoundResult, row.id).ballots == 4


def test_the_key_directory_need_not_lie_beside_the_database(tmp_path: Path) -> None:
    from deliberation.config import read_settings

    settings = read_settings({"DELIBERATION_KEYS": str(tmp_path / "keys")}, data_dir=tmp_path / "data")
    assert settings.key_dir == (tmp_path / "keys").resolve()
    assert not settings.key_dir.is_relative_to(settings.data_dir)
