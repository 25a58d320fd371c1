"""Reading meetings: what pages and later rooms need."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, not_, or_, select
from sqlalchemy.orm import selectinload

from deliberation.actors import Role
from deliberation.clock import now, start_of, today
from deliberation.database import Page, db, paginate
from deliberation.meetings.models import ActionItem, AgendaItem, Attendance, Meeting, Minutes, Motion, Speech
from deliberation.meetings.rules import (
    CAME,
    THERE,
    Base,
    Group,
    MotionKind,
    Outcome,
    Presence,
    Turnout,
    turnout_of,
)
from deliberation.people.models import Account, RoleGrant
from deliberation.rounds.models import RoundOption

Listed = Row[Meeting, Minutes | None]


def meeting_of(meeting_id: UUID, community_code: str, drafts: bool = True) -> Meeting | None:
    """A meeting of this community; without `drafts` only one that was announced."""
    query = select(Meeting).where(Meeting.id == meeting_id, Meeting.community_code == community_code)
    if not drafts:
        query = query.where(Meeting.notice_sent_at.is_not(None))
    return db.session.scalars(query).first()


def version_of(meeting_id: UUID, community_code: str) -> int | None:
    """How often a meeting changed; what watches it asks this first, and the rest only when it moved."""
    query = select(Meeting.version).where(Meeting.id == meeting_id, Meeting.community_code == community_code)
    return db.session.scalar(query)


def upcoming(community_code: str, drafts: bool) -> Sequence[Meeting]:
    """The meetings still to come (or going on), soonest first, at most twenty."""
    query = select(Meeting).where(*_visible(community_code, drafts), _ahead())
    return db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(20)).all()


def held(community_code: str, drafts: bool, page: int) -> Page[Listed]:
    """The meetings that are over, newest first, each with its minutes (or None)."""
    query: Any = select(Meeting, Minutes).where(*_visible(community_code, drafts), not_(_ahead()))
    query = query.outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
    return paginate(query.order_by(Meeting.starts_at.desc(), Meeting.id), page)


CALENDAR_BACK = timedelta(days=90)
CALENDAR_MOST = 200


def for_calendar(community_code: str) -> Sequence[Meeting]:
    """The announced meetings of the last ninety days and all ahead, called off or not, at most 200."""
    query = select(Meeting).where(
        *_visible(community_code, drafts=False), Meeting.starts_at > now() - CALENDAR_BACK
    )
    query = query.options(selectinload(Meeting.items), selectinload(Meeting.attendance))
    return db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(CALENDAR_MOST)).all()


def with_lists(meeting_ids: Iterable[UUID]) -> Sequence[Meeting]:
    """These meetings with their agendas and who is on their lists, in three statements however many."""
    query = select(Meeting).where(Meeting.id.in_(list(meeting_ids)))
    query = query.options(selectinload(Meeting.items), selectinload(Meeting.attendance))
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _visible(code: str, drafts: bool) -> list[ColumnElement[bool]]:
    mine = Meeting.community_code == code
    return [mine] if drafts else [mine, Meeting.notice_sent_at.is_not(None)]


def _ahead() -> ColumnElement[bool]:
    return and_(
        Meeting.ended_at.is_(None), Meeting.cancelled_at.is_(None), Meeting.starts_at >= start_of(today())
    )


def item_of(item_id: UUID, meeting: Meeting) -> AgendaItem | None:
    """An agenda item of this meeting."""
    return next((item for item in meeting.items if item.id == item_id), None)


def attendance_of(attendance_id: UUID, meeting: Meeting) -> Attendance | None:
    """A row of this meeting's list."""
    row = db.session.get(Attendance, attendance_id)
    return row if row and row.meeting_id == meeting.id else None


def motion_of(motion_id: UUID, meeting: Meeting) -> Motion | None:
    """A motion of this meeting."""
    return next((motion for item in meeting.items for motion in item.motions if motion.id == motion_id), None)


