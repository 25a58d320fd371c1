"""What is open of earlier meetings: listed, looked back on, reminded of once; and what the public sees."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.meetings import acting, agreed, service
from deliberation.meetings.models import ActionItem
from deliberation.meetings.planning import LOOK_BACK
from deliberation.meetings.rules import ActionState, ItemKind, MotionKind
from deliberation.notices.models import Message
from tests.meetings.stories import DAY, MeetingStory, first_item, meeting
from tests.needs.stories import need_by
from tests.page import PageClient
from tests.stories import A, Story

BASE = f"/c/{A}/meetings"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def left_over(told: MeetingStory, due_in: int = 30, **more: object) -> UUID:
    """Something a signed meeting of yesterday left to do, in the hands of a representative."""
    meeting_id = told.signed(motion={"unit": "居委会", "deadline_on": today() + due_in * DAY}, **more)
    action_id = db.session.scalars(select(ActionItem.id).where(ActionItem.meeting_id == meeting_id)).one()
    with unit_of_work():
        row = db.session.get_one(ActionItem, action_id)
        owner = told.members[0].account_id
        acting.change(told.worker, row, acting.ActionDraft(row.text, row.unit, owner, "", row.due_on))
    return action_id


def test_an_action_counts_for_later_meetings_once_the_minutes_are_signed(told: MeetingStory) -> None:
    meeting_id = told.drafted(motion={"unit": "居委会"})
    assert not agreed.any_open(A)
    assert all(item.kind == ItemKind.MATTER for item in meeting(told.plan()).items)
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    assert agreed.any_open(A)
    first = first_item(told.plan())
    assert (first.kind, first.title, first.position) == (ItemKind.ACTIONS, LOOK_BACK, 1)


def test_the_next_meeting_looks_back_and_enters_what_is_told(told: MeetingStory, visitor: PageClient) -> None:
    action_id = left_over(told)
    meeting_id = told.noticed()
    item = first_item(meeting_id)
    visitor.enter(told.worker)
    shown = visitor.get(f"{BASE}/{meeting_id}/agenda/{item.id}/look-back")
    assert "同意装3盏路灯" in shown
    told_here = {"action": str(action_id), f"{action_id.hex}-text": "已经量过了", "version": "1"}
    assert "最近进展：已经量过了" in visitor.post(f"{BASE}/{meeting_id}/looked-back", told_here)
    shown = visitor.post(f"{BASE}/{meeting_id}/looked-back", {**told_here, "done": "1"})
    assert "已完成" in shown
    (row,) = agreed.to_look_back_on(meeting(meeting_id))
    assert (row.state, row.action.notes[0].meeting_id) == (ActionState.DONE, meeting_id)
    assert not agreed.any_open(A)


def test_what_was_typed_of_a_thing_that_is_done_already_is_not_lost(
    told: MeetingStory, visitor: PageClient
) -> None:
    action_id = left_over(told)
    meeting_id = told.noticed()
    first_item(meeting_id)
    visitor.enter(told.worker)
    said = {"action": str(action_id), f"{action_id.hex}-text": "又去看了一次", "version": "0", "done": "1"}
    shown = visitor.post(f"{BASE}/{meeting_id}/looked-back", said)
    assert "又去看了一次" in shown
    assert agreed.any_open(A)


def test_overdue_comes_first_and_a_page_takes_the_same_statements_however_much_there_is(
    told: MeetingStory, statements_of: Callable[[Callable[[], object]], int]
) -> None:
    left_over(told)
    late = left_over(told, due_in=5)
    with at(now() + 10 * DAY):
        few = statements_of(lambda: agreed.actions_of(A, ActionState.OPEN, False, 1))
        page = agreed.actions_of(A, ActionState.OPEN, False, 1)
        assert [row.state for row in page.items] == [ActionState.OVERDUE, ActionState.OPEN]
        assert page.items[0].action.id == late
        assert agreed.overdue_count(A) == 1
    left_over(told)
    assert statements_of(lambda: agreed.actions_of(A, ActionState.OPEN, False, 1)) == few


def test_the_owner_is_reminded_once_of_what_is_overdue(told: MeetingStory) -> None:
    left_over(told, due_in=2)
    said = select(func.count()).where(
        Message.kind == "notice.meetings.action_overdue", Message.account_id == told.members[0].account_id
    )
    acting.remind_overdue()
    assert db.session.scalar(said) == 0
    for days in (3, 4):
        with at(now() + days * DAY):
            acting.remind_overdue()
    assert db.session.scalar(said) == 1


def test_the_public_sees_actions_of_signed_minutes_with_masked_names(
    told: MeetingStory, visitor: PageClient
) -> None:
    action_id = left_over(told)
    with unit_of_work():
        item = first_item(told.noticed())
        hidden = acting.agree(told.worker, item, acting.ActionDraft("还没签字的事", unit="居委会")).id
    shown = visitor.get(f"{BASE}/actions")
    assert "同意装3盏路灯" in shown
    assert told.members[0].name not in shown.source
    assert "还没签字的事" not in shown
    assert told.members[0].name not in visitor.get(f"{BASE}/actions/{action_id}").source
    visitor.get(f"{BASE}/actions/{hidden}", status=404)


def test_the_owner_sees_what_is_theirs_and_tells_how_far_it_is(
    told: MeetingStory, visitor: PageClient
) -> None:
    action_id = left_over(told)
    visitor.enter(told.members[0])
    assert "由我来办的" in visitor.get(f"{BASE}/actions")
    shown = visitor.post(f"{BASE}/actions/{action_id}/note", {"note": "下周来装"})
    assert "下周来装" in shown
    visitor.post(f"{BASE}/actions/{action_id}/done", {"done_note": ""}, status=403)


def test_a_worker_changes_finishes_and_resumes_an_action(told: MeetingStory, visitor: PageClient) -> None:
    action_id = left_over(told)
    visitor.enter(told.worker)
    visitor.get(f"{BASE}/actions/{action_id}/edit")
    fields = {
        "version": "1",
        "text": "同意装3盏路灯",
        "unit": "物业公司",
        "owner": "",
        "owner_name": "周师傅",
    }
    assert "物业公司，周师傅" in visitor.post(f"{BASE}/actions/{action_id}/edit", fields)
    assert "别人刚刚也改了这一处" in visitor.post(f"{BASE}/actions/{action_id}/edit", fields)
    visitor.post(f"{BASE}/actions/{action_id}/done", {"done_note": "亮了", "done_version": "2"})
    assert "恢复为在办" in visitor.get(f"{BASE}/actions/{action_id}")
    assert "恢复为在办了" in visitor.post(f"{BASE}/actions/{action_id}/resume", {})
    shown = visitor.post(f"{BASE}/actions/{action_id}/drop", {"reason": "改由供电所办"})
    assert "不再办理：改由供电所办" in shown


def test_several_needs_are_put_on_the_agenda_at_once(told: MeetingStory, visitor: PageClient) -> None:
    titles = ("3号楼门口没有路灯", "小区里缺一个修鞋摊")
    ids = [str(need_by(told.members[0], title).id) for title in titles]
    meeting_id = told.plan()
    visitor.enter(told.worker)
    visitor.get(f"{BASE}/{meeting_id}/agenda/needs")
    shown = visitor.post(f"{BASE}/{meeting_id}/agenda/needs", {"needs": ids})
    assert all(title in shown for title in titles)
    assert "没有可以列入的需求" in visitor.get(f"{BASE}/{meeting_id}/agenda/needs")


def test_a_worker_names_the_vote_that_a_meeting_wanted(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.signed(kind=MotionKind.OPEN_ROUND)
    motion = first_item(meeting_id).motions[0]
    assert [row.Motion.id for row in agreed.votes_to_begin(A)] == [motion.id]
    visitor.enter(told.worker)
    assert "要开的投票" in visitor.get(f"{BASE}/{meeting_id}")
    assert "没有找到这次投票" in visitor.post(f"{BASE}/{meeting_id}/motions/{motion.id}/round", {"vote": ""})


def test_a_meeting_shows_what_came_of_its_decisions(told: MeetingStory, visitor: PageClient) -> None:
    need = need_by(told.members[0])
    meeting_id = told.signed(
        kind=MotionKind.REFUSE_NEED,
        motion={"refuse_reason": "outside", "unit": "居委会"},
        item={"need_id": need.id},
    )
    shown = visitor.get(f"{BASE}/{meeting_id}")
    assert "这条需求已经按会议决定不采纳" in shown
    assert "看办到哪一步了" in shown


def test_the_look_back_can_be_put_first_by_hand(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    with unit_of_work():
        service.look_back(told.worker, meeting(meeting_id))
        service.look_back(told.worker, meeting(meeting_id))
    assert [item.kind for item in meeting(meeting_id).items] == [ItemKind.ACTIONS, ItemKind.MATTER]
    assert timedelta(0) < meeting(meeting_id).starts_at - now()
