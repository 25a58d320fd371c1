"""Splitting (拆分): an entry that says two things becomes two needs; whoever supported it supports both."""

from collections.abc import Sequence
from typing import Any

from deliberation.actors import Actor
from deliberation.clock import today
from deliberation.database import db
from deliberation.needs.acting import keeping, move, refuse_move, review
from deliberation.needs.history import record_event, reference, refuse_if_held, tell_followers
from deliberation.needs.merging import carry_supports
from deliberation.needs.models import Need
from deliberation.needs.rules import Draft, NeedState, checked_parts, number_of
from deliberation.needs.search import index
from deliberation.needs.submitting import refuse_category_off, refuse_foreign_estate
from deliberation.places.service import next_number

# Whose wish it is, and how it came, is the same for every part.
SHARED = (
    "community_code", "households_affected", "channel", "author_account_id", "author_resident_id",
    "on_behalf_name", "entered_by", "cycle_id", "published_at", "said_on", "lat_e6", "lon_e6", "stage",
    "assigned_to", "created_at",
)  # fmt: skip


def split(actor: Actor, need: Need, parts: Sequence[Draft], keeps_first: bool = True) -> list[Need]:
    """Split an entry; it keeps the first part, or is closed and every part is new. Gives back the new needs.

    Author and supporters are carried to each part and counted once in each.
    """
    drafts = checked_parts(parts)
    for draft in drafts:
        refuse_foreign_estate(draft.estate_id, need.community_code)
        if draft.category != need.category:
            refuse_category_off(draft.category, need.community_code)
    refuse_if_held(need)
    refuse_move(need, NeedState.SPLIT)
    with keeping(actor, need, "needs.split") as act:
        review(actor, need)
        made = [_part(actor, need, draft) for draft in (drafts[1:] if keeps_first else drafts)]
        if keeps_first:
            _become(need, drafts[0])
        else:
            move(need, NeedState.SPLIT)
        numbers = [part.number for part in made]
        facts = {"parts": [reference(part) for part in made], "numbers": numbers, "keeps_first": keeps_first}
        record_event(need.id, "needs.split", facts, actor=actor)
        act.facts["parts"] = numbers
        act.more["parts"] = [{"id": str(part.id), "version": part.version} for part in made]
    tell_followers(actor, need, "notice.needs.split", {"numbers": numbers})
    return made


def _become(need: Need, draft: Draft) -> None:
    need.title, need.body, need.category = draft.title, draft.body, draft.category
    need.place, need.estate_id = draft.place, draft.estate_id
    index(need)


def _part(actor: Actor, need: Need, draft: Draft) -> Need:
    year = today().year
    shared: dict[str, Any] = {name: getattr(need, name) for name in SHARED}
    part = Need(
        **shared,
        number=number_of(year, next_number(need.community_code, "need", year)),
        title=draft.title,
        body=draft.body,
        category=draft.category,
        place=draft.place,
        estate_id=draft.estate_id,
        split_from_id=need.id,
    )
    db.session.add(part)
    db.session.flush()
    carry_supports(need.id, part)
    index(part)
    record_event(part.id, "needs.split_from", reference(need), actor=actor)
    return part
