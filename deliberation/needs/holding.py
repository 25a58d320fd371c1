"""What later rooms say of their holds on needs: which are over, and which leave open how a need is met."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, false, or_, select

from deliberation.database import db
from deliberation.needs.models import Need, NeedHold

Over = Callable[[Sequence[UUID]], Collection[UUID]]
LeavesOpen = Callable[[UUID, UUID], bool]


@dataclass(frozen=True)
class Explained:
    """`over`: which of these holders have ended for good; `leaves_open`: whether (holder, need) does not
    stand in the way of choosing how the need is met."""

    over: Over
    leaves_open: LeavesOpen


_explained: dict[str, Explained] = {}


def never(_holder_id: UUID, _need_id: UUID) -> bool:
    """The usual hold: nothing about the need changes."""
    return False


def explain_holds(kind: str, over: Over, leaves_open: LeavesOpen = never) -> None:
    """A later room says what its holds (`<kind>:<id>`) mean; filled by create_app. Others hold for good."""
    _explained[kind] = Explained(over, leaves_open)


@dataclass(frozen=True)
class Freedom:
    """What the holds on a need still allow: proposing and checking ways, and choosing one of them."""

    ways: bool
    choice: bool


def freedom_of(need_id: UUID) -> Freedom:
    """A vote or a project closes the ways to meet a need; a meeting to come only puts off the choice."""
    holders = db.session.scalars(select(NeedHold.holder).where(NeedHold.need_id == need_id)).all()
    return Freedom(
        all(_explains(holder) is not never for holder in holders),
        all(_leaves_open(holder, need_id) for holder in holders),
    )


def _explains(holder: str) -> LeavesOpen:
    explained = _explained.get(holder.partition(":")[0])
    return explained.leaves_open if explained else never


def _leaves_open(holder: str, need_id: UUID) -> bool:
    return _explains(holder)(UUID(holder.partition(":")[2]), need_id)


def held_for_good() -> ColumnElement[bool]:
    """As a condition on needs: something holds it that never ends (a project list)."""
    return _held_by_others_than(list(_explained))


def settled_for_sure() -> ColumnElement[bool]:
    """As a condition on needs: something holds it that never leaves open how it is met."""
    return _held_by_others_than([kind for kind, each in _explained.items() if each.leaves_open is not never])


def _held_by_others_than(kinds: Sequence[str]) -> ColumnElement[bool]:
    return exists().where(NeedHold.need_id == Need.id, ~_of_kinds(kinds))


def passing_holders() -> ColumnElement[bool]:
    """As a condition on holds: of a kind that ends some day."""
    return _of_kinds(list(_explained))


def _of_kinds(kinds: Sequence[str]) -> ColumnElement[bool]:
    return or_(false(), *(NeedHold.holder.startswith(f"{kind}:") for kind in kinds))


def held_now(holders: Collection[str]) -> ColumnElement[bool]:
    """As a condition on needs: one of these holders, which are not over, holds it."""
    return exists().where(NeedHold.need_id == Need.id, NeedHold.holder.in_(holders))


def standing(holders: Collection[str]) -> set[str]:
    """Those of the holders (`<kind>:<id>`) that are not over: one question to each room."""
    found = set(holders)
    for kind, explained in _explained.items():
        ids = {UUID(each.partition(":")[2]) for each in holders if each.startswith(f"{kind}:")}
        if ids:
            found -= {f"{kind}:{over}" for over in explained.over(sorted(ids))}
    return found
