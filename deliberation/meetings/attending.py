"""Who came: one tap at the door, its undoing, leaving early and coming back, who is excused or missing."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.meetings import doors
from deliberation.meetings.at_door import named
from deliberation.meetings.guards import (
    link_to,
    refuse_unless_noticed,
    refuse_unless_open,
    refuse_unless_seen,
    touch,
)
from deliberation.meetings.listing import enter
from deliberation.meetings.models import Attendance, Meeting
from deliberation.meetings.representing import refuse_beyond_due, release, represented, set_free
from deliberation.meetings.rules import MOST_AREA_CM2, MOST_PEOPLE, Arrival, Presence
from deliberation.notices.service import tell
from deliberation.wording import tidy


def check_in(
    actor: Actor,
    meeting: Meeting,
    row: Attendance,
    area_cm2: int | None = None,
    seen: int | None = None,
    how: Arrival = Arrival.DESK,
) -> None:
    """Mark somebody as here (到), or here again; once is enough, two taps are one arrival."""
    refuse_unless_noticed(meeting)
    _now(row)
    if row.status == Presence.OBSERVER:
        raise Refusal("meetings.observer")
    if represented(row):
        raise Refusal("meetings.represented", name=row.name, by=row.represents)
    if row.status == Presence.PRESENT and area_cm2 in (None, row.area_cm2):
        return
    refuse_unless_seen(row, seen)
    if row.status != Presence.PRESENT:
        row.status, row.reason, row.left_at = Presence.PRESENT, "", None
        row.checked_in_at, row.arrival = row.checked_in_at or now(), row.arrival or how
    if area_cm2 is not None:
        row.area_cm2 = _area(area_cm2)
    refuse_beyond_due(meeting)
    _marked(actor, "meetings.check_in", meeting, row)


def leave(actor: Actor, meeting: Meeting, row: Attendance, seen: int | None = None) -> None:
    """Somebody goes before the end: from now on they are not counted as there."""
    refuse_unless_noticed(meeting)
    _now(row)
    if row.status == Presence.LEFT:
        return
    if row.status != Presence.PRESENT:
        raise Refusal("meetings.not_here", name=row.name)
    refuse_unless_seen(row, seen)
    row.status, row.left_at = Presence.LEFT, now()
    _marked(actor, "meetings.leave", meeting, row)


def undo_mark(actor: Actor, meeting: Meeting, row: Attendance, seen: int | None = None) -> None:
    """Take back a wrong tap: the member is expected again, as if nobody had tapped."""
    refuse_unless_open(meeting)
    _now(row)
    if row.status == Presence.EXPECTED:
        return
    _refuse_observer(row)
    refuse_unless_seen(row, seen)
    if represented(row):
        release(meeting, row)
    _away(meeting, row, Presence.EXPECTED, "")
    _marked(actor, "meetings.undo_mark", meeting, row)


def excuse(actor: Actor, meeting: Meeting, row: Attendance, reason: str, seen: int | None = None) -> None:
    """Mark somebody as excused (假) with the reason: by themselves, or told to a worker by phone."""
    refuse_unless_open(meeting)
    _now(row)
    if not tidy(reason):
        raise Refusal("meetings.reason_needed")
    if row.status in {Presence.PRESENT, Presence.OBSERVER} and actor.account_id == row.account_id:
        raise Refusal("meetings.already_here")
    _refuse_observer(row)
    refuse_unless_seen(row, seen)
    _away(meeting, row, Presence.EXCUSED, tidy(reason)[:200])
    _marked(actor, "meetings.excuse", meeting, row)


def mark_absent(actor: Actor, meeting: Meeting, row: Attendance, seen: int | None = None) -> None:
    """Mark somebody as missing (缺) without a reason."""
    refuse_unless_open(meeting)
    _now(row)
    _refuse_observer(row)
    refuse_unless_seen(row, seen)
    _away(meeting, row, Presence.ABSENT, "")
    _marked(actor, "meetings.mark_absent", meeting, row)


def check_in_many(actor: Actor, meeting: Meeting, ids: Iterable[UUID]) -> int:
    """Everybody ticked on a page of the signed sheet was here; how many of them are new."""
    refuse_unless_noticed(meeting)
    query = select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.id.in_(set(ids)))
    rows = [
        row
        for row in db.session.scalars(query.order_by(Attendance.id).with_for_update())
        if row.status not in {Presence.PRESENT, Presence.OBSERVER} and not represented(row)
    ]
    if not rows:
        return 0
    for row in rows:
        row.status, row.reason, row.left_at, row.version = Presence.PRESENT, "", None, row.version + 1
        row.checked_in_at, row.arrival = row.checked_in_at or now(), row.arrival or Arrival.DESK
        row.recorded_by = actor.account_id
    refuse_beyond_due(meeting)
    _flushed(meeting)
    after = {"names": Personal("、".join(row.name for row in rows)), "count": len(rows)}
    record(actor, "meetings.check_in_many", "meeting", meeting.id, meeting.community_code, after=after)
    touch(meeting)
    return len(rows)


def add_walk_in(
    actor: Actor,
    meeting: Meeting,
    name: str,
    as_member: bool = False,
    area_cm2: int = 0,
    door: str = "",
    unit: str = "",
) -> Attendance:
    """Somebody who is not on the list: an observer (of some unit), or a member who was forgotten."""
    refuse_unless_noticed(meeting)
    name, door = tidy(name), doors.plain(door)
    if not name or len(name) > 60:
        raise Refusal("meetings.no_name")
    if len(tidy(unit)) > 200:
        raise Refusal("meetings.too_long")
    refuse_double(meeting, name, door)
    row = enter(meeting, name, Presence.PRESENT if as_member else Presence.OBSERVER, door=door)
    row.area_cm2, row.checked_in_at, row.recorded_by = _area(area_cm2), now(), actor.account_id
    row.represents, row.arrival = "" if as_member else tidy(unit), Arrival.DESK
    _flushed(meeting)
    _record(actor, "meetings.walk_in", meeting, row)
    touch(meeting)
    return row


def refuse_double(meeting: Meeting, name: str, door: str) -> None:
    """The same member stands there once; two of one name are told apart by their doors."""
    same = [row for row in named(meeting.id, name) if not door or not row.door or row.door == door]
    if same:
        row = same[0]
        raise Refusal("meetings.already_listed", name=name, door=row.door, came_at=row.checked_in_at)


def remove_walk_in(actor: Actor, meeting: Meeting, row: Attendance) -> None:
    """Take an observer who was entered by mistake off the list."""
    refuse_unless_open(meeting)
    if row.status != Presence.OBSERVER:
        raise Refusal("meetings.only_observers")
    _record(actor, "meetings.remove_walk_in", meeting, row)
    db.session.delete(row)
    _flushed(meeting)
    touch(meeting)


def count_others(actor: Actor, meeting: Meeting, others: int, area_cm2: int = 0) -> None:
    """How many of those due are here without standing on the list by name (large meetings)."""
    refuse_unless_noticed(meeting)
    if not 0 <= others <= MOST_PEOPLE or not 0 <= area_cm2 <= MOST_AREA_CM2:
        raise Refusal("meetings.bad_count")
    before = {"others": meeting.others_present, "area_cm2": meeting.others_area_cm2}
    meeting.others_present, meeting.others_area_cm2 = others, area_cm2
    refuse_beyond_due(meeting)
    after = {"others": others, "area_cm2": area_cm2}
    record(actor, "meetings.count_others", "meeting", meeting.id, meeting.community_code, before, after)
    touch(meeting)


def _now(row: Attendance) -> None:
    """The row as it is now, held until this unit of work ends: somebody at the other door may have tapped."""
    db.session.refresh(row, with_for_update=True)


def _away(meeting: Meeting, row: Attendance, status: Presence, reason: str) -> None:
    """Who is not here represents nobody."""
    if not represented(row):
        set_free(meeting, row)
    row.status, row.reason, row.represents = status, reason, ""
    row.checked_in_at = row.left_at = row.arrival = None


def _refuse_observer(row: Attendance) -> None:
    if row.status == Presence.OBSERVER:
        raise Refusal("meetings.observer")


def _area(area_cm2: int) -> int:
    if not 0 <= area_cm2 <= MOST_AREA_CM2:
        raise Refusal("meetings.bad_count")
    return area_cm2


def _marked(actor: Actor, act: str, meeting: Meeting, row: Attendance) -> None:
    """Keep who wrote it down; somebody marked by another learns of it."""
    row.recorded_by = actor.account_id
    _flushed(meeting)
    _record(actor, act, meeting, row)
    if act == "meetings.excuse" and row.account_id and row.account_id != actor.account_id:
        facts = {"title": meeting.title, "reason": row.reason}
        code = meeting.community_code
        tell([row.account_id], "notice.meetings.excused", facts, code, "meetings.show", link_to(meeting))
    touch(meeting)


def _record(actor: Actor, act: str, meeting: Meeting, row: Attendance) -> None:
    after = {"name": Personal(row.name), "status": row.status, "reason": Personal(row.reason)}
    record(actor, act, "meeting", meeting.id, meeting.community_code, after=after)


def _flushed(meeting: Meeting) -> None:
    db.session.flush()
    db.session.expire(meeting, ["attendance"])
