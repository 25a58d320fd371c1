"""What agenda items point to: needs and closed rounds. The one file here that asks those rooms."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, or_, select

from deliberation.actors import Actor
from deliberation.clock import local, now, start_of, today
from deliberation.cycles.models import Cycle
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.meetings.models import AgendaItem, Meeting, Minutes, Motion
from deliberation.meetings.rules import MotionKind, Outcome
from deliberation.needs import service as needs
from deliberation.needs.models import Need
from deliberation.needs.queries import accounts_following
from deliberation.needs.rules import LIVE, REASON_LENGTH, NeedState, Reason
from deliberation.rounds.models import Round, RoundResult
from deliberation.rounds.needs_way import as_chosen
from deliberation.rounds.queries import closed_rounds
from deliberation.rounds.rules import OptionPlan, Plan, Purpose
from deliberation.rounds.service import create as create_round

TITLE_LENGTH = 120
REASONS = frozenset(reason.value for reason in Reason)

NeedRow = Row[UUID, str, str, int | None]


def needs_to_discuss(community_code: str) -> Sequence[NeedRow]:
    """The needs a meeting may take up, as (id, number, title, cost), shortlisted ones first."""
    query = (
        select(Need.id, Need.number, Need.title, Need.cost_fen)
        .where(Need.community_code == community_code, Need.state.in_(LIVE), Need.published_at.is_not(None))
        .order_by(Need.state.desc(), Need.number)
        .limit(500)
    )
    return db.session.execute(query).all()


def needs_named(need_ids: Sequence[UUID]) -> dict[UUID, NeedRow]:
    """Number and title of these needs."""
    query = select(Need.id, Need.number, Need.title, Need.cost_fen).where(Need.id.in_(need_ids))
    return {row.id: row for row in db.session.execute(query)}


def rounds_to_adopt(community_code: str) -> Sequence[Round]:
    """The closed rounds whose result a meeting may adopt."""
    return closed_rounds(community_code)


def round_titles(round_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The titles of these rounds."""
    return {
        row.id: row.title
        for row in db.session.execute(select(Round.id, Round.title).where(Round.id.in_(round_ids)))
    }


def root_of(round_id: UUID | None) -> str | None:
    """The root of a counted round's board, for the minutes to sign; None where only totals were published."""
    return db.session.scalar(select(RoundResult.root).where(RoundResult.round_id == round_id))


def ballot_of(round_id: UUID) -> dict[str, Any] | None:
    """What the secret ballot on a motion left for its minutes: its root, its register, its ballots."""
    found = db.session.get(RoundResult, round_id)
    if found is None:
        return None
    figures = {"root": found.root, "register": found.register_size, "ballots": found.ballots}
    return {"round": str(round_id), **figures}


def refuse_foreign(community_code: str, need_id: UUID | None, round_id: UUID | None) -> None:
    """An item points to what lies in its own community: a need people can read, a round that is closed."""
    if need_id:
        query = select(Need.id).where(Need.id == need_id, Need.community_code == community_code)
        if db.session.scalar(query.where(Need.published_at.is_not(None))) is None:
            raise Refusal("meetings.no_such_need")
    if round_id and round_id not in {row.id for row in closed_rounds(community_code)}:
        raise Refusal("meetings.no_such_round")


def followers_of(need_id: UUID) -> list[UUID]:
    """The accounts that hear about a need: its author's and its supporters'."""
    need = db.session.get(Need, need_id)
    return list(accounts_following(need)) if need else []


def record_event(
    need_id: UUID, kind: str, meeting: Meeting, item: AgendaItem, motion: Motion | None = None
) -> None:
    """Add a step to a need's history: where it is or was discussed, and what was decided."""
    facts: dict[str, Any] = {
        "meeting_id": str(meeting.id),
        "meeting": meeting.title,
        "held_on": local(meeting.starts_at).date().isoformat(),
        "item": item.title,
    }
    if motion is not None:
        facts |= {
            "outcome": motion.outcome,
            "motion_kind": motion.kind,
            "votes_for": motion.votes_for,
            "against": motion.against,
            "abstain": motion.abstain,
        }
    needs.record_event(need_id, kind, facts)


def hold(meeting: Meeting, need_id: UUID) -> None:
    """What an announced meeting is to discuss stays as it is until then."""
    needs.hold(need_id, f"meeting:{meeting.id}")


