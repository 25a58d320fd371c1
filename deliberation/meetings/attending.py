"""Who is expected and who came: the list at the door."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.meetings.guards import link_to, refuse_unless_noticed, refuse_unless_open
from deliberation.meetings.models import Attendance, Meeting
from deliberation.meetings.queries import representatives, turnout
from deliberation.meetings.rules import MOST_AREA_CM2, MOST_PEOPLE, Presence
from deliberation.notices.service import tell
from deliberation.wording import tidy


def set_members(
    actor: Actor, meeting: Meeting, account_ids: Iterable[UUID], typed: Sequence[str] = ()
) -> None:
    """State who is expected: representatives by account, others by name; nobody stands there twice."""
    refuse_unless_open(meeting)
    wanted, names = set(account_ids), [name for name in map(tidy, typed) if name]
    people = {row.id: row for row in representatives(meeting.community_code)}
    kept = {row.account_id for row in meeting.attendance if row.account_id}
    if wanted - set(people) - kept:
        raise Refusal("meetings.not_from_here")
    _refuse_doubles(meeting, names)
    _drop(meeting, wanted, set(names))
    for account_id in sorted(wanted - kept, key=lambda each: people[each].name):
        person = people[account_id]
        _list(meeting, person.name, Presence.EXPECTED, account_id, person.resident_id)
    listed = {row.name for row in meeting.attendance if row.account_id is None}
    for name in names:
        if name not in listed:
            _list(meeting, name, Presence.EXPECTED)
    _flushed(meeting)
    count = len(meeting.attendance)
    record(
        actor, "meetings.set_members", "meeting", meeting.id, meeting.community_code, after={"listed": count}
    )


def _refuse_doubles(meeting: Meeting, names: Sequence[str]) -> None:
    if any(len(name) > 60 for name in names):
        raise Refusal("meetings.too_long")
    double = next((name for name in names if names.count(name) > 1), None)
    if double:
        raise Refusal("meetings.already_listed", name=double)


def _drop(meeting: Meeting, accounts: set[UUID], names: set[str]) -> None:
    """Take off the list who is no longer expected; who has come, or observes, stays."""
    for row in list(meeting.attendance):
        wanted = row.account_id in accounts if row.account_id else row.name in names
        if not wanted and row.status in {Presence.EXPECTED, Presence.EXCUSED}:
            meeting.attendance.remove(row)


def add_walk_in(
    actor: Actor, meeting: Meeting, name: str, as_member: bool = False, area_cm2: int = 0
) -> Attendance:
    """Somebody at the door who is not on the list: an observer, or a member who was forgotten."""
    refuse_unless_noticed(meeting)
    name = tidy(name)
    if not name or len(name) > 60:
        raise Refusal("meetings.no_name")
    if any(row.name == name for row in meeting.attendance):
        raise Refusal("meetings.already_listed", name=name)
    status = Presence.PRESENT if as_member else Presence.OBSERVER
    row = _list(meeting, name, status)
    row.area_cm2, row.checked_in_at, row.recorded_by = _area(area_cm2), now(), actor.account_id
    _flushed(meeting)
    _record(actor, "meetings.walk_in", meeting, row)
    return row


def _list(
    meeting: Meeting,
    name: str,
    status: Presence,
    account_id: UUID | None = None,
    resident_id: UUID | None = None,
) -> Attendance:
    row = Attendance(name=name, status=status, account_id=account_id, resident_id=resident_id, area_cm2=0)
    meeting.attendance.append(row)
    return row


def check_in(actor: Actor, meeting: Meeting, row: Attendance, area_cm2: int | None = None) -> None:
    """Mark somebody as here (到); once is enough."""
    refuse_unless_noticed(meeting)
    if row.status == Presence.OBSERVER:
        raise Refusal("meetings.observer")
    if row.status != Presence.PRESENT:
        row.status, row.reason, row.checked_in_at = Presence.PRESENT, "", now()
    if area_cm2 is not None:
        row.area_cm2 = _area(area_cm2)
    _marked(actor, "meetings.check_in", meeting, row)


def excuse(actor: Actor, meeting: Meeting, row: Attendance, reason: str) -> None:
    """Mark somebody as excused (假) with the reason: by themselves, or told to a worker by phone."""
    refuse_unless_open(meeting)
    if not tidy(reason):
        raise Refusal("meetings.reason_needed")
    if row.status in {Presence.PRESENT, Presence.OBSERVER} and actor.account_id == row.account_id:
        raise Refusal("meetings.already_here")
    _leave(row, Presence.EXCUSED, tidy(reason)[:200])
    _marked(actor, "meetings.excuse", meeting, row)


def mark_absent(actor: Actor, meeting: Meeting, row: Attendance) -> None:
    """Mark somebody as missing (缺) without a reason."""
    refuse_unless_open(meeting)
    _leave(row, Presence.ABSENT, "")
    _marked(actor, "meetings.mark_absent", meeting, row)


def _leave(row: Attendance, status: Presence, reason: str) -> None:
    if row.status == Presence.OBSERVER:
        raise Refusal("meetings.observer")
    row.status, row.reason, row.checked_in_at = status, reason, None


def remove_walk_in(actor: Actor, meeting: Meeting, row: Attendance) -> None:
    """Take an observer who was entered by mistake off the list."""
    refuse_unless_open(meeting)
    if row.status != Presence.OBSERVER:
        raise Refusal("meetings.only_observers")
    meeting.attendance.remove(row)
    _flushed(meeting)
    _record(actor, "meetings.remove_walk_in", meeting, row)


def count_others(actor: Actor, meeting: Meeting, others: int, area_cm2: int = 0) -> None:
    """How many of those due are here without standing on the list by name (large meetings)."""
    refuse_unless_noticed(meeting)
    if not 0 <= others <= MOST_PEOPLE or not 0 <= area_cm2 <= MOST_AREA_CM2:
        raise Refusal("meetings.bad_count")
    before = {"others": meeting.others_present, "area_cm2": meeting.others_area_cm2}
    meeting.others_present, meeting.others_area_cm2 = others, area_cm2
    now_there = turnout(meeting)
    if others and now_there.present > now_there.due:
        raise Refusal("meetings.more_than_due", present=now_there.present, due=now_there.due)
    if area_cm2 and now_there.present_area > now_there.due_area:
        raise Refusal("meetings.more_area_than_due")
    db.session.flush()
    after = {"others": others, "area_cm2": area_cm2}
    record(actor, "meetings.count_others", "meeting", meeting.id, meeting.community_code, before, after)


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


def _record(actor: Actor, act: str, meeting: Meeting, row: Attendance) -> None:
    after = {"name": Personal(row.name), "status": row.status, "reason": Personal(row.reason)}
    record(actor, act, "meeting", meeting.id, meeting.community_code, after=after)


def _flushed(meeting: Meeting) -> None:
    db.session.flush()
    db.session.expire(meeting, ["attendance"])
