"""A need's way: its events, what holds it, and who is told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.cycles.rules import STAGES, Stage
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.needs.models import Need, NeedEvent, NeedHold
from deliberation.needs.queries import accounts_following, followers_of, is_held
from deliberation.needs.rules import public_role
from deliberation.notices.service import tell

_stages: dict[str, Stage] = {}
_milestones: set[str] = set()


def reaches(kind: str, stage: Stage) -> None:
    """A later room says to which stage an event of its kind takes a need; filled by create_app."""
    _stages[kind] = stage


def milestone(kind: str) -> None:
    """A later room says that everybody who proposed or supports a need hears of its event; by create_app."""
    _milestones.add(kind)


def record_event(
    need_id: UUID,
    kind: str,
    facts: dict[str, Any] | None = None,
    at: datetime | None = None,
    actor: Actor | None = None,
) -> NeedEvent:
    """Add a step to a need's way: `kind` names the phrase `event.<kind>`; facts are values, not sentences."""
    need = db.session.get_one(Need, need_id)
    event = NeedEvent(
        need_id=need_id,
        community_code=need.community_code,
        at=at or now(),
        kind=kind,
        facts=facts or {},
        role=public_role(actor, need.community_code),
    )
    db.session.add(event)
    _advance(need, _stages.get(kind))
    _tell_following(actor, need, event)
    return event


def _advance(need: Need, stage: Stage | None) -> None:
    """A need's stage only goes forward; the version does not change, for nobody has edited it."""
    if stage is None or STAGES.index(stage) <= STAGES.index(need.stage or Stage.COLLECTING):
        return
    db.session.execute(update(Need).where(Need.id == need.id).values(stage=stage))


def _tell_following(actor: Actor | None, need: Need, event: NeedEvent) -> None:
    """Whoever follows a need is told of every step, author and supporters of the great ones; never of their
    own."""
    facts = {"step": {"kind": event.kind, "facts": event.facts, "role": event.role}}
    own = actor.account_id if actor else None
    following = [each for each in followers_of(need.id) if each != own]
    tell_about(following, need, "notice.needs.step", facts)
    if event.kind in _milestones:
        others = [each for each in accounts_following(need) if each != own and each not in following]
        tell_about(others, need, "notice.needs.milestone", facts)


def hold(need_id: UUID, holder: str) -> None:
    """From now on the need must stay as it is for `holder` (`round:<id>`); holding twice is holding once."""
    if db.session.get(NeedHold, (need_id, holder)) is None:
        db.session.add(NeedHold(need_id=need_id, holder=holder))
        db.session.flush()


def release(need_id: UUID, holder: str) -> None:
    """`holder` no longer needs it to stay as it is."""
    db.session.execute(delete(NeedHold).where(NeedHold.need_id == need_id, NeedHold.holder == holder))


def refuse_if_held(need: Need) -> None:
    """Nothing a vote, a meeting or a project holds may change."""
    if is_held(need.id):
        raise Refusal("needs.held", number=need.number)


def refuse_if_withheld(need: Need) -> None:
    """What was taken down is put right or restored before anything else becomes of it."""
    if need.withheld_at is not None:
        raise Refusal("needs.taken_down", number=need.number)


def tell_followers(actor: Actor, need: Need, kind: str, facts: dict[str, Any] | None = None) -> None:
    """Tell the author and the supporters (but not whoever acted) what happened to the need."""
    told_already = {actor.account_id, *followers_of(need.id)}
    tell_about([each for each in accounts_following(need) if each not in told_already], need, kind, facts)


def tell_about(accounts: list[UUID], need: Need, kind: str, facts: dict[str, Any] | None = None) -> None:
    """Tell some accounts something about a need."""
    said = {"number": need.number, "title": need.title, **(facts or {})}
    tell(accounts, kind, said, need.community_code, "needs.show", link_values(need))


def link_values(need: Need) -> dict[str, Any]:
    return {"code": need.community_code, "need_id": str(need.id)}


def reference(need: Need) -> dict[str, Any]:
    """How an event names another need."""
    return {"need_id": str(need.id), "number": need.number, "title": need.title}
