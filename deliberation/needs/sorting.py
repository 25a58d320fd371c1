"""Sorting (梳理归并): what the community's workers do with needs."""

from typing import Any

from sqlalchemy import Uuid, delete, func, insert, literal, select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.needs.history import (
    record_event,
    reference,
    refuse_if_held,
    refuse_if_withheld,
    tell_about,
    tell_followers,
)
from deliberation.needs.models import Need, NeedSupport
from deliberation.needs.queries import merged_into, survivor_of
from deliberation.needs.rules import (
    ANSWER_LENGTH,
    LIVE,
    NOTE_LENGTH,
    REASON_LENGTH,
    Draft,
    NeedState,
    Reason,
    checked,
    checked_cost,
    fits,
    may_become,
)
from deliberation.needs.search import index
from deliberation.needs.solving import refuse_other_cost
from deliberation.needs.submitting import refuse_foreign_estate
from deliberation.wording import tidy, tidy_lines


def publish(actor: Actor, need: Need) -> None:
    """A worker lets everybody read a need that waited for an OK."""
    refuse_if_withheld(need)
    if need.published_at is None:
        _reviewed(actor, need)
        if need.author_account_id:
            tell_about([need.author_account_id], need, "notice.needs.published")


def _reviewed(actor: Actor, need: Need) -> None:
    if need.published_at is None:
        need.published_at = now()
        record_event(need.id, "needs.published", actor=actor)
        record(actor, "needs.publish", "need", need.id, need.community_code)


def answer(actor: Actor, need: Need, text: str) -> None:
    """Answer a need in public; author and supporters are told. A later answer replaces it."""
    words = fits(tidy_lines(text), ANSWER_LENGTH, "needs.answer_missing", "needs.answer_long")
    before = {"answer": need.answer}
    need.answer, need.answered_at, need.answered_by = words, now(), actor.account_id
    record_event(need.id, "needs.answered", actor=actor)
    record(actor, "needs.answer", "need", need.id, need.community_code, before, {"answer": words})
    tell_followers(actor, need, "notice.needs.answered")


