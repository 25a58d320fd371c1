"""Minutes: drafted, edited by two at once, signed, sealed; what is decided takes effect then."""

from uuid import UUID

import pytest
from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal import queries as journal
from deliberation.meetings import queries, service
from deliberation.meetings.models import Motion
from deliberation.meetings.rules import MotionKind, Phase, SignatureRole
from deliberation.needs import service as needs
from deliberation.needs.models import Need, NeedEvent, NeedHold
from deliberation.needs.rules import NeedState, Reason
from deliberation.notices.models import Message
from tests.meetings.stories import MeetingStory, edited, first_item, meeting, minutes
from tests.needs.stories import need_by
from tests.stories import A, B, Story


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def test_the_draft_holds_what_was_recorded(told: MeetingStory) -> None:
    meeting_id = told.drafted(item={"explanation": "晚上看不清", "proposer": "赵一鸣"})
    written = minutes(meeting_id)
    data = written.record
    assert (data["due"], data["present"], data["chair"]["name"]) == (6, 5, "王书记")
    assert data["items"][0]["motions"][0]["votes_for"] == 4
    item = first_item(meeting_id).id.hex
    assert written.sections[f"item_{item}_explanation"] == "晚上看不清"
    assert meeting(meeting_id).phase == Phase.DRAFTED


