"""Steering a running meeting: which matter is on, and who chairs today."""

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.meetings.guards import refuse_unless_noticed, touch
from deliberation.meetings.models import AgendaItem, Attendance, Meeting
from deliberation.meetings.planning import Leader, known_leader
from deliberation.meetings.queries import item_of, names_waiting, open_motion, running_speech
from deliberation.meetings.rules import Presence
from deliberation.meetings.speaking import end as end_speech


def go_to(actor: Actor, meeting: Meeting, item: AgendaItem) -> None:
    """Take up a matter; the one before is done, unless its motion is still open: then that comes first."""
    refuse_unless_noticed(meeting)
    before = item_of(meeting.current_item_id, meeting) if meeting.current_item_id else None
    if before is item and item.done_at is None:
        return
    if before and before is not item:
        _leave(actor, meeting, before)
    meeting.current_item_id = item.id
    item.began_at, item.done_at = item.began_at or now(), None
    _record(actor, "meetings.take_up", meeting, item)


def finish(actor: Actor, meeting: Meeting, item: AgendaItem) -> None:
    """A matter is done, and none is on."""
    refuse_unless_noticed(meeting)
    if item.done_at is not None:
        return
    _leave(actor, meeting, item)
    if meeting.current_item_id == item.id:
        meeting.current_item_id = None
    _record(actor, "meetings.finish_item", meeting, item)


def _leave(actor: Actor, meeting: Meeting, item: AgendaItem) -> None:
    waiting = open_motion(meeting)
    if waiting and waiting.item_id == item.id:
        raise Refusal("meetings.motion_open", text=waiting.text)
    running = running_speech(meeting.id)
    if running and running.item_id == item.id:
        end_speech(actor, meeting, running)
    item.done_at = item.done_at or now()


def name_chair(actor: Actor, meeting: Meeting, leader: Leader) -> None:
    """Say who chairs today, when whoever was to chair is not here; the recorder does not chair."""
    refuse_unless_noticed(meeting)
    chair = known_leader(meeting, leader)
    if not chair.name:
        raise Refusal("meetings.no_name")
    if (chair.account_id and chair.account_id == meeting.recorder_id) or chair.name == meeting.recorder_name:
        raise Refusal("meetings.same_chair_and_recorder")
    before = {"chair": Personal(meeting.chair_name)}
    meeting.chair_name, meeting.chair_id = chair.name, chair.account_id
    after = {"chair": Personal(chair.name)}
    record(actor, "meetings.name_chair", "meeting", meeting.id, meeting.community_code, before, after)
    touch(meeting)


def chair_missing(meeting: Meeting) -> bool:
    """Nobody is to chair, or whoever is stands on the list and has not come (or has left)."""
    if not meeting.chair_name:
        return True
    row = _row_of_chair(meeting)
    return row is not None and row.status not in {Presence.PRESENT, Presence.OBSERVER}


def still_open(meeting: Meeting) -> list[tuple[str, str]]:
    """What is not finished, as (kind, title): said before the meeting ends."""
    motion, left = open_motion(meeting), [item for item in meeting.items if item.done_at is None]
    begun = any(item.began_at for item in meeting.items)
    waiting = [("speaker", name) for name in names_waiting(meeting.id)]
    undecided = [("motion", motion.text)] if motion else []
    return [*undecided, *waiting, *(("item", item.title) for item in left if begun or not item.motions)]


def _row_of_chair(meeting: Meeting) -> Attendance | None:
    if meeting.chair_id:
        return meeting.member(meeting.chair_id)
    return next((row for row in meeting.attendance if row.name == meeting.chair_name), None)


def _record(actor: Actor, act: str, meeting: Meeting, item: AgendaItem) -> None:
    db.session.flush()
    after = {"item": str(item.id), "title": item.title}
    record(actor, act, "meeting", meeting.id, meeting.community_code, after=after)
    touch(meeting)
