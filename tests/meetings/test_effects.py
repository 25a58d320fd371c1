"""What signed minutes bring about: needs refused or shortlisted, a vote begun as a draft."""

from uuid import UUID

import pytest
from sqlalchemy import select

from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.meetings.models import Motion
from deliberation.meetings.rules import MotionKind
from deliberation.needs import service as needs
from deliberation.needs.models import Need
from deliberation.needs.rules import NeedState, Reason
from deliberation.rounds.models import Round
from deliberation.rounds.rules import State
from tests.meetings.stories import MeetingStory, first_item
from tests.needs.stories import need_by
from tests.stories import Story


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def a_need(told: MeetingStory, shortlisted: bool = False) -> UUID:
    need = need_by(told.members[0])
    if shortlisted:
        with unit_of_work():
            needs.shortlist(told.worker, db.session.get_one(Need, need.id), 300_000)
    return need.id


def the_motion(meeting_id: UUID) -> Motion:
    return first_item(meeting_id).motions[0]


def test_a_need_refused_by_a_signed_decision_is_refused_with_its_reason(told: MeetingStory) -> None:
    need_id = a_need(told)
    meeting_id = told.drafted(
        kind=MotionKind.REFUSE_NEED, motion={"refuse_reason": "private_cost"}, item={"need_id": need_id}
    )
    assert db.session.get_one(Need, need_id).state == NeedState.OPEN
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    need = db.session.get_one(Need, need_id)
    assert (need.state, need.rejection_reason) == (NeedState.REJECTED, Reason.PRIVATE_COST)
    assert the_motion(meeting_id).effect == ""


def test_a_refusal_names_a_reason_of_the_list(told: MeetingStory) -> None:
    need_id = a_need(told)
    with pytest.raises(Refusal, match="needs_reason"):
        told.held(kind=MotionKind.REFUSE_NEED, motion={"refuse_reason": "dislike"}, item={"need_id": need_id})


def test_a_need_that_can_no_longer_be_refused_leaves_the_code_of_why(told: MeetingStory) -> None:
    need_id = a_need(told)
    meeting_id = told.drafted(
        kind=MotionKind.REFUSE_NEED, motion={"refuse_reason": "outside"}, item={"need_id": need_id}
    )
    with unit_of_work():
        needs.hold(need_id, "round:elsewhere")
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    assert the_motion(meeting_id).effect.startswith("needs.")
    assert db.session.get_one(Need, need_id).state == NeedState.OPEN


def test_a_vote_the_meeting_wants_is_begun_as_a_draft_with_the_need(told: MeetingStory) -> None:
    need_id = a_need(told, shortlisted=True)
    meeting_id = told.signed(kind=MotionKind.OPEN_ROUND, item={"need_id": need_id})
    motion = the_motion(meeting_id)
    draft = db.session.get_one(Round, motion.effect_id)
    assert (motion.effect, draft.state) == ("", State.DRAFT)
    assert [(each.need_id, each.cost_fen) for each in draft.options] == [(need_id, 300_000)]


def test_a_vote_on_a_need_that_is_not_shortlisted_waits_for_a_worker(told: MeetingStory) -> None:
    meeting_id = told.signed(kind=MotionKind.OPEN_ROUND, item={"need_id": a_need(told)})
    assert the_motion(meeting_id).effect == "meetings.need_not_votable"
    assert db.session.scalars(select(Round)).all() == []


def test_a_vote_on_a_free_matter_waits_for_a_worker(told: MeetingStory) -> None:
    meeting_id = told.signed(kind=MotionKind.OPEN_ROUND)
    assert the_motion(meeting_id).effect == "meetings.round_by_hand"


def test_a_shortlisting_and_a_vote_at_one_meeting_both_come_about(told: MeetingStory) -> None:
    need_id = a_need(told)
    meeting_id = told.signed(
        kind=MotionKind.SHORTLIST_NEED, motion={"cost_fen": 200_000}, item={"need_id": need_id}
    )
    assert db.session.get_one(Need, need_id).state == NeedState.SHORTLISTED
    again = told.signed(kind=MotionKind.OPEN_ROUND, item={"need_id": need_id})
    assert the_motion(again).effect_id is not None
    assert the_motion(meeting_id).effect == ""