def release(meeting: Meeting, need_id: UUID) -> None:
    """The need may change again."""
    needs.release(need_id, f"meeting:{meeting.id}")


def over(meeting_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the meetings that need nothing any more: called off, or held in a cycle that has ended."""
    ended = or_(Meeting.cycle_id.is_(None), Cycle.ends_on < today())
    query = (
        select(Meeting.id)
        .outerjoin(Cycle, Cycle.id == Meeting.cycle_id)
        .where(Meeting.id.in_(meeting_ids))
        .where(or_(Meeting.cancelled_at.is_not(None), and_(Meeting.starts_at < now(), ended)))
    )
    return set(db.session.scalars(query))


def leaves_way_open(meeting_id: UUID, need_id: UUID) -> bool:
    """Signed minutes that did not make the need a project leave open how it is met."""
    sealed = select(Minutes.id).where(Minutes.meeting_id == meeting_id, Minutes.sealed_at.is_not(None))
    adopted = (
        select(Motion.id)
        .join(AgendaItem, AgendaItem.id == Motion.item_id)
        .where(AgendaItem.meeting_id == meeting_id, AgendaItem.need_id == need_id)
        .where(Motion.kind == MotionKind.ADOPT_PROJECT, Motion.outcome == Outcome.PASSED)
    )
    row = db.session.execute(select(exists(sealed), exists(adopted))).one()
    return bool(row[0] and not row[1])


def shortlist(actor: Actor, meeting: Meeting, need_id: UUID, cost_fen: int) -> str:
    """Carry out a passed shortlisting; the code of the refusal when the need no longer allows it, else ""."""
    need = db.session.get_one(Need, need_id)
    try:
        with db.session.begin_nested():
            release(meeting, need_id)
            needs.shortlist(actor, need, cost_fen)
            hold(meeting, need_id)
    except Refusal as refusal:
        return refusal.code
    return ""


def refuse_need(actor: Actor, meeting: Meeting, need_id: UUID, reason: str, text: str) -> str:
    """Carry out a passed refusal; the code of what the needs' own rules say against it, else ""."""
    need = db.session.get_one(Need, need_id)
    try:
        with db.session.begin_nested():
            release(meeting, need_id)
            needs.reject(actor, need, Reason(reason), text[:REASON_LENGTH])
    except Refusal as refusal:
        return refusal.code
    return ""


def votable(need_ids: Sequence[UUID], meeting: Meeting) -> frozenset[UUID]:
    """Those of the needs that stand on the shortlist: only these are put to a vote."""
    query = select(Need.id).where(Need.id.in_(need_ids), Need.community_code == meeting.community_code)
    return frozenset(db.session.scalars(query.where(Need.state == NeedState.SHORTLISTED)))


def begin_round(
    actor: Actor, meeting: Meeting, title: str, need_ids: Sequence[UUID]
) -> tuple[str, UUID | None]:
    """Begin a vote on these needs as a draft of a week, for a worker to look over; or say why not."""
    found = needs_named(need_ids)
    options = as_chosen([OptionPlan(found[each].title, found[each].cost_fen, each) for each in need_ids])
    opens_at = start_of(today() + timedelta(days=1)) + timedelta(hours=8)
    plan = Plan(
        title=title[:TITLE_LENGTH],
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=7, hours=12),
        k=min(3, len(options)),
        options=options,
    )
    try:
        with db.session.begin_nested():
            draft = create_round(actor, meeting.community_code, meeting.cycle_id, plan)
    except Refusal as refusal:
        return refusal.code, None
    return "", draft.id


def rounds_to_take(community_code: str) -> Sequence[tuple[UUID, str]]:
    """The votes of a community that may be the one a meeting wanted, latest first."""
    query = select(Round.id, Round.title).where(
        Round.community_code == community_code, Round.annulled_at.is_(None), Round.purpose != Purpose.MOTION
    )
    rows = db.session.execute(query.order_by(Round.created_at.desc(), Round.id).limit(100))
    return [(row[0], row[1]) for row in rows]


def round_states(round_ids: Sequence[UUID]) -> dict[UUID, tuple[str, bool]]:
    """Title of each of these votes, and whether it was announced."""
    query = select(Round.id, Round.title, Round.opened_at).where(Round.id.in_(round_ids))
    return {row.id: (row.title, row.opened_at is not None) for row in db.session.execute(query)}
