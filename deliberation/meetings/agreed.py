"""Reading what meetings agreed: open, overdue, done, dropped; what a next meeting looks back on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from deliberation.clock import today
from deliberation.database import Page, db, paginate
from deliberation.journal.models import JournalEntry
from deliberation.meetings.models import ActionItem, ActionNote, AgendaItem, Meeting, Minutes, Motion
from deliberation.meetings.rules import ActionState, MotionKind, Outcome
from deliberation.rounds.models import Round

MOST_LOOKED_BACK = 200
MOST_REMINDED = 500
Rows = Select[ActionItem, str, datetime, datetime | None, str | None]


@dataclass(frozen=True)
class Agreed:
    """An action as lists show it: with its meeting and what was told of it last."""

    action: ActionItem
    meeting_title: str
    held_at: datetime
    signed: bool
    last_note: str

    @property
    def state(self) -> ActionState:
        return state_of(self.action)


def state_of(action: ActionItem, day: date | None = None) -> ActionState:
    """How an action stands: done, dropped, past its day, or in hand."""
    if action.done_at:
        return ActionState.DONE
    if action.dropped_at:
        return ActionState.DROPPED
    past = action.due_on is not None and action.due_on < (day or today())
    return ActionState.OVERDUE if past else ActionState.OPEN


def actions_of(community_code: str, state: ActionState, drafts: bool, page: int) -> Page[Agreed]:
    """A community's actions: open ones with what is overdue first, else the latest first."""
    query = _listed().where(ActionItem.community_code == community_code, _in_state(state))
    if not drafts:
        query = query.where(Minutes.sealed_at.is_not(None))
    if state == ActionState.OPEN:
        query = query.order_by(ActionItem.due_on.is_(None), ActionItem.due_on)
    else:
        query = query.order_by(func.coalesce(ActionItem.done_at, ActionItem.dropped_at).desc())
    found: Page[Any] = paginate(query.order_by(ActionItem.created_at, ActionItem.id), page)
    return Page([_agreed(row) for row in found.items], found.number, found.per_page, found.total)


def action_of(action_id: UUID, community_code: str) -> Agreed | None:
    """One action of a community."""
    query = _listed().where(ActionItem.id == action_id, ActionItem.community_code == community_code)
    row = db.session.execute(query).first()
    return _agreed(row) if row else None


def mine(account_id: UUID | None, community_code: str) -> Sequence[Agreed]:
    """What somebody is to do themselves, the most urgent first."""
    query = _listed().where(
        ActionItem.owner_id == account_id,
        ActionItem.community_code == community_code,
        _in_state(ActionState.OPEN),
        Minutes.sealed_at.is_not(None),
    )
    query = query.order_by(ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.id).limit(50)
    return [_agreed(row) for row in db.session.execute(query)]


def to_look_back_on(meeting: Meeting) -> Sequence[Agreed]:
    """What earlier meetings with signed minutes agreed and is open, or was closed at this one."""
    here = select(ActionNote.action_id).where(ActionNote.meeting_id == meeting.id)
    closed_here = or_(ActionItem.done_at >= meeting.starts_at, ActionItem.dropped_at >= meeting.starts_at)
    query = _listed().where(
        _earlier_and_signed(meeting.community_code, meeting.id),
        or_(_in_state(ActionState.OPEN), ActionItem.id.in_(here), closed_here),
    )
    query = query.order_by(ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.id)
    return [_agreed(row) for row in db.session.execute(query.limit(MOST_LOOKED_BACK))]


def any_open(community_code: str) -> bool:
    """Whether earlier meetings with signed minutes left something to do."""
    query = _counted(_earlier_and_signed(community_code), _in_state(ActionState.OPEN)).limit(1)
    return db.session.scalar(query) is not None


def overdue_count(community_code: str) -> int:
    """How many open actions of signed minutes are past their day."""
    query = _counted(
        _earlier_and_signed(community_code), _in_state(ActionState.OPEN), ActionItem.due_on < today()
    )
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def of_meeting(meeting_id: UUID) -> Sequence[ActionItem]:
    """What a meeting agreed, in the order it was entered."""
    query = select(ActionItem).where(ActionItem.meeting_id == meeting_id)
    return db.session.scalars(query.order_by(ActionItem.created_at, ActionItem.id)).all()


def overdue_unreminded(since: date) -> Sequence[tuple[ActionItem, str]]:
    """Overdue actions of an account that was not reminded of them yet, with their meetings' titles."""
    query = select(ActionItem, Meeting.title).join(Meeting).join(Minutes)
    query = query.where(
        Minutes.sealed_at.is_not(None),
        ActionItem.owner_id.is_not(None),
        ActionItem.due_on < today(),
        ActionItem.due_on >= since,
        _in_state(ActionState.OPEN),
    )
    rows = db.session.execute(query.order_by(ActionItem.due_on.desc()).limit(MOST_REMINDED)).all()
    reminded = select(JournalEntry.subject_id).where(
        JournalEntry.subject_kind == "action",
        JournalEntry.act == "meetings.remind_action",
        JournalEntry.subject_id.in_([str(row.ActionItem.id) for row in rows]),
    )
    known = set(db.session.scalars(reminded))
    return [(row.ActionItem, row.title) for row in rows if str(row.ActionItem.id) not in known]


def votes_to_begin(community_code: str) -> Sequence[Row[Motion, AgendaItem, Meeting]]:
    """What signed minutes left to a vote that nobody has made yet."""
    query = (
        select(Motion, AgendaItem, Meeting)
        .join(AgendaItem, AgendaItem.id == Motion.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .outerjoin(Round, Round.id == Motion.effect_id)
        .where(
            Meeting.community_code == community_code,
            Minutes.sealed_at.is_not(None),
            Motion.kind == MotionKind.OPEN_ROUND,
            Motion.outcome == Outcome.PASSED,
            Motion.amends_id.is_(None),
            Round.id.is_(None),
        )
    )
    return db.session.execute(query.order_by(Minutes.sealed_at).limit(50)).all()


def _listed() -> Rows:
    """Actions with their meeting and the last note, in one statement."""
    note = (
        select(ActionNote.text)
        .where(ActionNote.action_id == ActionItem.id)
        .order_by(ActionNote.written_at.desc(), ActionNote.id.desc())
        .limit(1)
        .correlate(ActionItem)
        .scalar_subquery()
    )
    return (
        select(ActionItem, Meeting.title, Meeting.starts_at, Minutes.sealed_at, note.label("note"))
        .join(Meeting, Meeting.id == ActionItem.meeting_id)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
    )


def _agreed(row: Any) -> Agreed:
    return Agreed(row.ActionItem, row.title, row.starts_at, row.sealed_at is not None, row.note or "")


def _counted(*wanted: ColumnElement[bool]) -> Select[UUID]:
    query = select(ActionItem.id).join(Meeting, Meeting.id == ActionItem.meeting_id)
    return query.join(Minutes, Minutes.meeting_id == Meeting.id).where(*wanted)


def _earlier_and_signed(community_code: str, meeting_id: UUID | None = None) -> ColumnElement[bool]:
    signed = and_(ActionItem.community_code == community_code, Minutes.sealed_at.is_not(None))
    return and_(signed, Meeting.id != meeting_id) if meeting_id else signed


def _in_state(state: ActionState) -> ColumnElement[bool]:
    if state == ActionState.DONE:
        return ActionItem.done_at.is_not(None)
    if state == ActionState.DROPPED:
        return ActionItem.dropped_at.is_not(None)
    return and_(ActionItem.done_at.is_(None), ActionItem.dropped_at.is_(None))
