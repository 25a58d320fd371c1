"""What every act on a meeting asks first, and where its page is."""

from deliberation.errors import Refusal
from deliberation.meetings.models import Meeting
from deliberation.meetings.policy import OPEN


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
