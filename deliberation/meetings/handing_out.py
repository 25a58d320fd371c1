"""Papers of signed minutes with all names in them: each one handed out is written down."""

from deliberation.actors import Actor
from deliberation.journal.service import record
from deliberation.meetings.models import Minutes


def named(actor: Actor, minutes: Minutes, paper: str) -> None:
    """Somebody takes a signed paper with full names; `paper` is its name and kind."""
    meeting = minutes.meeting
    after = {"paper": paper, "hash": minutes.text_hash}
    record(actor, "meetings.take_names", "meeting", meeting.id, meeting.community_code, after=after)