def open_motion(meeting: Meeting) -> Motion | None:
    """The motion on the table, neither decided nor put off; an amendment comes before what it amends."""
    motions = [motion for item in meeting.items for motion in item.motions if motion.outcome is None]
    return next((motion for motion in motions if motion.amends_id), motions[0] if motions else None)


def on_roll(motion: Motion) -> list[Attendance]:
    """Whose vote by name may be written down: who is here; once it is decided, who voted."""
    rows = motion.item.meeting.attendance
    if motion.outcome is None:
        return [row for row in rows if row.status == Presence.PRESENT]
    voted = {vote.attendance_id for vote in motion.roll}
    return [row for row in rows if row.id in voted]


def item_speeches(item_id: UUID) -> Sequence[Speech]:
    """Who spoke or asked to speak on a matter, in the order they asked."""
    query = select(Speech).where(Speech.item_id == item_id).order_by(Speech.asked_at, Speech.id)
    return db.session.scalars(query).all()


def agreed_on(item_id: UUID) -> Sequence[ActionItem]:
    """What was agreed on a matter without a vote, in the order it was agreed."""
    query = select(ActionItem).where(ActionItem.item_id == item_id, ActionItem.motion_id.is_(None))
    return db.session.scalars(query.order_by(ActionItem.created_at, ActionItem.id)).all()


def running_speech(meeting_id: UUID) -> Speech | None:
    """Whoever speaks now."""
    query = select(Speech).join(AgendaItem, AgendaItem.id == Speech.item_id)
    running = (Speech.began_at.is_not(None), Speech.ended_at.is_(None))
    return db.session.scalars(query.where(AgendaItem.meeting_id == meeting_id, *running)).first()


def names_waiting(meeting_id: UUID) -> Sequence[str]:
    """Who asked to speak and has not begun, or still speaks."""
    query = select(Speech.name).join(AgendaItem, AgendaItem.id == Speech.item_id)
    query = query.where(AgendaItem.meeting_id == meeting_id, Speech.ended_at.is_(None))
    return db.session.scalars(query.order_by(Speech.asked_at, Speech.id)).all()


def speech_of(speech_id: UUID, meeting: Meeting) -> Speech | None:
    """A speech of this meeting."""
    query = select(Speech).join(AgendaItem, AgendaItem.id == Speech.item_id)
    return db.session.scalars(
        query.where(Speech.id == speech_id, AgendaItem.meeting_id == meeting.id)
    ).first()


def speaker_of(meeting: Meeting, attendance_id: UUID | None, typed: str) -> Attendance | None:
    """The row somebody tapped, or of the name or the initials somebody typed; several alike are none."""
    if attendance_id:
        return attendance_of(attendance_id, meeting)
    named = [row for row in meeting.attendance if typed and row.name == typed]
    if named or not (typed.isascii() and typed.isalpha()):
        return named[0] if named else None
    there = (Presence.PRESENT, Presence.OBSERVER)
    here, initials = [row for row in meeting.attendance if row.status in there], typed.lower()
    exact = [row for row in here if row.initials == initials]
    alike = exact or [row for row in here if row.initials.startswith(initials)]
    return alike[0] if len(alike) == 1 else None


def turnout(meeting: Meeting) -> Turnout:
    """Who is due and who is there now: the list added up by the database, and those counted without a name.

    Who left is not there; whoever is represented by another is counted with that one."""
    return _turnout(meeting, frozenset({Presence.PRESENT}))


def turnout_in_all(meeting: Meeting) -> Turnout:
    """Who is due and who came (实到), whether to the end or not: what minutes say."""
    return _turnout(meeting, CAME)


def _turnout(meeting: Meeting, there: Collection[Presence]) -> Turnout:
    sums = (func.count(), func.sum(Attendance.households), func.sum(Attendance.area_cm2))
    query = select(Attendance.status, *sums).where(
        Attendance.meeting_id == meeting.id,
        Attendance.status != Presence.OBSERVER,
        or_(Attendance.status != Presence.EXCUSED, Attendance.represents == ""),
    )
    groups = {
        row[0]: Group(*map(int, row[1:])) for row in db.session.execute(query.group_by(Attendance.status))
    }
    return turnout_of(
        meeting.profile.base,
        _added_up(groups.values()),
        _added_up(group for status, group in groups.items() if status in there),
        Group(meeting.due_typed or 0, 0, meeting.due_area_cm2 or 0),
        Group(meeting.others_present, 0, meeting.others_area_cm2),
    )


