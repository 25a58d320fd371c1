"""Many needs at once: one act for up to two hundred, each by itself; those that cannot are left and named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.needs.acting import refuse_if_changed, taken_up, together
from deliberation.needs.models import Need
from deliberation.needs.rules import checked_at_once


@dataclass(frozen=True)
class Outcome:
    """What came of an act: the numbers of the needs it was done to, and why others were left."""

    batch: UUID
    done: list[str]
    left: list[tuple[str, Refusal]]


def do_to_all(
    actor: Actor,
    community_code: str,
    chosen: Mapping[UUID, int | None],
    act: Callable[[Actor, Need], object],
) -> Outcome:
    """Do one act to the chosen needs (id → version seen); ids of other communities are not there."""
    checked_at_once(len(chosen))
    done: list[str] = []
    left: list[tuple[str, Refusal]] = []
    with together() as batch:
        for need in taken_up(community_code, chosen):
            number = need.number
            try:
                with db.session.begin_nested():
                    refuse_if_changed(need, chosen[need.id])
                    act(actor, need)
                done.append(number)
            except Refusal as refusal:
                left.append((number, refusal))
    return Outcome(batch, done, left)
