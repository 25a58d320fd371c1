"""Signed minutes against raw SQL: the database itself keeps them, and lets through what may still happen."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from deliberation.clock import now
from deliberation.database import db, unit_of_work
from deliberation.meetings import service
from deliberation.meetings.models import ActionItem, Speech
from deliberation.meetings.rules import Side
from tests.meetings.stories import MeetingStory, first_item, meeting, minutes
from tests.stories import A, Story

# Each statement changes or removes a row of one signed meeting; `sealed_at` and the rest are plain SQL on
# SQLite and PostgreSQL alike. A statement that would find no row proves nothing: the test below looks.
CHANGES = {
    "the text": "UPDATE minutes SET text_hash = 'x'",
    "its seal": "UPDATE minutes SET sealed_at = NULL",
    "its sections": "UPDATE minutes SET sections = '{}'",
    "its record": "UPDATE minutes SET record = '{}'",
    "its number of revisions": "UPDATE minutes SET revision = 1",
    "the day of the round": "UPDATE minutes SET comments_until = '2030-01-01'",
    "the minutes": "DELETE FROM minutes",
    "a revision": "UPDATE minutes_revision SET note = 'x'",
    "a revision's text": "UPDATE minutes_revision SET sections = '{}'",
    "a revision away": "DELETE FROM minutes_revision",
    "who signed": "UPDATE minutes_signature SET name = 'x'",
    "what was signed": "UPDATE minutes_signature SET text_hash = 'x'",
    "when it was signed": "UPDATE minutes_signature SET signed_at = '2020-01-01 00:00:00'",
    "a signature's fall": "UPDATE minutes_signature SET fell_at = '2030-01-01 00:00:00'",
    "a signature away": "DELETE FROM minutes_signature",
    "an addendum": "UPDATE minutes_addendum SET text = 'x'",
    "an addendum away": "DELETE FROM minutes_addendum",
    "who signed an addendum": "UPDATE addendum_signature SET name = 'x'",
    "an addendum's signature away": "DELETE FROM addendum_signature",
    "the title": "UPDATE meeting SET title = 'x'",
    "the chair": "UPDATE meeting SET chair_name = 'x'",
    "the recorder": "UPDATE meeting SET recorder_name = 'x'",
    "the end": "UPDATE meeting SET ended_at = NULL",
    "the rule": "UPDATE meeting SET profile = '{}'",
    "those counted without a name": "UPDATE meeting SET others_present = 99",
    "the session": "UPDATE meeting SET session_no = 99",
    "the meeting": "DELETE FROM meeting",
    "a matter": "UPDATE agenda_item SET title = 'x'",
    "a matter's words": "UPDATE agenda_item SET speeches = 'x'",
    "a matter away": "DELETE FROM agenda_item",
    "who came": "UPDATE attendance SET status = 'absent'",
    "for how many": "UPDATE attendance SET households = 99",
    "a name on the list": "UPDATE attendance SET name = 'x'",
    "somebody away": "DELETE FROM attendance",
    "a motion": "UPDATE motion SET text = 'x'",
    "a count": "UPDATE motion SET votes_for = 99",
    "an outcome": "UPDATE motion SET outcome = 'failed'",
    "a motion away": "DELETE FROM motion",
    "what somebody said": "UPDATE speech SET point = 'x'",
    "a speech away": "DELETE FROM speech",
}
STILL_POSSIBLE = {
    "consent": "UPDATE attendance SET consents_at = '2030-01-01 00:00:00'",
    "an account that is closed": "UPDATE attendance SET account_id = NULL",
    "progress of what was agreed": "UPDATE action_item SET done_at = '2030-01-01 00:00:00', done_note = 'x'",
    "the answer to a late comment": "UPDATE minutes_comment SET answer = 'x'",
    "the count pages poll": "UPDATE meeting SET version = version + 1",
    "what came of a motion": "UPDATE motion SET effect = 'x'",
}


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def rich(told: MeetingStory) -> UUID:
    """A drafted meeting with one of everything minutes rest on, once round for correction."""
    meeting_id = told.held()
    with unit_of_work():
        item, moment = first_item(meeting_id).id, now()
        turn = Speech(item_id=item, name="赵一鸣", side=Side.FOR, asked_at=moment, point="同意")
        action = ActionItem(community_code=A, meeting_id=meeting_id, item_id=item, text="装灯")
        db.session.add_all([turn, action])
    with unit_of_work():
        written = service.draft_minutes(told.worker, meeting(meeting_id))
        service.circulate(told.worker, written, now().date())
        service.comment(told.lead, written, "opening", "我先讲的")
    return meeting_id


def signed(told: MeetingStory) -> UUID:
    meeting_id = rich(told)
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    with unit_of_work():
        addendum = service.add_addendum(told.worker, minutes(meeting_id), "漏了一句")
        service.sign_addendum(told.worker, addendum, addendum.text_hash)
    return meeting_id


def table_of(statement: str) -> str:
    words = statement.split()
    return words[2] if words[0] == "DELETE" else words[1]


def run(statement: str) -> int:
    """How many rows a statement changed, outside all our services."""
    db.session.rollback()
    with db.engine.begin() as connection:
        return connection.execute(text(statement)).rowcount


def rows_of(table: str) -> list[tuple[object, ...]]:
    db.session.rollback()
    with db.engine.begin() as connection:
        return sorted((tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))), key=repr)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_was_signed_does_not_change_in_the_database(told: MeetingStory, change: str) -> None:
    signed(told)
    before = rows_of(table_of(change))
    assert before, "a statement without a row to change proves nothing"
    with pytest.raises(DatabaseError, match="append-only"):
        run(change)
    assert rows_of(table_of(change)) == before


@pytest.mark.parametrize("change", STILL_POSSIBLE.values(), ids=STILL_POSSIBLE)
def test_what_may_still_happen_after_the_seal_does(told: MeetingStory, change: str) -> None:
    signed(told)
    assert run(change) > 0


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE minutes_signature SET name = 'x'",
        "UPDATE minutes_signature SET text_hash = 'x'",
        "DELETE FROM minutes_signature",
        "UPDATE minutes_revision SET sections = '{}'",
        "DELETE FROM minutes_revision",
    ],
)
def test_signatures_and_revisions_of_a_draft_do_not_change_either(told: MeetingStory, change: str) -> None:
    meeting_id = rich(told)
    told.sign(told.lead, meeting_id)
    with pytest.raises(DatabaseError, match="append-only"):
        run(change)


def test_a_signature_under_a_draft_falls_once_and_does_not_rise_again(told: MeetingStory) -> None:
    meeting_id = rich(told)
    told.sign(told.lead, meeting_id)
    assert run("UPDATE minutes_signature SET fell_at = '2030-01-01 00:00:00'") == 1
    with pytest.raises(DatabaseError, match="append-only"):
        run("UPDATE minutes_signature SET fell_at = NULL")


@pytest.mark.parametrize(
    "change",
    [
        change
        for change in CHANGES.values()
        if change.startswith("UPDATE") and table_of(change) in ("meeting", "attendance", "motion", "speech")
    ],
)
def test_a_draft_is_still_corrected(told: MeetingStory, change: str) -> None:
    rich(told)
    assert run(change) > 0
