"""The database itself keeps the terms of an announced round, whatever a program or a hand sends it."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.rounds import service
from deliberation.rounds.models import Round
from deliberation.rounds.rules import Plan, State
from tests.rounds.stories import DAY, RoundStory, close
from tests.stories import Story

TERMS = {
    "title": "'别的'",
    "note": "'别的'",
    "purpose": "'motion'",
    "method": "'points'",
    "ballot": "'points'",
    "k": "3",
    "least": "2",
    "points": "10",
    "most_points": "5",
    "budget_fen": "100000",
    "winners": "1",
    "utility": "'votes'",
    "completion": "'none'",
    '"then"': "'none'",
    "majority": "NOT majority",
    "shuffled": "NOT shuffled",
    "estates": "'[\"x\"]'",
    "stands": "'last'",
    "unit": "'household'",
    "ties": "'[\"order\"]'",
    "seed": "'1234'",
    "seed_source": "'彩票'",
    "min_turnout_percent": "1",
    "min_votes": "1",
    "teller_id": "NULL",
    "scrutineer_id": "NULL",
    "may_extend": "NOT may_extend",
    "opens_at": "'2026-01-01 00:00:00'",
    "closes_at": "'2046-01-01 00:00:00'",
    "first_closes_at": "closes_at",
    "papers_until": "'2046-01-02 00:00:00'",
    "extend_reason": "'下雨'",
    "opened_at": "NULL",
}


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def change(assignments: str, table: str = "round") -> None:
    """Change rows by hand, past every service."""
    run(f"UPDATE {table} SET {assignments}")


def run(statement: str) -> None:
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text(statement))


def test_every_term_of_a_plan_is_kept_by_the_database() -> None:
    planned = set(Plan.__dataclass_fields__) - {"options"}
    assert planned <= {name.strip('"') for name in TERMS}


@pytest.mark.parametrize("column", list(TERMS))
def test_no_term_of_an_announced_round_changes_by_hand(rounds: RoundStory, column: str) -> None:
    rounds.voters(1)
    rounds.open(opens_at=now() + DAY)
    with pytest.raises(DatabaseError, match="append-only"):
        change(f"{column} = {TERMS[column]}")


def test_a_draft_changes_as_it_likes(rounds: RoundStory) -> None:
    rounds.draft()
    for column in sorted(set(TERMS) - {"opened_at", "opens_at"}):
        change(f"{column} = {TERMS[column]}")
    run("DELETE FROM round_option")
    run("DELETE FROM round")


def test_no_option_is_added_changed_or_taken_away_by_hand(rounds: RoundStory) -> None:
    rounds.voters(1)
    rounds.open()
    columns = "round_id, need_id, title, summary, cost_fen, way"
    copied = f"INSERT INTO round_option (id, key, position, {columns}) SELECT round_id, 'x', 99, {columns}"
    for statement in (
        "UPDATE round_option SET cost_fen = 1",
        "UPDATE round_option SET title = '别的'",
        "DELETE FROM round_option",
        f"{copied} FROM round_option WHERE position = 0",
        "DELETE FROM round",
    ):
        with pytest.raises(DatabaseError, match="append-only"):
            run(statement)


def test_the_end_moves_once_and_only_as_announced(rounds: RoundStory) -> None:
    rounds.voters(1)
    row = rounds.open(may_extend=True, papers_until=now() + 8 * DAY)
    later = f"'{row.closes_at + DAY:%Y-%m-%d %H:%M:%S}'"
    earlier = f"'{row.closes_at - DAY:%Y-%m-%d %H:%M:%S}'"
    for wrong in (
        f"closes_at = {later}",
        f"closes_at = {later}, first_closes_at = closes_at",
        f"closes_at = {earlier}, first_closes_at = closes_at, extend_reason = '下雨'",
        f"closes_at = {later}, extend_reason = '下雨'",
        f"closes_at = {later}, first_closes_at = opens_at, extend_reason = '下雨'",
    ):
        with pytest.raises(DatabaseError, match="append-only"):
            change(wrong)
    change(f"closes_at = {later}, first_closes_at = closes_at, extend_reason = '下雨'")
    with pytest.raises(DatabaseError, match="append-only"):
        change("closes_at = '2046-01-01 00:00:00', first_closes_at = closes_at, extend_reason = '又下雨'")


def test_what_has_ended_stays_ended(rounds: RoundStory) -> None:
    rounds.voters(1)
    closed, stopped = rounds.open(), rounds.open()
    close(closed, rounds.worker)
    with unit_of_work():
        service.annul(rounds.lead, stopped.id, "写错了")
    for column in ("closed_at", "annulled_at"):
        with pytest.raises(DatabaseError, match="append-only"):
            change(f"{column} = NULL")
    with pytest.raises(DatabaseError, match="append-only"):
        change("annul_reason = '别的'")


def test_a_clock_set_back_an_hour_opens_nothing_that_has_ended(rounds: RoundStory) -> None:
    rounds.voters(1)
    row = rounds.open()
    close(row, rounds.worker)
    with at(row.closes_at - timedelta(hours=1)):
        assert db.session.get_one(Round, row.id).state == State.CLOSED
        db.session.rollback()
        service.sweep()
    announced = rounds.open(opens_at=now() + timedelta(minutes=30))
    with at(now() - timedelta(hours=1)):
        assert db.session.get_one(Round, announced.id).state == State.ANNOUNCED
