"""One voter one ballot; nobody can tell who voted what; killed anywhere, nothing is left half."""

import os
import stat
import threading
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import insert, inspect, select

from deliberation.actors import machine
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.jobs import service as jobs
from deliberation.jobs.models import Job
from deliberation.jobs.rules import JobState
from deliberation.journal.models import JournalEntry
from deliberation.rounds import closing, keys, service
from deliberation.rounds.models import Ballot, Round, RoundResult
from deliberation.rounds.rules import token
from tests.page import PageClient
from tests.rounds.stories import RoundStory, after, cast, close
from tests.stories import A, Story


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def ballots(row: Round) -> list[tuple[str, str, list[str]]]:
    """The box as the database holds it."""
    found = db.session.execute(
        select(Ballot.token, Ballot.tracker, Ballot.choices).where(Ballot.round_id == row.id)
    )
    return [(each.token, each.tracker, each.choices) for each in found]


def counts() -> dict[str, int]:
    """How many rows every table has."""
    tables = db.metadata.sorted_tables
    return {t.name: len(db.session.execute(select(t)).all()) for t in tables}


def test_the_ballot_table_knows_no_voter_and_no_time(app: Flask) -> None:
    columns = {column["name"] for column in inspect(db.engine).get_columns("ballot")}
    assert columns == {"round_id", "token", "tracker", "choices", "on_paper"}
    assert inspect(db.engine).get_pk_constraint("ballot")["constrained_columns"] == ["round_id", "token"]
    if db.engine.dialect.name == "sqlite":
        assert "WITHOUT ROWID" in str(
            db.session.connection()
            .exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'ballot'")
            .scalar()
        )


def test_casting_through_the_web_writes_the_ballot_and_nothing_else(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    visitor.enter(voter)
    url = f"/c/{A}/rounds/{row.id}/ballot"
    visitor.get(url)
    before = counts()
    visitor.post(url, {"step": "review", "choices": ["n1"]})
    assert counts() == before
    visitor.post(url, {"step": "cast", "choices": ["n1"]})
    assert counts() == {**before, "ballot": before["ballot"] + 1}
    assert not db.session.scalars(select(JournalEntry).where(JournalEntry.act.contains("cast"))).all()


def test_the_secret_is_a_private_file_and_not_in_the_database(app: Flask, rounds: RoundStory) -> None:
    rounds.voters(1)
    row = rounds.open()
    secret = keys.read(row.id)
    assert secret is not None
    assert stat.S_IMODE(os.stat(keys.path_of(row.id)).st_mode) == 0o600
    if db.engine.dialect.name == "sqlite":
        folder = Path(app.config["SETTINGS"].data_dir)
        for path in folder.glob("test.sqlite*"):
            assert secret not in path.read_bytes()
            assert secret.hex().encode() not in path.read_bytes()


def test_voting_again_replaces_the_ballot_and_counts_once(rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    first, second = cast(row.id, voter, ["n1"]), cast(row.id, voter, ["n2", "n3"])
    assert [(tracker, choices) for _t, tracker, choices in ballots(row)] == [(second, ["n2", "n3"])]
    assert first != second
    assert voter.resident_id is not None
    assert service.own_ballot(row, voter.resident_id).choices == ["n2", "n3"]
    assert close(row, rounds.worker).tally == {"n1": 0, "n2": 1, "n3": 1}


def test_after_the_close_tokens_lead_to_nobody_and_the_secret_is_gone(rounds: RoundStory) -> None:
    voters = rounds.voters(12)
    row = rounds.open()
    trackers = [cast(row.id, voter, ["n1"]) for voter in voters]
    secret = keys.read(row.id)
    assert secret is not None
    tokens = {token(secret, row.id, voter.resident_id) for voter in voters if voter.resident_id}
    assert {name for name, _t, _c in ballots(row)} == tokens
    db.session.rollback()
    result = close(row, rounds.worker)
    assert not keys.path_of(row.id).exists()
    left = ballots(row)
    assert not {name for name, _t, _c in left} & tokens
    assert sorted(tracker for _n, tracker, _c in left) == sorted(trackers)
    assert result.root is not None
    assert result.matched


def test_a_stuffed_ballot_is_refused_and_reported(rounds: RoundStory) -> None:
    voters = rounds.voters(3)
    row = rounds.open()
    cast(row.id, voters[0], ["n1"])
    with unit_of_work():
        for number in range(2):
            stuffed = {
                "round_id": row.id,
                "token": f"{number:064x}",
                "tracker": f"X-{number}",
                "choices": ["n3"],
            }
            db.session.execute(insert(Ballot), [stuffed])
    result = close(row, rounds.worker)
    assert (result.ballots, result.refused, result.tally["n3"]) == (1, 2, 0)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.act == "rounds.close")).one()
    assert entry.changes["after"]["refused"] == 2


