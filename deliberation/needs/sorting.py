"""Sorting (梳理): what a worker does with one need by itself."""

from typing import Any

from deliberation.actors import Actor
from deliberation.errors import Refusal
from deliberation.needs.acting import keeping, move, review
from deliberation.needs.catalogue import CATEGORIES
from deliberation.needs.history import (
    record_event,
    refuse_if_held,
    refuse_if_withheld,
    tell_about,
    tell_followers,
)
from deliberation.needs.merging import leave_survivor
from deliberation.needs.models import Need
from deliberation.needs.pointing import refuse_far_point
from deliberation.needs.rules import (
    LIVE,
    NOTE_LENGTH,
    REASON_LENGTH,
    Draft,
    NeedState,
    Reason,
    checked,
    checked_cost,
    fits,
)
from deliberation.needs.search import index
from deliberation.needs.solving import refuse_other_cost
from deliberation.needs.submitting import refuse_category_off, refuse_foreign_estate
from deliberation.wording import tidy, tidy_lines


def publish(actor: Actor, need: Need) -> None:
    """A worker lets everybody read a need that waited for an OK."""
    refuse_if_withheld(need)
    if need.published_at is not None:
        return
    with keeping(actor, need, "needs.publish"):
        review(actor, need)
    if need.author_account_id:
        tell_about([need.author_account_id], need, "notice.needs.published")


def edit(actor: Actor, need: Need, draft: Draft, owners_decision: bool) -> None:
    """A worker corrects words, category, place or the owners' flag; the history says which."""
    refuse_if_held(need)
    draft = checked(draft)
    refuse_foreign_estate(draft.estate_id, need.community_code)
    if (draft.lat_e6, draft.lon_e6) != (need.lat_e6, need.lon_e6):
        refuse_far_point(need.community_code, draft.lat_e6, draft.lon_e6)
    _change(actor, need, {**vars(draft), "owners_decision": owners_decision}, "needs.edit")


def categorise(actor: Actor, need: Need, category: str) -> None:
    """A worker puts a need where it belongs."""
    refuse_if_held(need)
    if category not in CATEGORIES:
        raise Refusal("needs.unknown_category")
    _change(actor, need, {"category": category}, "needs.categorise")


def _change(actor: Actor, need: Need, wanted: dict[str, Any], kind: str) -> None:
    before = {name: getattr(need, name) for name in wanted}
    changed = {name: value for name, value in wanted.items() if before[name] != value}
    if not changed:
        return
    if "category" in changed:
        refuse_category_off(changed["category"], need.community_code)
    with keeping(actor, need, kind):
        for name, value in changed.items():
            setattr(need, name, value)
        index(need)
        facts: dict[str, Any] = {"changed": sorted(changed)}
        if "category" in changed:
            facts |= {"category_from": before["category"], "category_to": need.category}
        record_event(need.id, "needs.edited", facts, actor=actor)


def flag_owners(actor: Actor, need: Need, wanted: bool = True) -> None:
    """Say that the owners must decide together (需业主共同决定), or that they need not."""
    refuse_if_held(need)
    if need.owners_decision == wanted:
        return
    with keeping(actor, need, "needs.flag_owners"):
        need.owners_decision = wanted
        kind = "needs.owners_flagged" if wanted else "needs.owners_cleared"
        record_event(need.id, kind, actor=actor)


def reject(actor: Actor, need: Need, reason: Reason, text: str = "") -> None:
    """Refuse a need with a public reason; author and supporters are told."""
    missing = "needs.reason_missing" if reason == Reason.OTHER else ""
    words = fits(tidy_lines(text), REASON_LENGTH, missing, "needs.reason_long")
    refuse_if_held(need)
    with keeping(actor, need, "needs.reject"):
        move(need, NeedState.REJECTED)
        need.rejection_reason, need.rejection_text = reason, words
        record_event(need.id, "needs.rejected", {"reason": reason}, actor=actor)
    tell_followers(actor, need, "notice.needs.rejected", {"reason": reason})


def reopen(actor: Actor, need: Need) -> None:
    """Take up a closed need again; supports that a merge carried over leave the survivor."""
    was = need.state
    if was in LIVE:
        raise Refusal("needs.not_closed")
    with keeping(actor, need, "needs.reopen") as act:
        if need.merged_into_id is not None:
            act.facts["left"] = leave_survivor(need).number
        move(need, NeedState.OPEN)
        need.rejection_reason = need.destination = None
        need.rejection_text = need.destination_unit = need.destination_note = ""
        record_event(need.id, "needs.reopened", {"was": was}, actor=actor)
    tell_followers(actor, need, "notice.needs.reopened")


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
    with keeping(actor, need, "needs.shortlist"):
        if newly:
            refuse_if_withheld(need)
            move(need, NeedState.SHORTLISTED)
            review(actor, need)
        need.cost_fen, need.cost_note = cost, note
        need.owners_decision = need.owners_decision if owners_decision is None else owners_decision
        kind = "needs.shortlisted" if newly else "needs.costed"
        record_event(need.id, kind, {"cost_fen": cost}, actor=actor)
    if newly:
        tell_followers(actor, need, "notice.needs.shortlisted")


def unshortlist(actor: Actor, need: Need) -> None:
    """Take a need off the shortlist; its cost stays."""
    refuse_if_held(need)
    if need.state != NeedState.SHORTLISTED:
        raise Refusal("needs.not_shortlisted")
    with keeping(actor, need, "needs.unshortlist"):
        move(need, NeedState.OPEN)
        record_event(need.id, "needs.unshortlisted", actor=actor)