def _added_up(groups: Iterable[Group]) -> Group:
    rows = list(groups)
    return Group(*(sum(getattr(group, each.name) for group in rows) for each in fields(Group)))


def locked_minutes(minutes_id: UUID) -> Minutes:
    """Minutes as they are now, held until this unit of work ends."""
    return db.session.get_one(Minutes, minutes_id, with_for_update=True, populate_existing=True)


def last_series_name(community_code: str) -> str:
    """What the community called its latest meeting that had a name of its series."""
    query = select(Meeting.series_name).where(Meeting.community_code == community_code)
    query = query.where(Meeting.series_name != "").order_by(Meeting.starts_at.desc()).limit(1)
    return db.session.scalar(query) or ""


def last_sessions(community_code: str, year: int) -> dict[str, int]:
    """The highest session number used in each series of a year."""
    query = select(Meeting.series, func.max(Meeting.session_no)).group_by(Meeting.series)
    query = query.where(Meeting.community_code == community_code, Meeting.year == year)
    return {row[0]: row[1] for row in db.session.execute(query)}


def representatives(community_code: str) -> Sequence[Row[UUID, str, UUID | None]]:
    """The community's representatives as (account, name, resident), by name."""
    return _holders(community_code, (Role.REPRESENTATIVE,))


def possible_leaders(community_code: str) -> Sequence[Row[UUID, str, UUID | None]]:
    """Who may chair or record: the community's workers, leads and representatives, by name."""
    return _holders(community_code, (Role.LEAD, Role.WORKER, Role.REPRESENTATIVE))


def _holders(code: str, roles: Sequence[Role]) -> Sequence[Row[UUID, str, UUID | None]]:
    query = (
        select(Account.id, Account.name, Account.resident_id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role.in_(roles),
            RoleGrant.scope.in_([code[:length] for length in (2, 4, 6, 9, 12)]),
            Account.closed_at.is_(None),
        )
        .distinct()
        .order_by(Account.name, Account.id)
    )
    return db.session.execute(query).all()


def consented(meeting_id: UUID) -> frozenset[str]:
    """The rows (their ids in hex) of those who were there and agree, at this moment, to be named."""
    query = select(Attendance.id).where(
        Attendance.meeting_id == meeting_id,
        Attendance.consents_at.is_not(None),
        Attendance.status.in_(THERE),
    )
    return frozenset(each.hex for each in db.session.scalars(query))


def staff_among(account_ids: Sequence[UUID | None]) -> frozenset[UUID]:
    """Those of the accounts that act for the community or the street: their names are public."""
    known = [account_id for account_id in account_ids if account_id]
    public = (Role.LEAD, Role.WORKER, Role.PLANNER, Role.OFFICER)
    query = select(RoleGrant.account_id).where(RoleGrant.account_id.in_(known), RoleGrant.role.in_(public))
    return frozenset(db.session.scalars(query))


def meetings_about(need_id: UUID) -> Sequence[Meeting]:
    """The announced meetings with this need on their agenda, newest first."""
    query = select(Meeting).join(AgendaItem).where(AgendaItem.need_id == need_id)
    query = query.where(Meeting.notice_sent_at.is_not(None)).order_by(Meeting.starts_at.desc())
    return db.session.scalars(query).unique().all()


def my_signatures_due(account_id: UUID) -> Sequence[Meeting]:
    """The meetings whose drafted minutes wait for this account's signature as chair or recorder."""
    query = (
        select(Meeting)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .where(
            or_(Meeting.chair_id == account_id, Meeting.recorder_id == account_id),
            Minutes.sealed_at.is_(None),
            Meeting.ended_at.is_not(None),
        )
        .order_by(Meeting.starts_at)
    )
    waiting = db.session.scalars(query).unique().all()
    return [
        meeting
        for meeting in waiting
        if meeting.minutes and account_id not in {row.account_id for row in meeting.minutes.standing()}
    ]


