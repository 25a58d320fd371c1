"""What the projector shows of a meeting, and the one statement that says whether it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from deliberation.clock import now
from deliberation.database import db
from deliberation.meetings.models import AgendaItem, Meeting, Motion
from deliberation.rounds.models import Ballot, Round

ROUND_ABOUT = 2
LONG, LONGER = 30, 120


@dataclass(frozen=True)
class Watched:
    """What tells one look at a meeting from the next: `seen` changes with everything that is shown."""

    seen: str
    chair_id: UUID | None
    recorder_id: UUID | None
    over: bool


def watched(meeting_id: UUID, community_code: str) -> Watched | None:
    """How far a meeting is, in one statement: its version, and the ballots in the box that is open."""
    voted_on = (
        select(Motion.round_id)
        .join(AgendaItem, AgendaItem.id == Motion.item_id)
        .where(AgendaItem.meeting_id == Meeting.id, Motion.round_id.is_not(None), Motion.outcome.is_(None))
        .limit(1)
        .correlate(Meeting)
        .scalar_subquery()
    )
    voted = select(func.count()).where(Ballot.round_id == Round.id).correlate(Round).scalar_subquery()
    query = (
        select(Meeting.version, Meeting.chair_id, Meeting.recorder_id, voted.label("voted"))
        .add_columns(Round.closes_at, Round.stopped_at, Round.closed_at, Round.annulled_at)
        .outerjoin(Round, Round.id == voted_on)
        .where(Meeting.id == meeting_id, Meeting.community_code == community_code)
    )
    row = db.session.execute(query).first()
    if row is None:
        return None
    ended = row.closes_at is not None and (row.closes_at <= now() or row.stopped_at is not None)
    over = ended or row.closed_at is not None or row.annulled_at is not None
    seen = f"{row.version}.{row.voted}.{'over' if over else ''}"
    return Watched(seen, row.chair_id, row.recorder_id, over)


def shown_motion(item: AgendaItem | None) -> Motion | None:
    """What is put to the meeting now: the open amendment before its motion, else the open motion, else the
    one decided last."""
    motions = list(item.motions) if item else []
    undecided = [motion for motion in motions if motion.outcome is None]
    if undecided:
        return next((motion for motion in undecided if motion.amends_id), undecided[-1])
    decided = [(motion.decided_at, motion.id, motion) for motion in motions if motion.decided_at]
    return max(decided)[2] if decided else None


def latest_item(meeting: Meeting) -> AgendaItem | None:
    """The matter that is on; between two, the one that was on last."""
    begun = [(item.began_at, item.position, item) for item in meeting.items if item.began_at]
    current = next((item for item in meeting.items if item.id == meeting.current_item_id), None)
    return current or (max(begun)[2] if begun else None)


def neighbours(items: Sequence[AgendaItem], current: AgendaItem | None) -> list[tuple[int, AgendaItem]]:
    """The matters around the one that is on, each with its number: a long agenda does not push it away."""
    numbered = list(enumerate(items, 1))
    at = next((place for place, (_n, item) in enumerate(numbered) if item is current), 0)
    begin = max(0, min(at - ROUND_ABOUT, len(numbered) - 2 * ROUND_ABOUT - 1))
    return numbered[begin : begin + 2 * ROUND_ABOUT + 1]


def length_of(text: str) -> str:
    """How large a text may be set so that it fits."""
    if len(text) > LONGER:
        return "longer"
    return "long" if len(text) > LONG else "short"
