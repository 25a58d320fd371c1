"""Amendments: decided first, one at a time; what passes is the motion's text, as long as it passes."""

from uuid import UUID

import pytest

from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.meetings import queries, service
from deliberation.meetings.models import Motion
from deliberation.meetings.rules import Outcome, Votes
from tests.meetings.stories import MeetingStory, meeting
from tests.stories import Story

FIRST, BETTER, BEST = "同意装3盏路灯", "同意装5盏路灯", "同意装5盏太阳能路灯"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


@pytest.fixture
def motion_id(told: MeetingStory) -> UUID:
    meeting_id = told.noticed()
    told.arrive(meeting_id, 6)
    return told.motion(meeting_id)


def motion(motion_id: UUID) -> Motion:
    return db.session.get_one(Motion, motion_id)


def amend(told: MeetingStory, motion_id: UUID, text: str = BETTER) -> UUID:
    with unit_of_work():
        return service.amend(told.worker, motion(motion_id), service.MotionDraft(text, seconder="李四光")).id


def test_a_passed_amendment_becomes_the_text_and_the_first_one_is_kept(
    told: MeetingStory, motion_id: UUID
) -> None:
    told.vote(amend(told, motion_id), 4)
    assert (motion(motion_id).text, motion(motion_id).first_text) == (BETTER, FIRST)
    told.vote(amend(told, motion_id, BEST), 4)
    assert (motion(motion_id).text, motion(motion_id).first_text) == (BEST, FIRST)
    assert told.vote(motion_id, 4)


def test_a_failed_amendment_changes_nothing(told: MeetingStory, motion_id: UUID) -> None:
    told.vote(amend(told, motion_id), 3, 3)
    assert (motion(motion_id).text, motion(motion_id).first_text) == (FIRST, "")


def test_the_amendment_is_on_the_table_and_the_motion_waits(told: MeetingStory, motion_id: UUID) -> None:
    amendment = amend(told, motion_id)
    table = queries.open_motion(motion(motion_id).item.meeting)
    assert table is not None
    assert table.id == amendment
    for act in (service.put_to_vote, service.table, service.withdraw):
        with pytest.raises(Refusal, match="amendment_open"), unit_of_work():
            act(told.worker, motion(motion_id))
    with pytest.raises(Refusal, match="amendment_open"):
        told.vote(motion_id, 4)
    with pytest.raises(Refusal, match="amendment_open"):
        amend(told, motion_id, BEST)
    with unit_of_work():
        service.withdraw(told.worker, motion(amendment))
    assert told.vote(motion_id, 4)


def test_nested_and_empty_amendments_are_refused_and_decided_motions_stay(
    told: MeetingStory, motion_id: UUID
) -> None:
    with pytest.raises(Refusal, match="amends_nothing"):
        amend(told, motion_id, FIRST)
    amendment = amend(told, motion_id)
    with pytest.raises(Refusal, match="nested_amendment"):
        amend(told, amendment, BEST)
    told.vote(amendment, 0, 4)
    told.vote(motion_id, 4)
    with pytest.raises(Refusal, match="already_decided"):
        amend(told, motion_id)


def test_a_corrected_amendment_gives_the_old_text_back_until_the_motion_is_decided(
    told: MeetingStory, motion_id: UUID
) -> None:
    amendment = amend(told, motion_id)
    told.vote(amendment, 4)
    told.vote(amendment, 3, 3)
    assert (motion(motion_id).text, motion(motion_id).first_text) == (FIRST, "")
    told.vote(amendment, 4)
    told.vote(motion_id, 5)
    with pytest.raises(Refusal, match="motion_decided_since"):
        told.vote(amendment, 3, 3)
    assert motion(amendment).outcome == Outcome.PASSED
    told.vote(amendment, 5)
    assert motion(motion_id).text == BETTER


def test_a_text_the_meeting_voted_on_is_not_reworded(told: MeetingStory, motion_id: UUID) -> None:
    told.vote(amend(told, motion_id), 4)
    with pytest.raises(Refusal, match="amended_by_vote"), unit_of_work():
        service.reword(told.worker, motion(motion_id), service.MotionDraft(BEST))
    with unit_of_work():
        service.reword(told.worker, motion(motion_id), service.MotionDraft(BETTER, unit="物业公司"))
    assert motion(motion_id).unit == "物业公司"


def test_the_other_recorders_wording_is_not_overwritten(told: MeetingStory, motion_id: UUID) -> None:
    seen = motion(motion_id).version
    with unit_of_work():
        service.reword(told.worker, motion(motion_id), service.MotionDraft(BETTER), seen)
    with pytest.raises(Refusal, match="changed_meanwhile"), unit_of_work():
        service.reword(told.lead, motion(motion_id), service.MotionDraft(BEST), seen)


def test_a_correction_counts_who_was_there_at_the_vote(told: MeetingStory, motion_id: UUID) -> None:
    told.vote(motion_id, 3, 3)
    gone = meeting(motion(motion_id).item.meeting_id).attendance[:3]
    with unit_of_work():
        for row in gone:
            service.mark_absent(told.worker, meeting(row.meeting_id), row)
    assert told.vote(motion_id, 4, 2), "six were there, though only three are left"
    count = service.Count(Votes(2, 0, 0), by_list_now=True)
    with pytest.raises(Refusal, match="no_quorum"), unit_of_work():
        service.record_votes(told.worker, motion(motion_id), count)