@pytest.mark.parametrize("choices", [["n1", "n1"], ["other"], ["n1", "n2", "n3"], [7], "n1"])
def test_a_ballot_changed_in_the_database_into_nonsense_is_refused(
    rounds: RoundStory, choices: object
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    cast(row.id, voter, ["n1"])
    with unit_of_work():
        db.session.execute(Ballot.__table__.update().values(choices=choices))
    result = close(row, rounds.worker)
    assert (result.ballots, result.refused) == (0, 1)


def test_a_struck_voter_s_ballot_does_not_count_and_is_counted_as_struck(rounds: RoundStory) -> None:
    voters = rounds.voters(2)
    row = rounds.open()
    for voter in voters:
        cast(row.id, voter, ["n1"])
    assert voters[0].resident_id is not None
    with unit_of_work():
        service.strike(rounds.worker, row.id, voters[0].resident_id, "已经搬走")
    with pytest.raises(Refusal, match="not_on_register"):
        cast(row.id, voters[0], ["n2"])
    result = close(row, rounds.worker)
    assert (result.register_size, result.ballots, result.struck, result.refused) == (1, 1, 1, 0)


def test_a_round_whose_secret_is_lost_is_published_as_not_matched(rounds: RoundStory) -> None:
    voters = rounds.voters(2)
    row = rounds.open()
    cast(row.id, voters[0], ["n1"])
    keys.path_of(row.id).unlink()
    with pytest.raises(Refusal, match="secret_lost"):
        cast(row.id, voters[1], ["n1"])
    result = close(row, rounds.worker)
    assert (result.ballots, result.matched, result.turnout) == (1, False, [])


def test_two_devices_voting_at_once_leave_one_ballot(app: Flask, rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    db.session.remove()
    start, trackers, errors = threading.Barrier(8), [], []

    def device(choice: str) -> None:
        with app.app_context():
            start.wait()
            try:
                trackers.append(cast(row.id, voter, [choice]))
            except Exception as error:
                errors.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=device, args=(f"n{n % 3 + 1}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    left = ballots(row)
    assert len(left) == 1
    assert left[0][1] in trackers


def test_nothing_is_cast_into_a_round_that_is_not_open(rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    for moment, why in ((row.closes_at, "not_open"), (after(row), "not_open")):
        with at(moment), pytest.raises(Refusal, match=why):
            cast(row.id, voter, ["n1"])
    close(row, rounds.worker)
    with pytest.raises(Refusal, match="not_open"):
        cast(row.id, voter, ["n1"])
    assert ballots(row) == []


def test_a_box_is_open_only_in_its_own_transaction(rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    with unit_of_work():
        box = service.open_box(row.id)
    assert voter.resident_id is not None
    with pytest.raises(RuntimeError, match="only in the transaction"), unit_of_work():
        service.cast(box, voter.resident_id, ["n1"])


def test_casting_during_the_close_is_counted_or_refused_never_half(app: Flask, rounds: RoundStory) -> None:
    voters = rounds.voters(6)
    row = rounds.open()
    db.session.remove()
    kept, refused = [], []
    start = threading.Barrier(len(voters) + 1)

    def vote(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                kept.append(cast(row.id, voters[number], ["n1"]))
            except Refusal:
                refused.append(number)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=vote, args=(number,)) for number in range(len(voters))]
    for thread in threads:
        thread.start()
    start.wait()
    result = close(row, rounds.worker)
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert len(kept) + len(refused) == len(voters)
    assert result.ballots == len(kept) == len(ballots(row))


class Killed(BaseException):
    """The process is gone."""


def test_a_kill_between_the_commit_and_the_end_of_the_secret_is_finished_by_the_sweep(
    rounds: RoundStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    cast(row.id, voter, ["n1"])

    def die(round_id: UUID) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(closing, "_forget", die)
        with pytest.raises(Killed):
            close(row, rounds.worker)
    db.session.remove()
    assert db.session.get_one(Round, row.id).closed_at is not None
    assert keys.path_of(row.id).exists()
    service.sweep()
    assert not keys.path_of(row.id).exists()
    assert close(row, rounds.worker).ballots == 1


def test_a_kill_before_the_commit_leaves_the_round_to_be_closed_again(
    rounds: RoundStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    cast(row.id, voter, ["n1"])
    before = ballots(row)
    db.session.rollback()

    def die(*_all: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(closing, "_tell_of_the_end", die)
        with pytest.raises(Killed):
            close(row, rounds.worker)
    assert ballots(row) == before
    assert keys.path_of(row.id).exists()
    db.session.rollback()
    with at(after(row)):
        service.sweep()
    assert db.session.get_one(RoundResult, row.id).ballots == 1
    assert not keys.path_of(row.id).exists()


def test_closing_twice_counts_once(rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    cast(row.id, voter, ["n1"])
    first, second = close(row, rounds.worker), close(row, rounds.worker)
    assert first.digest == second.digest
    acts = db.session.scalars(select(JournalEntry.act).where(JournalEntry.act == "rounds.close")).all()
    assert len(acts) == 1


def test_an_annulled_round_keeps_no_ballots_and_no_secret(rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    cast(row.id, voter, ["n1"])
    with unit_of_work():
        service.annul(rounds.lead, row.id, "费用写错了")
    assert ballots(row) == []
    assert not keys.path_of(row.id).exists()
    assert db.session.get(RoundResult, row.id) is None
    db.session.rollback()
    with pytest.raises(Refusal, match="not_due"):
        close(row, rounds.worker)


def test_the_traces_are_wiped_by_a_job_that_may_be_repeated(app: Flask, rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    cast(row.id, voter, ["n1"], "独特的词")
    old = ballots(row)[0][0]
    db.session.rollback()
    close(row, rounds.worker)
    job = db.session.scalars(select(Job).where(Job.kind == service.CLEAN_UP)).one()
    db.session.expunge(job)
    db.session.rollback()
    for _ in range(2):
        service.clean_up(job, lambda done, total: None)
    assert jobs.work_once()
    assert db.session.scalars(select(Job.state)).all() == [JobState.DONE]
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        db.engine.dispose()
        for path in Path(app.config["SETTINGS"].data_dir).glob("test.sqlite*"):
            assert old.encode() not in path.read_bytes(), path


def test_the_sweep_closes_what_is_due_and_only_that(rounds: RoundStory) -> None:
    rounds.voters(1)
    due, later = rounds.open(), rounds.open(closes_at=now() + (rounds.plan().closes_at - now()) * 2)
    with at(after(due)):
        service.sweep()
    assert db.session.get(RoundResult, due.id) is not None
    assert db.session.get(RoundResult, later.id) is None
    assert keys.path_of(later.id).exists()


def test_a_round_that_is_gone_is_refused(app: Flask) -> None:
    with pytest.raises(Refusal, match="gone"), unit_of_work():
        service.close(machine(), uuid4())
