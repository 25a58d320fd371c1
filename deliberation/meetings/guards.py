"""What every act on a meeting asks first, how its pages hear of it, and where its page is."""

from sqlalchemy import update

from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.meetings.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Meeting,
    Motion,
    RuleProfile,
    Speech,
)
from deliberation.meetings.policy import OPEN

Counted = ActionItem | AgendaItem | Attendance | Motion | RuleProfile | Speech


def refuse_unless_open(meeting: Meeting) -> None:
    """Nothing of a meeting's records changes once it has ended, was cancelled or signed."""
    if meeting.phase not in OPEN:
        raise Refusal(f"meetings.already_{'cancelled' if meeting.cancelled_at else 'ended'}")


def refuse_unless_noticed(meeting: Meeting) -> None:
    """The door opens, and motions are put, only at a meeting that was announced."""
    refuse_unless_open(meeting)
    if meeting.notice_sent_at is None:
        raise Refusal("meetings.not_noticed")


def link_to(meeting: Meeting) -> dict[str, str]:
    """What the address of a meeting's page is made of."""
    return {"code": meeting.community_code, "meeting_id": str(meeting.id)}


def touch(meeting: Meeting) -> None:
    """Something of a meeting changed: whoever watches it (desk, door, projector) asks again.

    The count is made by the database itself, so that two recorders at once give two numbers."""
    db.session.flush()
    db.session.execute(update(Meeting).where(Meeting.id == meeting.id).values(version=Meeting.version + 1))
    db.session.refresh(meeting, ["version"])


def refuse_unless_seen(row: Counted, seen: int | None) -> None:
    """Nobody's edit is overwritten: who changes a row has seen its latest version. None asks nothing."""
    if seen is not None and seen != row.version:
        raise Refusal("meetings.changed_meanwhile")
    row.version += 1
