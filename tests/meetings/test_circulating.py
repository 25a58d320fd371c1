"""The round for correction: who is told, who may say something until when, and what the recorder answers."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.meetings import circulating, service
from deliberation.meetings.models import Attendance, MinutesComment
from deliberation.meetings.rules import Presence
from deliberation.notices.models import Message
from tests.meetings.stories import DAY, MeetingStory, edited, first_item, meeting, minutes
from tests.stories import Story


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def circulated(told: MeetingStory, days: int = 3, **changes: Any) -> UUID:
    """Minutes that go round for so many days."""
    meeting_id = told.drafted(**changes)
    with unit_of_work():
        service.circulate(told.worker, minutes(meeting_id), today() + timedelta(days=days))
    return meeting_id


def came(told: MeetingStory, meeting_id: UUID, status: Presence = Presence.PRESENT) -> Actor:
    """A member who was there (or was not)."""
    accounts = {row.account_id for row in meeting(meeting_id).attendance if row.status == status}
    return next(member for member in told.members if member.account_id in accounts)


def said(
    actor: Actor, meeting_id: UUID, text: str = "我说的是五盏", section: str = "opening"
) -> MinutesComment:
    with unit_of_work():
        return service.comment(actor, minutes(meeting_id), section, text)


def kinds(actor: Actor) -> list[str]:
    return list(db.session.scalars(select(Message.kind).where(Message.account_id == actor.account_id)))


def without_account(told: MeetingStory, meeting_id: UUID) -> Attendance:
    """Somebody who came and has no account."""
    with unit_of_work():
        row = Attendance(meeting_id=meeting_id, name="老郑", status=Presence.PRESENT, checked_in_at=now())
        meeting(meeting_id).attendance.append(row)
    return row


def test_the_draft_goes_to_those_who_came_and_to_nobody_else(told: MeetingStory) -> None:
    meeting_id = circulated(told)
    written = minutes(meeting_id)
    assert written.circulated_at is not None
    assert written.comments_until == today() + timedelta(days=3)
    assert "notice.meetings.circulated" in kinds(came(told, meeting_id))
    assert "notice.meetings.circulated" in kinds(told.lead)
    assert "notice.meetings.circulated" not in kinds(came(told, meeting_id, Presence.ABSENT))


def test_who_left_early_is_asked_too(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    actor = came(told, meeting_id)
    with unit_of_work():
        row = meeting(meeting_id).member(actor.account_id)
        assert row is not None
        row.status = Presence.LEFT
        service.circulate(told.worker, minutes(meeting_id), today())
    assert "notice.meetings.circulated" in kinds(actor)
    assert said(actor, meeting_id).author_id == actor.account_id


@pytest.mark.parametrize("days", [-1, 61])
def test_the_last_day_is_today_or_within_two_months(told: MeetingStory, days: int) -> None:
    with pytest.raises(Refusal, match="bad_comment_day"):
        circulated(told, days)


def test_a_comment_names_its_section_and_is_answered_with_a_sentence(told: MeetingStory) -> None:
    meeting_id = circulated(told)
    actor = came(told, meeting_id)
    given = said(actor, meeting_id)
    assert circulating.open_comments(minutes(meeting_id).id) == 1
    with unit_of_work():
        service.answer(told.worker, minutes(meeting_id), given, True, "改成五盏了")
    row = db.session.get_one(MinutesComment, given.id)
    assert (row.accepted, row.answer, row.answered_by) == (True, "改成五盏了", "李梅")
    assert "notice.meetings.comment_answered" in kinds(actor)
    assert circulating.open_comments(minutes(meeting_id).id) == 0


def test_an_answer_needs_a_sentence(told: MeetingStory) -> None:
    meeting_id = circulated(told)
    given = said(came(told, meeting_id), meeting_id)
    with pytest.raises(Refusal, match="no_answer"), unit_of_work():
        service.answer(told.worker, minutes(meeting_id), given, False, "  ")


def test_after_the_day_nobody_comments_any_more(told: MeetingStory) -> None:
    meeting_id = circulated(told, 1)
    with at(now() + 2 * DAY), pytest.raises(Refusal, match="comments_over"):
        said(came(told, meeting_id), meeting_id)
    assert said(came(told, meeting_id), meeting_id).text == "我说的是五盏"


def test_before_the_round_and_after_the_signatures_nobody_comments(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    with pytest.raises(Refusal, match="not_circulated"):
        said(came(told, meeting_id), meeting_id)
    signed = circulated(told, title="签好的会")
    told.sign(told.lead, signed)
    told.sign(told.worker, signed)
    with pytest.raises(Refusal, match="sealed"):
        said(came(told, signed), signed)


def test_a_reopened_meeting_calls_its_draft_back_and_keeps_the_comments(told: MeetingStory) -> None:
    meeting_id = circulated(told)
    actor = came(told, meeting_id)
    said(actor, meeting_id)
    ended_at = meeting(meeting_id).ended_at
    assert ended_at is not None
    with unit_of_work():
        service.reopen(told.worker, meeting(meeting_id))
    with pytest.raises(Refusal, match="not_circulated"):
        said(actor, meeting_id, "再说一句")
    told.finish(meeting_id, ended_at)
    with pytest.raises(Refusal, match="not_circulated"):
        said(actor, meeting_id, "再说一句")
    assert circulating.comments(minutes(meeting_id).id, 1).total == 1


def test_a_comment_on_a_section_that_is_gone_is_refused_and_an_earlier_one_kept(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    section = f"item_{first_item(meeting_id).id.hex}_speeches"
    with unit_of_work():
        service.circulate(told.worker, minutes(meeting_id), today())
    said(came(told, meeting_id), meeting_id, section=section)
    with unit_of_work():
        written = minutes(meeting_id)
        written.sections = {key: text for key, text in written.sections.items() if key != section}
    with pytest.raises(Refusal, match="section_gone"):
        said(came(told, meeting_id), meeting_id, section=section)
    assert circulating.comments(minutes(meeting_id).id, 1).items[0].section == section


def test_a_worker_enters_what_somebody_without_account_said(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    row = without_account(told, meeting_id)
    with unit_of_work():
        service.circulate(told.worker, minutes(meeting_id), today())
        given = service.comment_for(told.worker, minutes(meeting_id), row, "opening", "我没有同意")
    assert (given.author_name, given.author_id, given.recorded_by) == ("老郑", None, told.worker.account_id)
    assert circulating.without_account(meeting(meeting_id)) == [row]
    with unit_of_work():
        service.answer(told.worker, minutes(meeting_id), given, False, "录音里说的是同意")


def test_who_did_not_come_has_no_say_not_even_through_a_worker(told: MeetingStory) -> None:
    meeting_id = circulated(told)
    absent = came(told, meeting_id, Presence.ABSENT)
    with pytest.raises(Refusal, match="not_circulated"):
        said(absent, meeting_id)
    row = meeting(meeting_id).member(absent.account_id)
    assert row is not None
    with pytest.raises(Refusal, match="did_not_come"), unit_of_work():
        service.comment_for(told.worker, minutes(meeting_id), row, "opening", "替他说")


@pytest.mark.parametrize(("text", "why"), [(" \n", "no_comment"), ("字" * 2001, "too_long")])
def test_a_comment_has_words_and_not_too_many(told: MeetingStory, text: str, why: str) -> None:
    meeting_id = circulated(told)
    with pytest.raises(Refusal, match=why):
        said(came(told, meeting_id), meeting_id, text)


def test_nobody_floods_the_recorder(told: MeetingStory) -> None:
    meeting_id = circulated(told)
    actor = came(told, meeting_id)
    for number in range(circulating.MOST_COMMENTS_EACH):
        said(actor, meeting_id, f"第 {number} 条")
    with pytest.raises(Refusal, match="too_many_comments"):
        said(actor, meeting_id, "还有")


def test_the_chair_may_sign_while_comments_wait(told: MeetingStory) -> None:
    meeting_id = circulated(told)
    said(came(told, meeting_id), meeting_id)
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    assert minutes(meeting_id).sealed_at is not None
    assert circulating.open_comments(minutes(meeting_id).id) == 1


def test_a_comment_remembers_the_text_it_was_made_on(told: MeetingStory) -> None:
    meeting_id = circulated(told)
    given = said(came(told, meeting_id), meeting_id)
    edited(told.worker, meeting_id, "改过了")
    assert (given.revision, minutes(meeting_id).revision) == (1, 2)


def test_comments_are_listed_open_ones_first_in_two_statements(told: MeetingStory, queries_of: Any) -> None:
    meeting_id = circulated(told)
    actor = came(told, meeting_id)
    first, second = said(actor, meeting_id, "先说的"), said(actor, meeting_id, "后说的")
    with unit_of_work():
        service.answer(told.worker, minutes(meeting_id), first, True, "好")
    minutes_id = minutes(meeting_id).id
    assert [row.id for row in circulating.comments(minutes_id, 1).items] == [second.id, first.id]
    assert queries_of(lambda: circulating.comments(minutes_id, 1)) == 2
