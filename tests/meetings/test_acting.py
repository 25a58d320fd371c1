"""What meetings agreed: entered, followed, done, dropped; two workers at once, owners who left."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from deliberation.actors import Actor
from deliberation.clock import now, today
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.meetings import acting, service
from deliberation.meetings.models import ActionItem, Motion
from deliberation.meetings.rules import Votes
from deliberation.people import rights
from deliberation.people.models import Account
from tests.meetings.stories import MeetingStory, first_item, meeting
from tests.stories import A, B, Story

SOON = timedelta(days=30)


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def draft(text: str = "联系供电所装3盏路灯", **more: object) -> acting.ActionDraft:
    given: dict[str, object] = {"unit": "居委会", "due_on": today() + SOON, **more}
    return acting.ActionDraft(text, **given)  # type: ignore[arg-type]  # words, an id and a day


def agreed(told: MeetingStory, meeting_id: UUID, **more: object) -> UUID:
    with unit_of_work():
        return acting.agree(told.worker, first_item(meeting_id), draft(**more)).id  # type: ignore[arg-type]  # as above


def action(action_id: UUID) -> ActionItem:
    return db.session.get_one(ActionItem, action_id)


def of_motion(motion_id: UUID) -> list[ActionItem]:
    return list(db.session.scalars(select(ActionItem).where(ActionItem.motion_id == motion_id)))


def refused(code: str, actor: Actor, action_id: UUID, **more: object) -> None:
    with pytest.raises(Refusal, match=code), unit_of_work():
        acting.change(actor, action(action_id), draft(**more))  # type: ignore[arg-type]  # as above


def test_a_passed_motion_with_a_unit_or_a_deadline_has_exactly_one_action(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id)
    motion_id = told.motion(meeting_id, unit="物业公司", deadline_on=today() + SOON)
    assert of_motion(motion_id) == []
    told.vote(motion_id, 5, 1)
    told.vote(motion_id, 4, 2)
    (row,) = of_motion(motion_id)
    assert (row.text, row.unit, row.due_on) == ("同意装3盏路灯", "物业公司", today() + SOON)


def test_a_correction_that_turns_a_motion_down_takes_its_action_away(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id)
    motion_id = told.motion(meeting_id, unit="物业公司")
    told.vote(motion_id, 5, 1)
    assert len(of_motion(motion_id)) == 1
    told.vote(motion_id, 1, 5)
    assert of_motion(motion_id) == []


def test_a_passed_motion_that_names_nobody_and_no_day_has_no_action(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id)
    motion_id = told.motion(meeting_id)
    told.vote(motion_id, 5)
    assert of_motion(motion_id) == []


def test_an_action_says_what_is_done_and_by_whom(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    for code, more in (
        ("no_action_text", {"text": " "}),
        ("nobody_does_it", {"unit": ""}),
        ("due_before_meeting", {"due_on": today()}),
        ("too_long", {"text": "长" * 1001}),
    ):
        with pytest.raises(Refusal, match=code):
            agreed(told, meeting_id, **more)
        db.session.rollback()


def test_a_motion_with_a_deadline_before_the_meeting_is_refused(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    with pytest.raises(Refusal, match="due_before_meeting"):
        told.motion(meeting_id, deadline_on=today())


def test_an_owner_is_one_of_the_communitys_people(told: MeetingStory, story: Story) -> None:
    stranger, _phone = story.resident(B, "冯七")
    meeting_id = told.noticed()
    with pytest.raises(Refusal, match="not_from_here"):
        agreed(told, meeting_id, owner_id=stranger.account_id)
    db.session.rollback()
    action_id = agreed(told, meeting_id, owner_id=told.members[0].account_id)
    assert action(action_id).owner_name == told.members[0].name


def test_an_owner_who_left_stays_named_and_can_be_replaced(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    leaver = told.members[0]
    action_id = agreed(told, meeting_id, owner_id=leaver.account_id)
    with unit_of_work():
        rights.close_account(leaver, db.session.get_one(Account, leaver.account_id))
    name = action(action_id).owner_name
    with unit_of_work():
        acting.change(
            told.worker, action(action_id), draft(owner_id=leaver.account_id, due_on=today() + 2 * SOON)
        )
    assert (action(action_id).owner_name, action(action_id).due_on) == (name, today() + 2 * SOON)
    with unit_of_work():
        acting.change(told.worker, action(action_id), draft(owner_id=told.lead.account_id))
    assert action(action_id).owner_name == "王书记"


def test_of_two_workers_who_edit_one_action_the_second_is_told(told: MeetingStory) -> None:
    action_id = agreed(told, told.noticed())
    seen = action(action_id).version
    with unit_of_work():
        acting.change(told.worker, action(action_id), draft(unit="物业公司"), seen)
    with pytest.raises(Refusal, match="changed_meanwhile"), unit_of_work():
        acting.change(told.lead, action(action_id), draft(unit="街道"), seen)
    db.session.rollback()
    assert action(action_id).unit == "物业公司"
    with pytest.raises(Refusal, match="changed_meanwhile"), unit_of_work():
        acting.finish(told.lead, action(action_id), "装好了", seen=seen)


def test_what_was_agreed_stands_after_the_meeting_but_who_does_it_may_change(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id)
    action_id = agreed(told, meeting_id, due_on=meeting(meeting_id).starts_at.date() + SOON)
    with unit_of_work():
        row = meeting(meeting_id)
        row.starts_at = now() - timedelta(hours=2)
    told.finish(meeting_id, now())
    refused("agreed_text_stands", told.worker, action_id, text="改成装5盏")
    db.session.rollback()
    with unit_of_work():
        acting.change(told.worker, action(action_id), draft(unit="物业公司"))
    assert action(action_id).unit == "物业公司"


def test_progress_is_told_until_it_is_done_and_a_mistake_is_undone(told: MeetingStory) -> None:
    action_id = agreed(told, told.noticed())
    with unit_of_work():
        acting.note(told.worker, action(action_id), "已报供电所")
    with pytest.raises(Refusal, match="no_note"), unit_of_work():
        acting.note(told.worker, action(action_id), "  ")
    db.session.rollback()
    with unit_of_work():
        acting.finish(told.worker, action(action_id), "三盏都亮了")
    assert [each.text for each in action(action_id).notes] == ["已报供电所", "三盏都亮了"]
    with pytest.raises(Refusal, match="action_over"), unit_of_work():
        acting.note(told.worker, action(action_id), "又坏了")
    db.session.rollback()
    with unit_of_work():
        acting.resume(told.worker, action(action_id))
    assert action(action_id).done_at is None


def test_dropping_takes_a_reason(told: MeetingStory) -> None:
    action_id = agreed(told, told.noticed())
    with pytest.raises(Refusal, match="reason_needed"), unit_of_work():
        acting.drop(told.worker, action(action_id), "")
    db.session.rollback()
    with unit_of_work():
        acting.drop(told.worker, action(action_id), "供电所已经列入改造")
    assert action(action_id).drop_reason == "供电所已经列入改造"


def test_every_act_on_an_action_is_journalled(told: MeetingStory) -> None:
    action_id = agreed(told, told.noticed())
    with unit_of_work():
        acting.note(told.worker, action(action_id), "已报供电所")
        acting.finish(told.worker, action(action_id))
    query = select(JournalEntry.act).where(JournalEntry.subject_id == str(action_id))
    acts = list(db.session.scalars(query.order_by(JournalEntry.seq)))
    assert acts == ["meetings.agree", "meetings.note_action", "meetings.finish_action"]


def test_only_what_no_motion_decided_is_taken_back(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id)
    action_id, motion_id = agreed(told, meeting_id), told.motion(meeting_id, unit="居委会")
    told.vote(motion_id, 6)
    with pytest.raises(Refusal, match="action_of_motion"), unit_of_work():
        acting.remove(told.worker, of_motion(motion_id)[0])
    db.session.rollback()
    with unit_of_work():
        acting.remove(told.worker, action(action_id))
    assert db.session.scalar(select(func.count()).select_from(ActionItem)) == 1


def test_an_amendment_alone_has_no_action(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id)
    motion_id = told.motion(meeting_id, unit="居委会")
    with unit_of_work():
        change = service.MotionDraft("同意装5盏路灯", unit="物业公司")
        amendment = service.amend(told.worker, db.session.get_one(Motion, motion_id), change).id
    with unit_of_work():
        service.record_votes(
            told.worker, db.session.get_one(Motion, amendment), service.Count(Votes(5, 0, 0))
        )
    told.vote(motion_id, 5)
    assert of_motion(amendment) == []
    assert [row.text for row in of_motion(motion_id)] == ["同意装5盏路灯"]
    assert action(of_motion(motion_id)[0].id).community_code == A
