"""Handing on: a need to a colleague, to a department, or to an estate that settles it by itself."""

from uuid import UUID

from deliberation.actors import Actor
from deliberation.errors import Refusal
from deliberation.needs.acting import keeping, move, review
from deliberation.needs.at_desk import colleagues_of
from deliberation.needs.history import link_values, record_event, refuse_if_held, tell_followers
from deliberation.needs.models import Need
from deliberation.needs.rules import REASON_LENGTH, UNIT_LENGTH, Destination, NeedState, fits
from deliberation.notices.service import tell
from deliberation.wording import tidy, tidy_lines


def assign(actor: Actor, need: Need, account_id: UUID | None) -> None:
    """Give a need to a colleague of the community, who is told, or to nobody; whoever answers, answers."""
    if account_id is not None and account_id not in colleagues_of(need.community_code):
        raise Refusal("needs.unknown_colleague")
    if need.assigned_to == account_id:
        return
    with keeping(actor, need, "needs.assign"):
        need.assigned_to = account_id
    tell_colleague(actor, need, "notice.needs.assigned", account_id)


def tell_colleague(actor: Actor, need: Need, kind: str, account_id: UUID | None) -> None:
    """Tell whoever has, or had, a need on their desk; nobody is told of their own doing."""
    if account_id is None or account_id == actor.account_id:
        return
    facts = {"number": need.number, "title": need.title, "by": actor.name}
    tell([account_id], kind, facts, need.community_code, "needs.sorting.panel", link_values(need))


def hand_over(actor: Actor, need: Need, to: Destination, unit: str, note: str = "") -> None:
    """Hand a need to whoever can settle it; its way here ends, and its supporters are told who has it."""
    unit = fits(tidy(unit), UNIT_LENGTH, "needs.unit_missing", "needs.unit_long")
    note = fits(tidy_lines(note), REASON_LENGTH, "", "needs.reason_long")
    refuse_if_held(need)
    facts = {"to": to, "unit": unit}
    with keeping(actor, need, "needs.hand_over"):
        move(need, NeedState.HANDED_OVER)
        review(actor, need)
        need.destination, need.destination_unit, need.destination_note = to, unit, note
        record_event(need.id, "needs.handed_over", facts, actor=actor)
    tell_followers(actor, need, "notice.needs.handed_over", facts)
