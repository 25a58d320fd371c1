"""Merging (归并): needs that say the same become one, whose supporters are counted once."""

from uuid import UUID

from sqlalchemy import Uuid, delete, func, insert, literal, select

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.needs.acting import Before, keeping, move, refuse_move, review
from deliberation.needs.history import (
    record_event,
    reference,
    refuse_if_held,
    refuse_if_withheld,
    tell_followers,
)
from deliberation.needs.models import Need, NeedSupport
from deliberation.needs.queries import merged_into, survivor_of
from deliberation.needs.rules import LIVE, NeedState


def merge(actor: Actor, need: Need, into: Need) -> Need:
    """Merge a duplicate; each supporter is counted once in the survivor, which is returned."""
    survivor = survivor_of(into)
    _refuse_merge(need, survivor)
    with keeping(actor, need, "needs.merge") as act:
        theirs = Before(survivor)
        review(actor, need)
        review(actor, survivor)
        survivor.cycle_id = survivor.cycle_id or need.cycle_id
        carried = join(actor, need, survivor)
        act.facts |= {"into": survivor.number, "carried": carried}
        act.more["survivor"] = {"id": str(survivor.id), **theirs.written()}
    tell_followers(
        actor, need, "notice.needs.merged", {"into": survivor.number, "into_title": survivor.title}
    )
    return survivor


def join(actor: Actor, need: Need, survivor: Need) -> int:
    """Let a need live on in another; gives back how many supports it brought."""
    carried = carry_supports(need.id, survivor)
    move(need, NeedState.MERGED)
    need.merged_into_id = survivor.id
    record_event(need.id, "needs.merged_into", reference(survivor), actor=actor)
    record_event(survivor.id, "needs.merged", {**reference(need), "carried": carried}, actor=actor)
    return carried


def _refuse_merge(need: Need, survivor: Need) -> None:
    if need.id == survivor.id:
        raise Refusal("needs.merge_into_itself")
    if need.community_code != survivor.community_code:
        raise Refusal("needs.merge_across")
    if survivor.state not in LIVE:
        raise Refusal("needs.merge_into_closed", number=survivor.number)
    refuse_if_held(need)
    refuse_if_held(survivor)
    refuse_if_withheld(need)
    refuse_if_withheld(survivor)
    refuse_move(need, NeedState.MERGED)


def carry_supports(source_id: UUID, survivor: Need) -> int:
    """Copy the supports whose persons do not support the survivor yet; the originals stay for an undo."""
    there = select(NeedSupport.resident_id).where(NeedSupport.need_id == survivor.id)
    copied = (NeedSupport.at, NeedSupport.community_code, NeedSupport.channel, NeedSupport.entered_by)
    carried = select(
        literal(survivor.id, Uuid()), NeedSupport.resident_id, literal(source_id, Uuid()), *copied
    ).where(NeedSupport.need_id == source_id, NeedSupport.resident_id.not_in(there))
    columns = ["need_id", "resident_id", "origin_need_id", *(each.key for each in copied)]
    db.session.execute(insert(NeedSupport).from_select(columns, carried))
    # Asked again: not every driver says how many rows an INSERT from a SELECT wrote.
    brought = select(func.count()).where(
        NeedSupport.need_id == survivor.id, NeedSupport.origin_need_id == source_id
    )
    return db.session.scalar(brought) or 0


def leave_survivor(need: Need) -> Need:
    """Take a merge back: what the need had carried over leaves the survivor, which is returned."""
    survivor = db.session.get_one(Need, need.merged_into_id)
    refuse_if_held(survivor)
    if survivor.state == NeedState.MERGED:
        raise Refusal("needs.survivor_merged", number=survivor.number)
    need.merged_into_id = None
    db.session.flush()
    db.session.execute(
        delete(NeedSupport).where(NeedSupport.need_id == survivor.id, NeedSupport.origin_need_id == need.id)
    )
    for other in merged_into(survivor.id):
        carry_supports(other.id, survivor)
    record_event(survivor.id, "needs.unmerged", reference(need))
    return survivor
