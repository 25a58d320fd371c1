"""Following a need, and reminding the community of one that nobody has answered."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from deliberation.actors import Actor, Role
from deliberation.clock import now
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.needs.history import record_event, tell_about
from deliberation.needs.models import Need, NeedEvent, NeedFollow
from deliberation.needs.queries import family_ids, survivor_of
from deliberation.needs.rules import NUDGE_DAYS, OVERDUE_AFTER, is_overdue, silent_for
from deliberation.needs.silence import NUDGED
from deliberation.people.queries import accounts_holding


def follow(actor: Actor, need: Need) -> Need:
    """Be told of every step of a need from now on; of a merged one the survivor is followed."""
    need = survivor_of(need)
    if actor.account_id is None or db.session.get(NeedFollow, (need.id, actor.account_id)) is not None:
        return need
    row = NeedFollow(
        need_id=need.id, account_id=actor.account_id, community_code=need.community_code, at=now()
    )
    try:
        with refusing("need_follow", "needs.followed_already"):
            db.session.add(row)
    except Refusal:
        return need
    record(actor, "needs.follow", "need", need.id, need.community_code)
    return need


def unfollow(actor: Actor, need: Need) -> None:
    """Be told no more, nor of what was merged into the need."""
    gone = db.session.execute(
        delete(NeedFollow).where(
            NeedFollow.account_id == actor.account_id, NeedFollow.need_id.in_(family_ids(need.id))
        )
    )
    if gone.rowcount:  # type: ignore[attr-defined]  # a DELETE's result always counts its rows
        record(actor, "needs.unfollow", "need", need.id, need.community_code)


def days_overdue(need: Need) -> int | None:
    """For how many days nobody has answered a need that waits too long; None where it does not."""
    waited = silent_for(need, now())
    return waited.days if waited is not None and is_overdue(waited) else None


def last_nudge(need: Need) -> NeedEvent | None:
    """When the author last reminded the community."""
    query = select(NeedEvent).where(NeedEvent.need_id == need.id, NeedEvent.kind == NUDGED)
    return db.session.scalars(query.order_by(NeedEvent.at.desc()).limit(1)).first()


def may_nudge_now(need: Need) -> bool:
    """Whether a week has passed since the last time."""
    last = last_nudge(need)
    return last is None or last.at <= now() - timedelta(days=NUDGE_DAYS)


def nudge(actor: Actor, need: Need) -> None:
    """The author of a need that waits for an answer too long reminds the workers, once a week."""
    days = days_overdue(need)
    if days is None:
        raise Refusal("needs.not_overdue", days=OVERDUE_AFTER.days)
    if not may_nudge_now(need):
        raise Refusal("needs.nudged_already", days=NUDGE_DAYS)
    record_event(need.id, NUDGED, {"days": days}, actor=actor)
    record(actor, "needs.nudge", "need", need.id, need.community_code, after={"days": days})
    tell_about(_responsible(need), need, "notice.needs.nudged", {"days": days})


def _responsible(need: Need) -> list[UUID]:
    """Whoever the need is assigned to, else all workers of the community."""
    if need.assigned_to is not None:
        return [need.assigned_to]
    code = need.community_code
    return accounts_holding(Role.WORKER, code) + accounts_holding(Role.LEAD, code)