@dataclass(frozen=True)
class SignedDecision:
    """A passed motion in signed minutes: what later rooms may rest a project on."""

    motion_id: UUID
    meeting_id: UUID
    meeting_title: str
    year: int
    session_no: int
    held_at: datetime
    kind: MotionKind
    text: str
    need_ids: tuple[UUID, ...]
    round_id: UUID | None
    votes_for: int
    against: int
    abstain: int
    unit: str
    cost_fen: int | None
    signed_at: datetime
    deadline_on: date | None = None
    by_owners: bool = False


def signed_decisions(community_code: str, cycle_id: UUID | None = None) -> Sequence[SignedDecision]:
    """What the community's meetings passed, once the minutes are signed, in the order of signing."""
    query = _signed(community_code)
    if cycle_id:
        query = query.where(Meeting.cycle_id == cycle_id)
    query = query.order_by(Minutes.sealed_at, AgendaItem.position, Motion.opened_at)
    return _decisions(db.session.execute(query).all())


def signed_decision(motion_id: UUID, community_code: str) -> SignedDecision | None:
    """One passed motion in signed minutes."""
    found = _decisions(db.session.execute(_signed(community_code).where(Motion.id == motion_id)).all())
    return found[0] if found else None


def decision_count(community_code: str) -> int:
    """How many decisions stand in signed minutes."""
    return db.session.scalar(select(func.count()).select_from(_signed(community_code).subquery())) or 0


def _signed(code: str) -> Select[UUID, Motion, AgendaItem, Meeting, datetime | None]:
    return (
        select(Motion.id.label("motion_id"), Motion, AgendaItem, Meeting, Minutes.sealed_at)
        .join(AgendaItem, AgendaItem.id == Motion.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .where(
            Meeting.community_code == code,
            Minutes.sealed_at.is_not(None),
            Motion.outcome == Outcome.PASSED,
            Motion.amends_id.is_(None),
        )
    )


def _decisions(
    rows: Sequence[Row[UUID, Motion, AgendaItem, Meeting, datetime | None]],
) -> list[SignedDecision]:
    ranked = _needs_of_rounds([row.AgendaItem.round_id for row in rows if row.AgendaItem.round_id])
    return [_decision(row, ranked.get(row.AgendaItem.round_id, ())) for row in rows]


def _needs_of_rounds(round_ids: Sequence[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """The needs behind the options of each of these rounds, in their order on the ballot."""
    found: dict[UUID, tuple[UUID, ...]] = {}
    query = select(RoundOption.round_id, RoundOption.need_id).where(RoundOption.round_id.in_(round_ids))
    for round_id, need_id in db.session.execute(query.order_by(RoundOption.position)):
        if need_id:
            found[round_id] = (*found.get(round_id, ()), need_id)
    return found


def _decision(
    row: Row[UUID, Motion, AgendaItem, Meeting, datetime | None], ranked: tuple[UUID, ...]
) -> SignedDecision:
    motion, item, meeting = row.Motion, row.AgendaItem, row.Meeting
    return SignedDecision(
        motion_id=motion.id,
        meeting_id=meeting.id,
        meeting_title=meeting.title,
        year=meeting.year,
        session_no=meeting.session_no,
        held_at=meeting.starts_at,
        kind=motion.kind,
        text=motion.text,
        need_ids=(item.need_id,) if item.need_id else ranked,
        round_id=item.round_id,
        votes_for=motion.votes_for or 0,
        against=motion.against or 0,
        abstain=motion.abstain or 0,
        unit=motion.unit,
        cost_fen=motion.cost_fen,
        signed_at=row.sealed_at,
        deadline_on=motion.deadline_on,
        by_owners=meeting.profile.base == Base.OWNERS,
    )