def test_minutes_come_after_the_end(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    with pytest.raises(Refusal, match="not_ended"), unit_of_work():
        service.draft_minutes(told.worker, meeting(meeting_id))


def test_the_chair_and_the_recorder_learn_that_there_is_something_to_sign(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    assert [row.id for row in queries.my_signatures_due(told.lead.account_id or UUID(int=0))] == [meeting_id]
    query = select(Message.kind).where(Message.account_id == told.lead.account_id)
    assert "notice.meetings.to_sign" in db.session.scalars(query).all()


def test_two_editors_at_once_lose_nothing(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    both_saw = minutes(meeting_id).revision
    edited(told.lead, meeting_id, "书记写的开场", both_saw)
    with pytest.raises(Refusal, match="minutes_changed") as refused:
        edited(told.worker, meeting_id, "李梅写的开场", both_saw)
    assert refused.value.facts == {"by": "王书记"}
    assert minutes(meeting_id).sections["opening"] == "书记写的开场"


def test_both_signatures_seal_the_minutes(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    told.sign(told.lead, meeting_id)
    assert minutes(meeting_id).sealed_at is None
    told.sign(told.worker, meeting_id)
    written = minutes(meeting_id)
    assert written.sealed_at is not None
    assert {row.role for row in written.standing()} == {SignatureRole.CHAIR, SignatureRole.RECORDER}
    assert {row.text_hash for row in written.standing()} == {written.text_hash}


def test_a_text_changed_meanwhile_is_not_signed(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    seen = minutes(meeting_id).text_hash
    edited(told.worker, meeting_id, "改了一句")
    with pytest.raises(Refusal, match="text_changed"):
        told.sign(told.lead, meeting_id, seen)


def test_a_changed_text_drops_the_signature_under_the_old_one(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    told.sign(told.lead, meeting_id)
    assert edited(told.worker, meeting_id, "改了一句")
    assert minutes(meeting_id).standing() == []
    query = select(Message.kind).where(Message.account_id == told.lead.account_id)
    assert "notice.meetings.signature_fell" in db.session.scalars(query).all()
    told.sign(told.worker, meeting_id)
    assert minutes(meeting_id).sealed_at is None
    told.sign(told.lead, meeting_id)
    assert minutes(meeting_id).sealed_at is not None


def test_saving_the_same_text_keeps_the_signature(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    told.sign(told.lead, meeting_id)
    assert not edited(told.worker, meeting_id, "")
    assert len(minutes(meeting_id).standing()) == 1


def test_nobody_signs_twice(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    told.sign(told.lead, meeting_id)
    with pytest.raises(Refusal, match="signed_already"):
        told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    with pytest.raises(Refusal, match="signed_already"):
        told.sign(told.lead, meeting_id)


def test_strangers_do_not_sign_but_representatives_who_were_there_do(
    told: MeetingStory, story: Story
) -> None:
    meeting_id = told.drafted()
    stranger, _phone = story.resident(name="郑七")
    with pytest.raises(Refusal, match="not_yours_to_sign"):
        told.sign(stranger, meeting_id)
    there = {row.account_id for row in meeting(meeting_id).attendance if row.status == "present"}
    came = next(member for member in told.members if member.account_id in there)
    missing = next(member for member in told.members if member.account_id not in there)
    told.sign(came, meeting_id)
    assert minutes(meeting_id).sealed_at is None
    with pytest.raises(Refusal, match="not_yours_to_sign"):
        told.sign(missing, meeting_id)


def test_a_chair_without_account_leaves_the_recorder_free_to_sign(told: MeetingStory) -> None:
    meeting_id = told.drafted(chair=service.Leader("外请主持人"))
    told.sign(told.worker, meeting_id)
    assert [row.role for row in minutes(meeting_id).standing()] == [SignatureRole.RECORDER]
    assert minutes(meeting_id).sealed_at is None


def test_signed_minutes_do_not_change(told: MeetingStory) -> None:
    meeting_id = told.signed()
    before = minutes(meeting_id).text_hash
    for act in (
        lambda: edited(told.worker, meeting_id, "偷偷改"),
        lambda: service.draft_minutes(told.worker, meeting(meeting_id)),
        lambda: service.reopen(told.worker, meeting(meeting_id)),
    ):
        with pytest.raises(Refusal, match="sealed"), unit_of_work():
            act()
    assert minutes(meeting_id).text_hash == before


def test_a_reopened_meeting_is_corrected_and_the_draft_follows(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    edited(told.worker, meeting_id, "书记讲了话")
    told.sign(told.lead, meeting_id)
    ended_at = meeting(meeting_id).ended_at
    assert ended_at is not None
    with unit_of_work():
        service.reopen(told.worker, meeting(meeting_id))
    assert minutes(meeting_id).standing() == []
    told.vote(first_item(meeting_id).motions[0].id, 5, 0)
    told.finish(meeting_id, ended_at)
    written = minutes(meeting_id)
    assert written.record["items"][0]["motions"][0]["votes_for"] == 5
    assert written.sections["opening"] == "书记讲了话"


def shortlisting(told: MeetingStory, author: Actor, cost_fen: int = 1_200_000) -> tuple[Need, UUID]:
    """A meeting that passed the shortlisting of a need, drafted."""
    need = need_by(author)
    meeting_id = told.drafted(
        item={"need_id": need.id}, kind=MotionKind.SHORTLIST_NEED, motion={"cost_fen": cost_fen}
    )
    return need, meeting_id


def test_a_passed_shortlisting_takes_effect_with_the_signatures(told: MeetingStory, story: Story) -> None:
    author, _phone = story.resident(name="郑七")
    need, meeting_id = shortlisting(told, author)
    assert db.session.get_one(Need, need.id).state == NeedState.OPEN
    assert queries.signed_decisions(A) == []
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    now_need = db.session.get_one(Need, need.id)
    assert (now_need.state, now_need.cost_fen) == (NeedState.SHORTLISTED, 1_200_000)
    kinds = db.session.scalars(select(NeedEvent.kind).where(NeedEvent.need_id == need.id)).all()
    assert {"meetings.scheduled", "meetings.discussed", "meetings.decided"} <= set(kinds)
    assert db.session.get(NeedHold, (need.id, f"meeting:{meeting_id}"))


def test_signed_decisions_tell_later_rooms_everything(told: MeetingStory, story: Story) -> None:
    need, meeting_id = shortlisting(told, story.resident(name="郑七")[0])
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    (decision,) = queries.signed_decisions(A)
    assert (decision.meeting_id, decision.kind, decision.need_ids) == (
        meeting_id, MotionKind.SHORTLIST_NEED, (need.id,),
    )  # fmt: skip
    assert (decision.votes_for, decision.against, decision.abstain, decision.session_no) == (4, 1, 0, 1)
    assert decision.signed_at is not None
    assert queries.signed_decision(decision.motion_id, A) == decision
    assert queries.signed_decision(decision.motion_id, B) is None
    assert queries.signed_decisions(B) == []
    assert queries.signed_decisions(A, need.id) == []


def test_a_need_that_can_no_longer_be_shortlisted_does_not_block_the_signatures(
    told: MeetingStory, story: Story
) -> None:
    need, meeting_id = shortlisting(told, story.resident(name="郑七")[0])
    with unit_of_work():
        needs.release(need.id, f"meeting:{meeting_id}")
        needs.reject(told.worker, db.session.get_one(Need, need.id), Reason.OUTSIDE)
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    motion = db.session.scalars(select(Motion)).one()
    assert motion.effect.startswith("needs.")
    assert minutes(meeting_id).sealed_at is not None


def test_a_failed_motion_is_no_decision_and_lets_the_need_go(told: MeetingStory, story: Story) -> None:
    need, meeting_id = shortlisting(told, story.resident(name="郑七")[0])
    ended_at = meeting(meeting_id).ended_at
    assert ended_at is not None
    with unit_of_work():
        service.reopen(told.worker, meeting(meeting_id))
    assert not told.vote(first_item(meeting_id).motions[0].id, 2, 3)
    told.finish(meeting_id, ended_at)
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    assert queries.signed_decisions(A) == []
    assert db.session.get_one(Need, need.id).state == NeedState.OPEN
    assert db.session.get(NeedHold, (need.id, f"meeting:{meeting_id}")) is None


def test_every_act_is_in_the_journal(told: MeetingStory) -> None:
    told.signed()
    assert list(journal.findings()) == []
    assert {"meetings.plan", "meetings.sign", "meetings.seal"} <= {
        entry.act for entry in journal.entries_in([""], 1).items
    }
