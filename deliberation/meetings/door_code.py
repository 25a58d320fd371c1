"""The code at the door: who scans it is registered as here with one tap, or asks to sit in without a vote."""

import secrets
from uuid import UUID

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.meetings.at_door import own_row
from deliberation.meetings.attending import check_in
from deliberation.meetings.guards import refuse_unless_noticed, touch
from deliberation.meetings.listing import doors_of, enter
from deliberation.meetings.models import Attendance, Meeting
from deliberation.meetings.rules import DOOR_OPENS_BEFORE, Arrival, Presence
from deliberation.people.queries import names_of

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10


def ensure_code(meeting: Meeting) -> str:
    """The meeting's code, made when it is first asked for."""
    refuse_unless_noticed(meeting)
    if not meeting.door_code:
        db.session.refresh(meeting, ["door_code"], with_for_update=True)
    if not meeting.door_code:
        meeting.door_code = _fresh()
        db.session.flush()
    return meeting.door_code


def renew_code(actor: Actor, meeting: Meeting) -> str:
    """Another code: whoever has a picture of the old one cannot use it any more."""
    refuse_unless_noticed(meeting)
    meeting.door_code = _fresh()
    db.session.flush()
    record(actor, "meetings.renew_code", "meeting", meeting.id, meeting.community_code)
    touch(meeting)
    return meeting.door_code


def _fresh() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))


def refuse_code(meeting: Meeting, code: str) -> None:
    """The code is the one at the door today, and the door is open: from an hour before until the end."""
    refuse_unless_noticed(meeting)
    given = code.strip().upper()
    if not meeting.door_code or not secrets.compare_digest(given.encode(), meeting.door_code.encode()):
        raise Refusal("meetings.wrong_code")
    if now() < meeting.starts_at - DOOR_OPENS_BEFORE:
        raise Refusal("meetings.door_not_open", opens_at=meeting.starts_at - DOOR_OPENS_BEFORE)


def arrive(actor: Actor, meeting: Meeting, code: str) -> Attendance:
    """Somebody on the list registers themselves with the code at the door; twice is once."""
    refuse_code(meeting, code)
    row = own_row(meeting, actor.account_id, actor.resident_id)
    if row is None:
        raise Refusal("meetings.not_listed")
    if row.status != Presence.OBSERVER:
        check_in(actor, meeting, row, how=Arrival.CODE)
    return row


def sit_in(actor: Actor, meeting: Meeting, code: str) -> Attendance:
    """Somebody of the community who is not on the list sits in without a vote (列席)."""
    refuse_code(meeting, code)
    row = own_row(meeting, actor.account_id, actor.resident_id)
    if row is not None:
        return row
    assert actor.account_id is not None  # the door asks for a sign-in
    behind = doors_of(meeting.community_code, [actor.resident_id])
    row = enter(
        meeting,
        _name(actor.account_id),
        Presence.OBSERVER,
        account_id=actor.account_id,
        resident_id=actor.resident_id,
        door=behind.get(actor.resident_id, ""),
        arrival=Arrival.CODE,
        checked_in_at=now(),
        recorded_by=actor.account_id,
    )
    db.session.flush()
    db.session.expire(meeting, ["attendance"])
    record(actor, "meetings.sit_in", "meeting", meeting.id, meeting.community_code)
    touch(meeting)
    return row


def _name(account_id: UUID) -> str:
    return names_of([account_id])[account_id]
