"""Undoing: whoever sorted a need, or a lead, takes it back within a day, unless somebody has changed it."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, reading, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.needs.acting import put_back, taken_up, typed
from deliberation.needs.bulk import Outcome
from deliberation.needs.handing import tell_colleague
from deliberation.needs.history import record_event, refuse_if_held, tell_about, tell_followers
from deliberation.needs.merging import carry_supports, join, leave_survivor
from deliberation.needs.models import Need, NeedAct
from deliberation.needs.rules import (
    DEEDS_KEPT,
    LIVE,
    TELLS_AUTHOR,
    TELLS_COLLEAGUE,
    TELLS_EVERYBODY,
    WHILE_HELD,
    NeedState,
    still_undoable,
)
from deliberation.needs.search import index


def acts_in(community_code: str, batch: UUID) -> list[NeedAct]:
    """The acts that were done together, the last first."""
    query = select(NeedAct).where(NeedAct.batch == batch, NeedAct.community_code == community_code)
    return list(db.session.scalars(query.order_by(NeedAct.created_at.desc(), NeedAct.id)))


def undo(actor: Actor, community_code: str, batch: UUID) -> Outcome:
    """Take back all acts that were done together; the ones that cannot be taken back are left and named."""
    done: list[str] = []
    left: list[tuple[str, Refusal]] = []
    acts = acts_in(community_code, batch)
    needs = {need.id: need for need in taken_up(community_code, _touched(acts))}
    for act in acts:
        need = needs[act.need_id]
        number = need.number
        try:
            with db.session.begin_nested():
                _take_back(actor, act, need)
            done.append(number)
        except Refusal as refusal:
            left.append((number, refusal))
    return Outcome(batch, done, left)


def _touched(acts: list[NeedAct]) -> set[UUID]:
    """The needs acts were done to, and those they changed besides: survivors and parts."""
    others = [
        UUID(each["id"])
        for act in acts
        for each in [act.before.get("survivor"), *act.before.get("parts", [])]
        if each
    ]
    return {act.need_id for act in acts} | set(others)


def _take_back(actor: Actor, act: NeedAct, need: Need) -> None:
    _refuse_undo(act, need)
    before = {name: getattr(need, name) for name in act.before["values"]}
    assigned = need.assigned_to
    special = SPECIAL.get(act.kind)
    if special is not None:
        special(actor, act, need)
    put_back(need, act.before)
    _reindex(need, act.before["values"])
    act.undone_at = now()
    _follow_version(need, act.before["version"])
    after = {name: getattr(need, name) for name in before}
    record(actor, "needs.undo", "need", need.id, need.community_code, before, {**after, "act": act.kind})
    if act.kind != TELLS_COLLEAGUE:
        record_event(need.id, "needs.undone", {"act": act.kind}, actor=actor)
    _tell(actor, act, need, assigned)


def _refuse_undo(act: NeedAct, need: Need) -> None:
    db.session.refresh(act)
    if act.undone_at is not None:
        raise Refusal("needs.undone_already", number=need.number)
    if not still_undoable(act.created_at, now()):
        raise Refusal("needs.undone_late", number=need.number)
    if need.version != act.version_after:
        raise Refusal("needs.changed_since", number=need.number)
    if act.kind not in WHILE_HELD:
        refuse_if_held(need)


def _unmerge(_actor: Actor, act: NeedAct, need: Need) -> None:
    """Supports go back; what the merge did to a survivor nobody has changed since is put back as well."""
    survivor, written = leave_survivor(need), act.before["survivor"]
    if survivor.version == written["version_after"] and survivor.version != written["version"]:
        put_back(survivor, written)
        _follow_version(survivor, written["version"])


def _merge_again(_actor: Actor, act: NeedAct, need: Need) -> None:
    """A reopened duplicate goes back into its survivor, if that still is one."""
    survivor_id = typed("merged_into_id", act.before["values"].get("merged_into_id"))
    if survivor_id is None:
        return
    survivor = db.session.get_one(Need, survivor_id)
    refuse_if_held(survivor)
    if survivor.state not in LIVE:
        raise Refusal("needs.merge_into_closed", number=survivor.number)
    carry_supports(need.id, survivor)


def _unsplit(actor: Actor, act: NeedAct, need: Need) -> None:
    """The parts go back into the entry they came from; whoever supported one meanwhile supports the entry."""
    if need.state == NeedState.SPLIT:
        need.state = typed("state", act.before["values"]["state"])
        db.session.flush()
    for each in act.before["parts"]:
        part = db.session.get_one(Need, UUID(each["id"]))
        if part.version != each["version"]:
            raise Refusal("needs.changed_since", number=part.number)
        refuse_if_held(part)
        join(actor, part, need)


SPECIAL: dict[str, Any] = {
    "needs.merge": _unmerge,
    "needs.reopen": _merge_again,
    "needs.split": _unsplit,
}


def _reindex(need: Need, values: dict[str, Any]) -> None:
    if {"title", "body", "place"} & set(values):
        index(need)


def _follow_version(need: Need, version: int) -> None:
    """The need is again as an earlier act left it: that act can now be taken back in its turn."""
    db.session.execute(
        update(NeedAct)
        .where(NeedAct.need_id == need.id, NeedAct.version_after == version, NeedAct.undone_at.is_(None))
        .values(version_after=need.version)
    )


def _tell(actor: Actor, act: NeedAct, need: Need, assigned: UUID | None) -> None:
    """Whoever was told is told that it was taken back."""
    if act.kind in TELLS_EVERYBODY:
        tell_followers(actor, need, "notice.needs.undone", {"act": act.kind})
    elif act.kind in TELLS_AUTHOR and need.author_account_id:
        tell_about([need.author_account_id], need, "notice.needs.undone", {"act": act.kind})
    elif act.kind == TELLS_COLLEAGUE:
        tell_colleague(actor, need, "notice.needs.unassigned", assigned)


def forget_deeds() -> None:
    """Registered as a chore: what needs were before old acts is not kept; the journal has what it must."""
    old = now() - DEEDS_KEPT
    with reading():
        due = db.session.scalar(select(NeedAct.id).where(NeedAct.created_at < old).limit(1))
        db.session.rollback()
    if due is not None:
        with unit_of_work():
            db.session.execute(delete(NeedAct).where(NeedAct.created_at < old))