def edit(actor: Actor, need: Need, draft: Draft, owners_decision: bool) -> None:
    """A worker corrects words, category, place or the owners' flag; the history says which."""
    refuse_if_held(need)
    draft = checked(draft)
    refuse_foreign_estate(draft.estate_id, need.community_code)
    wanted = {**vars(draft), "owners_decision": owners_decision}
    before = {name: getattr(need, name) for name in wanted}
    changed = {name: value for name, value in wanted.items() if before[name] != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(need, name, value)
    index(need)
    facts: dict[str, Any] = {"changed": sorted(changed)}
    if "category" in changed:
        facts |= {"category_from": before["category"], "category_to": need.category}
    record_event(need.id, "needs.edited", facts, actor=actor)
    old = {name: before[name] for name in changed}
    record(actor, "needs.edit", "need", need.id, need.community_code, old, changed)


def merge(actor: Actor, need: Need, into: Need) -> Need:
    """Merge a duplicate; each supporter is counted once in the survivor, which is returned."""
    survivor = survivor_of(into)
    _refuse_merge(need, survivor)
    refuse_if_withheld(need)
    refuse_if_withheld(survivor)
    _reviewed(actor, need)
    _reviewed(actor, survivor)
    survivor.cycle_id = survivor.cycle_id or need.cycle_id
    carried = _carry_supports(need, survivor)
    _move(need, NeedState.MERGED)
    need.merged_into_id = survivor.id
    record_event(need.id, "needs.merged_into", reference(survivor), actor=actor)
    record_event(survivor.id, "needs.merged", {**reference(need), "carried": carried}, actor=actor)
    after = {"into": survivor.number, "carried": carried}
    record(actor, "needs.merge", "need", need.id, need.community_code, after=after)
    tell_followers(
        actor, need, "notice.needs.merged", {"into": survivor.number, "into_title": survivor.title}
    )
    return survivor


def _refuse_merge(need: Need, survivor: Need) -> None:
    if need.id == survivor.id:
        raise Refusal("needs.merge_into_itself")
    if need.community_code != survivor.community_code:
        raise Refusal("needs.merge_across")
    if survivor.state not in LIVE:
        raise Refusal("needs.merge_into_closed", number=survivor.number)
    refuse_if_held(need)
    refuse_if_held(survivor)
    _refuse_move(need, NeedState.MERGED)


def _carry_supports(source: Need, survivor: Need) -> int:
    """Copy the supports whose persons do not support the survivor yet; the originals stay for an undo."""
    there = select(NeedSupport.resident_id).where(NeedSupport.need_id == survivor.id)
    carried = select(
        literal(survivor.id, Uuid()),
        NeedSupport.resident_id,
        literal(source.id, Uuid()),
        NeedSupport.at,
        NeedSupport.community_code,
        NeedSupport.channel,
        NeedSupport.entered_by,
    ).where(NeedSupport.need_id == source.id, NeedSupport.resident_id.not_in(there))
    columns = ["need_id", "resident_id", "origin_need_id", "at", "community_code", "channel", "entered_by"]
    db.session.execute(insert(NeedSupport).from_select(columns, carried))
    # Asked again: not every driver says how many rows an INSERT from a SELECT wrote.
    brought = select(func.count()).where(
        NeedSupport.need_id == survivor.id, NeedSupport.origin_need_id == source.id
    )
    return db.session.scalar(brought) or 0


def reject(actor: Actor, need: Need, reason: Reason, text: str = "") -> None:
    """Refuse a need with a public reason; author and supporters are told."""
    missing = "needs.reason_missing" if reason == Reason.OTHER else ""
    words = fits(tidy_lines(text), REASON_LENGTH, missing, "needs.reason_long")
    refuse_if_held(need)
    _move(need, NeedState.REJECTED)
    need.rejection_reason, need.rejection_text = reason, words
    record_event(need.id, "needs.rejected", {"reason": reason}, actor=actor)
    after = {"reason": reason, "text": words}
    record(actor, "needs.reject", "need", need.id, need.community_code, after=after)
    tell_followers(actor, need, "notice.needs.rejected", {"reason": reason})


def reopen(actor: Actor, need: Need) -> None:
    """Take a refusal or a merge back; supports that were carried over leave the survivor again."""
    was = need.state
    if was in LIVE:
        raise Refusal("needs.not_closed")
    if need.merged_into_id is not None:
        _leave_survivor(db.session.get_one(Need, need.merged_into_id), need)
    _move(need, NeedState.OPEN)
    need.merged_into_id = need.rejection_reason = None
    need.rejection_text = ""
    record_event(need.id, "needs.reopened", {"was": was}, actor=actor)
    record(actor, "needs.reopen", "need", need.id, need.community_code, {"state": was})
    tell_followers(actor, need, "notice.needs.reopened")


def _leave_survivor(survivor: Need, need: Need) -> None:
    refuse_if_held(survivor)
    if survivor.state == NeedState.MERGED:
        raise Refusal("needs.survivor_merged", number=survivor.number)
    need.merged_into_id = None
    db.session.flush()
    db.session.execute(
        delete(NeedSupport).where(NeedSupport.need_id == survivor.id, NeedSupport.origin_need_id == need.id)
    )
    for other in merged_into(survivor.id):
        _carry_supports(other, survivor)
    record_event(survivor.id, "needs.unmerged", reference(need))


def shortlist(
    actor: Actor,
    need: Need,
    cost_fen: int | None = None,
    cost_note: str = "",
    owners_decision: bool | None = None,
) -> None:
    """Put a need on the shortlist with a rough cost, or change the cost of one that nothing holds yet."""
    cost, note = checked_cost(cost_fen), fits(tidy(cost_note), NOTE_LENGTH, "", "needs.note_long")
    newly = need.state != NeedState.SHORTLISTED
    if not newly:
        refuse_if_held(need)
    refuse_other_cost(need, cost)
    before = {"state": need.state, "cost_fen": need.cost_fen, "cost_note": need.cost_note}
    if newly:
        refuse_if_withheld(need)
        _move(need, NeedState.SHORTLISTED)
        _reviewed(actor, need)
    need.cost_fen, need.cost_note = cost, note
    need.owners_decision = need.owners_decision if owners_decision is None else owners_decision
    record_event(need.id, "needs.shortlisted" if newly else "needs.costed", {"cost_fen": cost}, actor=actor)
    after = {"state": need.state, "cost_fen": cost, "cost_note": note, "owners": need.owners_decision}
    record(actor, "needs.shortlist", "need", need.id, need.community_code, before, after)
    if newly:
        tell_followers(actor, need, "notice.needs.shortlisted")


def unshortlist(actor: Actor, need: Need) -> None:
    """Take a need off the shortlist; its cost stays."""
    refuse_if_held(need)
    if need.state != NeedState.SHORTLISTED:
        raise Refusal("needs.not_shortlisted")
    _move(need, NeedState.OPEN)
    record_event(need.id, "needs.unshortlisted", actor=actor)
    record(actor, "needs.unshortlist", "need", need.id, need.community_code)


def _move(need: Need, state: NeedState) -> None:
    _refuse_move(need, state)
    need.state = state
    db.session.flush()


def _refuse_move(need: Need, state: NeedState) -> None:
    if not may_become(need.state, state):
        raise Refusal("needs.wrong_state", number=need.number)
