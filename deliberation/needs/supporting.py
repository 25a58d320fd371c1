"""Supporting a need (附议), and taking that back: once a person, however often and by whichever channel."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, inserting
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.needs.models import Need, NeedSupport
from deliberation.needs.queries import family_ids, has_supported, survivor_of
from deliberation.needs.rules import Channel, takes_support


def support(actor: Actor, need: Need) -> Need:
    """Support a need once; of a merged need the survivor is supported. Returns the need that was supported.

    Any resident of the community may; a support is counted while its person is confirmed.
    """
    if actor.resident_id is None or not actor.lives_in(need.community_code):
        raise Refusal("needs.not_resident")
    survivor = supportable(need)
    add_support(actor, survivor, actor.resident_id)
    return survivor


def supportable(need: Need) -> Need:
    """The need a support of this one goes to; refuses what is closed, or not for everybody's eyes."""
    survivor = survivor_of(need)
    if takes_support(survivor.state) and survivor.published_at is not None:
        return survivor
    if survivor.id != need.id:
        raise Refusal("needs.survivor_closed", number=need.number, into=survivor.number)
    raise Refusal("needs.not_supportable")


def add_support(
    actor: Actor,
    need: Need,
    resident_id: UUID,
    channel: Channel = Channel.ONLINE,
    entered_by: UUID | None = None,
) -> bool:
    """Count a person among the supporters; False when they were there already."""
    given = {
        "need_id": need.id,
        "resident_id": resident_id,
        "community_code": need.community_code,
        "at": now(),
        "channel": channel,
        "entered_by": entered_by,
    }
    db.session.flush()
    if db.session.connection().execute(_given_once(db.engine.dialect.name), given).first() is None:
        return False
    _record(actor, "needs.support", need, resident_id, channel)
    return True


@lru_cache
def _given_once(_dialect: str) -> Any:
    return inserting(NeedSupport).on_conflict_do_nothing().returning(NeedSupport.need_id)


def withdraw_support(actor: Actor, need: Need) -> Need:
    """Take one's support back, also from everything that was merged into the need."""
    survivor = survivor_of(need)
    if actor.resident_id is not None:
        end_support(actor, survivor, actor.resident_id)
    return survivor


def end_support(actor: Actor, need: Need, resident_id: UUID, channel: Channel = Channel.ONLINE) -> bool:
    """Take a person off the supporters of a need and of all that was merged into it; False when not there."""
    if not has_supported(need.id, resident_id):
        return False
    given = delete(NeedSupport).where(
        NeedSupport.resident_id == resident_id, NeedSupport.need_id.in_(family_ids(need.id))
    )
    if not db.session.execute(given.returning(NeedSupport.need_id)).all():
        return False
    _record(actor, "needs.withdraw_support", need, resident_id, channel)
    return True


def _record(actor: Actor, act: str, need: Need, resident_id: UUID, channel: Channel) -> None:
    after: dict[str, object] = {"resident": Personal(str(resident_id))}
    if channel != Channel.ONLINE:
        after["channel"] = channel
    record(actor, act, "need", need.id, need.community_code, after=after)
